"""Inviting by letter: who may, what the letter says, when its link opens something, and what the trail keeps of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry, User
from opd import access, invitations, roles
from opd.invitations import Gone, InvitationRefused
from opd.models import Desk, Invitation, Membership
from opd.rights import RIGHTS, Right, Role
from opd.roles import RoleRefused
from tests.factories import UnitFactory, UserFactory

PASSWORD = "jati-lurah-sungai-42"


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def newcomer(username="siti.aminah") -> User:
    person = User(username=username, name="Siti Aminah")
    person.set_password(PASSWORD)
    return person


def rows() -> list:
    return list(Invitation.objects.order_by("pk").values())


def holds(user, right, opd) -> bool:
    return access.holds(User.objects.get(pk=user.pk), right, opd)


def trail(action: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


# (person, place): the roles they may invite to
MAY_INVITE = {
    ("admin", "dinkes"): {"writer", "admin"},
    ("outsider", "dpupr"): {"writer", "admin"},
    ("superuser", "dinkes"): {"writer", "admin", "editor"},
    ("superuser", "dpupr"): {"writer", "admin", "editor"},
    ("superuser", "desk"): {"editor"},
}


def test_who_may_invite_whom_where(cast):
    places = {"dinkes": {"opd": cast.dinkes}, "dpupr": {"opd": cast.dpupr}, "desk": {"desk": Desk.objects.get()}}
    people = ("writer", "admin", "editor", "outsider", "nobody", "superuser")
    found = {
        (who, place): {role.value for role in Role if invitations.may_invite(getattr(cast, who), role, **places[place])}
        for who in people
        for place in places
    }
    assert {pair: given for pair, given in found.items() if given} == MAY_INVITE


NO_NAMES = (
    *("Buka http://judi.example", "www.judi.example", "Siti <b>", "a@b.example"),
    *(
        "Selamat, klik judi88.com",
        "slot-gacor.XYZ",
        "Menang di judi.co.id sekarang",
        "judi88\uff0ecom",
        "t.me",
        "bit.ly",
    ),
)
NAMES = (
    *(
        "Siti Aminah, S.Kom",
        "dr. Budi Santoso, M.Kes.",
        "Hj. Sri Wahyuni, S.Tr.Keb., M.M.",
        "Drs. H. Moh.Idris, S.I.Kom.",
    ),
    *(
        "Ns. Rina, S.Kep",
        "Prof. Dr. Ir. A. Yani, M.Sc., Ph.D.",
        "R.A. Kartini, A.Md.",
        "Ahmad, S.E.I., M.E.",
        "M.Infal",
    ),
)


class TestLetter:
    def test_says_who_what_where_until_when_and_what_if_not(self, cast, invite):
        unit = UnitFactory(opd=cast.dinkes, name="Seksi Promosi Kesehatan")
        sent = invite(role=Role.ADMIN, unit=unit, since=day(1), until=day(30), acting=True)
        (letter,) = mail.outbox
        assert letter.to == ["siti@contoh.go.id"]
        assert letter.subject == "Undangan menjadi Plt. Admin OPD Dinkes di Portal Blora"
        for words in (
            "Yth. Siti Aminah,",
            "Admin Dinkes mengundang Anda",
            "Plt. Admin OPD",
            "Dinas Kesehatan Daerah Kabupaten Blora",
            "Seksi Promosi Kesehatan",
            "Tautan berlaku 7 hari",
            "hanya untuk sekali pakai",
            "Bila surat ini bukan untuk Anda",
            sent.link,
        ):
            assert words in letter.body

    def test_the_link_is_known_to_the_letter_alone(self, cast, invite, token_in):
        invite()
        token = token_in(mail.outbox[0].body)
        assert token not in str(rows())
        assert token not in str(list(AuditEntry.objects.values()))
        assert invitations.found(token) == Invitation.objects.get()

    def test_outside_a_demo_the_link_does_not_follow_the_host(self, invite, settings):
        settings.DEMO, settings.PORTAL_URL = False, "https://portal.blorakab.go.id"
        assert invite().link.startswith("https://portal.blorakab.go.id/akun/undangan/")

    def test_goes_out_after_the_commit_only(self, cast, monkeypatch, django_capture_on_commit_callbacks):
        monkeypatch.setattr("accounts.letters.post", lambda letter: letter.send())
        with django_capture_on_commit_callbacks() as waiting:
            invitations.invite(email="a@contoh.go.id", name="", role=Role.WRITER, opd=cast.dinkes, by=cast.admin)
        assert mail.outbox == []
        assert len(waiting) >= 1

    def test_a_dead_mail_server_breaks_nothing(self, invite, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        assert invite().pk is not None

    @pytest.mark.parametrize("name", NO_NAMES)
    def test_greets_by_a_name_and_by_no_address(self, invite, name):
        with pytest.raises(InvitationRefused, match="Tulis nama orangnya saja"):
            invite(name=name)
        assert (rows(), mail.outbox) == ([], [])

    @pytest.mark.parametrize("name", NAMES)
    def test_a_degree_is_no_address(self, invite, name):
        assert f"Yth. {name}," in (invite(name=name), mail.outbox[0].body)[1]


class TestInvite:
    @pytest.mark.parametrize("who", ["writer", "editor", "outsider", "nobody"])
    def test_nobody_but_the_opds_admin(self, cast, invite, who):
        with pytest.raises(PermissionDenied):
            invite(by=getattr(cast, who))
        assert (rows(), mail.outbox) == ([], [])

    @pytest.mark.parametrize("who", ["admin", "editor", "outsider"])
    def test_to_a_desk_the_portal_administrator_alone(self, cast, invite, who):
        desk = Desk.objects.get()
        with pytest.raises(PermissionDenied):
            invite(by=getattr(cast, who), role=Role.EDITOR, desk=desk)
        assert invite(by=cast.superuser, role=Role.EDITOR, desk=desk).desk == desk

    def test_nobody_gives_a_right_they_do_not_hold(self, cast, invite, monkeypatch):
        monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset({Right.WRITE_NEWS, Right.MANAGE_TEAM}))
        roles.establish(cast.dinkes)
        with pytest.raises(PermissionDenied):
            invite(by=User.objects.get(pk=cast.writer.pk), role=Role.ADMIN)

    def test_refuses_what_no_appointment_could_be(self, cast, invite):
        foreign = UnitFactory(opd=cast.dpupr)
        for terms in (
            {"unit": foreign},
            {"until": day(-1)},
            {"acting": True},
            {"email": "bukan-surel"},
            {"role": Role.EDITOR, "by": cast.superuser},
        ):
            with pytest.raises(RoleRefused):
                invite(**terms)
        roles.close(cast.dinkes, cast.dpupr)
        with pytest.raises(RoleRefused, match="tidak aktif"):
            invite(by=User.objects.get(pk=cast.outsider.pk))
        assert (rows(), mail.outbox) == ([], [])

    def test_an_account_that_is_switched_off_is_not_invited_back(self, invite):
        UserFactory(email="siti@contoh.go.id", is_active=False)
        with pytest.raises(InvitationRefused, match="dinonaktifkan"):
            invite(email="SITI@contoh.go.id")

    def test_the_same_address_gets_one_invitation_with_the_newest_terms(self, cast, invite, token_in):
        first = invite()
        second = invite(email="Siti@Contoh.go.id", role=Role.ADMIN, until=day(9))
        kept = Invitation.objects.get()
        assert (kept.pk, kept.role, kept.until) == (first.pk, "admin", day(9))
        assert invitations.found(token_in(first.link)) is None
        assert invitations.found(token_in(second.link)) == kept
        entry = trail("invitation.sent_again")
        assert (entry.before["role"], entry.after["role"]) == ("writer", "admin")

    def test_another_place_is_another_invitation(self, cast, invite):
        invite()
        invite(by=cast.outsider, opd=cast.dpupr)
        assert Invitation.objects.count() == 2


class TestLimits:
    def test_three_letters_a_day_to_one_address(self, cast, invite):
        for _ in range(3):
            invite()
        before = rows()
        with pytest.raises(InvitationRefused, match="Hari ini sudah 3 surat"):
            invite()
        with pytest.raises(InvitationRefused, match="Hari ini sudah 3 surat"):
            invitations.send_again(Invitation.objects.get(), by=cast.admin)
        invitations.revoke(Invitation.objects.get(), by=cast.admin)
        with pytest.raises(InvitationRefused, match="Hari ini sudah 3 surat"):
            invite(by=cast.superuser)  # a new row and another inviter are no way around it
        assert len(rows()) == len(before) == 1
        assert len(mail.outbox) == 3
        invite(email="budi@contoh.go.id")

    def test_twenty_letters_an_hour(self, cast, invite, monkeypatch):
        monkeypatch.setattr(invitations, "MOST_LETTERS_AN_HOUR", 2)
        for name in ("a", "b"):
            invite(email=f"{name}@contoh.go.id")
        with pytest.raises(InvitationRefused, match="dalam satu jam"):
            invite(email="c@contoh.go.id")
        invite(email="c@contoh.go.id", by=cast.superuser)
        monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timedelta(hours=2))
        invite(email="d@contoh.go.id")

    def test_thirty_open_ones_in_an_opd(self, cast, invite, monkeypatch):
        monkeypatch.setattr(invitations, "MOST_OPEN", 2)
        for name in ("a", "b"):
            invite(email=f"{name}@contoh.go.id")
        with pytest.raises(InvitationRefused, match="Sudah ada 2 undangan"):
            invite(email="c@contoh.go.id", by=cast.superuser)
        invite(by=cast.outsider, opd=cast.dpupr)
        invitations.revoke(Invitation.objects.get(email="a@contoh.go.id"), by=cast.admin)
        invite(email="c@contoh.go.id")

    def test_are_the_numbers_of_the_brief(self):
        numbers = (invitations.MOST_OPEN, invitations.MOST_LETTERS_AN_HOUR, invitations.MOST_TO_ONE_ADDRESS)
        assert numbers == (30, 20, 3)
        assert timedelta(days=7) == invitations.VALID


class TestAccept:
    def test_a_newcomer_comes_in(self, cast, invite, token_in):
        unit = UnitFactory(opd=cast.dinkes)
        sent = invite(unit=unit, until=day(9))
        invitations.accept(token_in(sent.link), newcomer())
        siti = User.objects.get(username="siti.aminah")
        assert (siti.email, siti.is_active, siti.is_superuser, siti.is_demo) == (
            "siti@contoh.go.id",
            True,
            False,
            False,
        )
        assert siti.check_password(PASSWORD)
        made = Membership.objects.get(user=siti)
        assert (made.opd, made.role, made.unit, made.since, made.until) == (cast.dinkes, "writer", unit, day(0), day(9))
        assert holds(siti, Right.WRITE_NEWS, cast.dinkes)
        kept = Invitation.objects.get()
        assert (kept.accepted_by, kept.accepted_at is not None) == (siti, True)

    def test_works_once(self, invite, token_in):
        sent = invite()
        invitations.accept(token_in(sent.link), newcomer())
        with pytest.raises(Gone):
            invitations.accept(token_in(sent.link), newcomer("orang.lain"))
        assert not User.objects.filter(username="orang.lain").exists()

    def test_an_editor_takes_a_seat_at_once(self, cast, invite, token_in):
        sent = invite(by=cast.superuser, role=Role.EDITOR, desk=Desk.objects.get())
        invitations.accept(token_in(sent.link), newcomer())
        siti = User.objects.get(username="siti.aminah")
        assert holds(siti, Right.REVIEW_NEWS, cast.dpupr)
        assert not Membership.objects.filter(user=siti).exists()
        assert "siti.aminah" in trail("desk.changed").after["members"]

    def test_only_whoever_has_the_address(self, cast, invite, token_in):
        sent = invite(email=cast.nobody.email)
        for person in (cast.writer, newcomer()):
            with pytest.raises(PermissionDenied):
                invitations.accept(token_in(sent.link), person)
        invitations.accept(token_in(sent.link), cast.nobody)
        assert holds(cast.nobody, Right.WRITE_NEWS, cast.dinkes)

    def test_an_account_made_in_the_meantime_is_asked_for(self, cast, invite, token_in):
        sent = invite()
        with pytest.raises(PermissionDenied):
            invitations.accept(token_in(sent.link), cast.nobody)
        User.objects.filter(pk=cast.nobody.pk).update(email="siti@contoh.go.id")
        with pytest.raises(PermissionDenied):
            invitations.accept(token_in(sent.link), newcomer())
        assert not User.objects.filter(username="siti.aminah").exists()

    def test_a_username_that_was_taken_in_the_meantime_is_a_sentence(self, invite, token_in):
        sent = invite()
        with pytest.raises(InvitationRefused, match="baru saja dipakai"):
            invitations.accept(token_in(sent.link), newcomer("PENULIS"))
        assert invitations.found(token_in(sent.link)) is not None

    def test_whom_the_demo_lets_in_leaves_with_the_demo(self, cast, invite, token_in):
        User.objects.filter(pk=cast.admin.pk).update(is_demo=True)
        sent = invite(by=User.objects.get(pk=cast.admin.pk))
        invitations.accept(token_in(sent.link), newcomer())
        assert User.objects.get(username="siti.aminah").is_demo


def _dismiss(cast, invitation):
    roles.appoint(UserFactory(), cast.dinkes, Role.ADMIN)
    roles.dismiss(Membership.objects.get(user=cast.admin))


# What makes a good link void; each is undone by nothing but a new letter or the state of before.
VOID = {
    "run out": lambda cast, one: Invitation.objects.update(expires_at=timezone.now()),
    "revoked": lambda cast, one: invitations.revoke(one, by=cast.admin),
    "sent again": lambda cast, one: invitations.send_again(one, by=cast.admin),
    "inviter dismissed": _dismiss,
    "inviter switched off": lambda cast, one: User.objects.filter(pk=cast.admin.pk).update(is_active=False),
    "inviter's time is over": lambda cast, one: Membership.objects.filter(user=cast.admin).update(
        since=day(-9), until=day(-1)
    ),
    "closed": lambda cast, one: roles.close(cast.dinkes),
    "closed into another": lambda cast, one: roles.close(cast.dinkes, cast.dpupr),
    "last day over": lambda cast, one: Invitation.objects.update(until=day(-1)),
    "unit moved": lambda cast, one: Invitation.objects.update(unit=UnitFactory(opd=cast.dpupr)),
}


@pytest.mark.parametrize("why", VOID)
def test_a_link_that_is_void_lets_nobody_in(cast, invite, token_in, why):
    sent = invite()
    token = token_in(sent.link)
    assert invitations.found(token) == sent
    VOID[why](cast, sent)
    assert invitations.found(token) is None
    with pytest.raises(Gone):
        invitations.accept(token, newcomer())
    assert not User.objects.filter(email="siti@contoh.go.id").exists()
    assert not Invitation.objects.exclude(accepted_at=None).exists()


@pytest.mark.parametrize("token", ["", "x", "selesai", "a" * 43, "\0", "ö" * 40, "a" * 5000])
def test_a_guess_opens_nothing(cast, invite, token):
    invite()
    assert invitations.found(token) is None


def test_whoever_sends_it_again_answers_for_it(cast, invite, sending, token_in):
    sent = invite()
    _dismiss(cast, sent)
    with sending():
        again = invitations.send_again(Invitation.objects.get(), by=cast.superuser)
    assert invitations.found(token_in(again.link)).invited_by == cast.superuser


@pytest.mark.parametrize("state", ["accepted", "revoked"])
def test_what_is_over_is_neither_sent_again_nor_revoked(cast, invite, token_in, state):
    sent = invite()
    if state == "accepted":
        invitations.accept(token_in(sent.link), newcomer())
    else:
        invitations.revoke(sent, by=cast.admin)
    before = rows()
    for act in (invitations.send_again, invitations.revoke):
        with pytest.raises(InvitationRefused, match="sudah diterima atau dibatalkan"):
            act(Invitation.objects.get(), by=cast.admin)
    assert rows() == before


def test_nobody_else_sends_again_or_revokes(cast, invite):
    sent = invite()
    before = rows()
    for who in ("writer", "editor", "outsider", "nobody"):
        for act in (invitations.send_again, invitations.revoke):
            with pytest.raises(PermissionDenied):
                act(sent, by=getattr(cast, who))
    assert rows() == before


def test_the_trail_knows_what_happened(cast, invite, token_in):
    sent = invite(until=day(9))
    invitations.accept(token_in(sent.link), newcomer())
    siti = User.objects.get(username="siti.aminah")
    assert (trail("invitation.sent").by, trail("invitation.sent").object_id) == (cast.admin, str(sent.pk))
    papers = {"email": "siti@contoh.go.id", "role": "writer", "opd": "dinkes", "rights": ["write_news"]}
    assert papers.items() <= trail("invitation.sent").after.items()
    accepted = trail("invitation.accepted")
    assert (accepted.by, accepted.after["invited_by"], accepted.after["until"]) == (siti, "admin", day(9).isoformat())
    given = AuditEntry.objects.get(action="role.given", object_id=str(siti.pk))
    assert (given.by, given.after["opd"], given.after["rights"]) == (siti, "dinkes", ["write_news"])
    assert trail("person.created").by == siti
