"""Workers that are killed, asked to end or left alone: what was begun is done after all, and nobody stays behind."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

from tests.serving import alive
from tests.worker.conftest import until


def begun(office, name: str, times: int = 1) -> int:
    """The process that has begun the task for that many times."""
    starts = until(lambda: [line for line in office.lines(name) if line.startswith("begin")][times - 1 :])
    return int(starts[0].split()[1])


def waits_for_it(pid: int) -> bool:
    """Is a signal on its way to this process?"""
    return alive(pid) and not re.search(r"^ShdPnd:\s0+$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)


def let_go(office, name: str) -> None:
    (office.folder / f"{name}.go").touch()


def test_the_task_of_a_killed_process_is_done_after_all(office):
    worker = office.start("--pace", "1")  # at once, not only when its hand was not seen for a minute
    task = office.give("wait", office.path("slow"))
    first = begun(office, "slow")
    os.kill(first, signal.SIGKILL)
    second = begun(office, "slow", times=2)
    let_go(office, "slow")
    assert until(lambda: office.ended(task)) == ("SUCCESSFUL", 2, "")
    assert first != second
    assert office.lines("slow") == [f"begin {first}", f"begin {second}", f"end {second}"]
    assert worker.poll() is None


def test_a_task_that_always_kills_its_process_is_given_up_and_the_others_are_done(office):
    fatal = office.give("kill", office.path("fatal"))
    other = office.give("note", office.path("other"), "done")
    office.start()
    assert until(lambda: office.ended(fatal)) == ("FAILED", 5, "blora_portal.hands.GivenUp")
    assert office.task(other).status == "SUCCESSFUL"
    assert office.lines("other") == ["done"]
    assert len(office.lines("fatal")) == 5
    told = until(lambda: [event for event in office.events() if event["event"] == "task.given_up"])
    assert [(event["logger"], event["level"], event["tries"]) for event in told] == [("portal.worker", "ERROR", 5)]


def test_a_task_that_fails_is_not_tried_again_and_stands_in_the_log(office):
    wrong = office.give("fail", office.path("wrong"))
    office.start()
    assert until(lambda: office.ended(wrong)) == ("FAILED", 1, "builtins.ValueError")
    assert office.lines("wrong") == ["begin"]
    assert any("this task is wrong" in line for line in office.lines("log"))


def test_when_a_whole_worker_is_killed_its_child_ends_too_and_the_next_one_does_its_task(office):
    worker = office.start()
    task = office.give("wait", office.path("slow"))
    child = begun(office, "slow")
    worker.kill()
    worker.wait(timeout=20)
    until(lambda: not alive(child))
    assert office.task(task).status == "RUNNING"
    office.start()
    let_go(office, "slow")
    assert until(lambda: office.ended(task)) == ("SUCCESSFUL", 2, "")


def test_asked_to_end_it_lets_a_task_come_to_its_end_however_often_it_is_asked(office):
    worker = office.start("--pace", "0.5")
    task = office.give("wait", office.path("slow"))
    child = begun(office, "slow")
    for _ in range(5):
        os.killpg(worker.pid, signal.SIGTERM)
        until(lambda: not waits_for_it(child))
    let_go(office, "slow")
    assert worker.wait(timeout=20) == 0
    assert office.task(task) == ("SUCCESSFUL", 1, "")


def test_asked_to_end_it_gives_back_a_task_that_takes_too_long_and_no_try_is_lost(office):
    worker = office.start()
    task = office.give("wait", office.path("slow"))
    child = begun(office, "slow")
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    assert not alive(child)
    assert office.task(task) == ("READY", 0, "")
    assert [event["event"] for event in office.events()] == []


def test_it_ends_when_its_parent_is_gone(office):
    script = 'import os, subprocess, sys; subprocess.run([*sys.argv[1:], "--parent", str(os.getpid())])'
    between = office.start(within=(sys.executable, "-c", script))
    office.give("wait", office.path("slow"))
    child = begun(office, "slow")
    between.kill()
    between.wait(timeout=20)
    until(lambda: not alive(child))


def test_forty_tasks_and_two_workers_each_task_once(office):
    office.start()
    office.start()
    until(lambda: office.hands() == 2)
    for number in range(40):
        office.give("note", office.path("many"), str(number))
    until(lambda: len(office.lines("many")) >= 40)
    assert sorted(map(int, office.lines("many"))) == list(range(40))
