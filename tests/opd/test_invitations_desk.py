"""Inviting at the desk: one form of the team, the open invitations and their verbs, and the editors' desks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.utils import timezone

from accounts.models import AuditEntry, User
from opd import invitations, roles
from opd.admin import invited
from opd.models import Desk, Invitation, Membership
from opd.rights import RIGHTS, Right, Role
from tests.factories import OPDFactory, UnitFactory, UserFactory

NEW = "siti@contoh.go.id"
ODD_IDS = ["0", "999", "9" * 18, "9" * 19, "-1", "satu", "%00"]


def team(opd, rest="") -> str:
    return f"/admin/opd/opd/{opd.pk}/team/{rest}"


def desk_page(rest="") -> str:
    return f"/admin/opd/desk/{Desk.objects.get().pk}/invitations/{rest}"


def ask(browser, opd, **typed):
    return browser.post(team(opd, "appoint/"), {"person": NEW, "role": "writer"} | typed)


def send(browser, opd, **typed):
    """Ask, and press the button that comes with the question."""
    return ask(browser, opd, invite=typed.get("person", NEW).strip().lower(), **typed)


def rows() -> list:
    return [*Invitation.objects.order_by("pk").values(), *Membership.objects.order_by("pk").values()]


# Who invites to which role where: what they get.
SENT, REFUSED, UNKNOWN, AWAY = "sent", {403}, {404}, {302, 403}
PLACES = ("dinkes/writer", "dinkes/admin", "dpupr/writer", "desk/editor")
TABLE = {
    "superuser": (SENT, SENT, SENT, SENT),
    "admin": (SENT, SENT, UNKNOWN, REFUSED),
    "outsider": (UNKNOWN, UNKNOWN, SENT, REFUSED),
    "writer": (UNKNOWN, UNKNOWN, UNKNOWN, REFUSED),
    "editor": (UNKNOWN, UNKNOWN, UNKNOWN, REFUSED),
    "nobody": (AWAY, AWAY, AWAY, AWAY),
    None: (AWAY, AWAY, AWAY, AWAY),
}


@pytest.mark.parametrize("who", TABLE)
def test_the_table(cast, sign_in, sending, who):
    browser = sign_in(getattr(cast, who) if who else None)
    for place, expected in zip(PLACES, TABLE[who], strict=True):
        where, role = place.split("/")
        before, letters = rows(), len(mail.outbox)
        with sending():
            if where == "desk":
                answer = browser.post(desk_page(), {"email": NEW, "name": "Siti"})
            else:
                answer = send(browser, getattr(cast, where), role=role)
        if expected == SENT:
            made = Invitation.objects.latest("pk")
            assert (answer.status_code, made.role, made.email, made.invited_by.username) == (
                302,
                role,
                NEW,
                cast_name(who),
            )
            assert len(mail.outbox) == letters + 1
            Invitation.objects.all().delete()
        else:
            assert answer.status_code in expected, place
            assert (rows(), len(mail.outbox)) == (before, letters), place


def cast_name(who: str) -> str:
    return {"superuser": "pengelola", "outsider": "admin.dpupr"}.get(who, who)


class TestOneForm:
    def test_asks_before_a_letter_goes_to_an_address_nobody_has(self, cast, sign_in, sending):
        browser = sign_in(cast.admin)
        unit, last = UnitFactory(opd=cast.dinkes), timezone.localdate().replace(year=2099).isoformat()
        with sending():
            answer = ask(browser, cast.dinkes, person="Siti@Contoh.go.id ", role="admin", unit=unit.pk, until=last)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Belum ada akun dengan e-mail" in page
        assert '<button type="submit" name="invite" value="siti@contoh.go.id"' in page
        for kept in ('<option value="admin" selected>', f'<option value="{unit.pk}" selected>', f'value="{last}"'):
            assert kept in page
        assert 'name="name"' in page
        assert not Invitation.objects.exists()
        assert not mail.outbox

    def test_sends_it_when_the_button_is_pressed(self, cast, sign_in, sending):
        browser = sign_in(cast.admin)
        unit = UnitFactory(opd=cast.dinkes)
        typed = {"name": "Siti Aminah", "role": "admin", "unit": unit.pk, "since": "2098-12-01", "until": "2099-01-31"}
        with sending():
            answer = send(browser, cast.dinkes, **typed, acting="on")
        assert (answer.status_code, answer.url) == (302, team(cast.dinkes))
        made = Invitation.objects.get()
        assert (made.opd, made.role, made.unit, made.acting) == (cast.dinkes, "admin", unit, True)
        assert (made.since.isoformat(), made.until.isoformat()) == ("2098-12-01", "2099-01-31")
        page = browser.get(answer.url).content.decode()
        assert "dikirim ke siti@contoh.go.id dan berlaku 7 hari" in page
        assert "tekan “Kirim lagi”" in page
        assert "Plt. Admin OPD" in page
        assert "Siti Aminah" in page

    def test_the_log_that_is_kept_for_good_does_not_know_the_address(self, cast, sign_in, sending):
        """An invited address is forgotten after a year; what an administrator did is not."""
        desks = (
            lambda: send(sign_in(cast.admin), cast.dinkes),
            lambda: sign_in(cast.superuser).post(desk_page(), {"email": NEW}),
        )
        for inviting in desks:
            with sending():
                assert inviting().status_code == 302
        said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
        assert said == ["Seseorang diundang menjadi Penulis.", "Seseorang diundang menjadi Redaktur."]
        assert NEW not in str(list(LogEntry.objects.values()))

    def test_an_address_that_was_changed_after_the_question_is_asked_about_anew(self, cast, sign_in):
        answer = ask(sign_in(cast.admin), cast.dinkes, person="sitti@contoh.go.id", invite=NEW)
        assert answer.status_code == 422
        assert 'value="sitti@contoh.go.id"' in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_whoever_has_an_account_is_appointed_and_not_invited(self, cast, sign_in):
        assert send(sign_in(cast.admin), cast.dinkes, person=cast.nobody.email).status_code == 302
        assert not Invitation.objects.exists()
        assert Membership.objects.filter(user=cast.nobody, opd=cast.dinkes).exists()

    def test_an_account_that_is_switched_off_is_named_and_not_invited(self, cast, sign_in):
        User.objects.filter(pk=cast.nobody.pk).update(is_active=False)
        for act in (ask, send):
            answer = act(sign_in(cast.admin), cast.dinkes, person=cast.nobody.email)
            assert answer.status_code == 422
            assert f"Akun dengan e-mail {cast.nobody.email} dinonaktifkan." in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_a_refusal_keeps_what_was_typed(self, cast, sign_in):
        answer = send(sign_in(cast.admin), cast.dinkes, name="www.judi.example")
        assert answer.status_code == 422
        assert "Tulis nama orangnya saja" in answer.content.decode()
        assert 'value="www.judi.example"' in answer.content.decode()

    def test_a_closed_opd_takes_nobody_in(self, cast, sign_in):
        roles.close(cast.dinkes, cast.dpupr)
        assert send(sign_in(cast.outsider), cast.dinkes).status_code == 422
        assert not Invitation.objects.exists()

    def test_only_a_demo_shows_the_link(self, cast, sign_in, sending, monkeypatch):
        browser = sign_in(cast.admin)
        with sending():
            shown = browser.get(send(browser, cast.dinkes).url).content.decode()
        assert "/akun/undangan/" in shown
        assert "/akun/undangan/" not in browser.get(team(cast.dinkes)).content.decode()  # once
        # Only here: on a whole portal without DEMO this browser would have to show its second factor first.
        monkeypatch.setattr(invited, "settings", SimpleNamespace(DEMO=False))
        with sending():
            answer = browser.post(team(cast.dinkes, f"invitations/{Invitation.objects.get().pk}/resend/"))
        page = browser.get(answer.url).content.decode()
        assert "dikirim ke siti@contoh.go.id" in page
        assert "/akun/undangan/" not in page


@pytest.fixture
def one(invite) -> Invitation:
    return invite()


VERBS = ("resend", "revoke")


class TestVerbs:
    def post(self, browser, opd, one, verb):
        return browser.post(team(opd, f"invitations/{one.pk}/{verb}/"))

    def test_send_again_kills_the_old_link(self, cast, one, sign_in, sending, token_in):
        with sending():
            answer = self.post(sign_in(cast.admin), cast.dinkes, one, "resend")
        assert (answer.status_code, answer.url) == (302, team(cast.dinkes))
        old, new = (token_in(letter.body) for letter in mail.outbox)
        assert invitations.found(old) is None
        assert invitations.found(new) == one
        assert AuditEntry.objects.filter(action="invitation.sent_again", by=cast.admin).count() == 1

    def test_send_again_revives_what_has_run_out(self, cast, one, sign_in, sending):
        Invitation.objects.update(expires_at=timezone.now())
        browser = sign_in(cast.admin)
        assert "Lewat waktu" in browser.get(team(cast.dinkes)).content.decode()
        with sending():
            self.post(browser, cast.dinkes, one, "resend")
        assert Invitation.objects.open().get() == one

    def test_revoke_kills_the_link(self, cast, one, sign_in, token_in):
        browser = sign_in(cast.admin)
        assert self.post(browser, cast.dinkes, one, "revoke").status_code == 302
        assert invitations.found(token_in(mail.outbox[0].body)) is None
        assert AuditEntry.objects.get(action="invitation.revoked").by == cast.admin
        page = browser.get(team(cast.dinkes)).content.decode()
        assert "Undangan untuk siti@contoh.go.id dibatalkan." in page
        assert "Undangan yang belum dijawab" not in page
        for verb in VERBS:
            again = self.post(browser, cast.dinkes, one, verb)
            assert again.status_code == 422
            assert "sudah diterima atau dibatalkan" in again.content.decode()

    def test_the_list_says_when_the_inviter_is_gone(self, cast, one, sign_in):
        roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN)
        roles.dismiss(Membership.objects.get(user=cast.admin))
        page = sign_in(cast.nobody).get(team(cast.dinkes)).content.decode()
        assert "Tidak berlaku: pengundangnya tidak lagi berhak" in page

    @pytest.mark.parametrize("verb", VERBS)
    def test_of_another_opd_are_not_there(self, cast, one, sign_in, verb):
        before = rows()
        for who, opd in (
            ("outsider", cast.dinkes),
            ("outsider", cast.dpupr),
            ("superuser", cast.dpupr),
            ("writer", cast.dinkes),
            ("editor", cast.dinkes),
        ):
            url = team(opd, f"invitations/{one.pk}/{verb}/")
            assert sign_in(getattr(cast, who)).post(url).status_code == 404
            assert sign_in(getattr(cast, who)).get(url).status_code == 404
        assert rows() == before

    @pytest.mark.parametrize("verb", VERBS)
    def test_are_refused_without_the_right_while_holding_all_others(self, cast, one, sign_in, verb, monkeypatch):
        monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset(Right) - {Right.MANAGE_TEAM})
        roles.establish(cast.dinkes)
        before = rows()
        assert self.post(sign_in(cast.writer), cast.dinkes, one, verb).status_code == 403
        assert rows() == before

    @pytest.mark.parametrize("verb", VERBS)
    def test_following_a_link_changes_nothing(self, cast, one, sign_in, verb):
        before = rows()
        answer = sign_in(cast.admin).get(team(cast.dinkes, f"invitations/{one.pk}/{verb}/"))
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "Anggota tim Dinkes" in answer.content.decode()
        assert rows() == before

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, cast, one, sign_in, odd):
        for verb in VERBS:
            assert sign_in(cast.admin).post(team(cast.dinkes, f"invitations/{odd}/{verb}/")).status_code == 404
            assert sign_in(cast.superuser).post(desk_page(f"{odd}/{verb}/")).status_code == 404

    def test_the_page_costs_as_much_with_thirty(self, cast, sign_in, django_assert_max_num_queries, monkeypatch):
        monkeypatch.setattr(invitations, "MOST_LETTERS_AN_HOUR", 100)
        for number in range(30):
            invitations.invite(
                email=f"o{number}@contoh.go.id", name="", role=Role.WRITER, opd=cast.dinkes, by=cast.admin
            )
        browser = sign_in(cast.admin)
        with django_assert_max_num_queries(40):
            assert browser.get(team(cast.dinkes)).status_code == 200


class TestDesks:
    @pytest.fixture
    def portal(self, cast, sign_in):
        return sign_in(cast.superuser)

    @pytest.fixture
    def one(self, cast, invite):
        return invite(by=cast.superuser, role=Role.EDITOR, desk=Desk.objects.get())

    def test_the_desks_page_leads_there(self, portal):
        address = desk_page()
        assert f'href="{address}"' in portal.get(address.replace("invitations", "change")).content.decode()
        assert portal.get(address).status_code == 200

    def test_wrong_addresses_and_those_who_sit_there_already_are_refused(self, cast, portal):
        for email in ("", "siti", cast.editor.email.upper(), "a" * 250 + "@x.id"):
            answer = portal.post(desk_page(), {"email": email, "name": "Siti"})
            assert answer.status_code == 422
            assert 'value="Siti"' in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_verbs(self, cast, one, portal, sending, token_in):
        with sending():
            assert portal.post(desk_page(f"{one.pk}/resend/")).status_code == 302
        assert invitations.found(token_in(mail.outbox[-1].body)) == one
        assert portal.post(desk_page(f"{one.pk}/revoke/")).status_code == 302
        assert not Invitation.objects.open().exists()
        answer = portal.post(desk_page(f"{one.pk}/revoke/"))
        assert answer.status_code == 422

    @pytest.mark.parametrize("who", ["admin", "writer", "editor", "outsider"])
    def test_are_the_portal_administrators_alone(self, cast, one, sign_in, who):
        before = rows()
        browser = sign_in(getattr(cast, who))
        for address in (desk_page(), *(desk_page(f"{one.pk}/{verb}/") for verb in VERBS)):
            for answer in (browser.get(address), browser.post(address, {"email": "lain@contoh.go.id"})):
                assert answer.status_code == 403
        assert rows() == before

    def test_one_desk_does_not_answer_for_another_nor_for_an_opd(self, cast, one, invite, portal):
        other = Desk.objects.create(name="Redaksi Lain")
        before = rows()
        for verb in VERBS:
            assert portal.post(f"/admin/opd/desk/{other.pk}/invitations/{one.pk}/{verb}/").status_code == 404
            assert portal.post(team(cast.dinkes, f"invitations/{one.pk}/{verb}/")).status_code == 404
        assert rows() == before

    def test_following_a_link_changes_nothing(self, one, portal):
        before = rows()
        for verb in VERBS:
            assert portal.get(desk_page(f"{one.pk}/{verb}/")).status_code == 405
        assert rows() == before

    def test_a_forgotten_invitation_is_not_listed(self, one, portal):
        """opd/pruning.py takes name and address out of what ended a year ago."""
        Invitation.objects.update(email="", name="", expires_at=timezone.now())
        assert "Undangan yang belum dijawab" not in portal.get(desk_page()).content.decode()


def test_a_team_with_nobody_invites_its_first_admin(cast, sign_in, sending):
    new = OPDFactory(short_name="Baru")
    UserFactory()
    with sending():
        assert send(sign_in(cast.superuser), new, role="admin").status_code == 302
    assert Invitation.objects.get().opd == new
