"""What the public would see of an article as it is now."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from news import html, parties, showing
from news.models import Article, Publication
from news.workflow import Live

SLUG_LENGTH = 80


def snapshot(article: Article) -> Publication:
    """An unsaved Publication of the working copy: what a preview shows and what `services.publish` saves."""
    body = html.clean(article.body)
    old = Publication.objects.filter(pk=article.pk).first()
    published_at, revised_at = _hours(old)
    pictures = showing.of_article(article, body)
    return Publication(
        article=article,
        opd=article.opd,
        rubric=article.rubric,
        version=article.version,
        title=article.title,
        slug=slug(article.title),
        summary=article.summary,
        summary_jv=article.summary_jv,
        body=body,
        parties=parties.names(article.parties),
        byline=article.byline or article.opd.byline,
        pictures=pictures,
        album_size=showing.album_size(body, pictures.get("media", {})),
        search_text=" ".join([article.title, article.summary, html.plain(body)]),
        published_at=published_at,
        revised_at=revised_at,
        corrections=old.corrections if old else [],
        card=old.card if old else {},
    )


def slug(title: str) -> str:
    """The words of the title for the address, cut at a word; `berita` when none can be written in Latin letters."""
    words = slugify(title)
    if len(words) > SLUG_LENGTH:
        words = words[: SLUG_LENGTH + 1].rpartition("-")[0] or words[:SLUG_LENGTH]
    return words or "berita"


def _hours(old: Publication | None) -> tuple[datetime, datetime | None]:
    """When it was published and revised: a revision keeps the hour of its first publication."""
    if old is None:
        return timezone.now(), None
    return old.published_at, None if old.live is Live.AHEAD else timezone.now()
