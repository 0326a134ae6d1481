"""news/renditions.py: whoever is stopped in the middle, by a full disk, a kill or a second worker, goes on where it was."""

from __future__ import annotations

import errno
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection, connections

from news import renditions
from news.models import MediaAsset
from news.renditions import make_all, make_missing
from tests.news.library_files import Told, asset, at_write, is_whole, listed, on_storage, storage_in

FILES = 3 + 2 * 3 - 1  # that a picture of 400 pixels needs: the crop and two widths in three formats; one is there


class Stopped(BaseException):
    """As a signal ends a process: nothing after it is done."""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    return storage_in(settings, tmp_path)


@pytest.fixture
def told():
    return Told()


def stop_at(which: int):
    def stop(number, file):
        if number == which:
            raise Stopped

    return stop


# --- Stopped ---------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("which", range(FILES))
def test_one_that_was_stopped_makes_the_rest_and_nothing_twice(folder, monkeypatch, told, which):
    row = asset()
    with monkeypatch.context() as until_then:
        first = at_write(until_then, stop_at(which))
        with pytest.raises(Stopped):
            make_missing(row.pk, told)
    assert len(first) == which
    assert set(first) <= listed(row)
    assert told.rows == []
    rest = at_write(monkeypatch, lambda number, file: None)
    assert make_missing(row.pk, told) is True
    assert len(first + rest) == len({*first, *rest}) == FILES
    is_whole(row, folder)
    assert on_storage(folder) == listed(row)


@pytest.mark.django_db
def test_what_was_written_but_not_listed_is_written_again(folder, monkeypatch, told):
    """The one file's work that a kill may cost."""
    row = asset()
    with monkeypatch.context() as until_then:
        until_then.setattr(renditions, "_record", lambda *_: (_ for _ in ()).throw(Stopped))
        with pytest.raises(Stopped):
            make_missing(row.pk, told)
    assert len(on_storage(folder) - listed(row)) == 1
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)
    assert on_storage(folder) == listed(row)


@pytest.mark.django_db
def test_one_that_was_stopped_while_it_told_tells_again(folder, told):
    row = asset()

    def stop(_):
        raise Stopped

    with pytest.raises(Stopped):
        make_missing(row.pk, stop)
    row.refresh_from_db()
    assert row.rendered_at is None
    assert make_missing(row.pk, told) is True
    assert len(told.rows) == 1
    is_whole(row, folder)


@pytest.mark.django_db
def test_a_picture_that_kills_its_process_is_left_alone_after_five_times(monkeypatch, told):
    row = asset()
    with monkeypatch.context() as deadly:
        deadly.setattr(renditions.sizing, "decoded", lambda *_: (_ for _ in ()).throw(Stopped))
        for _ in range(5):
            with pytest.raises(Stopped):
                make_missing(row.pk, told)
    assert make_missing(row.pk, told) is False
    assert renditions.ask_for_missing() == 0


@pytest.mark.django_db
def test_one_that_is_stopped_often_but_gets_on_is_not_given_up(folder, monkeypatch, told):
    row = asset()
    for _ in range(7):
        with monkeypatch.context() as until_then:
            at_write(until_then, stop_at(1))
            with pytest.raises(Stopped):
                make_missing(row.pk, told)
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)


# --- A full disk -------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("room", [0, 1, 5, FILES - 1])
def test_a_full_disk_leaves_the_row_as_it_was_and_it_goes_on_at_once(folder, monkeypatch, told, caplog, room):
    row = asset()
    names: list[str] = []
    real = default_storage.save

    def save(name, content):
        if len(names) == room:
            raise OSError(errno.ENOSPC, "No space left on device")
        names.append(name)
        return real(name, content)

    with monkeypatch.context() as full:
        full.setattr(storages["default"], "save", save)
        for _ in range(7):  # however often the clock tries
            assert make_missing(row.pk, told) is False
    assert "No space left on device" in caplog.text
    row.refresh_from_db()
    assert (row.rendered_at, row.render_tries, told.rows) == (None, 0, [])
    assert on_storage(folder) == listed(row)
    assert renditions.ask_for_missing() == 1
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)


@pytest.mark.django_db
def test_a_disk_that_fills_up_under_many_pictures_keeps_what_was_made(folder, monkeypatch, told):
    rows, real, names = [asset(350, 240) for _ in range(6)], default_storage.save, []

    def save(name, content):
        if len(names) >= 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        names.append(name)
        return real(name, content)

    with monkeypatch.context() as full:
        full.setattr(storages["default"], "save", save)
        assert make_all(told) < 6
    assert on_storage(folder) == set().union(*(listed(row) for row in rows))
    assert {row.render_tries for row in MediaAsset.objects.all()} == {0}
    make_all(told)
    for row in rows:
        is_whole(row, folder)
    assert len(told.rows) == 6


@pytest.mark.django_db
def test_a_storage_that_does_not_answer_is_not_the_pictures_fault(monkeypatch, told):
    row = asset()

    def away(name, mode="rb"):
        raise ConnectionError("no route to host")

    with monkeypatch.context() as outage:
        outage.setattr(storages["default"], "open", away)
        assert make_missing(row.pk, told) is False
        assert make_all(told) == 0
    row.refresh_from_db()
    assert row.render_tries == 0


@pytest.mark.django_db
def test_a_storage_that_renames_instead_of_writing_over_is_noticed(folder, settings, told):
    storage_in(settings, folder, allow_overwrite=False)
    row = asset()
    default_storage.save(f"{row.base}-320.avif", ContentFile(b"left by a kill"))
    before = on_storage(folder)
    assert make_missing(row.pk, told) is False
    assert {name for name in on_storage(folder) - before if "_" in name} == set()
    storage_in(settings, folder)
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)


# --- Two at once ---------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("when", [0, 4, FILES - 1])
def test_a_second_one_in_the_middle_of_the_first_loses_nothing(folder, monkeypatch, told, when):
    row, second = asset(), Told()
    seen = []

    def both(number, file):
        if number == when and not seen:
            seen.append(file)
            assert make_missing(row.pk, second) is True

    at_write(monkeypatch, both)
    make_missing(row.pk, told)
    assert seen
    assert len(second.rows) == 1
    is_whole(row, folder)
    assert on_storage(folder) == listed(row)


@pytest.mark.django_db
@pytest.mark.parametrize("when", [1, 5, FILES - 1])
def test_one_that_lags_behind_does_not_bring_an_older_crop_back(folder, monkeypatch, when):
    """It read the row before the focal point was moved; somebody else has made the new crop meanwhile."""
    row, seen = asset(), []

    def overtake(number, file):
        if number == when and not seen:
            seen.append(file)
            MediaAsset.objects.filter(pk=row.pk).update(focus_x=3, focus_y=97)
            assert make_missing(row.pk, Told()) is True

    at_write(monkeypatch, overtake)
    make_missing(row.pk, lambda one: None)
    assert seen
    is_whole(row, folder)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_the_same_pictures(folder):
    if connection.vendor != "postgresql":
        pytest.skip("threads share a SQLite in memory, which no portal has; on a file: tests/worker")
    rows = [asset(350, 240) for _ in range(3)]

    def work(_):
        try:
            for row in rows:
                make_missing(row.pk, lambda one: None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    for row in rows:
        is_whole(row, folder)
    assert on_storage(folder) == set().union(*(listed(row) for row in rows))


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_a_picture_to_be_read_made_or_written(monkeypatch, told):
    """SQLite has one writer: it would stop the whole portal."""
    row, ours, waited = asset(), connections["default"], []

    def watched(real):
        def at_once(*arguments):
            # A thread encodes while this one may be recording: that ends by itself, whatever the thread does.
            waited.append(_comes(lambda: not ours.in_atomic_block))
            return real(*arguments)

        return at_once

    for module, name in ((renditions, "_read"), (renditions, "_write"), (renditions.sizing, "encoded")):
        monkeypatch.setattr(module, name, watched(getattr(module, name)))
    assert make_missing(row.pk, told) is True
    assert len(waited) == 1 + 2 * FILES
    assert all(waited)
    assert MediaAsset.objects.get().rendered_at


def _comes(moment, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not moment():
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True
