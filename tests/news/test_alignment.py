"""What belongs together in two sequences, and what two large texts may cost."""

from __future__ import annotations

import time
from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.alignment import Budget, alike, common, without_islands
from tests.news.test_compare import bodies

FEW = st.text("abc", max_size=7)


def length_in_common(one: str, other: str) -> int:
    """By trying every selection."""

    def picks(text: str) -> set[str]:
        return {"".join(pick) for size in range(len(text) + 1) for pick in combinations(text, size)}

    return max(map(len, picks(one) & picks(other)))


@given(FEW, FEW)
def test_as_many_as_can_be_belong_together(one, other):
    pairs = common(one, other, Budget())
    assert len(pairs) == length_in_common(one, other)
    assert all(one[i] == other[j] for i, j in pairs)
    assert all(i < k and j < n for (i, j), (k, n) in pairwise(pairs))


def test_beyond_the_budget_only_the_ends_do():
    assert common("abcXa", "adcYa", Budget(cells=9)) == [(0, 0), (2, 2), (4, 4)]
    assert common("abcXa", "adcYa", Budget(cells=8)) == [(0, 0), (4, 4)]


def test_the_budget_is_shared():
    budget = Budget(cells=10)
    assert len(common("abcXa", "adcYa", budget)) == 3
    assert len(common("abcXa", "adcYa", budget)) == 2


@pytest.mark.parametrize(
    ("pairs", "size", "kept"),
    [
        ([(3, 3)], 7, []),
        ([(2, 3)], 7, []),
        ([(2, 2)], 7, [(2, 2)]),  # two before it
        ([(3, 3), (4, 4)], 8, [(3, 3), (4, 4)]),
        ([(0, 0), (4, 4)], 8, [(0, 0)]),
        ([], 3, []),
    ],
)
def test_a_word_alone_in_much_that_changed_does_not_count(pairs, size, kept):
    assert without_islands(pairs, size, size) == kept


def counted(*lines: str) -> list[Counter]:
    return [Counter(line.split()) for line in lines]


def test_blocks_that_share_most_are_the_same_ones():
    old = counted("a b c d", "p q r s")
    assert alike(old, counted("x y z", "a b c e", "p q r t"), Budget()) == [(0, 1), (1, 2)]
    assert alike(old, counted("k l m", "n o"), Budget()) == []
    assert alike(counted("a b c d e"), counted("a b x y z"), Budget()) == [(0, 0)]  # 0.4
    assert alike(counted("a b c d e"), counted("a v x y z"), Budget()) == []  # 0.2


def test_of_too_many_those_at_the_same_place_are_looked_at():
    old, new = counted("a b", "c d"), counted("c d", "a b", "x")
    assert len(alike(old, new, Budget())) == 1
    assert alike(old, new, Budget(looks=21)) == []
    assert alike(old, counted("a x", "c y"), Budget(looks=8)) == [(0, 0), (1, 1)]
    assert alike(old, counted("a x", "c y"), Budget(looks=7)) == []


def paragraphs(words: list[str], size: int) -> str:
    return "".join(f"<p>{' '.join(words[at : at + size])}</p>" for at in range(0, len(words), size))


MANY = [f"kata{at * at % 4999}" for at in range(110_000)]
LARGE = {
    "equal": (paragraphs(MANY, 40), paragraphs(MANY, 40)),
    "different": (paragraphs(MANY, 40), paragraphs([word.upper() for word in MANY], 40)),
    "one word in each": (paragraphs(MANY, 40), paragraphs(["x" if at % 40 == 7 else word for at, word in enumerate(MANY)], 40)),
    "the same word": (paragraphs(["ya"] * 340_000, 60), paragraphs(["ya"] * 300_000, 59)),
    "two words": (paragraphs(["ya", "tidak"] * 110_000, 60), paragraphs(["ya", "tidak", "tidak"] * 65_000, 50)),
    "20,000 paragraphs": (paragraphs(MANY[:20_000], 1), paragraphs(MANY[7:20_007], 1)),
    "9,999 open paragraphs": ("<p>" + "<p>".join(MANY[:9_999]), "<p>" + "<p>".join(MANY[::-1][:9_999])),
    "one paragraph": (f"<p>{'kata ' * 150_000}</p>", f"<p>{'kata lain ' * 75_000}</p>"),
    "one long word": (f"<p>{'a' * 1_000_000}</p>", f"<p>{'b' * 1_000_000}</p>"),
}  # fmt: skip


@pytest.mark.parametrize("case", LARGE)
def test_a_large_text_is_compared_in_bounded_time(case):
    """0.2 to 3 s where it was measured; work that grows with the product of the two lengths takes minutes."""
    old, new = LARGE[case]
    begun = time.process_time()  # of this process: other people's work on the machine is not ours
    bodies(old, new)
    assert time.process_time() - begun < 20
