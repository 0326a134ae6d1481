"""The clock of real workers: once a minute, however many of them run, and whatever becomes of one job."""

from __future__ import annotations

import time

from tests.worker.conftest import PACE, until


def minute(moment: float) -> int:
    return int(moment // (60 * PACE))


def strikes(office) -> list[tuple[float, int]]:
    return [(float(at), int(pid)) for at, pid in map(str.split, office.lines("strikes"))]


def test_two_workers_never_do_the_same_minute_twice(office):
    begin = minute(time.time())
    office.start(jobs="strike")
    office.start(jobs="strike")
    until(lambda: len(strikes(office)) >= 4)
    many = len(strikes(office))
    assert many <= minute(time.time()) - begin + 1


def test_a_job_that_fails_keeps_no_other_from_its_turn_and_comes_again(office):
    office.start(jobs="strike_out strike")
    until(lambda: len(strikes(office)) >= 4)
    failed = [event for event in office.events() if event["event"] == "clock.failed"]
    assert len(failed) >= 2
    assert {(event["logger"], event["job"]) for event in failed} == {("portal.clock", "tests.worker.chores.strike_out")}


def test_a_job_that_kills_the_clock_ends_neither_the_worker_nor_the_next_minute(office):
    worker = office.start(jobs="strike strike_dead")
    until(lambda: len(strikes(office)) >= 3)
    assert worker.poll() is None
    assert len({pid for _, pid in strikes(office)}) >= 3
