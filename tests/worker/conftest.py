"""Real workers on a database of their own, thirty times as fast as they are otherwise."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.serving import ROOT, empty_database, run_sql

PACE = 1 / 30  # a minute is two seconds
TASKS = "django_tasks_database_dbtaskresult"


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.drill)


def until(happened: Callable[[], object], seconds: float = 60) -> object:
    """What it says, once it says something; generous, only to tell a hang."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := happened():
            return answer
        time.sleep(0.02)
    raise AssertionError("It never happened.")


class Task(NamedTuple):
    status: str
    tries: int
    error: str


class Office:
    """A database, the workers on it, and what they have written."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.workers: list[subprocess.Popen] = []

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "DEMO": "1",
            "LOG_LEVEL": "INFO",
            "SECRET_KEY": "only-for-worker-drills-" + "0123456789" * 4,
            "DATABASE_URL": self.database,
            "PORTAL_VAR": str(self.folder),
            "STRIKES": str(self.folder / "strikes"),
        }

    def start(self, *arguments: str, jobs: str = "", within: tuple[str, ...] = ()) -> subprocess.Popen:
        command = [*within, sys.executable, "-m", "tests.worker.started", "--pace", str(PACE), *arguments]
        environment = self.environment() | {"JOBS": jobs}
        with (self.folder / "log").open("a") as log:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.workers.append(worker)
        return worker

    def give(self, chore: str, *arguments: str) -> str:
        """A task as it stands in the table; its id."""
        number, call = uuid.uuid4().hex, json.dumps({"args": arguments, "kwargs": {}})
        run_sql(
            self.database,
            f"INSERT INTO {TASKS} (id, status, enqueued_at, args_kwargs, priority, task_path, worker_ids, queue_name,"
            " backend_name, run_after, exception_class_path, traceback)"
            f" VALUES ('{number}', 'READY', CURRENT_TIMESTAMP, '{call}', 0, 'tests.worker.chores.{chore}', '[]',"
            " 'default', 'default', '2001-01-01 00:00:00', '', '')",
        )
        return number

    def task(self, number: str) -> Task:
        ((status, hands, error),) = run_sql(
            self.database, f"SELECT status, worker_ids, exception_class_path FROM {TASKS} WHERE id = '{number}'"
        )
        return Task(status, len(json.loads(hands) if isinstance(hands, str) else hands), error)

    def ended(self, number: str) -> Task | None:
        task = self.task(number)
        return task if task.status in ("SUCCESSFUL", "FAILED") else None

    def hands(self) -> int:
        return run_sql(self.database, "SELECT count(*) FROM blora_portal_hand")[0][0]

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def events(self) -> list[dict]:
        return [entry for line in self.lines("log") if line.startswith("{") and "event" in (entry := json.loads(line))]

    def close(self) -> None:
        for worker in self.workers:
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(timeout=20)
        run_sql(self.database, f"DELETE FROM {TASKS}")
        for table in ("blora_portal_hand", "blora_portal_turn"):
            run_sql(self.database, f"DELETE FROM {table}")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    with empty_database(folder, "worker") as database:
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, cwd=ROOT, env=Office(database, folder).environment(), check=True, timeout=300)
        yield database


@pytest.fixture
def office(migrated, tmp_path):
    office = Office(migrated, tmp_path)
    yield office
    office.close()
