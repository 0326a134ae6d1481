"""/akun/password/change/ and /akun/logout/: what a signed-in person does with their own account."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError

from accounts import people
from accounts.models import AuditEntry
from tests.accounts.conftest import PASSWORD, signed_in_as

NEW = "gamping-lontong-sate-77"


@pytest.fixture
def writer(cast, with_password, sign_in):
    return sign_in(with_password(cast.writer))


def change(browser, old=PASSWORD, first=NEW, second=None):
    return browser.post(
        "/akun/password/change/", {"oldpassword": old, "password1": first, "password2": second or first}
    )


def test_works_and_keeps_this_session_only(writer, cast, sign_in):
    elsewhere = sign_in(cast.writer)
    page = writer.post(
        "/akun/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}, follow=True
    )
    assert page.redirect_chain == [("/akun/password/change/done/", 302)]
    assert "Kata sandi sudah diganti." in page.content.decode()
    cast.writer.refresh_from_db()
    assert cast.writer.check_password(NEW)
    assert signed_in_as(writer) == cast.writer.pk
    assert writer.get("/akun/password/change/").status_code == 200
    assert elsewhere.get("/akun/password/change/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("salah-sama-sekali-1", NEW, NEW), "Kata sandi sekarang tidak cocok"),
        ((PASSWORD, "pendek", "pendek"), "12 karakter"),
        ((PASSWORD, NEW, NEW + "x"), "Kedua kata sandi harus sama"),
    ],
)
def test_refused_with_a_sentence(writer, cast, typed, sentence):
    response = change(writer, *typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    cast.writer.refresh_from_db()
    assert cast.writer.check_password(PASSWORD)


def test_labels_help_and_errors_belong_together(writer):
    page = change(writer, PASSWORD, "pendek", "pendek").content.decode()
    for name in ("oldpassword", "password1", "password2"):
        assert f'<label for="id_{name}">' in page
    box = re.search(r'<input[^>]*name="password1"[^>]*>', page).group()
    assert 'autocomplete="new-password"' in box
    for described in re.search(r'aria-describedby="([^"]+)"', box).group(1).split():
        assert page.count(f'id="{described}"') == 1
    assert "placeholder" not in page.partition("<main")[2]


class TestWithoutATrail:
    """What cannot be recorded does not happen (SECURITY.md)."""

    @pytest.fixture
    def unwritable(self, monkeypatch):
        def refuse(**fields):
            raise DatabaseError("The trail cannot be written.")

        def break_it():
            monkeypatch.setattr(AuditEntry.objects, "create", refuse)

        return break_it

    def test_the_old_password_stays(self, writer, cast, sign_in, unwritable):
        elsewhere = sign_in(cast.writer)
        writer.raise_request_exception = False
        unwritable()
        assert change(writer).status_code == 500
        cast.writer.refresh_from_db()
        assert cast.writer.check_password(PASSWORD)
        for browser in (writer, elsewhere):
            assert browser.get("/akun/password/change/").status_code == 200

    def test_also_behind_a_link_and_the_link_still_works(self, cast, with_password, visitor, unwritable, monkeypatch):
        link = urlsplit(people.password_link(with_password(cast.writer))).path
        page = visitor.get(link, follow=True).redirect_chain[-1][0]
        visitor.raise_request_exception = False
        unwritable()
        assert visitor.post(page, {"password1": NEW, "password2": NEW}).status_code == 500
        cast.writer.refresh_from_db()
        assert cast.writer.check_password(PASSWORD)
        monkeypatch.undo()
        assert visitor.post(page, {"password1": NEW, "password2": NEW}).status_code == 302
        cast.writer.refresh_from_db()
        assert cast.writer.check_password(NEW)


@pytest.mark.parametrize("address", ["/akun/password/change/", "/akun/password/change/done/", "/akun/reauthenticate/"])
def test_visitors_sign_in_first(db, visitor, address):
    assert visitor.get(address)["Location"] == f"/akun/login/?next={address}"
    assert visitor.post(address)["Location"].startswith("/akun/login/")


def test_the_desk_leads_here(writer):
    assert writer.get("/admin/password_change/")["Location"] == "/akun/password/change/"


class TestSignOut:
    def test_get_asks_first(self, writer, cast):
        page = writer.get("/akun/logout/").content.decode()
        assert re.search(r'<form[^>]*method="post"[^>]*action="/akun/logout/"', page)
        assert "Keluar dari Meja Redaksi?" in page
        assert signed_in_as(writer) == cast.writer.pk

    def test_post_signs_out(self, writer):
        assert writer.post("/akun/logout/")["Location"] == "/akun/login/"
        assert signed_in_as(writer) is None

    def test_a_person_without_a_role_can_leave(self, cast, sign_in):
        browser = sign_in(cast.nobody)
        browser.post("/akun/logout/")
        assert signed_in_as(browser) is None

    def test_an_outside_next_is_refused(self, writer):
        assert writer.post("/akun/logout/", {"next": "//jahat.example/"})["Location"] == "/akun/login/"

    def test_visitors_land_on_the_sign_in_page(self, db, visitor):
        assert visitor.get("/akun/logout/")["Location"] == "/akun/login/"
        assert visitor.post("/akun/logout/")["Location"] == "/akun/login/"

    def test_a_picture_tag_elsewhere_signs_nobody_out(self, writer, cast):
        from django.test import Client

        strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
        strict.cookies = writer.cookies
        assert strict.post("/akun/logout/").status_code == 403
        assert signed_in_as(writer) == cast.writer.pk


def test_reauthentication_asks_for_the_password(writer):
    page = writer.get("/akun/reauthenticate/").content.decode()
    assert "Ketik kata sandi lagi" in page
    assert "Kata sandi tidak cocok" in writer.post("/akun/reauthenticate/", {"password": "salah"}).content.decode()
    assert writer.post("/akun/reauthenticate/", {"password": PASSWORD})["Location"] == "/admin/"
