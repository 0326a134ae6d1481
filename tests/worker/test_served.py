"""`manage.py serve` has a worker beside it, which does tasks and stays no longer than what it was started with."""

from __future__ import annotations

import os
import signal

import pytest

from tests.serving import group, log_of, run_sql, served
from tests.worker.conftest import TASKS, Office, until


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=["kill", "term", "ctrl-c"])
def test_nothing_outlives_the_server(place, number):
    folder, database = place
    with served(database, folder) as address:
        task = Office(database, folder).give("note", str(folder / "noted"), "done")
        until(lambda: run_sql(database, f"SELECT 1 FROM {TASKS} WHERE id = '{task}' AND status = 'SUCCESSFUL'"))
        leader = leader_of(address)
        assert len(group(leader)) >= 5  # gunicorn and two of its own, the worker and its child
        os.kill(leader, number)
        until(lambda: not group(leader))
        assert "Traceback" not in log_of(address, folder).read_text()
        assert not (folder / ".gunicorn").exists()  # its $HOME: the portal writes nowhere else than into PORTAL_VAR


def leader_of(address: str) -> int:
    """The process group of whoever listens there."""
    wanted = f"PORT={address.rpartition(':')[2]}".encode()
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/environ", "rb") as environment:
                if wanted in environment.read().split(b"\0"):
                    return os.getpgid(int(entry))
        except OSError:
            continue
    raise AssertionError("Nobody serves it.")
