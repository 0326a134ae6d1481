"""opd/pictures.py: what becomes of an uploaded picture, from the file to the storage and away again."""

from __future__ import annotations

import errno
import io
import os
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from opd import pictures
from tests import pictures as made

NOT_A_PICTURE = "Berkas ini bukan foto JPEG, PNG, atau WebP. Pilih foto lain, atau simpan ulang foto itu sebagai JPEG."
BROKEN = "Foto ini rusak atau terpotong sehingga tidak bisa dibuka. Ambil ulang atau kirim ulang fotonya."
TOO_HEAVY = "Foto ini lebih besar dari 15 MB. Kecilkan dulu, lalu unggah lagi."
TOO_LARGE = "Foto ini lebih dari 40 megapiksel. Kecilkan dulu, lalu unggah lagi."
WEBP_TOO_LARGE = "Foto WebP ini lebih dari 16 megapiksel. Simpan ulang sebagai JPEG, lalu unggah lagi."
HEIC = (
    "Ini foto HEIC dari iPhone, yang belum bisa dibaca portal. Simpan ulang sebagai JPEG. "
    "Supaya iPhone selalu memakai JPEG: Pengaturan, Kamera, Format, Paling Kompatibel."
)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def accept(content: bytes) -> pictures.Accepted:
    return pictures.accept(SimpleUploadedFile("foto.jpg", content))


def opened(picture: pictures.Encoded) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def colour(content: bytes, x: int, y: int) -> tuple[int, ...]:
    return opened(accept(content).original).convert("RGB").getpixel((x, y))


def near(found, wanted) -> bool:
    return all(abs(one - other) <= 6 for one, other in zip(found, wanted, strict=True))


# --- Sizes -----------------------------------------------------------------------------------------------------------
SIZES = [  # what is posted, what is kept, what pages show at once
    ((8000, 5000), (4000, 2500), (960, 600)),
    ((6000, 4000), (4096, 2731), (960, 640)),
    ((4096, 3072), (4096, 3072), (960, 720)),
    ((3000, 4000), (3000, 4000), (960, 1280)),
    ((1200, 800), (1200, 800), (960, 640)),
    ((960, 640), (960, 640), (960, 640)),
    ((100, 50), (100, 50), (100, 50)),
    ((1, 1), (1, 1), (1, 1)),
    ((5000, 1), (4096, 1), (960, 1)),
    ((1, 5000), (1, 4096), (1, 4096)),
]


@pytest.mark.parametrize(("posted", "kept", "first"), SIZES)
def test_two_files_come_of_it_and_nothing_is_blown_up(posted, kept, first):
    picture = accept(made.jpeg(*posted))
    for part, size in ((picture.original, kept), (picture.first, first)):
        assert (part.width, part.height) == size == opened(part).size
        assert part.type == "image/jpeg"
        assert opened(part).format == "JPEG"


def test_the_first_is_light():
    assert len(accept(made.encoded(Image.effect_noise((4000, 3000), 20), "JPEG")).first.content) < 250_000


# --- Colours ---------------------------------------------------------------------------------------------------------
def test_what_was_transparent_is_white():
    half = Image.new("RGBA", (40, 40), (200, 30, 30, 255))
    half.paste((0, 0, 200, 0), (0, 0, 20, 40))
    half.paste((0, 0, 0, 128), (0, 0, 10, 40))
    assert near(colour(made.png(half), 4, 20), (127, 127, 127))
    assert near(colour(made.png(half), 15, 20), (255, 255, 255))
    assert near(colour(made.png(half), 35, 20), (200, 30, 30))


def test_white_reaches_down_to_the_last_row():
    assert near(colour(made.png(Image.new("RGBA", (10, 700), (0, 0, 0, 0))), 5, 699), (255, 255, 255))


@pytest.mark.parametrize("make", [made.palette, lambda: made.png(transparency=(200, 30, 30))])
def test_a_colour_that_means_transparent_is_white(make):
    with Image.open(io.BytesIO(make())) as posted:
        clear = [x for x in (10, 1190) if posted.convert("RGBA").getpixel((x, 10))[3] == 0]
    assert [near(colour(make(), x, 10), (255, 255, 255)) for x in (10, 1190)] == [x in clear for x in (10, 1190)]
    assert clear


def test_sixteen_bits_keep_their_upper_eight():
    assert colour(made.sixteen_bits(), 5, 5) == (128, 128, 128)


def test_letters_and_lines_stay_sharp():
    """A drawing with red hairlines; a photo's way of keeping colours would wash them out."""
    lines = Image.new("RGB", (400, 400), "white")
    lines.paste("red", (200, 0, 201, 400))
    red, green, _ = colour(made.png(lines), 200, 200)
    assert red - green > 200


def test_a_profile_is_carried_out_and_then_dropped():
    """In this one red means blue: whoever only dropped it would show the left half red."""
    assert near(colour(made.jpeg(), 100, 100), (200, 30, 30))
    assert near(colour(made.jpeg(icc_profile=made.swapped_profile()), 100, 100), (30, 30, 200))
    assert near(colour(made.png(icc_profile=made.swapped_profile()), 100, 100), (30, 30, 200))


@pytest.mark.parametrize("profile", [b"bukan profil", b"\0" * 5_000_000], ids=["broken", "huge"])
def test_a_profile_that_cannot_be_used_is_only_dropped(profile):
    assert near(colour(made.jpeg(icc_profile=profile), 100, 100), (200, 30, 30))


# --- Upright ---------------------------------------------------------------------------------------------------------
UPRIGHT = {  # orientation in the file → where the red half is in what is kept
    1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom",
}  # fmt: skip
SPOTS = {"left": (0.1, 0.5), "right": (0.9, 0.5), "top": (0.5, 0.1), "bottom": (0.5, 0.9)}
LYING = {
    "jpeg": made.jpeg_with_place,
    "png": lambda orientation: made.png(exif=made.place(orientation)),
    "webp": lambda orientation: made.encoded(made.photo(), "WEBP", exif=made.place(orientation)),
}


@pytest.mark.parametrize(("orientation", "side"), UPRIGHT.items())
@pytest.mark.parametrize("make", LYING.values(), ids=LYING)
def test_every_size_stands_upright(make, orientation, side):
    picture = accept(make(orientation))
    for image in (opened(picture.original).convert("RGB"), opened(picture.first).convert("RGB")):
        assert (image.width < image.height) is (orientation > 4)
        across, down = SPOTS[side]
        red, _, blue = image.getpixel((int(image.width * across), int(image.height * down)))
        assert red > blue


# --- Refusals (the rest of them: test_picture_corpus.py) -------------------------------------------------------------
REFUSED = [
    (lambda: b"ini bukan foto", NOT_A_PICTURE),
    (lambda: b"", NOT_A_PICTURE),
    (lambda: b"GIF89a" + made.jpeg(), NOT_A_PICTURE),
    (lambda: made.encoded(made.photo(), "TIFF"), NOT_A_PICTURE),
    (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", HEIC),
    (lambda: b"\xff\xd8\xff", BROKEN),
    (made.cut, BROKEN),
    (lambda: made.png()[:-200], BROKEN),
    (made.many_scans, BROKEN),
    (made.bomb, TOO_LARGE),
    (lambda: made.bomb(30_000, 30_000), TOO_LARGE),
    (lambda: made.webp_canvas(60_000, 60_000), TOO_LARGE),
    (lambda: made.encoded(Image.new("L", (8000, 5001)), "JPEG"), TOO_LARGE),
    (lambda: made.encoded(Image.new("RGB", (5000, 3201)), "WEBP", method=0), WEBP_TOO_LARGE),
    (made.heavy, TOO_HEAVY),
]


@pytest.mark.parametrize(("make", "reason"), REFUSED)
def test_each_refusal_says_why(make, reason, storage):
    with pytest.raises(ValidationError) as refusal:
        accept(make())
    assert refusal.value.messages == [reason]
    assert os.listdir(storage) == []


@pytest.mark.parametrize("make", [made.heavy, made.bomb], ids=["heavy", "bomb"])
def test_what_is_too_large_is_refused_before_a_pixel_is_decoded(make, monkeypatch):
    content = make()
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    with pytest.raises(ValidationError):
        accept(content)


def test_fifteen_megabytes_exactly_and_forty_megapixels_exactly_are_taken():
    content = made.jpeg()
    assert accept(content + b"\0" * (15 * 1024 * 1024 - len(content)))
    assert accept(made.encoded(Image.new("L", (8000, 5000)), "JPEG"))


# --- Bytes that read like a program ----------------------------------------------------------------------------------
def test_pixels_that_read_like_a_program_are_drawn_anew(monkeypatch):
    """Somebody may choose pixels so that their JPEG holds these bytes; here it is the other way round."""
    content, plain = made.encoded(made.noise(), "JPEG"), accept(made.encoded(made.noise(), "JPEG"))
    mark = plain.original.content[5000:5012]
    monkeypatch.setattr(pictures, "PROGRAM", re.compile(re.escape(mark)))
    assert mark not in accept(content).original.content


def test_pixels_that_always_read_like_a_program_are_refused(monkeypatch):
    monkeypatch.setattr(pictures, "PROGRAM", re.compile(b"JFIF"))
    with pytest.raises(ValidationError, match="rusak"):
        accept(made.jpeg())


# --- On the storage --------------------------------------------------------------------------------------------------
def test_saved_under_names_that_nobody_guesses(storage):
    picture = pictures.accept(SimpleUploadedFile("../../x.jpg", made.jpeg()))
    one, two = pictures.save(picture), pictures.save(picture)
    for saved in (one, two):
        assert re.fullmatch(r"[0-9a-f]{32}", saved.base)
        assert re.fullmatch(r"[0-9a-f]{32}\.jpg", saved.original["name"])
        assert not saved.original["name"].startswith(saved.base)  # readers see the base
        assert saved.original | {"name": ""} == {"name": "", "width": 1200, "height": 800, "type": "image/jpeg"}
        assert saved.sizes == [{"name": f"{saved.base}-960.jpg", "width": 960, "height": 640, "type": "image/jpeg"}]
    names = {file["name"] for saved in (one, two) for file in (saved.original, *saved.sizes)}
    assert names == set(os.listdir(storage))
    assert len(names) == 4
    assert (storage / one.original["name"]).read_bytes() == picture.original.content
    assert (storage / one.sizes[0]["name"]).read_bytes() == picture.first.content


def test_a_logo_is_one_light_file(storage):
    (file,) = pictures.save_small(accept(made.jpeg()))
    assert os.listdir(storage) == [file["name"]]
    assert re.fullmatch(r"[0-9a-f]{32}-960\.jpg", file["name"])
    assert (file["width"], file["height"], file["type"]) == (960, 640, "image/jpeg")


def test_removed_and_removed_again(storage):
    saved = pictures.save(accept(made.jpeg()))
    pictures.remove([saved.original, saved.sizes[0]["name"], {}])
    assert os.listdir(storage) == []
    pictures.remove([saved.original, *saved.sizes])  # somebody was quicker


def test_one_that_cannot_be_removed_does_not_keep_the_others(storage, monkeypatch, caplog):
    saved = pictures.save(accept(made.jpeg()))
    delete = default_storage.delete

    def stuck(name):
        if name == saved.original["name"]:
            raise OSError(errno.EIO, "Input/output error")
        delete(name)

    monkeypatch.setattr(default_storage, "delete", stuck)
    pictures.remove([saved.original, *saved.sizes])
    assert os.listdir(storage) == [saved.original["name"]]
    assert [saved.original["name"] in record.getMessage() for record in caplog.records] == [True]


@pytest.mark.parametrize("number", [0, 1])
def test_a_storage_that_refuses_keeps_nothing(storage, monkeypatch, number):
    """It keeps the beginning of the file it stopped at, as some do."""
    save, left = default_storage.save, iter(range(number))

    def full(name, content):
        if next(left, None) is not None:
            return save(name, content)
        Path(default_storage.path(name)).write_bytes(b"\xff\xd8")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        pictures.save(accept(made.jpeg()))
    assert os.listdir(storage) == []
