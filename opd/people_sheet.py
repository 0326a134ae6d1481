"""Reads a table of people from a CSV file: bytes into numbered lines of clean cells, or a sentence about what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from accounts import sheets, words
from accounts.sheets import FORMULA, SheetRefused

COLUMNS = {  # in the order of the sample; what each is for stands on the page
    "nama": "Nama lengkap dengan gelar. Wajib. Contoh: Siti Aminah, S.Kom",
    "nama_pengguna": "Untuk masuk, tanpa spasi dan tanpa @. Wajib. Contoh: siti.aminah",
    "email": "Alamat e-mail. Perlu bila tautan kata sandi akan dikirim lewat e-mail.",
    "nip": "18 angka. Di Excel, jadikan kolom ini Teks lebih dulu, supaya angkanya tidak dibulatkan.",
    "jabatan": "Contoh: Pranata Humas Ahli Pertama",
    "telepon": "Contoh: 0812 3456 7890",
    "opd": "Alamat atau nama pendek OPD. Contoh: dinkes",
    "peran": "penulis, admin, atau redaktur. Kosong berarti akun tanpa peran.",
    "bidang": "Nama bidang atau unit yang sudah ada di OPD itu. Untuk redaktur: nama meja redaksi, bila lebih dari satu.",
    "sejak": "Hari pertama peran. Kosong berarti hari ini. Contoh: 31-01-2027 atau 2027-01-31",
    "sampai": "Hari terakhir peran. Kosong berarti tanpa batas waktu.",
}
NEEDED = ("nama", "nama_pengguna")
ALIASES = {
    "e-mail": "email",
    "surel": "email",
    "username": "nama_pengguna",
    "nama_lengkap": "nama",
    "no_telepon": "telepon",
}
MOST_BYTES = 1_000_000
MOST_LINES = 1_000
LONGEST_CELL = 300


@dataclass
class Line:
    """One record: the line of the file it begins at, its cells by column, and what is wrong with them."""

    number: int
    cells: dict[str, str]
    problems: list[str] = field(default_factory=list)


def lines(text: str) -> list[Line]:
    """The records below the header, blank ones left out."""
    records = _records(text)
    _, header = next(records, (0, []))
    columns = _columns(header)
    found = [_line(number, columns, cells) for number, cells in records]
    if not found:
        raise SheetRefused("Berkas ini hanya memuat judul kolom. Isi paling sedikit satu orang di bawahnya.")
    return found


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The header and the people, each with the number of the line it begins at."""
    found = sheets.records(text)
    yield from islice(found, MOST_LINES + 1)
    if next(found, None):
        raise SheetRefused(f"Berkas ini memuat lebih dari {MOST_LINES} orang. Bagi menjadi beberapa berkas.")


def _columns(header: list[str]) -> list[str]:
    named = ["_".join(words.line(cell).lower().split()) for cell in header]
    columns = [ALIASES.get(name, name) for name in named]
    while columns and not columns[-1]:  # Excel leaves empty columns at the right
        columns.pop()
    if missing := [name for name in NEEDED if name not in columns]:
        raise SheetRefused(
            f"Baris pertama harus memuat judul kolom; yang belum ada: {', '.join(missing)}. Unduh contoh berkasnya."
        )
    if unknown := [name[:40] or "(kosong)" for name in columns if name not in COLUMNS]:
        raise SheetRefused(f"Kolom ini tidak dikenal: {', '.join(unknown[:5])}. Yang dikenal: {', '.join(COLUMNS)}.")
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise SheetRefused(f"Kolom ini muncul lebih dari sekali: {', '.join(twice)}. Hapus salah satunya.")
    return columns


def _line(number: int, columns: list[str], cells: list[str]) -> Line:
    found = Line(number, dict.fromkeys(COLUMNS, ""))
    if any(cell.strip() for cell in cells[len(columns) :]):
        found.problems.append("Isinya lebih banyak daripada judul kolom. Mungkin ada pemisah di dalam sebuah isian")
    for column, cell in zip(columns, cells, strict=False):
        value = words.line(cell)
        found.cells[column] = "" if value == "-" else value  # how offices write "none"
        if problem := _problem(column, found.cells[column]):
            found.problems.append(problem)
    return found


def _problem(column: str, value: str) -> str:
    if len(value) > LONGEST_CELL:
        return f"Isian {column} terlalu panjang ({len(value)} huruf, paling banyak {LONGEST_CELL})"
    if value.startswith(FORMULA) and not (column == "telepon" and value.startswith("+")):
        return f"Isian {column} diawali tanda {value[0]} seperti rumus. Hapus tanda itu"
    return ""
