"""A text at the desk with its photos, videos and galleries in their places, and what readers are told of each."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from news import inserts, showing, youtube
from news.inserts import Insert
from news.models import MediaAsset


def pictured(article, safe: str) -> SafeString:
    """`safe` is the cleaned body of this article or of one of its versions; marks of notes may stand in it already."""
    assets = showing.in_text(article, safe)
    return mark_safe(inserts.expanded(safe, lambda insert: _drawn(insert, assets)))  # noqa: S308  cleaned, and a template


def _drawn(insert: Insert, assets: dict[int, MediaAsset]) -> str:
    alone = len(insert.ids) == 1
    shown = [_told(assets[pk], insert.alt if alone else "") for pk in insert.ids if pk in assets]
    what = shown[0]["asset"].get_kind_display() if alone and shown else "Media" if alone else "Galeri"
    context = {"what": what, "shown": shown, "alone": alone, "gone": [pk for pk in insert.ids if pk not in assets]}
    return render_to_string("news/admin/body_media.html", context)


def _told(asset: MediaAsset, alt: str) -> dict[str, Any]:
    """`alt` is the text's own; without one the library's counts."""
    file = asset.light
    return {
        "asset": asset,
        "file": file,
        "alt": alt or ("" if asset.decorative else asset.alt),
        "watch": youtube.watch_address(asset.youtube) if asset.youtube else "",
    }
