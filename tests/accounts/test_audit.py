"""Recording: who and from where by itself, no secret ever, nothing without its record, and nothing changed afterwards."""

from __future__ import annotations

import ast
import json
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from accounts import audit, audit_words
from accounts.audit import NotForTheTrail, record
from accounts.models import AuditEntry, User
from tests.factories import UserFactory

ROOT = Path(__file__).parents[2]
SECRET_KEYS = """
    password new_password newPassword NEW_PASSWORD kata_sandi token csrf-token secret totp_secret recovery_codes code kode
    link reset_link tautan session_key sessionKey cookie otp pin password_hash
"""
# Names of models and files, and what only the log says.
NO_WORDS = {"opd.platform", "opd.opd", "opd.unit", "opd.desk", "opd.csv", "opd.urls", "people.csv", "factor.unreadable"}
APPS = ("accounts", "opd", "news", "blora_portal", "seeds")


@pytest.fixture
def people(db) -> SimpleNamespace:
    """Without roles: giving one would be recorded as well."""
    return SimpleNamespace(
        writer=UserFactory(name="Penulis Dinkes"),
        admin=UserFactory(name="Admin Dinkes"),
        superuser=UserFactory(name="Pengelola Portal", is_superuser=True),
    )


def asked_by(rf, person, act, **headers):
    """Run `act` while a request of that person is answered."""
    request = rf.get("/admin/", REMOTE_ADDR="192.0.2.10", **headers)
    request.user = person
    request.id = "0123456789ab"

    def answer(_):
        act()
        return HttpResponse()

    audit.Asking(answer)(request)


# --- Who and from where ------------------------------------------------------------------------------------------------
def test_who_and_from_where_come_from_the_request(rf, people):
    asked_by(rf, people.superuser, lambda: record("role.given", people.writer, before={}, after={"role": "penulis"}))
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.by_name, entry.address) == (people.superuser, "Pengelola Portal", "192.0.2.10")
    assert (entry.object_type, entry.object_id, entry.object_name) == (
        "accounts.user",
        str(people.writer.pk),
        "Penulis Dinkes",
    )
    assert (entry.action, entry.before, entry.after) == ("role.given", {}, {"role": "penulis"})
    assert entry.request_id == "0123456789ab"
    assert abs(entry.at - timezone.now()) < timedelta(seconds=10)


def test_without_a_request_it_was_a_command(db):
    entry = record("trail.forgotten")
    assert (entry.by, entry.by_name, entry.address, entry.request_id) == (None, "Perintah di server", None, "")


def test_a_visitor_is_one_and_the_caller_may_say_who_it_was(rf, people):
    from django.contrib.auth.models import AnonymousUser

    asked_by(rf, AnonymousUser(), lambda: record("password.changed", people.writer))
    asked_by(rf, AnonymousUser(), lambda: record("invitation.accepted", people.writer, by=people.writer))
    by_letter, by_visitor = AuditEntry.objects.newest_first()
    assert (by_visitor.by, by_visitor.by_name, by_visitor.address) == (None, "Pengunjung", "192.0.2.10")
    assert (by_letter.by, by_letter.by_name) == (people.writer, "Penulis Dinkes")


def test_what_a_visitor_writes_into_x_forwarded_for_is_not_an_address(rf, people):
    asked_by(rf, people.writer, lambda: record("session.ended"), HTTP_X_FORWARDED_FOR="203.0.113.5")
    assert AuditEntry.objects.get().address == "192.0.2.10"


def test_the_request_is_forgotten_when_it_is_answered(rf, people):
    asked_by(rf, people.writer, lambda: None)
    assert record("session.ended").by is None


def test_a_changed_name_does_not_change_the_trail(people):
    record("role.given", people.writer, by=people.admin)
    User.objects.filter(pk__in=[people.writer.pk, people.admin.pk]).update(name="Nama Baru")
    entry = AuditEntry.objects.get()
    assert (entry.by_name, entry.object_name) == ("Admin Dinkes", "Penulis Dinkes")


# --- No record, no change ------------------------------------------------------------------------------------------------
def test_what_cannot_be_recorded_does_not_happen(people, monkeypatch):
    def change():
        with transaction.atomic():
            User.objects.filter(pk=people.writer.pk).update(is_superuser=True)
            record("person.changed", people.writer, after={"password": "rahasia"})

    with pytest.raises(NotForTheTrail):
        change()
    assert not User.objects.get(pk=people.writer.pk).is_superuser
    assert not AuditEntry.objects.exists()


# --- No secrets ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", SECRET_KEYS.split())
@pytest.mark.parametrize("where", ["before", "after", "deep", "in a list"])
def test_a_key_that_names_a_secret_is_refused(db, key, where):
    inside = {"deep": {"data": {key: "x"}}, "in a list": {"data": [{key: "x"}]}}.get(where, {key: "x"})
    with pytest.raises(NotForTheTrail):
        record("person.changed", **{"before" if where == "before" else "after": inside})
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("pbkdf2_sha256$1000000$abc$def=", "…"),
        ("argon2$argon2id$v=19$m=102400", "…"),
        ("md5$abc$def", "…"),
        (
            "https://portal.example/akun/password/reset/key/1-abc-def/",
            "https://portal.example/akun/password/reset/key/…",
        ),
        ("http://localhost:8000/akun/undangan/dGVzdA_dGVzdA-dGVzdA/", "http://localhost:8000/akun/undangan/…"),
        ("-----BEGIN PRIVATE KEY-----", "…"),
        (["http://localhost/akun/password/reset/key/1-abc/"], ["http://localhost/akun/password/reset/key/…"]),
    ],
)
def test_a_value_that_opens_an_account_is_taken_out(people, value, kept):
    assert record("role.given", people.writer, after={"data": value}).after == {"data": kept}


@pytest.mark.parametrize(
    "name", ["Rapat /undangan/tamu", "bcrypt", "argon2.budi", "pbkdf2_x", "scrypt@x.go.id", "Seksi sha1"]
)
def test_no_name_that_people_choose_stands_in_the_way(people, name):
    """Whoever is called like this can be dismissed and reset as anybody else."""
    assert record("role.ended", people.writer, before={"unit": name}).before == {"unit": name}


def test_what_is_no_secret_passes(db):
    plain = {"nama": "Siti", "links": ["slot.example"], "sampai": None, "jumlah": 3, "aktif": True, "peran": {"admin"}}
    entry = record("person.changed", after=plain | {"panjang": "x" * 5000})
    entry.refresh_from_db()
    assert entry.after.pop("panjang") == "x" * 1000 + "…"
    assert entry.after == plain | {"peran": ["admin"]}


def calls():
    """Every `record(…)` in the code base: its file, its first argument's words, and the keys it writes out."""
    for path in (path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))):
        if path == ROOT / "accounts" / "audit.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node, "func", None)
            name = getattr(called, "id", None) or getattr(called, "attr", None)
            if isinstance(node, ast.Call) and name == "record" and node.args:
                words = [each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
                keys = [
                    key.value
                    for given in node.keywords
                    for each in ast.walk(given.value)
                    if isinstance(each, ast.Dict)
                    for key in each.keys
                    if isinstance(key, ast.Constant)
                ]
                yield f"{path.relative_to(ROOT)}:{node.lineno}", [word for word in words if isinstance(word, str)], keys


def test_every_recorded_word_has_a_label():
    missing = {where: word for where, words, _ in calls() for word in words if word not in audit_words.ACTIONS}
    assert missing == {}
    assert {word.partition(".")[0] for word in audit_words.ACTIONS} == set(audit_words.GROUPS)
    assert all(len(word) <= 40 for word in audit_words.ACTIONS)


def test_words_that_reach_the_call_in_a_variable_have_a_label_too():
    """Whatever looks like a word of the trail, wherever it stands in the apps that record."""
    a_word = re.compile(rf"""["']((?:{"|".join(audit_words.GROUPS)})\.[a-z_]+)["']""")
    said = {
        word for app in APPS for path in (ROOT / app).rglob("*.py") for word in a_word.findall(path.read_text("utf-8"))
    }
    assert said - set(audit_words.ACTIONS) - NO_WORDS == set()


def test_no_call_writes_a_key_that_is_refused():
    """The others would be seen only when that page is used."""
    for where, _, keys in calls():
        try:
            audit._plain(dict.fromkeys(keys))
        except NotForTheTrail as refusal:
            pytest.fail(f"{where}: {refusal}")


def test_an_unknown_word_is_shown_as_it_is():
    assert audit_words.label("role.given") == "Peran diberikan"
    assert audit_words.label("baru.sekali") == "baru.sekali"
    assert audit_words.group("role.given") == "Peran dan tim"
    assert audit_words.group("baru.sekali") == "baru"


# --- Written once --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "act",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(action="x"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(by_name="x"),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["by_name"]),
        lambda entry: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"by_name": "x"}),
    ],
)
def test_an_entry_is_never_changed_or_deleted(db, act):
    entry = record("session.ended")
    before = AuditEntry.objects.values().get()
    entry.by_name = "Bukan saya"
    with pytest.raises(TypeError, match="never"), transaction.atomic():
        act(entry)
    assert AuditEntry.objects.values().get() == before


# --- The log -------------------------------------------------------------------------------------------------------------
def test_a_line_of_the_log_says_what_was_committed(people, caplog, django_capture_on_commit_callbacks):
    caplog.set_level("INFO", "portal.security")

    def in_vain():
        with transaction.atomic():
            record("role.given", people.writer)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        in_vain()
    assert not caplog.records
    with django_capture_on_commit_callbacks(execute=True):
        record("role.given", people.writer, by=people.admin, after={"peran": "penulis"})
    (line,) = caplog.records
    assert (line.message, line.event, line.by) == ("security event", "role.given", people.admin.pk)
    assert (line.object, line.after) == (f"accounts.user:{people.writer.pk}", {"peran": "penulis"})
    assert json.dumps({"before": line.before, "after": line.after})


# --- Five years ----------------------------------------------------------------------------------------------------------


def born(**ago) -> AuditEntry:
    """An entry that was written that long ago, on either database."""
    field = AuditEntry._meta.get_field("at")
    field.auto_now_add = False
    try:
        return AuditEntry.objects.create(at=timezone.now() - timedelta(**ago), by_name="Dulu", action="session.ended")
    finally:
        field.auto_now_add = True


def test_only_what_is_more_than_five_years_old_is_forgotten(db):
    old, young, fresh = born(days=1831), born(days=1829), born(days=0)
    assert audit.forget_old(timezone.now()) == 1
    assert set(AuditEntry.objects.all()) == {young, fresh}
    assert old not in AuditEntry.objects.all()
    assert audit.forget_old(timezone.now()) == 0


def test_it_goes_in_small_batches_the_oldest_first(db):
    rows = [born(days=2000 - n) for n in range(5)]
    assert audit.forget_old(timezone.now(), most=3) == 3
    assert set(AuditEntry.objects.all()) == set(rows[3:])
