"""The way in for pictures: decoded, limited, turned upright, stripped of everything but its pixels, and renamed by us."""

from __future__ import annotations

import io
import logging
import re
import secrets
import threading
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from opd.containers import jpeg_is_endless, png_is_endless
from opd.pixels import narrowed, plain

log = logging.getLogger("portal.pictures")

MEGABYTES = 15
MEGAPIXELS = 40
WEBP_MEGAPIXELS = 16  # its decoder holds a picture four times: 40 megapixels would take 680 MB
HALVED_MEGAPIXELS = 24  # a JPEG above is decoded at half its width, which is still more than any page shows
LONGEST_SIDE = 4096  # of the original that is kept; everything else is made from it
FIRST_WIDTH = 960  # of what pages show until the other sizes are made
WIDE = (480, 960, 1600)  # of the photo at the top of an OPD's site
JPEG_HEAD, PNG_HEAD = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
HEIC_HEADS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc")
PROGRAM = re.compile(rb"<\?php|<script", re.IGNORECASE)

NOT_A_PICTURE = "Berkas ini bukan foto JPEG, PNG, atau WebP. Pilih foto lain, atau simpan ulang foto itu sebagai JPEG."
BROKEN = "Foto ini rusak atau terpotong sehingga tidak bisa dibuka. Ambil ulang atau kirim ulang fotonya."
HEIC = (
    "Ini foto HEIC dari iPhone, yang belum bisa dibaca portal. Simpan ulang sebagai JPEG. "
    "Supaya iPhone selalu memakai JPEG: Pengaturan, Kamera, Format, Paling Kompatibel."
)
TOO_HEAVY = f"Foto ini lebih besar dari {MEGABYTES} MB. Kecilkan dulu, lalu unggah lagi."
TOO_LARGE = f"Foto ini lebih dari {MEGAPIXELS} megapiksel. Kecilkan dulu, lalu unggah lagi."
WEBP_TOO_LARGE = f"Foto WebP ini lebih dari {WEBP_MEGAPIXELS} megapiksel. Simpan ulang sebagai JPEG, lalu unggah lagi."

_one_at_a_time = threading.Lock()  # many large photos sent at once take the memory of one


@dataclass(frozen=True)
class Encoded:
    """A picture as a file; width and height in pixels, `type` as in `image/jpeg`."""

    width: int
    height: int
    type: str
    content: bytes


@dataclass(frozen=True)
class Accepted:
    """A picture that passed: what is kept of it, and the light one that pages show at once."""

    original: Encoded
    first: Encoded


@dataclass(frozen=True)
class Saved:
    """Where an accepted picture lies. A file is `{"name", "width", "height", "type"}`; `base` begins all names to come."""

    original: dict
    base: str
    sizes: list[dict]


def accept(upload) -> Accepted:
    """Look at an uploaded file (a binary stream with `size`); ValidationError says in Indonesian why not.

    Of a picture that moves the first frame is kept, of a file with several pictures (MPO) the first.
    """
    if upload.size > MEGABYTES * 1024 * 1024:
        raise ValidationError(TOO_HEAVY)
    upload.seek(0)
    content = upload.read()
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # our own limit is below the one Pillow warns of
        image, drawn = _decoded(content), content.startswith(PNG_HEAD)
        original = _encoded(image, 92 if drawn else 88, drawn)
        return Accepted(original, _encoded(narrowed(image, FIRST_WIDTH), 80, drawn))


def save(picture: Accepted) -> Saved:
    """Write both files to the storage under unguessable names; a storage that refuses (OSError) keeps neither."""
    base = secrets.token_hex(16)
    original = _described(picture.original, f"{secrets.token_hex(16)}.jpg")  # not to be guessed from the sizes' names
    first = _described(picture.first, f"{base}-{picture.first.width}.jpg")
    _write((original, picture.original), (first, picture.first))
    return Saved(original, base, [first])


def save_small(picture: Accepted) -> list[dict]:
    """Write the light picture only, for a logo: the list of its one file."""
    file = _described(picture.first, f"{secrets.token_hex(16)}-{picture.first.width}.jpg")
    _write((file, picture.first))
    return [file]


def save_wide(picture: Accepted) -> list[dict]:
    """Write a photo for the top of an OPD's site in three widths, as WebP and for everybody else as JPEG: their list."""
    image, base = Image.open(io.BytesIO(picture.original.content)), secrets.token_hex(16)
    made = []
    for width in sorted({min(width, image.width) for width in WIDE}):
        sized = narrowed(image, width)
        webp = io.BytesIO()
        sized.save(webp, "WEBP", quality=74, method=4)
        small = Encoded(sized.width, sized.height, "image/webp", webp.getvalue())
        made += [(f"{base}-{width}.webp", small), (f"{base}-{width}.jpg", _encoded(sized, 78, drawn=False))]
    files = [(_described(encoded, name), encoded) for name, encoded in made]
    _write(*files)
    return [file for file, _ in files]


def remove(files: Iterable[str | dict]) -> None:
    """Take files, or names, off the storage again. One that stays for now is written down and keeps nobody waiting."""
    for file in files:
        name = file if isinstance(file, str) else file.get("name")
        try:
            if name:
                default_storage.delete(name)
        except OSError:
            log.exception("a file could not be removed: %s", name)


def _write(*files: tuple[dict, Encoded]) -> None:
    try:
        for file, encoded in files:
            default_storage.save(file["name"], ContentFile(encoded.content))
    except BaseException:
        remove(file for file, _ in files)
        raise


def _described(encoded: Encoded, name: str) -> dict:
    return {"name": name, "width": encoded.width, "height": encoded.height, "type": encoded.type}


def _decoded(content: bytes) -> Image.Image:
    """The pixels, plain; judged by what the file holds, never by its name or the type it came with."""
    try:
        image = _opened(content)
        image.load()
        return plain(image, LONGEST_SIDE)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_LARGE) from error
    except Exception as error:  # Pillow's decoders raise OSError, SyntaxError, ValueError, struct.error, MemoryError, …
        raise ValidationError(BROKEN) from error


def _opened(content: bytes) -> Image.Image:
    """The picture before a pixel is decoded: its format, number of parts and dimensions are checked here."""
    image = _identified(content)
    if image.width * image.height > MEGAPIXELS * 1_000_000:
        raise ValidationError(TOO_LARGE)
    if image.format == "WEBP" and image.width * image.height > WEBP_MEGAPIXELS * 1_000_000:
        raise ValidationError(WEBP_TOO_LARGE)
    if image.format == "JPEG" and image.width * image.height > HALVED_MEGAPIXELS * 1_000_000:
        image.draft(None, (image.width // 2, image.height // 2))
    return image


def _identified(content: bytes) -> Image.Image:
    if content.startswith(JPEG_HEAD) and not jpeg_is_endless(content):
        return JpegImageFile(io.BytesIO(content))  # `Image.open` would make a phone's MPO something else
    if content.startswith(PNG_HEAD) and not png_is_endless(content):
        return Image.open(io.BytesIO(content), formats=["PNG"])
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Image.open(io.BytesIO(content), formats=["WEBP"])
    if content.startswith((JPEG_HEAD, PNG_HEAD)):
        raise ValidationError(BROKEN)
    raise ValidationError(HEIC if content[4:12] in HEIC_HEADS else NOT_A_PICTURE)


def _encoded(image: Image.Image, quality: int, drawn: bool) -> Encoded:
    """As JPEG, from the pixels alone. Bytes that read like a program would be a strange chance: they are drawn anew.

    `drawn`: letters and lines, whose colours are not spread over their neighbours.
    """
    for lower in range(3):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality - lower, optimize=True, subsampling=0 if drawn else 2)
        if not PROGRAM.search(out.getvalue()):
            return Encoded(image.width, image.height, "image/jpeg", out.getvalue())
    raise ValidationError(BROKEN)
