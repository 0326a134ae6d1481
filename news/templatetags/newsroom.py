"""How dates, openings and pictures stand on a page: the newsroom's own template words."""

from __future__ import annotations

import re
from datetime import date, datetime

from django import template
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from news import moments, sources
from news.public import hemat, site

register = template.Library()

WORD_END = re.compile(r"\S+(?=\s)")
OPENING = 94  # characters before the dots: the three boxes people know show 89 to 94 (NEEDS.md, 37)


@register.filter
def jam(value: datetime | None) -> str:
    """The date in boxes, in Blora's own time: `16 Mei 2024 Jam 13:44:00`."""
    return moments.second(value) if value else ""


@register.filter
def jadwal(value: datetime | None) -> str:
    """The hour of a schedule: `16 Mei 2024 Jam 13:44 WIB`."""
    return moments.minute(value) if value else ""


@register.filter
def hari_jam(value: datetime | None) -> str:
    """The date above an article: `Kamis, 16 Mei 2024 Jam 13:44 WIB`."""
    return moments.weekday_and_minute(value) if value else ""


@register.filter
def tanggal(value: date | None) -> str:
    """`16 Mei 2024`."""
    return moments.day(value) if value else ""


@register.filter
def tanggal_wib(value: datetime | None) -> str:
    """The day of a moment, in Blora: `16 Mei 2024`."""
    return moments.day(timezone.localtime(value, moments.JAKARTA).date()) if value else ""


@register.filter
def opening(text: str) -> str:
    """The beginning of a text, cut at a word and followed by `...`; a text that fits stays whole."""
    text = " ".join(text.split())
    if len(text) <= OPENING:
        return text
    heads = (text[: word.end()].rstrip(" .,;:–—-") for word in WORD_END.finditer(text[: OPENING + 3]))
    fitting = [head for head in heads if len(head) <= OPENING]
    return (fitting[-1] if fitting else text[:OPENING]) + "..."


@register.simple_tag(takes_context=True)
def absolute(context, address: str) -> str:
    """The one whole address of a page, wherever it is read."""
    return site.absolute(context["request"], address)


@register.simple_tag(takes_context=True)
def at(context, address: str, more: str = "") -> str:
    """An address of the portal (and what comes after it), as it is called on the host where the reader is.

    With the reader's word about pictures (`news/public/hemat.py`), so that it holds on the next page without a script.
    """
    request = context.get("request")
    return hemat.kept(request, site.at(request, address + more))


@register.simple_tag(takes_context=True)
def to(context, name: str, *args) -> str:
    """The same for an address by its name."""
    return at(context, reverse(name, args=args))


@register.filter
def stored(name: str) -> str:
    """The address of a file on the storage."""
    return default_storage.url(name)


@register.simple_tag(takes_context=True)
def hemat_switch(context) -> str:
    """Where this page is read with pictures that wait, or again without; empty where nobody chooses that."""
    request = context.get("request")
    return hemat.switch(request) if getattr(request, "for_everybody", False) else ""


@register.simple_tag(takes_context=True)
def is_hemat(context) -> bool:
    return hemat.wanted(context.get("request"))


@register.inclusion_tag("components/picture.html", takes_context=True)
def picture(context, found: dict | None, sizes: str = "100vw", **how) -> dict:
    """A stored picture (`{"alt", "sizes", "crops", "tint"}`) in every format and width there is.

    `sizes` is what `<img sizes>` takes. How else: `eager` for the first picture of a page; `cropped` for a list, which
    shows it 3:2; `whole` for one in its own shape; `accent`, the OPD's, for a leaf in its colour where there is none.
    `alone` says that it stands in no link: for a reader who saves data it becomes one to its file, others a hint of colour.
    """
    found = found or {}
    files = (how.get("cropped") and found.get("crops")) or found.get("sizes", ())
    waits = hemat.wanted(context.get("request")) or context.get("hemat", False)
    drawn = {"alt": found.get("alt", ""), "sizes": sizes, "tint": _tint(found.get("tint", ())), "waits": waits} | how
    offered = sources.offer(files)
    return drawn | _choices(offered) if offered else drawn


def _choices(offered: sources.Offer) -> dict:
    plain = offered.plain | {"url": stored(offered.plain["name"])}
    lighter = [(files[0]["type"], _srcset(files), len(files) > 1) for files in offered.lighter]
    return {"plain": plain, "lighter": lighter, "srcset": _srcset(offered.files) if len(offered.files) > 1 else ""}


def _srcset(files: list[dict]) -> str:
    """`a 320w, b 640w`; of one file its address alone."""
    if len(files) == 1:
        return stored(files[0]["name"])
    return ", ".join(f"{stored(file['name'])} {file['width']}w" for file in files)


def _tint(colours) -> list[tuple[int, int, str]]:
    """Six colours, three in a row, each with its place."""
    return [(place % 3, place // 3, colour) for place, colour in enumerate(colours)] if len(colours) == 6 else []
