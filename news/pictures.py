"""The rows of stored pictures, and the end of those that no article uses any more."""

from __future__ import annotations

from django.db import transaction

from news.models import Article, MediaAsset
from opd.pictures import Accepted, remove, save


def store(picture: Accepted, *, opd, by) -> MediaAsset:
    """Write an accepted picture to the storage and keep one row that lists its sizes."""
    sizes = save(picture)
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
