"""How the words of a block are written down again, as safe HTML with marks at some of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape  # Django's is the same, and slower
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from news.blocks import BREAK, CELL, Block, Mark, Marks, Word

CLASSES = {
    "h2": "heading", "h3": "heading", "h4": "heading", "li": "item", "li+": "more", "tr": "row", "caption": "caption",
    "figcaption": "caption", "hr": "line",
}  # fmt: skip


class _Writer:
    """Writes words one after the other, and opens and closes only what differs from one to the next."""

    def __init__(self, tag: str, there: frozenset[str]) -> None:
        self.tag = tag  # del or ins
        self.there = there  # what links and abbreviations say on the other side: not gone, not new
        self.out: list[str] = []
        self.opened: list[Mark] = []
        self.touched: list[bool] = []  # whether anything marked stands in each of them

    def write(self, text: str, marks: Marks, *, marked: bool, spaced: bool) -> None:
        wanted = [*marks, Mark(self.tag)] if marked else list(marks)
        same = 0
        while same < min(len(wanted), len(self.opened)) and wanted[same] == self.opened[same]:
            same += 1
        self.shut(same)
        if spaced:
            self.out.append(" ")
        for mark in wanted[same:]:
            self.out.append(mark.opening)
            self.opened.append(mark)
            self.touched.append(False)
        if marked:
            self.touched = [True] * len(self.touched)
        self.out.append(text)

    def shut(self, down_to: int = 0) -> None:
        while len(self.opened) > down_to:
            mark, touched = self.opened.pop(), self.touched.pop()
            self.out.append(f"</{mark.tag}>")
            if touched and mark.unseen:
                tag = "span" if mark.unseen in self.there else self.tag
                self.out.append(f'<{tag} class="compare__address"> ({escape(mark.unseen)})</{tag}>')


def unseen(words: Iterable[Word]) -> frozenset[str]:
    """All that the links and abbreviations among the words say without showing it."""
    marks = {mark for word in words for _, marks in word for mark in marks if mark.attributes}
    return frozenset(mark.unseen for mark in marks)


def written(words: Sequence[Word], gone: Iterable[int], tag: str, there: frozenset[str] = frozenset()) -> SafeString:
    """The words as safe HTML, those at `gone` within `<del>` or `<ins>`."""
    writer, gone = _Writer(tag, there), frozenset(gone)

    def kind(at: int) -> tuple:
        pieces = words[at]
        simple = len(pieces) == 1 and pieces[0][0] not in (BREAK, CELL)
        return at in gone, pieces[0][1] if simple else at

    for (marked, shared), run in groupby(range(len(words)), key=kind):
        here = list(run)
        if isinstance(shared, tuple):  # words in a row that differ in nothing are written at once
            text = " ".join([words[at][0][0] for at in here])
            writer.write(escape(text), shared, marked=marked, spaced=bool(writer.out))
            continue
        for part, (text, marks) in enumerate(words[here[0]]):
            shown = SIGNS[text](marks, marked, here[0]) if text in SIGNS else escape(text)
            spaced = bool(writer.out) and not part
            if shown:
                writer.write(shown, () if text == CELL else marks, marked=marked, spaced=spaced)
    writer.shut()
    return mark_safe("".join(writer.out))  # noqa: S308  words are escaped, elements are those of `html.clean`


def _cell(marks: Marks, marked: bool, at: int) -> str:
    """The line before a cell; before the first one only when that cell became another one."""
    told = " ".join(f"{name}={value}" for name, value in marks[0].attributes) if marked else ""
    header = " kepala" if marked and marks[0].tag == "th" else ""
    line = f"|{header}{f' ({escape(told)})' if told else ''}" if marked or at else ""
    return f'<span class="compare__cell">{line}</span>' if line else ""


SIGNS = {BREAK: lambda marks, marked, at: '<span class="compare__break"><br></span>', CELL: _cell}


def element(block: Block, words: SafeString, label: SafeString | str = "") -> SafeString:
    """A block as one paragraph: items and rows cannot stand alone in a cell."""
    names = [f"compare__{CLASSES.get(block.innermost, 'text')}"]
    names += ["compare__quote"] if any(each.startswith("blockquote") for each in block.within) else []
    sign: SafeString | str = ""
    if block.innermost == "li":
        numbered = any(each.split(" ")[0] == "ol" for each in block.within)
        sign = format_html('<span class="compare__sign">{}</span> ', f"{block.number}." if numbered else "•")
    if block.innermost == "hr":
        words = words or mark_safe('<span class="compare__kind">Garis pemisah</span>')
    return format_html('<p class="{}">{}{}{}</p>', " ".join(names), label, sign, words)
