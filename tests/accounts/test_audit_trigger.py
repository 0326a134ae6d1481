"""What PostgreSQL itself refuses: with roles of their own, the lines of SECURITY.md, and every statement tried."""

from __future__ import annotations

import importlib
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry

migration = importlib.import_module("accounts.migrations.0003_the_trail_is_never_changed")
SECURITY = (Path(__file__).parents[2] / "SECURITY.md").read_text("utf-8")
TABLE = "accounts_auditentry"

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _superuser(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has neither roles nor triggers in PL/pgSQL; there the guards in Python stand")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("only a superuser can make the roles of this test")


def run(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)


def refusal(sql: str, *params) -> str:
    """What the database says against this statement; empty when it was carried out."""
    try:
        with transaction.atomic():
            run(sql, *params)
    except DatabaseError as error:
        return str(error)
    return ""


def entry(**ago) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (at, by_name, action, object_type, object_id, object_name, before, after, request_id)"
            " VALUES (%s, 'Siti', 'role.given', '', '', '', '{}', '{}', '') RETURNING id",
            [timezone.now() - timedelta(**ago)],
        )
        return cursor.fetchone()[0]


def role(name: str) -> str:
    """A name that no other test process uses; the role goes with the transaction."""
    return f"{name}_{os.getpid()}"


def security_lines() -> list[str]:
    """The statements of SECURITY.md for two roles, under names of this test; CREATE DATABASE cannot stand in a transaction."""
    block = re.search(r"```sql\n(.*?)```", SECURITY, re.DOTALL)[1]
    text = re.sub(r"--.*", "", block)
    text = re.sub(r"\bportal_owner\b", role("owner"), text)
    text = re.sub(r"\bportal\b", role("app"), text)
    return [" ".join(each.split()) for each in text.split(";") if each.strip() and "CREATE DATABASE" not in each]


@pytest.fixture
def as_app():
    """The session is the application's role, after exactly the lines of SECURITY.md."""
    for line in security_lines():
        run(line)
    run(f'SET LOCAL ROLE "{role("app")}"')


@pytest.fixture
def as_owner():
    """The session owns the table and has run the migration itself."""
    migrations = migration.LET_GO + migration.KEEP
    run(f'CREATE ROLE "{role("owner")}"')
    run(f'GRANT CREATE, USAGE ON SCHEMA public TO "{role("owner")}"')
    run(f'ALTER TABLE {TABLE} OWNER TO "{role("owner")}"')
    run(f'ALTER FUNCTION accounts_auditentry_is_kept() OWNER TO "{role("owner")}"')
    run(f'SET LOCAL ROLE "{role("owner")}"')
    run(migrations.format(schema=""))


WHO = ["as_app", "as_owner", "_superuser"]


@pytest.mark.parametrize("who", WHO)
def test_no_update_whoever_asks(who, request):
    request.getfixturevalue(who)
    pk = entry(days=0)
    old = entry(days=3000)
    for where in (f"id = {pk}", f"id = {old}", "false", "true"):
        said = refusal(f"UPDATE {TABLE} SET by_name = 'Bukan Siti' WHERE {where}")
        assert "never changed" in said or ("permission denied" in said and who == "as_app"), where
    upsert = refusal(
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE id = {pk} ON CONFLICT (id) DO UPDATE SET by_name = 'x'"
    )
    assert "never changed" in upsert or ("permission denied" in upsert and who == "as_app")
    assert set(AuditEntry.objects.values_list("by_name", flat=True)) == {"Siti"}


@pytest.mark.parametrize("who", WHO)
def test_no_delete_of_what_is_younger_than_five_years(who, request):
    request.getfixturevalue(who)
    fresh, young, old = entry(days=0), entry(days=5 * 365 - 1), entry(days=5 * 365 + 3)
    assert f"kept five years: entry {fresh} is younger" in refusal(f"DELETE FROM {TABLE} WHERE id = {fresh}")
    assert "is younger" in refusal(f"DELETE FROM {TABLE} WHERE id = {young}")
    assert "is younger" in refusal(f"DELETE FROM {TABLE}")
    assert AuditEntry.objects.count() == 3
    assert refusal(f"DELETE FROM {TABLE} WHERE id = {old}") == ""
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize("who", ["as_app", "as_owner"])
def test_no_truncate(who, request):
    request.getfixturevalue(who)
    pk = entry(days=0)
    assert f"permission denied for table {TABLE}" in refusal(f"TRUNCATE {TABLE}")
    assert AuditEntry.objects.filter(pk=pk).exists()


def test_writing_and_forgetting_work_for_the_application(as_app):
    """What the portal itself does, through its own code, as the lesser role."""
    old, young = entry(days=5 * 366 + 1), entry(days=5 * 366 - 1)
    made = audit.record("session.ended")
    assert audit.forget_old(timezone.now()) == 1
    assert set(AuditEntry.objects.values_list("pk", flat=True)) == {young, made.pk}
    assert old not in {young, made.pk}


@pytest.mark.parametrize(
    "attack",
    [
        f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
        f"DROP TRIGGER audit_is_never_changed ON {TABLE}",
        "DROP FUNCTION accounts_auditentry_is_kept() CASCADE",
        "CREATE OR REPLACE FUNCTION accounts_auditentry_is_kept() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        f"ALTER TABLE {TABLE} RENAME TO jejak",
        f"DROP TABLE {TABLE}",
        f"GRANT TRUNCATE ON {TABLE} TO PUBLIC",
        "SET session_replication_role = replica",
    ],
)
def test_the_applications_role_cannot_take_the_guard_away(as_app, attack):
    pk = entry(days=0)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end of the transaction would be the reason otherwise
    refusal(attack)  # a GRANT of what one does not hold is a warning, the others are errors
    assert refusal(f"TRUNCATE {TABLE}")
    assert refusal(f"UPDATE {TABLE} SET by_name = 'x' WHERE id = {pk}")
    assert "is younger" in refusal(f"DELETE FROM {TABLE} WHERE id = {pk}")
    assert AuditEntry.objects.filter(pk=pk, by_name="Siti").exists()


def test_the_owner_can_take_it_away_and_security_md_says_so(as_owner):
    """Why the portal runs as a role that owns nothing."""
    pk = entry(days=0)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {TABLE} DISABLE TRIGGER audit_is_kept_five_years")
    assert refusal(f"DELETE FROM {TABLE} WHERE id = {pk}") == ""
    assert "the owner of the table can switch the trigger off" in " ".join(SECURITY.lower().split())


def test_a_name_in_another_schema_does_not_change_what_the_trigger_asks(as_app):
    """Its search path is pinned: a `now()` or `interval` of one's own is not found."""
    run("RESET ROLE")
    run(f'CREATE SCHEMA mine AUTHORIZATION "{role("app")}"')
    run(f'SET LOCAL ROLE "{role("app")}"')
    run(
        "CREATE FUNCTION mine.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT timestamptz '2099-01-01'$$;"
        "SET LOCAL search_path = mine, pg_catalog, public"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        assert cursor.fetchone()[0].year == 2099
    assert "is younger" in refusal(f"DELETE FROM {TABLE} WHERE id = {entry(days=0)}")
