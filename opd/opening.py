"""When an office is open for the public: how a week is read from a form, kept, and said.

Kept as `OPD.hours`: `{"day": 1 (Monday) to 7, "opens": "07:30", "closes": "15:30"}` in the order of the week; a day that is
not there is closed. Midnight at the end of a day is `24:00`.
"""

from __future__ import annotations

import re
from itertools import groupby

from django.core.exceptions import ValidationError

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
CLOSED = "tutup"
ALL_DAY = "24 jam"
CLOCK = re.compile(r"([01][0-9]|2[0-4])[:.]([0-5][0-9])(?:[:.][0-5][0-9])?")
ONE_ONLY = "{day}: isi jam buka dan jam tutup, atau kosongkan keduanya bila kantor tutup."
NOT_A_CLOCK = "{day}: tulis jamnya seperti 07.30."
BACKWARDS = "{day}: jam tutup harus sesudah jam buka."


def read(typed: list[tuple[str, str]]) -> list[dict]:
    """The seven pairs of a form, Monday first, as they are kept. ValidationError names each day that is wrong."""
    found, wrong = [], []
    for number, (opens, closes) in enumerate(typed, 1):
        try:
            found += _day(number, opens.strip(), closes.strip())
        except ValidationError as error:
            wrong += error.messages
    if wrong:
        raise ValidationError(wrong)
    return found


def typed(hours: list[dict]) -> list[tuple[str, str]]:
    """Seven pairs for the fields of a form, in which midnight is 00:00."""
    by_day = {one["day"]: (one["opens"], one["closes"].replace("24:00", "00:00")) for one in hours}
    return [by_day.get(number, ("", "")) for number in range(1, 8)]


def said(hours: list[dict]) -> list[tuple[str, str]]:
    """For readers: neighbouring days with the same hours in one line, `("Senin–Kamis", "07.30–15.30 WIB")`. Empty: not known."""
    if not hours:
        return []
    by_day = {one["day"]: _span(one) for one in hours}
    lines = []
    for times, days in groupby(range(1, 8), key=lambda number: by_day.get(number, CLOSED)):
        first, *others = [DAYS[number - 1] for number in days]
        lines.append((f"{first}–{others[-1]}" if others else first, times))
    return lines


def _day(number: int, opens: str, closes: str) -> list[dict]:
    day = DAYS[number - 1]
    if not opens and not closes:
        return []
    if not (opens and closes):
        raise ValidationError(ONE_ONLY.format(day=day))
    start, end = _clock(opens, day), _clock(closes, day)
    end = "24:00" if end == "00:00" else end
    if start >= end:
        raise ValidationError(BACKWARDS.format(day=day))
    return [{"day": number, "opens": start, "closes": end}]


def _clock(words: str, day: str) -> str:
    found = CLOCK.fullmatch(words)
    if not found or (found[1] == "24" and found[2] != "00"):
        raise ValidationError(NOT_A_CLOCK.format(day=day))
    return f"{found[1]}:{found[2]}"


def _span(one: dict) -> str:
    if (one["opens"], one["closes"]) == ("00:00", "24:00"):
        return ALL_DAY
    return f"{one['opens']}–{one['closes']} WIB".replace(":", ".")
