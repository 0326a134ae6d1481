"""Which words were meant by somebody who mistyped: the nearest ones that stand in the news, in names and rubrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from news import roots
from news.models.publication import Publication
from news.question import Question, names_of, words_of
from opd import freshness
from opd.models import OPD

NEWEST = 1_000  # publications whose words are known; older ones are found, but nobody is led to their words
READ = 20_000  # characters of each
MOST = 30_000  # words, the most frequent
KEPT = 3600  # seconds, at most
SHORTEST = 4  # letters of a word that may have been mistyped: shorter ones are near to everything
TWICE = 8  # letters from which two slips are forgiven
ASKED = 4  # words of one question
SHOWN = 3  # OPDs
ALIKE, LONGEST = 0.8, 60  # how much of two names is the same; characters of a name that is compared


def nearest(words: Iterable[str], standing: Iterable[str]) -> dict[str, str]:
    """For each of these words that nothing has, the nearest that something has; without those that have none.

    `standing`: names whose words are known, whatever stands in the news.
    """
    known = dict.fromkeys((word for text in standing for word in words_of(text)), 1) | _known()
    mistyped = (word for word in dict.fromkeys(words) if len(word) >= SHORTEST and not roots.is_indonesian(word))
    unknown = [word for word in mistyped if not known.keys() & roots.forms(word)]
    near = {word: _near(word, known) for word in unknown[:ASKED]}
    return {word: found for word, found in near.items() if found}


def agencies(question: Question, opds: list[OPD]) -> list[OPD]:
    """The OPDs that are named, else those few whose names have all the words, else those whose names look alike."""
    if named := [opd for opd in question.opds if opd in opds]:
        return named[:SHOWN]
    wanted = {roots.root(word) for word in question.words}
    having = [opd for opd in opds if wanted and wanted <= {roots.root(word) for word in words_of(opd.name)}]
    if having:
        return having if len(having) <= SHOWN else []  # "dinas" names nobody
    names = {" ".join(name): opd for opd in opds for name in names_of(opd)}
    typed = " ".join(words_of(question.text))
    alike = get_close_matches(typed, names, n=SHOWN, cutoff=ALIKE) if SHORTEST <= len(typed) <= LONGEST else []
    return list(dict.fromkeys(names[name] for name in alike))


def _known() -> dict[str, int]:
    """How often each word stands in the newest news; gathered anew when something has changed in public. One query then."""
    return freshness.kept("known-words", _gathered, KEPT)


def _gathered() -> dict[str, int]:
    texts = Publication.objects.visible().newest_first().values_list("search_text", flat=True)[:NEWEST]
    count: Counter[str] = Counter()
    for text in texts:
        count.update(set(words_of(text[:READ])))
    return {word: times for word, times in count.most_common(MOST) if len(word) >= SHORTEST and word.isalpha()}


def _near(word: str, known: dict[str, int]) -> str:
    """The nearest; of equally near ones the one that begins alike, then the more frequent."""
    most = 2 if len(word) >= TWICE else 1
    letters = set(word)
    close = []
    for other, times in known.items():
        if abs(len(other) - len(word)) <= most and len(letters.symmetric_difference(other)) <= 2 * most:
            slips = distance(word, other, most)
            if 0 < slips <= most:
                close.append((slips, other[0] != word[0], -times, other))
    return min(close)[-1] if close else ""


def distance(one: str, other: str, most: int) -> int:
    """How many letters were left out, put in, changed, or swapped with their neighbour; `most` + 1 for anything beyond."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, there in enumerate(other, 1):
            cost = min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (letter != there))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == there:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, above = above, line
    return above[-1]
