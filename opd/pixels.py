"""What a decoded picture is turned into before it is kept: plain pixels in sRGB, on white, upright, and nothing else."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageCms

WHITE = (255, 255, 255, 255)
STRIP = 256  # rows
ORIENTATION = 0x0112
LARGEST_PROFILE = 4_000_000  # bytes; printers' profiles have up to 2 MB
INK_MODES = frozenset({"RGB", "L", "CMYK"})  # what a colour profile can describe
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def plain(image: Image.Image, longest: int) -> Image.Image:
    """A loaded picture as plain `RGB` or `L`, its longest side at most `longest` pixels, without any metadata.

    The large steps come first and in place: a picture of 40 megapixels must not be in memory three times.
    """
    turn, profile = TURNS.get(_orientation(image)), image.info.get("icc_profile")
    image = _narrow(_opaque(image), longest)
    image = _in_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    image.info = {}
    return image


def narrowed(image: Image.Image, width: int) -> Image.Image:
    """At most `width` pixels wide; never blown up."""
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; a block of metadata that cannot be read says nothing about the pixels."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # Pillow's reader raises SyntaxError, struct.error, ValueError, TypeError, …
        return 1


def _opaque(image: Image.Image) -> Image.Image:
    """In a mode that can be resized: what was transparent is white (and still RGBA)."""
    if image.mode.startswith("I"):  # 16 bits a pixel: keep the upper eight
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return _on_white(image if image.mode == "RGBA" else image.convert("RGBA"))
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in INK_MODES else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """The same picture laid on white, strip by strip in its own memory."""
    for top in range(0, image.height, STRIP):
        box = (0, top, image.width, min(top + STRIP, image.height))
        image.paste(WHITE, box, ImageChops.invert(image.crop(box).getchannel("A")))
    return image


def _narrow(image: Image.Image, longest: int) -> Image.Image:
    """Its longest side at most `longest`; one colour after the other where a picture on white has a fourth channel."""
    scale = min(1, longest / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if image.mode != "RGBA":
        return image.resize(size, Image.Resampling.LANCZOS)
    return Image.merge("RGB", [image.getchannel(band).resize(size, Image.Resampling.LANCZOS) for band in "RGB"])


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as screens without a profile show them; a profile that is broken or of another kind is ignored."""
    if profile and len(profile) <= LARGEST_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            return (converted or image).convert("L" if image.mode == "L" else "RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image.convert("RGB") if image.mode == "CMYK" else image
