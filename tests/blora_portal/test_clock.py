"""What the clock does when: each minute and each night once, whoever asks, and again after an hour where it failed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError
from django.db import connection

from blora_portal import clock
from blora_portal.clock import Job
from tests.news.test_races import at_once

NOON = datetime(2026, 11, 24, 5, 0, 20, tzinfo=UTC)  # 12:00:20 in Blora
NIGHT = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)  # 02:00 there
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

done: list[str] = []


def first() -> None:
    done.append("first")


def second() -> None:
    done.append("second")


def wrong() -> None:
    done.append("wrong")
    raise OSError("no room")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


@pytest.fixture
def at(monkeypatch):
    """`at(moment, job, …)`: what was done when the clock was looked at then."""

    def look(moment: datetime, *jobs: Job) -> list[str]:
        done.clear()
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        clock.tick(jobs)
        return list(done)

    return look


pytestmark = pytest.mark.django_db


def test_once_a_minute_however_often_it_is_looked_at(at):
    job = Job(first)
    assert at(NOON, job) == ["first"]
    assert at(NOON + timedelta(seconds=39), job) == []
    assert at(NOON + timedelta(seconds=40), job) == ["first"]
    assert at(NOON + timedelta(seconds=41), job) == []


def test_what_was_missed_is_done_once(at):
    assert at(NOON, Job(first)) == ["first"]
    assert at(NOON + 9 * HOUR, Job(first)) == ["first"]


def test_once_a_night(at):
    job = Job(first, daily=True)
    assert at(NOON, job) == []
    assert at(NIGHT - timedelta(seconds=1), job) == []
    assert at(NIGHT, job) == ["first"]
    assert at(NIGHT + MINUTE, job) == []
    assert at(NIGHT + 23 * HOUR, job) == []
    assert at(NIGHT + 24 * HOUR, job) == ["first"]


def test_a_night_that_was_slept_through_is_made_up_for(at):
    job = Job(first, daily=True)
    at(NOON, job)
    assert at(NOON + 50 * HOUR, job) == ["first"]
    assert at(NOON + 51 * HOUR, job) == []


def test_what_failed_at_night_comes_again_after_an_hour(at, caplog):
    job = Job(wrong, daily=True)
    at(NOON, job)
    assert at(NIGHT, job) == ["wrong"]
    assert at(NIGHT + HOUR - MINUTE, job) == []
    assert at(NIGHT + HOUR, job) == ["wrong"]
    told = [record for record in caplog.records if record.name == "portal.clock"]
    assert [(record.levelno, record.event, record.job) for record in told] == [
        (logging.ERROR, "clock.failed", f"{__name__}.wrong")
    ] * 2


def test_one_that_fails_keeps_no_other_from_being_done(at):
    jobs = (Job(wrong), Job(first), Job(second))
    assert at(NOON, *jobs) == ["wrong", "first", "second"]
    assert at(NOON + MINUTE, *jobs) == ["wrong", "first", "second"]


def test_tick_says_what_came_to_its_end():
    assert clock.tick((Job(wrong), Job(first))) == [f"{__name__}.first"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_moment_and_one_has_the_turn(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    for moment in (NOON, NOON + MINUTE):  # before and after there is a row
        done.clear()
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        at_once([lambda: clock.tick((Job(first),))] * 8)
        assert done == ["first"]


def test_what_the_portal_does_by_itself():
    assert [(job.name, job.daily) for job in clock.JOBS] == [
        ("news.renditions.ask_for_missing", False),
        ("news.counting.collect", False),
        ("blora_portal.clock.prune", True),
        ("news.strays.sweep", True),
        ("news.cards.ask_for_stale", True),
    ]


def test_every_job_has_nothing_to_do_in_an_empty_portal():
    assert clock.tick(tuple(Job(job.do) for job in clock.JOBS)) == [job.name for job in clock.JOBS]


def test_prune_is_one_of_them_every_night(caplog):
    (job,) = [job for job in clock.JOBS if job.do is clock.prune]
    assert job.daily
    with caplog.at_level(logging.INFO, "portal.clock"):
        job.do()
    assert "Jejak audit lebih dari 5 tahun: 0 dihapus." in caplog.text


def test_a_prune_that_did_not_come_to_its_end_counts_as_failed(monkeypatch):
    def fails(now, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr("blora_portal.management.commands.prune.JOBS", [("Yang gagal", fails)])
    with pytest.raises(CommandError):
        clock.prune()
