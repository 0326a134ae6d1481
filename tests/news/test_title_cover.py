"""A cover shows its title whole in every crop, readable on every colour, whatever somebody typed."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from news import drawing, title_cover
from news.title_cover import cover, setting
from opd.accents import ACCENTS

GREEN = ACCENTS[1]
OPD = "Dinas Kesehatan Daerah Kabupaten Blora"
SMALL = (320, 180)
MEASURE = title_cover.SAFE[0] - 2 * title_cover.MARGIN
TITLES = {
    "short": "Posyandu",
    "middling": "Bupati Blora resmikan Puskesmas Rawat Inap Randublatung dengan layanan 24 jam",
    "long": "Sosialisasi pencegahan demam berdarah bagi kader " * 5,
    "without a space": "a" * 200,
    "wide letters": "W" * 200,
    "nothing": "",
    "an emoji": "🎉",
    "Arabic": "صلاة العيد في بلورا",
    "Javanese": "ꦧ꧀ꦭꦺꦴꦫ",
    "far too long": "kata " * 10_000,
}


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg)).convert("RGB")


def written(title: str, name: str = OPD, size: tuple[int, int] = SMALL) -> tuple[int, int, int, int] | None:
    """The box around the letters: where the picture differs clearly from the same one without any."""
    apart = ImageChops.difference(opened(cover(title, name, GREEN, size)), opened(cover("", "", GREEN, size)))
    return apart.convert("L").point(lambda value: 255 * (value > 40)).getbbox()


@pytest.mark.parametrize("size", [(1280, 720), (1200, 630), (600, 600), (480, 960)])
def test_a_jpeg_of_the_size_that_was_asked_for(size):
    image = Image.open(BytesIO(cover("Posyandu", OPD, GREEN, size)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
    assert not image.getexif()


def test_the_same_words_give_the_same_picture_and_others_another():
    one = cover("Posyandu", OPD, GREEN, SMALL)
    assert one == cover("Posyandu", OPD, GREEN, SMALL)
    assert len({one, cover("Vaksin", OPD, GREEN, SMALL), cover("Posyandu", "RSUD", GREEN, SMALL), cover("Posyandu", OPD, ACCENTS[2], SMALL)}) == 4  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, (300, 300), (200, 320), (400, 120)])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_crop_to_three_by_two_in_the_middle_leaves_the_words_whole(title, size):
    left, top, right, bottom = written(title, size=size)
    unit = min(size[0] / 3, size[1] / 2)
    assert left > size[0] / 2 - 1.5 * unit
    assert right < size[0] / 2 + 1.5 * unit
    assert top > size[1] / 2 - unit
    assert bottom < size[1] / 2 + unit


def test_a_short_title_is_large():
    _, top, _, bottom = written("Hh", name="")
    assert (bottom - top) / SMALL[1] > 0.09


def test_a_title_is_put_into_the_largest_letters_in_which_it_stays_together():
    sizes = [setting(title, 1, MEASURE)[1].size for title in ("Posyandu", TITLES["middling"], TITLES["long"])]
    assert sizes == [104, 76, 48]
    assert setting("Pertanggungjawaban" * 2, 1, MEASURE)[0] == ["Pertanggungjawaban" * 2]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_lines_are_four_at_most_and_fit(title):
    lines, font = setting(title[: title_cover.MOST_LETTERS], 1, MEASURE)
    assert len(lines) <= 4
    assert max(font.getlength(line) for line in lines) <= MEASURE


def test_no_word_is_lost_and_what_is_cut_says_so():
    assert " ".join(setting(TITLES["middling"], 1, MEASURE)[0]) == TITLES["middling"]
    cut = " ".join(setting(TITLES["long"], 1, MEASURE)[0])
    assert cut.endswith("…")
    assert TITLES["long"].startswith(f"{cut[:-1]} ")  # at the end of a word
    letters = "".join(setting("a" * 200, 1, MEASURE)[0])
    assert letters == "a" * (len(letters) - 1) + "…"
    assert len(letters) > 100


THE_SAME = {
    "marks go, letters stay": ("Désa Wisata Änjasmara", "Desa Wisata Anjasmara"),
    "an emoji goes": ("Selamat 🎉 Hari Jadi🇮🇩 Blora 👨‍👩‍👧", "Selamat Hari Jadi Blora"),
    "dashes": ("Blora – Cepu — 2×", "Blora - Cepu - 2x"),
    "letters from fancy sites": ("𝐏𝐚𝐧𝐞𝐧 ｒａｙａ", "Panen raya"),
    "a single word of another script goes": ("Sholat Id (صلاة) di alun-alun", "Sholat Id di alun-alun"),
    "spaces and what cannot be seen": (" Panen\u200b \u202eraya\n", "Panen raya"),
}


@pytest.mark.parametrize(("typed", "shown"), THE_SAME.values(), ids=THE_SAME)
def test_what_the_letters_lack_is_written_otherwise(typed, shown):
    assert cover(typed, OPD, GREEN, SMALL) == cover(shown, OPD, GREEN, SMALL)


@pytest.mark.parametrize("title", ["", " \n", "🎉🎊", TITLES["Arabic"], TITLES["Javanese"], "Иван и Blora"])
def test_a_title_that_cannot_be_written_gives_way_to_the_name(title):
    assert cover(title, OPD, GREEN, SMALL) == cover(OPD, "", GREEN, SMALL)


def test_without_any_words_the_leaves_are_left():
    bare = opened(cover("", "", GREEN, SMALL))
    assert written("", name="") is None
    assert len(bare.resize((32, 18)).getcolors(10_000)) > 10


@pytest.mark.parametrize("accent", ACCENTS.values())
def test_on_every_accent_the_words_are_cream_and_the_leaves_quiet(accent):
    ink, ground, leaves = title_cover.tones(drawing.rgb(accent))
    assert (ink, ground) == (drawing.CREAM, drawing.rgb(accent))
    assert 1.05 < drawing.contrast(ground, leaves) < 1.5


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_on_any_colour_the_words_can_be_read_and_leaves_make_it_no_worse(colour):
    ink, ground, leaves = title_cover.tones(colour)
    assert drawing.contrast(ink, ground) >= 4.5
    assert drawing.contrast(ink, leaves) >= 4.5


def test_contrast_is_measured_right():
    assert drawing.contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert drawing.contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=30))
def test_whatever_is_typed_gives_a_picture(title, name):
    assert opened(cover(title, name, GREEN, (96, 54))).size == (96, 54)
