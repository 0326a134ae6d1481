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
MODES = {"1": "L", "P": "RGBA", "PA": "RGBA", "LA": "RGBA", "CMYK": "RGB", "YCbCr": "RGB", "LAB": "RGB", "HSV": "RGB", "F": "L"}

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
    image = _decoded(upload)
    largest = _fitted(image, LONGEST_SIDE, LONGEST_SIDE)
    sizes = [_encoded(_fitted(largest, width, largest.height), "WEBP") for width in WIDTHS if width < largest.width]
    return Accepted((*sizes, _encoded(largest, "PNG" if "A" in largest.mode else "JPEG")))


def save(picture: Accepted) -> list[dict]:
    """Write the sizes to the storage under an unguessable name: `{"name", "width", "height", "type"}`, smallest first."""
    base, written = secrets.token_hex(16), []
    try:
        for width, height, kind, content in picture.sizes:
            name = default_storage.save(f"{base}-{width}.{EXTENSIONS[kind]}", ContentFile(content))
            written.append({"name": name, "width": width, "height": height, "type": kind})
    except BaseException:
        remove(written)
        raise
    return written


def remove(sizes: list[dict]) -> None:
    """Take files off the storage again."""
    for size in sizes:
        default_storage.delete(size["name"])


EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
OPTIONS = {"JPEG": {"quality": 85, "progressive": True, "optimize": True}, "PNG": {"optimize": True}, "WEBP": {"quality": 78, "method": 4}}


def _decoded(upload) -> Image.Image:
    """All pixels, upright, in a plain mode. Format and dimensions are checked before a pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is below the one Pillow warns of
            image = Image.open(upload, formats=["JPEG", "PNG", "WEBP"])
            if image.width * image.height > MEGAPIXELS * 1_000_000:
                raise ValidationError(TOO_LARGE)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG: decode at half size where that is enough
            image = ImageOps.exif_transpose(image)
            image.load()
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_LARGE) from error
    except Image.UnidentifiedImageError as error:
        raise ValidationError(NOT_A_PICTURE) from error
    except Exception as error:  # Pillow's decoders raise OSError, SyntaxError, ValueError, struct.error, MemoryError, …
        raise ValidationError(BROKEN) from error
    if image.mode.startswith("I"):  # 16 bits a pixel: keep the upper eight
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert(MODES.get(image.mode, image.mode))


def _fitted(image: Image.Image, width: int, height: int) -> Image.Image:
    copy = image.copy()
    copy.thumbnail((width, height), Image.Resampling.LANCZOS)
    return copy


def _encoded(image: Image.Image, kind: str) -> tuple[int, int, str, bytes]:
    """Encode from the pixels alone: no EXIF, no position, no profile, no trailing bytes."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, kind, **OPTIONS[kind])
    return image.width, image.height, Image.MIME[kind], out.getvalue()
