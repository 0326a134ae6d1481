"""Marks around some words of safe HTML, and nothing else of it changed: the marks taken out again leave what came in.

`Reading` knows for each of its words where it stands in the HTML. A piece of a mark never holds a tag, so elements stay
nested as they were; spaces between blocks get none, for a browser would carry it out of a table.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from news.html import TAGS

INLINE = frozenset(["strong", "em", "b", "i", "u", "s", "sub", "sup", "cite", "q", "a", "abbr", "span"])
BLOCKS = TAGS - INLINE
RUNS = re.compile(r"\S+(?: \S+)*|\s+")

Span = tuple[int, int]


class _Run(NamedTuple):
    """Letters that stand in the words as in the HTML, or one letter that is written there in another way."""

    at: int  # in the words
    size: int
    begin: int  # in the HTML
    end: int

    def cut(self, start: int, end: int) -> Span:
        """Where the words from `start` to `end` stand in the HTML, as far as they are of this run."""
        if self.size != self.end - self.begin:
            return self.begin, self.end
        return self.begin + max(0, start - self.at), self.begin + min(self.size, end - self.at)


@lru_cache(maxsize=64)
def _letter(written: str) -> str:
    return unescape(written)


class Reading(HTMLParser):
    """The words of safe HTML as a reader sees them: one space between any two, also between blocks."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self._runs: list[_Run] = []
        self._words: list[str] = []
        self._length = self._at = 0
        self._space: Span | None = None  # read, and not yet known whether a word follows
        self.feed(source)
        self.close()
        self.words = "".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag(tag, self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._tag(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        for run in RUNS.findall(data):
            self._text(run, run)

    def handle_entityref(self, name: str) -> None:
        self._text(_letter(f"&{name};"), f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_entityref(f"#{name}")

    def updatepos(self, i: int, j: int) -> int:
        return j  # nobody asks for the line, and counting takes a while

    def _tag(self, tag: str, written: str) -> None:
        self._at += len(written)
        if tag in BLOCKS:
            self._space = self._at, self._at  # wherever it stands: nothing there is marked

    def _text(self, text: str, written: str) -> None:
        begin, self._at = self._at, self._at + len(written)
        if not text.isspace():
            if self._space and self._words:
                self._add(" ", *self._space)
            self._space = None
            self._add(text, begin, self._at)
        elif self._space is None:
            self._space = begin, self._at
        elif self._space[0] < self._space[1] == begin:
            self._space = self._space[0], self._at

    def _add(self, text: str, begin: int, end: int) -> None:
        self._runs.append(_Run(self._length, len(text), begin, end))
        self._words.append(text)
        self._length += len(text)

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Where the words from `start` to `end` stand in the HTML, in pieces without a tag."""
        piece: Span | None = None
        for run in self._runs[bisect_right(self._runs, start, key=lambda run: run.at) - 1 :]:
            if run.at >= end:
                break
            begin, until = run.cut(start, end)
            if piece and piece[1] == begin:
                piece = piece[0], until
                continue
            if piece:
                yield piece
            piece = (begin, until) if begin < until else None
        if piece:
            yield piece


def marked(reading: Reading, places: dict[int, Span]) -> SafeString:
    """The HTML of `reading` with a mark around each of `places`, spans of its words by key."""
    opens, shuts = defaultdict(set), defaultdict(set)
    for key, place in places.items():
        for begin, end in reading.spans(*place):
            opens[begin].add(key)
            shuts[end].add(key)
    out, last = [], 0
    here: set[int] = set()
    named: set[int] = set()
    for begin, end in pairwise(sorted({*opens, *shuts})):
        here = here - shuts[begin] | opens[begin]
        if here:
            out += [reading.source[last:begin], _marks(sorted(here), named, reading.source[begin:end])]
            last = end
    return mark_safe("".join([*out, reading.source[last:]]))  # noqa: S308  cleaned HTML, and numbers


def _marks(keys: list[int], named: set[int], piece: str) -> str:
    """One mark that names all of them. Of those that begin here each has an `id`, the others in marks inside."""
    first = [key for key in keys if key not in named]
    named.update(first)
    ids = "".join(f'<mark class="passage" data-note="{key}" id="passage-{key}">' for key in first[1:])
    id_ = f' id="passage-{first[0]}"' if first else ""
    names = " ".join(map(str, keys))
    return f'<mark class="passage" data-note="{names}"{id_}>{ids}{piece}{"</mark>" * (1 + len(first[1:]))}'
