"""`manage.py check --database default`: which open OPD lacks the people to do its work, which year its holidays."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from opd import checks, roles
from opd.models import Desk, Holiday, Membership
from tests.factories import DeskFactory, OPDFactory


def findings() -> dict[str, str]:
    return {found.id: found.msg for found in checks.every_open_opd_has_people(None, ["default"])}


def test_nothing_when_every_open_opd_has_both(cast):
    roles.close(OPDFactory())  # a closed one needs nobody
    assert findings() == {}


def test_names_those_without_an_admin(cast):
    OPDFactory(short_name="Baru")
    assert findings() == {"opd.W001": "No admin in: Baru"}


@pytest.mark.parametrize("why", ["switched off", "ended", "not begun", "only a writer"])
def test_an_admin_who_cannot_act_is_none(cast, why):
    if why == "switched off":
        User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    change = {
        "ended": {"until": "2020-01-02", "since": "2020-01-01"},
        "not begun": {"since": "2999-01-01"},
        "only a writer": {"role": "writer"},
    }
    if why in change:
        Membership.objects.filter(user=cast.outsider).update(**change[why])
    assert findings() == {"opd.W001": "No admin in: DPUPR"}


def test_names_those_without_an_editor(cast):
    Desk.objects.update(all_opds=False)
    Desk.objects.get().opds.set([cast.dpupr])
    assert findings() == {"opd.W002": "No editor for: Dinkes"}
    listed = DeskFactory(all_opds=False)
    listed.opds.set([cast.dinkes])
    assert findings() == {"opd.W002": "No editor for: Dinkes"}  # a desk where nobody sits
    listed.members.add(cast.nobody)
    assert findings() == {}
    User.objects.filter(pk=cast.nobody.pk).update(is_active=False)
    assert findings() == {"opd.W002": "No editor for: Dinkes"}


def test_only_looks(cast):
    Group.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        findings()
    assert not [
        query["sql"] for query in queries if not query["sql"].strip("( \n").upper().startswith(("SELECT", "PRAGMA"))
    ]
    assert not Group.objects.exists()


def test_reads_no_column_that_a_later_release_may_add(cast):
    """`migrate` runs the check before it adds columns."""
    with CaptureQueriesContext(connection) as queries:
        findings()
    assert not [query["sql"] for query in queries if '"description"' in query["sql"]]


def test_nothing_before_the_first_migration(db, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args, **kwargs: ["django_migrations"])
    OPDFactory()
    assert findings() == {}


def test_nothing_when_no_database_is_asked(cast):
    OPDFactory()
    assert checks.every_open_opd_has_people(None, None) == []


def test_the_command_says_it(cast):
    OPDFactory(short_name="Baru")
    said = StringIO()
    call_command("check", databases=["default"], stderr=said, stdout=said)
    assert "opd.W001" in said.getvalue()
    assert "Baru" in said.getvalue()


@pytest.mark.parametrize(
    ("today", "said"),
    [(date(2027, 9, 30), []), (date(2027, 10, 1), ["2028"]), (date(2028, 1, 2), ["2028"])],
)
def test_names_the_years_without_holidays(db, monkeypatch, today, said):
    Holiday.objects.create(date=date(2027, 1, 1), name="Tahun Baru")
    monkeypatch.setattr(checks.timezone, "localdate", lambda: today)
    found = checks.every_year_has_holidays(None, ["default"])
    assert [(each.id, each.msg) for each in found] == [("opd.W003", f"No holidays for: {year}") for year in said]


def test_says_nothing_of_holidays_before_their_table_is_made(db, monkeypatch):
    assert checks.every_year_has_holidays(None, None) == []
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args, **kwargs: ["opd_opd"])
    assert checks.every_year_has_holidays(None, ["default"]) == []
