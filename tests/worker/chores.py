"""What the drills give a worker to do: each writes a line into a file, so that the test sees who did what how often."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from django_tasks import task

LONGEST = 60  # a drill that went wrong leaves nobody waiting for ever


def write(path: str, line: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{line}\n")


@task
def note(path: str, line: str) -> None:
    write(path, line)


@task
def wait(path: str) -> None:
    """Says which process began, and ends when a file called `<path>.go` is there."""
    write(path, f"begin {os.getpid()}")
    end = time.monotonic() + LONGEST
    while not Path(f"{path}.go").exists() and time.monotonic() < end:
        time.sleep(0.02)
    write(path, f"end {os.getpid()}")


@task
def kill(path: str) -> None:
    write(path, f"begin {os.getpid()}")
    os.kill(os.getpid(), signal.SIGKILL)


@task
def fail(path: str) -> None:
    write(path, "begin")
    raise ValueError("this task is wrong")


# --- For the clock ----------------------------------------------------------------------------------------------
def strike() -> None:
    write(os.environ["STRIKES"], f"{time.time()} {os.getpid()}")


def strike_out() -> None:
    strike()
    raise OSError("no room")


def strike_dead() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
