"""Dates, openings and pictures as they stand on a page."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from news.templatetags import newsroom

LATE_EVENING = datetime(2024, 5, 15, 18, 30, 5, tzinfo=UTC)  # half past one in the night of the 16th in Blora


def test_a_box_shows_the_date_with_seconds_in_bloras_time():
    assert newsroom.jam(datetime(2024, 5, 16, 6, 44, tzinfo=UTC)) == "16 Mei 2024 Jam 13:44:00"
    assert newsroom.jam(LATE_EVENING) == "16 Mei 2024 Jam 01:30:05"


def test_an_article_shows_weekday_and_wib():
    assert newsroom.hari_jam(datetime(2024, 5, 16, 6, 44, tzinfo=UTC)) == "Kamis, 16 Mei 2024 Jam 13:44 WIB"


def test_dates_stay_in_bloras_time_whatever_the_server_thinks():
    with timezone.override("America/New_York"):
        assert newsroom.jam(LATE_EVENING) == "16 Mei 2024 Jam 01:30:05"
        assert newsroom.hari_jam(LATE_EVENING) == "Kamis, 16 Mei 2024 Jam 01:30 WIB"


@pytest.mark.parametrize("word", [newsroom.jam, newsroom.hari_jam])
def test_no_date_is_no_words(word):
    assert word(None) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # The three openings that stood in the box of blorakab.go.id in May 2024, with words after them.
        (
            "Ketua Palang Merah Indonesia (PMI) Kabupaten Blora. Ir. Sutikno Slamet menjelaskan sebagaimana telah direncanakan",
            "Ketua Palang Merah Indonesia (PMI) Kabupaten Blora. Ir. Sutikno Slamet menjelaskan sebagaimana...",
        ),
        (
            "Bupati Blora Arief Rohman, S.IP., M.Si mengharapkan Asosiasi Petani Tebu Rakyat Indonesia (APTRI) bersinergi",
            "Bupati Blora Arief Rohman, S.IP., M.Si mengharapkan Asosiasi Petani Tebu Rakyat Indonesia...",
        ),
        (
            "Pemerintah Kabupaten Blora berhasil memperoleh predikat Opini Wajar Tanpa Pengecualian (WTP) dari BPK",
            "Pemerintah Kabupaten Blora berhasil memperoleh predikat Opini Wajar Tanpa Pengecualian (WTP)...",
        ),
        ("Satu kalimat pendek.", "Satu kalimat pendek."),
        ("", ""),
        ("Dua  baris\nmenjadi satu.", "Dua baris menjadi satu."),
        ("x" * 94, "x" * 94),
        ("x" * 95, "x" * 94 + "..."),
        ("x" * 94 + " y", "x" * 94 + "..."),
        ("a" * 90 + ". lanjutannya", "a" * 90 + "..."),
        ("<b>" + "a " * 60, "<b>" + ("a " * 46).strip() + "..."),
    ],
)
def test_an_opening_is_cut_at_a_word(text, shown):
    assert newsroom.opening(text) == shown


def test_an_opening_has_89_to_94_characters_where_the_words_allow():
    cut = newsroom.opening("kata dua belas " * 20)
    assert 89 <= len(cut.removesuffix("...")) <= 94


def test_a_picture_lists_every_width_and_the_largest_as_fallback():
    stored = [
        {"name": "0123456789abcdef-480.webp", "width": 480, "height": 320, "type": "image/webp"},
        {"name": "0123456789abcdef-1920.jpg", "width": 1920, "height": 1280, "type": "image/jpeg"},
    ]
    shown = newsroom.picture({}, {"alt": "Posyandu", "credit": "Dinkes", "sizes": stored}, sizes="50vw")
    assert shown["srcset"] == "/media/0123456789abcdef-480.webp 480w, /media/0123456789abcdef-1920.jpg 1920w"
    assert shown["plain"]["url"] == "/media/0123456789abcdef-1920.jpg"
    assert (shown["alt"], shown["sizes"]) == ("Posyandu", "50vw")


def test_no_picture_is_no_picture():
    assert "plain" not in newsroom.picture({}, None)
    assert "plain" not in newsroom.picture({}, {"alt": "", "credit": "", "sizes": [], "crops": []}, cropped=True)
