"""Which words are forms of one word: `membangun`, `pembangunan` and `bangunan` of `bangun`. Asks no database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

WORD = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[a-z]{3,40}")
# What hangs on any word without making another one of it.
PARTICLES = ("", "nya", "lah", "kah", "pun", "ku", "mu")
HANGING = re.compile(r"(?:nya|lah|kah|pun)$")
DROPPED = {"p": "m", "t": "n", "s": "ny", "k": "ng"}  # the first letter gives way to the nasal: pukul, memukul
NASAL = dict.fromkeys("bfpv", "m") | dict.fromkeys("cdjstz", "n") | dict.fromkeys("aeghikoquxh", "ng")
# What stands before a root, and what may end the same word; `me` and `pe` take a nasal besides.
ENDINGS = {
    "": ("", "kan", "an", "i"),
    "di": ("", "kan", "i"),
    "ter": ("", "kan", "i"),
    "ber": ("", "kan", "an"),
    "per": ("", "an"),
    "ke": ("", "an"),
    "se": ("",),
    "pe": ("", "an"),
    "me": ("", "kan", "i"),
    "memper": ("", "kan", "i"),
    "diper": ("", "kan", "i"),
    "pember": ("an",),
    "member": ("kan",),
    "keber": ("an",),
    "be": ("", "kan", "an"),  # rencana, berencana; kerja, bekerja
}
NASALIZED = ("me", "pe")
SHORT = 4  # letters: cat, mengecat
AJAR = ("belajar", "pelajar", "pelajaran", "pembelajaran", "pembelajar")  # the one word with an l


@lru_cache
def _stemmer():
    return StemmerFactory().create_stemmer().delegatedStemmer  # its own memory would grow with whatever people type


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """What the dictionary knows the lower-case word by; without its particle, where it knows nothing of it."""
    if not LATIN.fullmatch(word):
        return word
    found = _stemmer().stem_word(word)
    if found == word and len(bare := HANGING.sub("", word)) > SHORT:
        return bare
    return found


def is_indonesian(word: str) -> bool:
    """Whether the dictionary knows its root: then it was not mistyped, whether the news has it or not."""
    return bool(_stemmer().dictionary.contains(root(word)))


@lru_cache(maxsize=2_000)
def stems(word: str) -> tuple[str, ...]:
    """The forms of the same root without particles, the word itself first. Not all of them are words: nobody writes those."""
    base = root(word)
    if not LATIN.fullmatch(base):
        return tuple(dict.fromkeys((word, base)))
    return tuple(dict.fromkeys([word, base, *_built(base), *(AJAR if base == "ajar" else ())]))


def forms(word: str) -> frozenset[str]:
    """The same with every particle: what stands in a text that has the word."""
    return frozenset(stem + particle for stem, particle in product(stems(word), PARTICLES))


def core(word: str) -> str:
    """Letters that stand in every one of its forms; empty where there are none."""
    base = root(word)
    inner = base[1:] if base[:1] in DROPPED else base
    return inner if len(inner) > 1 and inner in word else ""


def _built(base: str) -> Iterator[str]:
    """The root with everything that may stand before and after it."""
    bodies = [NASAL.get(base[0], "") + base]
    if base[0] in DROPPED:
        bodies.append(DROPPED[base[0]] + base[1:])
    if len(base) <= SHORT:
        bodies.append("nge" + base)
    for start, endings in ENDINGS.items():
        if start == "be" and base[0] != "r" and base[1:3] != "er":
            continue
        for body in [base, *(bodies if start in NASALIZED else ())]:
            yield from (start + body + end for end in endings)
