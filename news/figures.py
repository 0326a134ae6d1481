"""How much went live, where and when: the numbers of the starting pages. All of them are counted by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncWeek
from django.utils import timezone

from news import moments
from news.models import Publication
from news.models.publication import PublicationQuerySet
from opd.models import OPD

WEEK = timedelta(days=7)
WEEKS = 8
# Two working weeks without news: the pilot of 2022 asked for one item a day (NEEDS.md), so this is no accident any more.
QUIET_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, how much, and its length in percent of the longest."""

    label: str
    count: int
    percent: int

    @property
    def rest(self) -> int:
        """What is left above it: a chart is drawn from its upper edge."""
        return 100 - self.percent


@dataclass(frozen=True)
class Agency:
    """One OPD's month: what went live in it, when the last item did, and whether it has gone quiet."""

    opd: OPD
    count: int
    last: datetime | None
    quiet: bool
    percent: int


def week_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def midnight(day: date) -> datetime:
    """When that day begins in Blora."""
    return datetime.combine(day, time.min, tzinfo=moments.JAKARTA)


def by_week(live: PublicationQuerySet, today: date) -> list[Bar]:
    """What went live in each of the last eight weeks, this one included, the oldest first. A week without news is a zero."""
    mondays = [week_of(today) - WEEK * back for back in range(WEEKS - 1, -1, -1)]
    rows = live.within(midnight(mondays[0]), midnight(mondays[-1] + WEEK)).order_by()
    weeks = rows.annotate(week=TruncWeek("published_at", tzinfo=moments.JAKARTA)).values("week")
    counted = {timezone.localtime(week, moments.JAKARTA).date(): count for week, count in _counts(weeks, "week")}
    return bars([(span(monday), counted.get(monday, 0)) for monday in mondays])


def by_unit(live: PublicationQuerySet, today: date) -> list[Bar]:
    """What went live this week for each unit that had something, the most first; what belongs to no unit comes last."""
    monday = week_of(today)
    rows = live.within(midnight(monday), midnight(monday + WEEK)).order_by()
    counted = _counts(rows.values("article__unit__name"), "article__unit__name")
    named = sorted(((name, count) for name, count in counted if name), key=lambda row: (-row[1], row[0]))
    return bars([*named, *[("Tanpa bidang", count) for name, count in counted if not name]])


def agencies(opds, today: date) -> list[Agency]:
    """The month of each OPD, those that have been quiet for longest first, then those with the most news. Two queries."""
    visible = Publication.objects.visible()
    month = visible.within(midnight(today.replace(day=1)), midnight(today + timedelta(days=1)))
    counted = dict(_counts(month.order_by().values("opd"), "opd"))
    newest = visible.filter(opd=OuterRef("pk")).newest_first().values("published_at")[:1]
    rows = list(opds.annotate(last_item=Subquery(newest)))
    most = max(counted.values(), default=0)
    since = midnight(today) - QUIET_AFTER
    found = [
        Agency(
            opd,
            counted.get(opd.pk, 0),
            opd.last_item,
            opd.last_item is None or opd.last_item < since,
            _percent(counted.get(opd.pk, 0), most),
        )
        for opd in rows
    ]
    never = midnight(date(2000, 1, 1))
    return sorted(
        found, key=lambda each: (not each.quiet, (each.last or never) if each.quiet else -each.count, each.opd.name)
    )


def bars(counted: Sequence[tuple[str, int]]) -> list[Bar]:
    """In the order given; the longest is 100 %."""
    most = max((count for _, count in counted), default=0)
    return [Bar(label, count, _percent(count, most)) for label, count in counted]


def span(monday: date) -> str:
    """`11–17 Mei`, `27 Apr–3 Mei`."""
    sunday = monday + timedelta(days=6)
    month = moments.MONTHS[sunday.month - 1][:3]
    first = f"{monday.day}" if monday.month == sunday.month else f"{monday.day} {moments.MONTHS[monday.month - 1][:3]}"
    return f"{first}–{sunday.day} {month}"


def _counts(rows, name: str) -> list[tuple]:
    return list(rows.annotate(count=Count("pk")).values_list(name, "count"))


def _percent(count: int, most: int) -> int:
    return round(100 * count / most) if most else 0
