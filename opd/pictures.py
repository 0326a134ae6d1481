"""The way in for pictures: decoded, limited, turned upright, stripped of everything but its pixels, and renamed by us."""

from __future__ import annotations

import io
import secrets
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

MEGABYTES = 15
MEGAPIXELS = 40
LONGEST_SIDE = 1920  # what a large screen needs; nothing larger is kept
WIDTHS = (480, 960)  # for lists and phones, as WebP
START_OF_SCAN = b"\xff\xda"
# A progressive JPEG has about ten. Each costs a walk over all pixels: 15 MB of empty ones would take hours.
MOST_SCANS = 64
MODES = {
    "1": "L",
    "P": "RGBA",
    "PA": "RGBA",
    "LA": "RGBA",
    "CMYK": "RGB",
    "YCbCr": "RGB",
    "LAB": "RGB",
    "HSV": "RGB",
    "F": "L",
}

NOT_A_PICTURE = "Berkas ini bukan foto JPEG, PNG, atau WebP. Pilih foto lain, atau simpan ulang foto itu sebagai JPEG."
BROKEN = "Foto ini rusak atau terpotong sehingga tidak bisa dibuka. Ambil ulang atau kirim ulang fotonya."
TOO_HEAVY = f"Foto ini lebih besar dari {MEGABYTES} MB. Kecilkan dulu, lalu unggah lagi."
TOO_LARGE = f"Foto ini lebih dari {MEGAPIXELS} megapiksel. Kecilkan dulu, lalu unggah lagi."


@dataclass(frozen=True)
class Accepted:
    """A picture that passed: its encoded sizes, smallest first, each `(width, height, type, bytes)`."""

    sizes: tuple[tuple[int, int, str, bytes], ...]


def accept(upload) -> Accepted:
    """Look at an uploaded file (a binary stream with `size`); ValidationError says in Indonesian why not."""
    if upload.size > MEGABYTES * 1024 * 1024:
        raise ValidationError(TOO_HEAVY)
    largest = _decoded(upload)
    sizes = [_encoded(_narrowed(largest, width), "WEBP") for width in WIDTHS if width < largest.width]
    return Accepted((*sizes, _encoded(largest, "PNG" if "A" in largest.mode else "JPEG")))


def save(picture: Accepted) -> list[dict]:
    """Write the sizes to the storage under an unguessable name: `{"name", "width", "height", "type"}`, smallest first."""
    base = secrets.token_hex(16)
    sizes: list[dict] = [
        {"name": f"{base}-{width}.{EXTENSIONS[kind]}", "width": width, "height": height, "type": kind}
        for width, height, kind, _ in picture.sizes
    ]
    try:
        for size, (_, _, _, content) in zip(sizes, picture.sizes, strict=True):
            default_storage.save(size["name"], ContentFile(content))
    except BaseException:  # a full storage has kept the beginning of the file it stopped at
        remove(sizes)
        raise
    return sizes


def remove(sizes: list[dict]) -> None:
    """Take files off the storage again."""
    for size in sizes:
        default_storage.delete(size["name"])


EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
OPTIONS: dict[str, dict] = {
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 78, "method": 4},
}


def _decoded(upload) -> Image.Image:
    """The pixels in a plain mode, upright, no more of them than `LONGEST_SIDE`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is below the one Pillow warns of
            image = _opened(upload)
            image.load()
            image = _plain(image)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            return ImageOps.exif_transpose(image)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_LARGE) from error
    except Image.UnidentifiedImageError as error:
        raise ValidationError(NOT_A_PICTURE) from error
    except Exception as error:  # Pillow's decoders raise OSError, SyntaxError, ValueError, struct.error, MemoryError, …
        raise ValidationError(BROKEN) from error


def _opened(upload) -> Image.Image:
    """The picture before a pixel is decoded: its format, dimensions and number of scans are checked here."""
    image = Image.open(upload, formats=["JPEG", "PNG", "WEBP"])
    if image.width * image.height > MEGAPIXELS * 1_000_000:
        raise ValidationError(TOO_LARGE)
    if image.format == "JPEG":
        upload.seek(0)
        if upload.read().count(START_OF_SCAN) > MOST_SCANS:
            raise ValidationError(BROKEN)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decode at half size where that is enough
    return image


def _plain(image: Image.Image) -> Image.Image:
    """In a mode that both WebP and JPEG or PNG can hold; a copy only where it has to be one."""
    if image.mode.startswith("I"):  # 16 bits a pixel: keep the upper eight
        return image.point(lambda value: value / 256).convert("L")
    return image.convert(MODES[image.mode]) if image.mode in MODES else image


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    copy = image.copy()
    copy.thumbnail((width, image.height), Image.Resampling.LANCZOS)
    return copy


def _encoded(image: Image.Image, kind: str) -> tuple[int, int, str, bytes]:
    """Encode from the pixels alone: no EXIF, no position, no profile, no trailing bytes."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, kind, **OPTIONS[kind])
    return image.width, image.height, Image.MIME[kind], out.getvalue()
