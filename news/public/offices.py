"""Which OPDs the directory shows: all of them by kind, or those that somebody looks for."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable

from django.http import QueryDict

from opd.models import OPD, OPDKind

MANAGER = "dinkominfo"  # who runs the portal
ASKED = "cari"
MOST_LETTERS = 80
MOST_WORDS = 8
WORD = re.compile(r"\w+")
# Said of nearly everybody: asked for in full ("Kecamatan Jati, Kabupaten Blora"), they must not be what nothing fits.
SAID_OF_ALL = frozenset({"kabupaten", "kab", "kec", "blora", "opd", "dan"})
ALIKE = 0.8  # "kesehtan" and "kesehatan": 0.94; "jalan" and "jalin": 0.8


def directory_page(query: QueryDict) -> dict:
    """The directory, or what is left of it for `?cari=`. One question to the database, whatever was typed.

    `alike` says that nothing is called what was typed, and that these come near it.
    """
    opds, asked = list(OPD.objects.active()), _asked(query)
    found, alike = _found(opds, asked)
    kinds = [(kind, label, [opd for opd in found if opd.kind == kind]) for kind, label in OPDKind.choices]
    return {"asked": asked, "count": len(found), "alike": alike, "kinds": [each for each in kinds if each[2]]}


def about_page() -> dict:
    return {"manager": OPD.objects.active().filter(slug=MANAGER).first()}


def _asked(query: QueryDict) -> str:
    """What was typed, as one line of a bearable length and without what nobody can see."""
    typed = query.get(ASKED, "")[: MOST_LETTERS * 4]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())[:MOST_LETTERS].strip()


def _found(opds: list[OPD], asked: str) -> tuple[list[OPD], bool]:
    """Those of whom every word is said; else without the words that say nothing; else those with words nearly like these."""
    if not asked:
        return opds, False
    said = [(opd, _words(_about(opd))) for opd in opds]
    words = _words(asked)[:MOST_WORDS]
    telling = [word for word in words if word not in SAID_OF_ALL]
    exact = _fitting(said, words, _begins) or _fitting(said, telling, _begins)
    return (exact, False) if exact else (_fitting(said, telling, _is_like), True)


def _fitting(said: list[tuple[OPD, list[str]]], words: list[str], fits: Callable[[str, list[str]], bool]) -> list[OPD]:
    return [opd for opd, about in said if words and all(fits(word, about) for word in words)]


def _begins(word: str, about: list[str]) -> bool:
    return any(each.startswith(word) for each in about)


def _is_like(word: str, about: list[str]) -> bool:
    return _begins(word, about) or bool(difflib.get_close_matches(word, about, n=1, cutoff=ALIKE))


def _about(opd: OPD) -> str:
    return " ".join([opd.name, opd.short_name, *map(str, opd.aliases), opd.description, opd.get_kind_display()])


def _words(text: str) -> list[str]:
    """In small letters, without accents: `Wakaf, Désa` is `wakaf`, `desa`."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return WORD.findall(bare.casefold())
