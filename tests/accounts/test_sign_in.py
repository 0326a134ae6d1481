"""/akun/login/: who comes in, where they land, and what the others read."""

from __future__ import annotations

import re

import pytest

from tests.accounts.conftest import PASSWORD, signed_in_as
from tests.factories import UserFactory
from tests.inline import named, styles_in, without_style


def text_of(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_the_first_form_asks_for_name_and_password(visitor, db):
    page = visitor.get("/akun/login/").content.decode()
    form = re.search(r'<form[^>]*method="post".*?</form>', page, re.S).group()
    for words in ("Nama pengguna atau e-mail", "Kata sandi", "Lupa kata sandi?", 'href="/akun/password/reset/"'):
        assert words in form
    assert re.search(r"<button[^>]*>Masuk</button>", form)
    assert re.findall(r'<input[^>]*name="(\w+)"', form) == ["csrfmiddlewaretoken", "login", "password"]
    assert 'autocomplete="username"' in form
    assert 'autocomplete="current-password"' in form
    assert "remember" not in page


@pytest.mark.parametrize("typed", ["penulis", "PENULIS", "penulis@contoh.test", "Penulis@Contoh.TEST", "  penulis "])
def test_by_username_or_e_mail_in_any_case(cast, with_password, type_in, visitor, typed):
    with_password(cast.writer)
    response = type_in(typed)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert signed_in_as(visitor) == cast.writer.pk


@pytest.mark.parametrize("typed", ["penulis", "penulis@contoh.test", "tidak.ada", "tidak.ada@contoh.test", "x" * 254])
def test_a_wrong_password_and_an_unknown_name_read_the_same(cast, with_password, type_in, visitor, typed):
    with_password(cast.writer)
    response = type_in(typed, "salah-sama-sekali-1")
    assert response.status_code == 200
    assert text_of(response).replace(f'value="{typed}"', 'value="?"') == text_of(type_in("?", "salah-sama-sekali-1"))
    assert "tidak cocok" in text_of(response)
    assert signed_in_as(visitor) is None


def test_one_hash_for_everybody(cast, with_password, type_in, monkeypatch):
    """The time an answer takes is mostly hashing: known or not, username or e-mail, it is done once."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    with_password(cast.writer)
    hashed = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, p, s: (hashed.append(p), real(self, p, s))[1])
    for typed in ("penulis", "penulis@contoh.test", "tidak.ada", "tidak.ada@contoh.test"):
        type_in(typed, "salah-sama-sekali-1")
        assert len(hashed) == 1, typed
        hashed.clear()


@pytest.mark.parametrize(
    "typed", [{}, {"login": "penulis"}, {"login": "pen\0ulis", "password": "x"}, {"password": "x"}]
)
def test_an_odd_form_is_shown_again(cast, visitor, typed):
    assert visitor.post("/akun/login/", typed).status_code == 200


def test_somebody_elses_e_mail_as_a_username_opens_nothing(cast, with_password, type_in, visitor):
    """Two people answer to the same name: neither is guessed."""
    with_password(UserFactory(username="redaktur@contoh.test"), "kata-sandi-yang-lain-9")
    with_password(cast.editor)
    for password in (PASSWORD, "kata-sandi-yang-lain-9"):
        type_in("redaktur@contoh.test", password)
        assert signed_in_as(visitor) is None


def test_an_address_they_had_before_opens_nothing(cast, with_password, type_in, visitor):
    from allauth.account.models import EmailAddress

    with_password(cast.writer)
    EmailAddress.objects.create(user=cast.writer, email="lama@contoh.test", verified=True, primary=True)
    type_in("lama@contoh.test")
    assert signed_in_as(visitor) is None


def test_a_sign_in_on_the_way_returns_to_the_article(cast, with_password, visitor):
    with_password(cast.admin)
    asked = "/admin/news/article/7/change/?tab=isi"
    to_sign_in = visitor.get("/admin/news/article/7/change/", {"tab": "isi"})
    assert to_sign_in.status_code == 302
    page = visitor.get(to_sign_in["Location"], follow=True)
    assert page.request["PATH_INFO"] == "/akun/login/"
    kept = re.search(r'name="next" value="([^"]+)"', page.content.decode()).group(1)
    response = visitor.post("/akun/login/", {"login": "admin", "password": PASSWORD, "next": kept})
    assert response["Location"] == asked


@pytest.mark.parametrize(
    "outside",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "/\\jahat.example",
        "javascript:alert(1)",
        "http:///jahat.example",
        "\0",
    ],
)
def test_an_outside_next_is_refused(cast, with_password, type_in, outside):
    with_password(cast.admin)
    assert type_in("admin", next=outside)["Location"] == "/admin/"


def test_the_page_of_a_signed_in_person_leads_to_the_desk(cast, sign_in):
    for person in (cast.writer, cast.editor, cast.superuser, cast.nobody):
        assert sign_in(person).get("/akun/login/")["Location"] == "/admin/"


def test_the_bare_address_leads_to_the_sign_in_page(cast, sign_in, visitor):
    assert visitor.get("/akun/")["Location"] == "/akun/login/"
    assert sign_in(cast.writer).get("/akun/")["Location"] == "/akun/login/"


def test_a_switched_off_person_reads_why(cast, with_password, type_in, visitor):
    cast.writer.is_active = False
    with_password(cast.writer)
    response = type_in("penulis")
    assert response["Location"] == "/akun/inactive/"
    assert signed_in_as(visitor) is None
    page = visitor.get("/akun/inactive/").content.decode()
    assert "Akun ini sudah dinonaktifkan. Hubungi Dinkominfo." in page


def test_a_switched_off_person_with_a_wrong_password_reads_nothing(cast, with_password, type_in):
    cast.writer.is_active = False
    with_password(cast.writer)
    assert "tidak cocok" in type_in("penulis", "salah-sama-sekali-1").content.decode()


def test_switching_off_ends_a_running_session(cast, sign_in):
    browser = sign_in(cast.writer)
    assert browser.get("/admin/").status_code == 200
    cast.writer.is_active = False
    cast.writer.save()
    assert browser.get("/admin/", follow=True).redirect_chain[-1][0] == "/akun/login/?next=/admin/&karena=berakhir"


class TestDemo:
    @pytest.fixture
    def demo_person(self, db, with_password):
        return with_password(UserFactory(username="penulis.dinkes", is_demo=True))

    def test_comes_in_while_the_demo_is_on(self, demo_person, type_in, visitor):
        type_in("penulis.dinkes")
        assert signed_in_as(visitor) == demo_person.pk

    def test_is_unknown_without_it(self, demo_person, type_in, visitor, settings):
        settings.DEMO = False
        response = type_in("penulis.dinkes")
        assert response.status_code == 200  # not the inactive page: that would say the password is right
        assert "tidak cocok" in response.content.decode()
        assert signed_in_as(visitor) is None

    def test_a_switched_off_one_is_unknown_too(self, demo_person, with_password, type_in, settings):
        settings.DEMO = False
        demo_person.is_active = False
        with_password(demo_person)
        assert "tidak cocok" in type_in("penulis.dinkes").content.decode()

    def test_its_session_ends_with_the_demo(self, demo_person, sign_in, settings):
        browser = sign_in(demo_person)
        assert browser.get("/akun/password/change/").status_code == 200
        settings.DEMO = False
        assert browser.get("/akun/password/change/")["Location"].startswith("/akun/login/")

    def test_the_accounts_are_named_only_in_a_demo(self, db, visitor, settings):
        page = visitor.get("/akun/login/").content.decode()
        for name in [
            "penulis.dinkes",
            "admin.dinkes",
            "admin.dpupr",
            "admin.disdik",
            "redaktur",
            "redaktur2",
            "pengelola",
            "blora-demo",
        ]:
            assert f">{name}<" in page
        settings.DEMO = False
        page = visitor.get("/akun/login/").content.decode()
        assert "blora-demo" not in page
        assert "penulis.dinkes" not in page


def test_sign_up_is_closed(visitor, cast, sign_in):
    for browser in (visitor, sign_in(cast.superuser)):
        assert browser.get("/akun/signup/").status_code == 404
        assert browser.post("/akun/signup/", {"username": "baru", "email": "b@c.test"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/akun/password/set/",
        "/akun/email/",
        "/akun/confirm-email/",
        "/akun/login/code/confirm/",
        "/akun/signup/passkey/",
    ],
)
def test_what_allauth_has_and_the_portal_not(visitor, cast, sign_in, address):
    assert visitor.get(address).status_code == 404
    assert sign_in(cast.writer).get(address).status_code == 404


@pytest.mark.parametrize("header", [{"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}, {"HTTP_ACCEPT": "application/json"}])
def test_the_answer_is_always_a_page(visitor, db, header):
    assert visitor.get("/akun/login/", **header)["Content-Type"].startswith("text/html")


def test_too_many_tries_are_told_in_indonesian(visitor, db):
    for _ in range(11):
        response = visitor.post("/akun/login/", {"login": "a", "password": "b"})
    assert response.status_code == 429
    assert "terlalu banyak percobaan yang gagal" in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "login/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/done/",
        "password/reset/key/1-abc/",
        "inactive/",
    ],
)
def test_every_page_has_the_account_policy_and_nothing_inline(visitor, db, address):
    response = visitor.get(f"/akun/{address}")
    policy = response["Content-Security-Policy"]
    assert "img-src 'self' data:;" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in response["Cache-Control"]
    [style] = styles_in(response.content)
    assert f"style-src 'self' {named(style)};" in policy
    page = without_style(response.content.decode())
    assert not re.search(r"<style|<script(?![^>]+src=)|\sstyle=|\son\w+=", page)
    assert 'lang="id"' in page


def test_the_desk_sends_visitors_to_sign_in(visitor, db):
    assert visitor.get("/admin/", follow=True).redirect_chain[-1][0] == "/akun/login/?next=/admin/"


def test_a_person_without_a_role_is_told_whom_to_ask(cast, sign_in):
    response = sign_in(cast.nobody).get("/admin/", follow=True)
    assert response.status_code == 403
    assert re.search(r'<form[^>]*method="post"[^>]*action="/akun/logout/"', response.content.decode())
