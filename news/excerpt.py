"""The place in a text where it has what was looked for, as HTML: everything escaped, the words that were found in `<mark>`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from news import roots
from news.question import Question, Words

READ = 20_000  # characters of a text that are looked through
BEFORE, LENGTH = 70, 230  # characters before the first place, and in all


@dataclass(frozen=True)
class Place:
    start: int
    end: int


class Marker:
    """Knows the words of one question, in all their forms, and the passages."""

    def __init__(self, question: Question) -> None:
        wanted = [term for term in question.terms if not term.excluded]
        self.words = {form for term in wanted if term.word for form in roots.forms(term.word)}
        self.passages: dict[str, list[Words]] = {}
        for term in wanted:
            for passage in () if term.word else term.passages:
                self.passages.setdefault(passage[0], []).append(passage)

    def marked(self, text: str) -> SafeString:
        """The whole text with its places marked."""
        html, at = [], 0
        for place in self._places(text):
            html += [escape(text[at : place.start]), "<mark>", escape(text[place.start : place.end]), "</mark>"]
            at = place.end
        html.append(escape(text[at:]))
        return mark_safe("".join(html))  # noqa: S308  (every piece was escaped)

    def excerpt(self, text: str) -> SafeString:
        """About 230 characters around the first place, cut at words; the beginning of a text that has none."""
        text = " ".join(text[:READ].split())
        first = next(self._places(text), None)
        begin = _after_blank(text, first.start - BEFORE) if first else 0
        end = len(text) if begin + LENGTH >= len(text) else _before_blank(text, begin + LENGTH)
        return mark_safe(f"{'… ' if begin else ''}{self.marked(text[begin:end])}{' …' if end < len(text) else ''}")  # noqa: S308

    def _places(self, text: str) -> Iterator[Place]:
        """Where one begins and ends, in their order, never one inside another."""
        found = list(roots.WORD.finditer(text))
        lower = [each[0].lower() for each in found]
        at = 0
        while at < len(found):
            size = self._size(lower, at)
            if size:
                yield Place(found[at].start(), found[at + size - 1].end())
            at += size or 1

    def _size(self, words: list[str], at: int) -> int:
        """How many words from there on are one place."""
        sizes = [
            len(passage)
            for passage in self.passages.get(words[at], ())
            if tuple(words[at : at + len(passage)]) == passage
        ]
        return max(sizes, default=int(words[at] in self.words))


def _after_blank(text: str, at: int) -> int:
    return text.find(" ", at - 1) + 1 if at > 0 else 0


def _before_blank(text: str, at: int) -> int:
    cut = text.rfind(" ", 0, at + 1)
    return cut if cut > at - 40 else at
