"""What the trail keeps of an invitation, and what happens to an open one when its addressee's place changes without it."""

from __future__ import annotations

from django.utils import timezone

from accounts import audit
from opd.models import OPD, Desk, Invitation
from opd.rights import RIGHTS, Role


def revoke_for(person, *, opd: OPD | None = None, desk: Desk | None = None, by=None) -> None:
    """Kill the open letters to `person` for this place. Call it with the place locked, inside a transaction.

    Somebody who is appointed directly and dismissed later would otherwise come back with a letter from before.
    """
    if not person.email:
        return
    open_ones = Invitation.objects.pending().filter(email__iexact=person.email, opd=opd, desk=desk)
    for invitation in open_ones.select_for_update(no_key=True):
        revoke(invitation, by=by)


def revoke(invitation: Invitation, *, by=None) -> None:
    before = papers(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record("invitation.revoked", invitation, by=by, before=before)


def papers(invitation: Invitation) -> dict:
    """What the trail keeps of an invitation; never the token."""
    return {
        "email": invitation.email,
        "role": invitation.role,
        "rights": sorted(RIGHTS[Role(invitation.role)]),
        "opd": invitation.opd.slug if invitation.opd else None,
        "desk": invitation.desk.name if invitation.desk else None,
        "unit": str(invitation.unit or ""),
        "since": invitation.since.isoformat() if invitation.since else None,
        "until": invitation.until.isoformat() if invitation.until else None,
        "acting": invitation.acting,
        "invited_by": invitation.invited_by.username,
    }
