"""The picture for those who are sent an article: its title, its OPD and its date on the colour and the leaves of that OPD."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from math import pi

from PIL import Image, ImageDraw, ImageFont

from news import moments, title_cover
from news.drawing import CREAM, OVERSAMPLING, Colour, Sheet, leaf, rgb

SIZE = (1200, 630)  # what WhatsApp, Facebook and X show whole
TYPE = "image/jpeg"
HEAVIEST = 200_000  # bytes; WhatsApp shows no picture above 300 kB
QUALITIES = (86, 80, 70, 55)
EDGE = 72  # pixels, on all sides
MEASURE = SIZE[0] - 2 * EDGE
UNIT = 0.84  # of the title's letters (`title_cover.STEPS`): then four lines fit between the mark and the name
BOLD = 1  # pixels around each letter of the title: what comes with Pillow has one weight
MARK, MARK_LETTERS = 76, 34
FOOT, FOOT_LETTERS = 44, (31, 28, 25)  # from line to line, and the letters: long names take smaller ones
RULE = (96, 5)
PORTAL = "Portal Blora"
RECIPE = 1  # another number, and every card is drawn anew
LEAF_TONES: tuple[Colour, Colour, Colour] = ((63, 154, 99), (47, 127, 79), (244, 239, 228))  # as in icons/jati.svg


def key(title: str, name_of_opd: str, accent_hex: str, at: datetime) -> str:
    """What is written on the card, in short: another key, another card."""
    said = json.dumps([RECIPE, title, name_of_opd, accent_hex, moments.minute(at)])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def draw(title: str, name_of_opd: str, accent_hex: str, at: datetime) -> bytes:
    """A JPEG of `SIZE`, lighter than `HEAVIEST`; the same arguments give the same picture. `accent_hex` is like "#14532D"."""
    name = title_cover.writable(name_of_opd)
    return _jpeg(_written(title_cover.writable(title) or name, [name, moments.minute(at)], accent_hex))


def of_portal() -> bytes:
    """The card of every page that has no picture of its own."""
    said = ["Berita resmi seluruh perangkat daerah", "Kabupaten Blora"]
    return _jpeg(_written("Kabar dari Blora, langsung dari dinasnya", said, "#14532D"))


def mark(size: int) -> Image.Image:
    """The teak leaf of the portal on a round of cream, `size` pixels each way, on nothing."""
    sheet = Sheet((size, size), [CREAM, *LEAF_TONES])
    sheet.fill(0)
    angle = -pi / 2 + 0.3
    leaf(sheet, (37, 92), angle, 82, (1, 2, 3))
    large = (size * OVERSAMPLING, size * OVERSAMPLING)
    round_ = Image.new("L", large)
    ImageDraw.Draw(round_).ellipse((0, 0, large[0] - 1, large[1] - 1), fill=255)
    image = sheet.shrunk()
    image.putalpha(round_.resize((size, size), Image.Resampling.BOX))
    return image


def _written(title: str, foot: list[str], accent_hex: str) -> Image.Image:
    ink, _, _ = title_cover.tones(rgb(accent_hex))
    image = _ground(accent_hex).copy()
    pen = ImageDraw.Draw(image)
    below = SIZE[1] - EDGE + 8
    for words in reversed(foot):
        small = _fitting(words)
        pen.text((EDGE, below), title_cover.shortened(words, small, MEASURE), ink, small, anchor="ls")
        below -= FOOT
    pen.rectangle((EDGE, below - RULE[1], EDGE + RULE[0], below), ink)
    _write_title(pen, title, ink, (EDGE + MARK, below - RULE[1]))
    return image


def _write_title(pen: ImageDraw.ImageDraw, title: str, ink: Colour, between: tuple[float, float]) -> None:
    """In the middle of the room between the mark and the lines at the foot."""
    lines, large = title_cover.setting(title, UNIT, MEASURE - 2 * BOLD)
    leading = large.size * title_cover.LEADING
    top = (sum(between) - leading * len(lines)) / 2 + large.size * 0.9
    for number, words in enumerate(lines):
        pen.text((EDGE, top + number * leading), words, ink, large, anchor="ls", stroke_width=BOLD, stroke_fill=ink)


def _fitting(words: str) -> ImageFont.FreeTypeFont:
    """The largest letters in which they stand whole on one line, or the smallest there are."""
    fonts = [title_cover.letters(size) for size in FOOT_LETTERS]
    return next((font for font in fonts if font.getlength(words) <= MEASURE), fonts[-1])


@lru_cache(maxsize=4)  # 2 MB each; what is drawn one after the other is mostly of few OPDs
def _ground(accent_hex: str) -> Image.Image:
    """All that cards of one colour share: leaves, and the mark with the portal's name."""
    ink, ground, leaves = title_cover.tones(rgb(accent_hex))
    image = title_cover.leafy(SIZE, ground, leaves)
    image.paste(round_ := mark(MARK), (EDGE, EDGE - 20), round_)
    font: ImageFont.FreeTypeFont = title_cover.letters(MARK_LETTERS)
    ImageDraw.Draw(image).text((EDGE + MARK + 20, EDGE - 20 + MARK / 2), PORTAL, ink, font, anchor="lm")
    return image


def _jpeg(image: Image.Image) -> bytes:
    for quality in QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling="4:4:4", optimize=True)
        if out.tell() < HEAVIEST:
            break
    return out.getvalue()
