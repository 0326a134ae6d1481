"""Which OPD is about to be left without an admin, so that somebody says it while there is still time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from opd.models import OPD, Membership
from opd.rights import Role

SOON = timedelta(days=60)


def last_days(opds) -> dict[OPD, date]:
    """The OPDs that have an admin today and none from a day within the next weeks, and the last day that has one."""
    rows = Membership.objects.filter(
        opd__in=opds, opd__active=True, role=Role.ADMIN, user__in=User.objects.who_may_sign_in()
    )
    spans: dict[OPD, list[tuple[date, date]]] = defaultdict(list)
    for each in rows.select_related("opd").order_by("opd__name", "pk"):
        spans[each.opd].append((each.since, each.until or date.max))
    today = timezone.localdate()
    found = {opd: _last_day(today, of_one) for opd, of_one in spans.items()}
    return {opd: day for opd, day in found.items() if today <= day < today + SOON}


def _last_day(today: date, spans: list[tuple[date, date]]) -> date:
    """The last day from today on without a gap; yesterday when today has none."""
    last = today - timedelta(days=1)
    for since, until in sorted(spans):
        if since > last + timedelta(days=1):
            break
        last = max(last, until)
        if last == date.max:
            break
    return last
