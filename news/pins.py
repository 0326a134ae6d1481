"""What stands at the top of the home page: which news editors put there, in which order, until which day.

Each verb keeps the newsroom's rhythm: lock, may they, can it, change, record (in the audit trail: a place on the home page
is no state of an article). Whoever calls gets PermissionDenied, or Refused with nothing changed.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from news.models import Pin, Publication
from news.refusals import Refused
from opd import access, freshness
from opd.rights import Right

MOST = 3
DAYS = timedelta(days=3)  # it stands there, unless somebody says otherwise
LONGEST = timedelta(days=30)
FULL = f"Sudah ada {MOST} berita di puncak beranda. Lepas salah satunya dulu, lalu pasang yang ini."
NOT_PUBLIC = "Berita ini tidak sedang dibaca umum, jadi tidak bisa dipasang di beranda. Muat ulang halaman ini."
NOT_THERE = (
    "Berita ini sudah tidak di puncak beranda. Mungkin redaktur lain baru saja melepasnya; muat ulang halaman ini."
)


def last_day() -> date:
    """Until when it stands there, when nobody says."""
    return timezone.localdate() + DAYS


@transaction.atomic
def pin(publication: Publication, *, by, until: date | None = None) -> Pin:
    """Put it behind those that stand there; one that is there already stays in its place until that day."""
    pins = _locked(publication, by)
    until = _possible(until or last_day())
    if not Publication.objects.visible().filter(pk=publication.pk).exists():
        raise Refused(NOT_PUBLIC)
    there = next((one for one in pins if one.pk == publication.pk), None)
    if there is None and len(pins) >= MOST:
        raise Refused(FULL)
    if there is None:
        there = Pin(publication=publication)
        pins.append(there)
    there.until, there.position = until, pins.index(there) + 1
    there.save()
    _put_in_order(pins)
    _told("content.pinned", publication, by, {"until": str(until)})
    return there


@transaction.atomic
def unpin(publication: Publication, *, by) -> None:
    pins = _locked(publication, by)
    place = _place(pins, publication)
    pins.pop(place).delete()
    _put_in_order(pins)
    _told("content.unpinned", publication, by)


@transaction.atomic
def move(publication: Publication, *, by, steps: int) -> None:
    """One place up (-1) or down (1); the first stays the first and the last the last."""
    pins = _locked(publication, by)
    place = _place(pins, publication)
    to = min(max(place + steps, 0), len(pins) - 1)
    if to != place:
        pins.insert(to, pins.pop(place))
        _put_in_order(pins)
        _told("content.pin_moved", publication, by, {"urutan": to + 1})


def _locked(publication: Publication, by) -> list[Pin]:
    """Those that readers see, in their order: one person at a time changes them. What ran out is gone from now on."""
    if not access.holds(by, Right.REVIEW_NEWS, publication.opd):
        raise PermissionDenied("Hanya redaktur OPD ini yang mengatur beritanya di puncak beranda.")
    # A lock that is there even when nothing is pinned.
    ContentType.objects.select_for_update().get(app_label="news", model="pin")
    shown = list(Pin.objects.shown().select_related("publication__opd"))
    Pin.objects.exclude(pk__in=[one.pk for one in shown]).delete()
    return shown


def _possible(until: date) -> date:
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        raise Refused(f"Pilih hari terakhir mulai hari ini dan paling lama {LONGEST.days} hari lagi.")
    return until


def _place(pins: list[Pin], publication: Publication) -> int:
    for place, one in enumerate(pins):
        if one.pk == publication.pk:
            return place
    raise Refused(NOT_THERE)


def _put_in_order(pins: list[Pin]) -> None:
    for place, one in enumerate(pins, start=1):
        if one.position != place:
            one.position = place
            one.save(update_fields=["position"])


def _told(action: str, publication: Publication, by, after: dict | None = None) -> None:
    audit.record(action, publication, by=by, after=after or {})
    freshness.touch(publication.opd)
