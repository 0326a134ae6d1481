"""Working time: the arithmetic as a table, its inverses, and what happens when nobody has filled in anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd.models import Holiday, WorkingHours
from opd.working_time import FARTHEST, JAKARTA, Calendar, Stretch, years_without_holidays

ORDINARY = (
    *(Stretch(day, time(7, 30), time(12)) for day in range(4)),
    *(Stretch(day, time(12, 30), time(16)) for day in range(4)),
    Stretch(4, time(7, 30), time(13)),
)
RAMADAN = tuple(
    Stretch(day, opens, closes, date(2026, 2, 18), date(2026, 3, 19))
    for day in range(4)
    for opens, closes in ((time(8), time(12)), (time(12, 30), time(15)))
)
LEBARAN = [date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24)]
OFFICE = Calendar(ORDINARY + RAMADAN, frozenset([*LEBARAN, date(2026, 5, 1), date(2026, 8, 17)]))
DAILY = Calendar((Stretch(0, time(8), time(12)),), frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(365)))


def at(text: str) -> datetime:
    """`2026-11-24 09:00` on a clock in Blora."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=JAKARTA)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


WORKED = {  # what is asked: (start, end, hours)
    "inside one day": ("2026-11-24 09:00", "2026-11-24 10:30", 1.5),
    "over the lunch break": ("2026-11-24 11:00", "2026-11-24 13:00", 1.5),
    "inside the break": ("2026-11-24 12:05", "2026-11-24 12:25", 0),
    "a whole day": ("2026-11-24 00:00", "2026-11-25 00:00", 8),
    "before it opens": ("2026-11-24 05:00", "2026-11-24 08:00", 0.5),
    "after it closes": ("2026-11-24 15:30", "2026-11-24 23:00", 0.5),
    "over night": ("2026-11-24 15:00", "2026-11-25 08:30", 2),
    "over a weekend": ("2026-11-27 12:00", "2026-11-30 08:00", 1.5),
    "from Saturday": ("2026-11-28 10:00", "2026-11-30 09:00", 1.5),
    "inside a weekend": ("2026-11-28 10:00", "2026-11-29 10:00", 0),
    "a week": ("2026-11-23 00:00", "2026-11-30 00:00", 37.5),
    "a Friday": ("2026-11-27 00:00", "2026-11-28 00:00", 5.5),
    "a holiday that is a Friday": ("2026-04-30 15:00", "2026-05-04 08:30", 2),
    "starts on a holiday": ("2026-05-01 09:00", "2026-05-04 08:00", 0.5),
    "ends on a holiday": ("2026-04-30 15:30", "2026-05-01 09:00", 0.5),
    "Lebaran": ("2026-03-17 14:00", "2026-03-25 08:30", 2),  # closes at 15.00, opens at 07.30
    "inside Lebaran": ("2026-03-18 00:00", "2026-03-25 00:00", 0),
    "a day in Ramadan": ("2026-02-23 00:00", "2026-02-24 00:00", 6.5),
    "early in Ramadan": ("2026-02-23 07:00", "2026-02-23 09:00", 1),
    "the Friday of a Ramadan that has no row for it": ("2026-02-27 00:00", "2026-02-28 00:00", 0),
    "into Ramadan": ("2026-02-17 15:00", "2026-02-18 09:00", 2),
    "the same moment": ("2026-11-24 09:00", "2026-11-24 09:00", 0),
    "the end before the start": ("2026-11-24 10:00", "2026-11-24 09:00", 0),
}
AFTER = {  # what is asked: (promised at, hours, due at)
    "the same morning": ("2026-11-24 08:00", 2, "2026-11-24 10:00"),
    "over the break": ("2026-11-24 10:00", 4, "2026-11-24 14:30"),
    "to the minute of the break": ("2026-11-24 08:00", 4, "2026-11-24 12:00"),
    "to closing time": ("2026-11-24 14:00", 2, "2026-11-24 16:00"),
    "the next morning": ("2026-11-24 15:00", 4, "2026-11-25 10:30"),
    "on Monday": ("2026-11-27 12:00", 4, "2026-11-30 10:30"),
    "asked on Sunday": ("2026-11-29 20:00", 4, "2026-11-30 11:30"),
    "past Labour Day": ("2026-04-30 15:00", 4, "2026-05-04 10:30"),
    "past Lebaran": ("2026-03-17 14:00", 4, "2026-03-25 10:30"),
    "nothing promised": ("2026-11-28 10:00", 0, "2026-11-28 10:00"),
}
BEFORE = {  # what is asked: (moment, hours, the latest start)
    "the same morning": ("2026-11-24 10:00", 2, "2026-11-24 08:00"),
    "over the break": ("2026-11-24 14:30", 4, "2026-11-24 10:00"),
    "back to the break's end": ("2026-11-24 14:30", 2, "2026-11-24 12:30"),
    "back to opening time": ("2026-11-24 09:30", 2, "2026-11-24 07:30"),
    "the day before": ("2026-11-25 10:30", 4, "2026-11-24 15:00"),
    "Friday": ("2026-11-30 10:30", 4, "2026-11-27 12:00"),
    "asked on Sunday": ("2026-11-29 20:00", 4, "2026-11-27 09:00"),
    "before Lebaran": ("2026-03-25 10:30", 4, "2026-03-17 14:00"),
    "nothing asked": ("2026-11-28 10:00", 0, "2026-11-28 10:00"),
}


@pytest.mark.parametrize("case", WORKED)
def test_worked(case):
    start, end, expected = WORKED[case]
    assert OFFICE.worked(at(start), at(end)) == hours(expected)
    assert OFFICE.worked(at(start).astimezone(UTC), at(end).astimezone(UTC)) == hours(expected)


@pytest.mark.parametrize("case", AFTER)
def test_after(case):
    moment, amount, expected = AFTER[case]
    assert OFFICE.after(at(moment), hours(amount)) == at(expected)
    assert OFFICE.after(at(moment).astimezone(UTC), hours(amount)) == at(expected)


@pytest.mark.parametrize("case", BEFORE)
def test_before(case):
    moment, amount, expected = BEFORE[case]
    assert OFFICE.before(at(moment), hours(amount)) == at(expected)
    assert OFFICE.before(at(moment).astimezone(UTC), hours(amount)) == at(expected)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(JAKARTA))
amounts = st.timedeltas(timedelta(microseconds=1), timedelta(hours=200))
INSTANT = timedelta(microseconds=1)


@given(moments, amounts)
@settings(max_examples=200, deadline=None)
def test_before_and_after_are_the_inverses_of_worked(moment, amount):
    start = OFFICE.before(moment, amount)
    assert start <= moment
    assert OFFICE.worked(start, moment) == amount
    assert OFFICE.worked(start + INSTANT, moment) < amount  # the latest
    end = OFFICE.after(moment, amount)
    assert end >= moment
    assert OFFICE.worked(moment, end) == amount
    assert OFFICE.worked(moment, end - INSTANT) < amount  # the earliest


@given(st.lists(moments, min_size=3, max_size=3).map(sorted))
@settings(max_examples=100, deadline=None)
def test_the_parts_add_up(three):
    first, second, third = three
    assert OFFICE.worked(first, second) + OFFICE.worked(second, third) == OFFICE.worked(first, third)


def test_ten_years_are_counted_quickly_and_no_more_than_ten():
    start, end = at("2017-01-01 00:00"), at("2026-12-31 00:00")
    began = perf_counter()
    ten = OFFICE.worked(start, end)
    assert perf_counter() - began < 10  # milliseconds where it was measured; minute by minute it is minutes
    assert ten > hours(37.5 * 52 * 9.5)
    assert OFFICE.worked(at("1900-01-01 00:00"), end) == OFFICE.worked(end - FARTHEST, end)


def test_when_every_day_is_a_holiday_the_search_ends_ten_years_away():
    always = Calendar(holidays=frozenset(date(2010, 1, 1) + timedelta(days=n) for n in range(12_000)))
    now = at("2026-11-24 09:00")
    assert always.worked(at("2025-01-01 00:00"), now) == timedelta(0)
    assert always.before(now, hours(4)) == now - FARTHEST
    assert always.after(now, hours(4)) == now + FARTHEST


def test_a_year_of_holidays_is_passed_over():
    assert DAILY.after(at("2025-12-31 12:00"), hours(4)) == at("2027-01-04 12:00")
    assert DAILY.before(at("2027-01-04 08:00"), hours(4)) == at("2025-12-29 08:00")


@pytest.mark.parametrize("rows", [(), RAMADAN])
def test_without_an_ordinary_week_there_is_a_built_in_one(rows):
    calendar = Calendar(rows)
    assert calendar.worked(at("2026-11-23 00:00"), at("2026-11-30 00:00")) == hours(37.5)
    assert calendar.worked(at("2026-11-24 07:00"), at("2026-11-24 13:00")) == hours(5)
    assert calendar.day == hours(7.5)


def test_what_overlaps_is_counted_once():
    twice = Calendar((Stretch(0, time(12), time(14)), Stretch(0, time(8), time(13)), Stretch(0, time(9), time(10))))
    assert twice.worked(at("2026-11-23 00:00"), at("2026-11-24 00:00")) == hours(6)


@pytest.mark.parametrize(
    ("since", "until", "covered"),
    [
        (date(2026, 11, 24), None, [False, True, True]),
        (None, date(2026, 11, 24), [True, True, False]),
        (date(2026, 11, 24), date(2026, 11, 24), [False, True, False]),
    ],
)
def test_dates_are_included_and_one_may_be_open(since, until, covered):
    short = tuple(Stretch(day, time(9), time(10), since, until) for day in range(7))
    calendar = Calendar(ORDINARY + short)
    days = [at(f"2026-11-{day} 00:00") for day in (23, 24, 25)]
    assert [calendar.worked(day, day + timedelta(days=1)) == hours(1) for day in days] == covered


def test_a_working_day_is_the_average_of_the_ordinary_week():
    assert OFFICE.day == hours(7.5)
    assert Calendar((Stretch(0, time(8), time(12)), Stretch(5, time(8), time(10)))).day == hours(3)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (timedelta(seconds=-5), "baru saja"),
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=1), "1 menit kerja"),
        (timedelta(minutes=59, seconds=59), "59 menit kerja"),
        (hours(2), "2 jam kerja"),
        (timedelta(hours=2, minutes=10), "2 jam kerja 10 menit"),
        (timedelta(hours=7, minutes=29), "7 jam kerja 29 menit"),
        (hours(7.5), "1 hari kerja"),
        (hours(22.5), "3 hari kerja"),
        (hours(29), "3 hari kerja"),
    ],
)
def test_in_words(amount, words):
    assert OFFICE.in_words(amount) == words


def test_is_loaded_with_two_queries(db, django_assert_num_queries):
    Holiday.objects.create(date=date(2026, 5, 1), name="Hari Buruh Internasional")
    for each in ORDINARY + RAMADAN:
        WorkingHours.objects.create(
            weekday=each.weekday, opens=each.opens, closes=each.closes, since=each.since, until=each.until
        )
    with django_assert_num_queries(2):
        calendar = Calendar.load()
        assert calendar.worked(at("2026-04-30 15:00"), at("2026-05-04 08:30")) == hours(2)
    assert calendar == Calendar(ORDINARY + RAMADAN, frozenset([date(2026, 5, 1)]))


@pytest.mark.parametrize(
    ("today", "filled", "missing"),
    [
        (date(2026, 9, 30), [], [2026]),
        (date(2026, 9, 30), [2026], []),
        (date(2026, 10, 1), [2026], [2027]),
        (date(2026, 12, 31), [2027], [2026]),
        (date(2026, 12, 31), [2026, 2027], []),
        (date(2026, 11, 24), [], [2026, 2027]),
    ],
)
def test_years_without_holidays(db, today, filled, missing):
    for year in filled:
        Holiday.objects.create(date=date(year, 12, 25), name="Natal")
    assert years_without_holidays(today) == missing
