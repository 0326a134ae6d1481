"""Trying to sign in as `siti` from anywhere."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from accounts.models import SignInAttempt
from tests.accounts.conftest import PASSWORD

WRONG = "salah-sama-sekali-1"
HERE = "203.0.113.7"


def try_from(address, login="siti", password=WRONG, browser=None, **headers):
    browser = browser or Client(HTTP_HOST="localhost")
    return browser.post("/akun/login/", {"login": login, "password": password}, REMOTE_ADDR=address, **headers)


def fail(times, login="siti", address="10.0.0.{}", **headers):
    for number in range(times):
        assert try_from(address.format(number), login, **headers).status_code == 200


def gets_in(address=HERE, login="siti", password=PASSWORD, **headers):
    return try_from(address, login, password, **headers).status_code == 302


def move_back(seconds):
    rows = list(SignInAttempt.objects.all())
    for row in rows:
        SignInAttempt.objects.filter(pk=row.pk).update(at=row.at - timedelta(seconds=seconds))
