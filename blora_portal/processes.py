"""Child processes that end with their parent, whatever ends it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

from django.db import connections

log = logging.getLogger("portal.worker")


class Lifeline:
    """A pipe whose writing end only the parent holds: when it closes, by an end or by kill -9, every child reads it at once."""

    def __init__(self) -> None:
        self._ends, self._held = os.pipe()

    def hold_on(self) -> None:
        """In a child: end with the parent."""
        os.close(self._held)
        threading.Thread(target=self._wait_for_the_end, daemon=True).start()

    def _wait_for_the_end(self) -> None:
        os.read(self._ends, 1)
        os._exit(1)


class Process:
    """One forked child: it shares the parent's memory, and starts without importing everything anew."""

    def __init__(self, lifeline: Lifeline, work: Callable[[], object]) -> None:
        self.code: int | None = None  # negative: the signal that ended it
        connections.close_all()  # two processes on one database connection mix up their answers
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _be_child(lifeline, work)

    def alive(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is None

    def stop(self, grace: float) -> None:
        """Ask it to end; end it after that many seconds."""
        deadline = time.monotonic() + grace
        self._signal(signal.SIGTERM)
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        self._signal(signal.SIGKILL)
        while self.alive():
            time.sleep(0.02)

    def _signal(self, number: int) -> None:
        if self.alive():
            os.kill(self.pid, number)


def _be_child(lifeline: Lifeline, work: Callable[[], object]) -> None:
    """Never returns: what follows in the code is the parent's."""
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        lifeline.hold_on()
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        log.exception("a background process failed", extra={"event": "worker.failed"})
    finally:
        os._exit(code)
