"""What an administrator changes about a person is in the audit trail: the fields by which they sign in, and the flag."""

from __future__ import annotations

import getpass

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from accounts.models import AuditEntry, User
from tests.accounts.conftest import PASSWORD

ADD = "/admin/accounts/user/add/"
DATA = {
    "name": "Siti Aminah",
    "username": "siti.aminah",
    "email": "siti@contoh.test",
    "nip": "",
    "phone": "",
    "position": "",
}


def change(person) -> str:
    return f"/admin/accounts/user/{person.pk}/change/"


def trail() -> list[tuple]:
    return list(
        AuditEntry.objects.filter(action__startswith="person.")
        .order_by("pk")
        .values_list("action", "by", "before", "after")
    )


def test_a_new_person(cast, sign_in):
    assert sign_in(cast.superuser).post(ADD, DATA).status_code == 302
    assert trail() == [
        ("person.created", cast.superuser.pk, {}, {"username": "siti.aminah", "email": "siti@contoh.test", "nip": "", "is_superuser": False})
    ]  # fmt: skip
    assert AuditEntry.objects.get(action="person.created").object_id == str(User.objects.get(username="siti.aminah").pk)


def test_what_has_changed_and_nothing_else(cast, sign_in):
    browser = sign_in(cast.superuser)
    posted = DATA | {"name": "Nama Baru", "username": "penulis", "email": "baru@contoh.test", "is_superuser": "on"}
    assert browser.post(change(cast.writer), posted).status_code == 302
    before = {"email": "penulis@contoh.test", "is_superuser": False}
    assert trail() == [
        ("person.changed", cast.superuser.pk, before, {"email": "baru@contoh.test", "is_superuser": True})
    ]


def test_a_save_without_such_a_change_and_a_refused_one_leave_no_entry(cast, sign_in):
    browser = sign_in(cast.superuser)
    same = DATA | {"username": "penulis", "email": "penulis@contoh.test", "name": "Nama Baru"}
    assert browser.post(change(cast.writer), same).status_code == 302
    assert browser.post(change(cast.writer), same | {"nip": "123"}).status_code == 200
    assert browser.post(ADD, DATA | {"username": "admin"}).status_code == 200
    assert sign_in(cast.admin).post(change(cast.writer), same | {"email": "x@contoh.test"}).status_code == 403
    assert trail() == []


class TestOnTheServer:
    """What is done by a command there is in the trail as well, or it is not done."""

    NEW = "gamping-lontong-sate-77"

    @pytest.fixture
    def typed(self, monkeypatch):
        monkeypatch.setattr(getpass, "getpass", lambda prompt="": self.NEW)

    @pytest.fixture
    def without_a_trail(self, monkeypatch):
        def refuse(**fields):
            raise DatabaseError("The trail cannot be written.")

        monkeypatch.setattr(AuditEntry.objects, "create", refuse)

    def make(self):
        call_command(
            "createsuperuser",
            "--noinput",
            "--username=bupati",
            "--email=bupati@contoh.test",
            "--name=Bu Pati",
            verbosity=0,
        )

    def test_a_first_administrator(self, db):
        self.make()
        after = {"username": "bupati", "email": "bupati@contoh.test", "nip": "", "is_superuser": True}
        assert trail() == [("person.created", None, {}, after)]
        assert AuditEntry.objects.get().by_name == "Perintah di server"

    def test_or_none(self, db, without_a_trail):
        with pytest.raises(DatabaseError):
            self.make()
        assert not User.objects.exists()

    def test_a_new_password(self, siti, typed):
        call_command("changepassword", "siti")
        siti.refresh_from_db()
        assert siti.check_password(self.NEW)
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.by_name) == ("password.changed", "Perintah di server")
        assert (entry.object_id, entry.after) == (str(siti.pk), {"cara": "perintah di server"})

    def test_or_the_old_one(self, siti, typed, without_a_trail):
        with pytest.raises(DatabaseError):
            call_command("changepassword", "siti")
        siti.refresh_from_db()
        assert siti.check_password(PASSWORD)

    def test_afterwards_a_person_is_saved_without_a_word(self, siti, typed):
        call_command("changepassword", "siti")
        siti.save()
        assert AuditEntry.objects.count() == 1
