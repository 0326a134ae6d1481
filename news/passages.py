"""Where a note hangs: the words it was written about, found again in a text that has been edited since.

The place is kept outside the text, as a quotation with some letters before and after it. Texts are compared the way a
reader sees them: any space like another, é written as one letter or as two, nothing that has no width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from news import html, likeness
from news.likeness import fold, joined
from news.marking import Reading, marked

FIELDS = ("title", "summary", "lead_alt", "lead_credit", "body")  # where a note may hang
LONGEST = 500  # characters of a quotation
CONTEXT = 40  # characters kept before and after
NEAR = 12  # the part of them right beside the quotation, when all forty have been edited too
LEAST_SIDE = 5  # characters that an end of the text counts for as a side
MOST_PLACES = 20  # that are looked at, of one quotation
MOST_ANCHORS = 3  # of the text beside it, and of each part of a quotation
MOST_PIECES = 4
MOST_ON_A_LETTER = 30  # accents and joined emoji
LEAST_PIECE = 8  # characters; shorter ones stand everywhere
FEW = 20  # characters of a quotation that may well stand in several places by chance
SAME_SIDE = 0.7  # from here on the text before or after is still the same one
# How like the quotation a passage must be when none, one or both sides are still the same.
ENOUGH = (0.85, 0.65, 0.45)
ONE_WORD = 0.6  # "Senin" for "Kamis" between the same sides: not alike, and yet the same place
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Passage:
    field: str
    quote: str
    before: str
    after: str


@dataclass(frozen=True)
class Marked:
    html: SafeString
    found: frozenset[int]  # the keys that have their place


def words_of(field: str, value: str) -> str:
    """What a reader sees of a field: one space between any two words and between blocks."""
    return _read(field, value).words


def take(texts: dict[str, str], quote: str, *, field: str = "", before: str = "", after: str = "") -> Passage | None:
    """The passage that somebody selected, in the words of the text itself; None when they are nowhere.

    `texts`: the stored value of each field, the body as HTML. Without `field` all are tried. Of several places it is
    the one that stands most like between `before` and `after`.
    """
    wanted = _Wanted.of(quote, before[-2 * CONTEXT :], after[: 2 * CONTEXT])
    beside = bool((before + after).strip())
    best: tuple[float, Passage] | None = None
    for name in [field] if field else FIELDS:
        text = _Text(words_of(name, texts.get(name, "")))
        spot = text.exact(wanted, beside=beside)
        sides = spot.sides if spot and beside else 0.0
        if spot and (best is None or sides > best[0]):
            best = sides, _cut(name, text.words, *text.whole(spot.start, spot.end))
    return best[1] if best else None


def find(value: str, passage: Passage) -> tuple[int, int] | None:
    """From where to where it is now in `words_of(field, value)`; None when it is gone.

    For many passages of one text `mark` is cheaper: it reads the text once.
    """
    return _Text(words_of(passage.field, value)).find(passage)


def mark(field: str, value: str, passages: dict[int, Passage]) -> Marked:
    """The field as safe HTML, each of its passages in one or more `<mark class="passage" data-note="12">`.

    The first piece has `id="passage-12"`. Where passages overlap, a piece names all of them: `data-note="12 13"`.
    """
    reading = _read(field, value)
    text = _Text(reading.words)
    places = {key: text.find(passage) for key, passage in passages.items() if passage.field == field}
    found = {key: place for key, place in places.items() if place}
    return Marked(marked(reading, found), frozenset(found))


def _read(field: str, value: str) -> Reading:
    return Reading(html.clean(value) if field == "body" else escape(value))


def _cut(field: str, words: str, start: int, end: int) -> Passage:
    if end - start > LONGEST:
        short = words[start : start + LONGEST + 1].rpartition(" ")[0] or words[start : start + LONGEST]
        end = start + len(short)
    return Passage(field, words[start:end], words[max(0, start - CONTEXT) : start], words[end : end + CONTEXT])


class _Spot(NamedTuple):
    """A place that may be the one, in compared letters."""

    start: int
    end: int
    like: float  # the quotation
    before: float
    after: float
    sides: float  # both together

    @property
    def holds(self) -> bool:
        return self.like >= ENOUGH[(self.before >= SAME_SIDE) + (self.after >= SAME_SIDE)]


@dataclass(frozen=True)
class _Wanted:
    """A quotation and what stood beside it, in compared letters."""

    quote: str
    before: str
    after: str

    @classmethod
    def of(cls, quote: str, before: str, after: str) -> _Wanted:
        left, middle, right = (SPACES.sub(" ", fold(text)[0]) for text in (before, quote, after))
        return cls(middle.strip(), left[-CONTEXT:], right[:CONTEXT])

    @property
    def probes(self) -> Iterator[tuple[int, str]]:
        """The quotation with more and more beside it, and how far into each it begins."""
        for left, right in ((NEAR, 0), (0, NEAR), (NEAR, NEAR), (CONTEXT, 0), (0, CONTEXT), (CONTEXT, CONTEXT)):
            before = self.before[-left:] if left else ""
            yield len(before), before + self.quote + self.after[:right]

    @property
    def pieces(self) -> Iterator[tuple[int, str]]:
        """Parts of the quotation, of which one is whole still when a little was corrected in another."""
        size = max(LEAST_PIECE, -(-len(self.quote) // MOST_PIECES))
        for at in range(0, len(self.quote) - size + 1, size):
            yield at, self.quote[at : at + size]

    def spot(self, key: str, start: int, end: int) -> _Spot:
        there = key[start:end]
        like = likeness.likeness(self.quote, there)
        if " " not in self.quote + there and there and (self.before or self.after):
            like = max(like, ONE_WORD)  # `holds` asks for the sides
        reach = CONTEXT + NEAR
        before = _side(self.before[::-1], key[max(0, start - reach) : start][::-1])
        after = _side(self.after, key[end : end + reach])
        left, right = len(self.before) + LEAST_SIDE, len(self.after) + LEAST_SIDE
        return _Spot(start, end, like, before, after, (before * left + after * right) / (left + right))


def _side(wanted: str, there: str) -> float:
    """How much of the text beside a quotation is there still; what is right beside it counts most."""
    if not wanted.strip():  # it was the first or the last of its field
        return float(not there.strip())
    return (likeness.begins_like(wanted, there) + 2 * likeness.begins_like(wanted[:NEAR], there)) / 3


class _Text:
    """The words of a field, and the same as they are compared."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.key, self.at = fold(words)
        self._missing: set[str] = set()

    def find(self, passage: Passage) -> tuple[int, int] | None:
        wanted = _Wanted.of(passage.quote[:LONGEST], passage.before, passage.after)
        best = self.exact(wanted)
        if best is None or best.sides < 1:
            best = self._likeliest(wanted, best)
        return self.whole(best.start, best.end) if best else None

    def exact(self, wanted: _Wanted, *, beside: bool = True) -> _Spot | None:
        """The quotation letter for letter; of several the one with the same text beside it, or simply the first."""
        if not wanted.quote:
            return None
        starts = list(self._places(wanted.quote, MOST_PLACES + 1))
        if len(starts) > MOST_PLACES:
            for skip, probe in wanted.probes:
                starts = [at + skip for at in self._places(probe, MOST_PLACES)] or starts[:MOST_PLACES]
        ends = ((start, start + len(wanted.quote)) for start in starts)
        spots = [wanted.spot(self.key, start, end) for start, end in ends if self._parts(start) and self._parts(end)]
        return max(spots, key=lambda spot: beside and spot.sides, default=None)

    def _likeliest(self, wanted: _Wanted, exact: _Spot | None) -> _Spot | None:
        """Of that place and those where a little was corrected the one most like it, with the text beside it."""
        between = list(self._between(wanted))
        gone = any(not self.key[start:end].strip() for start, end in between)
        if exact and gone and len(wanted.quote) < FEW and exact.sides < SAME_SIDE:
            return None  # taken out between its neighbours; the same few letters elsewhere mean another thing
        for spans in (between, self._beside(wanted), self._around(wanted)):
            spots = [spot for span in spans if (spot := wanted.spot(self.key, *self._trimmed(*span))).holds]
            if spots:
                break
        return max([*spots, *([exact] if exact else [])], key=lambda spot: spot.like + spot.sides, default=None)

    def _between(self, wanted: _Wanted) -> Iterator[tuple[int, int]]:
        """What stands now between the text before the quotation and the text after it."""
        reach = 2 * len(wanted.quote) + CONTEXT
        ends = self._begin(wanted.after)
        for start in self._end(wanted.before):
            near = [max(start, end) for end in ends if start - 1 <= end <= start + reach]
            yield from ((start, end) for end in near[:1])

    def _beside(self, wanted: _Wanted) -> Iterator[tuple[int, int]]:
        """What is most like the quotation, right after the text before it or right before the text after it.

        Where that text stands in many places, one side alone says nothing.
        """
        reach = _reach(wanted.quote)
        starts, ends = self._end(wanted.before), self._begin(wanted.after)
        for start in starts if len(starts) < MOST_ANCHORS else []:
            yield start, start + likeness.beginning(wanted.quote, self.key[start : start + reach])
        for end in ends if len(ends) < MOST_ANCHORS else []:
            yield end - likeness.ending(wanted.quote, self.key[max(0, end - reach) : end]), end

    def _around(self, wanted: _Wanted) -> Iterator[tuple[int, int]]:
        """What is most like the quotation around a part of it that is whole."""
        reach = _reach(wanted.quote)
        seen_at: set[int] = set()
        for skip, piece in wanted.pieces:
            for at in self._places(piece, MOST_ANCHORS):
                left = max(0, at - skip - reach + len(wanted.quote))
                if left // reach not in seen_at:
                    seen_at.add(left // reach)
                    most = int((1 - ENOUGH[-1]) * len(wanted.quote))
                    if span := likeness.closest(wanted.quote, self.key[left : at - skip + reach], most):
                        yield left + span[0], left + span[1]

    def _end(self, before: str) -> list[int]:
        """Where the text before the quotation ends."""
        if len(before) < CONTEXT and self.key.startswith(before):
            return [len(before)]
        ends: list[int] = []
        for probe in (before[-NEAR:], before):
            ends = [at + len(probe) for at in self._places(probe, MOST_ANCHORS)] or ends
        return ends

    def _begin(self, after: str) -> list[int]:
        """Where the text after the quotation begins."""
        if len(after) < CONTEXT and self.key.endswith(after):
            return [len(self.key) - len(after)]
        starts: list[int] = []
        for probe in (after[:NEAR], after):
            starts = list(self._places(probe, MOST_ANCHORS)) or starts
        return starts

    def _places(self, probe: str, most: int) -> Iterator[int]:
        """The first of the places where `probe` stands. In a text that repeats itself it is slow to see that it does not."""
        at = -1
        for nth in range(0 if any(missing in probe for missing in self._missing) else most):
            at = self.key.find(probe, at + 1)
            if at < 0:
                self._missing |= set() if nth else {probe}
                return
            yield at

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        there = self.key[start:end]
        return start + len(there) - len(there.lstrip()), end - len(there) + len(there.rstrip())

    def _parts(self, at: int) -> bool:
        """Whether a letter begins there, and not in the middle of one or under its accent."""
        if not 0 < at < len(self.key):
            return True
        return self.at[at - 1] != self.at[at] and not unicodedata.combining(self.key[at])

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """The place in the words, with all that belongs to its first and last letter."""
        first, last = self.at[start], self.at[end - 1] + 1
        for _ in range(MOST_ON_A_LETTER):
            first -= first > 0 and joined(self.words, first)
            last += last < len(self.words) and joined(self.words, last)
        return first, last


def _reach(quote: str) -> int:
    """How far from its beginning a quotation may end when a little was written into it."""
    return len(quote) + max(LEAST_PIECE, len(quote) // 3)
