"""/akun/undangan/<token>/: what the invited person sees, and what everybody else does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from opd import access, invitations, roles
from opd.invitation_pages import suggested
from opd.models import Desk, Invitation, Membership
from opd.rights import Right, Role
from tests.factories import UserFactory
from tests.inline import without_style

PASSWORD = "jati-lurah-sungai-42"
GONE = "Undangan ini tidak berlaku lagi"


@pytest.fixture
def visitor(sign_in):
    return sign_in()


@pytest.fixture
def link(invite, token_in):
    return f"/akun/undangan/{token_in(invite().link)}/"


@pytest.fixture
def for_nobody(cast, invite, token_in):
    """An invitation to somebody who has an account already."""
    return f"/akun/undangan/{token_in(invite(email=cast.nobody.email).link)}/"


def typed(**changed) -> dict:
    return {
        "name": "Siti Aminah, S.Kom",
        "username": "siti.aminah",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | changed


def papers() -> tuple:
    people = list(User.objects.order_by("pk").values("username", "email", "password", "is_active"))
    return people, list(Membership.objects.order_by("pk").values()), list(Invitation.objects.order_by("pk").values())


def words(answer) -> str:
    return answer.content.decode()


class TestNewcomer:
    def test_reads_who_invites_them_into_what(self, link, visitor):
        answer = visitor.get(link)
        assert answer.status_code == 200
        for said in ("Admin Dinkes", "Penulis", "Dinas Kesehatan Daerah Kabupaten Blora", "siti@contoh.go.id"):
            assert said in words(answer)
        assert 'value="Siti Aminah"' in words(answer)
        assert 'value="siti.aminah"' in words(answer)

    def test_makes_an_account_and_is_led_to_sign_in(self, cast, link, visitor):
        answer = visitor.post(link, typed())
        assert (answer.status_code, answer.url) == (302, "/akun/undangan/selesai/")
        siti = User.objects.get(username="siti.aminah")
        assert (siti.name, siti.email) == ("Siti Aminah, S.Kom", "siti@contoh.go.id")
        assert access.holds(siti, Right.WRITE_NEWS, cast.dinkes)
        assert "_auth_user_id" not in visitor.session
        assert "/akun/login/" in words(visitor.get(answer.url))
        visitor.post("/akun/login/", {"login": "siti.aminah", "password": PASSWORD})
        assert visitor.get("/admin/").status_code == 200

    def test_takes_nothing_that_was_not_asked(self, cast, link, visitor):
        more = {"email": "lain@contoh.go.id", "is_superuser": "on", "is_demo": "on", "role": "admin", "nip": "1" * 18}
        visitor.post(link, typed(**more, opd=cast.dpupr.pk))
        siti = User.objects.get(username="siti.aminah")
        assert (siti.email, siti.is_superuser, siti.nip) == ("siti@contoh.go.id", False, "")
        assert list(siti.memberships.values_list("opd__slug", "role")) == [("dinkes", "writer")]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"password1": "pendek", "password2": "pendek"},
            {"password1": "siti.aminah.siti", "password2": "siti.aminah.siti"},
            {"password1": "siti@contoh.go.id", "password2": "siti@contoh.go.id"},
            {
                "name": "Wirotanoyo Kertopaten",
                "password1": "Wirotanoyo-Kertopaten",
                "password2": "Wirotanoyo-Kertopaten",
            },
            {"password2": "jati-lurah-sungai-43"},
            {"password1": "", "password2": ""},
            {"name": ""},
            {"name": "\u200b"},
            {"username": ""},
            {"username": "siti@contoh.go.id"},
            {"username": "198001012005012001"},
            {"username": "penulis"},
            {"username": "PENULIS"},
            {"username": "siti aminah"},
            {"username": "a\0b"},
        ],
        ids=str,
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, cast, link, visitor, wrong):
        before = papers()
        answer = visitor.post(link, typed(**wrong))
        assert answer.status_code == 422
        assert papers() == before
        assert re.search("form__error|notice--error", words(answer))
        if "name" not in wrong:
            assert 'value="Siti Aminah, S.Kom"' in words(answer)
        assert PASSWORD not in words(answer)
        assert visitor.post(link, typed()).status_code == 302

    def test_a_last_day_that_passed_meanwhile_is_the_same_page_as_any_dead_link(self, link, visitor):
        Invitation.objects.update(until=timezone.localdate() - timedelta(days=1))
        assert visitor.post(link, typed()).status_code == 410

    def test_without_the_forms_own_secret_nothing_happens(self, link):
        from django.test import Client

        before = papers()
        assert Client(HTTP_HOST="localhost", enforce_csrf_checks=True).post(link, typed()).status_code == 403
        assert papers() == before


class TestSomebodyKnown:
    def test_is_asked_to_sign_in_and_led_back(self, for_nobody, visitor):
        answer = visitor.get(for_nobody)
        assert answer.status_code == 200
        assert f'href="/akun/login/?next={for_nobody}"' in words(answer)
        assert "password1" not in words(answer)

    def test_a_visitors_post_makes_no_account_and_takes_nobody_in(self, for_nobody, visitor):
        before = papers()
        assert visitor.post(for_nobody, typed()).status_code == 200
        assert papers() == before

    def test_accepts_with_one_button(self, cast, for_nobody, sign_in):
        browser = sign_in(cast.nobody)
        assert "Terima</button>" in words(browser.get(for_nobody))
        assert not Membership.objects.filter(user=cast.nobody).exists()  # looking is not accepting
        answer = browser.post(for_nobody)
        assert (answer.status_code, answer.url) == (302, "/admin/")
        assert "Anda sekarang Penulis Dinkes." in words(browser.get("/admin/"))
        assert Membership.objects.get(user=cast.nobody).role == "writer"

    def test_says_what_somebody_is_who_had_the_role_for_longer(self, cast, invite, token_in, sign_in):
        until = timezone.localdate() + timedelta(days=3)
        sent = invite(email=cast.writer.email, until=until, acting=True)
        browser = sign_in(cast.writer)
        assert browser.post(f"/akun/undangan/{token_in(sent.link)}/").status_code == 302
        assert "Anda sekarang Penulis Dinkes." in words(browser.get("/admin/"))

    def test_an_editor_too(self, cast, invite, token_in, sign_in):
        sent = invite(email=cast.nobody.email, by=cast.superuser, role=Role.EDITOR, desk=Desk.objects.get())
        browser = sign_in(cast.nobody)
        assert browser.post(f"/akun/undangan/{token_in(sent.link)}/").status_code == 302
        assert browser.get("/admin/news/queue/").status_code == 200

    def test_a_refused_role_is_a_sentence_and_the_link_lives(self, cast, invite, token_in, sign_in):
        """The only admin of an OPD cannot accept a beginning that leaves it without one until then."""
        today = timezone.localdate()
        Membership.objects.filter(user=cast.admin).update(until=today + timedelta(days=3))
        dates = {"since": today + timedelta(days=2), "until": today + timedelta(days=9)}
        sent = invite(email=cast.admin.email, role=Role.ADMIN, by=cast.superuser, **dates)
        answer = sign_in(cast.admin).post(f"/akun/undangan/{token_in(sent.link)}/")
        assert answer.status_code == 422
        assert "tidak punya admin pada" in words(answer)
        assert Membership.objects.get(user=cast.admin).until == today + timedelta(days=3)
        assert invitations.found(token_in(sent.link)) is not None

    @pytest.mark.parametrize("who", ["writer", "admin", "outsider", "superuser"])
    def test_nobody_else_accepts_it(self, cast, for_nobody, link, sign_in, who):
        before = papers()
        browser = sign_in(getattr(cast, who))
        for theirs in (for_nobody, link):
            for answer in (browser.get(theirs), browser.post(theirs, typed())):
                assert answer.status_code == 403
                assert "bukan untuk akun yang sedang masuk" in words(answer)
                assert 'action="/akun/logout/"' in words(answer)
        assert papers() == before

    def test_somebody_switched_off_is_told_whom_to_ask(self, cast, for_nobody, visitor):
        User.objects.filter(pk=cast.nobody.pk).update(is_active=False)
        before = papers()
        for answer in (visitor.get(for_nobody), visitor.post(for_nobody, typed())):
            assert answer.status_code == 403
            assert "pengelola portal" in words(answer)
        assert papers() == before
        User.objects.filter(pk=cast.nobody.pk).update(is_active=True)
        assert "Masuk untuk menerima" in words(visitor.get(for_nobody))


def _dismiss_the_inviter(cast, one):
    roles.appoint(UserFactory(), cast.dinkes, Role.ADMIN)
    roles.dismiss(Membership.objects.get(user=cast.admin))


ENDS = {
    "run out": lambda cast, one: Invitation.objects.update(expires_at=timezone.now()),
    "revoked": lambda cast, one: invitations.revoke(one, by=cast.admin),
    "sent again": lambda cast, one: invitations.send_again(one, by=cast.admin),
    "inviter gone": _dismiss_the_inviter,
}


class TestGone:
    @pytest.mark.parametrize("why", ["unknown", "used", *ENDS])
    def test_is_one_page_for_all(self, cast, link, visitor, sign_in, why):
        if why == "unknown":
            link = f"/akun/undangan/{'a' * 43}/"
        elif why == "used":
            visitor.post(link, typed())
        else:
            ENDS[why](cast, Invitation.objects.get())
        before = papers()
        other = visitor.get("/akun/undangan/bukan-apa-apa/").content
        for browser in (visitor, sign_in(cast.nobody), sign_in(cast.superuser)):
            for answer in (browser.get(link), browser.post(link, typed(username="lain"))):
                assert answer.status_code == 410
                assert GONE in words(answer)
                assert answer.content == other
                assert "siti" not in without_style(words(answer)).lower()
        assert papers() == before

    @pytest.mark.parametrize("odd", ["%00", "a" * 3000, "%E2%80%AE", "..", "selesai%00"])
    def test_odd_links_too(self, db, visitor, odd):
        assert visitor.get(f"/akun/undangan/{odd}/").status_code == 410


class TestAddressIsASecret:
    def test_in_no_cache_no_referrer_and_under_the_sign_in_pages_policy(self, link, visitor):
        for answer in (visitor.get(link), visitor.post(link, typed(name="")), visitor.get("/akun/undangan/x/")):
            assert answer["Referrer-Policy"] == "strict-origin"
            assert "no-store" in answer["Cache-Control"]
            assert "script-src 'self'" in answer["Content-Security-Policy"]
            assert "data:" in answer["Content-Security-Policy"]
            assert 'content="noindex"' in words(answer)

    def test_other_methods_are_refused(self, link, visitor):
        assert visitor.put(link).status_code == 405
        assert visitor.head(link).status_code == 200


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Siti Aminah, S.Kom", "siti.aminah"),
        ("  Drs. H. Sutrisno Wibowo Hadi, M.M.", "drs.h.sutrisno"),
        ("Réné", "rene"),
        ("Penulis", "penulis2"),
        ("", ""),
        ("198001012005012001", ""),
        ("ꦱꦶꦠꦶ", ""),
        ("x" * 150, "x" * 40),
    ],
)
def test_a_username_is_suggested(cast, name, made):
    assert suggested(name) == made
