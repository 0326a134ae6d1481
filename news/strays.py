"""Which files on the storage belong to nothing any more, and their end.

They come from a process that died between file and row, from a focal point that was moved, and from transactions that
failed after their picture was stored. A file that a publication still lists stays, whatever became of its asset.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from news.models.media import MediaAsset
from news.models.publication import Publication
from opd.models import OPD

log = logging.getLogger("portal.pictures")

OURS = re.compile(r"[0-9a-f]{32}\b")  # what the portal has named itself; nothing else on the storage is touched
OLD_ENOUGH = timedelta(days=1)  # a younger one may be about to get its row
MOST = 1000  # a run; the next one goes on


def sweep() -> int:
    """Remove files that no row lists and that are older than a day; how many. For the clock, once a day."""
    removed = 0
    for name in sorted(_unlisted())[:MOST]:
        if _is_old(name):
            default_storage.delete(name)
            removed += 1
    if removed:
        log.info("%s files that nothing listed were removed", removed)
    return removed


def _unlisted() -> set[str]:
    """The storage is asked first: what is written from now on is not among its names."""
    names = {name for name in default_storage.listdir("")[1] if OURS.match(name)}
    for listed in _listed():
        names.difference_update(file["name"] for file in listed)
    return names


def _listed() -> Iterator[list[dict]]:
    """The files of every asset, of every publication, withdrawn ones too, and of every logo and cover."""
    for original, sizes, crops in MediaAsset.objects.values_list("original", "sizes", "crops").iterator():
        yield [*([original] if original else []), *sizes, *crops]
    for pictures, card in Publication.objects.exclude(pictures={}, card={}).values_list("pictures", "card").iterator():
        yield [card] if card else []
        for shown in (pictures.get("lead", {}), *pictures.get("media", {}).values()):
            yield [*shown.get("sizes", ()), *shown.get("crops", ())]
    for logo, cover in OPD.objects.values_list("logo", "cover"):
        yield [*logo, *cover]


def _is_old(name: str) -> bool:
    try:
        return default_storage.get_modified_time(name) < timezone.now() - OLD_ENOUGH
    except FileNotFoundError:  # gone by itself
        return False
