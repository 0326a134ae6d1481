"""To what a search is narrowed: an OPD, a rubric, days in Blora. What cannot be is told in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils.http import urlencode

from news.models.publication import PublicationQuerySet
from news.models.rubric import Rubric
from news.moments import JAKARTA, day
from opd.models import OPD

OF_OPD, OF_RUBRIC, SINCE, UNTIL = "opd", "rubrik", "dari", "sampai"
A_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
NAMES = (OF_OPD, OF_RUBRIC, SINCE, UNTIL)
LONGEST = 60  # characters of a value that is shown again

NO_OPD = "OPD yang diminta tidak ada di portal ini. Pilih lagi dari daftar."
NO_RUBRIC = "Rubrik yang diminta tidak ada. Pilih lagi dari daftar."
NO_DAY = "Tanggal “{}” tidak ada di kalender. Tulis tahun, bulan, dan hari, contoh: 2026-05-16."
REVERSED = "Tanggal “sampai” lebih awal daripada “dari”. Tukar keduanya, atau kosongkan salah satu."


@dataclass
class Filter:
    opd: OPD | None = None
    rubric: Rubric | None = None
    since: date | None = None
    until: date | None = None
    typed: dict[str, str] = field(default_factory=dict)  # by parameter, as it came
    problems: list[str] = field(default_factory=list)

    def narrow(self, news: PublicationQuerySet) -> PublicationQuerySet:
        if self.problems:
            return news.none()
        news = news.filter(opd=self.opd) if self.opd else news
        news = news.filter(rubric=self.rubric) if self.rubric else news
        news = news.filter(published_at__gte=_midnight(self.since)) if self.since else news
        return news.filter(published_at__lt=_midnight(self.until + timedelta(days=1))) if self.until else news

    def address(self, words: str, without: str = "") -> str:
        """The parameters for the same search with other words, or without one of these; beginning with `?`."""
        kept = {name: value for name, value in self.typed.items() if name != without}
        return "?" + urlencode(({"q": words} if words else {}) | kept)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What it is narrowed to, each with its parameter: what can be taken away again."""
        said = {
            OF_OPD: self.opd.short_name if self.opd else "OPD",
            OF_RUBRIC: f"Rubrik {self.rubric.name}" if self.rubric else "Rubrik",
            SINCE: f"Sejak {day(self.since)}" if self.since else "Sejak",
            UNTIL: f"Sampai {day(self.until)}" if self.until else "Sampai",
        }
        return [(name, said[name]) for name in self.typed]


def filter_of(query: QueryDict, opds: Iterable[OPD], rubrics: Iterable[Rubric]) -> Filter:
    """What the address asks for; nothing of it is an error, however odd."""
    typed = {name: value[:LONGEST] for name in NAMES if (value := query.get(name, "").replace("\0", "").strip())}
    found = Filter(typed=typed)
    if OF_OPD in typed:
        found.opd = _named(typed[OF_OPD], opds, NO_OPD, found)
    if OF_RUBRIC in typed:
        found.rubric = _named(typed[OF_RUBRIC], rubrics, NO_RUBRIC, found)
    found.since, found.until = _day(typed.get(SINCE, ""), found), _day(typed.get(UNTIL, ""), found)
    if found.since and found.until and found.since > found.until:
        found.problems.append(REVERSED)
    return found


def _named(slug: str, choices: Iterable, otherwise: str, found: Filter):
    chosen = next((each for each in choices if each.slug == slug), None)
    if chosen is None:
        found.problems.append(otherwise)
    return chosen


def _day(typed: str, found: Filter) -> date | None:
    """Of this century: another one is a slip, and the database's calendar has an end."""
    if not typed:
        return None
    try:
        if A_DAY.fullmatch(typed):
            return date.fromisoformat(typed)
    except ValueError:
        pass
    found.problems.append(NO_DAY.format(typed))
    return None


def _midnight(of: date) -> datetime:
    return datetime.combine(of, time(), JAKARTA)
