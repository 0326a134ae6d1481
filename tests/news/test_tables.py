"""The table behind an infographic is read as offices write it, told where it is wrong, and opened again by Excel."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from accounts import sheets, words
from news import tables

TABLE = [["Kecamatan", "2025"], ["Cepu", "12,5"], ["Jepon", "-3"]]
TEXT = "Kecamatan;2025\r\nCepu;12,5\r\nJepon;-3\r\n"

READ = {
    "pasted from cells": TEXT.replace(";", "\t"),
    "pasted semicolons": TEXT,
    "UTF-8": TEXT.encode(),
    "UTF-8 with its mark": TEXT.encode("utf-8-sig"),
    "Unicode text of Excel": TEXT.replace(";", "\t").encode("utf-16"),
    "the other UTF-16": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "commas and quotes": 'Kecamatan,2025\n"Cepu","12,5"\nJepon,-3',
    "old line ends": TEXT.replace("\r\n", "\r"),
    "empty rows": f"\n\n\u200b;\n{TEXT};\n \t;\n",
    "empty columns": ";Kecamatan;;2025;;\n;Cepu;;12,5;;\n;Jepon;;-3;;\n",
    "spaces, and what cannot be seen": "Kecamatan ;\u200b2025\n\u00a0 Cepu;12,5\u202e\nJepon\ufeff;-3\x0b",
    "lines within a cell": '"Keca\nmatan";2025\nCepu;12,5\nJepon;-3'.replace("Keca\nmatan", "\nKecamatan\n"),
}


@pytest.mark.parametrize("source", READ.values(), ids=READ)
def test_is_read(source):
    sent = source if isinstance(source, str) else SimpleUploadedFile("tabel.csv", source)
    assert tables.read(sent) == TABLE


def test_letters_of_windows():
    sent = io.BytesIO("Nama;Berapa\r\nCafé “Blora” – ±5;1\r\n".encode("cp1252"))
    assert tables.read(sent) == [["Nama", "Berapa"], ["Café “Blora” – ±5", "1"]]


def test_rows_are_filled_to_the_widest():
    assert tables.read("a;b;c\n1\n1;2\nSumber: BPS\n") == [["a", "b", "c"], ["1", "", ""], ["1", "2", ""], ["Sumber: BPS", "", ""]]  # fmt: skip


def test_above_the_names_of_the_rows_no_heading_is_needed():
    assert tables.read(";L;P\nCepu;1;2") == [["", "L", "P"], ["Cepu", "1", "2"]]


def test_as_much_as_is_allowed():
    row = ";".join(["x" * 50] * 19 + ["y"])
    table = tables.read("\n".join([row] * 200))
    assert (len(table), len(table[0])) == (200, 20)
    assert tables.read(f"a;b\n1;{'x' * 300}")[1][1] == "x" * 300


REFUSED = {
    "nothing": ("", "tidak berisi"),
    "an empty file": (b"", "tidak berisi"),
    "blank": (" \n;;\n\u200b;\u200b", "tidak berisi"),
    "only the heading": ("a;b\n", "hanya berisi satu baris"),
    "one column": ("a\nb\nc\n", "satu kolom"),
    "a web page": (b"<!doctype html>\n<title>x</title>\n", "satu kolom"),
    "a file of Excel": (b"PK\x03\x04" + bytes(50), "Ini berkas Excel"),
    "an old file of Excel": (b"\xd0\xcf\x11\xe0" + bytes(50), "Ini berkas Excel"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "bukan tabel CSV"),
    "half a UTF-16": (b"\xff\xfea\x00;", "bukan tabel CSV"),
    "a mark, then other bytes": (b"\xef\xbb\xbfa;b\n\xe9;1\n", "bukan tabel CSV"),
    "UTF-16 without its mark": ("a;b\n1;2".encode("utf-16-le"), "bukan tabel CSV"),
    "NUL": ("a;b\n1;2\0", "bukan tabel CSV"),
    "a quote left open": ('a;b\n1;2\n"3;4', "rusak mulai baris 3"),
    "201 rows": ("a;b\n" * 201, "lebih dari 200 baris"),
    "heavy": ("a;b\n" + f"{'x' * 290};1\n" * 800, "lebih besar dari 200 KB"),
    "heavy, one sign over": (b"a;b\n" + b"x" * (200 * 1024 - 3), "lebih besar dari 200 KB"),
    "21 columns": ("a;b\n1;2\n\n" + ";".join(["x"] * 21), "Baris 4 berisi sampai kolom 21"),
    "a title above": ("Balita per kecamatan;;\nKec;L;P\nCepu;1;2", "Baris 1, kolom 2: judul kolomnya kosong"),
    "a heading missing, after an empty column": ("\n;a;;b;\n;1;;2;3", "Baris 2, kolom 5: judul kolomnya kosong"),
    "a long cell": (f"a;;b\n1;;2\n\n3;;{'x' * 301}", "Baris 4, kolom 3: isinya terlalu panjang (301 huruf)"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "why"), REFUSED.values(), ids=REFUSED)
def test_is_refused_with_a_sentence(source, why):
    with pytest.raises(ValidationError) as refused:
        tables.read(source if isinstance(source, str) else io.BytesIO(source))
    assert why in refused.value.messages[0]
    assert all(sentence.endswith(".") and len(sentence) < 300 for sentence in refused.value.messages)


def test_five_places_are_told_at_once():
    with pytest.raises(ValidationError) as refused:
        tables.read("a;b\n" + f"{'x' * 301};{'y' * 301}\n" * 50)
    assert [sentence.partition(":")[0] for sentence in refused.value.messages] == [
        "Baris 2, kolom 1", "Baris 2, kolom 2", "Baris 3, kolom 1", "Baris 3, kolom 2", "Baris 4, kolom 1"
    ]  # fmt: skip


def test_no_more_of_a_file_is_read_than_is_allowed():
    sent = io.BytesIO(b"x" * 5_000_000)
    with pytest.raises(ValidationError):
        tables.read(sent)
    assert sent.tell() <= 200 * 1024 + 1


def test_what_excel_opens():
    assert tables.written(TABLE) == "\ufeffKecamatan;2025\r\nCepu;12,5\r\nJepon;-3\r\n"


def test_excel_calculates_nothing():
    table = [["Nama", "=1+1"], ["@SUM(A1)", "-3,5%"], ["a;b", "+cmd|' /C calc'!A0"]]
    assert list(csv.reader(io.StringIO(tables.written(table)[1:]), delimiter=";")) == [
        ["Nama", "'=1+1"], ["'@SUM(A1)", "-3,5%"], ["a;b", "'+cmd|' /C calc'!A0"]
    ]  # fmt: skip


CALCULATED = re.compile(f"[{re.escape(''.join(sheets.FORMULA))}]")
cells = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(words.line)
honest = st.lists(st.lists(cells.filter(bool), min_size=3, max_size=3), min_size=2, max_size=6)


@given(honest)
def test_what_was_written_is_read_again(table):
    kept = [[CALCULATED.sub(".", cell) for cell in row] for row in table]
    assert tables.read(tables.written(kept)) == kept


@given(st.one_of(st.text(alphabet=st.sampled_from('ab;,\t\n\r" \0=-é\u200b'), max_size=60), st.binary(max_size=60)))
def test_whatever_is_sent_gives_an_even_table_or_a_sentence(sent):
    try:
        table = tables.read(sent if isinstance(sent, str) else io.BytesIO(sent))
    except ValidationError:
        return
    assert len({len(row) for row in table}) == 1
    assert all(any(row) for row in table)
    assert all(any(column) for column in zip(*table, strict=True))
    assert all(cell == words.line(cell) for row in table for cell in row)
