"""The page "Pembaca": how often the news that a person may see was read, day by day and article by article."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from accounts.desk_page import AN_ID
from accounts.sheets import safe
from news import moments, readers
from news.models import ReaderCount
from opd import access
from opd.models import OPD
from opd.rights import Right

MOST_EXPORTED = 10_000  # articles in a sheet
MONTHS_OFFERED = 12
COLUMNS = ("Nomor", "Judul", "OPD", "Terbit", "Dibaca")
A_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
READING = ("GET", "HEAD")


def page(request):
    """GET `/admin/news/readers/`, narrowed to one OPD by `?opd=`."""
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    opds, today = _opds(request.user), timezone.localdate()
    chosen = _chosen(request.GET.get("opd", ""), opds)
    counts = _counts(request.user, chosen)
    days = readers.by_day(counts, today)
    context = admin.site.each_context(request) | {
        "title": "Pembaca",
        "opds": opds if len(opds) > 1 else [],
        "chosen": chosen,
        "total": readers.total(counts, today),
        "days": days,
        "busiest": max(days, key=lambda day: day.count),
        "articles": readers.most_read(counts, today),
        "agencies": readers.by_opd(counts, today) if len(opds) > 1 and chosen is None else [],
        "months": _months(today),
        "span": readers.SPAN,
    }
    return render(request, "news/admin/readers.html", context)


def export(request):
    """GET `/admin/news/readers/export/?bulan=2026-11`: that month as CSV for a spreadsheet, what was read most first."""
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    chosen = _chosen(request.GET.get("opd", ""), _opds(request.user))
    first, after = _month(request.GET.get("bulan") or f"{timezone.localdate():%Y-%m}")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="pembaca-{first:%Y-%m}.csv"'
    table = csv.writer(response)
    table.writerow(COLUMNS)
    rows = readers.of_month(_counts(request.user, chosen), first, after)[:MOST_EXPORTED]
    for pk, title, opd, published, read in rows:
        table.writerow(
            [safe(str(cell)) for cell in (pk, title, opd, f"{timezone.localtime(published):%Y-%m-%d}", read)]
        )
    return response


def on_the_starting_page(user) -> dict:
    """The two numbers and the three articles that were read most."""
    counts, today = readers.seen_by(user), timezone.localdate()
    return {
        "total": readers.total(counts, today),
        "articles": readers.most_read(counts, today, 3),
        "span": readers.SPAN,
    }


def _opds(user) -> list[OPD]:
    """Those whose news this person sees, as they are to be chosen."""
    mine = access.opds_where(user, Right.WRITE_NEWS) | access.opds_where(user, Right.REVIEW_NEWS)
    return list(OPD.objects.filter(pk__in=mine).order_by("name"))


def _chosen(asked: str, opds: list[OPD]) -> OPD | None:
    """404 for an OPD whose news this person does not see, as for one that is not there."""
    if not asked:
        return None
    found = [opd for opd in opds if AN_ID.fullmatch(asked) and opd.pk == int(asked)]
    if not found:
        raise Http404
    return found[0]


def _counts(user, chosen: OPD | None) -> QuerySet[ReaderCount]:
    counts = readers.seen_by(user)
    return counts.filter(publication__opd=chosen) if chosen else counts


def _month(asked: str) -> tuple[date, date]:
    """Its first day, and the next month's."""
    if not (found := A_MONTH.fullmatch(asked)):
        raise Http404
    first = date(int(found[1]), int(found[2]), 1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _months(today: date) -> list[tuple[str, str]]:
    """This month and those before it: `2026-11`, `November 2026`."""
    first, offered = today.replace(day=1), []
    for _ in range(MONTHS_OFFERED):
        offered.append((f"{first:%Y-%m}", f"{moments.MONTHS[first.month - 1]} {first.year}"))
        first = (first - timedelta(days=1)).replace(day=1)
    return offered


admin.site.add_page("news/readers/", page, "news_readers")  # type: ignore[attr-defined]
admin.site.add_page("news/readers/export/", export, "news_readers_export")  # type: ignore[attr-defined]
