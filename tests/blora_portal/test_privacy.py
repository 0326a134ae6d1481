"""docs/privacy.md says what is done, and what is done is what it says."""

from __future__ import annotations

import re
import runpy
from datetime import timedelta
from pathlib import Path

from accounts import audit
from accounts import pruning as people
from blora_portal.management.commands import prune
from news import pruning as newsroom
from news.models import Counted, ReaderCount, SearchMiss
from opd import pruning as agencies

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")


def test_every_job_stands_in_the_page_and_every_named_job_is_run():
    named = {f"{app}.pruning.{name}" for app, name in re.findall(r"`(\w+)/pruning\.py: (\w+)`", PAGE)}
    run = {f"{job.__module__}.{job.__name__}" for _, job in prune.JOBS}
    assert run - named == {
        f"blora_portal.management.commands.prune.{name}" for name in ("forget_reports", "forget_tasks")
    }
    assert named - run == set()
    assert "(*laporan peramban*)" in PAGE


def test_the_times_are_those_of_the_page():
    """Written out a second time. A year is 366 days: never less than it says."""
    day = timedelta(days=1)
    assert 30 * day == newsroom.BIN_KEPT
    assert newsroom.VERSIONS_KEPT == 50
    assert newsroom.MISSES_KEPT == 13
    assert people.SIGN_INS_KEPT == agencies.KEPT == 366 * day
    assert 5 * 366 * day == audit.KEPT
    assert 90 * day == prune.REPORTS_KEPT
    for words in (
        "the newest 50 of each",
        "| 12 months |",
        "| 13 months |",
        "| 5 years |",
        "| 30 days |",
        "| 90 days after",
    ):
        assert words in PAGE


def test_gunicorn_writes_no_access_log(monkeypatch):
    """It would hold every visitor's address."""
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    config = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    assert config.get("accesslog") is None
    assert config["loglevel"] == "warning"


def test_of_readers_there_are_numbers_only():
    """Written out: a column more would be something kept of a reader, and belongs in the page first."""
    assert {field.name for field in ReaderCount._meta.get_fields()} == {"id", "publication", "day", "views"}
    assert {field.name for field in SearchMiss._meta.get_fields()} == {"id", "words", "month", "times"}
    assert {field.name for field in Counted._meta.get_fields()} == {"name", "upto", "at"}
    assert "(*jumlah pembaca*)" in PAGE
