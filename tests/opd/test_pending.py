"""An old letter opens nothing any more once its addressee has been appointed, seated or dismissed without it."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry, User
from news import handing
from opd import access, invitations, leaving, people_import, roles
from opd.invitations import Gone
from opd.leaving import Takeover
from opd.models import Desk, Invitation, Membership
from opd.rights import Right, Role
from tests.factories import UserFactory

EMAIL = "siti@contoh.go.id"


@pytest.fixture
def siti(cast):
    """Somebody whose account was made by hand; her address is written as she likes it."""
    return UserFactory(username="siti.aminah", name="Siti Aminah", email="Siti@Contoh.go.id")


def appointed_on_the_team_page(cast, siti, sign_in):
    page = f"/admin/opd/opd/{cast.dinkes.pk}/team/appoint/"
    answer = sign_in(cast.admin).post(page, {"person": "siti.aminah", "role": "writer"})
    assert answer.status_code == 302


def appointed_from_a_file(cast, siti, sign_in):
    text = "nama,nama_pengguna,email,opd,peran\nSiti Aminah,siti.aminah,siti@contoh.go.id,dinkes,penulis\n"
    people_import.carry_out(text, shown=people_import.plan(text).digest, by=cast.superuser)


def appointed_at_a_handover(cast, siti, sign_in):
    leaving.give_roles(cast.writer, cast.dinkes, to=siti, terms=Takeover(), by=cast.admin)


@pytest.mark.parametrize("way", [appointed_on_the_team_page, appointed_from_a_file, appointed_at_a_handover])
def test_a_direct_appointment_kills_the_letter(cast, siti, invite, token_in, sign_in, way):
    sent = invite(role=Role.ADMIN)
    way(cast, siti, sign_in)
    assert Membership.objects.get(user=siti).role == "writer"
    assert invitations.found(token_in(sent.link)) is None
    with pytest.raises(Gone):
        invitations.accept(token_in(sent.link), siti)
    entry = AuditEntry.objects.get(action="invitation.revoked")
    assert (entry.object_id, entry.before["email"], entry.before["role"]) == (str(sent.pk), EMAIL, "admin")
    assert not access.holds(User.objects.get(pk=siti.pk), Right.MANAGE_TEAM, cast.dinkes)


def dismissed(cast, siti, sign_in):
    member = Membership.objects.get(user=siti)
    page = f"/admin/opd/opd/{cast.dinkes.pk}/team/{member.pk}/dismiss/"
    assert sign_in(cast.admin).post(page).status_code == 302


def left(cast, siti, sign_in):
    leaving.end_roles(siti, cast.dinkes)


def handed_over(cast, siti, sign_in):
    handing.hand_over(cast.dinkes, siti, to=cast.writer, by=cast.admin)


def closed(cast, siti, sign_in):
    roles.close(cast.dinkes)
    roles.reopen(cast.dinkes)


@pytest.mark.parametrize("way", [dismissed, left, handed_over, closed])
def test_whoever_goes_does_not_come_back_with_it(cast, siti, invite, token_in, sign_in, way):
    roles.appoint(siti, cast.dinkes, Role.WRITER)
    sent = invite(role=Role.ADMIN, by=cast.superuser)
    way(cast, siti, sign_in)
    assert invitations.found(token_in(sent.link)) is None
    assert Invitation.objects.get().revoked_at is not None
    assert not Membership.objects.filter(user=siti).exists()


def seated(cast, siti, sign_in):
    roles.join_desk(siti, Desk.objects.get())


def unseated(cast, siti, sign_in):
    page = f"/admin/opd/desk/{Desk.objects.get().pk}/change/"
    answer = sign_in(cast.superuser).post(page, {"name": "Redaksi", "all_opds": "on", "members": [cast.editor.pk]})
    assert answer.status_code == 302


@pytest.mark.parametrize("way", [seated, unseated])
def test_at_a_desk_too(cast, siti, invite, token_in, sign_in, way):
    desk = Desk.objects.get()
    if way is unseated:
        roles.join_desk(siti, desk)
    sent = invite(by=cast.superuser, role=Role.EDITOR, desk=desk)
    way(cast, siti, sign_in)
    assert invitations.found(token_in(sent.link)) is None


def test_letters_to_others_and_to_other_places_live(cast, siti, invite, token_in):
    links = [
        invite(email="budi@contoh.go.id").link,
        invite(by=cast.outsider, opd=cast.dpupr).link,
        invite(by=cast.superuser, role=Role.EDITOR, desk=Desk.objects.get()).link,
    ]
    without_address = UserFactory(email="")
    for person in (siti, without_address):
        roles.dismiss(roles.appoint(person, cast.dinkes, Role.WRITER))
    assert all(invitations.found(token_in(link)) for link in links)
    assert not AuditEntry.objects.filter(action="invitation.revoked").exists()


def test_accepting_is_no_revoking(cast, siti, invite, token_in):
    invitations.accept(token_in(invite().link), siti)
    kept = Invitation.objects.get()
    assert (kept.accepted_by, kept.revoked_at) == (siti, None)
    assert not AuditEntry.objects.filter(action="invitation.revoked").exists()
