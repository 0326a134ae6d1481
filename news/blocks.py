"""The blocks of a safe text, cut apart into words: what `compare` puts side by side, and `written` writes down again.

A word keeps the formatting it stands in, so a link that was put into it makes another word of it. A block keeps what it
stands in (`ul`, `blockquote`, …), so a paragraph that became a heading is another block with the same words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape  # Django's is the same, and slower
from html.parser import HTMLParser
from typing import NamedTuple
from unicodedata import normalize

from news import inserts
from news.marking import BLOCKS

GROUPS = frozenset({"table", "thead", "tbody", "tfoot", "ul", "ol"})  # hold blocks, and no words of their own
CELLS = frozenset({"td", "th"})
BREAK, CELL, PICTURE = "\n", "\t", "\f"  # signs between words; no word has such a letter
NAMES = {
    "p": "Alinea", "h2": "Subjudul", "h3": "Subjudul kecil", "h4": "Subjudul terkecil", "ul": "Daftar", "ol": "Daftar bernomor",
    "li": "Butir", "li+": "Lanjutan butir", "blockquote": "Kutipan", "tr": "Baris tabel", "thead": "Kepala tabel",
    "tfoot": "Kaki tabel", "caption": "Judul tabel", "figure": "Gambar", "figcaption": "Keterangan gambar", "hr": "Garis pemisah",
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


class Media(NamedTuple):
    """What stands in the text of the library: a photo, a video, an infographic, or several in a gallery."""

    ids: tuple[int, ...]
    size: str
    alt: str


@dataclass(frozen=True)
class Block:
    within: tuple[str, ...]  # the elements it stands in, with what their attributes say
    words: tuple[Word, ...]
    number: int = 0  # of an item; not compared, or one new item would change all that follow
    media: Media | None = None  # its words are the caption

    @cached_property
    def key(self) -> tuple:
        return self.within, self.words, self.media or ()

    @cached_property
    def counted(self) -> Counter:
        """Its words without their formatting: by these a block is known again. A caption is never taken for a paragraph."""
        if self.media:
            return Counter([PICTURE, *(PICTURE + letters(word) for word in self.words)])
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


class _Open(NamedTuple):
    """An element whose end has not come."""

    tag: str
    written: str
    media: int | None = None  # of a photo's place: which block it is


class _Cutter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._marks: list[Mark] = []
        self._within: list[_Open] = []
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
        return any(open_.tag == "tr" for open_ in self._within)

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
        told = [f"{name}={value}" for name, value in given if not name.startswith("data-")]
        self._within.append(_Open(tag, " ".join([tag, *told])))
        if tag == "figure":
            self._picture()
        if tag == "hr":
            self._shut(tag)

    def _picture(self) -> None:
        """What a figure shows is a block of its own; in a table it stands before its row."""
        for found in inserts.found(self.get_starttag_text() or ""):
            self._within[-1] = self._within[-1]._replace(media=len(self.blocks))
            self._add(Block(self._path(), (), self._number, Media(found.ids, found.size, found.alt)))

    def _shut(self, tag: str) -> None:
        at = next((at for at in range(len(self._within) - 1, -1, -1) if self._within[at].tag == tag), None)
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
        picture = self._captioned()
        if self._words and picture is not None:
            self.blocks[picture] = replace(self.blocks[picture], words=tuple(self._words))
        elif self._words or (empty and self._within[-1].tag == "hr"):
            self._add(Block(self._path(), tuple(self._words), self._number))
        self._words = []

    def _captioned(self) -> int | None:
        """The picture whose caption has just been read."""
        if len(self._within) < 2 or self._within[-1].tag != "figcaption":
            return None
        picture = self._within[-2].media
        return picture if picture is not None and not self.blocks[picture].words else None

    def _add(self, block: Block) -> None:
        """What an element says about itself is told once, and an item has one dot however many paragraphs it holds."""
        self.blocks.append(block)
        self._within = [open_._replace(written="li+" if open_.tag == "li" else open_.tag) for open_ in self._within]

    @property
    def _number(self) -> int:
        return self._items[-1] if self._items else 0

    def _path(self) -> tuple[str, ...]:
        path = [open_.written for open_ in self._within if open_.tag != "tbody"]
        if len(path) > 1 and path[-1] == "p":  # a paragraph in an item looks like the item
            path.pop()
        return tuple(path) or ("p",)


def cut(safe: str) -> list[Block]:
    """The blocks of HTML that `html.clean` has cleaned, in order."""
    cutter = _Cutter()
    cutter.feed(f"{safe}<p></p>")  # ends what stands there without a block
    cutter.close()
    return cutter.blocks
