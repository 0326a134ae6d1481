"""Files that people, cameras and attackers send as pictures: each with the name and type it comes with, and whether it is one."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests import pictures as made

TRACE = made.GPS_PLACE.encode()


@dataclass(frozen=True)
class Case:
    """`honest`: a JPEG, PNG or WebP within the limits. It must be taken, whatever else is in the file; all others must not."""

    name: str
    make: Callable[[], bytes]
    honest: bool
    filename: str = "foto.jpg"
    content_type: str = "image/jpeg"

    @cached_property
    def content(self) -> bytes:
        return self.make()


def corpus() -> list[Case]:
    """All of it. A file is made when its `content` is first asked for."""
    return [*_no_pictures(), *_too_much(), *_broken(), *_of_every_form(), *_with_something_in_them(), *_oddly_named()]


# --- Not a picture of the allowed kinds ------------------------------------------------------------------------------
def _no_pictures() -> list[Case]:
    small = made.photo(60, 40)
    contents = {
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
        "html": b"<!DOCTYPE html><script>alert(1)</script>",
        "php": made.PROGRAM,
        "words": b"ini bukan foto",
        "empty": b"",
        "one byte": b"\xff",
        "gif": made.animated("GIF"),
        "gif and script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(document.domain);",
        "gif, then a jpeg": b"GIF89a" + made.jpeg(),
        "script, then a jpeg": made.PROGRAM + made.jpeg(),
        "zip": _zip(),
        "zip, then a jpeg": _zip() + made.jpeg(),
        "tiff": made.encoded(small, "TIFF"),
        "bmp": made.encoded(small, "BMP"),
        "eps": made.encoded(small, "EPS"),
        "pdf": made.encoded(small, "PDF"),
        "ico": made.encoded(small, "ICO"),
        "avif": made.encoded(small, "AVIF"),
        "jpeg 2000": made.encoded(small, "JPEG2000"),
        "psd": b"8BPS\0\1" + b"\0" * 6 + b"\0\3\0\0\0\x10\0\0\0\x10\0\x08\0\3" + b"\0" * 900,
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 600,
        "riff that is a sound": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40,
    }
    return [Case(name, lambda content=content: content, False) for name, content in contents.items()]


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("shell.php", made.PROGRAM)
    return out.getvalue()


# --- Too much of it --------------------------------------------------------------------------------------------------
def _too_much() -> list[Case]:
    profile = made.chunk(b"iCCP", b"x\0\0" + zlib.compress(b"a" * 1_000_000))
    return [
        Case("png bomb 12000", made.bomb, False),
        Case("png bomb 20000", partial(made.bomb, 20_000, 20_000), False),
        Case("png bomb 30000", partial(made.bomb, 30_000, 30_000), False),
        Case("jpeg that says 65000", partial(made.claiming, 65_000, 65_000), False),
        Case("jpeg a little over 40 MP", lambda: made.encoded(Image.new("L", (8000, 5001)), "JPEG"), False),
        Case("cmyk a little over 40 MP", lambda: made.encoded(Image.new("CMYK", (8000, 5001)), "JPEG"), False),
        Case("webp canvas 13000", partial(made.webp_canvas, 13_000, 13_000), False),
        Case("webp canvas 60000", partial(made.webp_canvas, 60_000, 60_000), False),
        Case("webp over 16 MP", lambda: made.encoded(Image.new("RGB", (5000, 3201)), "WEBP", method=0), False),
        Case("thousands of scans", made.many_scans, False),
        Case("hundreds of scans", partial(made.many_scans, 300), False),
        Case("millions of parts", lambda: made.jpeg()[:2] + b"\xff\xe5\0\2" * 3_500_000 + made.jpeg()[2:], False),
        Case("megabytes of filling", lambda: made.jpeg()[:2] + b"\xff" * 14_000_000 + made.jpeg()[2:], False),
        Case("a million chunks", lambda: made.with_chunks(made.chunk(b"abCd") * 1_000_000), False),
        Case("hundreds of profiles", lambda: made.with_chunks(profile * 500), False),
        Case("hundreds of texts", lambda: made.with_chunks(_packed_text(900_000) * 300), False),
        Case("16 MB", made.heavy, False),
    ]


def _packed_text(size: int) -> bytes:
    return made.chunk(b"zTXt", b"x\0\0" + zlib.compress(b"a" * size))


# --- Broken ----------------------------------------------------------------------------------------------------------
def _broken() -> list[Case]:
    noise = made.noise()
    return [
        Case("cut jpeg", made.cut, False),
        Case("cut png", lambda: made.encoded(noise, "PNG")[:-50_000], False),
        Case("cut webp", lambda: made.encoded(noise, "WEBP")[:-50_000], False),
        Case("head of a jpeg", lambda: made.jpeg()[:3], False),
        Case("head of a png", lambda: made.png()[:8], False),
        Case("head of a webp", lambda: made.encoded(noise, "WEBP")[:16], False),
        Case("jpeg without a size", lambda: made.claiming(0, 0), False),
        Case("png with wrong sums", lambda: made.png().replace(b"IDAT", b"IDAT\0", 1), False),
        Case("png that says more than it holds", lambda: made.with_chunks(b"\x7f\xff\xff\xffiTXt"), False),
        Case("noise called jpeg", lambda: b"\xff\xd8\xff" + random.Random(1).randbytes(50_000), False),
    ]


# --- Honest, in every form -------------------------------------------------------------------------------------------
def _of_every_form() -> list[Case]:
    makes: dict[str, Callable[[], bytes]] = {
        "jpeg": made.jpeg,
        "jpeg, progressive": lambda: made.jpeg(progressive=True),
        "jpeg, grey": lambda: made.encoded(made.photo(mode="L"), "JPEG"),
        "jpeg, cmyk": lambda: made.encoded(made.photo(mode="CMYK"), "JPEG"),
        "jpeg, several in one (MPO)": _several,
        "png": made.png,
        "png, grey and transparent": lambda: made.png(made.photo(mode="LA")),
        "png, transparent": lambda: made.png(made.photo(mode="RGBA")),
        "png, black and white": lambda: made.png(made.photo(mode="1")),
        "png, palette": made.palette,
        "png, palette with half transparency": lambda: made.png(made.photo().quantize(8), transparency=bytes(range(8))),
        "png, one colour transparent": lambda: made.png(transparency=(200, 30, 30)),
        "png, 16 bits grey": made.sixteen_bits,
        "png, 16 bits, one grey transparent": lambda: made.raw_png(60, 40, 16, 0, b"\x80\0" * 60, made.chunk(b"tRNS", b"\x80\0")),
        "png, 16 bits colour": lambda: made.raw_png(60, 40, 16, 2, b"\x80\0" * 180),
        "png, 16 bits colour, transparent": lambda: made.raw_png(60, 40, 16, 6, b"\x80\0" * 240),
        "png that moves": lambda: made.animated("PNG"),
        "webp": lambda: made.encoded(made.photo(), "WEBP"),
        "webp without loss, transparent": lambda: made.encoded(made.photo(mode="RGBA"), "WEBP", lossless=True),
        "webp that moves": lambda: made.animated("WEBP"),
        "one pixel": lambda: made.jpeg(1, 1),
        "a line": lambda: made.png(made.photo(5000, 1)),
        "15 MB": lambda: made.heavy()[: 15 * 1024 * 1024],
        "40 MP jpeg": lambda: made.encoded(made.gradient("RGB"), "JPEG", quality=80),
        "40 MP jpeg, progressive": lambda: made.encoded(made.gradient("RGB"), "JPEG", progressive=True, subsampling=0),
        "40 MP jpeg, cmyk, progressive": lambda: made.encoded(made.gradient("CMYK"), "JPEG", progressive=True),
        "24 MP jpeg, cmyk, progressive": lambda: made.encoded(made.gradient("CMYK", 6000, 4000), "JPEG", progressive=True),
        "40 MP jpeg, sixty scans": _sixty_scans,
        "40 MP png": lambda: made.png(made.gradient("RGB"), compress_level=1),
        "40 MP png, transparent": lambda: made.png(made.gradient("RGBA"), compress_level=1),
        "40 MP png, palette, transparent": lambda: made.raw_png(8000, 5000, 8, 3, bytes(8000), _half_transparent()),
        "40 MP png, 16 bits": lambda: made.raw_png(8000, 5000, 16, 6, b"\x80\0" * 32_000),
        "16 MP webp": lambda: made.encoded(Image.new("RGBA", (5000, 3200), (20, 90, 60, 120)), "WEBP", lossless=True),
    }  # fmt: skip
    return [Case(name, make, True) for name, make in makes.items()]


def _several() -> bytes:
    """As phones and stereo cameras write them."""
    return made.encoded(made.photo(), "MPO", save_all=True, append_images=[made.photo(300, 200)])


def _half_transparent() -> bytes:
    return made.chunk(b"PLTE", b"\x40\x80\xc0") + made.chunk(b"tRNS", b"\x80")


def _sixty_scans() -> bytes:
    content = made.encoded(made.gradient("RGB"), "JPEG", progressive=True, subsampling=0)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * (60 - content.count(b"\xff\xda")) + content[-2:]


# --- Honest, with something in them ----------------------------------------------------------------------------------
def _with_something_in_them() -> list[Case]:
    talk = TRACE + made.PROGRAM
    film = random.Random(2).randbytes(4_000_000) + b"\xff\xda\0\2" * 50_000  # a film is any bytes
    makes: dict[str, Callable[[], bytes]] = {
        "jpeg and php": made.with_php,
        "jpeg and zip": lambda: made.jpeg() + _zip(),
        "jpeg and film": lambda: made.jpeg() + b"\0\0\0\x18ftypmp42" + film,
        "jpeg with place": made.jpeg_with_place,
        "png with place": lambda: made.png(exif=made.place()),
        "webp with place": lambda: made.encoded(made.photo(), "WEBP", exif=made.place(), xmp=talk),
        "jpeg with xmp": lambda: made.jpeg(xmp=b"<x:xmpmeta>" + talk + b"</x:xmpmeta>"),
        "jpeg with iptc": lambda: made.with_segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x54\x1c\x02\x78" + talk),
        "jpeg with comment": lambda: made.jpeg(comment=talk),
        "jpeg with a talking profile": lambda: made.jpeg(icc_profile=made.talking_profile()),
        "png with a talking profile": lambda: made.png(icc_profile=made.talking_profile()),
        "grey with a profile of colours": lambda: made.encoded(made.photo(mode="L"), "JPEG", icc_profile=made.talking_profile()),
        "jpeg with a broken profile": lambda: made.jpeg(icc_profile=talk * 30),
        "png with texts": lambda: made.png(pnginfo=_texts(talk.decode())),
        "png with words after its end": lambda: made.png() + talk,
        "png with large texts": lambda: made.with_chunks(_packed_text(900_000) * 20),
        "exif as large as it gets": lambda: made.with_segment(0xE1, b"Exif\0\0" + made.place().tobytes()[6:] + talk * 700),
        "hundreds of exif blocks": _much_exif,
        "exif that cannot be read": lambda: made.jpeg(exif=b"Exif\0\0tidak terbaca" + talk),
    }  # fmt: skip
    return [Case(name, make, True) for name, make in makes.items()]


def _texts(words: str) -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", words)
    info.add_text("Packed", words * 50, zip=True)
    info.add_itxt("XML:com.adobe.xmp", words)
    return info


def _much_exif() -> bytes:
    content = made.jpeg()
    for _ in range(150):
        content = made.with_segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + TRACE * 4000, content)
    return content


# --- Honest, with a name or type that is not --------------------------------------------------------------------------
NAMES = {
    "as long as a disk takes": "f" * 251 + ".jpg",
    "way out": "../../../../etc/passwd",
    "way out on Windows": "..\\..\\windows\\win.ini",
    "NUL": "foto.php\0.jpg",
    "line ends": "foto\r\nSet-Cookie: a=b.jpg",
    "program": "foto.php",
    "page": "foto.html",
    "hidden": ".htaccess",
    "right to left": "foto\u202egpj.php",
    "letters of all kinds": "Foto ke-1 “Posyandu” 🙂 тест.JPG",
    "quotes": 'foto"><script>alert(1)</script>.jpg',
    "no ending": "foto",
}  # fmt: skip
TYPES = ("text/html", "image/svg+xml", "application/x-php", "image/png; charset=utf-8", "kucing")


def _oddly_named() -> list[Case]:
    return [
        *(Case(f"name: {name}", made.jpeg, True, filename) for name, filename in NAMES.items()),
        *(Case(f"type: {kind}", made.png, True, "foto.jpg", kind) for kind in TYPES),
        # No disk has such files: Django answers 400 to the first and drops the second before anybody looks at them.
        Case("name: 5,000 characters", made.jpeg, False, "f" * 5_000 + ".jpg"),
        Case("name: two dots", made.jpeg, False, ".."),
        Case("webp called png", lambda: made.encoded(made.photo(), "WEBP"), True, "foto.png", "image/png"),
        Case("html called png", lambda: b"<html><script>alert(1)</script>", False, "foto.png", "image/png"),
    ]
