"""How dates, openings and pictures stand on a page: the newsroom's own template words."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.core.files.storage import default_storage
from django.utils import timezone

from news import moments

register = template.Library()

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
    cut = text[: OPENING + 1].rpartition(" ")[0] or text[:OPENING]
    return cut.rstrip(" .,;:–—-") + "..."


@register.simple_tag(takes_context=True)
def absolute(context, address: str) -> str:
    """`address` with the scheme, host and port that the reader used."""
    return context["request"].build_absolute_uri(address)


@register.filter
def stored(name: str) -> str:
    """The address of a file on the storage."""
    return default_storage.url(name)


@register.inclusion_tag("components/picture.html")
def picture(found: dict | None, sizes: str = "100vw", eager: bool = False, accent: int = 0) -> dict:
    """A stored picture (`{"alt", "credit", "sizes"}`) in every width there is; without one a leaf in the OPD's colour.

    `sizes` is what `<img sizes>` takes. `accent` is the OPD's; 0 leaves the place empty instead.
    """
    sources = [size | {"url": stored(size["name"])} for size in (found or {}).get("sizes", ())]
    largest = sources[-1] if sources else None
    return {"alt": (found or {}).get("alt", ""), "sources": sources, "largest": largest} | {
        "sizes": sizes, "eager": eager, "accent": accent,
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def picture_address(context, found: dict | None) -> str:
    """The absolute address of the largest size, for those who share the page; empty without a picture."""
    sizes = (found or {}).get("sizes")
    return absolute(context, stored(sizes[-1]["name"])) if sizes else ""
