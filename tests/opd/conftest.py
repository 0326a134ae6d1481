"""Letters for the tests of the agencies' room."""

from __future__ import annotations

import re

import pytest

from accounts import letters
from opd import invitations
from opd.rights import Role


@pytest.fixture
def sending(monkeypatch, django_capture_on_commit_callbacks):
    """What is sent inside this goes out when it ends, as after a commit: `with sending(): invite(…)`."""
    monkeypatch.setattr(letters, "post", letters.deliver)
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def invite(cast, sending):
    """Invite Siti as a writer of dinkes, or as the named things say; the invitation with its link."""

    def send(**terms):
        asked = {"email": "siti@contoh.go.id", "name": "Siti Aminah", "role": Role.WRITER, "by": cast.admin} | terms
        if "desk" not in asked:
            asked.setdefault("opd", cast.dinkes)
        with sending():
            return invitations.invite(**asked)

    return send


@pytest.fixture
def token_in():
    """The token of a letter, or of a link."""

    def of(text: str) -> str:
        return re.search(r"/akun/undangan/([A-Za-z0-9_-]{43})/", text).group(1)

    return of
