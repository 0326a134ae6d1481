"""Into which sizes and formats a picture is cut, how they are named, and how they are made: pixels only, no database."""

from __future__ import annotations

import io
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from PIL import Image

from opd.pixels import plain

WIDTHS = (320, 640, 960, 1600)
CROP_WIDTH, CROP_HEIGHT = 480, 320
CROP_BYTES = 20 * 1024  # of each crop: a list shows twenty of them
TINTS = (3, 2)  # columns and rows of the placeholder


@dataclass(frozen=True)
class Format:
    """How one format is written. At these qualities nobody told the picture from the original on a phone."""

    name: str
    extension: str
    options: dict
    qualities: tuple[int, int, int]  # the usual one, then what a crop that is too heavy is tried with


FORMATS = {
    # Speed 9 takes a quarter of the time of 8, for two per cent more bytes of the same quality (measured).
    "image/avif": Format("AVIF", "avif", {"speed": 9}, (60, 48, 38)),
    "image/webp": Format("WEBP", "webp", {"method": 2}, (78, 62, 48)),
    "image/jpeg": Format("JPEG", "jpg", {"progressive": True, "optimize": True}, (80, 66, 54)),
}
TYPES = tuple(FORMATS)


@dataclass(frozen=True)
class Spec:
    """One file to be made; `focus` (percent) only for the 3:2 crop."""

    width: int
    height: int
    type: str
    focus: tuple[int, int] | None = None

    def file(self, base: str) -> dict:
        """As rows list it; `base` is the beginning of the picture's file names."""
        crop = "-c{}x{}".format(*self.focus) if self.focus else ""
        name = f"{base}{crop}-{self.width}.{FORMATS[self.type].extension}"
        return {"name": name, "width": self.width, "height": self.height, "type": self.type}


def plan(width: int, height: int, focus: tuple[int, int] = (50, 50)) -> tuple[Spec, ...]:
    """Every file of a picture that large: the crop, then whole sizes, the biggest first; nothing is blown up."""
    widths = {wide for wide in WIDTHS if wide < width} | {min(width, WIDTHS[-1])}
    left, _, right, _ = _crop_box(width, height, focus)
    across = max(1, min(CROP_WIDTH, round(right - left)))
    crops = [Spec(across, max(1, round(across * CROP_HEIGHT / CROP_WIDTH)), kind, focus) for kind in TYPES]
    whole = [
        Spec(wide, max(1, round(height * wide / width)), kind)
        for wide in sorted(widths, reverse=True)
        for kind in TYPES
    ]
    return (*crops, *whole)


def in_order(files: Iterable[dict]) -> list[dict]:
    """Smallest first; of one width the lightest format first."""
    return sorted(files, key=lambda file: (file["width"], TYPES.index(file["type"]) if file["type"] in TYPES else -1))


def decoded(content: bytes, specs: Iterable[Spec]) -> Image.Image:
    """The picture once decoded, at half or a quarter of its size where that is enough for all of `specs`."""
    image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    if image.format == "JPEG":
        scale = max(_scale(image.size, spec) for spec in specs)
        image.draft(None, (int(image.width * scale), int(image.height * scale)))
    image.load()
    return plain(image, max(image.size))


def make(image: Image.Image, specs: Iterable[Spec], wanted: Container[Spec]) -> Iterator[tuple[Spec, bytes]]:
    """The wanted ones of a `plan`, encoded. Each whole size is made from the next bigger one, wanted or not:
    what is made in two goes has the same bytes as what is made in one."""
    whole = image
    for (width, height, focus), formats in groupby(specs, key=lambda spec: (spec.width, spec.height, spec.focus)):
        if focus:
            box = _crop_box(*image.size, focus)
            pixels = image.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=3)
        else:
            pixels = whole = whole.resize((width, height), Image.Resampling.LANCZOS)
        yield from ((spec, encoded(pixels, spec)) for spec in formats if spec in wanted)


def encoded(pixels: Image.Image, spec: Spec) -> bytes:
    """The bytes of one file; a crop that is too heavy is tried again at lower quality, three times in all."""
    how, content = FORMATS[spec.type], b""
    for quality in how.qualities if spec.focus else how.qualities[:1]:
        out = io.BytesIO()
        pixels.save(out, how.name, quality=quality, **how.options)
        content = out.getvalue()
        if len(content) <= CROP_BYTES:
            break
    return content


def tint(image: Image.Image) -> list[str]:
    """Six colours, three to a row, as `#rrggbb`: what stands there until the picture has come."""
    colours = image.resize(TINTS, Image.Resampling.BOX, reducing_gap=1).convert("RGB").tobytes()
    return [f"#{colours[at : at + 3].hex()}" for at in range(0, len(colours), 3)]


def _crop_box(width: int, height: int, focus: tuple[int, int]) -> tuple[float, float, float, float]:
    """The largest 3:2 part, its centre as near to the focal point as the edges allow: left, top, right, bottom."""
    across = min(width, height * CROP_WIDTH / CROP_HEIGHT)
    down = across * CROP_HEIGHT / CROP_WIDTH
    left = min(max(focus[0] * width / 100 - across / 2, 0), width - across)
    top = min(max(focus[1] * height / 100 - down / 2, 0), height - down)
    return left, top, left + across, top + down


def _scale(size: tuple[int, int], spec: Spec) -> float:
    """How much of a picture's size is needed for this file."""
    left, _, right, _ = _crop_box(*size, spec.focus) if spec.focus else (0, 0, size[0], 0)
    return spec.width / (right - left)
