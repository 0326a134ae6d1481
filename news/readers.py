"""How often news was read, as the desk says it: numbers of the articles that somebody may see, and of nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from news import figures, moments
from news.models import Article, Publication, ReaderCount
from opd.models import OPD

SPAN = 30  # days, today's among them
MOST = 20  # in the list of what was read most


@dataclass(frozen=True)
class Total:
    """Of several articles together."""

    week: int  # since Monday
    span: int

    @property
    def a_day(self) -> int:
        return round(self.span / SPAN)


@dataclass(frozen=True)
class Read:
    """One article, or one OPD, and how often it was read; `percent` of what was read most."""

    of: Publication | OPD
    week: int
    span: int
    percent: int


def seen_by(user) -> QuerySet[ReaderCount]:
    """The counts of articles that this person may read at the desk."""
    return ReaderCount.objects.filter(publication__article__in=Article.objects.seen_by(user).order_by().values("pk"))


def total(counts: QuerySet[ReaderCount], today: date) -> Total:
    found = _lately(counts, today).aggregate(span=Sum("views"), this_week=_week(today))
    return Total(week=found["this_week"] or 0, span=found["span"] or 0)


def by_day(counts: QuerySet[ReaderCount], today: date) -> list[figures.Bar]:
    """The last thirty days, the oldest first. A day without readers is a zero."""
    rows = _lately(counts, today).order_by().values_list("day").annotate(read=Sum("views"))
    read = dict(rows)
    days = [today - timedelta(days=back) for back in range(SPAN - 1, -1, -1)]
    return figures.bars([(moments.day(day), read.get(day, 0)) for day in days])


def most_read(counts: QuerySet[ReaderCount], today: date, most: int = MOST) -> list[Read]:
    """What was read most in these thirty days. Two queries."""
    rows = _ranked(counts, today, "publication", most)
    found = Publication.objects.for_lists().in_bulk([pk for pk, *_ in rows])
    return _reads([(found[pk], *read) for pk, *read in rows if pk in found])


def by_opd(counts: QuerySet[ReaderCount], today: date) -> list[Read]:
    """Each OPD whose news was read, the most read first. Two queries."""
    rows = _ranked(counts, today, "publication__opd", None)
    found = OPD.objects.in_bulk([pk for pk, *_ in rows])
    return _reads([(found[pk], *read) for pk, *read in rows if pk in found])


def of_article(pk: int, today: date) -> int:
    return total(ReaderCount.objects.filter(publication=pk), today).span


def of_month(counts: QuerySet[ReaderCount], first: date, after: date) -> QuerySet:
    """Title, OPD, publishing moment and number of every article that was read from `first` on and before `after`."""
    within = counts.filter(day__gte=first, day__lt=after).order_by()
    columns = ("publication", "publication__title", "publication__opd__name", "publication__published_at")
    return within.values_list(*columns).annotate(read=Sum("views")).order_by("-read", "-publication")


def _lately(counts: QuerySet[ReaderCount], today: date) -> QuerySet[ReaderCount]:
    return counts.filter(day__gt=today - timedelta(days=SPAN), day__lte=today)


def _week(today: date) -> Sum:
    return Sum("views", filter=Q(day__gte=figures.week_of(today)), default=0)


def _ranked(counts: QuerySet[ReaderCount], today: date, what: str, most: int | None) -> list[tuple[int, int, int]]:
    rows = _lately(counts, today).order_by().values_list(what).annotate(this_week=_week(today), span=Sum("views"))
    return list(rows.order_by("-span", f"-{what}")[:most])


def _reads(rows: list[tuple]) -> list[Read]:
    longest = max((span for *_, span in rows), default=0)
    return [Read(of, week, span, round(100 * span / longest) if longest else 0) for of, week, span in rows]
