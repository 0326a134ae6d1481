"""The table behind an infographic: read from what a spreadsheet gives, and written again for whoever wants the numbers."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import NamedTuple, Protocol

from django.core.exceptions import ValidationError

from accounts import sheets, words
from accounts.sheets import SAVE_AS_UTF8, SheetRefused

MOST_KILOBYTES = 200
MOST_ROWS = 200  # the heading is one of them
MOST_COLUMNS = 20
LONGEST_CELL = 300
MOST_TOLD = 5
MARKS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")

Table = list[list[str]]

TOO_HEAVY = f"Tabel ini lebih besar dari {MOST_KILOBYTES} KB. Ambil bagian yang dibutuhkan pembaca saja."
TOO_MANY_ROWS = f"Tabel ini lebih dari {MOST_ROWS} baris. Ringkas dulu, atau ambil bagian yang dibutuhkan pembaca saja."
EXCEL = f"Ini berkas Excel, bukan CSV. {SAVE_AS_UTF8}"
NOT_A_TABLE = f"Berkas ini bukan tabel CSV. {SAVE_AS_UTF8}"
EMPTY = "Tabel ini tidak berisi. Baris pertama berisi judul kolom, baris di bawahnya berisi angkanya."
ONLY_HEADING = "Tabel ini hanya berisi satu baris. Tambahkan angkanya di bawah judul kolom."
ONE_COLUMN = (
    "Tabel ini hanya terbaca sebagai satu kolom. Pisahkan kolom dengan titik koma, contoh: Kecamatan;Jumlah. "
    "Dari Excel, salin sel-selnya lalu tempel, atau simpan sebagai CSV."
)


class Sheet(NamedTuple):
    """The cells, and which line and column of what was sent each row and column of them is."""

    lines: list[int]
    columns: list[int]
    cells: Table

    def places(self) -> Iterator[tuple[int, int, str]]:
        """Line, column, cell."""
        for line, row in zip(self.lines, self.cells, strict=True):
            for column, cell in zip(self.columns, row, strict=True):
                yield line, column, cell


class Upload(Protocol):
    """A file that somebody sent."""

    def read(self, size: int = ...) -> bytes: ...


def read(source: Upload | str) -> Table:
    """The rows of a file or of pasted text, the heading first, each with as many cells as the widest; no row and no
    column is empty. ValidationError says in Indonesian what is wrong, with row and column."""
    try:
        found = list(islice(sheets.records(_text(source)), MOST_ROWS + 1))
    except SheetRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
    if len(found) > MOST_ROWS:
        raise ValidationError(TOO_MANY_ROWS)
    sheet = _without_the_empty([(line, [words.line(cell) for cell in cells]) for line, cells in found])
    if problems := _problems(sheet):
        raise ValidationError(problems[:MOST_TOLD])
    return sheet.cells


def written(table: Table) -> str:
    """As CSV. Semicolons, because the comma stands in the numbers here and Excel with Indonesian settings cuts at them;
    a byte order mark, without which Excel takes UTF-8 for something else."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([sheets.safe(cell) for cell in row] for row in table)
    return f"\ufeff{out.getvalue()}"


def _text(source: Upload | str) -> str:
    raw = source.encode(errors="replace") if isinstance(source, str) else source.read(MOST_KILOBYTES * 1024 + 1)
    if len(raw) > MOST_KILOBYTES * 1024:
        raise ValidationError(TOO_HEAVY)
    if sheets.is_workbook(raw):
        raise ValidationError(EXCEL)
    text = _decoded(raw)
    if NO_TEXT.search(text):  # a picture, a PDF: letters are no proof of a text
        raise ValidationError(NOT_A_TABLE)
    return text


def _decoded(raw: bytes) -> str:
    """Excel writes UTF-8 with its mark, UTF-16 as “Unicode Text”, and Windows' own set as plain “CSV”."""
    marked = [name for mark, name in MARKS if raw.startswith(mark)]
    for encoding in marked or ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(NOT_A_TABLE)


def _without_the_empty(records: list[tuple[int, list[str]]]) -> Sheet:
    """The rows that say something, in columns that say something, all equally wide."""
    kept = [(line, cells) for line, cells in records if any(cells)]
    upright = enumerate(zip_longest(*(cells for _, cells in kept), fillvalue=""), start=1)
    columns = [(number, column) for number, column in upright if any(column)]
    rows = zip(*(column for _, column in columns), strict=True)
    return Sheet([line for line, _ in kept], [number for number, _ in columns], [list(row) for row in rows])


def _problems(sheet: Sheet) -> list[str]:
    """What has to be mended, in sentences; the first kind that is found hides the others."""
    if not sheet.cells:
        return [EMPTY]
    if len(sheet.columns) < 2:
        return [ONE_COLUMN]
    if len(sheet.columns) > MOST_COLUMNS:
        return [_too_wide(sheet)]
    return [ONLY_HEADING] if len(sheet.lines) < 2 else _nameless(sheet) or _too_long(sheet)


def _too_wide(sheet: Sheet) -> str:
    most = sheet.columns[MOST_COLUMNS]
    line = next(line for line, column, cell in sheet.places() if cell and column >= most)
    return (
        f"Baris {line} berisi sampai kolom {most} atau lebih; paling banyak {MOST_COLUMNS} kolom. Kurangi kolomnya, "
        "atau periksa baris itu: isian yang memuat tanda pemisah harus diapit tanda kutip."
    )


def _nameless(sheet: Sheet) -> list[str]:
    """Columns without a heading; above the names of the rows, at the left, none is needed."""
    return [
        f"Baris {sheet.lines[0]}, kolom {column}: judul kolomnya kosong. Baris pertama harus memuat judul setiap kolom; "
        "bila di atasnya ada judul tabel, hapus baris judul tabel itu."
        for column, cell in zip(sheet.columns[1:], sheet.cells[0][1:], strict=True)
        if not cell
    ]


def _too_long(sheet: Sheet) -> list[str]:
    return [
        f"Baris {line}, kolom {column}: isinya terlalu panjang ({len(cell)} huruf). "
        f"Persingkat sampai {LONGEST_CELL} huruf."
        for line, column, cell in sheet.places()
        if len(cell) > LONGEST_CELL
    ]
