"""The offices' holidays and hours that a new portal starts with. What people have written down is left as it is."""

from __future__ import annotations

from datetime import date, time

from django.db import transaction

from opd.models import Holiday, WorkingHours
from seeds.agencies import rows


@transaction.atomic
def load() -> int:
    """How many rows were made."""
    return _holidays() + _hours()


def _holidays() -> int:
    """Those of years that have none: in a year with some, a missing day was taken out by somebody."""
    there = {day.year for day in Holiday.objects.dates("date", "year")}
    days = [
        Holiday(date=day, name=row["name"], kind=row["kind"])
        for row in rows("holidays.csv")
        if (day := date.fromisoformat(row["date"])).year not in there
    ]
    return len(Holiday.objects.bulk_create(days))


def _hours() -> int:
    if WorkingHours.objects.exists():
        return 0
    hours = [
        WorkingHours(
            weekday=int(row["weekday"]),
            opens=time.fromisoformat(row["opens"]),
            closes=time.fromisoformat(row["closes"]),
        )
        for row in rows("working_hours.csv")
    ]
    return len(WorkingHours.objects.bulk_create(hours))
