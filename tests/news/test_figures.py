"""The numbers of the starting pages: weeks and months in Blora's own time, and only what readers have."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from news import figures, moments
from news.models import Publication
from opd.models import OPD
from tests.factories import ArticleFactory, OPDFactory, PublicationFactory, UnitFactory

TODAY = date(2026, 5, 14)  # a Thursday


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = datetime(2026, 5, 14, 12, tzinfo=moments.JAKARTA)
    monkeypatch.setattr("news.models.publication.timezone.now", lambda: now)
    return now


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=moments.JAKARTA)


def live(opd, when, unit=None, **fields):
    article = ArticleFactory(opd=opd, published=True, unit=unit)
    return PublicationFactory(article=article, published_at=when, **fields)


# when it went live, and in which of the eight bars (7 is this week) it stands; None: in none
WEEKS = [
    (at(11, 0, 0), 7),  # Monday, the first minute
    (at(10, 23, 59), 6),  # Sunday, the last one
    (at(14, 11, 59), 7),
    (at(23, 0, 0, month=3), 0),  # the first minute of the oldest bar
    (at(22, 23, 59, month=3), None),
]


@pytest.mark.parametrize(("when", "bar"), WEEKS)
def test_a_week_begins_on_monday_at_midnight_in_blora(cast, when, bar):
    live(cast.dinkes, when)
    found = [each.count for each in figures.by_week(Publication.objects.visible(), TODAY)]
    assert found == [int(place == bar) for place in range(8)]


def test_the_weeks_have_their_days_and_a_week_without_news_is_a_zero(cast):
    live(cast.dinkes, at(14, 9))
    live(cast.dinkes, at(12, 9))
    live(cast.dinkes, at(5, 9))
    found = figures.by_week(Publication.objects.visible(), TODAY)
    assert [each.label for each in found][-4:] == ["20–26 Apr", "27 Apr–3 Mei", "4–10 Mei", "11–17 Mei"]
    assert [(each.count, each.percent) for each in found][-3:] == [(0, 0), (1, 50), (2, 100)]


def test_what_readers_do_not_have_is_not_counted(cast):
    live(cast.dinkes, at(14, 13))  # in an hour
    live(cast.dinkes, at(13, 9), withdrawn_at=at(14, 9), withdrawn_reason="Keliru.")
    live(cast.dinkes, at(12, 9), revised_at=at(14, 9))  # a revision is no new item
    assert sum(each.count for each in figures.by_week(Publication.objects.visible(), TODAY)) == 1


def test_units_of_this_week_the_most_first_and_what_has_none_last(cast):
    p2p, yankes = UnitFactory(opd=cast.dinkes, name="Bidang P2P"), UnitFactory(opd=cast.dinkes, name="Bidang Yankes")
    for unit in (None, None, None, p2p, yankes, yankes):
        live(cast.dinkes, at(12, 9), unit=unit)
    live(cast.dinkes, at(10, 23, 59), unit=p2p)  # last week
    found = figures.by_unit(Publication.objects.visible(), TODAY)
    assert [(each.label, each.count) for each in found] == [
        ("Bidang Yankes", 2),
        ("Bidang P2P", 1),
        ("Tanpa bidang", 3),
    ]


def test_the_quiet_ones_come_first_the_longest_silence_on_top(cast):
    never = OPDFactory(short_name="Arpus")
    live(cast.dinkes, at(1, 0))
    live(cast.dinkes, at(30, 23, 59, month=4))  # last month
    live(cast.dpupr, at(29, 23, 59, month=4))  # more than fourteen days before today began
    live(cast.dinkes, at(14, 11, 59))  # today
    rows = figures.agencies(OPD.objects.active(), TODAY)
    assert [(each.opd, each.count, each.quiet) for each in rows] == [
        (never, 0, True),
        (cast.dpupr, 0, True),
        (cast.dinkes, 2, False),
    ]
    assert rows[2].last == at(14, 11, 59)


@pytest.mark.parametrize(("when", "quiet"), [(at(30, 0, month=4), False), (at(29, 23, 59, month=4), True)])
def test_quiet_is_two_weeks_without_news(cast, when, quiet):
    live(cast.dinkes, when)
    found = {each.opd: each.quiet for each in figures.agencies(OPD.objects.active(), TODAY)}
    assert found[cast.dinkes] is quiet


def test_agencies_cost_two_queries_however_many(cast, django_assert_num_queries):
    for _ in range(20):
        live(OPDFactory(), at(2, 9))
    with django_assert_num_queries(2):
        assert len(figures.agencies(OPD.objects.active(), TODAY)) == 22


def test_no_news_at_all_is_no_error(cast):
    assert figures.by_unit(Publication.objects.visible(), TODAY) == []
    assert {each.percent for each in figures.by_week(Publication.objects.visible(), TODAY)} == {0}
    assert figures.bars([]) == []


@pytest.mark.parametrize(
    ("day", "monday"),
    [(date(2026, 5, 11), 11), (date(2026, 5, 17), 11), (date(2026, 5, 18), 18)],
)
def test_week_of(day, monday):
    assert figures.week_of(day) == date(2026, 5, monday)
    assert figures.midnight(day) - figures.midnight(figures.week_of(day)) < timedelta(days=7)
