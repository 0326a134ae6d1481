"""The worker is killed in the middle of fifty pictures, again and again: all are made, none twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.serving import ROOT, empty_database, run_sql

KILLS = 3
FILES = 50 * 2  # the originals and the light pictures, before anything is made
WRITERS = 2 * (os.cpu_count() or 1)  # at most, of the command; each leaves at most one half-written file
PACE = "0.05"  # of the worker's waiting times
ENOUGH = 120  # seconds that tell a hang


@pytest.fixture
def shop(tmp_path):
    """The environment of a worker, with fifty pictures to be made, and the database's address."""
    with empty_database(tmp_path, "fifty") as database:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "blora_portal.settings",
            "DEMO": "1",
            "SECRET_KEY": "only-for-drills-" + "0123456789" * 5,
            "DATABASE_URL": database,
            "PORTAL_VAR": str(tmp_path),
        }
        fifty("ask", environment)
        yield environment


def fifty(what: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", "tests.worker.fifty", what]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@contextmanager
def at_work(environment: dict[str, str], *command: str):
    """It and all its children; killed when the block ends."""
    log = Path(environment["PORTAL_VAR"]) / "worker.log"
    with log.open("a") as said:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(moment, environment: dict[str, str]) -> None:
    end = time.monotonic() + ENOUGH
    while not moment():
        if time.monotonic() > end:
            pytest.fail((Path(environment["PORTAL_VAR"]) / "worker.log").read_text()[-3000:])
        time.sleep(0.02)


def files(environment: dict[str, str]) -> int:
    return len(os.listdir(Path(environment["PORTAL_VAR"]) / "media"))


def left(environment: dict[str, str]) -> int:
    return run_sql(environment["DATABASE_URL"], "SELECT count(*) FROM news_mediaasset WHERE rendered_at IS NULL")[0][0]


@pytest.mark.parametrize("command", [("worker", "--pace", PACE), ("renditions", "--missing")], ids=lambda c: c[0])
def test_killed_in_the_middle_of_fifty_pictures(shop, command):
    assert files(shop) == FILES
    for kill in range(1, KILLS + 1):
        with at_work(shop, *command):
            before = files(shop)
            wait_for(lambda: files(shop) > before + 90 + kill, shop)  # noqa: B023 (called at once)
        assert left(shop) > 0, "killed too late to be in the middle"
    with at_work(shop, *command):
        wait_for(lambda: not left(shop), shop)
    half_written = int(fifty("check", shop))
    assert half_written <= KILLS * WRITERS
