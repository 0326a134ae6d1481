"""The rows of stored pictures, and the end of those that no article uses any more."""

from __future__ import annotations

import logging

from django.db import transaction

from news.models import Article, MediaAsset
from news.refusals import Refused
from opd.pictures import Accepted, remove, save

log = logging.getLogger("portal.pictures")

NO_ROOM = "Foto belum bisa disimpan karena tempat penyimpanan portal bermasalah. Simpan dulu tanpa foto, dan beri tahu pengelola portal."


def store(picture: Accepted, *, opd, by) -> MediaAsset:
    """Write an accepted picture to the storage and keep one row that lists its sizes."""
    try:
        sizes = save(picture)
    except OSError as error:
        log.exception("a picture could not be stored")
        raise Refused(NO_ROOM) from error
    try:
        return MediaAsset.objects.create(opd=opd, created_by=by, sizes=sizes)
    except BaseException:
        remove(sizes)
        raise


def discard(asset: MediaAsset | None) -> None:
    """Remove a picture unless an article uses it; its files go after the transaction."""
    if asset is None or Article.objects.filter(lead=asset).exists():
        return
    sizes = list(asset.sizes)
    asset.delete()
    transaction.on_commit(lambda: remove(sizes))
