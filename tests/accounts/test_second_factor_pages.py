"""/akun/2fa/: setting up, looking at, renaming and removing a second factor; whose they are, and who is told."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.models import AuditEntry
from tests.accounts.conftest import PASSWORD
from tests.accounts.factors import (
    Device,
    code,
    factors_of,
    just_signed_in,
    options_on,
    prove,
    set_up_passkey,
    with_app,
    wrong,
)
from tests.inline import named, styles_in, without_style

CHANGING = [
    "totp/activate/",
    "totp/deactivate/",
    "recovery-codes/",
    "recovery-codes/generate/",
    "webauthn/add/",
    "webauthn/keys/{pk}/remove/",
    "webauthn/keys/{pk}/edit/",
]


@pytest.fixture
def admin(cast, sign_in, with_password):
    """The browser of an OPD's admin who has just signed in with a password."""
    browser = sign_in(with_password(cast.admin))
    just_signed_in(browser, cast.admin)
    return browser


def secret_on(page) -> str:
    return page.context["secret"].replace(" ", "")


def trail() -> list[tuple]:
    entries = AuditEntry.objects.filter(action__startswith="factor.").order_by("pk")
    return [(each.action, each.object_id, each.by_id, each.before, each.after) for each in entries]


class TestSettingUpAnApp:
    def test_a_code_sets_it_up_and_the_recovery_codes_follow(self, admin, cast):
        secret = secret_on(admin.get("/akun/2fa/totp/activate/"))
        response = admin.post("/akun/2fa/totp/activate/", {"code": code(secret)})
        assert response["Location"] == "/akun/2fa/recovery-codes/"
        assert factors_of(cast.admin) == ["recovery_codes", "totp"]
        page = admin.get("/akun/2fa/recovery-codes/").content.decode()
        shown = re.findall(r"<li>(\d{4} \d{4})</li>", page)
        assert len(shown) == 10
        assert re.search(r'<a[^>]* download="[^"]+\.txt" href="data:text/plain[^"]+' + shown[3].replace(" ", ""), page)
        again = admin.get("/akun/2fa/recovery-codes/").content.decode()
        assert "hanya satu kali" in again
        assert shown[0] not in again
        assert trail() == [
            ("factor.added", str(cast.admin.pk), cast.admin.pk, {}, {"pengaman": "Aplikasi autentikator"})
        ]

    def test_the_page_has_a_picture_a_secret_and_an_address_for_the_phone_itself(self, admin):
        response = admin.get("/akun/2fa/totp/activate/")
        page = response.content.decode()
        assert re.search(r'<img[^>]*src="data:image/svg\+xml;base64,', page)
        assert 'href="otpauth://totp/admin?secret=' + secret_on(response) in page
        assert "issuer=Portal%20Blora" in page

    def test_a_wrong_code_sets_nothing_up_and_keeps_the_secret(self, admin, cast):
        secret = secret_on(admin.get("/akun/2fa/totp/activate/"))
        response = admin.post("/akun/2fa/totp/activate/", {"code": wrong()})
        assert "Kode belum cocok" in response.content.decode()
        assert secret_on(response) == secret == secret_on(admin.get("/akun/2fa/totp/activate/"))
        assert factors_of(cast.admin) == []
        assert trail() == []

    def test_the_waiting_secret_is_encrypted_in_the_session_too(self, admin):
        secret = secret_on(admin.get("/akun/2fa/totp/activate/"))
        assert secret not in str(dict(admin.session.items()))

    def test_a_second_secret_is_for_a_second_person(self, admin, cast, sign_in, with_password):
        other = sign_in(with_password(cast.outsider))
        just_signed_in(other, cast.outsider)
        assert secret_on(admin.get("/akun/2fa/totp/activate/")) != secret_on(other.get("/akun/2fa/totp/activate/"))

    def test_the_code_that_set_it_up_signs_nobody_in(self, admin, cast, visitor):
        secret = secret_on(admin.get("/akun/2fa/totp/activate/"))
        typed = code(secret)
        admin.post("/akun/2fa/totp/activate/", {"code": typed})
        visitor.post("/akun/login/", {"login": "admin", "password": PASSWORD})
        assert "sudah pernah dipakai" in visitor.post("/akun/2fa/authenticate/", {"code": typed}).content.decode()

    def test_there_is_one_app(self, admin, cast):
        with_app(cast.admin)
        prove(admin, cast.admin)
        assert admin.get("/akun/2fa/totp/activate/")["Location"] == "/akun/2fa/"

    def test_they_are_told_by_mail(self, admin, cast, django_capture_on_commit_callbacks):
        secret = secret_on(admin.get("/akun/2fa/totp/activate/"))
        with django_capture_on_commit_callbacks(execute=True):
            admin.post("/akun/2fa/totp/activate/", {"code": code(secret)})
        [letter] = mail.outbox
        assert letter.to == ["admin@contoh.test"]
        assert letter.subject == "[Portal Blora] Pengaman kedua dipasang"
        for words in ("Yth. Admin Dinkes", "Aplikasi autentikator baru saja dipasang", "/akun/password/change/", "WIB"):
            assert words in letter.body
        assert secret not in letter.body


class TestPasskeys:
    def test_setting_one_up(self, admin, cast, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            set_up_passkey(admin, "  HP\u200b saya ")
        assert factors_of(cast.admin) == ["recovery_codes", "webauthn"]
        page = admin.get("/akun/2fa/").content.decode()
        assert "<strong>HP saya</strong>" in page
        assert "10 kode" in page
        assert trail()[0][-1] == {"pengaman": "Kunci sandi “HP saya”"}
        assert "Kunci sandi “HP saya” baru saja dipasang" in mail.outbox[0].body

    def test_the_device_is_asked_to_verify_its_person_and_to_keep_the_key(self, admin):
        asked = options_on(admin.get("/akun/2fa/webauthn/add/"))["publicKey"]
        assert asked["authenticatorSelection"]["userVerification"] == "required"
        assert asked["authenticatorSelection"]["residentKey"] == "required"
        assert asked["rp"] == {"id": "localhost", "name": "Portal Blora"}

    def test_outside_a_demo_it_belongs_to_the_portals_own_host(self, admin, settings):
        settings.DEMO, settings.PORTAL_HOST = False, "localhost"
        assert options_on(admin.get("/akun/2fa/webauthn/add/"))["publicKey"]["rp"]["id"] == "localhost"

    @pytest.mark.parametrize(
        "lie",
        [{"verified": False}, {"host": "jahat.example"}, {"challenge": b"lain" * 8}],
        ids=lambda lie: next(iter(lie)),
    )
    def test_a_device_that_does_not_do_so_is_refused(self, admin, cast, lie):
        page = admin.get("/akun/2fa/webauthn/add/")
        answer = Device().registers(options_on(page), **lie)
        response = admin.post("/akun/2fa/webauthn/add/", {"name": "HP", "credential": answer})
        assert "belum terpasang" in response.content.decode()
        assert factors_of(cast.admin) == []

    @pytest.mark.parametrize(
        "answer",
        ["", "x", "null", "[]", "1", '"x"', "{}", '{"id": 1}', '{"rawId": "%%", "response": {}}', "\0", "{" * 500],
    )
    def test_an_odd_answer_is_refused(self, admin, cast, answer):
        admin.get("/akun/2fa/webauthn/add/")
        response = admin.post("/akun/2fa/webauthn/add/", {"name": "HP", "credential": answer})
        assert response.status_code == 200
        assert factors_of(cast.admin) == []

    def test_one_challenge_takes_one_answer(self, admin, cast):
        page = admin.get("/akun/2fa/webauthn/add/")
        for _ in range(2):
            answer = Device().registers(options_on(page))
            admin.post("/akun/2fa/webauthn/add/", {"name": "HP", "credential": answer})
        assert factors_of(cast.admin) == ["recovery_codes", "webauthn"]

    def test_renaming(self, admin, cast):
        set_up_passkey(admin)
        key = Authenticator.objects.get(user=cast.admin, type="webauthn")
        assert admin.post(f"/akun/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Laptop"})["Location"] == "/akun/2fa/"
        key.refresh_from_db()
        assert key.wrap().name == "Laptop"
        for unseen in ("", "\u200b", "x" * 61):
            response = admin.post(f"/akun/2fa/webauthn/keys/{key.pk}/edit/", {"name": unseen})
            assert response.status_code == 200
        key.refresh_from_db()
        assert key.wrap().name == "Laptop"


class TestRemoving:
    def test_asks_first_and_then_does(self, admin, cast, django_capture_on_commit_callbacks):
        with_app(cast.admin)
        prove(admin, cast.admin)
        set_up_passkey(admin)
        assert "Hapus Aplikasi autentikator?" in admin.get("/akun/2fa/totp/deactivate/").content.decode()
        assert "totp" in factors_of(cast.admin)
        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post("/akun/2fa/totp/deactivate/")["Location"] == "/akun/2fa/"
        assert factors_of(cast.admin) == ["recovery_codes", "webauthn"]
        assert trail()[-1] == (
            "factor.removed", str(cast.admin.pk), cast.admin.pk, {"pengaman": "Aplikasi autentikator"}, {},
        )  # fmt: skip
        assert "baru saja dihapus" in mail.outbox[-1].body

    def test_the_last_one_stays_with_whoever_needs_it(self, admin, cast, settings):
        settings.DEMO = False
        with_app(cast.admin)
        prove(admin, cast.admin)
        response = admin.post("/akun/2fa/totp/deactivate/")
        assert response.status_code == 422
        assert "satu-satunya" in response.content.decode()
        assert factors_of(cast.admin) == ["recovery_codes", "totp"]
        assert trail() == []

    @pytest.mark.parametrize("why", ["demo", "writer"])
    def test_it_goes_with_its_recovery_codes_where_it_is_not_needed(self, cast, sign_in, settings, why):
        settings.DEMO = why == "demo"
        person = cast.admin if why == "demo" else cast.writer
        browser = sign_in(person)
        with_app(person)
        prove(browser, person)
        assert browser.post("/akun/2fa/totp/deactivate/").status_code == 302
        assert factors_of(person) == []

    def test_new_recovery_codes_are_recorded_and_told(self, admin, cast, django_capture_on_commit_callbacks):
        old = with_app(cast.admin)
        prove(admin, cast.admin)
        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post("/akun/2fa/recovery-codes/generate/")["Location"] == "/akun/2fa/recovery-codes/"
        page = admin.get("/akun/2fa/recovery-codes/").content.decode()
        assert f"{old[0][:4]} {old[0][4:]}" not in page
        assert trail()[-1][0] == "factor.codes_renewed"
        assert "Kode yang lama tidak berlaku" in mail.outbox[-1].body

    def test_no_recovery_codes_without_a_factor(self, admin, cast):
        assert admin.post("/akun/2fa/recovery-codes/generate/").status_code == 422
        assert factors_of(cast.admin) == []


class TestWhose:
    @pytest.mark.parametrize("verb", ["remove", "edit"])
    @pytest.mark.parametrize("who", ["outsider", "superuser", "nobody"])
    def test_somebody_elses_passkey_does_not_exist(self, admin, cast, sign_in, verb, who):
        set_up_passkey(admin)
        key = Authenticator.objects.get(user=cast.admin, type="webauthn")
        browser = sign_in(getattr(cast, who))
        just_signed_in(browser, getattr(cast, who))
        for response in (
            browser.get(f"/akun/2fa/webauthn/keys/{key.pk}/{verb}/"),
            browser.post(f"/akun/2fa/webauthn/keys/{key.pk}/{verb}/", {"name": "Milik saya"}),
        ):
            assert response.status_code == 404
        key.refresh_from_db()
        assert key.wrap().name == "HP saya"

    def test_an_app_is_no_passkey(self, admin, cast):
        with_app(cast.admin)
        prove(admin, cast.admin)
        app = Authenticator.objects.get(user=cast.admin, type="totp")
        assert admin.post(f"/akun/2fa/webauthn/keys/{app.pk}/remove/").status_code == 404
        assert "totp" in factors_of(cast.admin)

    @pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 19, "-1", "x"])
    def test_odd_ids_are_404(self, admin, pk):
        assert admin.get(f"/akun/2fa/webauthn/keys/{pk}/remove/").status_code == 404

    def test_the_overview_shows_the_own_ones_only(self, admin, cast, sign_in):
        set_up_passkey(admin, "HP rahasia")
        page = sign_in(cast.outsider).get("/akun/2fa/").content.decode()
        assert "HP rahasia" not in page
        assert "Pasang aplikasi" in page

    @pytest.mark.parametrize("place", ["", "reauthenticate/", *CHANGING])
    def test_visitors_sign_in_first(self, visitor, db, place):
        for response in (
            visitor.get(f"/akun/2fa/{place.format(pk=1)}"),
            visitor.post(f"/akun/2fa/{place.format(pk=1)}"),
        ):
            assert response["Location"].startswith("/akun/login/?next=/akun/2fa/")


class TestProvenFirst:
    """What changes a second factor, and what shows its secrets, wants a proof of the last five minutes."""

    @pytest.mark.parametrize("place", CHANGING)
    def test_without_a_factor_the_password(self, cast, sign_in, with_password, place):
        browser = sign_in(with_password(cast.admin))
        just_signed_in(browser, cast.admin, ago=301)
        for response in (
            browser.get(f"/akun/2fa/{place.format(pk=1)}"),
            browser.post(f"/akun/2fa/{place.format(pk=1)}"),
        ):
            assert response["Location"].startswith("/akun/reauthenticate/?next=")
        assert browser.post("/akun/reauthenticate/", {"password": PASSWORD, "next": "/akun/2fa/"}).status_code == 302
        assert browser.get("/akun/2fa/totp/activate/").status_code == 200

    @pytest.mark.parametrize("place", CHANGING)
    @pytest.mark.parametrize(
        "record", [{"method": "password"}, {"method": "password", "reauthenticated": True}, {"at": 0}]
    )
    def test_with_one_that_and_nothing_else(self, cast, sign_in, with_password, place, record):
        browser = sign_in(with_password(cast.admin))
        with_app(cast.admin)
        prove(browser, cast.admin, **record)
        for response in (
            browser.get(f"/akun/2fa/{place.format(pk=1)}"),
            browser.post(f"/akun/2fa/{place.format(pk=1)}"),
        ):
            assert response["Location"].startswith("/akun/2fa/reauthenticate/?next=")
        password = browser.post("/akun/reauthenticate/", {"password": PASSWORD})
        assert password["Location"].startswith("/akun/2fa/reauthenticate/")
        assert factors_of(cast.admin) == ["recovery_codes", "totp"]
        response = browser.post("/akun/2fa/reauthenticate/", {"code": code(), "next": "/akun/2fa/"})
        assert response["Location"] == "/akun/2fa/"
        assert browser.get("/akun/2fa/totp/deactivate/").status_code == 200

    def test_what_was_asked_for_is_done_after_the_proof(self, cast, sign_in):
        browser = sign_in(cast.admin)
        with_app(cast.admin)
        to = browser.post("/akun/2fa/totp/deactivate/")["Location"]
        assert to == "/akun/2fa/reauthenticate/?next=%2Fakun%2F2fa%2Ftotp%2Fdeactivate%2F"
        browser.post("/akun/2fa/reauthenticate/", {"code": wrong(), "next": "/akun/2fa/totp/deactivate/"})
        assert factors_of(cast.admin) == ["recovery_codes", "totp"]
        browser.post("/akun/2fa/reauthenticate/", {"code": code(), "next": "/akun/2fa/totp/deactivate/"})
        assert factors_of(cast.admin) == []

    def test_a_wrong_code_proves_nothing(self, cast, sign_in):
        browser = sign_in(cast.admin)
        with_app(cast.admin)
        assert "Kode tidak cocok" in browser.post("/akun/2fa/reauthenticate/", {"code": wrong()}).content.decode()
        assert browser.post("/akun/2fa/totp/deactivate/").status_code == 302
        assert factors_of(cast.admin) == ["recovery_codes", "totp"]

    def test_somebody_elses_proof_in_the_session_counts_for_nothing(self, cast, sign_in):
        browser = sign_in(cast.admin)
        with_app(cast.admin)
        prove(browser, cast.outsider)
        assert browser.get("/akun/2fa/totp/deactivate/")["Location"].startswith("/akun/2fa/reauthenticate/")


@pytest.mark.parametrize(
    "place", ["recovery-codes/download/", "webauthn/", "webauthn/signup/", "trust/", "totp/", "webauthn/keys/"]
)
def test_what_allauth_has_and_the_portal_not(admin, visitor, place):
    assert admin.get(f"/akun/2fa/{place}").status_code == 404
    assert visitor.get(f"/akun/2fa/{place}").status_code == 404


@pytest.mark.parametrize(
    "place", ["", "totp/activate/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"]
)
def test_every_page_has_the_account_policy_and_nothing_inline(admin, place):
    response = admin.get(f"/akun/2fa/{place}")
    policy = response["Content-Security-Policy"]
    assert "img-src 'self' data:;" in policy
    assert "unsafe" not in policy
    assert "no-store" in response["Cache-Control"]
    [style] = styles_in(response.content)
    assert f"style-src 'self' {named(style)};" in policy
    page = without_style(response.content.decode())
    assert not re.search(r"<style|<script(?![^>]+src=)|\sstyle=|\son\w+=", page)
    assert 'lang="id"' in page
