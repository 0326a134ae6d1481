"""Made-up pictures, good and bad: a function for each, giving a file's bytes."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms

GPS_PLACE = "Rumah di Ngawen"
ORIENTATION, DESCRIPTION, GPS = 0x0112, 0x010E, 0x8825
PROGRAM = b"<?php system($_GET['c']); ?><script>alert(1)</script>"


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


def place(orientation: int = 6) -> Image.Exif:
    """What a phone writes: how it was held, and where."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = orientation, GPS_PLACE
    exif.get_ifd(GPS).update({1: "S", 2: (6.0, 58.0, 0.0), 3: "E", 4: (111.0, 25.0, 0.0)})
    return exif


def jpeg_with_place(orientation: int = 6) -> bytes:
    """As a phone makes it: lying on its side, with where it was taken."""
    return jpeg(exif=place(orientation), comment=b"GPS Exif komentar")


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
    return jpeg(comment=PROGRAM) + PROGRAM


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def raw_png(width: int, height: int, depth: int, colour: int, row: bytes, extra: bytes = b"") -> bytes:
    """A PNG of equal rows in any depth and colour type; `extra` is put before the pixels."""
    packer = zlib.compressobj(9)
    pixels = b"".join([*(packer.compress(b"\0" + row) for _ in range(height)), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND")


def bomb(width: int = 12_000, height: int = 12_000) -> bytes:
    """A PNG of a few kilobytes that would fill the memory."""
    return raw_png(width, height, 1, 0, b"\0" * (width // 8))


def with_chunks(*chunks: bytes) -> bytes:
    """A good PNG with these before its pixels."""
    content = png()
    return content[:33] + b"".join(chunks) + content[33:]


def with_segment(marker: int, data: bytes, content: bytes | None = None) -> bytes:
    """A good JPEG with one more part at its beginning."""
    content = content or jpeg()
    return content[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data + content[2:]


def claiming(width: int, height: int) -> bytes:
    """A small JPEG that says it is large."""
    content = jpeg(16, 16)
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def webp_canvas(width: int, height: int) -> bytes:
    """A WebP of a small frame on a large canvas."""
    frame = encoded(photo(16, 16), "WEBP")[12:]

    def part(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    def three(number: int) -> bytes:
        return struct.pack("<I", number)[:3]

    canvas = part(b"VP8X", b"\x02\0\0\0" + three(width - 1) + three(height - 1))
    moving = part(b"ANIM", b"\0" * 6) + part(b"ANMF", b"\0" * 6 + three(15) * 2 + three(100) + b"\0" + frame)
    body = b"WEBP" + canvas + moving
    return b"RIFF" + struct.pack("<I", len(body)) + body


def many_scans(count: int = 5_000) -> bytes:
    """A progressive JPEG whose last scan is repeated: small, and each scan costs a walk over all pixels."""
    content = encoded(Image.new("L", (6_000, 6_000), 120), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * count + content[-2:]


def heavy() -> bytes:
    """A good picture, followed by so much nothing that the file has 16 MB."""
    content = jpeg()
    return content + b"\0" * (16 * 1024 * 1024 - len(content))


def noise() -> Image.Image:
    """What no encoder makes small."""
    return Image.effect_noise((1200, 800), 60)


def cut() -> bytes:
    content = encoded(noise(), "JPEG")
    return content[: len(content) // 2]


def talking_profile() -> bytes:
    """The colour profile of screens, whose copyright tells where somebody lives."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    said, told = (text.encode("utf-16-be") for text in ("No copyright, use freely", "Rumah di Ngawen <script>"))
    assert said in profile
    return profile.replace(said, told)


def swapped_profile() -> bytes:
    """A colour profile in which red means blue and blue means red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)


def gradient(mode: str, width: int = 8_000, height: int = 5_000) -> Image.Image:
    """Large, and quickly made: 40 megapixels unless said otherwise."""
    grey = Image.linear_gradient("L").resize((width, height))
    if mode == "RGBA":
        return Image.merge("RGBA", (grey, grey, grey, grey))
    return grey.convert(mode)
