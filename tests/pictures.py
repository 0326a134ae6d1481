"""Made-up pictures, good and bad: a function for each, giving a file's bytes."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

GPS_PLACE = "Rumah di Ngawen"
ORIENTATION, DESCRIPTION, GPS = 0x0112, 0x010E, 0x8825


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 1200, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Red on the left half, blue on the right."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def jpeg(width: int = 1200, height: int = 800, **options) -> bytes:
    return encoded(photo(width, height), "JPEG", **options)


def jpeg_with_place(orientation: int = 6) -> bytes:
    """As a phone makes it: lying on its side, with where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = orientation, GPS_PLACE
    exif.get_ifd(GPS).update({1: "S", 2: (6.0, 58.0, 0.0), 3: "E", 4: (111.0, 25.0, 0.0)})
    return jpeg(exif=exif, comment=b"GPS Exif komentar")


def png(image: Image.Image | None = None, **options) -> bytes:
    return encoded(image or photo(), "PNG", **options)


def sixteen_bits() -> bytes:
    return encoded(Image.new("I;16", (600, 400), 0x8000), "PNG")


def palette() -> bytes:
    """Colours by number, one of them transparent."""
    return encoded(photo().quantize(8), "PNG", transparency=0)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (600, 400), colour) for colour in ("red", "green", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def with_php() -> bytes:
    """A picture and a program in one file."""
    program = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
    return jpeg(comment=program) + program


def bomb(width: int = 12_000, height: int = 12_000) -> bytes:
    """A PNG of a few kilobytes that would fill the memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 1)
    pixels = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def many_scans(count: int = 5_000) -> bytes:
    """A progressive JPEG whose last scan is repeated: small, and each scan costs a walk over all pixels."""
    content = encoded(Image.new("L", (6_000, 6_000), 120), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * count + content[-2:]


def heavy() -> bytes:
    """A good picture, followed by so much nothing that the file has 16 MB."""
    content = jpeg()
    return content + b"\0" * (16 * 1024 * 1024 - len(content))


def cut() -> bytes:
    content = encoded(Image.effect_noise((1200, 800), 60), "JPEG")
    return content[: len(content) // 2]
