"""How alike two pieces of text are to a reader: how many letters one changes, adds or leaves out to make the other.

Counted with Myers' bit vectors (J. ACM 46, 1999; anchored after Hyyrö, 2003): one step for each letter, also where a
text repeats itself without end. `difflib` takes minutes there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise

from accounts.words import JOINERS, seen

SHAPES = "\ufe0e\ufe0f"  # choose how an emoji is drawn, and have no width


def distances(pattern: str, text: str, *, anywhere: bool = False) -> list[int]:
    """The edits between `pattern` and `text[:n]`, for every n from 0 to the whole. `anywhere`: with an end of `text[:n]`."""
    if not pattern:
        return [0] * (len(text) + 1) if anywhere else list(range(len(text) + 1))
    has: dict[str, int] = {}
    for at, letter in enumerate(pattern):
        has[letter] = has.get(letter, 0) | 1 << at
    edits = len(pattern)
    top, every, carry = 1 << edits - 1, (1 << edits) - 1, 0 if anywhere else 1
    more, less, out = every, 0, [edits]  # where the column of the table rises by one, and where it falls
    for letter in text:
        equal = has.get(letter, 0)
        across = (((equal & more) + more) ^ more) | equal
        rises, falls = less | (every & ~(across | more)), more & across
        edits += bool(rises & top) - bool(falls & top)
        rises, falls, down = rises << 1 | carry, falls << 1, equal | less
        more, less = (falls | ~(down | rises)) & every, rises & down & every
        out.append(edits)
    return out


def beginning(pattern: str, text: str) -> int:
    """How long the beginning of `text` is that is most like `pattern`."""
    edits = distances(pattern, text)
    return min(range(len(edits)), key=lambda at: (edits[at], _in_word(text, at), abs(at - len(pattern))))


def ending(pattern: str, text: str) -> int:
    """How long the end of `text` is that is most like `pattern`."""
    return beginning(pattern[::-1], text[::-1])


def closest(pattern: str, text: str, most: int) -> tuple[int, int] | None:
    """From where to where `text` is most like `pattern`; None with more than `most` edits."""
    edits = distances(pattern, text, anywhere=True)
    fewest = min(edits)
    if fewest > most:
        return None
    ends = [end for end, count in enumerate(edits) if count == fewest]
    end = next((end for end in ends if not _in_word(text, end)), ends[0])
    return end - ending(pattern, text[:end]), end


def _in_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def likeness(one: str, other: str) -> float:
    """1.0 for the same text, 0.0 when nothing is left of it."""
    if one == other:
        return 1.0
    return 1 - distances(one, other)[-1] / max(len(one), len(other))


def begins_like(pattern: str, text: str) -> float:
    """How like `pattern` the beginning of `text` is, from 0.0 to 1.0."""
    if text.startswith(pattern):
        return 1.0
    return 1 - min(distances(pattern, text)) / len(pattern)


def _bare(letter: str) -> str:
    """A letter as it is compared: taken apart, empty without a width."""
    return unicodedata.normalize("NFD", letter) if seen(letter).strip(JOINERS + SHAPES) else ""


def fold(words: str) -> tuple[str, list[int] | range]:
    """`words` as they are compared, and for each letter of that where it stood."""
    bare = {letter: _bare(letter) for letter in set(words)}
    same = all(letter == as_ for letter, as_ in bare.items()) and "  " not in words
    if same and unicodedata.is_normalized("NFD", words):
        return words, range(len(words))
    letters = [(letter, at) for at, whole in enumerate(words) for letter in bare[whole]]
    if not unicodedata.is_normalized("NFD", "".join(letter for letter, _ in letters)):
        letters = list(_in_order(letters))
    # Between two spaces there may have been something without a width.
    letters = [here for last, here in pairwise([("", -1), *letters]) if here[0] != " " or last[0] != " "]
    return "".join(letter for letter, _ in letters), [at for _, at in letters]


def _in_order(letters: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Accents on one letter may be typed in any order."""
    for _, run in groupby(letters, key=lambda pair: bool(unicodedata.combining(pair[0]))):
        yield from sorted(run, key=lambda pair: unicodedata.combining(pair[0]))


def joined(words: str, at: int) -> bool:
    """Whether the letter there and the one before it are drawn as one."""
    if words[at].isspace():
        return False
    return words[at] in JOINERS + SHAPES or words[at - 1] == JOINERS[1] or unicodedata.category(words[at])[0] == "M"
