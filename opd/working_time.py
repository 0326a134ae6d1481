"""How much of a span of time is working time, and when a promise given in working hours falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from opd.models import Holiday, WorkingHours

JAKARTA = ZoneInfo("Asia/Jakarta")  # the offices' clock; it has no summer time, so a day is always 24 hours long
NONE = timedelta(0)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
# No search and no sum goes further than this, whatever the tables hold: ten years, leap days included.
FARTHEST = timedelta(days=3653)
NEXT_YEARS_DECREE = 10  # the month from which on the joint decree for the next year is out


@dataclass(frozen=True)
class Stretch:
    """Work without a break on one day of the week (Monday is 0); with a date it counts only then, and alone."""

    weekday: int
    opens: time
    closes: time
    since: date | None = None
    until: date | None = None

    @property
    def dated(self) -> bool:
        return self.since is not None or self.until is not None

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


Span = tuple[timedelta, timedelta]  # a stretch as time since midnight: from, to

# Stands in while nobody has written down an ordinary week: 7.5 hours, Monday to Friday.
BUILT_IN = tuple(
    Stretch(weekday, opens, closes)
    for weekday in range(5)
    for opens, closes in ((time(7, 30), time(12)), (time(12, 30), time(15, 30)))
)


@dataclass(frozen=True)
class Calendar:
    """The offices' hours and holidays. Pure arithmetic on days of Asia/Jakarta; it takes and gives aware datetimes.

    Nothing here reaches further than ten years (`FARTHEST`): what lies beyond is not counted and not found.
    """

    hours: tuple[Stretch, ...] = ()
    holidays: frozenset[date] = frozenset()

    @classmethod
    def load(cls) -> Calendar:
        """All there is, in two queries."""
        rows = WorkingHours.objects.order_by("pk").values_list("weekday", "opens", "closes", "since", "until")
        return cls(
            hours=tuple(Stretch(*row) for row in rows),
            holidays=frozenset(Holiday.objects.order_by("pk").values_list("date", flat=True)),
        )

    # --- Questions ----------------------------------------------------------------------------------------------------
    def worked(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; none when the end is not after the start.

        Of more than ten years only the last ten count.
        """
        if end <= start:
            return NONE
        start, end = max(start, end - FARTHEST).astimezone(JAKARTA), end.astimezone(JAKARTA)
        whole = (end.date() - start.date()).days
        days = sum((self._length(start.date() + DAY * n) for n in range(whole)), NONE)
        return days + self._done(end) - self._done(start)

    def before(self, moment: datetime, amount: timedelta) -> datetime:
        """The latest moment from which `amount` of working time has passed until `moment`.

        A queue asks with it for what has waited too long: `submitted_at <= before(now, promise)`.
        Where ten years do not hold that much work, the moment ten years earlier.
        """
        if amount <= NONE:
            return moment
        local, end = moment.astimezone(JAKARTA), moment - FARTHEST
        left, day = amount - self._done(local), local.date()
        while left > NONE and day > end.astimezone(JAKARTA).date():
            day -= DAY
            left -= self._length(day)
        return end if left > NONE else max(end, self._moment(day, -left, later=True))

    def after(self, moment: datetime, amount: timedelta) -> datetime:
        """When a promise of `amount` of working time, made at `moment`, falls due: the first moment at which it has passed.

        Where the next ten years do not hold that much work, the moment ten years later.
        """
        if amount <= NONE:
            return moment
        local, end = moment.astimezone(JAKARTA), moment + FARTHEST
        target, day = amount + self._done(local), local.date()
        while target > self._length(day) and day < end.astimezone(JAKARTA).date():
            target -= self._length(day)
            day += DAY
        return end if target > self._length(day) else min(end, self._moment(day, target, later=False))

    @cached_property
    def day(self) -> timedelta:
        """One working day: the average of the ordinary week's days on which there is work."""
        lengths = [sum((to - since for since, to in spans), NONE) for spans in self._week.values()]
        return sum(lengths, NONE) / len(lengths)

    def in_words(self, amount: timedelta) -> str:
        """`amount` of working time as people say it: "2 jam kerja 10 menit", and from one working day on whole days."""
        if amount < MINUTE:
            return "baru saja"
        if amount >= self.day:
            return f"{amount // self.day} hari kerja"
        hours, minutes = amount // HOUR, amount % HOUR // MINUTE
        if not hours:
            return f"{minutes} menit kerja"
        return f"{hours} jam kerja {minutes} menit" if minutes else f"{hours} jam kerja"

    # --- One day ------------------------------------------------------------------------------------------------------
    @cached_property
    def _week(self) -> dict[int, tuple[Span, ...]]:
        """The ordinary week's working days; without any, the built-in ones."""
        ordinary = [stretch for stretch in self.hours if not stretch.dated] or BUILT_IN
        return {weekday: spans for weekday in range(7) if (spans := _spans(ordinary, weekday))}

    @cached_property
    def _dated(self) -> tuple[Stretch, ...]:
        return tuple(stretch for stretch in self.hours if stretch.dated)

    def _on(self, day: date) -> tuple[Span, ...]:
        """The day's stretches in their order."""
        if day in self.holidays:
            return ()
        if special := [stretch for stretch in self._dated if stretch.covers(day)]:
            return _spans(special, day.weekday())
        return self._week.get(day.weekday(), ())

    def _length(self, day: date) -> timedelta:
        return sum((to - since for since, to in self._on(day)), NONE)

    def _done(self, local: datetime) -> timedelta:
        """The working time of this moment's day that lies behind it."""
        now = local - _midnight(local.date())
        return sum((min(now, to) - since for since, to in self._on(local.date()) if since < now), NONE)

    def _moment(self, day: date, done: timedelta, *, later: bool) -> datetime:
        """When so much of the day's work was done: at the end of a stretch, or `later`, where the next one begins."""
        for since, to in self._on(day):
            if done < to - since or (done == to - since and not later):
                return _midnight(day) + since + done
            done -= to - since
        raise AssertionError("asked for more work than the day has")


def _spans(stretches, weekday: int) -> tuple[Span, ...]:
    """The stretches of one day of the week, in order; what overlaps or touches is one, so that no minute counts twice."""
    found: list[Span] = []
    for stretch in sorted((each for each in stretches if each.weekday == weekday), key=lambda each: each.opens):
        since, to = _since_midnight(stretch.opens), _since_midnight(stretch.closes)
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], to))
        else:
            found.append((since, to))
    return tuple(found)


def _since_midnight(clock: time) -> timedelta:
    return datetime.combine(date.min, clock) - datetime.min


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JAKARTA)


def years_without_holidays(today: date) -> list[int]:
    """This year, and from October on the next, when nobody has written down its holidays yet."""
    asked = [today.year, today.year + 1] if today.month >= NEXT_YEARS_DECREE else [today.year]
    return [year for year in asked if not Holiday.objects.filter(date__year=year).exists()]
