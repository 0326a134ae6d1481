"""password-link/: an administrator hands somebody a way to their first password."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail

from tests.accounts import factors
from tests.accounts.conftest import signed_in_as
from tests.factories import UserFactory

NEW = "gamping-lontong-sate-77"


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.superuser)


@pytest.fixture
def siti(cast):
    person = UserFactory(username="siti.aminah", name="Siti Aminah", email="")
    person.set_unusable_password()
    person.save()
    return person


def ask(browser, person):
    return browser.post(f"/admin/accounts/user/{person.pk}/password-link/")


def link_in(response) -> str:
    return re.search(r">http://localhost(/akun/password/reset/key/[^<]+)</textarea>", response.content.decode()).group(
        1
    )


def set_password(browser, link, password=NEW):
    page = browser.get(link, follow=True)
    return browser.post(page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)


def test_leads_to_a_password(desk, siti, visitor, type_in):
    response = ask(desk, siti)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    for words in ("Siti Aminah", "siti.aminah", "berlaku 3 hari", "sekali pakai"):
        assert words in response.content.decode()
    done = set_password(visitor, link_in(response))
    assert "Kata sandi sudah diganti. Silakan masuk." in done.content.decode()
    type_in("siti.aminah", NEW)
    assert signed_in_as(visitor) == siti.pk


def test_works_once(desk, siti, visitor):
    link = link_in(ask(desk, siti))
    set_password(visitor, link)
    assert visitor.get(link, follow=True).status_code == 410
    assert set_password(visitor, link, "kata-sandi-yang-lain-9").status_code == 410
    siti.refresh_from_db()
    assert siti.check_password(NEW)


def test_sends_no_letter_and_changes_no_password(desk, cast, with_password):
    kept = with_password(cast.writer).password
    ask(desk, cast.writer)
    cast.writer.refresh_from_db()
    assert cast.writer.password == kept
    assert mail.outbox == []


def test_is_written_down_without_the_link(desk, siti, cast):
    link = link_in(ask(desk, siti))
    entry = LogEntry.objects.get(object_id=siti.pk)
    assert (entry.user_id, entry.get_change_message()) == (cast.superuser.pk, "Tautan kata sandi dibuat.")
    history = desk.get(f"/admin/accounts/user/{siti.pk}/history/").content.decode()
    assert link not in history


@pytest.fixture
def with_factor(desk, cast):
    """Outside a demo the desk opens to an administrator with a second factor only."""
    factors.with_app(cast.superuser)
    factors.prove(desk, cast.superuser)


@pytest.mark.parametrize("gone", ["is_active", "DEMO"])
def test_is_refused_for_somebody_gone(desk, with_factor, siti, settings, gone):
    siti.is_active, siti.is_demo = gone != "is_active", gone == "DEMO"
    siti.save()
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    response = ask(desk, siti)
    assert response.status_code == 422
    assert "Akun ini tidak aktif" in response.content.decode()
    assert not LogEntry.objects.exists()


def test_dies_when_they_are_switched_off(desk, siti, visitor):
    link = link_in(ask(desk, siti))
    desk.post(f"/admin/accounts/user/{siti.pk}/switch-off/")
    assert visitor.get(link, follow=True).status_code == 410


def test_outside_a_demo_it_has_the_portals_address(desk, with_factor, siti, settings):
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    settings.PORTAL_URL = "https://portal.test"
    assert ">https://portal.test/akun/password/reset/key/" in ask(desk, siti).content.decode()
