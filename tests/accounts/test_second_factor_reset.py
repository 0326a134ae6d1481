"""reset-second-factor/ of a person: for whoever has lost their phone, by the portal administrator."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client

from accounts.models import AuditEntry
from tests.accounts.factors import factors_of, with_app


def press(browser, person, method="post"):
    return getattr(browser, method)(f"/admin/accounts/user/{person.pk}/reset-second-factor/")


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.superuser)


@pytest.fixture
def lost(cast):
    with_app(cast.admin)
    return cast.admin


def test_takes_it_away_and_ends_every_session(desk, cast, lost, sign_in, django_capture_on_commit_callbacks):
    running = sign_in(lost)
    assert running.get("/admin/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        response = press(desk, lost)
    assert response["Location"] == f"/admin/accounts/user/{lost.pk}/change/"
    assert factors_of(lost) == []
    assert running.get("/admin/").status_code == 302
    assert "Pengaman kedua Admin Dinkes direset" in desk.get(response["Location"]).content.decode()

    entry = AuditEntry.objects.get(action="factor.reset")
    assert (entry.by_id, entry.object_id) == (cast.superuser.pk, str(lost.pk))
    assert entry.before == {"pengaman": ["Aplikasi autentikator"]}
    assert LogEntry.objects.get(object_id=lost.pk).user_id == cast.superuser.pk
    [letter] = mail.outbox
    assert letter.to == ["admin@contoh.test"]
    assert "Pengelola portal baru saja menghapus semua pengaman kedua" in letter.body


def test_leaves_everybody_else_alone(desk, cast, lost, sign_in):
    with_app(cast.outsider)
    theirs = sign_in(cast.outsider)
    press(desk, lost)
    assert factors_of(cast.outsider) == ["recovery_codes", "totp"]
    assert theirs.get("/admin/").status_code == 200


def test_not_the_own_one(desk, cast):
    with_app(cast.superuser)
    response = press(desk, cast.superuser)
    assert response.status_code == 422
    assert "Pengaman kedua Anda sendiri" in response.content.decode()
    assert factors_of(cast.superuser) == ["recovery_codes", "totp"]
    assert not AuditEntry.objects.filter(action="factor.reset").exists()


def test_nothing_to_reset(desk, cast, sign_in):
    running = sign_in(cast.writer)
    assert press(desk, cast.writer).status_code == 422
    assert running.get("/admin/").status_code == 200
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "editor2", "outsider"])
def test_everybody_else_is_kept_out(cast, sign_in, who):
    for person in {cast.writer, cast.superuser, getattr(cast, who)}:
        with_app(person)
        assert press(sign_in(getattr(cast, who)), person).status_code == 403
        assert press(sign_in(getattr(cast, who)), person, "get").status_code == 403
        assert factors_of(person) == ["recovery_codes", "totp"]


@pytest.mark.parametrize("who", ["nobody", None])
def test_visitors_and_people_without_a_role(cast, sign_in, lost, who):
    response = press(sign_in(getattr(cast, who) if who else None), lost)
    assert response["Location"].startswith(("/admin/login/?next=", "/akun/login/?next="))
    assert factors_of(lost) == ["recovery_codes", "totp"]


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_only_by_a_button(desk, lost, method):
    response = press(desk, lost, method)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert factors_of(lost) == ["recovery_codes", "totp"]


def test_an_unknown_person_is_a_404(desk):
    assert desk.post("/admin/accounts/user/999999/reset-second-factor/").status_code == 404


def test_the_button_carries_a_token(desk, lost):
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    assert press(strict, lost).status_code == 403
    assert factors_of(lost) == ["recovery_codes", "totp"]


def test_the_button_is_where_it_works(desk, cast, lost):
    with_app(cast.superuser)
    for person, offered in ((lost, True), (cast.writer, False), (cast.superuser, False)):
        page = desk.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
        assert (f'action="/admin/accounts/user/{person.pk}/reset-second-factor/"' in page) is offered
