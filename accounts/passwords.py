"""Which passwords are good enough, and how long one is good: what NIST SP 800-63B asks, with the words people use here."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone

# Longer than any password manager makes one. What comes in a form may be megabytes, and the rules below look at every letter.
LONGEST = 256
OWN_LIST = Path(__file__).parent / "data" / "common_passwords.txt"
ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"]
WALKS = [direction for row in ROWS for direction in (row, row[::-1])]
SHORTEST_WALK = 4
SHORTEST_RUN = 3  # of the same letter
# Letters that no common word explains: so many make a password that is on nobody's list. Digits and signs around a word
# are what every guessing program tries first, so they never count; different ones between such letters do (`x7$k!9Q2#m`).
OWN_LETTERS = 5
FEWEST_LETTERS, OWN_CHARACTERS = 3, 7
PADDING = "".join(map(chr, range(0x21, 0x41))) + "[\\]^_`{|}~ "
LEET = str.maketrans("@48306!97+$52", "aabeogigttssz")

COMMON = (
    "Kata sandi ini terlalu umum: isinya hanya kata, nama, atau urutan tombol yang sering dipakai orang, dan itu yang "
    "lebih dulu dicoba penebak. Menambah angka atau tanda tidak menolong. Rangkai tiga kata lain yang tidak berhubungan."
)
ABOUT_YOU = (
    "Kata sandi ini mudah ditebak karena isinya nama atau data Anda sendiri. Menambah angka atau tanda tidak menolong. "
    "Rangkai tiga kata lain yang tidak berhubungan."
)

TOO_LONG = f"Kata sandi ini terlalu panjang: paling banyak {LONGEST} karakter. Pakai yang lebih pendek."
# For every field a password is typed into, before anything compares, hashes or judges it. Not `max_length`: the browser
# would cut what is pasted without a word, and the cut password would be the one that is kept.
not_too_long = MaxLengthValidator(LONGEST, TOO_LONG)


class NotCommonValidator:
    """Refuses what is made only of common words, names, keyboard walks and the person's own data, however it is padded."""

    def validate(self, password: str, user=None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(TOO_LONG, code="password_too_long")
        if password.isdigit():
            return  # NumericPasswordValidator says it
        forms, between = _forms(password), _signs_between(password)
        if any(_is_leaked(form) or not _is_own(form, between, frozenset()) for form in forms):
            raise ValidationError(COMMON, code="password_too_common")
        data = _own_words(user)
        if data and any(not _is_own(form, between, data) for form in forms):
            raise ValidationError(ABOUT_YOU, code="password_too_similar")

    def get_help_text(self) -> str:
        return "Jangan memakai nama Anda, kata yang umum, atau urutan tombol, juga bila ditambahi angka atau tanda."


def is_too_old(person) -> bool:
    """Must `person` choose a new password first? Only where the office asks for it (PASSWORD_MAX_AGE_DAYS)."""
    days = settings.PASSWORD_MAX_AGE_DAYS
    if not days or not person.has_usable_password():
        return False
    return (person.password_set_at or person.date_joined) < timezone.now() - timedelta(days=days)


def _forms(password: str) -> set[str]:
    """The letters of it, as they stand and with digits and signs read as the letters they imitate."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    read = {plain}
    for core in (plain.rstrip(PADDING), plain.strip(PADDING)):
        read |= {core.replace("1", one).translate(LEET) for one in "il"}
    return {_once("".join(filter(str.isalpha, each))) for each in read}


def _once(text: str) -> str:
    """`blorablorablora` is `blora`."""
    return text[: (text + text).find(text, 1)]


def _signs_between(password: str) -> int:
    """How many different digits and signs stand between its letters."""
    return len({each for each in password.strip(PADDING) if not each.isalpha()})


def _is_own(text: str, between: int, data: frozenset[str]) -> bool:
    letters = _unexplained(text, data)
    return letters >= OWN_LETTERS or (letters >= FEWEST_LETTERS and letters + between >= OWN_CHARACTERS)


def _unexplained(text: str, data: frozenset[str]) -> int:
    """The fewest letters that remain when words, walks, runs and the person's data are taken out."""
    words, longest = _words(), max(_longest(), *map(len, data), 0)
    left = [0] * (len(text) + 1)  # of the first n letters
    for end in range(1, len(text) + 1):
        left[end] = left[end - 1] + 1
        for start in range(max(0, end - longest), end - 2):
            piece = text[start:end]
            if left[start] < left[end] and (piece in words or piece in data or _is_walk(piece)):
                left[end] = left[start]
    return left[-1]


def _is_walk(piece: str) -> bool:
    if len(piece) >= SHORTEST_RUN and len(set(piece)) == 1:
        return True
    return len(piece) >= SHORTEST_WALK and any(piece in walk for walk in WALKS)


def _is_leaked(text: str) -> bool:
    return len(text) >= OWN_LETTERS and text in _leaked()


def _own_words(person) -> frozenset[str]:
    if person is None:
        return frozenset()
    data = " ".join(str(getattr(person, name, "") or "") for name in ("name", "username", "email", "position"))
    return frozenset(word for word in re.findall(r"[^\W\d_]+", data.casefold()) if len(word) > 2)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    lines = (line for line in OWN_LIST.read_text("utf-8").splitlines() if not line.startswith("#"))
    words = {"".join(filter(str.isalpha, word)) for line in lines for word in line.split()}
    return frozenset(word for word in words if len(word) > 2)


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, [*_words(), *WALKS]))


@lru_cache(maxsize=1)
def _leaked() -> frozenset[str]:
    """Django's list of leaked passwords, in the same forms."""
    return frozenset(form for each in CommonPasswordValidator().passwords for form in _forms(each))
