"""How large, deep and wide a text may be: what would cost the portal too much, or put words where nobody sees them."""

from __future__ import annotations

import re

from news.refusals import Refused

MOST_TEXT = 1024 * 1024  # bytes of HTML; a long article has 20,000
MOST_MARKS = 10_000  # reading HTML takes the square of how deep it is nested; a table of 400 rows has fewer
MOST_OPEN = 50  # formatting elements at once: a parser opens all of them again in every paragraph that follows
MOST_COPIED = 1_000_000  # characters of such elements that a parser may have to write again
MOST_CELLS = 40  # a row; a month of days beside names has 35
TOO_LONG = (
    "Isi berita ini lebih dari 1 MB. Biasanya karena ada gambar yang ditempel; hapus gambarnya, lalu simpan lagi."
)
TOO_DEEP = "Isi berita ini memuat terlalu banyak tabel atau daftar. Bagi menjadi beberapa berita, lalu simpan lagi."
TOO_NESTED = (
    "Isi berita ini bertumpuk terlalu dalam, biasanya terbawa saat menyalin dari tempat lain. "
    "Tempel ulang tanpa format (Ctrl+Shift+V), lalu simpan lagi."
)
TOO_WIDE = f"Ada tabel dengan lebih dari {MOST_CELLS} kolom; pembaca di ponsel tidak bisa membacanya. Bagi tabelnya, lalu simpan lagi."

FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "span", "strike", "strong", "tt", "u"]
)
START_OR_END = re.compile(r"<(/?)([a-z][a-z0-9]*+)[^<>]*+", re.IGNORECASE)
TAG = re.compile(r'<(/?)([a-z][a-z0-9]*+)(?:[^>"]|"[^"]*+")*+>')  # as nh3 writes it
DEEPEST = {
    "ul": ("list", 4),
    "ol": ("list", 4),
    "blockquote": ("quotation", 2),
    "sub": ("small", 1),
    "sup": ("small", 1),
}


def check(dirty: str) -> None:
    """Refuse what would take too long to read, before anything reads it."""
    if len(dirty.encode(errors="replace")) > MOST_TEXT:
        raise Refused(TOO_LONG)
    if dirty.count("<") > MOST_MARKS:
        raise Refused(TOO_DEEP)
    opened: list[tuple[str, int]] = []
    copied = 0
    for mark in START_OR_END.finditer(dirty):
        name = mark[2].lower()
        if name not in FORMATTING:
            copied += sum(size for _, size in opened)
        elif not mark[1]:
            opened.append((name, len(mark[0])))
        else:
            _close(opened, name)
        if len(opened) > MOST_OPEN or copied > 2 * len(dirty) + MOST_COPIED:
            raise Refused(TOO_NESTED)


def _close(opened: list[tuple[str, int]], name: str) -> None:
    for at in range(len(opened) - 1, -1, -1):
        if opened[at][0] == name:
            del opened[at]
            return


def check_growth(dirty: str, cleaned: str) -> None:
    """Cleaning adds `rel` to links and writes some characters longer; otherwise a text hardly grows."""
    longer = 6 * cleaned.count("&") + 40 * cleaned.count("<a ")
    if len(cleaned) > 2 * len(dirty) + 10_000 + longer:
        raise Refused(TOO_NESTED)


def flatten(cleaned: str) -> str:
    """Deeper lists, quotations and small letters lose their marks: their words would end outside the screen, or too small."""
    opened: dict[str, list[bool]] = {}

    def kept(tag: re.Match) -> str:
        if tag[2] not in DEEPEST:
            return tag[0]
        kind, most = DEEPEST[tag[2]]
        stack = opened.setdefault(kind, [])
        if tag[1]:
            return tag[0] if not stack or stack.pop() else ""
        stack.append(stack.count(True) < most)
        return tag[0] if stack[-1] else ""

    return TAG.sub(kept, cleaned)


def check_width(cleaned: str) -> None:
    cells = [0]  # of each row that is open; tables stand in tables
    for tag in TAG.finditer(cleaned):
        if tag[2] == "tr":
            cells = cells[:-1] or [0] if tag[1] else [*cells, 0]
        elif tag[2] in {"td", "th"} and not tag[1]:
            cells[-1] += 1
            if cells[-1] > MOST_CELLS:
                raise Refused(TOO_WIDE)
