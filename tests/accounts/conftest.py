"""Passwords and letters for the tests of the accounts room."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import UserFactory

PASSWORD = "jati-lurah-sungai-42"


@pytest.fixture
def with_password():
    def give(person, password=PASSWORD):
        person.set_password(password)
        person.save()
        return person

    return give


@pytest.fixture
def siti(db, with_password):
    """Somebody without a role, who only signs in."""
    return with_password(UserFactory(username="siti", email="siti@contoh.test"))


@pytest.fixture
def visitor() -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def type_in(visitor):
    """Fill in the sign-in page as a visitor."""

    def fill(login, password=PASSWORD, **more):
        return visitor.post("/akun/login/", {"login": login, "password": password, **more})

    return fill


def signed_in_as(client):
    return int(client.session.get("_auth_user_id", 0)) or None


@pytest.fixture
def hashed(monkeypatch):
    """The passwords that were compared or made, in their order."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    seen = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, p, s: (seen.append(p), real(self, p, s))[1])
    return seen
