"""Which publications lack the picture for those who are sent them, or have one that says what is no longer true."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string

from news import share_card
from news.models.publication import Publication
from opd.accents import ACCENTS

log = logging.getLogger("portal.pictures")

# By name, as the queue knows it: the task stands above this module, because it renews publications.
TASK = "news.tasks.draw_card"
MOST_ASKED = 2000  # a night, by the clock


def key_of(page: Publication) -> str:
    """What its card should say; "" for one that should have none."""
    if page.withdrawn_at:
        return ""
    return share_card.key(page.title, page.opd.name, ACCENTS[page.opd.accent], page.published_at)


def is_stale(page: Publication) -> bool:
    return page.card.get("key", "") != key_of(page)


def ask_for(pk: int) -> None:
    """Have its card made in the background; goes out with the transaction it is called in."""
    import_string(TASK).enqueue(pk)


def ask_for_stale() -> int:
    """For the clock, once a day: an OPD has another name or colour, a task has failed, news from before there were cards."""
    stale = [pk for pk, _ in zip(_stale(), range(MOST_ASKED), strict=False)]
    for pk in stale:
        ask_for(pk)
    return len(stale)


def make_all(refresh: Callable[[int], bool], tell: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Here and now, one OPD after the other: every card that is missing or stale; how many. `tell(done, of)` after each."""
    stale, made = list(_stale()), 0
    for number, pk in enumerate(stale, start=1):
        made += refresh(pk)
        tell(number, len(stale))
    return made


def stored(page: Publication) -> dict:
    """Draw its card and write it to the storage under a name nobody guesses: what `Publication.card` is to be."""
    if not (key := key_of(page)):
        return {}
    content = share_card.draw(page.title, page.opd.name, ACCENTS[page.opd.accent], page.published_at)
    width, height = share_card.SIZE
    name = default_storage.save(f"{secrets.token_hex(16)}-{width}.jpg", ContentFile(content))
    return {"name": name, "width": width, "height": height, "type": share_card.TYPE, "key": key}


def _stale() -> Iterator[int]:
    """The newest of each OPD first."""
    fields = ("title", "published_at", "withdrawn_at", "card", "opd__name", "opd__accent")
    pages = Publication.objects.select_related("opd").only(*fields).order_by("opd", "-published_at", "-pk")
    return (page.pk for page in pages.iterator() if is_stale(page))
