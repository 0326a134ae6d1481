"""What shows a video, or a page that is shared, when nobody has a photograph: its title on the colour of its OPD."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from math import pi

from PIL import Image, ImageDraw, ImageFont

from accounts import words
from news import drawing
from news.drawing import CREAM, INK, Colour, Sheet, leaf, mix, placed, rgb

# All of these in units: 1080 x 720 of them lie in the middle, where a crop to 3:2 leaves the words whole.
SAFE = (1080, 720)
MARGIN = 64
STEPS = ((104, 2), (88, 3), (76, 4), (64, 4), (56, 4), (48, 4))  # size of the letters, and the most lines with them
LEADING = 1.18
NAME_SIZE, NAME_GAP = 34, 44
MOST_LETTERS = 300
LEAST_CONTRAST = 4.5
QUIET = 0.13  # how far the leaves stand out from the ground
LEAF, ACROSS, DOWN = 12, 18, 15.5  # hundredths of the height
QUALITY = 88

# What the built-in letters lack (they are ASCII and a few signs more) and other signs can stand for. Letters with marks
# are written without them.
# fmt: off
STAND_INS = str.maketrans({
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "•": "·", "×": "x", "„": "“", "‚": "‘", "′": "’", "″": "”",
    "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L",
})
# fmt: on
UNKNOWN = "\U0010fffe"  # no letter at all: shows what the letters draw for one they lack


def cover(title: str, name_of_opd: str, accent_hex: str, size: tuple[int, int] = (1280, 720)) -> bytes:
    """A JPEG of `size` pixels; the same arguments give the same picture. `accent_hex` is like "#14532D".

    A title that cannot be written with the letters at hand gives way to the name of the OPD.
    """
    ink, ground, leaves = tones(rgb(accent_hex))
    image = leafy(size, ground, leaves)
    said, name = writable(title), writable(name_of_opd)
    _write(image, ink, said or name, name if said else "")
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=QUALITY, subsampling="4:4:4", optimize=True)
    return jpeg.getvalue()


def tones(accent: Colour) -> tuple[Colour, Colour, Colour]:
    """Of the words, the ground and its leaves, which lie on the other side of the ground than the words."""
    ink = max((CREAM, INK), key=lambda tone: drawing.contrast(tone, accent))
    if drawing.contrast(ink, accent) < LEAST_CONTRAST:  # of these two, one always stands out enough
        ink = max(((255, 255, 255), (0, 0, 0)), key=lambda tone: drawing.contrast(tone, accent))
    away = INK if drawing.contrast(ink, INK) > drawing.contrast(ink, CREAM) else CREAM
    return ink, accent, mix(accent, away, QUIET)


def leafy(size: tuple[int, int], ground: Colour, leaves: Colour) -> Image.Image:
    sheet = Sheet(size, [ground, leaves])
    sheet.fill(0)
    for row in range(8):
        for column in range(-1, int(sheet.width / ACROSS) + 2):
            angle = -pi / 4 + (row + column) % 2 * pi / 2
            [stalk] = placed([(-LEAF / 2, 0)], (column * ACROSS + row % 2 * ACROSS / 2, row * DOWN + 2), angle)
            leaf(sheet, stalk, angle, LEAF, (1, 1, 0))
    return sheet.shrunk()


def _write(image: Image.Image, ink: Colour, title: str, name: str) -> None:
    """The title ends, and the name stands, at the lower edge of the part that every crop keeps."""
    unit = min(image.width / SAFE[0], image.height / SAFE[1])
    left = (image.width - SAFE[0] * unit) / 2 + MARGIN * unit
    below = (image.height + SAFE[1] * unit) / 2 - MARGIN * unit
    measure = (SAFE[0] - 2 * MARGIN) * unit
    pen = ImageDraw.Draw(image)
    if name:
        small = letters(NAME_SIZE * unit)
        pen.text((left, below), shortened(name, small, measure), ink, small, anchor="ls")
        below -= (NAME_SIZE + NAME_GAP) * unit
    lines, large = setting(title, unit, measure)
    for number, line in enumerate(reversed(lines)):
        pen.text((left, below - number * large.size * LEADING), line, ink, large, anchor="ls")


def letters(size: float) -> ImageFont.FreeTypeFont:
    """Those that come with Pillow: every machine has the same."""
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):  # a Pillow that was built without FreeType has one size only
        raise RuntimeError("Pillow lacks FreeType, so titles cannot be drawn.")
    return font


def setting(title: str, unit: float, measure: float) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The lines, in the largest letters in which they are few and no word is broken; else in the smallest, cut."""
    for size, most in STEPS:
        font = letters(size * unit)
        lines = _wrapped(title, font, measure)
        if len(lines) <= most and all(font.getlength(word) <= measure for word in title.split()):
            return lines, font
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], shortened(rest, font, measure)], font


def _wrapped(title: str, font: ImageFont.FreeTypeFont, measure: float) -> list[str]:
    lines = [""]
    for piece in (piece for word in title.split() for piece in _pieces(word, font, measure)):
        longer = f"{lines[-1]} {piece}".lstrip()
        if font.getlength(longer) <= measure:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _pieces(word: str, font: ImageFont.FreeTypeFont, measure: float) -> Iterator[str]:
    """The word, in parts that are no wider than a line."""
    while font.getlength(word) > measure and len(word) > 1:
        fits = _fitting(word, font, measure)
        yield word[:fits]
        word = word[fits:]
    yield word


def _fitting(word: str, font: ImageFont.FreeTypeFont, measure: float) -> int:
    """How many of its letters are no wider than a line; one at the least."""

    def width(end: int) -> float:
        return font.getlength(word[:end])

    return max(1, bisect_right(range(1, len(word)), measure, key=width))


def shortened(text: str, font: ImageFont.FreeTypeFont, measure: float) -> str:
    """As it is, or ended with … at a word that still fits."""
    if font.getlength(text) <= measure:
        return text
    while text and font.getlength(f"{text}…") > measure:
        text = text.rpartition(" ")[0] or text[:-1]
    return f"{text.rstrip(' ,;:.-')}…"


def writable(text: str) -> str:
    """The text in signs that the letters have, without the words of other scripts; "" where little else is left."""
    said = words.line(text)[:MOST_LETTERS].translate(STAND_INS).split()
    kept = [written for word in said if (written := _written(word))]
    return " ".join(kept) if 2 * len(kept) > len(said) else ""


def _written(word: str) -> str:
    """ "" for a word with a letter that cannot be written; an emoji or a mark only goes itself."""
    signs = [
        sign for letter in word for sign in (letter if _is_drawn(letter) else unicodedata.normalize("NFKD", letter))
    ]
    if any(unicodedata.category(sign)[0] in "LN" and not _is_drawn(sign) for sign in signs):
        return ""
    return "".join(sign for sign in signs if _is_drawn(sign)).strip()


@cache
def _is_drawn(sign: str) -> bool:
    """The letters have a shape for it."""
    font = letters(20)
    return bytes(font.getmask(sign)) != bytes(font.getmask(UNKNOWN))
