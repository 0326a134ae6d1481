"""Two admins at the same moment, on a database that really locks."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from opd import roles
from opd.models import Membership
from opd.rights import Role
from opd.roles import RoleRefused
from tests.factories import UserFactory
from tests.news.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_row_locks(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")


def refusal_of(call):
    try:
        call()
    except RoleRefused as refusal:
        return str(refusal)
    return None


def test_two_admins_who_dismiss_each_other_do_not_both_go(cast, monkeypatch):
    roles.appoint(UserFactory(name="Admin Kedua"), cast.dinkes, Role.ADMIN)
    look = roles._another_admin

    def looks_and_thinks_it_over(membership):
        found = look(membership)
        time.sleep(0.5)  # long enough for the other one to look as well, if nothing keeps them out
        return found

    monkeypatch.setattr(roles, "_another_admin", looks_and_thinks_it_over)
    both = Membership.objects.filter(opd=cast.dinkes, role=Role.ADMIN)
    answers = at_once([lambda each=each: refusal_of(lambda: roles.dismiss(each)) for each in both])
    assert sorted(answer is None for answer in answers) == [False, True]
    assert "Angkat admin lain lebih dulu." in next(filter(None, answers))
    assert roles.admins(cast.dinkes).count() == 1
