"""Whoever's password was changed learns of it, whoever did it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import DatabaseError

from accounts import people
from accounts.models import AuditEntry
from tests.accounts.conftest import PASSWORD

NEW = "gamping-lontong-sate-77"
CHANGE = "/akun/password/change/"


@pytest.fixture
def writer(cast, with_password, sign_in):
    return sign_in(with_password(cast.writer))


def change(browser, old=PASSWORD):
    return browser.post(CHANGE, {"oldpassword": old, "password1": NEW, "password2": NEW})


def letters() -> list:
    return [letter for letter in mail.outbox if "diganti" in letter.subject]


def test_a_change_is_told(writer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(writer)
    [letter] = letters()
    assert letter.to == ["penulis@contoh.test"]
    assert letter.subject == "[Portal Blora] Kata sandi Anda diganti"
    for words in ("Yth. Penulis Dinkes", "baru saja diganti", "penulis", "Bila bukan", "/akun/password/reset/"):
        assert words in letter.body
    assert NEW not in letter.body
    assert "/reset/key/" not in letter.body


def test_a_new_one_behind_a_link_too(cast, with_password, visitor, django_capture_on_commit_callbacks):
    link = urlsplit(people.password_link(with_password(cast.writer))).path
    page = visitor.get(link, follow=True).redirect_chain[-1][0]
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(page, {"password1": NEW, "password2": NEW})
    [letter] = letters()
    assert letter.to == ["penulis@contoh.test"]
    assert "lewat tautan" in letter.body
    assert "semua peranti." in letter.body


def test_a_refused_one_is_not(writer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(writer, "salah-sama-sekali-1")
    assert letters() == []


def test_nor_one_that_was_rolled_back(writer, monkeypatch, django_capture_on_commit_callbacks):
    def refuse(**fields):
        raise DatabaseError("The trail cannot be written.")

    writer.raise_request_exception = False
    monkeypatch.setattr(AuditEntry.objects, "create", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        assert change(writer).status_code == 500
    assert letters() == []


def test_nobody_without_an_address_is_written_to(cast, writer, django_capture_on_commit_callbacks):
    cast.writer.email = ""
    cast.writer.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert change(writer).status_code == 302
    assert letters() == []
