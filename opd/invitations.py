"""Inviting somebody by letter into a team or to an editors' desk, and what the link in that letter opens."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from functools import partial
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import audit, letters
from accounts.backends import may_sign_in
from accounts.models import AuditEntry, User
from accounts.words import line
from opd import access, pending, roles
from opd.models import OPD, Desk, Invitation, Membership
from opd.rights import Right, Role

VALID = timedelta(days=7)
MOST_OPEN = 30  # in one OPD or at one desk
MOST_LETTERS_AN_HOUR = 20  # of one inviter
MOST_TO_ONE_ADDRESS = 3  # a day, for one place
LETTERS = ("invitation.sent", "invitation.sent_again")
# The letter greets by the name, and mail programs make a link of `judi88.com`: no address of a site gets in there.
# Degrees (S.Kom, M.Si., Hj.) end like no site; two letters are listed only where no degree is written so.
SITES = "com|net|org|id|info|biz|xyz|top|site|online|club|live|vip|pro|shop|store|click|link|bet|win|fun|app|dev|asia|me|ly|io|cc|tv"
NOT_A_NAME = re.compile(rf"[/:@<>]|www\.|[\w-][.\uff0e\u3002](?:{SITES})\b", re.IGNORECASE)


class InvitationRefused(roles.RoleRefused):
    """No letter is sent, or nobody comes in; the message tells the person why and what to do."""


class Gone(Exception):
    """The link opens nothing: unknown, used, revoked, run out, or its inviter may not give that role any more."""


# --- Sending ----------------------------------------------------------------------------------------------------
@transaction.atomic
def invite(
    *, email, name, role, opd=None, desk=None, unit=None, since=None, until=None, acting=False, by
) -> Invitation:
    """Send a letter; `invitation.link` is known in the answer and never again. Asks whether `by` may (PermissionDenied).

    An address that is invited to this place already gets a new letter with the terms as they are now, not a second one.
    """
    where = {"opd": opd, "desk": desk}
    wanted = Invitation(email=email.strip().lower(), name=line(name), role=Role(role).value, **where)
    wanted.unit, wanted.since, wanted.until, wanted.acting = unit, since, until, acting
    _lock_place(wanted)
    _check_may_invite(by, wanted)
    _check_person(wanted)
    _check_terms(wanted)
    there = Invitation.objects.pending().filter(email=wanted.email, **where).first()
    if there is None:
        if Invitation.objects.open().filter(**where).count() >= MOST_OPEN:
            raise InvitationRefused(
                f"Sudah ada {MOST_OPEN} undangan {wanted.place} yang belum dijawab. "
                "Batalkan dulu yang tidak perlu, baru mengundang lagi."
            )
        return _send(wanted, by, "invitation.sent")
    before = pending.papers(there)
    for field in ("name", "role", "unit", "since", "until", "acting"):
        setattr(there, field, getattr(wanted, field))
    return _send(there, by, "invitation.sent_again", before)


@transaction.atomic
def send_again(invitation: Invitation, *, by) -> Invitation:
    """A new letter with a new link; the old link is dead. Whoever sends it answers for it from now on."""
    invitation = _locked(invitation)
    _check_may_invite(by, invitation)
    _check_person(invitation)
    _check_terms(invitation)
    return _send(invitation, by, "invitation.sent_again", pending.papers(invitation))


@transaction.atomic
def revoke(invitation: Invitation, *, by) -> None:
    """The link is dead at once."""
    invitation = _locked(invitation)
    if not (access.holds(by, Right.MANAGE_TEAM, invitation.opd) if invitation.opd else by.is_superuser):
        raise PermissionDenied
    pending.revoke(invitation, by=by)


def may_invite(by, role: Role, *, opd: OPD | None = None, desk: Desk | None = None) -> bool:
    """An OPD's admin into their own OPD; to a desk the portal administrator alone."""
    if not may_sign_in(by):
        return False
    if desk is not None:
        return by.is_superuser and role == Role.EDITOR
    return opd is not None and roles.may_give(by, opd, Role(role))


# --- Coming in --------------------------------------------------------------------------------------------------
def found(token: str) -> Invitation | None:
    """The invitation that this link opens now. Everything is asked again: its inviter's rights and the place too."""
    rows = Invitation.objects.open().select_related("opd", "desk", "unit", "invited_by")
    invitation = rows.filter(token_hash=_hash(token)).first()
    return invitation if invitation is not None and stands(invitation) else None


def stands(invitation: Invitation) -> bool:
    """May the inviter still give that role there, and could it still be given?"""
    inviter = User.objects.get(pk=invitation.invited_by_id)  # a new object: no right of an earlier moment is remembered
    if not may_invite(inviter, Role(invitation.role), opd=invitation.opd, desk=invitation.desk):
        return False
    try:
        if invitation.opd is not None:
            roles.check_outlasts(inviter, invitation.opd, Role(invitation.role), invitation.until)
        _check_terms(invitation)
    except roles.RoleRefused:
        return False
    return True


def holder(invitation: Invitation) -> User | None:
    """Who has the invited address, active or not."""
    return User.objects.filter(email__iexact=invitation.email).first()


def held(invitation: Invitation, person: User) -> Membership | None:
    """The invited role, where this person has it."""
    return Membership.objects.filter(user=person, opd=invitation.opd, role=invitation.role).first()


def accept(token: str, person: User) -> Invitation:
    """`person` comes in: the one who has the invited address, or a new one, whose address the link has just proven.

    Of two at the same moment one wins; the other finds the link Gone.
    """
    try:
        with transaction.atomic():
            return _accept(_taken(token), person)
    except IntegrityError as taken:  # somebody else took the name or the address while this one was typing
        raise InvitationRefused(
            "Nama pengguna atau e-mail ini baru saja dipakai. Ganti nama penggunanya, lalu coba lagi."
        ) from taken


def _taken(token: str) -> Invitation:
    there = found(token)
    if there is None:
        raise Gone
    _lock_place(there)
    Invitation.objects.select_for_update(no_key=True).get(pk=there.pk)
    there = found(token)  # as it is now that nobody else can change it
    if there is None:
        raise Gone
    return there


def _accept(invitation: Invitation, person: User) -> Invitation:
    there = holder(invitation)
    if there is None and person._state.adding:
        person.email = invitation.email
        person.is_demo = invitation.invited_by.is_demo  # whom the demo lets in, leaves with the demo
        person.save()
        audit.record("person.created", person, by=person, after={"username": person.username, "name": person.name})
    elif there is None or there.pk != person.pk or not may_sign_in(there):
        raise PermissionDenied
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person  # first: an appointment revokes open ones
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _take_place(invitation, person)
    audit.record("invitation.accepted", invitation, by=person, after=pending.papers(invitation))
    return invitation


def _take_place(invitation: Invitation, person: User) -> None:
    """Whoever has the role already, for as long or longer, keeps it as it is."""
    if invitation.desk:
        roles.join_desk(person, invitation.desk, by=person)
    elif invitation.opd and not roles.suffices(held(invitation, person), invitation.until):
        dates = {"since": invitation.since, "until": invitation.until, "acting": invitation.acting}
        roles.appoint(person, invitation.opd, Role(invitation.role), unit=invitation.unit, **dates, by=person)


# --- What is asked before a letter goes out ---------------------------------------------------------------------
def _lock_place(invitation: Invitation) -> None:
    """Always the place before the invitation, as `roles.appoint` locks the OPD: two ways to one place never wait crosswise."""
    rows = OPD.objects if invitation.opd else Desk.objects
    setattr(invitation, "opd" if invitation.opd else "desk", rows.select_for_update().get(pk=invitation.place.pk))


def _locked(invitation: Invitation) -> Invitation:
    _lock_place(invitation)
    still = Invitation.objects.pending().select_for_update(no_key=True).filter(pk=invitation.pk).first()
    if still is None:
        raise InvitationRefused("Undangan ini sudah diterima atau dibatalkan. Muat ulang halaman ini.")
    return still


def _check_may_invite(by, invitation: Invitation) -> None:
    access.forget(by)  # what was true before the lock is asked again
    if not may_invite(by, Role(invitation.role), opd=invitation.opd, desk=invitation.desk):
        raise PermissionDenied("Anda tidak dapat memberikan peran itu di sana.")
    if invitation.opd is not None:
        roles.check_outlasts(by, invitation.opd, Role(invitation.role), invitation.until)


def _check_person(invitation: Invitation) -> None:
    try:
        validate_email(invitation.email)
    except ValidationError:
        raise InvitationRefused("Alamat e-mailnya tidak lengkap. Contoh: siti.aminah@blorakab.go.id") from None
    if NOT_A_NAME.search(invitation.name):
        raise InvitationRefused("Tulis nama orangnya saja, tanpa alamat situs atau e-mail.")
    check_holder(invitation)


def check_holder(invitation: Invitation) -> None:
    """An account that cannot be used is not invited back."""
    there = holder(invitation)
    if there is not None and not may_sign_in(there):
        raise InvitationRefused(
            f"Akun dengan e-mail {invitation.email} dinonaktifkan. Minta pengelola portal mengaktifkannya dulu."
        )


def _check_terms(invitation: Invitation) -> None:
    """What `roles.appoint` would refuse, before a letter promises it."""
    if invitation.desk is not None:
        return
    offered = Membership(opd=invitation.opd, role=invitation.role, unit=invitation.unit, acting=invitation.acting)
    offered.since, offered.until = invitation.since or timezone.localdate(), invitation.until
    roles.check(offered)


def _check_number_of_letters(invitation: Invitation, by) -> None:
    """The trail says how many went out: it forgets nothing, not even an invitation that was revoked and made again."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one inviter's letters are counted one after the other
    sent = AuditEntry.objects.filter(action__in=LETTERS)
    if sent.filter(by=by, at__gt=timezone.now() - timedelta(hours=1)).count() >= MOST_LETTERS_AN_HOUR:
        raise InvitationRefused(
            f"Anda sudah mengirim {MOST_LETTERS_AN_HOUR} undangan dalam satu jam. Tunggu satu jam, lalu lanjutkan."
        )
    same = Invitation.objects.filter(email=invitation.email, opd=invitation.opd, desk=invitation.desk)
    of_these = sent.filter(object_type=Invitation._meta.label_lower, object_id__in=[str(each.pk) for each in same])
    if of_these.filter(at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_TO_ONE_ADDRESS:
        raise InvitationRefused(
            f"Hari ini sudah {MOST_TO_ONE_ADDRESS} surat dikirim ke {invitation.email}. Minta orangnya memeriksa map "
            "spam. Besok undangan bisa dikirim lagi, atau minta pengelola portal membuatkan akun."
        )


# --- The letter -------------------------------------------------------------------------------------------------
def _send(invitation: Invitation, by, action: str, before: dict | None = None) -> Invitation:
    _check_number_of_letters(invitation, by)
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.invited_by = _hash(token), by
    invitation.expires_at = timezone.now() + VALID
    invitation.save()
    audit.record(action, invitation, by=by, before=before, after=pending.papers(invitation))
    invitation.link = get_adapter().absolute(reverse("invitation", args=[token]))
    # After the commit: a letter whose invitation was rolled back would lead nowhere.
    transaction.on_commit(partial(_post, _letter(invitation)))
    return invitation


def _post(letter: EmailMessage) -> None:
    letters.post(letter)


def _letter(invitation: Invitation) -> EmailMessage:
    context = {"invitation": invitation, "days": VALID.days}
    subject = f"Undangan menjadi {invitation.title} {invitation.place} di Portal Blora"
    return EmailMessage(subject, render_to_string("opd/letters/invitation.txt", context), to=[invitation.email])


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
