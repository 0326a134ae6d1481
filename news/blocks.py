"""The blocks of a safe text, cut apart into words, and how they are written down again with marks at some of the words.

A word keeps the formatting it stands in, so a link that was put into it makes another word of it. A block keeps what it
stands in (`ul`, `blockquote`, …), so a paragraph that became a heading is another block with the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape  # Django's is the same, and slower
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple
from unicodedata import normalize

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from news.marking import BLOCKS

GROUPS = frozenset({"table", "thead", "tbody", "tfoot", "ul", "ol"})  # hold blocks, and no words of their own
CELLS = frozenset({"td", "th"})
BREAK, CELL = "\n", "\t"  # signs between words; no word has such a letter
NAMES = {
    "p": "Alinea", "h2": "Subjudul", "h3": "Subjudul kecil", "h4": "Subjudul terkecil", "ul": "Daftar", "ol": "Daftar bernomor",
    "li": "Butir", "li+": "Lanjutan butir", "blockquote": "Kutipan", "tr": "Baris tabel", "thead": "Kepala tabel",
    "tfoot": "Kaki tabel", "caption": "Judul tabel", "figure": "Gambar", "figcaption": "Keterangan gambar", "hr": "Garis pemisah",
}  # fmt: skip
CLASSES = {
    "h2": "heading", "h3": "heading", "h4": "heading", "li": "item", "li+": "more", "tr": "row", "caption": "caption",
    "figcaption": "caption", "hr": "line",
}  # fmt: skip


class Mark(NamedTuple):
    """A formatting element around some letters, with its attributes."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def opening(self) -> str:
        given = "".join([f' {name}="{escape(value)}"' for name, value in self.attributes])
        return f"<{self.tag}{given}>"

    @property
    def unseen(self) -> str:
        """What it says without showing it to a reader: where a link leads, what an abbreviation means."""
        given = dict(self.attributes)
        return " ".join(filter(None, [given.get("href", ""), f"“{given['title']}”" if given.get("title") else ""]))


Marks = tuple[Mark, ...]
Word = tuple[tuple[str, Marks], ...]  # letters and what they stand in; BREAK and CELL are words of their own


def letters(word: Word) -> str:
    return "".join([piece[0] for piece in word])


def words_of(line: str) -> tuple[Word, ...]:
    """The words of a field that has no formatting."""
    return tuple([((word, ()),) for word in normalize("NFC", line).split()])


@dataclass(frozen=True)
class Block:
    within: tuple[str, ...]  # the elements it stands in, with what their attributes say
    words: tuple[Word, ...]
    number: int = 0  # of an item; not compared, or one new item would change all that follow

    @cached_property
    def key(self) -> tuple:
        return self.within, self.words

    @cached_property
    def counted(self) -> Counter:
        """Its words without their formatting: by these a block is known again."""
        return Counter(map(letters, self.words))

    @property
    def innermost(self) -> str:
        return self.within[-1].split(" ")[0]

    @property
    def name(self) -> str:
        """What it is, in the words of the desk: `Kutipan, butir`."""
        return ", ".join(_named(each) for each in self.within if each != "table").capitalize()


def _named(element: str) -> str:
    tag, _, attributes = element.partition(" ")
    return NAMES.get(tag, tag).lower() + (f" ({attributes})" if attributes else "")


class _Cutter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._marks: list[Mark] = []
        self._within: list[tuple[str, str]] = []  # tag, and how it is written down
        self._items: list[int] = []  # of each list that is open
        self._words: list[Word] = []
        self._pieces: list[tuple[str, Marks]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = tuple(sorted((name, value or "") for name, value in attrs))
        if tag == "br":
            self._sign(BREAK)
        elif tag in CELLS:
            self._word()
            self._words.append(((CELL, (Mark(tag, given),)),))
        elif tag in BLOCKS:
            self._open(tag, given)
        else:
            self._marks.append(Mark(tag, given))

    def handle_endtag(self, tag: str) -> None:
        if tag in CELLS:
            self._word()
        elif tag in BLOCKS:
            self._shut(tag)
        else:
            at = next((at for at in range(len(self._marks) - 1, -1, -1) if self._marks[at].tag == tag), None)
            if at is not None:
                del self._marks[at]

    def handle_data(self, data: str) -> None:
        marks = tuple(self._marks)
        words = normalize("NFC", data).split()
        if not words or data[0].isspace():
            self._word()
        if not words:
            return
        self._pieces.append((words[0], marks))
        if len(words) > 1:
            self._word()
            self._words += [((word, marks),) for word in words[1:-1]]
            self._pieces.append((words[-1], marks))
        if data[-1].isspace():
            self._word()

    def _word(self) -> None:
        if self._pieces:
            self._words.append(tuple(self._pieces))
            self._pieces = []

    def _sign(self, sign: str) -> None:
        self._word()
        self._words.append(((sign, tuple(self._marks)),))

    @property
    def _in_row(self) -> bool:
        return any(tag == "tr" for tag, _ in self._within)

    def _open(self, tag: str, given: tuple[tuple[str, str], ...]) -> None:
        if self._in_row:  # a row is one block, whatever stands in its cells
            self._word()
        else:
            self._flush()
        if tag in {"ul", "ol"}:
            start = dict(given).get("start", "1")
            self._items.append(int(start) - 1 if start.isdecimal() and len(start) < 9 else 0)
        if tag == "li" and self._items:
            self._items[-1] += 1
        self._within.append((tag, " ".join([tag, *(f"{name}={value}" for name, value in given)])))
        if tag == "hr":
            self._shut(tag)

    def _shut(self, tag: str) -> None:
        at = next((at for at in range(len(self._within) - 1, -1, -1) if self._within[at][0] == tag), None)
        if at is None:
            return
        if tag == "tr" or not self._in_row:
            self._flush(empty=tag in {"tr", "hr"})
        else:
            self._word()
        del self._within[at:]
        if tag in {"ul", "ol"}:
            self._items.pop()

    def _flush(self, *, empty: bool = False) -> None:
        self._word()
        while self._words and self._words[-1][0][0] == BREAK:
            self._words.pop()  # a browser draws no line after the last one
        if self._words or (empty and self._within[-1][0] == "hr"):
            number = self._items[-1] if self._items else 0
            self.blocks.append(Block(self._path(), tuple(self._words), number))
            # What an element says about itself is told once, and an item has one dot however many paragraphs it holds.
            self._within = [(tag, "li+" if tag == "li" else tag) for tag, _ in self._within]
        self._words = []

    def _path(self) -> tuple[str, ...]:
        path = [written for tag, written in self._within if tag != "tbody"]
        if len(path) > 1 and path[-1] == "p":  # a paragraph in an item looks like the item
            path.pop()
        return tuple(path) or ("p",)


def cut(safe: str) -> list[Block]:
    """The blocks of HTML that `html.clean` has cleaned, in order."""
    cutter = _Cutter()
    cutter.feed(f"{safe}<p></p>")  # ends what stands there without a block
    cutter.close()
    return cutter.blocks


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
