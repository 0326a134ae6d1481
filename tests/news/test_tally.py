"""What readers did is appended to small files: by many at once, taken away meanwhile, and never at the cost of a page."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from news import tally
from tests.serving import ROOT

DAY = date(2026, 11, 24)


@pytest.fixture
def counts(settings, tmp_path, monkeypatch):
    settings.COUNTS_ROOT = tmp_path / "counts"
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 24, 5, tzinfo=UTC))
    tally._said.clear()
    return settings.COUNTS_ROOT


def taken() -> list[tally.Batch]:
    """Everything that waits, and thrown away at once."""
    found = list(tally.batches())
    for batch in found:
        batch.forget()
    return found


def views() -> dict:
    return {what: times for batch in taken() for what, times in batch.views.items()}


def test_views_are_added_up_by_article_and_day(counts):
    for pk in (3, 3, 4, 3):
        tally.count_view(pk)
    assert views() == {(3, DAY): 3, (4, DAY): 1}
    assert views() == {}
    assert list(counts.iterdir()) == []


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_is_a_day_in_blora(moment, day, counts, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    tally.count_view(3)
    tally.count_miss("jadwal posyandu")
    (batch,) = taken()
    assert batch.views == {(3, day): 1}
    assert batch.misses == {("jadwal posyandu", day.replace(day=1)): 1}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("jadwal posyandu", "jadwal posyandu"),
        ("  dua \t kata\n", "dua kata"),
        ("nul\x00 di tengah", "nul di tengah"),
        ("baris\nv 2026-11-24 5", "baris v 2026-11-24 5"),
        ("é–😀", "é–😀"),
        ("setengah \ud800 huruf", "setengah huruf"),
        ("x" * 100, "x" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_words_stay_one_line(typed, kept, counts):
    tally.count_miss(typed)
    (batch,) = taken()
    assert dict(batch.misses) == {(kept, date(2026, 11, 1)): 1}
    assert not batch.views


@pytest.mark.parametrize("typed", ["", "  ", "\n", "\x00"])
def test_no_words_are_no_miss(typed, counts):
    tally.count_miss(typed)
    assert taken() == []


def test_lines_that_are_none_of_ours_are_left_out(counts):
    counts.mkdir()
    ours = "v 2026-11-24 5"
    strange = [
        "v 2026-11-2",
        "v 2026-02-31 5",
        "v 2026-11-24 0",
        "v 2026-11-24 1234567890123456789",
        "",
        "m 2026-11-24 x",
        "x",
    ]
    (counts / "07.log").write_bytes("\n".join([*strange, ours, ours]).encode() + b"\n\xff\xfe\x00\nv 2026-11")
    assert views() == {(5, DAY): 2}


def test_what_was_taken_and_not_thrown_away_comes_again_under_the_same_name(counts):
    tally.count_view(3)
    (first,) = tally.batches()
    tally.count_view(4)
    again = {batch.name: dict(batch.views) for batch in tally.batches()}
    assert again[first.name] == {(3, DAY): 1}
    assert sorted(map(str, again.values())) == sorted(map(str, [{(3, DAY): 1}, {(4, DAY): 1}]))


def test_a_reader_who_opened_the_file_before_it_was_taken_writes_into_the_next_one(counts, monkeypatch):
    """The file is renamed between opening and locking: the line must not go into what has been read."""
    tally.count_view(3)
    lock, first = tally.fcntl.flock, []

    def late(file, how):
        if not first:
            first.append(True)
            first.extend(taken())
        return lock(file, how)

    monkeypatch.setattr(tally.fcntl, "flock", late)
    tally.count_view(4)
    assert dict(first[1].views) == {(3, DAY): 1}
    assert views() == {(4, DAY): 1}


# --- Never at the cost of a page ----------------------------------------------------------------------------------------
def test_a_folder_that_cannot_be_written_is_said_once(counts, caplog):
    counts.parent.joinpath("counts").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING, "portal.counts"):
        for _ in range(3):
            tally.count_view(3)
        tally.count_miss("kata")
    assert [record.event for record in caplog.records] == ["counts.lost"]


def test_a_full_disk_leaves_no_half_line_and_is_said_again_after_it_went_well(counts, caplog, monkeypatch):
    write = os.write
    tally.count_view(3)
    monkeypatch.setattr(tally.os, "write", lambda file, line: write(file, line[:9]))
    with caplog.at_level(logging.WARNING, "portal.counts"):
        tally.count_view(4)
        tally.count_view(4)
        monkeypatch.setattr(tally.os, "write", write)
        tally.count_view(5)
        monkeypatch.setattr(tally.os, "write", lambda file, line: 0)
        tally.count_view(6)
    monkeypatch.setattr(tally.os, "write", write)
    assert len(caplog.records) == 2
    assert views() == {(3, DAY): 1, (5, DAY): 1}


def test_what_nobody_collects_does_not_grow_for_ever(counts, monkeypatch):
    monkeypatch.setattr(tally, "MOST_BYTES", 100)
    for _ in range(50):
        tally.count_view(3)
    (file,) = counts.iterdir()
    assert file.stat().st_size <= 100
    assert views() == {(3, DAY): 6}  # 15 bytes each
    tally.count_view(3)
    assert views() == {(3, DAY): 1}


def test_there_are_so_many_files_and_no_more(counts, monkeypatch):
    for pid in range(300):
        monkeypatch.setattr(tally.os, "getpid", lambda pid=pid: 1000 + pid)
        tally.count_view(3)
    assert len(list(counts.iterdir())) == tally.SLOTS
    assert sum(batch.views[3, DAY] for batch in taken()) == 300


def test_a_link_in_place_of_the_file_is_not_followed(counts):
    counts.mkdir()
    victim = counts.parent / "victim"
    victim.write_text("")
    (counts / f"{os.getpid() % tally.SLOTS:02}.log").symlink_to(victim)
    tally.count_view(3)
    assert victim.read_text() == ""


# --- Many at once -------------------------------------------------------------------------------------------------------
WRITER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
from pathlib import Path
from threading import Thread
django.setup()
from django.conf import settings
from news import tally
settings.COUNTS_ROOT = Path(sys.argv[1])
def write():
    for number in range(250):
        tally.count_view(1 + number % 5)
threads = [Thread(target=write) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_four_processes_of_two_threads_write_while_it_is_taken_away_and_no_line_is_lost(settings, tmp_path):
    settings.COUNTS_ROOT = tmp_path / "counts"
    command = [sys.executable, "-W", "error", "-c", WRITER, str(settings.COUNTS_ROOT)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DATABASE_URL": ""}
    writers = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(4)]
    found, names = {}, []
    while any(writer.poll() is None for writer in writers):
        for batch in taken():
            names.append(batch.name)
            for (pk, _), times in batch.views.items():
                found[pk] = found.get(pk, 0) + times
    for batch in taken():
        names.append(batch.name)
        for (pk, _), times in batch.views.items():
            found[pk] = found.get(pk, 0) + times
    assert [writer.returncode for writer in writers] == [0] * 4
    assert json.dumps(found, sort_keys=True) == json.dumps(dict.fromkeys(range(1, 6), 400))
    assert len(names) == len(set(names))
