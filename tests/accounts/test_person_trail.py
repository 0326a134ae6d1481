"""What an administrator changes about a person is in the audit trail: the fields by which they sign in, and the flag."""

from __future__ import annotations

from accounts.models import AuditEntry, User

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
