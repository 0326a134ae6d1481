"""The log of the page behind an invitation: its address opens an account and is written nowhere."""

from __future__ import annotations

import pytest

from opd import invitations
from opd.rights import Role

TYPED = {"name": "", "username": "siti.aminah", "password1": "jati-lurah-sungai-42", "password2": "x"}


@pytest.fixture
def token(cast, monkeypatch):
    monkeypatch.setattr("accounts.letters.post", lambda letter: None)
    sent = invitations.invite(email="siti@contoh.go.id", name="Siti", role=Role.WRITER, opd=cast.dinkes, by=cast.admin)
    return sent.link.split("/")[-2]


def test_a_live_link_is_in_no_line(cast, token, sign_in, log):
    link = f"/akun/undangan/{token}/"
    visitor = sign_in()
    visitor.get(link)
    visitor.post(link, TYPED)
    sign_in(cast.writer).get(link)
    visitor.put(link)
    visitor.get(f"/akun/login/?next={link}")
    lines = log("portal.requests")
    assert [line["status"] for line in lines] == [200, 422, 403, 405, 200]
    assert [line["path"] for line in lines] == [*["/akun/undangan/…"] * 4, "/akun/login/"]
    assert len(log("django.request")) == 3
    assert token not in log.text()
    assert "jati-lurah" not in log.text()


def test_an_error_in_the_page_names_it_neither(token, sign_in, log, monkeypatch):
    monkeypatch.setattr(invitations, "holder", lambda invitation: 1 / 0)
    visitor = sign_in()
    visitor.raise_request_exception = False
    assert visitor.get(f"/akun/undangan/{token}/").status_code == 500
    assert "ZeroDivisionError" in log.text()
    assert token not in log.text()


def test_a_forged_form_names_it_neither(token, log, db):
    from django.test import Client

    assert Client(HTTP_HOST="localhost", enforce_csrf_checks=True).post(f"/akun/undangan/{token}/").status_code == 403
    assert log("django.security.csrf")
    assert token not in log.text()
