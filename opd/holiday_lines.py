"""Reads pasted holidays, one a line (`2027-01-01; Tahun Baru 2027; libur`), into days or sentences about what is wrong."""

from __future__ import annotations

import re
from datetime import date, datetime

from accounts import words
from opd.models import Holiday, HolidayKind

MOST_LINES = 200
KINDS = {
    "libur": HolidayKind.NATIONAL,
    "libur nasional": HolidayKind.NATIONAL,
    "cuti": HolidayKind.COLLECTIVE,
    "cuti bersama": HolidayKind.COLLECTIVE,
}
PATTERNS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
YEARS = range(2000, 2101)  # a slip of the finger is no holiday in the year 2207
LONGEST = 150
BETWEEN = re.compile(r"[;\t]")  # a tab stands between cells that come from a spreadsheet


class LineRefused(Exception):
    """What is wrong with one line, and how to mend it."""


class LinesRefused(Exception):
    """Nothing is taken over: `problems` has a sentence for each line that has to be mended."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems


def read(text: str) -> list[Holiday]:
    """Unsaved holidays in the order of the lines; LinesRefused unless every one of them is right."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise LinesRefused("Belum ada isinya. Tempel daftarnya dulu, satu hari libur per baris.")
    if len(lines) > MOST_LINES:
        raise LinesRefused(f"Ada {len(lines)} baris, paling banyak {MOST_LINES} sekali tempel. Bagi menjadi dua.")
    there = dict(Holiday.objects.order_by("pk").values_list("date", "name"))
    found: dict[date, Holiday] = {}
    problems = []
    for number, line in lines:
        try:
            holiday = _holiday(line)
            _is_new(holiday, found, there)
        except LineRefused as problem:
            problems.append(f"Baris {number}: {problem}")
        else:
            found[holiday.date] = holiday
    if problems:
        raise LinesRefused(*problems)
    return list(found.values())


def _holiday(line: str) -> Holiday:
    cells = [words.line(cell) for cell in BETWEEN.split(line)]
    if len(cells) != 3:
        raise LineRefused(
            f"berisi {len(cells)} bagian, seharusnya tiga: tanggal; nama; jenis. Pisahkan dengan titik koma."
        )
    day, name, kind = cells
    if not name:
        raise LineRefused("nama hari liburnya kosong. Tulis namanya di antara kedua titik koma.")
    if len(name) > LONGEST:
        raise LineRefused(f"namanya terlalu panjang ({len(name)} huruf). Persingkat sampai {LONGEST} huruf.")
    if kind.casefold() not in KINDS:
        raise LineRefused(f"jenis “{kind[:30]}” tidak dikenal. Tulis libur atau cuti bersama.")
    return Holiday(date=_day(day), name=name, kind=KINDS[kind.casefold()])


def _day(cell: str) -> date:
    for pattern in PATTERNS:
        try:
            day = datetime.strptime(cell, pattern).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise LineRefused(f"tanggal “{cell[:30]}” tidak terbaca. Tulis seperti 2027-01-31 atau 31-01-2027.")


def _is_new(holiday: Holiday, found: dict[date, Holiday], there: dict[date, str]) -> None:
    day = f"{holiday.date:%d-%m-%Y}"
    if holiday.date in found:
        raise LineRefused(f"tanggal {day} muncul dua kali. Hapus salah satunya.")
    if holiday.date in there:
        raise LineRefused(f"tanggal {day} sudah ada di daftar sebagai “{there[holiday.date]}”. Hapus baris ini.")
