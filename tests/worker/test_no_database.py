"""A worker that comes up before its database, or its tables, waits for them."""

from __future__ import annotations

import subprocess
import sys

from tests.serving import ROOT, empty_database
from tests.worker.conftest import Office, until


def test_it_waits_for_its_tables(tmp_path):
    with empty_database(tmp_path, "late") as database:
        office = Office(database, tmp_path)
        worker = office.start(jobs="strike")
        until(lambda: {"worker.no_database", "clock.failed"} <= {event["event"] for event in office.events()})
        assert worker.poll() is None
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, cwd=ROOT, env=office.environment(), check=True, timeout=300)
        task = office.give("note", office.path("late"), "done")
        assert until(lambda: office.ended(task)) == ("SUCCESSFUL", 1, "")
        until(lambda: office.lines("strikes"))
        office.close()
