"""What readers did comes into the database once: added to what stands there, whenever the process is killed."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from blora_portal import clock
from news import counting, tally
from news.models import Counted, ReaderCount, SearchMiss
from tests.factories import PublicationFactory
from tests.news.test_races import at_once

DAY, MONTH = date(2026, 11, 24), date(2026, 11, 1)


@pytest.fixture
def counts(db, settings, tmp_path, monkeypatch):
    settings.COUNTS_ROOT = tmp_path / "counts"
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 24, 5, tzinfo=UTC))
    return settings.COUNTS_ROOT


def read() -> dict:
    return {(row.publication_id, row.day): row.views for row in ReaderCount.objects.all()}


def missed() -> dict:
    return {(row.words, row.month): row.times for row in SearchMiss.objects.all()}


def waiting(name: str, views: dict, misses: dict | None = None):
    """A batch that was taken and not thrown away."""
    return tally.Batch(name, Counter(views), Counter(misses or {}), lambda: None)


def test_views_and_words_come_into_the_database(counts):
    first, second = PublicationFactory(), PublicationFactory()
    for pk in (first.pk, first.pk, second.pk):
        tally.count_view(pk)
    tally.count_miss("jadwal posyandu")
    assert counting.collect() == 1
    assert read() == {(first.pk, DAY): 2, (second.pk, DAY): 1}
    assert missed() == {("jadwal posyandu", MONTH): 1}
    assert list(counts.iterdir()) == []


def test_they_are_added_to_what_stands_there(counts):
    pk = PublicationFactory().pk
    ReaderCount.objects.create(publication_id=pk, day=DAY - timedelta(days=1), views=9)
    for times in (1, 2, 3):
        for _ in range(times):
            tally.count_view(pk)
            tally.count_miss("lapor jalan rusak")
        counting.collect()
    assert read() == {(pk, DAY - timedelta(days=1)): 9, (pk, DAY): 6}
    assert missed() == {("lapor jalan rusak", MONTH): 6}


def test_nothing_to_do_writes_nothing(counts, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counting.collect() == 0


def test_the_clock_does_it_every_minute():
    assert clock.Job(counting.collect) in clock.JOBS


def test_what_is_not_published_any_more_is_dropped_and_the_others_are_counted(counts):
    stays, gone = PublicationFactory(), PublicationFactory()
    pk = gone.pk
    gone.delete()
    for number in (pk, stays.pk, 999_999_999_999_999_999):
        tally.count_view(number)
    counting.collect()
    assert read() == {(stays.pk, DAY): 1}
    assert list(counts.iterdir()) == []


def test_many_rows_in_few_statements(counts, django_assert_max_num_queries):
    pks = [PublicationFactory().pk for _ in range(7)]
    days = [DAY - timedelta(days=back) for back in range(100)]
    with django_assert_max_num_queries(8):
        assert counting.add_views({(pk, day): 2 for pk in pks for day in days}) == 1400
    assert counting.add_views({(pk, day): 1 for pk in pks for day in days}) == 700
    assert set(read().values()) == {3}
    assert len(read()) == 700


def test_a_month_takes_so_many_different_words_and_goes_on_counting_those_it_has(counts, monkeypatch):
    monkeypatch.setattr(counting, "MISSES_A_MONTH", 3)
    october = date(2026, 10, 1)
    SearchMiss.objects.create(words="lama", month=MONTH, times=4)
    SearchMiss.objects.create(words="lama", month=october, times=4)
    told = {("lama", MONTH): 1, ("dua", MONTH): 2, ("tiga", MONTH): 3, ("satu", MONTH): 1, ("x", october): 1}
    counting._count(waiting("satu", {}, told))
    assert missed() == {
        ("lama", MONTH): 5, ("tiga", MONTH): 3, ("dua", MONTH): 2, ("lama", october): 4, ("x", october): 1,
    }  # fmt: skip
    counting._count(waiting("dua", {}, told))
    assert missed()["lama", MONTH] == 6
    assert ("satu", MONTH) not in missed()


def test_in_a_full_month_what_was_looked_for_once_gives_way(counts, monkeypatch):
    """Whoever makes up words only pushes out such words, and what was looked for again meanwhile stays."""
    monkeypatch.setattr(counting, "MISSES_A_MONTH", 4)
    october = date(2026, 10, 1)
    for words, month, times in [("a", MONTH, 1), ("b", MONTH, 9), ("c", MONTH, 1), ("d", MONTH, 1), ("a", october, 1)]:
        SearchMiss.objects.create(words=words, month=month, times=times)
    counting._count(waiting("satu", {}, {("a", MONTH): 1, ("baru", MONTH): 1}))
    assert missed() == {("a", MONTH): 2, ("b", MONTH): 9, ("d", MONTH): 1, ("baru", MONTH): 1, ("a", october): 1}
    counting._count(waiting("dua", {}, {(f"karangan {n}", MONTH): 1 for n in range(9)}))
    assert {words for words, month in missed() if month == MONTH} == {"a", "b", "karangan 0", "karangan 1"}


def needs_two_writers():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")


# --- Killed at any moment ------------------------------------------------------------------------------------------------
def test_killed_after_it_was_taken_it_is_counted_the_next_time(counts):
    pk = PublicationFactory().pk
    tally.count_view(pk)
    assert len(list(tally.batches())) == 1  # taken; and that is all this process did
    counting.collect()
    assert read() == {(pk, DAY): 1}


def test_killed_after_it_was_counted_it_is_thrown_away_the_next_time(counts):
    pk = PublicationFactory().pk
    tally.count_view(pk)
    (batch,) = tally.batches()
    counting._count(batch)  # and killed before batch.forget()
    tally.count_view(pk)
    counting.collect()
    counting.collect()
    assert read() == {(pk, DAY): 2}
    assert list(counts.iterdir()) == []


def test_killed_while_it_was_counted_nothing_of_it_stands_there(counts, monkeypatch):
    pk = PublicationFactory().pk
    tally.count_view(pk)
    tally.count_miss("kata")

    def killed(misses):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(counting, "_add_misses", killed)
        with pytest.raises(SystemExit):
            counting.collect()
    assert (read(), missed(), Counted.objects.count()) == ({}, {}, 0)
    counting.collect()
    assert (read(), missed()) == ({(pk, DAY): 1}, {("kata", MONTH): 1})


def test_what_cannot_be_counted_waits_and_keeps_no_other_from_being_counted(counts, monkeypatch, caplog):
    pk = PublicationFactory().pk
    count = counting.add_views

    def fails(views):
        if 5 in views.values():
            raise OSError("no room")
        return count(views)

    monkeypatch.setattr(counting, "add_views", fails)
    monkeypatch.setattr(
        tally, "batches", lambda: iter([waiting("satu", {(pk, DAY): 5}), waiting("dua", {(pk, DAY): 2})])
    )
    with caplog.at_level(logging.ERROR, "portal.counts"):
        assert counting.collect() == 1
    assert read() == {(pk, DAY): 2}
    assert [record.batch for record in caplog.records] == ["satu"]


def test_an_error_of_the_database_is_not_taken_for_a_batch_that_was_counted(counts, monkeypatch):
    def refused(views):
        raise IntegrityError

    monkeypatch.setattr(counting, "add_views", refused)
    with pytest.raises(IntegrityError):
        counting._count(waiting("satu", {(1, DAY): 1}))


def test_marks_go_after_two_days_those_of_logs_stay(counts):
    old = timezone.now() - timedelta(days=2, minutes=1)
    for name, at in [("batch:lama", old), ("batch:baru", old + timedelta(hours=1)), ("log:lama", old)]:
        Counted.objects.create(name=name, at=at)
    tally.count_view(PublicationFactory().pk)
    counting.collect()
    assert set(
        Counted.objects.filter(name__in=["batch:lama", "batch:baru", "log:lama"]).values_list("pk", flat=True)
    ) == {
        "batch:baru",
        "log:lama",
    }


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_five_who_count_the_same_batches_count_them_once(counts):
    needs_two_writers()
    pk = PublicationFactory().pk
    batches = [waiting(f"nomor {number}", {(pk, DAY): 1}) for number in range(4)]
    at_once([lambda: [counting._count(batch) for batch in batches]] * 5)
    assert read() == {(pk, DAY): 4}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_five_who_add_to_the_same_rows_lose_nothing(counts):
    needs_two_writers()
    pks = [PublicationFactory().pk for _ in range(6)]
    one = {(pk, DAY): 1 for pk in pks}
    at_once([lambda: counting.add_views(one), lambda: counting.add_views(dict(reversed(one.items())))] * 3)
    assert read() == {(pk, DAY): 6 for pk in pks}
