"""news/likeness.py: the edits between two texts, counted a second time the slow way."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import likeness

FEW_LETTERS = st.text(alphabet="ab ", max_size=14)


def slowly(pattern: str, text: str, *, anywhere: bool) -> list[int]:
    """The whole table, as in the textbook."""
    row = [0 if anywhere else n for n in range(len(text) + 1)]
    for down, letter in enumerate(pattern, start=1):
        new = [down]
        for across, other in enumerate(text, start=1):
            new.append(min(row[across] + 1, new[-1] + 1, row[across - 1] + (letter != other)))
        row = new
    return row


@settings(max_examples=400, deadline=None)
@given(FEW_LETTERS, FEW_LETTERS, st.booleans())
def test_the_fast_way_counts_what_the_slow_way_counts(pattern, text, anywhere):
    assert likeness.distances(pattern, text, anywhere=anywhere) == slowly(pattern, text, anywhere=anywhere)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abc", min_size=1, max_size=12), st.text(alphabet="abc", max_size=24))
def test_the_closest_place_needs_the_fewest_edits(pattern, text):
    start, end = likeness.closest(pattern, text, len(pattern))
    assert slowly(pattern, text[start:end], anywhere=False)[-1] == min(slowly(pattern, text, anywhere=True))


CLOSEST = [
    ("buka 08.00", "Posyandu buka 09.00 pagi", "buka 09.00"),
    ("buka 08.00", "Posyandu buka 08.30 pagi", "buka 08.30"),  # its last letters are other ones, and belong to it
    ("buka 08.00", "Posyandu buka 08.01 pagi", "buka 08.01"),
    ("Buka 08.00", "Posyandu buka 08.00 pagi", "buka 08.00"),
    ("buka pukul 08.00", "Posyandu buka 08.00 pagi", "buka 08.00"),
]


@pytest.mark.parametrize(("pattern", "text", "place"), CLOSEST)
def test_closest(pattern, text, place):
    start, end = likeness.closest(pattern, text, 6)
    assert text[start:end] == place


def test_what_needs_too_many_edits_has_no_closest_place():
    assert likeness.closest("posyandu", "jalan desa", 4) is None


LIKE = [("", "", 1.0), ("08.00", "08.00", 1.0), ("08.00", "09.00", 0.8), ("abcd", "", 0.0), ("", "abcd", 0.0)]


@pytest.mark.parametrize(("one", "other", "like"), LIKE)
def test_likeness(one, other, like):
    assert likeness.likeness(one, other) == pytest.approx(like)


BEGINS = [("Posyandu", "Posyandu buka", 1.0), ("Posyandu", "Pusyandu buka", 0.875), ("Posyandu", "", 0.0)]


@pytest.mark.parametrize(("pattern", "text", "like"), BEGINS)
def test_begins_like(pattern, text, like):
    assert likeness.begins_like(pattern, text) == pytest.approx(like)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ae\u0301\u0323é각ᄀ ᅡ\u200d\u200b", max_size=20))
def test_texts_that_look_the_same_are_compared_as_the_same(text):
    folded, at = likeness.fold(text)
    assert (
        folded == likeness.fold(unicodedata.normalize("NFC", text))[0] == likeness.fold(text.replace("\u200b", ""))[0]
    )
    assert unicodedata.is_normalized("NFD", folded)
    assert len(at) == len(folded)
    assert all(letter in unicodedata.normalize("NFD", text[place]) for letter, place in zip(folded, at, strict=True))


def test_a_text_that_repeats_itself_takes_no_longer():
    begun = time.process_time()
    for _ in range(20):
        likeness.closest("a" * 250 + "b" * 250, "a" * 800, 500)
    assert time.process_time() - begun < 10  # far below a second where it was measured
