"""opd/pictures.py: what becomes of an uploaded picture, from the file to the storage and away again."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from news import pictures as rows
from news.models import MediaAsset
from news.refusals import Refused
from opd import pictures
from tests import pictures as made

ROOT = Path(__file__).parents[2]
NOT_A_PICTURE = "Berkas ini bukan foto JPEG, PNG, atau WebP. Pilih foto lain, atau simpan ulang foto itu sebagai JPEG."
BROKEN = "Foto ini rusak atau terpotong sehingga tidak bisa dibuka. Ambil ulang atau kirim ulang fotonya."
TOO_HEAVY = "Foto ini lebih besar dari 15 MB. Kecilkan dulu, lalu unggah lagi."
TOO_LARGE = "Foto ini lebih dari 40 megapiksel. Kecilkan dulu, lalu unggah lagi."
TRACES = (
    b"Exif",
    b"GPS",
    b"EXIF",
    b"ICCP",
    b"iCCP",
    b"XMP ",
    b"tEXt",
    b"eXIf",
    b"<?php",
    b"<script",
    b"Ngawen",
    b"komentar",
)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def accept(content: bytes) -> list[tuple]:
    return list(pictures.accept(SimpleUploadedFile("foto.jpg", content)).sizes)


def opened(size) -> Image.Image:
    return Image.open(io.BytesIO(size[3]))


# --- Sizes -----------------------------------------------------------------------------------------------------------
SIZES = [  # what is posted, what is kept: smallest first
    ((4000, 3000), [(480, 360), (960, 720), (1920, 1440)]),
    ((3000, 4000), [(480, 640), (960, 1280), (1440, 1920)]),
    ((1200, 800), [(480, 320), (960, 640), (1200, 800)]),
    ((961, 961), [(480, 480), (960, 960), (961, 961)]),
    ((960, 640), [(480, 320), (960, 640)]),
    ((480, 320), [(480, 320)]),
    ((100, 50), [(100, 50)]),
    ((1, 1), [(1, 1)]),
    ((5000, 1), [(480, 1), (960, 1), (1920, 1)]),
    ((1, 5000), [(1, 1920)]),
]


@pytest.mark.parametrize(("posted", "kept"), SIZES)
def test_sizes_are_kept_smallest_first_and_nothing_is_blown_up(posted, kept):
    sizes = accept(made.jpeg(*posted))
    assert [size[:2] for size in sizes] == kept
    assert [opened(size).size for size in sizes] == kept
    assert [size[2] for size in sizes] == ["image/webp"] * (len(kept) - 1) + ["image/jpeg"]
    assert [opened(size).format for size in sizes] == ["WEBP"] * (len(kept) - 1) + ["JPEG"]


FORMS = [  # kind of file, type of the largest size kept
    (made.jpeg, "image/jpeg"),
    (lambda: made.jpeg(progressive=True), "image/jpeg"),
    (lambda: made.encoded(made.photo(mode="CMYK"), "JPEG"), "image/jpeg"),
    (lambda: made.encoded(made.photo(mode="L"), "JPEG"), "image/jpeg"),
    (made.png, "image/jpeg"),
    (lambda: made.png(made.photo(mode="RGBA")), "image/png"),
    (lambda: made.png(made.photo(mode="LA")), "image/png"),
    (lambda: made.png(made.photo(mode="1")), "image/jpeg"),
    (made.palette, "image/png"),
    (made.sixteen_bits, "image/jpeg"),
    (lambda: made.encoded(made.photo(), "WEBP"), "image/jpeg"),
    (lambda: made.animated("WEBP"), "image/jpeg"),
    (lambda: made.encoded(made.photo(), "PNG", exif=made.Image.Exif()), "image/jpeg"),
    (lambda: made.jpeg(exif=b"Exif\0\0tidak terbaca"), "image/jpeg"),
    (made.with_php, "image/jpeg"),
]


@pytest.mark.parametrize(("make", "kind"), FORMS)
def test_every_kind_of_photo_is_kept_as_one_still_picture(make, kind):
    sizes = accept(make())
    assert sizes[-1][2] == kind
    for size in sizes:
        image = opened(size)
        image.load()
        assert getattr(image, "n_frames", 1) == 1
        assert not image.info.keys() & {"exif", "icc_profile", "xmp", "comment"}


def test_transparent_stays_transparent():
    for size in accept(made.palette()):
        assert opened(size).convert("RGBA").getextrema()[3] == (0, 255)


def test_sixteen_bits_keep_their_upper_eight():
    assert opened(accept(made.sixteen_bits())[-1]).getpixel((5, 5)) == 128


UPRIGHT = {  # orientation in the file → where the red half is in what is kept
    1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom",
}  # fmt: skip
SPOTS = {"left": (0.1, 0.5), "right": (0.9, 0.5), "top": (0.5, 0.1), "bottom": (0.5, 0.9)}


@pytest.mark.parametrize(("orientation", "side"), UPRIGHT.items())
def test_every_size_stands_upright(orientation, side):
    for size in accept(made.jpeg_with_place(orientation)):
        image = opened(size).convert("RGB")
        assert (image.width < image.height) is (orientation > 4)
        across, down = SPOTS[side]
        red, _, blue = image.getpixel((int(image.width * across), int(image.height * down)))
        assert red > blue


@pytest.mark.parametrize("make", [made.jpeg_with_place, made.with_php, lambda: made.png(pnginfo=words())])
def test_nothing_but_pixels_is_in_any_size(make):
    assert any(trace in make() for trace in TRACES)  # it was there
    for _, _, _, content in accept(make()):
        assert [trace for trace in TRACES if trace in content] == []
        assert len(opened((0, 0, "", content)).getexif()) == 0


def words() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script> Ngawen")
    return info


# --- Refusals --------------------------------------------------------------------------------------------------------
REFUSED = [
    (lambda: b"ini bukan foto", NOT_A_PICTURE),
    (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NOT_A_PICTURE),
    (lambda: b"<!DOCTYPE html><script>alert(1)</script>", NOT_A_PICTURE),
    (lambda: b"<?php system('id') ?>", NOT_A_PICTURE),
    (lambda: made.animated("GIF"), NOT_A_PICTURE),
    (lambda: made.encoded(made.photo(), "BMP"), NOT_A_PICTURE),
    (lambda: made.encoded(made.photo(), "TIFF"), NOT_A_PICTURE),
    (lambda: made.encoded(made.photo(), "PDF"), NOT_A_PICTURE),
    (lambda: b"GIF89a" + made.jpeg(), NOT_A_PICTURE),
    (lambda: b"\xff\xd8\xff", NOT_A_PICTURE),
    (made.cut, BROKEN),
    (lambda: made.png()[:-200], BROKEN),
    (made.many_scans, BROKEN),
    (made.bomb, TOO_LARGE),
    (lambda: made.bomb(60_000, 60_000), TOO_LARGE),
    (lambda: made.encoded(Image.new("L", (8000, 5001)), "JPEG"), TOO_LARGE),
    (made.heavy, TOO_HEAVY),
]


@pytest.mark.parametrize(("make", "reason"), REFUSED)
def test_each_refusal_says_why(make, reason, storage):
    with pytest.raises(ValidationError) as refusal:
        accept(make())
    assert refusal.value.messages == [reason]
    assert os.listdir(storage) == []


def test_fifteen_megabytes_exactly_and_forty_megapixels_exactly_are_taken():
    content = made.jpeg()
    assert accept(content + b"\0" * (15 * 1024 * 1024 - len(content)))
    assert accept(made.encoded(Image.new("L", (8000, 5000)), "JPEG"))


# --- Limits ----------------------------------------------------------------------------------------------------------
MEASURE = """
import re, sys, time
from django.core.files.uploadedfile import SimpleUploadedFile
from django.conf import settings
settings.configure()
from opd import pictures
upload = SimpleUploadedFile("x", open(sys.argv[1], "rb").read())
pictures.accept(upload)
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]  # ru_maxrss would be the parent's
print(int(peak) // 1024, time.process_time())
"""
LARGE = {
    "jpeg": lambda image: made.encoded(image, "JPEG", quality=80),
    "progressive": lambda image: made.encoded(image, "JPEG", quality=70, progressive=True),
    "png": lambda image: made.encoded(image, "PNG", compress_level=1),
    "png with transparency": lambda image: made.encoded(image.convert("RGBA"), "PNG", compress_level=1),
}


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_forty_megapixels_fit_into_half_a_gigabyte_and_five_seconds(make, tmp_path):
    """Limits, not a benchmark; the time is the processor's, so that a busy machine does not fail it."""
    file = tmp_path / "besar"
    file.write_bytes(make(Image.linear_gradient("L").resize((8000, 5000)).convert("RGB")))
    run = [sys.executable, "-c", MEASURE, str(file)]
    measured = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60).stdout.split()
    assert int(measured[0]) <= 512
    assert float(measured[1]) <= 5


# --- On the storage --------------------------------------------------------------------------------------------------
def test_saved_under_a_name_that_nobody_guesses(storage):
    picture = pictures.accept(SimpleUploadedFile("../../x.jpg", made.jpeg()))
    first, second = pictures.save(picture), pictures.save(picture)
    for sizes in (first, second):
        names = [size["name"] for size in sizes]
        base = names[0].partition("-")[0]
        assert len(base) == 32
        assert set(base) <= set("0123456789abcdef")
        assert names == [f"{base}-480.webp", f"{base}-960.webp", f"{base}-1200.jpg"]
        assert [size["type"] for size in sizes] == ["image/webp", "image/webp", "image/jpeg"]
        assert [(size["width"], size["height"]) for size in sizes] == [(480, 320), (960, 640), (1200, 800)]
    assert {size["name"] for size in first + second} == set(os.listdir(storage))
    assert first[0]["name"] != second[0]["name"]
    stored = [(storage / size["name"]).read_bytes() for size in first]
    assert stored == [content for _, _, _, content in picture.sizes]


def test_removed_and_removed_again(storage):
    sizes = pictures.save(pictures.accept(SimpleUploadedFile("x", made.jpeg())))
    pictures.remove(sizes)
    assert os.listdir(storage) == []
    pictures.remove(sizes)  # somebody was quicker


@pytest.fixture
def full_after(monkeypatch):
    """A storage that is full at the n-th file, of which it has kept the beginning, as a disk does."""

    def fill(number: int) -> None:
        left = iter(range(number))
        real = default_storage.save

        def save(name, content, **options):
            if next(left, None) is not None:
                return real(name, content, **options)
            Path(default_storage.path(name)).write_bytes(b"RIFF")
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(default_storage, "save", save)

    return fill


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_full_storage_leaves_no_file(full_after, storage, number):
    full_after(number)
    with pytest.raises(OSError, match="No space"):
        pictures.save(pictures.accept(SimpleUploadedFile("x", made.jpeg())))
    assert os.listdir(storage) == []


def test_a_full_storage_leaves_no_row_and_says_so(cast, full_after, storage):
    full_after(1)
    with pytest.raises(Refused, match="tempat penyimpanan"):
        rows.store(pictures.accept(SimpleUploadedFile("x", made.jpeg())), opd=cast.dinkes, by=cast.writer)
    assert os.listdir(storage) == []
    assert not MediaAsset.objects.exists()


def test_a_row_that_cannot_be_written_leaves_no_file(cast, storage, monkeypatch):
    def refuse(**fields):
        raise RuntimeError

    monkeypatch.setattr(MediaAsset.objects, "create", refuse)
    with pytest.raises(RuntimeError):
        rows.store(pictures.accept(SimpleUploadedFile("x", made.jpeg())), opd=cast.dinkes, by=cast.writer)
    assert os.listdir(storage) == []
