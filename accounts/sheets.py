"""How CSV of a spreadsheet is read into cells, and how cells are written so that a spreadsheet does not calculate them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

SEPARATORS = "\t;,"  # where two cut evenly the first is meant: `Cepu;12,5` has its comma in the number
LOOKED_AT = 20  # records that tell which of them it is
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how the files of Excel itself begin
SAVE_AS_UTF8 = "Di Excel pilih Simpan Sebagai, lalu jenis “CSV UTF-8 (Comma delimited)”, dan unggah berkas itu."

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a spreadsheet calculates what begins like this
A_NUMBER = r"[+-][0-9]+(?:[.,][0-9]+)*\s?%?|-+"  # a fall of 3,5 % is one, and a dash is how offices write "none"
# Also within a cell: opened with another separator than it was written with, the cell is cut there.
BEGINS_LIKE_A_FORMULA = re.compile(
    rf'((?:\A|[,;\t\r\n])[\s"]*)(?=[{re.escape("".join(FORMULA))}])(?!(?:{A_NUMBER})\s*\Z)'
)


class SheetRefused(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


def even(text: str) -> str:
    """The same text with one kind of line end: a browser that sends it back changes them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_workbook(raw: bytes) -> bool:
    """It is a file of Excel, not CSV."""
    return raw.startswith(WORKBOOKS)


def text_of(raw: bytes, most: int) -> str:
    """The text of a file of at most `most` bytes. SheetRefused says why it has none."""
    if len(raw) > most:
        raise SheetRefused(
            f"Berkas ini lebih dari {most // 1_000_000} MB. Bagi menjadi beberapa berkas, lalu unggah satu per satu."
        )
    if is_workbook(raw):
        raise SheetRefused(f"Ini berkas Excel, bukan CSV. {SAVE_AS_UTF8}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetRefused(
            f"Huruf di berkas ini tidak tersimpan sebagai UTF-8, jadi isinya bisa salah terbaca. {SAVE_AS_UTF8}"
        ) from None


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the number of the line it begins at; SheetRefused where one cannot be read."""
    if "\0" in text:
        raise SheetRefused(f"Berkas ini memuat karakter yang bukan tulisan. {SAVE_AS_UTF8}")
    kept = even(text)
    reader = csv.reader(io.StringIO(kept, newline=""), delimiter=_separator(kept), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise SheetRefused(
            f'Susunan berkas rusak mulai baris {begins}: mungkin ada tanda kutip (") yang tidak ditutup. '
            "Perbaiki baris itu, lalu coba lagi."
        ) from None


def safe(cell: str) -> str:
    """What a spreadsheet shows as it stands. Numbers stay numbers, negative ones too."""
    kept = BEGINS_LIKE_A_FORMULA.sub(r"\1'", cell)
    return f"'{kept}" if kept.startswith(("\t", "\r")) else kept


def _separator(text: str) -> str:
    """The one that cuts most records into the same number of cells."""
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> int:
    """How many of the first records have the commonest number of cells; a single one does not count."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    widths: Counter[int] = Counter()
    with suppress(csv.Error):  # what could be read until there tells enough
        widths.update(len(cells) for cells in islice(reader, LOOKED_AT) if cells)
    widths.pop(1, None)
    return max(widths.values(), default=0)
