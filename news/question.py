"""What somebody looks for: words, passages in quotation marks, names of OPDs. Whatever was typed, it can be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from accounts.words import line
from news.roots import WORD
from opd.models import OPD

MOST_CHARACTERS, MOST_WORDS, MOST_NAMES = 200, 20, 12
PART = re.compile(r'(-?)"([^"]*)"|(\S+)')
# They stand in nearly every text, and PostgreSQL's configuration leaves none of them out.
COMMON = frozenset([
    "yang", "di", "ke", "dari", "dan", "atau", "untuk", "pada", "dengan", "dalam", "ini", "itu", "adalah", "oleh",
    "para", "akan", "juga", "sebagai", "bagi", "serta", "tentang", "se", "telah", "sudah", "agar", "bahwa",
    "karena", "saat", "hingga", "sampai", "apa",
])  # fmt: skip
OF_ALL = ("kabupaten", "blora")  # stands at the end of most names
DAERAH = ("daerah",)

Words = tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """What has to be there (or must not): any one of these passages, each so many words side by side.

    `exact`: as it stands there, not in other forms of the same word.
    """

    passages: tuple[Words, ...]
    exact: bool = False
    excluded: bool = False

    @property
    def word(self) -> str:
        """The one word that it is, in whatever form; empty for everything else."""
        return self.passages[0][0] if not self.exact and len(self.passages) == len(self.passages[0]) == 1 else ""


@dataclass(frozen=True)
class Question:
    """`text` is what was typed, as it can be shown; without `terms` there is nothing to look for."""

    text: str
    terms: tuple[Term, ...] = ()
    opds: tuple[OPD, ...] = field(default=(), compare=False)  # that were named

    @property
    def words(self) -> list[str]:
        """The words that are looked for in any form."""
        return [term.word for term in self.terms if term.word and not term.excluded]

    @property
    def only_common(self) -> bool:
        """Words were typed, and all of them stand in nearly every text."""
        return bool(words_of(self.text)) and not self.terms

    @property
    def only_signs(self) -> bool:
        """Something was typed that has no word in it."""
        return bool(self.text) and not words_of(self.text)


def asked(typed: str, opds: Iterable[OPD] = ()) -> Question:
    """The question in those words. `opds`: whose names are known, for one another."""
    text = " ".join(line(typed[: 5 * MOST_CHARACTERS])[:MOST_CHARACTERS].split()[:MOST_WORDS])
    named = {name: opd for opd in opds for name in names_of(opd)}
    found: list[OPD] = []
    terms = [term for term in _terms(list(_parts(text)), named, found) if not _is_common(term)]
    if all(term.excluded for term in terms):
        terms = [Term(term.passages, term.exact) for term in terms]  # everything but that is no question
    return Question(text, tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(found)))


def names_of(opd: OPD) -> list[Words]:
    """All that an OPD is called: `(dinkes)`, `(dinas, kesehatan, daerah)`, `(dkk)`, with and without what all are called."""
    said = [opd.short_name, opd.slug, *(alias for alias in opd.aliases if isinstance(alias, str))]
    names = [words_of(name) for name in said]
    names += [whole := words_of(opd.name), short := _without(whole, OF_ALL), _without(short, DAERAH)]
    return [name for name in dict.fromkeys(names) if len("".join(name)) > 1][-MOST_NAMES:]


def words_of(text: str) -> Words:
    return tuple(WORD.findall(text.lower()))


def _without(name: Words, ending: Words) -> Words:
    return name[: -len(ending)] if name[-len(ending) :] == ending and len(name) > len(ending) + 1 else name


def _parts(text: str) -> Iterator[Term]:
    """Each word and each passage in quotation marks, in their order; `-` before it: it must not be there."""
    for minus, quoted, bare in PART.findall(text):
        words = words_of(quoted or bare)
        if words and len(set(words)) == 1 and not quoted:
            words = words[:1]  # anak-anak
        if words:
            yield Term((words,), exact=bool(quoted), excluded=bool(minus) or (len(bare) > 1 and bare.startswith("-")))


def _terms(parts: list[Term], named: dict[Words, OPD], found: list[OPD]) -> Iterator[Term]:
    """The same, with every name of an OPD in place of the one that was typed. Those named go into `found`."""
    longest = max(map(len, named), default=0)
    while parts:
        for size in range(min(longest, len(parts)), 0, -1):
            opd = named.get(_side_by_side(parts[:size]))
            if opd is not None:
                found.append(opd)
                yield Term(tuple(names_of(opd)), excluded=parts[0].excluded)
                parts = parts[size:]
                break
        else:
            yield parts.pop(0)


def _side_by_side(parts: list[Term]) -> Words:
    """The words of all of them; nothing where one was meant exactly, or not at all beside another."""
    if any(part.exact for part in parts) or len({part.excluded for part in parts}) > 1:
        return ()
    return tuple(word for part in parts for word in part.passages[0])


def _is_common(term: Term) -> bool:
    return term.word in COMMON
