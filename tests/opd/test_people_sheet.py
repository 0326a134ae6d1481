"""A file of people is read as Excel in Indonesia writes it; what cannot be read is said in a sentence, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles.utils import get_files
from django.core.files.storage import FileSystemStorage

from accounts import sheets
from opd import people_sheet
from opd.people_sheet import SheetRefused

HEADER = "nama,nama_pengguna,opd"


def read(raw: bytes):
    return people_sheet.lines(sheets.text_of(raw, people_sheet.MOST_BYTES))


def people(raw: bytes) -> list[tuple]:
    return [(line.number, line.cells["nama"], line.cells["nama_pengguna"], line.cells["opd"]) for line in read(raw)]


READ = {
    "commas": b"nama,nama_pengguna,opd\nSiti,siti,dinkes\n",
    "semicolons": b"nama;nama_pengguna;opd\r\nSiti;siti;dinkes\r\n",
    "tabs": b"nama\tnama_pengguna\topd\nSiti\tsiti\tdinkes",
    "a byte order mark": b"\xef\xbb\xbfnama;nama_pengguna;opd\r\nSiti;siti;dinkes\r\n",
    "old Mac line ends": b"nama,nama_pengguna,opd\rSiti,siti,dinkes\r",
    "another order": b"opd,nama_pengguna,nama\ndinkes,siti,Siti\n",
    "words of the heart": b"OPD, Nama Pengguna , NAMA\ndinkes,siti,Siti\n",
    "names by which columns are also known": b"Nama Lengkap,username,opd,surel\nSiti,siti,dinkes,\n",
    "empty columns at the right": b"nama,nama_pengguna,opd,,\nSiti,siti,dinkes,,\n",
    "spaces and what cannot be seen": "nama,nama_pengguna,opd\n  Si\u200bti ,\u202esiti, dinkes\n".encode(),
    "quotes": b'"nama","nama_pengguna","opd"\n"Siti","siti","dinkes"\n',
}


@pytest.mark.parametrize("raw", READ.values(), ids=READ)
def test_is_read(raw):
    assert people(raw) == [(2, "Siti", "siti", "dinkes")]


def test_lines_are_numbered_as_an_editor_does():
    raw = b'\nnama,nama_pengguna,opd\n\n"Siti\nAminah",siti,\n,,\nBudi,budi,\n'
    assert people(raw) == [(4, "Siti Aminah", "siti", ""), (7, "Budi", "budi", "")]


def test_a_separator_within_quotes_stays():
    assert people(b'nama,nama_pengguna\n"Siti, S.Kom; ""A""",siti\n')[0][1] == 'Siti, S.Kom; "A"'


REFUSED = {
    "nothing": (b"", "Baris pertama harus memuat judul kolom"),
    "blank": (b"\n\n  \n", "Baris pertama harus memuat judul kolom"),
    "only the header": (b"nama,nama_pengguna\n", "hanya memuat judul kolom"),
    "no header": (b"Siti,siti,dinkes\n", "yang belum ada: nama, nama_pengguna"),
    "half a header": (b"nama,opd\nSiti,dinkes\n", "yang belum ada: nama_pengguna"),
    "an unknown column": (b"nama,nama_pengguna,perann\nSiti,siti,admin\n", "Kolom ini tidak dikenal: perann"),
    "a nameless column": (b"nama,,nama_pengguna\nSiti,x,siti\n", "Kolom ini tidak dikenal: (kosong)"),
    "a column twice": (b"nama,nama_pengguna,email,e-mail\nSiti,siti,,\n", "muncul lebih dari sekali: email"),
    "windows-1252": ("nama,nama_pengguna\nRené,rene\n".encode("cp1252"), "tidak tersimpan sebagai UTF-8"),
    "UTF-16": ("nama,nama_pengguna\nSiti,siti\n".encode("utf-16"), "tidak tersimpan sebagai UTF-8"),
    "an Excel file": (b"PK\x03\x04" + bytes(200), "Ini berkas Excel, bukan CSV"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0" + bytes(200), "Ini berkas Excel, bukan CSV"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "tidak tersimpan sebagai UTF-8"),
    "NUL": (b"nama,nama_pengguna\nSi\x00ti,siti\n", "karakter yang bukan tulisan"),
    "a quote left open": (b'nama,nama_pengguna\nSiti,siti\n"Budi,budi\nRudi,rudi\n', "rusak mulai baris 3"),
    "a quote in the middle": (b'nama,nama_pengguna\n"Siti"x,siti\n', "rusak mulai baris 2"),
    "a quote left open for ever": (b'nama,nama_pengguna\n"' + b"x\n" * 200_000, "rusak mulai baris 2"),
    "more than a megabyte": (b"nama,nama_pengguna\n" + b"x" * 1_000_001, "lebih dari 1 MB"),
    "1,001 people": (b"nama,nama_pengguna\n" + b"x,x\n" * 1001, "lebih dari 1000 orang"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "why"), REFUSED.values(), ids=REFUSED)
def test_is_refused_with_a_sentence(raw, why):
    with pytest.raises(SheetRefused) as refused:
        read(raw)
    assert why in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_thousand_people_are_read():
    assert len(read(b"nama,nama_pengguna\n" + b"x,x\n" * 1000)) == 1000


def test_long_columns_do_not_make_long_messages():
    with pytest.raises(SheetRefused) as refused:
        read(b"nama,nama_pengguna," + b",".join(b"k%d" % n * 2000 for n in range(30)) + b"\n")
    assert len(str(refused.value)) < 500


def test_the_sample_can_be_read_and_explains_itself():
    raw = Path("static/sheets/orang.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # without it Excel misreads names
    assert list(people_sheet.COLUMNS) == raw.decode("utf-8-sig").splitlines()[0].split(";")
    assert [line.problems for line in read(raw)] == [[], [], []]


def test_the_sample_is_collected_with_the_static_files():
    left_out = apps.get_app_config("staticfiles").ignore_patterns
    assert "sheets/orang.csv" in set(get_files(FileSystemStorage(location="static"), left_out))
