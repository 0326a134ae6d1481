"""Between the password and the second step: what ends there when the password or the person changes meanwhile."""

from __future__ import annotations

import pytest

from tests.accounts.conftest import PASSWORD, signed_in_as
from tests.accounts.factors import code, just_signed_in, options_on, set_up_passkey, with_app

STEP = "/akun/2fa/authenticate/"
NEW = "gamping-lontong-sate-77"


@pytest.fixture
def admin(cast, with_password):
    return with_password(cast.admin)


@pytest.fixture
def phone(admin, sign_in):
    browser = sign_in(admin)
    just_signed_in(browser, admin)
    return set_up_passkey(browser)


def switched_off(person):
    person.is_active = False
    person.save()


def new_password(person):
    person.set_password(NEW)
    person.save()


@pytest.mark.parametrize("meanwhile", [new_password, switched_off])
class TestSomethingHappensMeanwhile:
    def test_a_good_code_comes_too_late(self, admin, visitor, type_in, meanwhile):
        with_app(admin)
        type_in("admin")
        meanwhile(admin)
        assert visitor.post(STEP, {"code": code()})["Location"] == "/akun/login/"
        assert signed_in_as(visitor) is None
        assert visitor.get(STEP)["Location"] == "/akun/login/"
        assert visitor.get("/akun/login/").status_code == 200

    def test_a_good_passkey_too(self, admin, phone, visitor, type_in, meanwhile):
        type_in("admin")
        answer = phone.signs_in(options_on(visitor.get(STEP)))
        meanwhile(admin)
        assert visitor.post(STEP, {"credential": answer})["Location"] == "/akun/login/"
        assert signed_in_as(visitor) is None

    def test_the_page_is_not_shown_any_more(self, admin, visitor, type_in, meanwhile):
        with_app(admin)
        type_in("admin")
        meanwhile(admin)
        assert visitor.get(STEP)["Location"] == "/akun/login/"


def test_the_owner_signs_in_with_the_new_password(admin, visitor, type_in):
    with_app(admin)
    type_in("admin")
    new_password(admin)
    visitor.get(STEP)
    type_in("admin", NEW)
    visitor.post(STEP, {"code": code()})
    assert signed_in_as(visitor) == admin.pk


def test_a_session_without_the_mark_starts_anew(admin, visitor, type_in):
    with_app(admin)
    type_in("admin")
    session = visitor.session
    del session["password_shown"]
    session.save()
    assert visitor.post(STEP, {"code": code()})["Location"] == "/akun/login/"
    assert signed_in_as(visitor) is None


def test_nothing_of_it_stays_behind(admin, visitor, type_in):
    with_app(admin)
    type_in("admin", PASSWORD)
    assert admin.password not in str(dict(visitor.session))
    visitor.post(STEP, {"code": code()})
    assert "password_shown" not in visitor.session
