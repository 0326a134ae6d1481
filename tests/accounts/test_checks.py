"""`check --deploy` on a portal that still has something of the demo."""

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError

from accounts.models import User
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def with_a_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def found() -> set[str]:
    return {message.id for message in run_checks(tags=["accounts"], include_deployment_checks=True)}


def test_a_demo_setting_fails(settings):
    settings.DEMO = True
    assert found() == {"accounts.E001"}


def test_an_active_demo_person_fails(db, settings):
    settings.DEMO = False
    demo = UserFactory(is_demo=True)
    assert found() == {"accounts.E002"}
    demo.is_active = False
    demo.save()
    UserFactory()
    assert found() == set()


def test_without_a_database_the_check_is_silent(db, settings, monkeypatch):
    settings.DEMO = False

    def gone(**fields):
        raise DatabaseError

    monkeypatch.setattr(User.objects, "filter", gone)
    assert found() == set()


def test_letters_that_are_only_printed_fail(db, settings):
    """They would stand in the log, with the links that open accounts."""
    settings.DEMO = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert found() == {"accounts.E003"}
