"""CSV is cut where the spreadsheet that wrote it cuts; what we write is calculated by none."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import sheets
from accounts.sheets import SheetRefused

CUT = {
    "commas": ("a,b,c\n1,2,3", [["a", "b", "c"], ["1", "2", "3"]]),
    "semicolons": ("a;b;c\r\n1;2;3\r\n", [["a", "b", "c"], ["1", "2", "3"]]),
    "tabs": ("a\tb\n1\t2", [["a", "b"], ["1", "2"]]),
    "semicolons, commas in the numbers": ("Kecamatan;Persen\nCepu;12,5\nJepon;9,1", [["Kecamatan", "Persen"], ["Cepu", "12,5"], ["Jepon", "9,1"]]),
    "and without a heading": ("Cepu;12,5\nJepon;9,1", [["Cepu", "12,5"], ["Jepon", "9,1"]]),
    "tabs, commas in the numbers": ("Cepu\t12,5\nJepon\t9,1", [["Cepu", "12,5"], ["Jepon", "9,1"]]),
    "commas within quotes": ('"Blora, Jepon","1"\n"Cepu, Sambong","2"', [["Blora, Jepon", "1"], ["Cepu, Sambong", "2"]]),
    "a title with a comma above": ("Balita, per kecamatan\nCepu;1;2\nJepon;3;4", [["Balita, per kecamatan"], ["Cepu", "1", "2"], ["Jepon", "3", "4"]]),
    "semicolons, commas in every cell": ("Nama, gelar;Kota, desa\nA, B;C, D", [["Nama, gelar", "Kota, desa"], ["A, B", "C, D"]]),
    "one column": ("a\nb", [["a"], ["b"]]),
    "nothing": (" \n\n;;\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "cells"), CUT.values(), ids=CUT)
def test_is_cut_at_the_separator_it_was_written_with(text, cells):
    assert [found for _, found in sheets.records(text)] == cells


def test_records_are_numbered_by_the_line_they_begin_at():
    assert [number for number, _ in sheets.records('\na;b\r\n\r\n"1\n1";2\r;\r3;4')] == [2, 4, 7]


@pytest.mark.parametrize("text", ['a,b\n"1', 'a,b\n"1"x,2', 'a,b\n"' + "x\n" * 100_000])
def test_a_quote_left_open_is_told_with_its_line(text):
    with pytest.raises(SheetRefused, match="mulai baris 2"):
        list(sheets.records(text))


@pytest.mark.parametrize(("raw", "is_one"), [(b"PK\x03\x04xx", True), (b"\xd0\xcf\x11\xe0x", True), (b"PK,b", False)])
def test_a_file_of_excel_is_known(raw, is_one):
    assert sheets.is_workbook(raw) is is_one


SAFE = {
    "=1+1": "'=1+1",
    "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0": "'-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)": "'@SUM(A1)",
    "＝1+1": "'＝1+1",
    "  =1+1": "  '=1+1",
    '"=1+1"': '"\'=1+1"',
    "\xa0=1+1": "\xa0'=1+1",
    "Cepu;\u3000=1+1": "Cepu;\u3000'=1+1",
    "-٥": "'-٥",
    "\t=1": "'\t'=1",
    "\tx": "'\tx",
    "\rx": "'\rx",
    "Cepu,=1+1": "Cepu,'=1+1",
    "Cepu; @x": "Cepu; '@x",
    'a,"=1+1&"",b': 'a,"\'=1+1&"",b',
    "x\n=1+1": "x\n'=1+1",
    "-1-1": "'-1-1",
    "-5x": "'-5x",
    "- beras": "'- beras",
    "-5,cmd|' /C calc'!A0": "'-5,cmd|' /C calc'!A0",
}
AS_THEY_ARE = ["", "Cepu", "12,5", "-5", "-1.234,5", "-3,5%", "-3,5 %", "+2,1", "-", "--", "Rp5.000,-", "a-b", "a=b", "a, b", "5,-2", "x@blora.test", "'=1"]  # fmt: skip


@pytest.mark.parametrize(("cell", "written"), SAFE.items())
def test_a_formula_is_shown_and_not_calculated(cell, written):
    assert sheets.safe(cell) == written


@pytest.mark.parametrize("cell", AS_THEY_ARE)
def test_numbers_and_words_stay(cell):
    assert sheets.safe(cell) == cell


NUMBER = re.compile(r'[\s"]*(-+|[+-]\d+([.,]\d+)*\s?%?)[\s"]*([,;\t]|\Z)', re.ASCII)
cells = st.text(alphabet=st.sampled_from("=+-@,;\t\r\n\"' 1a%.＝"), max_size=12)


@given(st.lists(cells, min_size=1, max_size=3), st.sampled_from(",;\t"), st.sampled_from(",;\t"))
def test_whatever_separator_it_is_opened_with_nothing_begins_like_a_formula(row, written_with, opened_with):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=written_with).writerow([sheets.safe(cell) for cell in row])
    for opened in csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=opened_with):
        for cell in opened:
            assert not cell.lstrip(' "\t\r\n').startswith(sheets.FORMULA) or NUMBER.match(cell), opened
