"""What somebody who leaves an OPD holds there besides texts, and what becomes of it: their roles and their invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from opd import invitations, roles
from opd.models import OPD, Invitation, Membership
from opd.rights import Role


@dataclass(frozen=True)
class Takeover:
    """On which terms a colleague takes the role over; a first day that is not named is today."""

    acting: bool = False
    since: date | None = None
    until: date | None = None


def roles_in(person, opd: OPD):
    return Membership.objects.filter(user=person, opd=opd).select_related("user", "opd", "unit")


def invitations_in(person, opd: OPD):
    """Letters this person sent for `opd` that nobody has answered yet."""
    return Invitation.objects.open().filter(invited_by=person, opd=opd).select_related("opd", "unit", "desk")


@transaction.atomic
def give_roles(person, opd: OPD, *, to, terms: Takeover, by) -> list[Membership]:
    """Appoint `to` to every role that `person` has in `opd` and that has not ended: what they hold then."""
    in_force = [membership for membership in roles_in(person, opd) if membership.phase != "ended"]
    if not all(roles.may_give(by, opd, Role(membership.role)) for membership in in_force):
        raise PermissionDenied
    for membership in in_force:
        roles.check_outlasts(by, opd, Role(membership.role), terms.until)
    return [_give(to, membership, terms) for membership in in_force]


@transaction.atomic
def readdress_invitations(person, opd: OPD, *, heirs, by) -> tuple[list[Invitation], list[Invitation]]:
    """An open invitation counts only while its sender may give that role: the first of `heirs` who may answers for it now;
    one that none of them may give is revoked. Both lists."""
    passed, revoked = [], []
    for invitation in invitations_in(person, opd):
        heir = next((one for one in heirs if roles.may_give(one, opd, Role(invitation.role))), None)
        if heir is None:
            invitations.revoke(invitation, by=by)
            revoked.append(invitation)
        else:
            invitation.invited_by = heir
            invitation.save(update_fields=["invited_by"])
            passed.append(invitation)
    return passed, revoked


@transaction.atomic
def end_roles(person, opd: OPD) -> list[Membership]:
    """End every role of `person` in `opd`; the last admin of an active OPD stays (RoleRefused)."""
    held = list(roles_in(person, opd))
    for membership in held:
        roles.dismiss(membership)
    return held


def _give(to, membership: Membership, terms: Takeover) -> Membership:
    """A colleague who has the role already, for as long or longer, keeps it as it is."""
    theirs = roles_in(to, membership.opd).filter(role=membership.role).first()
    if theirs is not None and roles.suffices(theirs, terms.until):
        return theirs
    running = theirs is not None and theirs.phase == "running"
    since = terms.since or (None if running else timezone.localdate())
    unit = theirs.unit if theirs else membership.unit
    dates = {"since": since, "until": terms.until, "acting": terms.acting}
    return roles.appoint(to, membership.opd, Role(membership.role), unit=unit, **dates)
