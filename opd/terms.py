"""How the terms of an appointment read: "Plt. Admin OPD", "1 Des 2026 – 31 Jan 2027"."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.dateformat import format as written


def title(role: str, *, acting: bool) -> str:
    """The role's word, with the short form that offices use for somebody who stands in."""
    return f"Plt. {role}" if acting else role


def phase(since: date, until: date | None) -> str:
    """Is it `ahead`, `running` or `ended` today (Asia/Jakarta)?"""
    today = timezone.localdate()
    if since > today:
        return "ahead"
    return "ended" if until is not None and until < today else "running"


def period(since: date | None, until: date | None) -> str:
    """From when to when; whoever has no first day yet begins when they come in."""
    if since is None:
        return f"sampai {short(until)}" if until else "tanpa batas waktu"
    now = phase(since, until)
    if now == "ended" and until:
        return f"berakhir {short(until)}"
    span = f"{short(since)} – {short(until)}" if until else short(since)
    return f"mulai {span}" if now == "ahead" else span if until else f"sejak {span}"


def short(day: date) -> str:
    return written(day, "j M Y")
