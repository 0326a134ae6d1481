"""What the newsroom forgets: drafts that were in the bin long enough, versions that nobody ever read, who was there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from news import services
from news.models import Article, ArticleEvent, Presence, Publication, SearchMiss
from news.moments import JAKARTA
from news.workflow import Action

BIN_KEPT = timedelta(days=30)
VERSIONS_KEPT = 50  # the newest of each article, besides all that were published
PRESENCE_KEPT = timedelta(days=1)
MISSES_KEPT = 13  # months: twelve are shown
# What readers had, or would have had at its hour: these steps name the version they put out.
PUT_OUT = frozenset({Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH_URGENT})

Version = Article.versions.model


def empty_bin(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove drafts that went into the bin 30 days ago, at most that many at once; how many (dry run: how many wait)."""
    before = now - BIN_KEPT
    if dry_run:
        return Article.objects.filter(deleted_at__lt=before).count()
    return services.empty_bin(before=before, most=most)


def forget_versions(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove versions that were never published and are older than the newest 50 such of their article.

    At most that many at once; how many (dry run: how many there are). Nothing is locked: what is being written meanwhile
    is newer than everything here, and only the newest version of a text can be published.
    """
    full = Version.objects.order_by().values("id").annotate(versions=Count("pk")).filter(versions__gt=VERSIONS_KEPT)
    articles = list(full.values_list("id", flat=True))
    doomed: list[int] = []
    while articles and (dry_run or len(doomed) < most):
        batch, articles = articles[:200], articles[200:]
        doomed += _too_old(batch)
    if dry_run:
        return len(doomed)
    return Version.objects.filter(pk__in=doomed[:most])._raw_delete(Version.objects.db) if doomed else 0


def _too_old(articles: list[int]) -> list[int]:
    """The versions of these articles that are one too many."""
    same = {"article": OuterRef("id"), "version": OuterRef("version")}
    unread = Version.objects.filter(id__in=articles).exclude(
        Exists(ArticleEvent.objects.filter(**same, action__in=PUT_OUT))
        | Exists(Publication.objects.filter(**same))
        | Exists(Article.objects.filter(pk=OuterRef("id"), version=OuterRef("version")))
    )
    newest_first = Window(RowNumber(), partition_by="id", order_by=[F("version").desc(), F("history_id").desc()])
    ranked = unread.order_by().annotate(rank=newest_first).filter(rank__gt=VERSIONS_KEPT)
    return [pk for pk, _ in ranked.values_list("pk", "rank")]


def forget_presence(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove who had an article open a day ago, at most that many rows at once; how many. Nobody is shown them any more."""
    old = Presence.objects.filter(seen_at__lt=now - PRESENCE_KEPT)
    if dry_run:
        return old.count()
    return Presence.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()[0]


def forget_misses(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove words that were looked for in vain more than 13 months ago, at most that many rows at once; how many."""
    local = timezone.localtime(now, JAKARTA)
    number = local.year * 12 + local.month - 1 - MISSES_KEPT
    old = SearchMiss.objects.filter(month__lt=date(number // 12, number % 12 + 1, 1))
    if dry_run:
        return old.count()
    return SearchMiss.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()[0]
