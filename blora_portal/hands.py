"""Who does background tasks, and what becomes of the tasks of somebody who was killed in the middle of one.

A hand enlists before it takes its first task and is seen every few seconds. A running task whose hand is gone, or was not seen
for too long, is ready again; five times, then it is given up: it may be what kills them. Tasks therefore have to stand being
begun twice.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from blora_portal.models import Hand

log = logging.getLogger("portal.worker")

TRIES = 5
PAUSE = timedelta(seconds=5)  # longer each time, so that what kills hands does not keep all other tasks waiting


class GivenUp(Exception):
    """The process that did the task was killed each time."""


def enlist(name: str) -> None:
    Hand.objects.create(name=name)


def seen(name: str) -> None:
    Hand.objects.update_or_create(name=name, defaults={"seen_at": Now()})


def leave(name: str, *, asked: bool, pause: timedelta = PAUSE) -> None:
    """This hand is no more. If it was asked to stop, the task in its hands has lost no try."""
    with transaction.atomic():
        for task in _running():
            if _hand_of(task) == name:
                _release(task, asked=asked, pause=pause)
        Hand.objects.filter(name=name).delete()


def recover(lost: timedelta, *, pause: timedelta = PAUSE) -> None:
    """Take tasks from hands that nobody has seen for that long: a whole worker was killed, or its machine is gone."""
    with transaction.atomic():
        # In this order: whoever takes a task enlisted before, so a hand missing below is one that is gone.
        running = list(_running())
        alive = set(Hand.objects.filter(seen_at__gte=Now() - lost).values_list("name", flat=True))
        for task in running:
            if _hand_of(task) not in alive:
                _release(task, asked=False, pause=pause)
        Hand.objects.filter(seen_at__lt=Now() - lost).delete()


def _running():
    return DBTaskResult.objects.running().select_for_update(skip_locked=True)


def _hand_of(task: DBTaskResult) -> str:
    return task.worker_ids[-1] if task.worker_ids else ""


def _release(task: DBTaskResult, *, asked: bool, pause: timedelta) -> None:
    tries = len(task.worker_ids)
    if asked:
        _ready(task, hands=task.worker_ids[:-1], wait=timedelta())
    elif tries < TRIES:
        _ready(task, hands=task.worker_ids, wait=pause * (tries - 1))
        log.warning("task is ready again", extra={"event": "task.recovered", **_about(task)})
    else:
        task.set_failed(GivenUp(f"{tries} processes were killed while they did this task."))
        log.error("task is given up", extra={"event": "task.given_up", **_about(task)})


def _ready(task: DBTaskResult, *, hands: list[str], wait: timedelta) -> None:
    task.status = "READY"
    task.worker_ids = hands
    task.run_after = timezone.now() + wait if wait else get_date_max()
    task.save(update_fields=["status", "worker_ids", "run_after"])


def _about(task: DBTaskResult) -> dict:
    return {"task": str(task.id), "path": task.task_path, "tries": len(task.worker_ids)}
