"""Background tasks in a test: they are rows, as they are in production, and nothing does them until the test says so."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def waiting(path: str = "") -> list[tuple[str, list]]:
    """What was asked for and not done yet, oldest first: (task path, arguments); of this path only, if one is named."""
    rows = DBTaskResult.objects.filter(status="READY", task_path__startswith=path).order_by("enqueued_at")
    return [(row.task_path, row.args_kwargs["args"]) for row in rows]


def do_all() -> list[DBTaskResult]:
    """Do what is waiting, and what that asks for in turn; the rows that failed, so that a test can say `assert not do_all()`."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
    ).run()
    return list(DBTaskResult.objects.failed())
