"""Makes the sizes of the library's pictures, in the background or here and now; what is done stays done.

A row lists each file as soon as it is on the storage, so whoever ends in the middle loses one file's work. Files are
named after what they are: two workers at once write the same bytes under the same names. No transaction waits for a
picture to be encoded or written.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from news import sizing
from news.models.media import MediaAsset

log = logging.getLogger("portal.pictures")

# By name, as the queue knows it: the task stands above this module, because it renews publications, too.
TASK = "news.tasks.render"
MOST_TRIES = 5  # without a single new file: then the picture is left as it is
MOST_ASKED = 100  # a minute, by the clock
THREADS = 2 * (os.cpu_count() or 1)  # for many at once: half of them wait for the storage

File = dict


class StorageTrouble(Exception):
    """The storage is full or away: not the picture's fault, tried again later."""


class Gone(Exception):
    """The asset was deleted, or got another picture, while its sizes were made."""


# --- Asking ------------------------------------------------------------------------------------------------------
def ask_for(asset: MediaAsset) -> None:
    """Have its missing sizes made in the background; goes out with the transaction it is called in."""
    import_string(TASK).enqueue(asset.pk)


def ask_for_missing() -> int:
    """For the clock: ask for what is unfinished and not asked for yet, so many at once; how many."""
    waiting = DBTaskResult.objects.filter(
        task_path=TASK, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    ).values_list("args_kwargs", flat=True)
    asked = {pk for call in waiting for pk in call["args"]}
    missing = [pk for pk in _hopeful().order_by("pk").values_list("pk", flat=True).iterator() if pk not in asked]
    for pk in missing[:MOST_ASKED]:
        import_string(TASK).enqueue(pk)
    return len(missing[:MOST_ASKED])


# --- Making ------------------------------------------------------------------------------------------------------
def make_missing(pk: int, finished: Callable[[MediaAsset], object]) -> bool:
    """Make what this asset's row does not list yet, then tell `finished`, then mark it done. Is it done now?"""
    asset = _taken(_hopeful(), pk)
    return asset is not None and _made(asset, ([file] for file in _stored(_one_ahead(_one_by_one(asset)))), finished)


def make_all(
    finished: Callable[[MediaAsset], object],
    tell: Callable[[int, int], None] = lambda done, of: None,
    *,
    again: bool = False,
) -> int:
    """Here and now, on all cores: every unfinished picture, given up or not (`again`: every picture, anew).

    How many are done; `tell(done, of)` after each one. Threads encode and write, this one alone asks the database.
    """
    rows = MediaAsset.objects.exclude(original={}) if again else MediaAsset.objects.unfinished()
    pks, made = list(rows.order_by("pk").values_list("pk", flat=True)), 0
    with ThreadPoolExecutor(THREADS) as pool:
        for number, (asset, work) in enumerate(_ahead(pool, rows, pks, again), start=1):
            made += asset is not None and _made(asset, work, finished)
            tell(number, len(pks))
    return made


def _ahead(pool: ThreadPoolExecutor, rows: QuerySet, pks: list[int], again: bool) -> Iterator[tuple]:
    """Each asset with what gives its files; never more than a few pictures ahead."""
    running: deque[tuple[MediaAsset | None, Iterable[list[File]]]] = deque()
    for pk in pks:
        asset = _taken(rows, pk)
        running.append((asset, _outcome(pool.submit(_in_one_go, asset, again)) if asset else ()))
        if len(running) > 2 * THREADS:
            yield running.popleft()
    yield from running


def _made(asset: MediaAsset, work: Iterable[list[File]], finished: Callable[[MediaAsset], object]) -> bool:
    """List what `work` has put on the storage, some files at a time, and come to an end."""
    written: list[File] = []
    try:
        for files in work:
            written += files
            _record(asset, files)
        return _finish(asset, finished)
    except StorageTrouble:
        MediaAsset.objects.filter(pk=asset.pk, render_tries__gt=0).update(render_tries=F("render_tries") - 1)
        log.exception("the sizes of picture %s wait for the storage", asset.pk)
    except Gone:
        _remove(written)
    except Exception:  # whatever a decoder raises
        log.exception("the sizes of picture %s could not be made, try %s", asset.pk, asset.render_tries)
    return False


def _hopeful() -> QuerySet[MediaAsset]:
    return MediaAsset.objects.unfinished().filter(render_tries__lt=MOST_TRIES)


def _taken(rows: QuerySet[MediaAsset], pk: int) -> MediaAsset | None:
    """The asset, one try counted: one that kills whoever decodes it must not come back for ever."""
    if not rows.filter(pk=pk).update(render_tries=F("render_tries") + 1, rendered_at=None):
        return None
    return MediaAsset.objects.filter(pk=pk).first()


# --- Encoding and writing: no database from here to the next line of this kind ---------------------------------------
def _in_one_go(asset: MediaAsset, again: bool) -> tuple[list[File], StorageTrouble | None]:
    """For a thread: the files it has put on the storage, and what stopped it."""
    files: list[File] = []
    try:
        for file in _stored(_one_by_one(asset, again)):
            files.append(file)  # one by one: what is there when the storage stops is kept
    except StorageTrouble as trouble:
        return files, trouble
    return files, None


def _outcome(thread: Future) -> Iterator[list[File]]:
    files, trouble = thread.result()
    yield files
    if trouble:
        raise trouble


def _one_ahead(made: Iterator[tuple[File, bytes]]) -> Iterator[tuple[File, bytes]]:
    """The same; a thread encodes the next one while the storage takes its time over this one."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, made, None)
        while (one := coming.result()) is not None:
            coming = thread.submit(next, made, None)
            yield one


def _one_by_one(asset: MediaAsset, again: bool = False) -> Iterator[tuple[File, bytes]]:
    """The files that the row lacks, each with its bytes; sets `asset.tint`."""
    specs = _plan(asset)
    # What was kept as the original may bear the name of a size: it is never written over.
    there = {asset.original["name"]} | (set() if again else {file["name"] for file in asset.sizes + asset.crops})
    wanted = {spec for spec in specs if spec.file(asset.base)["name"] not in there}
    if wanted or not asset.tint:
        image = sizing.decoded(_read(asset.original["name"]), specs)
        asset.tint = sizing.tint(image)
        yield from ((spec.file(asset.base), content) for spec, content in sizing.make(image, specs, wanted))


def _stored(made: Iterable[tuple[File, bytes]]) -> Iterator[File]:
    for file, content in made:
        _write(file, content)
        yield file


def _plan(asset: MediaAsset) -> tuple[sizing.Spec, ...]:
    return sizing.plan(asset.original["width"], asset.original["height"], (asset.focus_x, asset.focus_y))


def _read(name: str) -> bytes:
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        raise  # it does not come back by waiting
    except Exception as error:  # each kind of storage has its own
        raise StorageTrouble(name) from error


def _write(file: File, content: bytes) -> None:
    try:
        name = default_storage.save(file["name"], ContentFile(content))
    except Exception as error:
        raise StorageTrouble(file["name"]) from error
    if name != file["name"]:
        default_storage.delete(name)
        raise StorageTrouble(f"{name}: the storage must write over {file['name']}")


def _remove(files: list[File]) -> None:
    for file in files:
        default_storage.delete(file["name"])


# --- Recording ---------------------------------------------------------------------------------------------------
@transaction.atomic
def _record(asset: MediaAsset, files: list[File]) -> None:
    """Add files that are on the storage now to what the row lists, beside what somebody else has added meanwhile."""
    row = _locked(asset)
    crops = _plan_names(asset, crop=True)
    for file in files:
        listed = row.crops if file["name"] in crops else row.sizes
        listed[:] = sizing.in_order([*(one for one in listed if one["name"] != file["name"]), file])
    row.render_tries = 0
    row.save(update_fields=["sizes", "crops", "render_tries"])


def _finish(asset: MediaAsset, finished: Callable[[MediaAsset], object]) -> bool:
    """When all is listed: tell, then mark. Told twice does no harm; marked and never told would leave pages as they were."""
    row = _settled(asset)
    if row is None:
        return False
    finished(row)
    same = MediaAsset.objects.filter(pk=row.pk, base=row.base, focus_x=row.focus_x, focus_y=row.focus_y)
    return bool(same.update(rendered_at=timezone.now(), render_tries=0))


@transaction.atomic
def _settled(asset: MediaAsset) -> MediaAsset | None:
    """The row with exactly the planned files; None when its focus was moved meanwhile (that has asked anew)."""
    row = _locked(asset)
    sizes, crops = _plan_names(row, crop=False), _plan_names(row, crop=True)
    original = {row.original["name"]}
    if (sizes | crops) - original - {file["name"] for file in row.sizes + row.crops}:
        return None
    row.sizes = [file for file in row.sizes if file["name"] in sizes]
    row.crops = [file for file in row.crops if file["name"] in crops]
    row.tint = asset.tint
    row.save(update_fields=["sizes", "crops", "tint"])
    return row


def _plan_names(asset: MediaAsset, *, crop: bool) -> set[str]:
    return {spec.file(asset.base)["name"] for spec in _plan(asset) if (spec.focus is not None) == crop}


def _locked(asset: MediaAsset) -> MediaAsset:
    """`no_key`: an article that comes to use the picture at this moment need not wait."""
    row = MediaAsset.objects.select_for_update(no_key=True).filter(pk=asset.pk, base=asset.base).first()
    if row is None:
        raise Gone
    return row
