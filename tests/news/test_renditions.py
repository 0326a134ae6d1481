"""news/renditions.py: a picture's sizes are made, listed and told of, whatever happens to the asset meanwhile."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from news import renditions, tasks
from news.models import MediaAsset, MediaKind, MediaUse
from news.renditions import make_all, make_missing
from tests import pictures as made
from tests.factories import MediaAssetFactory, PublicationFactory
from tests.news.library_files import Told, asset, at_write, is_whole, listed, on_storage, storage_in, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    return storage_in(settings, tmp_path)


@pytest.fixture
def told():
    return Told()


# --- What is made ----------------------------------------------------------------------------------------------------------
def test_every_size_is_made_listed_and_told_of(folder, told):
    row = asset()
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)
    assert on_storage(folder) == listed(row)
    assert [(one.pk, one.sizes, one.crops, one.tint) for one in told.rows] == [(row.pk, row.sizes, row.crops, row.tint)]


def test_the_light_picture_that_is_there_is_not_made_again(folder, monkeypatch, told):
    row = asset(1200, 800)
    names = at_write(monkeypatch, lambda number, file: None)
    make_missing(row.pk, told)
    assert f"{row.base}-960.jpg" not in names
    assert len(names) == len(set(names)) == 3 * 5 - 1
    is_whole(row, folder)


def test_once_done_nothing_is_done_again(monkeypatch, told):
    row = asset()
    make_missing(row.pk, told)
    names = at_write(monkeypatch, lambda number, file: None)
    assert make_missing(row.pk, told) is False
    assert (names, len(told.rows)) == ([], 1)


def test_who_has_no_picture_or_is_gone_is_left_alone(told):
    video = MediaAssetFactory(kind=MediaKind.VIDEO, sizes=[], youtube="dQw4w9WgXcQ")
    assert make_missing(video.pk, told) is False
    assert make_missing(video.pk + 999, told) is False
    assert told.rows == []


def test_its_words_and_the_hour_of_its_change_stay(told):
    row = asset(title="Pasar Ngawen", alt="Los pasar yang baru")
    make_missing(row.pk, told)
    after = MediaAsset.objects.get(pk=row.pk)
    assert (after.title, after.alt, after.changed_at) == (row.title, row.alt, row.changed_at)


# --- The focal point ---------------------------------------------------------------------------------------------------------
def move_focus(row: MediaAsset, x: int, y: int) -> None:
    MediaAsset.objects.filter(pk=row.pk).update(focus_x=x, focus_y=y, rendered_at=None)


def test_a_moved_focal_point_makes_the_crop_only_and_keeps_the_old_files(folder, monkeypatch, told):
    row = asset()
    make_missing(row.pk, told)
    before = listed(row)
    move_focus(row, 10, 90)
    names = at_write(monkeypatch, lambda number, file: None)
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)
    assert names == [f"{row.base}-c10x90-400.{end}" for end in ("avif", "webp", "jpg")]
    assert before <= on_storage(folder)  # a publication may still list it
    assert len(before - listed(row)) == 3


def test_a_focal_point_moved_while_sizes_are_made_is_not_told_as_finished(folder, monkeypatch, told):
    row = asset()
    at_write(monkeypatch, lambda number, file: move_focus(row, 0, 0) if number == 3 else None)
    assert make_missing(row.pk, told) is False
    assert told.rows == []
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)


def test_a_focal_point_moved_while_publications_are_renewed_is_not_marked(folder, told):
    row = asset()
    assert make_missing(row.pk, lambda one: move_focus(row, 0, 0)) is False
    row.refresh_from_db()
    assert row.rendered_at is None
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)


# --- Deleted meanwhile ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("when", [0, 1, 7])
def test_files_of_an_asset_that_was_deleted_meanwhile_are_removed(folder, monkeypatch, told, when):
    row = asset()

    def delete(number, file):
        if number == when:
            for name in listed(row):
                default_storage.delete(name)
            MediaAsset.objects.filter(pk=row.pk).delete()

    at_write(monkeypatch, delete)
    assert make_missing(row.pk, told) is False
    assert on_storage(folder) == set()
    assert told.rows == []


def test_sizes_of_a_picture_that_was_replaced_meanwhile_are_not_listed(monkeypatch, told):
    row = asset()
    at_write(monkeypatch, lambda number, file: MediaAsset.objects.filter(pk=row.pk).update(base="f" * 32))
    assert make_missing(row.pk, told) is False
    row.refresh_from_db()
    assert len(row.sizes) == 1


# --- What cannot be made -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("content", [b"", made.cut(), b"<svg/>"], ids=["empty", "cut", "svg"])
def test_a_picture_that_cannot_be_made_is_tried_five_times(content, told, caplog):
    row = asset(content=content)
    before = listed(row)
    for number in range(1, 6):
        assert make_missing(row.pk, told) is False
        row.refresh_from_db()
        assert row.render_tries == number
    assert renditions.ask_for_missing() == 0
    caplog.clear()
    assert make_missing(row.pk, told) is False
    assert not caplog.records
    assert (listed(row), told.rows) == (before, [])


def test_a_file_that_is_gone_counts_as_a_try_and_is_said(told, caplog):
    row = asset()
    default_storage.delete(row.original["name"])
    assert make_missing(row.pk, told) is False
    row.refresh_from_db()
    assert row.render_tries == 1
    assert f"picture {row.pk} could not be made" in caplog.text


def test_who_renews_the_publications_fails_then_it_is_done_again(folder, told):
    row = asset()

    def fail(one):
        raise RuntimeError("the database went away")

    assert make_missing(row.pk, fail) is False
    row.refresh_from_db()
    assert row.rendered_at is None
    assert make_missing(row.pk, told) is True
    is_whole(row, folder)
    assert len(told.rows) == 1


# --- Pictures from before the library ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("end", ["jpg", "png"])
def test_what_was_kept_as_the_original_is_never_written_over(folder, told, end):
    """The largest size was all that was kept, under the name that a size has today."""
    base, kind = "ab" * 16, {"jpg": "image/jpeg", "png": "image/png"}[end]
    content = made.jpeg(1200, 800) if end == "jpg" else made.png(made.photo(1200, 800, "RGBA"))
    original = stored(f"{base}-1200.{end}", 1200, 800, content, kind)
    small = stored(f"{base}-480.webp", 480, 320, made.encoded(made.photo(480, 320), "WEBP"), "image/webp")
    row = MediaAssetFactory(original=original, base=base, sizes=[small, original])
    assert make_missing(row.pk, told) is True
    assert make_all(told, again=True) == 1
    is_whole(row, folder)
    assert (folder / original["name"]).read_bytes() == content


# --- All of them --------------------------------------------------------------------------------------------------------------------
def test_all_missing_here_and_now_whatever_one_of_them_is(folder, told):
    rows = [asset(), asset(content=made.cut()), asset(300, 400), MediaAssetFactory(rendered_at=timezone.now())]
    steps: list = []
    assert make_all(told, lambda done, of: steps.append((done, of))) == 2
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert [one.pk for one in told.rows] == [rows[0].pk, rows[2].pk]
    is_whole(rows[0], folder)
    is_whole(rows[2], folder)


def test_a_person_may_try_again_what_was_given_up(folder, told):
    row = asset(render_tries=5)
    assert make_missing(row.pk, told) is False
    assert make_all(told) == 1
    is_whole(row, folder)


def test_many_more_than_there_are_cores(folder, told):
    rows = [asset(40 + number, 30) for number in range(30)]
    assert make_all(told) == 30
    for row in rows:
        is_whole(row, folder)
    assert on_storage(folder) == set().union(*(listed(row) for row in rows))


def test_all_again_writes_every_file_anew(folder, told):
    row = asset()
    make_all(told)
    for file in (folder / name for name in listed(row) - {row.original["name"]}):
        file.write_bytes(b"of an older recipe")
    assert make_all(told) == 0
    assert make_all(told, again=True) == 1
    is_whole(row, folder)
    assert on_storage(folder) == listed(row)


def test_the_command_says_how_far_it_is_and_renews_publications(folder):
    row = asset()
    page = PublicationFactory(pictures={"lead": {"asset": row.pk, "alt": "", "credit": "", "sizes": row.sizes}})
    MediaUse.objects.create(asset=row, article_id=page.pk, where=MediaUse.Where.PUBLIC)
    said = StringIO()
    call_command("renditions", "--missing", stdout=said)
    assert said.getvalue() == "Foto 1 dari 1\nSelesai: ukuran 1 foto sudah siap.\n"
    is_whole(row, folder)
    page.refresh_from_db()
    assert page.pictures["lead"]["sizes"] == row.sizes
    assert page.pictures["lead"]["crops"] == row.crops


def test_the_command_fails_while_something_is_left():
    asset(content=made.cut())
    with pytest.raises(CommandError, match="1 foto belum selesai"):
        call_command("renditions", "--missing", stdout=StringIO())


def test_the_command_wants_to_be_told_which():
    with pytest.raises(CommandError):
        call_command("renditions")


# --- Asking --------------------------------------------------------------------------------------------------------------------------
def asked() -> list[list]:
    return [call["args"] for call in DBTaskResult.objects.order_by("enqueued_at").values_list("args_kwargs", flat=True)]


def test_whoever_is_asked_for_is_made_by_the_task(folder):
    row = asset()
    renditions.ask_for(row)
    (call,) = DBTaskResult.objects.all()
    assert (call.task_path, call.args_kwargs) == ("news.tasks.render", {"args": [row.pk], "kwargs": {}})
    assert call.task.func(*call.args_kwargs["args"]) is True
    is_whole(row, folder)
    assert tasks.render.func(row.pk) is False


def test_the_clock_asks_for_what_nobody_has_asked_for():
    rows = [MediaAssetFactory(original={"name": "x"}) for _ in range(4)]
    MediaAssetFactory(original={"name": "x"}, rendered_at=timezone.now())
    MediaAssetFactory(original={"name": "x"}, render_tries=5)
    MediaAssetFactory(kind=MediaKind.VIDEO, sizes=[])
    for row in rows[:3]:
        renditions.ask_for(row)
    of = {row.pk: DBTaskResult.objects.filter(args_kwargs__args=[row.pk]) for row in rows}
    of[rows[1].pk].update(status=TaskResultStatus.RUNNING)
    of[rows[2].pk].update(status=TaskResultStatus.FAILED)
    assert renditions.ask_for_missing() == 2
    assert asked()[3:] == [[rows[2].pk], [rows[3].pk]]
    assert renditions.ask_for_missing() == 0


def test_the_clock_asks_for_a_hundred_at_once():
    one = MediaAssetFactory(original={"name": "x"})
    fields = {"opd": one.opd, "created_by": one.created_by, "original": {"name": "x"}}
    MediaAsset.objects.bulk_create(MediaAsset(**fields) for _ in range(129))
    assert [renditions.ask_for_missing() for _ in range(3)] == [100, 30, 0]
    MediaAsset.objects.update(render_tries=F("render_tries") + 5)
    DBTaskResult.objects.all().delete()
    assert renditions.ask_for_missing() == 0
