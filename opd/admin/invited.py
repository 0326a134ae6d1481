"""What the pages of a team and of an editors' desk share: the open invitations, and the verbs on one of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages

from opd import invitations
from opd.models import Invitation
from opd.rights import Role
from opd.roles import RoleRefused

NOT_ARRIVED = "Bila suratnya tidak sampai dalam sepuluh menit, tekan “Kirim lagi” di daftar undangan."


def pending(rows) -> list[tuple[Invitation, bool]]:
    """The invitations that wait for an answer, each with whether its inviter may still give that role there."""
    backed: dict[tuple, bool] = {}
    shown = list(rows.pending().select_related("opd", "desk", "unit", "invited_by")[:60])
    for each in shown:
        key = (each.invited_by_id, each.role)
        if key not in backed:
            backed[key] = invitations.may_invite(each.invited_by, Role(each.role), opd=each.opd, desk=each.desk)
    return [(each, backed[each.invited_by_id, each.role]) for each in shown]


def act(request, verb: str, invitation: Invitation) -> str | None:
    """Do `resend` or `revoke`; the refusal's sentence, or None when it is done."""
    try:
        if verb == "revoke":
            invitations.revoke(invitation, by=request.user)
            messages.success(request, f"Undangan untuk {invitation.email} dibatalkan. Tautannya tidak berlaku lagi.")
        else:
            tell_sent(request, invitations.send_again(invitation, by=request.user))
    except RoleRefused as refusal:
        return str(refusal)
    return None


def tell_sent(request, invitation: Invitation) -> None:
    """What happened, what it means, what to do when the letter does not come."""
    messages.success(
        request,
        f"Undangan menjadi {invitation.title} {invitation.place} dikirim ke {invitation.email} dan berlaku 7 hari. "
        f"{NOT_ARRIVED}",
    )
    if settings.DEMO:  # only here, where letters go nowhere (docs/decisions/0008)
        messages.info(
            request, f"Di portal contoh ini surat hanya dicetak di layar server. Tautan di dalamnya: {invitation.link}"
        )
