"""What is forgotten of people who were invited: an invitation that is over keeps no name and no address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from opd.models import Invitation

KEPT = timedelta(days=366)


def forget_invited(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Take name and e-mail out of invitations that ended a year ago, at most that many at once; how many."""
    before = now - KEPT
    over = Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    known = Invitation.objects.filter(over).exclude(email="", name="")
    if dry_run:
        return known.count()
    some = list(known.order_by("pk").values_list("pk", flat=True)[:most])
    return Invitation.objects.filter(pk__in=some).update(email="", name="")
