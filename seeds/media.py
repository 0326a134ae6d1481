"""The demo's library: drawn pictures for a gallery, an infographic with its table, a video with its cover."""

from __future__ import annotations

import io
import re
import tomllib
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from news import library, title_cover
from news.drawing import CREAM, INK, mix, rgb
from news.models import MediaAsset, MediaKind
from opd import pictures
from opd.accents import ACCENTS
from opd.models import OPD
from seeds.agencies import DATA
from seeds.covers import cover

KEYS = re.compile(r'data-media="([a-z][a-z -]*)"')
WIDTH, ROW, MARGIN = 1200, 110, 60  # pixels of the drawn infographic
ABOUT = frozenset({"title", "alt", "caption", "credit", "place", "text_equivalent", "transcript", "captioned", "table"})


def placed(body: str, opd: OPD, by) -> str:
    """The text with the numbers of the library's things where the file has their keys; what is not there yet is made."""
    return KEYS.sub(lambda found: f'data-media="{_numbers(found[1], opd, by)}"', body)


def _numbers(keys: str, opd: OPD, by) -> str:
    return " ".join(str(_asset(_written()[key], opd, by).pk) for key in keys.split())


@cache
def _written() -> dict[str, dict]:
    items = tomllib.loads((DATA / "media.toml").read_text("utf-8"))["media"]
    return {item["key"]: item for item in items}


def _asset(item: dict, opd: OPD, by) -> MediaAsset:
    there = MediaAsset.objects.filter(opd=opd, title=item["title"]).first()
    return there or library.add(
        opd, by=by, **_given(item, opd, by), **{name: item[name] for name in ABOUT & item.keys()}
    )


def _given(item: dict, opd: OPD, by) -> dict:
    if "youtube" in item:
        drawn = accepted(title_cover.cover(item["title"], opd.name, ACCENTS[opd.accent]))
        said = {"title": f"Sampul: {item['title']}", "alt": f"Sampul video: {item['title']}", "credit": item["credit"]}
        still = library.add(opd, by=by, picture=drawn, **said)
        return {"kind": MediaKind.VIDEO, "youtube": item["youtube"], "still": still}
    if "table" in item:
        return {"kind": MediaKind.INFOGRAPHIC, "picture": accepted(_bars(item["table"], item["title"], opd))}
    return {"picture": accepted(cover(item["cover"], opd.accent, item["key"]))}


def accepted(jpeg: bytes) -> pictures.Accepted:
    drawn = io.BytesIO(jpeg)
    drawn.size = len(jpeg)  # type: ignore[attr-defined]
    return pictures.accept(drawn)


def _bars(table: list[list[str]], title: str, opd: OPD) -> bytes:
    """The table as bars: its first column names them, its second says how long they are."""
    rows = [(name, int(number)) for name, number in table[1:]]
    accent, longest = rgb(ACCENTS[opd.accent]), max(number for _, number in rows)
    image = Image.new("RGB", (WIDTH, MARGIN * 3 + ROW * len(rows)), CREAM)
    pen, large, small = ImageDraw.Draw(image), ImageFont.load_default(40), ImageFont.load_default(30)
    pen.text((MARGIN, MARGIN), title, INK, large)
    for at, (name, number) in enumerate(rows):
        top = MARGIN * 2 + 30 + ROW * at
        reach = MARGIN + (WIDTH - 4 * MARGIN) * number / longest
        pen.text((MARGIN, top), name, INK, small)
        pen.rectangle((MARGIN, top + 42, reach, top + 82), fill=mix(CREAM, accent, 0.85))
        pen.text((reach + 12, top + 44), str(number), INK, small)
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=90, subsampling="4:4:4")
    return jpeg.getvalue()
