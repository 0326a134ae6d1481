"""Whose tasks are taken away from whom: the gone, the long unseen, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from blora_portal import hands
from blora_portal.models import Hand

LOST, PAUSE = timedelta(minutes=1), timedelta(seconds=5)
PATH = "tests.worker.chores.note"

pytestmark = pytest.mark.django_db


def held(*names: str, status: str = "RUNNING") -> DBTaskResult:
    """A task that the last of these hands has."""
    return DBTaskResult.objects.create(
        status=status,
        task_path=PATH,
        args_kwargs={"args": [], "kwargs": {}},
        worker_ids=list(names),
        backend_name="default",
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
    )


def unseen_for(name: str, time: timedelta) -> None:
    """By the database's own clock."""
    table, earlier = Hand._meta.db_table, f"{int(time.total_seconds())} seconds"
    moment = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s)" if connection.vendor == "sqlite" else "now() + %s"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET seen_at = {moment} WHERE name = %s", [f"-{earlier}", name])


def state(task: DBTaskResult) -> tuple[str, list[str]]:
    task.refresh_from_db()
    return task.status, task.worker_ids


def test_the_task_of_one_who_died_is_ready_again_and_nobody_elses_is():
    hands.enlist("a")
    hands.enlist("b")
    of_a, of_b, before = held("a"), held("a", "b"), held("a", status="SUCCESSFUL")
    hands.leave("a", asked=False)
    assert state(of_a) == ("READY", ["a"])
    assert state(of_b) == ("RUNNING", ["a", "b"])
    assert state(before) == ("SUCCESSFUL", ["a"])
    assert list(Hand.objects.values_list("name", flat=True)) == ["b"]


def test_who_was_asked_to_end_loses_no_try():
    task = held("x", "a")
    hands.leave("a", asked=True)
    assert state(task) == ("READY", ["x"])
    assert task.run_after == get_date_max()


@pytest.mark.parametrize(("tries", "seconds"), [(1, None), (2, 5), (3, 10), (4, 15)])
def test_who_died_is_waited_for_longer_each_time(tries, seconds):
    task = held(*"xxxx"[1:tries], "a")
    before = timezone.now()
    hands.leave("a", asked=False, pause=PAUSE)
    task.refresh_from_db()
    assert task.status == "READY"
    if seconds is None:
        assert task.run_after == get_date_max()  # at once
    else:
        wait = timedelta(seconds=seconds)
        assert before + wait <= task.run_after <= timezone.now() + wait


def test_the_fifth_death_is_the_last(caplog):
    task = held(*"xxxx", "a")
    hands.leave("a", asked=False)
    assert state(task) == ("FAILED", [*"xxxx", "a"])
    assert task.exception_class_path == "blora_portal.hands.GivenUp"
    assert "5 processes were killed" in task.traceback
    (told,) = [record for record in caplog.records if record.name == "portal.worker"]
    assert (told.levelname, told.event, told.path, told.tries) == ("ERROR", "task.given_up", PATH, 5)


def test_who_was_not_seen_for_a_minute_is_gone():
    hands.enlist("a")
    hands.enlist("b")
    of_a, of_b = held("a"), held("b")
    unseen_for("a", timedelta(seconds=61))
    unseen_for("b", timedelta(seconds=50))
    hands.recover(LOST)
    assert state(of_a) == ("READY", ["a"])
    assert state(of_b) == ("RUNNING", ["b"])
    assert list(Hand.objects.values_list("name", flat=True)) == ["b"]


def test_who_is_seen_again_stays():
    hands.enlist("a")
    unseen_for("a", timedelta(hours=1))
    hands.seen("a")
    task = held("a")
    hands.recover(LOST)
    assert state(task) == ("RUNNING", ["a"])


def test_who_was_struck_off_by_mistake_is_back_with_the_next_sign_of_life():
    hands.seen("a")
    task = held("a")
    hands.recover(LOST)
    assert state(task) == ("RUNNING", ["a"])


def test_a_task_whose_hand_nobody_knows_is_ready_again():
    task = held("unknown")
    hands.recover(LOST)
    assert state(task) == ("READY", ["unknown"])
