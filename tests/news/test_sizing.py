"""news/sizing.py: which files a picture is cut into, and what is in them."""

from __future__ import annotations

import io
import math

import pytest
from PIL import Image, ImageChops, ImageStat

from news import sizing
from tests import pictures as made

AVIF, WEBP, JPEG = "image/avif", "image/webp", "image/jpeg"
TRACES = (b"Exif", b"EXIF", b"GPS", b"ICC", b"XMP ", b"xap", b"Ngawen", b"komentar", b"<?php", b"<script")


def files(content: bytes, focus=(50, 50)) -> dict[sizing.Spec, bytes]:
    specs = sizing.plan(*Image.open(io.BytesIO(content)).size, focus)
    return dict(sizing.make(sizing.decoded(content, specs), specs, set(specs)))


def shown(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def grain(width: int, height: int) -> Image.Image:
    """Gentle structure at several scales, as a photo has it."""
    layers = [Image.effect_noise((width // part, height // part), 90).resize((width, height)) for part in (48, 12, 4)]
    return Image.merge("RGB", [Image.blend(layers[0], layer, 0.4) for layer in layers])


# --- The plan ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("size", "whole", "crop"),
    [
        ((4000, 3000), [(1600, 1200), (960, 720), (640, 480), (320, 240)], (480, 320)),
        ((3000, 4000), [(1600, 2133), (960, 1280), (640, 853), (320, 427)], (480, 320)),
        ((1600, 900), [(1600, 900), (960, 540), (640, 360), (320, 180)], (480, 320)),
        ((1200, 800), [(1200, 800), (960, 640), (640, 427), (320, 213)], (480, 320)),
        ((960, 640), [(960, 640), (640, 427), (320, 213)], (480, 320)),
        ((300, 200), [(300, 200)], (300, 200)),
        ((4096, 200), [(1600, 78), (960, 47), (640, 31), (320, 16)], (300, 200)),
        ((1, 1), [(1, 1)], (1, 1)),
        ((4096, 1), [(1600, 1), (960, 1), (640, 1), (320, 1)], (2, 1)),
    ],
    ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_the_crop_first_then_the_biggest_and_nothing_blown_up(size, whole, crop):
    specs = sizing.plan(*size)
    assert [spec.type for spec in specs] == [AVIF, WEBP, JPEG] * (len(whole) + 1)
    assert [(spec.width, spec.height) for spec in specs if spec.focus is None] == [at for at in whole for _ in range(3)]
    assert [(spec.width, spec.height) for spec in specs if spec.focus] == [crop] * 3


def test_names_say_what_is_in_a_file():
    names = [spec.file("ab" * 16)["name"] for spec in sizing.plan(640, 480, (7, 100))]
    base = "ab" * 16
    assert names == [
        *(f"{base}-c7x100-480.{end}" for end in ("avif", "webp", "jpg")),
        *(f"{base}-640.{end}" for end in ("avif", "webp", "jpg")),
        *(f"{base}-320.{end}" for end in ("avif", "webp", "jpg")),
    ]


def test_listed_smallest_first_and_the_lightest_format_first():
    listed = sizing.in_order(spec.file("") for spec in sizing.plan(960, 640) if not spec.focus)
    assert [(file["width"], file["type"]) for file in listed] == [
        (width, kind) for width in (320, 640, 960) for kind in (AVIF, WEBP, JPEG)
    ]


# --- The files ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [
        made.jpeg(1800, 1200),
        made.jpeg(333, 500),
        made.encoded(made.photo(1000, 700, "L"), "JPEG"),
        made.encoded(made.photo(900, 600, "RGBA"), "PNG"),
        made.encoded(made.photo(2, 3), "JPEG"),
    ],
    ids=["wide", "tall", "grey", "png", "tiny"],
)
def test_each_file_is_what_it_says(content):
    for spec, written in files(content).items():
        image = shown(written)
        assert (Image.MIME[image.format], image.size) == (spec.type, (spec.width, spec.height))


def test_colours_stay_where_they_were():
    for spec, written in files(made.jpeg(1200, 800)).items():
        image = shown(written).convert("RGB")
        red, _, blue = image.getpixel((image.width // 8, image.height // 2))
        assert red > blue + 100, spec
        red, _, blue = image.getpixel((image.width * 7 // 8, image.height // 2))
        assert blue > red + 100, spec


def test_what_is_transparent_becomes_white():
    """Pictures from before the library may be such PNGs."""
    for spec, written in files(made.encoded(Image.new("RGBA", (600, 400), (0, 0, 0, 0)), "PNG")).items():
        assert min(shown(written).convert("RGB").getpixel((9, 9))) > 250, spec


def test_nothing_of_the_metadata_is_left():
    image = made.photo(800, 600)
    exif = Image.Exif()
    exif[made.DESCRIPTION] = made.GPS_PLACE
    content = made.encoded(image, "JPEG", exif=exif, comment=b"komentar <?php", icc_profile=b"ICC of a camera" * 9)
    assert made.GPS_PLACE.encode() in content
    assert b"komentar" in content
    for spec, written in files(content).items():
        assert not [trace for trace in TRACES if trace in written], spec
        assert shown(written).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive"} | {
            "progression",
            "loop",
            "background",
            "timestamp",
            "duration",
        }


def test_a_size_looks_like_the_picture():
    """Above 34 dB of brightness nobody sees a difference on a phone."""
    original = grain(1600, 1200)
    for spec, written in files(made.encoded(original, "JPEG", quality=96)).items():
        if spec.focus is None:
            true = original.resize((spec.width, spec.height), Image.Resampling.LANCZOS).convert("L")
            apart = ImageStat.Stat(ImageChops.difference(true, shown(written).convert("L")))
            assert 20 * math.log10(255 / apart.rms[0]) > 34, spec


def test_a_heavy_crop_is_tried_again_at_lower_quality_and_a_light_one_is_not():
    usual = {kind: made_at.qualities[0] for kind, made_at in sizing.FORMATS.items()}
    heavy, light = Image.effect_noise((480, 320), 120).convert("RGB"), made.photo(480, 320)
    for spec in sizing.plan(480, 320)[:3]:
        how = sizing.FORMATS[spec.type]
        at_first = made.encoded(heavy, how.name, quality=usual[spec.type], **how.options)
        assert len(sizing.encoded(heavy, spec)) < len(at_first) * 0.85
        assert len(at_first) > sizing.CROP_BYTES
        assert sizing.encoded(light, spec) == made.encoded(light, how.name, quality=usual[spec.type], **how.options)


def test_an_ordinary_crop_weighs_about_twenty_kilobytes():
    crops = {
        spec: len(written) for spec, written in files(made.encoded(grain(1600, 1200), "JPEG")).items() if spec.focus
    }
    assert max(crops.values()) < 24 * 1024


# --- The focal point -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [(1200, 800), (1600, 600), (600, 1600), (500, 500)], ids=str)
@pytest.mark.parametrize("focus", [(0, 0), (50, 50), (100, 100), (0, 100), (12, 71), (93, 33)], ids=str)
def test_the_focal_point_is_in_the_crop(size, focus):
    """A green spot there; the crop must show it, near its middle unless an edge is nearer."""
    image = Image.new("RGB", size, (90, 20, 90))
    x, y = (round(at * (side - 1) / 100) for at, side in zip(focus, size, strict=True))
    image.paste((0, 255, 0), (max(x - 12, 0), max(y - 12, 0), x + 12, y + 12))
    specs = sizing.plan(*size, focus)
    content = made.encoded(image, "JPEG", quality=95)
    crops = dict(sizing.make(sizing.decoded(content, specs), specs[:3], specs[2:3]))
    (crop,) = crops.values()
    green = shown(crop).getchannel("G").point(lambda value: 255 if value > 140 else 0).getbbox()
    assert green is not None


def test_the_crop_lies_as_near_to_the_focal_point_as_the_edges_allow():
    assert sizing._crop_box(1200, 400, (50, 50)) == (300, 0, 900, 400)
    assert sizing._crop_box(1200, 400, (0, 50)) == (0, 0, 600, 400)
    assert sizing._crop_box(1200, 400, (40, 0)) == (180, 0, 780, 400)
    assert sizing._crop_box(1200, 400, (100, 50)) == (600, 0, 1200, 400)
    assert sizing._crop_box(300, 1000, (50, 30)) == (0, 200, 300, 400)


# --- One go, two goes ------------------------------------------------------------------------------------------------------
def test_what_is_made_later_has_the_bytes_it_would_have_had():
    content = made.encoded(grain(1000, 750), "JPEG")
    specs = sizing.plan(1000, 750)
    at_once = files(content)
    for spec in specs:
        alone = dict(sizing.make(sizing.decoded(content, specs), specs, {spec}))
        assert alone == {spec: at_once[spec]}


def test_a_large_photo_is_decoded_at_half_its_size_and_never_below_what_is_needed():
    specs = sizing.plan(4000, 3000)
    assert sizing.decoded(made.jpeg(4000, 3000), specs).size == (2000, 1500)
    specs = sizing.plan(4000, 600)
    assert sizing.decoded(made.jpeg(4000, 600), specs).size == (4000, 600)


# --- The placeholder -------------------------------------------------------------------------------------------------------
def test_six_colours_row_by_row():
    image = Image.new("RGB", (600, 400))
    colours = ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ffffff"]
    for number, colour in enumerate(colours):
        left, top = number % 3 * 200, number // 3 * 200
        image.paste(colour, (left, top, left + 200, top + 200))
    assert sizing.tint(image) == colours
    assert sizing.tint(Image.new("L", (1, 1), 128)) == ["#808080"] * 6


# --- What cannot be made -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("content", [b"", b"GIF89a" + b"\0" * 99, made.cut()], ids=["empty", "gif", "cut"])
def test_what_is_no_picture_raises(content):
    with pytest.raises(OSError):
        sizing.decoded(content, sizing.plan(1200, 800))
