"""The promise to answer within four working hours: what waits how long, what is late, and how often it was kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news import moments, promise, services
from news.models import Article, ArticleEvent, Publication
from news.promise import Promise
from news.workflow import Action, Live, State
from opd.models import Holiday
from opd.working_time import Calendar
from tests.factories import ArticleFactory, OPDFactory, UserFactory
from tests.news.stage import do, put

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LEBARAN = [datetime(2026, 3, day).date() for day in (18, 19, 20, 21, 22, 23, 24)]
# No rows of hours: the built-in week, 07.30 to 12.00 and 12.30 to 15.30 from Monday to Friday.
FOUR_HOURS = Promise(Calendar(holidays=frozenset([*LEBARAN, datetime(2026, 5, 1).date()])), 4 * HOUR)


def at(text: str) -> datetime:
    """`05-14 09:00` of 2026 on a clock in Blora."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=moments.JAKARTA)


# from, until, what it says, late, over a working day, percent, due
WAITS = {
    "now": ("05-13 09:00", "05-13 09:00", "Baru saja masuk", False, False, 0, "05-13 13:30"),
    "two hours": ("05-13 09:00", "05-13 11:10", "Menunggu 2 jam kerja 10 menit dari 4 jam", False, False, 54, "05-13 13:30"),
    "a minute short": ("05-13 07:30", "05-13 11:29", "Menunggu 3 jam kerja 59 menit dari 4 jam", False, False, 99, "05-13 11:30"),
    "run out": ("05-13 07:30", "05-13 11:30", "Menunggu 4 jam kerja dari 4 jam", True, False, 100, "05-13 11:30"),
    "a minute short of a day": ("05-12 09:00", "05-13 08:59", "Menunggu 7 jam kerja 29 menit dari 4 jam", True, False, 100, "05-12 13:30"),
    "a working day": ("05-12 09:00", "05-13 09:00", "Menunggu 1 hari kerja; janji 4 jam", True, True, 100, "05-12 13:30"),
    "a quiet Sunday": ("05-15 20:00", "05-17 10:00", "Masuk di luar jam kerja", False, False, 0, "05-18 11:30"),
    "over a weekend": ("05-08 14:30", "05-11 08:30", "Menunggu 2 jam kerja dari 4 jam", False, False, 50, "05-11 10:30"),
    "over Lebaran": ("03-17 14:30", "03-25 08:00", "Menunggu 1 jam kerja 30 menit dari 4 jam", False, False, 37, "03-25 10:30"),
    "inside Lebaran": ("03-19 09:00", "03-24 15:00", "Masuk di luar jam kerja", False, False, 0, "03-25 11:30"),
    "a holiday before a weekend": ("04-30 15:00", "05-04 11:00", "Menunggu 4 jam kerja dari 4 jam", True, False, 100, "05-04 11:00"),
    "three days": ("05-04 07:30", "05-06 15:30", "Menunggu 3 hari kerja; janji 4 jam", True, True, 100, "05-04 11:30"),
}  # fmt: skip


@pytest.mark.parametrize("case", WAITS)
def test_a_wait(case):
    began, now, words, late, very_late, percent, due = WAITS[case]
    wait = FOUR_HOURS.wait(at(began), at(now))
    assert (wait.words, wait.late, wait.very_late, wait.percent) == (words, late, very_late, percent)
    assert wait.due == at(due)


def test_a_long_promise_is_not_red_before_it_has_run_out():
    long = Promise(FOUR_HOURS.calendar, 12 * HOUR)
    over_a_day = long.wait(at("05-12 09:00"), at("05-13 09:00"))
    assert (over_a_day.late, over_a_day.very_late, over_a_day.percent) == (False, False, 62)
    assert long.words == "12 jam kerja"


def test_a_promise_of_no_hours_is_late_at_once():
    wait = Promise(FOUR_HOURS.calendar, timedelta(0)).wait(at("05-13 09:00"), at("05-13 09:00"))
    assert (wait.late, wait.percent) == (True, 100)


def test_what_the_database_finds_late_is_what_the_arithmetic_calls_late():
    """At every quarter of an hour of ten days around Lebaran, from six moments on."""
    for now in ("03-25 07:30", "03-25 09:00", "03-25 11:30", "03-25 12:15", "03-28 10:00", "03-30 08:00"):
        bound = FOUR_HOURS.late_before(at(now))
        began = at("03-16 00:00")
        while began <= at(now):
            assert (began <= bound) is FOUR_HOURS.wait(began, at(now)).late, (now, began)
            began += 15 * MINUTE


# --- Of articles -----------------------------------------------------------------------------------------------------
@pytest.fixture
def clock(monkeypatch):
    def stop(text: str) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(text))

    return stop


def test_the_calendar_is_the_offices_own(db, settings, clock, django_assert_num_queries):
    settings.REVIEW_PROMISE_HOURS = 6
    Holiday.objects.create(date=at("05-13 00:00").date(), name="Libur")
    with django_assert_num_queries(2):
        loaded = Promise.load()
    assert loaded.length == 6 * HOUR
    article = ArticleFactory(in_review=True, submitted_at=at("05-12 14:30"))
    clock("05-14 08:30")
    assert loaded.waited(article) == 2 * HOUR
    assert loaded.due(article) == at("05-14 13:00")
    assert loaded.late_before() == loaded.late_before(at("05-14 08:30"))


@pytest.mark.parametrize(
    ("state", "live", "moment"),
    [
        (State.IN_REVIEW, Live.NONE, "submitted"),
        (State.IN_REVIEW, Live.SHOWN, "submitted"),
        (State.IN_REVIEW, Live.UNREVIEWED, "submitted"),
        (State.PUBLISHED, Live.UNREVIEWED, "published"),
        (State.DRAFT, Live.UNREVIEWED, "published"),
    ],
)
def test_a_wait_begins_with_the_submission_or_with_a_hurried_publication(cast, state, live, moment):
    article = put(cast, state, live)
    expected = article.submitted_at if moment == "submitted" else article.publication.published_at
    assert promise.since(article) == expected


def test_a_hurried_revision_of_old_news_waits_since_the_revision(cast, clock):
    article = put(cast, State.DRAFT, Live.SHOWN)
    Publication.objects.update(published_at=at("01-12 09:00"))
    clock("05-13 09:00")
    services.publish_urgent(article, by=cast.superuser, seen=1, note="Jembatan putus.")
    article = Article.objects.get()
    assert promise.since(article) == at("05-13 09:00")
    assert list(Article.objects.unreviewed().filter(out_since=at("05-13 09:00"))) == [article]
    clock("05-13 10:00")
    services.confirm_urgent(article, by=cast.editor, seen=1)
    assert article.events.latest("pk").waited_minutes == 60


# What an editor decides about a wait. Everything else leaves the column empty.
DECIDES = {
    (Action.PUBLISH, State.IN_REVIEW, Live.NONE): "submitted",
    (Action.PUBLISH, State.IN_REVIEW, Live.SHOWN): "submitted",
    (Action.SCHEDULE, State.IN_REVIEW, Live.NONE): "submitted",
    (Action.SEND_BACK, State.IN_REVIEW, Live.NONE): "submitted",
    (Action.SEND_BACK, State.IN_REVIEW, Live.UNREVIEWED): "submitted",
    (Action.CONFIRM_URGENT, State.PUBLISHED, Live.UNREVIEWED): "published",
    (Action.CONFIRM_URGENT, State.IN_REVIEW, Live.UNREVIEWED): "published",
    (Action.SEND_BACK, State.PUBLISHED, Live.UNREVIEWED): None,
    (Action.RECALL, State.IN_REVIEW, Live.NONE): None,
    (Action.CORRECT, State.PUBLISHED, Live.SHOWN): None,
    (Action.EDIT, State.IN_REVIEW, Live.NONE): None,
    (Action.TAKE, State.IN_REVIEW, Live.NONE): None,
    (Action.SUBMIT, State.RETURNED, Live.NONE): None,
    (Action.PUBLISH_URGENT, State.RETURNED, Live.NONE): None,
    (Action.RESCHEDULE, State.PUBLISHED, Live.AHEAD): None,
    (Action.UNSCHEDULE, State.PUBLISHED, Live.AHEAD): None,
    (Action.WITHDRAW, State.IN_REVIEW, Live.SHOWN): None,
    (Action.REVISE, State.PUBLISHED, Live.SHOWN): None,
}
BY_THE_OFFICE = {Action.RECALL, Action.SUBMIT, Action.PUBLISH_URGENT, Action.REVISE, Action.WITHDRAW}


@pytest.mark.parametrize("case", DECIDES, ids=" ".join)
def test_a_decision_keeps_how_long_it_took(cast, case):
    action, state, live = case
    article = put(cast, state, live)
    now = promise.timezone.now()
    began = {
        "submitted": article.submitted_at,
        "published": live == Live.UNREVIEWED and article.publication.published_at,
    }
    do(action, article, cast.admin if action in BY_THE_OFFICE else cast.editor, cast)
    event = article.events.latest("pk")
    assert event.action == action
    if DECIDES[case] is None:
        assert event.waited_minutes is None
    else:
        expected = Calendar().worked(began[DECIDES[case]], now) // MINUTE
        assert expected <= event.waited_minutes <= expected + 1


def test_a_decision_after_lebaran(cast, clock):
    for day in LEBARAN:
        Holiday.objects.create(date=day, name=f"Lebaran {day}")
    article = put(cast, State.IN_REVIEW, Live.NONE)
    Article.objects.filter(pk=article.pk).update(submitted_at=at("03-17 14:30"))
    clock("03-25 08:00")
    do(Action.SEND_BACK, article, cast.editor, cast)
    assert article.events.latest("pk").waited_minutes == 90


# --- Kept ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def decided(db, clock):
    def decide(article, minutes, day="05-13 10:00", action=Action.PUBLISH) -> None:
        clock(day)
        fields = {
            "by": UserFactory(),
            "start": State.IN_REVIEW,
            "end": State.PUBLISHED,
            "live": Live.NONE,
            "version": 1,
        }
        ArticleEvent.objects.create(article=article, action=action, waited_minutes=minutes, **fields)

    return decide


def test_the_promise_was_kept_before_it_ran_out(decided, django_assert_num_queries):
    article, other = ArticleFactory(), ArticleFactory()
    for minutes in (0, 239, 240, 900):
        decided(article, minutes)
    decided(article, 10, action=Action.SEND_BACK)
    decided(article, 10, action=Action.SCHEDULE)
    decided(article, 10, action=Action.CONFIRM_URGENT)  # a follow-up: nobody waited for its publication
    decided(article, None)  # from the time before waits were kept
    decided(other, 10)
    with django_assert_num_queries(1):
        found = promise.kept([article.opd_id], at("05-01 00:00"), at("06-01 00:00"))
    assert (found.decided, found.kept, found.percent) == (6, 4, 66)
    assert promise.kept([article.opd_id, other.opd_id], at("05-01 00:00"), at("06-01 00:00")).decided == 7
    assert promise.kept([], at("05-01 00:00"), at("06-01 00:00")).percent is None


def test_a_span_has_its_first_moment_and_not_its_last(decided):
    article = ArticleFactory(opd=OPDFactory())
    for day in ("04-30 23:59", "05-01 00:00", "05-31 23:59", "06-01 00:00"):
        decided(article, 10, day)
    assert promise.kept([article.opd_id], at("05-01 00:00"), at("06-01 00:00")).decided == 2


def test_all_of_them_is_the_only_hundred():
    assert promise.Kept(1000, 999).percent == 99
    assert promise.Kept(3, 3).percent == 100
    assert promise.Kept(3, 0).percent == 0


def test_the_month_begins_at_midnight_in_blora(clock):
    clock("05-01 00:30")  # still April in Greenwich
    assert promise.this_month() == (at("05-01 00:00"), at("05-01 00:30"))


def test_called_off_its_hour_it_waits_from_now_on_and_not_since_it_was_submitted(cast):
    article = put(cast, State.PUBLISHED, Live.AHEAD)
    before = timezone.now()
    Article.objects.update(submitted_at=before - timedelta(days=3))
    assert promise.since(services.unschedule(article, by=cast.editor)) >= before
