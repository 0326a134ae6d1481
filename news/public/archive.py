"""Which months have news: bounds in Blora's time, a fixed number of questions to the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists
from django.utils import timezone

from news.models.publication import Publication
from news.moments import JAKARTA, MONTHS

MOST = 360  # months looked at, the newest thirty years: one column each in one statement


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    def __str__(self) -> str:
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def name(self) -> str:
        return MONTHS[self.number - 1]

    @property
    def start(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=JAKARTA)

    @property
    def end(self) -> datetime:
        return self.next().start

    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def get_absolute_url(self) -> str:
        return f"/berita/arsip/{self.year:04}/{self.number:02}/"


def this_month() -> Month:
    now = timezone.localtime(timezone.now(), JAKARTA)
    return Month(now.year, now.month)


def months_with_news() -> list[Month]:
    """Newest first. Two queries, however much news there is."""
    months = _months_since_the_first()
    if not months:
        return []
    asked = {
        f"in_{month.year}_{month.number}": Exists(Publication.objects.visible().within(month.start, month.end))
        for month in months
    }
    answers = Publication.objects.visible().newest_first().annotate(**asked).values_list(*asked)[:1]
    return [month for row in answers for month, there in zip(months, row, strict=True) if there]


def _months_since_the_first() -> list[Month]:
    """All months from the oldest news to now, newest first, at most MOST."""
    oldest = Publication.objects.visible().oldest_first().values_list("published_at", flat=True).first()
    if oldest is None:
        return []
    local, last = timezone.localtime(oldest, JAKARTA), this_month()
    month = max(Month(local.year, local.month), Month(last.year - MOST // 12, last.number).next())
    months = []
    while month <= last:
        months.append(month)
        month = month.next()
    return months[::-1]
