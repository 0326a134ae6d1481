"""An OPD's albums: the pictures in the galleries of what it has published, and where each of them stands."""

from __future__ import annotations

from news import inserts
from news.models.publication import Publication, PublicationQuerySet
from opd.models import OPD

ON_OPD_HOME = 3


def address(publication: Publication, number: int | None = None) -> str:
    """Of its album, or of one picture in it (from 1)."""
    album = f"/opd/{publication.opd.slug}/galeri/{publication.pk}/"
    return f"{album}{number}/" if number else album


def pictures(publication: Publication) -> list[dict]:
    """What stands in its galleries, in the order of the text: numbered from 1, and what has no picture set is left out."""
    media = publication.pictures.get("media", {})
    galleries = [insert.ids for insert in inserts.found(publication.body) if len(insert.ids) > 1]
    shown = [media[str(pk)] for ids in galleries for pk in ids if str(pk) in media]
    return [one | {"number": number, "address": address(publication, number)} for number, one in enumerate(shown, 1)]


def of(opd: OPD) -> PublicationQuerySet:
    return Publication.objects.visible().of(opd).albums()


def newest(opd: OPD) -> list[Publication]:
    return [with_cover(item) for item in of(opd).for_lists().newest_first()[:ON_OPD_HOME]]


def with_cover(publication: Publication) -> Publication:
    """Its cover in a list: its own picture at the top, else the first one of its library."""
    media = publication.pictures.get("media", {})
    first = min(media, key=int, default=None)
    publication.cover = publication.pictures.get("lead") or (media[first] if first else None)  # type: ignore[attr-defined]
    return publication
