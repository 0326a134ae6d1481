"""Whose writing stands: every way in which two people can have changed a part, written out as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.merging import Merge, merge

TABLE = [
    # read, saved, typed → whose it is
    ("a", "a", "a", "same"),
    ("a", "b", "a", "theirs"),
    ("a", "a", "b", "mine"),
    ("a", "b", "b", "same"),  # both made the same correction
    ("a", "b", "c", "both"),
    ("a", "", "a", "theirs"),  # emptied by them
    ("a", "a", "", "mine"),
    ("a", "", "b", "both"),
    ("a", "b", "", "both"),
    ("", "b", "", "theirs"),
    ("", "b", "c", "both"),
    (None, 3, None, "theirs"),  # a rubric chosen by them
    (3, None, 3, "theirs"),
    (3, 4, 5, "both"),
]


def whose(merged: Merge, name: str) -> str:
    return next((owner for owner in ("theirs", "mine", "both") if name in getattr(merged, owner)), "same")


@pytest.mark.parametrize(("read", "saved", "typed", "expected"), TABLE)
def test_one_part(read, saved, typed, expected):
    merged = merge({"title": read}, {"title": saved}, {"title": typed})
    assert whose(merged, "title") == expected


@pytest.mark.parametrize(("read", "saved", "typed", "expected"), TABLE)
def test_without_what_was_read_everything_that_differs_is_asked(read, saved, typed, expected):
    merged = merge(None, {"title": saved}, {"title": typed})
    assert whose(merged, "title") == ("both" if saved != typed else "same")


PICTURES = [
    # (picture, what is said of it) read, saved, typed → whose picture, whose words
    ((1, "a"), (2, "b"), (1, "a"), "theirs", "theirs"),
    ((1, "a"), (1, "a"), ("new", "b"), "mine", "mine"),
    ((1, "a"), (2, "a"), (1, "b"), "theirs", "both"),  # my words are about a picture that is gone
    ((1, "a"), (1, "b"), ("new", "a"), "mine", "both"),  # their words are about the old one
    ((1, "a"), (2, "b"), ("new", "c"), "both", "both"),
    ((1, "a"), (None, ""), ("new", "a"), "both", "both"),
    ((1, "a"), (1, "b"), (1, "a"), "same", "theirs"),
    ((1, "a"), (1, "b"), (1, "c"), "same", "both"),
    ((1, "a"), (2, "a"), (1, "a"), "theirs", "same"),
]


@pytest.mark.parametrize(("read", "saved", "typed", "picture", "words"), PICTURES)
@pytest.mark.parametrize("said", ["lead_alt", "lead_credit"])
def test_what_is_said_of_a_picture_goes_with_it(said, read, saved, typed, picture, words):
    merged = merge(*({"lead": lead, said: text} for lead, text in (read, saved, typed)))
    assert (whose(merged, "lead"), whose(merged, said)) == (picture, words)


def test_parts_do_not_hang_together_otherwise():
    read = {"title": "a", "body": "a", "summary": "a", "byline": "a"}
    saved = read | {"title": "b", "summary": "b"}
    typed = {"title": "a", "body": "c", "summary": "c"}  # a form without the byline
    assert merge(read, saved, typed) == Merge(theirs=("title",), mine=("body",), both=("summary",))


texts = st.fixed_dictionaries(
    {name: st.sampled_from(["", "a", "b", "c"]) for name in ("title", "lead", "lead_alt", "lead_credit")}
)


@given(texts, texts, texts)
def test_nothing_is_lost(read, saved, typed):
    """What differs is in exactly one list; nobody's change is set aside without the other being asked."""
    merged = merge(read, saved, typed)
    named = [*merged.theirs, *merged.mine, *merged.both]
    assert sorted(named) == sorted(name for name in typed if typed[name] != saved[name])
    for name in merged.theirs:
        assert typed[name] == read[name]
    for name in merged.mine:
        assert saved[name] == read[name]
