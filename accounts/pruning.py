"""What is forgotten of people's sign-ins, and of what was recorded about their rights."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from accounts import audit, sessions
from accounts.models import AuditEntry, SignInAttempt

SIGN_INS_KEPT = timedelta(days=366)


def forget_sign_ins(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove the sign-in log of more than a year ago, at most that many rows at once; how many."""
    old = SignInAttempt.objects.filter(at__lt=now - SIGN_INS_KEPT)
    if dry_run:
        return old.count()
    some = list(old.order_by("at").values_list("pk", flat=True)[:most])
    return SignInAttempt.objects.filter(pk__in=some)._raw_delete(old.db) if some else 0


def forget_audit(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove audit entries of more than five years ago, at most that many at once; how many. That is recorded, too."""
    if dry_run:
        return AuditEntry.objects.filter(at__lt=now - audit.KEPT).count()
    gone = audit.forget_old(now, most=most)
    if gone:
        audit.record("trail.forgotten", after={"jumlah": gone})
    return gone


def forget_sessions(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove sessions that are past their time, at most that many at once; how many. They open nothing any more."""
    expired = Session.objects.filter(expire_date__lte=now)
    listed = sessions.over().exclude(session_key__in=expired.values("session_key"))
    if dry_run:
        return expired.count() + listed.count()
    keys = list(expired.order_by("expire_date").values_list("session_key", flat=True)[:most])
    keys += listed.values_list("session_key", flat=True)[: most - len(keys)]
    sessions.forget(keys)
    return len(keys)
