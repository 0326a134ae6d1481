"""How a moment is said to people, in Blora's own time: `16 Mei 2024 Jam 13:44 WIB`."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

JAKARTA = ZoneInfo("Asia/Jakarta")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def day(value: date) -> str:
    """`16 Mei 2024`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def minute(value: datetime) -> str:
    """`16 Mei 2024 Jam 13:44 WIB`: the hour of a schedule."""
    local = timezone.localtime(value, JAKARTA)
    return f"{day(local)} Jam {local:%H:%M} WIB"


def weekday_and_minute(value: datetime) -> str:
    """`Kamis, 16 Mei 2024 Jam 13:44 WIB`: the date above an article."""
    return f"{DAYS[timezone.localtime(value, JAKARTA).weekday()]}, {minute(value)}"


def second(value: datetime) -> str:
    """`16 Mei 2024 Jam 13:44:00`: the date in boxes (NEEDS.md, 36)."""
    local = timezone.localtime(value, JAKARTA)
    return f"{day(local)} Jam {local:%H:%M:%S}"
