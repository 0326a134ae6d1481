"""`opd/opening.py`: how a week is read, kept and said."""

import pytest
from django.core.exceptions import ValidationError

from opd import opening

OFFICE = [("07:30", "15:30")] * 4 + [("07:30", "11:00")] + [("", "")] * 2


def week(**days: tuple[str, str]) -> list[tuple[str, str]]:
    """Seven pairs; `d1` is Monday."""
    return [days.get(f"d{number}", ("", "")) for number in range(1, 8)]


def test_a_week_is_kept_in_its_order_and_without_the_days_off():
    kept = opening.read(OFFICE)
    assert kept[0] == {"day": 1, "opens": "07:30", "closes": "15:30"}
    assert [one["day"] for one in kept] == [1, 2, 3, 4, 5]


def test_neighbouring_days_are_one_line():
    assert opening.said(opening.read(OFFICE)) == [
        ("Senin–Kamis", "07.30–15.30 WIB"),
        ("Jumat", "07.30–11.00 WIB"),
        ("Sabtu–Minggu", "tutup"),
    ]


def test_nothing_known_is_not_closed():
    assert opening.read(week()) == []
    assert opening.said([]) == []


def test_all_day_and_until_midnight():
    kept = opening.read(week(d1=("00:00", "00:00"), d2=("08:00", "24:00"), d3=("08.00", "00.00")))
    assert [(one["opens"], one["closes"]) for one in kept] == [
        ("00:00", "24:00"),
        ("08:00", "24:00"),
        ("08:00", "24:00"),
    ]
    assert opening.said(kept)[:2] == [("Senin", "24 jam"), ("Selasa–Rabu", "08.00–24.00 WIB")]


def test_what_is_kept_stands_in_the_form_again():
    typed = week(d1=("00:00", "00:00"), d5=("07:30", "11:00"))
    assert opening.typed(opening.read(typed)) == typed


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (("07:30", ""), "Rabu: isi jam buka dan jam tutup"),
        (("", "15:30"), "Rabu: isi jam buka dan jam tutup"),
        (("15:30", "07:30"), "Rabu: jam tutup harus sesudah jam buka"),
        (("07:30", "07:30"), "Rabu: jam tutup harus sesudah jam buka"),
        (("pagi", "sore"), "Rabu: tulis jamnya seperti 07.30"),
        (("25:00", "26:00"), "Rabu: tulis jamnya seperti 07.30"),
        (("08:00", "24:30"), "Rabu: tulis jamnya seperti 07.30"),
        (("7", "15"), "Rabu: tulis jamnya seperti 07.30"),
    ],
)
def test_a_wrong_day_is_named(day, words):
    with pytest.raises(ValidationError, match=words):
        opening.read(week(d1=("07:30", "15:30"), d3=day))


def test_every_wrong_day_is_told_at_once():
    with pytest.raises(ValidationError) as refused:
        opening.read(week(d1=("1", "2"), d2=("08:00", "")))
    assert len(refused.value.messages) == 2
