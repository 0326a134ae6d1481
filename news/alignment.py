"""Which parts of two sequences belong together: the longest common sequence, and pairs that are alike between it.

Counted with bit vectors (Crochemore et al., IPL 80, 2001): one step for each element, also where a text repeats itself
without end. `difflib` takes minutes there. The work is bounded by size, never by the clock: the same texts always give the
same answer. Where two sequences are too long together, what is between their common ends counts as replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

MOST_CELLS = 100_000_000  # of one table, a bit each
MOST_LOOKS = 1_000_000  # words that are counted to find blocks that are alike
ALIKE = 0.4  # share of the words, from here on a block is the same one, changed
ISLAND = 2  # times its own length: with more changed on both sides of it, a run in common tells nobody anything

Pair = tuple[int, int]


@dataclass
class Budget:
    """What may still be spent on one comparison, so that many middling tables cost no more than one large one."""

    cells: int = MOST_CELLS
    looks: int = MOST_LOOKS

    def table(self, cells: int) -> bool:
        if cells > self.cells:
            return False
        self.cells -= cells
        return True

    def look(self, words: int) -> bool:
        if words > self.looks:
            return False
        self.looks -= words
        return True


def common(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Pair]:
    """Where the same elements stand in both, as many as can be without crossing, in order."""
    least = min(len(old), len(new))
    head = next((at for at in range(least) if old[at] != new[at]), least)
    rest = least - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    one, other = old[head : len(old) - tail], new[head : len(new) - tail]
    middle = _longest(one, other) if one and other and budget.table(len(one) * len(other)) else []
    return [
        *((at, at) for at in range(head)),
        *((head + i, head + j) for i, j in middle),
        *((len(old) - at, len(new) - at) for at in range(tail, 0, -1)),
    ]


def _longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """In row j bit i is unset where the first j+1 of `new` have one more in common with the first i+1 of `old`."""
    stands: dict[Hashable, int] = {}
    for at, element in enumerate(old):
        stands[element] = stands.get(element, 0) | 1 << at
    every = (1 << len(old)) - 1
    row, rows = every, []
    for element in new:
        here = row & stands.get(element, 0)
        row = ((row + here) | (row - here)) & every
        rows.append(row)
    return _walk_back(rows, len(old))


def _walk_back(rows: list[int], length: int) -> list[Pair]:
    i, j = length - 1, len(rows) - 1
    pairs = []
    while i >= 0 and j >= 0:
        if rows[j] >> i & 1:
            i -= 1
        elif j and not rows[j - 1] >> i & 1:
            j -= 1
        else:
            pairs.append((i, j))
            i, j = i - 1, j - 1
    return pairs[::-1]


def without_islands(pairs: list[Pair], old: int, new: int) -> list[Pair]:
    """Without the few common words in the middle of much that changed: `dan` alone between two new halves tells nobody anything."""
    kept: list[Pair] = []
    runs = _runs(pairs)
    for at, run in enumerate(runs):
        before = runs[at - 1][-1] if at else (-1, -1)
        after = runs[at + 1][0] if at + 1 < len(runs) else (old, new)
        gap = min(_distance(before, run[0]), _distance(run[-1], after))
        if gap <= ISLAND * len(run):
            kept += run
    return kept


def _distance(one: Pair, other: Pair) -> int:
    return max(other[0] - one[0], other[1] - one[1]) - 1


def _runs(pairs: list[Pair]) -> list[list[Pair]]:
    runs: list[list[Pair]] = []
    for i, j in pairs:
        if runs and runs[-1][-1] == (i - 1, j - 1):
            runs[-1].append((i, j))
        else:
            runs.append([(i, j)])
    return runs


def alike(old: Sequence[Counter], new: Sequence[Counter], budget: Budget) -> list[Pair]:
    """Pairs of blocks, counted words, that share most with each other and do not cross.

    Where there are too many to look at all of them, those at the same place are looked at.
    """
    words = sum(map(len, old)) * len(new) + sum(map(len, new)) * len(old)
    if budget.look(words):
        return _best(old, new)
    same_place = list(zip(old, new, strict=False))
    if not budget.look(sum(len(one) + len(other) for one, other in same_place)):
        return []
    return [(at, at) for at, (one, other) in enumerate(same_place) if _share(one, other) >= ALIKE]


def _best(old: Sequence[Counter], new: Sequence[Counter]) -> list[Pair]:
    shares = [[_share(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            pair = best[i + 1][j + 1] + shares[i][j] if shares[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    return _walk(shares, best)


def _walk(shares: list[list[float]], best: list[list[float]]) -> list[Pair]:
    i = j = 0
    pairs = []
    while i < len(shares) and j < len(shares[i]):
        if shares[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + shares[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _share(one: Counter, other: Counter) -> float:
    """Of all their words, how many are in both: 1.0 for the same words, also when both have none."""
    total = one.total() + other.total()
    if not total:
        return 1.0
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return 2 * sum(min(count, many[word]) for word, count in few.items()) / total
