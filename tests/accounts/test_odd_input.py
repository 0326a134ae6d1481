"""What nobody types: answers no device gives, addresses that are none. A sentence or a page, never a failure."""

from __future__ import annotations

import pytest

from accounts import second_factor_forms
from accounts.second_factor_forms import AnswerField
from tests.accounts.conftest import PASSWORD, signed_in_as
from tests.accounts.factors import just_signed_in, prove, with_app

ODD = {
    "deep": "[" * 100_000,
    "deep and short": "[" * 19_000,
    "deep object": '{"a":' * 3_900,
    "a long number": "1" * 5_000,
    "a long number inside": '{"id": ' + "9" * 5_000 + "}",
    "too long": '"' + "x" * 20_001 + '"',
    "a surrogate": '{"id": "\\ud800"}',
}
NOWHERE = ["https://[evil", "//[::1", "http://[x]y/", "https://exa\u2100mple.test/"]
odd_answer = pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
nowhere = pytest.mark.parametrize("address", NOWHERE)


@pytest.fixture
def writer(cast, sign_in):
    browser = sign_in(cast.writer)
    just_signed_in(browser, cast.writer)
    return browser


class TestAnswers:
    @odd_answer
    def test_signing_in(self, db, visitor, answer):
        response = visitor.post("/akun/2fa/webauthn/login/", {"credential": answer})
        assert response.status_code == 422
        assert signed_in_as(visitor) is None

    @odd_answer
    def test_the_second_step(self, cast, with_password, type_in, visitor, answer):
        with_app(with_password(cast.admin))
        type_in("admin")
        page = visitor.post("/akun/2fa/authenticate/", {"credential": answer})
        assert page.status_code == 200
        assert signed_in_as(visitor) is None

    @odd_answer
    def test_once_more_and_setting_up(self, cast, writer, answer):
        with_app(cast.writer)
        prove(writer, cast.writer)
        assert writer.post("/akun/2fa/webauthn/reauthenticate/", {"credential": answer}).status_code == 422
        page = writer.post("/akun/2fa/webauthn/add/", {"name": "HP", "credential": answer})
        assert page.status_code == 200
        assert not cast.writer.authenticator_set.filter(type="webauthn").exists()

    @odd_answer
    def test_a_form_that_writes_the_field_itself(self, cast, answer):
        form = second_factor_forms.AddPasskeyForm({"credential": answer, "name": "HP"}, user=cast.writer)
        assert answer[:50] not in str(form["credential"])

    def test_every_form_takes_its_answer_with_this_field(self):
        for form in (second_factor_forms.PasskeyForm, second_factor_forms.AddPasskeyForm):
            assert type(form.base_fields["credential"]) is AnswerField


class TestAddresses:
    @nowhere
    def test_nobody_is_led_there(self, siti, visitor, type_in, address):
        assert visitor.get("/akun/login/", {"next": address}).status_code == 200
        assert type_in("siti", PASSWORD, next=address)["Location"] == "/admin/"
        assert signed_in_as(visitor) == siti.pk
        assert visitor.get("/akun/login/", {"next": address})["Location"] == "/admin/"

    @nowhere
    def test_nor_from_other_pages(self, cast, writer, address):
        for place in ("/akun/2fa/", "/akun/reauthenticate/", "/akun/password/change/", "/akun/logout/"):
            assert writer.get(place, {"next": address}).status_code in (200, 302), place
        assert address not in writer.get("/akun/2fa/").content.decode()
        assert writer.post("/akun/logout/", {"next": address})["Location"] == "/akun/login/"

    @nowhere
    def test_nor_from_a_referer(self, writer, address):
        writer.cookies["sesi"] = "x" * 32  # ended
        answer = writer.post("/akun/keamanan/keluarkan-yang-lain/", headers={"referer": address})
        assert answer.status_code in (302, 403)

    @nowhere
    def test_whoever_fails_with_a_passkey_is_led_back_here(self, db, visitor, address):
        page = visitor.post("/akun/2fa/webauthn/login/", {"credential": "{}", "next": address})
        assert page.status_code == 422
        assert address not in page.content.decode()
