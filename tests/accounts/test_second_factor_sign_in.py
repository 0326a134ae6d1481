"""Signing in with a second factor: the step after the password, and a passkey without one."""

from __future__ import annotations

import json
import re

import pytest
from allauth.account.utils import user_pk_to_url_str

from accounts import guard
from accounts.models import SignInAttempt
from tests.accounts.conftest import PASSWORD, signed_in_as
from tests.accounts.factors import (
    Device,
    code,
    just_signed_in,
    options_on,
    prove,
    set_up_passkey,
    with_app,
    wrong,
)
from tests.factories import UserFactory

STEP = "/akun/2fa/authenticate/"
PASSKEY = "/akun/2fa/webauthn/login/"
AGAIN, AGAIN_PASSKEY = "/akun/2fa/reauthenticate/", "/akun/2fa/webauthn/reauthenticate/"


@pytest.fixture
def admin(cast, with_password):
    return with_password(cast.admin)


@pytest.fixture
def spare(admin) -> list[str]:
    return with_app(admin)


@pytest.fixture
def device(admin, sign_in) -> Device:
    """Somebody's phone with a passkey for `admin`."""
    browser = sign_in(admin)
    just_signed_in(browser, admin)
    return set_up_passkey(browser)


def tries() -> list[tuple]:
    return list(SignInAttempt.objects.order_by("pk").values_list("kind", "outcome", "person"))


def methods_of(browser) -> list[str]:
    return [each["method"] for each in browser.session["account_authentication_methods"]]


class TestSecondStep:
    def test_the_password_alone_signs_nobody_in(self, spare, type_in, visitor):
        assert type_in("admin")["Location"] == STEP
        assert signed_in_as(visitor) is None
        assert visitor.get("/admin/")["Location"].startswith("/admin/login/")
        page = visitor.get(STEP).content.decode()
        assert "Satu langkah lagi" in page
        assert re.search(r'<input[^>]*name="code"[^>]*autocomplete="one-time-code"', page)
        assert "Admin Dinkes" not in page

    def test_a_code_of_the_app_does(self, admin, spare, type_in, visitor):
        type_in("admin", next="/admin/news/article/")
        before = visitor.session.session_key
        assert visitor.post(STEP, {"code": code()})["Location"] == "/admin/news/article/"
        assert signed_in_as(visitor) == admin.pk
        assert visitor.session.session_key != before
        assert methods_of(visitor) == ["password", "mfa"]

    def test_a_recovery_code_does_once(self, admin, spare, type_in, visitor, sign_in):
        type_in("admin")
        visitor.post(STEP, {"code": f" {spare[2][:4]} {spare[2][4:]} "})
        assert signed_in_as(visitor) == admin.pk
        other = sign_in()
        other.post("/akun/login/", {"login": "admin", "password": PASSWORD})
        assert "sudah pernah dipakai" in other.post(STEP, {"code": spare[2]}).content.decode()
        assert signed_in_as(other) is None

    def test_a_code_is_not_replayed_by_another_browser(self, admin, spare, type_in, visitor, sign_in):
        typed = code()
        type_in("admin")
        visitor.post(STEP, {"code": typed})
        other = sign_in()
        other.post("/akun/login/", {"login": "admin", "password": PASSWORD})
        assert "sudah pernah dipakai" in other.post(STEP, {"code": typed}).content.decode()
        assert signed_in_as(other) is None

    @pytest.mark.parametrize("posted", [{}, {"code": ""}, {"code": "\0"}, {"code": "1" * 500}, {"credential": "{}"}])
    def test_an_odd_form_is_shown_again(self, spare, type_in, visitor, posted):
        type_in("admin")
        assert visitor.post(STEP, posted).status_code == 200
        assert signed_in_as(visitor) is None

    def test_nobody_gets_here_without_a_password(self, spare, visitor):
        assert visitor.get(STEP)["Location"] == "/akun/login/"
        assert visitor.post(STEP, {"code": code()})["Location"] == "/akun/login/"
        assert tries() == []

    def test_whoever_cancels_starts_anew(self, spare, type_in, visitor):
        type_in("admin")
        visitor.post("/akun/logout/")
        assert visitor.get(STEP)["Location"] == "/akun/login/"
        assert visitor.get("/akun/login/").status_code == 200

    def test_without_a_factor_there_is_no_second_step(self, admin, type_in, visitor):
        assert type_in("admin")["Location"] == "/admin/"
        assert signed_in_as(visitor) == admin.pk

    def test_a_person_who_is_switched_off_meanwhile_stays_outside(self, admin, spare, type_in, visitor):
        type_in("admin")
        admin.is_active = False
        admin.save()
        visitor.post(STEP, {"code": code()})
        assert visitor.get("/admin/").status_code == 302
        assert visitor.get("/akun/2fa/")["Location"].startswith("/akun/login/")

    def test_every_try_is_counted(self, admin, spare, type_in, visitor):
        type_in("admin")
        visitor.post(STEP, {"code": wrong()})
        assert tries() == [("password", "half", admin.pk), ("code", "failed", admin.pk)]
        visitor.post(STEP, {"code": code()})
        way = [("password", "passed"), ("code", "failed"), ("code", "passed")]
        assert tries() == [(*each, admin.pk) for each in way]

    def test_guessing_ends_before_the_right_code(self, admin, spare, type_in, visitor):
        type_in("admin")
        for _ in range(guard.MOST):
            visitor.post(STEP, {"code": wrong()})
        response = visitor.post(STEP, {"code": code()})
        assert response.status_code == 429
        assert signed_in_as(visitor) is None

    def test_the_wording_is_the_same_for_wrong_and_used(self, spare, type_in, visitor):
        type_in("admin")
        assert "Kode tidak cocok, atau sudah pernah dipakai." in visitor.post(STEP, {"code": wrong()}).content.decode()


class TestPasskeyAsSecondStep:
    def test_signs_in(self, admin, device, type_in, visitor):
        type_in("admin")
        page = visitor.get(STEP)
        assert 'data-passkey="get"' in page.content.decode()
        visitor.post(STEP, {"credential": device.signs_in(options_on(page))})
        assert signed_in_as(visitor) == admin.pk

    def test_somebody_elses_does_not(self, admin, device, type_in, visitor, sign_in, cast):
        theirs = sign_in(cast.outsider)
        just_signed_in(theirs, cast.outsider)
        foreign = set_up_passkey(theirs)
        type_in("admin")
        for stranger in (Device(), foreign):
            page = visitor.get(STEP)
            response = visitor.post(STEP, {"credential": stranger.signs_in(options_on(page))})
            assert "tidak dikenal" in response.content.decode()
        assert signed_in_as(visitor) is None

    def test_no_button_without_a_passkey(self, spare, type_in, visitor):
        type_in("admin")
        assert "data-passkey" not in visitor.get(STEP).content.decode()


class TestPasskeyAlone:
    def challenge(self, browser) -> dict:
        return browser.get(PASSKEY, HTTP_ACCEPT="application/json").json()

    def answer(self, browser, device, person, **lies) -> str:
        return device.signs_in(self.challenge(browser), handle=user_pk_to_url_str(person), **lies)

    def test_signs_in_and_counts_as_both(self, admin, device, visitor, settings):
        settings.DEMO = False
        response = visitor.post(
            PASSKEY, {"credential": self.answer(visitor, device, admin), "next": "/admin/news/article/"}
        )
        assert response["Location"] == "/admin/news/article/"
        assert signed_in_as(visitor) == admin.pk
        assert visitor.get("/admin/news/article/").status_code == 200
        assert tries()[-1] == ("passkey", "passed", admin.pk)

    def test_never_to_an_outside_address(self, admin, device, visitor):
        answer = self.answer(visitor, device, admin)
        assert visitor.post(PASSKEY, {"credential": answer, "next": "//jahat.example/"})["Location"] == "/admin/"

    @pytest.mark.parametrize(
        "lie",
        [{"verified": False}, {"host": "jahat.example"}, {"challenge": b"lain" * 8}],
        ids=lambda lie: next(iter(lie)),
    )
    def test_a_dishonest_device_does_not(self, admin, device, visitor, lie):
        response = visitor.post(PASSKEY, {"credential": self.answer(visitor, device, admin, **lie)})
        assert response.status_code == 422
        assert "Kunci sandi tidak cocok" in response.content.decode()
        assert signed_in_as(visitor) is None

    def test_one_answer_works_once(self, admin, device, visitor, sign_in):
        answer = self.answer(visitor, device, admin)
        other = sign_in()
        self.challenge(other)
        assert other.post(PASSKEY, {"credential": answer}).status_code == 422
        assert visitor.post(PASSKEY, {"credential": answer}).status_code == 302
        visitor.post("/akun/logout/")
        assert visitor.post(PASSKEY, {"credential": answer}).status_code == 422

    def test_a_key_claimed_for_somebody_else_opens_nothing(self, admin, device, visitor, cast):
        response = visitor.post(PASSKEY, {"credential": self.answer(visitor, device, cast.superuser)})
        assert response.status_code == 422
        assert signed_in_as(visitor) is None

    @pytest.mark.parametrize("handle", ["", "0", "zzz", "z" * 60, "\0", "ü"])
    def test_nor_one_for_nobody(self, device, visitor, handle):
        answer = device.signs_in(self.challenge(visitor), handle=handle)
        assert visitor.post(PASSKEY, {"credential": answer}).status_code == 422

    @pytest.mark.parametrize(
        "answer",
        [
            "",
            "x",
            "null",
            "[]",
            "1",
            '"x"',
            "{}",
            '{"id": 1}',
            '{"response": []}',
            '{"response": {"userHandle": 1}}',
            "{" * 500,
        ],
    )
    def test_an_odd_answer_is_refused(self, db, visitor, answer):
        self.challenge(visitor)
        assert visitor.post(PASSKEY, {"credential": answer}).status_code == 422

    @pytest.mark.parametrize("broken", ["rawId", "id", "clientDataJSON", "authenticatorData", "signature"])
    def test_a_broken_one_too(self, admin, device, visitor, broken):
        for value in (None, 1, "x", "####", {}, []):
            answer = json.loads(self.answer(visitor, device, admin))
            (answer if broken in answer else answer["response"])[broken] = value
            assert visitor.post(PASSKEY, {"credential": json.dumps(answer)}).status_code == 422, value
            SignInAttempt.objects.all().delete()
        assert signed_in_as(visitor) is None

    def test_a_removed_one_opens_nothing(self, admin, device, visitor):
        admin.authenticator_set.all().delete()
        assert visitor.post(PASSKEY, {"credential": self.answer(visitor, device, admin)}).status_code == 422

    def test_a_switched_off_person_reads_why(self, admin, device, visitor):
        admin.is_active = False
        admin.save()
        assert (
            visitor.post(PASSKEY, {"credential": self.answer(visitor, device, admin)})["Location"] == "/akun/inactive/"
        )
        assert signed_in_as(visitor) is None
        assert tries() == [("passkey", "half", admin.pk)]
        assert SignInAttempt.objects.get().sentence == "Kunci sandi cocok, tetapi belum masuk"

    def test_a_demo_person_is_unknown_without_the_demo(self, visitor, sign_in, settings, db):
        person = UserFactory(is_demo=True)
        browser = sign_in(person)
        just_signed_in(browser, person)
        device = set_up_passkey(browser)
        settings.DEMO = False
        assert visitor.post(PASSKEY, {"credential": self.answer(visitor, device, person)}).status_code == 422
        assert signed_in_as(visitor) is None

    def test_the_challenge_names_nobody_and_asks_for_verification(self, admin, device, visitor):
        asked = self.challenge(visitor)["publicKey"]
        assert asked["userVerification"] == "required"
        assert not asked.get("allowCredentials")
        assert asked["rpId"] == "localhost"

    def test_by_hand_the_address_leads_to_the_sign_in_page(self, db, visitor):
        assert visitor.get(PASSKEY)["Location"] == "/akun/login/"

    def test_the_button_is_on_the_sign_in_page_and_keeps_the_way(self, db, visitor):
        page = visitor.get("/akun/login/", {"next": "/admin/news/article/"}).content.decode()
        form = re.search(r'<form[^>]*data-passkey="get".*?</form>', page, re.S).group()
        assert 'action="/akun/2fa/webauthn/login/"' in form
        assert 'name="next" value="/admin/news/article/"' in form
        assert "csrfmiddlewaretoken" in form
        assert " hidden>" in form.partition("\n")[0]

    def test_it_needs_a_token(self, admin, device, visitor):
        from django.test import Client

        answer = self.answer(visitor, device, admin)
        strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
        strict.cookies = visitor.cookies
        assert strict.post(PASSKEY, {"credential": answer}).status_code == 403


class TestPasskeyAgain:
    """What wants a proof of the last minutes takes a passkey too."""

    @pytest.fixture
    def idle(self, admin, device, sign_in):
        """The phone's person, signed in an hour ago."""
        browser = sign_in(admin)
        prove(browser, admin, at=0)
        return browser

    def test_proves_it(self, idle, device):
        page = idle.get(AGAIN, {"next": "/akun/2fa/recovery-codes/generate/"})
        form = re.search(r'<form[^>]*data-passkey="get".*?</form>', page.content.decode(), re.S).group()
        assert 'action="/akun/2fa/webauthn/reauthenticate/"' in form
        assert 'name="next" value="/akun/2fa/recovery-codes/generate/"' in form
        answer = device.signs_in(options_on(page))
        response = idle.post(AGAIN_PASSKEY, {"credential": answer, "next": "/akun/2fa/recovery-codes/generate/"})
        assert response["Location"] == "/akun/2fa/recovery-codes/generate/"
        assert idle.get("/akun/2fa/recovery-codes/generate/").status_code == 200
        assert tries()[-1][:2] == ("passkey", "passed")

    def test_so_does_a_code_and_both_are_counted(self, admin, idle):
        with_app(admin)
        assert idle.post(AGAIN, {"code": wrong(), "next": "/admin/"}).status_code == 200
        assert idle.post(AGAIN, {"code": code(), "next": "/admin/"})["Location"] == "/admin/"
        assert tries() == [("code", "failed", admin.pk), ("code", "passed", admin.pk)]

    def test_a_strangers_does_not(self, idle):
        page = idle.get(AGAIN)
        response = idle.post(AGAIN_PASSKEY, {"credential": Device().signs_in(options_on(page)), "next": "/akun/2fa/"})
        assert response.status_code == 422
        assert 'href="/akun/2fa/reauthenticate/?next=%2Fakun%2F2fa%2F"' in response.content.decode()
        assert idle.get("/akun/2fa/recovery-codes/generate/").status_code == 302

    def test_its_own_address_shows_the_page_with_all_ways(self, idle):
        assert idle.get(AGAIN_PASSKEY, {"next": "/admin/"})["Location"] == "/akun/2fa/reauthenticate/?next=%2Fadmin%2F"

    def test_never_to_an_outside_address(self, idle, device):
        page = idle.get(AGAIN)
        answer = {"credential": device.signs_in(options_on(page)), "next": "https://jahat.example/"}
        assert idle.post(AGAIN_PASSKEY, answer)["Location"] == "/admin/"

    @pytest.mark.parametrize("place", [AGAIN, AGAIN_PASSKEY])
    def test_whoever_has_none_is_asked_for_the_password(self, cast, sign_in, place, with_password):
        browser = sign_in(with_password(cast.outsider))
        assert browser.get(place, follow=True).redirect_chain[-1][0] == "/akun/reauthenticate/"
