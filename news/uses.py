"""Where each asset is used: kept by `news/services.py` in the transaction that saves a text or puts one out."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from news import inserts
from news.models import Article, MediaAsset, MediaUse, Publication

TEXT, PUBLIC = MediaUse.Where.TEXT, MediaUse.Where.PUBLIC


def keep_text(article: Article) -> None:
    """After a save: what the working copy shows, stills of its videos included."""
    ids = {*inserts.ids(article.body), *([article.lead_id] if article.lead_id else [])}
    _keep(article.pk, TEXT, ids)


def keep_public(publication: Publication) -> None:
    """After it was put out: what readers have."""
    shown = [publication.pictures.get("lead", {}), *publication.pictures.get("media", {}).values()]
    _keep(publication.pk, PUBLIC, {pk for one in shown for pk in (one.get("asset"), one.get("still")) if pk})


def forget_public(article: Article) -> None:
    MediaUse.objects.filter(article=article.pk, where=PUBLIC).delete()


def _keep(article: int, where: str, ids: Iterable[int]) -> None:
    rows = MediaUse.objects.filter(article=article, where=where)
    asked = Q(pk__in=ids) | Q(videos__in=ids)
    there = set(MediaAsset.objects.filter(asked).values_list("pk", flat=True)) if ids else set()
    had = set(rows.values_list("asset", flat=True))
    if had - there:
        rows.filter(asset__in=had - there).delete()
    MediaUse.objects.bulk_create(
        [MediaUse(article_id=article, where=where, asset_id=pk) for pk in sorted(there - had)], ignore_conflicts=True
    )
