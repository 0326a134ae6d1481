"""The seeded portal as `make run` serves it, on a port and a database of its own: for the browser's stories and the drills."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300  # the seeds make pictures; a busy machine takes its time


@contextmanager
def empty_database(folder: Path, name: str) -> Iterator[str]:
    """The address of an empty database of the kind this run is about."""
    asked = os.environ.get("DATABASE_URL", "")
    if not asked.startswith("postgres"):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    server, _, suite = asked.rpartition("/")
    own = f"{suite}_{name}_{os.getpid()}"
    run_sql(f"{server}/postgres", f'CREATE DATABASE "{own}"')
    try:
        yield f"{server}/{own}"
    finally:
        run_sql(f"{server}/postgres", f'DROP DATABASE "{own}" WITH (FORCE)')


def run_sql(database: str, statement: str) -> list[tuple]:
    """One statement, committed at once; its rows, if it has any."""
    if database.startswith("sqlite"):
        connection = sqlite3.connect(database.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
    else:
        connection = psycopg2.connect(database)
        connection.autocommit = True
    with closing(connection), closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def served(database: str, folder: Path, **environment: str) -> Iterator[str]:
    """The portal's address, once it answers; its log is `log_of`. Everything it started ends with its process group."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "DEMO": "1",
        "SECRET_KEY": "only-for-browser-tests-" + "0123456789" * 4,
        "DATABASE_URL": database,
        "PORTAL_VAR": str(folder),
        "PORT": str(port),
    } | environment
    command = [sys.executable, "manage.py", "serve"]
    address = f"http://127.0.0.1:{port}"
    with log_of(address, folder).open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait(address, server, log_of(address, folder))
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        _end(server.pid)


def alive(pid: int) -> bool:
    """A process that has ended and that nobody has asked about yet is no longer alive."""
    return _state_and_group(pid)[0] not in "ZX"


def group(leader: int) -> list[int]:
    """The processes of this group that are alive."""
    pids = map(int, filter(str.isdigit, os.listdir("/proc")))
    return [pid for pid in pids if _state_and_group(pid)[1] == leader and alive(pid)]


def _state_and_group(pid: int) -> tuple[str, int]:
    try:
        state, _, its_group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return "X", 0
    return state, int(its_group)


def _end(leader: int) -> None:
    """Its worker as well: it may be in the middle of a task, and the database is to be removed."""
    for _ in range(200):
        if not group(leader):
            return
        time.sleep(0.1)
    os.killpg(leader, signal.SIGKILL)


def log_of(address: str, folder: Path) -> Path:
    return folder / f"log-{address.rpartition(':')[2]}"


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(START_SECONDS * 5):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)
        except urllib.error.HTTPError:
            return  # it answers; what it says is the test's matter
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"The portal did not start:\n{log.read_text()[-3000:]}")
