"""`manage.py worker`: does background tasks and keeps the clock. Long-running; two may run, on two machines as well.

It only watches. A child takes tasks (django-tasks-db) and is started again when it dies; once a minute another child does what
`blora_portal/clock.py` says is due.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import Error, connections
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from blora_portal import clock, hands
from blora_portal.processes import Lifeline, Process

log = logging.getLogger("portal.worker")

MOST_TASKS = 500  # then a fresh child: what pictures took of memory goes back to the machine


@dataclass(frozen=True)
class Pace:
    """How often, in seconds. `--pace 0.05` makes all of it faster, for drills."""

    factor: float = 1.0

    def of(self, seconds: float) -> float:
        return seconds * self.factor

    def span(self, seconds: float) -> timedelta:
        return timedelta(seconds=self.of(seconds))


PULSE = 0.5  # until a signal, a death or the parent's end is noticed
POLL = 1  # between two looks for tasks
MINUTE = 60
SEEN, LOST = 10, 60  # how often a hand says that it is there, and after how long it is not
PAUSE = 5  # longer each time somebody was killed at the same task
STEADY, LONGEST_WAIT = (
    60,
    30,
)  # who lived that long did not die of being started; until somebody is started again, at most
GRACE = 8  # for a task to come to its end when we are asked to end; gunicorn's requests have ten


class Runner(TaskWorker):
    """The library's worker, except that no signal cuts a task off: that would count as the task's own failure."""

    def shutdown(self, signum, frame) -> None:
        self.running = False
        if not self.running_task:
            sys.exit(0)


class TaskHand:
    """The child that does tasks, one after the other, and its successors."""

    def __init__(self, lifeline: Lifeline, pace: Pace) -> None:
        self.lifeline, self.pace = lifeline, pace
        self.process: Process | None = None
        self.name = ""
        self.deaths = 0
        self.start_at = self.started = self.seen_at = 0.0

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process is not None and not self.process.alive():
            self._died(self.process.code, now)
        if self.process is None and now >= self.start_at:
            self._start(now)
        if now - self.seen_at >= self.pace.of(SEEN):
            self.seen_at = now
            with_database(self._be_seen)

    def stop(self) -> None:
        if self.process is not None:
            self.process.stop(self.pace.of(GRACE))
            with_database(lambda: hands.leave(self.name, asked=True))

    def _start(self, now: float) -> None:
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.start_at, self.started, self.seen_at = now + self._wait(), now, now
        if with_database(lambda: hands.enlist(self.name)):
            self.process = Process(self.lifeline, self._do_tasks)
        else:
            self.deaths += 1  # no database: later

    def _died(self, code: int | None, now: float) -> None:
        self.process = None
        steady = code == 0 or now - self.started >= self.pace.of(STEADY)
        self.deaths = 0 if steady else self.deaths + 1
        self.start_at = now + self._wait()
        if code != 0:
            log.error("the task process died", extra={"event": "worker.died", "code": code, "deaths": self.deaths})
        with_database(lambda: hands.leave(self.name, asked=False, pause=self.pace.span(PAUSE)))

    def _wait(self) -> float:
        """Seconds until the next start: none after the first death, then longer and longer."""
        return self.pace.of(min(2 ** (self.deaths - 1), LONGEST_WAIT)) if self.deaths > 1 else 0.0

    def _be_seen(self) -> None:
        if self.process is not None:
            hands.seen(self.name)
        hands.recover(self.pace.span(LOST), pause=self.pace.span(PAUSE))

    def _do_tasks(self) -> None:
        runner = Runner(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=self.pace.of(POLL),
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=MOST_TASKS,
            worker_id=self.name,
        )
        runner.configure_signals()
        runner.run()


class ClockHand:
    """The child that looks at the clock; a new one every minute, unless the last is still busy."""

    def __init__(self, lifeline: Lifeline, pace: Pace) -> None:
        self.lifeline, self.pace = lifeline, pace
        self.process: Process | None = None
        self.minute = 0

    def look_after(self) -> None:
        busy = self.process is not None and self.process.alive()
        minute = int(time.time() // self.pace.of(MINUTE))
        if not busy and minute != self.minute:
            self.minute = minute
            self.process = Process(self.lifeline, lambda: clock.tick(minute=self.pace.span(MINUTE)))

    def stop(self) -> None:
        if self.process is not None:
            self.process.stop(self.pace.of(GRACE))


class Command(BaseCommand):
    help = "Does background tasks and keeps the clock, until it is asked to end."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--parent", type=int, help="end when this process is no longer our parent")
        parser.add_argument("--pace", type=float, default=1.0, help="times every waiting time; for drills")

    def handle(self, *args, parent: int | None, pace: float, **options) -> None:
        self.ending = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal does not end gunicorn either
        lifeline = Lifeline()
        children: list[TaskHand | ClockHand] = [TaskHand(lifeline, Pace(pace)), ClockHand(lifeline, Pace(pace))]
        while not self.ending and parent in (None, os.getppid()):
            for child in children:
                _look_after(child)
            time.sleep(Pace(pace).of(PULSE))
        for child in children:
            child.stop()

    def _end(self, signum, frame) -> None:
        self.ending = True


def _look_after(child: TaskHand | ClockHand) -> None:
    try:
        child.look_after()
    except OSError:  # no memory for a process: there may be some later
        log.exception("no process could be started", extra={"event": "worker.no_process"})


def with_database(do: Callable[[], object]) -> bool:
    """Whether it was done. A database that does not answer is no reason to end: the next look may find it there again."""
    try:
        do()
    except Error:
        log.exception("the database does not answer", extra={"event": "worker.no_database"})
        return False
    finally:
        connections.close_all()
    return True
