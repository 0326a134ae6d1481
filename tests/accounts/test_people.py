"""/admin/accounts/user/: the people's list and forms, for portal administrators only."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser

from accounts import people
from accounts.admin.people import PersonAdmin
from accounts.backends import may_sign_in
from accounts.models import User
from tests.factories import UserFactory

SITI = {
    "name": "Siti Aminah, S.Kom",
    "username": "siti.aminah",
    "email": "Siti@Contoh.test",
    "nip": "198001012005012001",
    "phone": "0812 3456 7890",
    "position": "Pranata Humas",
}
EVERYBODY_ELSE = ["writer", "admin", "editor", "editor2", "outsider"]


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.superuser)


def data_of(person, **changes):
    fields = ("name", "username", "email", "nip", "phone", "position")
    data = {field: getattr(person, field) for field in fields} | {"is_superuser": "on" if person.is_superuser else ""}
    return {name: value for name, value in (data | changes).items() if value != ""}


def save(desk, person, **changes):
    return desk.post(f"/admin/accounts/user/{person.pk}/change/", data_of(person, **changes))


@pytest.mark.parametrize(
    ("user", "is_one"),
    [
        (User(is_superuser=True), True),
        (User(is_superuser=True, is_active=False), False),
        (User(), False),
        (AnonymousUser(), False),
    ],
    ids=["a superuser", "switched off", "anybody else", "a visitor"],
)
def test_who_administers_the_portal(user, is_one):
    assert people.is_portal_admin(user) is is_one


def errors_in(response) -> str:
    assert response.status_code == 200, "saved"
    form = response.context["adminform"].form
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


@pytest.mark.parametrize("who", [*EVERYBODY_ELSE, "nobody", None])
@pytest.mark.parametrize("place", ["", "add/", "{pk}/change/", "{pk}/history/", "{pk}/delete/"])
def test_everybody_else_is_kept_out(cast, sign_in, who, place):
    browser = sign_in(getattr(cast, who) if who else None)
    address = f"/admin/accounts/user/{place.format(pk=cast.writer.pk)}"
    before = list(User.objects.values())
    for response in (
        browser.get(address),
        browser.post(address, data_of(cast.writer, name="Orang Lain", is_superuser="on")),
    ):
        if who in EVERYBODY_ELSE:
            assert response.status_code == 403
        else:
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/?next=")
    assert list(User.objects.values()) == before


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nothing_of_it_on_their_desk(cast, sign_in, who):
    assert "/admin/accounts/" not in sign_in(getattr(cast, who)).get("/admin/").content.decode()


def test_a_switched_off_administrator_is_a_visitor(cast, sign_in):
    cast.superuser.is_active = False
    cast.superuser.save()
    assert sign_in(cast.superuser).get("/admin/accounts/user/").status_code == 302


class TestList:
    def test_shows_people(self, desk):
        page = desk.get("/admin/accounts/user/").content.decode()
        for words in ("Penulis Dinkes", "admin.dpupr", "redaktur2@contoh.test", "Aktif"):
            assert words in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=dpupr", {"admin.dpupr"}),
            ("q=SITI", {"siti.aminah"}),
            ("q=198001012005012001", {"siti.aminah"}),
            ("q=redaktur+satu", {"redaktur"}),
            ("q=zzz", set()),
            ("status=nonaktif", {"siti.aminah"}),
            ("status=nonaktif&q=penulis", set()),
            ("status=pengelola", {"pengelola"}),
        ],
    )
    def test_search_and_filter(self, desk, query, found):
        UserFactory(username="siti.aminah", name="Siti Aminah", nip="198001012005012001", is_active=False)
        people = desk.get(f"/admin/accounts/user/?{query}").context["cl"].result_list
        assert {person.username for person in people} == found

    def test_the_filter_for_active_people(self, desk):
        UserFactory(username="mati", is_active=False)
        people = desk.get("/admin/accounts/user/?status=aktif").context["cl"].result_list
        assert "mati" not in {person.username for person in people}
        assert len(people) == 7


class TestAdding:
    def test_makes_a_person_without_a_password(self, desk, cast):
        response = desk.post("/admin/accounts/user/add/", SITI)
        siti = User.objects.get(username="siti.aminah")
        assert (siti.name, siti.email, siti.nip) == ("Siti Aminah, S.Kom", "siti@contoh.test", "198001012005012001")
        assert not siti.has_usable_password()
        assert siti.is_active
        assert not siti.is_superuser
        assert not siti.is_demo
        assert LogEntry.objects.get(object_id=siti.pk).user_id == cast.superuser.pk
        assert response["Location"] == f"/admin/accounts/user/{siti.pk}/change/"  # where the password link is made

    def test_asks_for_no_password_and_no_rights(self, desk):
        page = desk.get("/admin/accounts/user/add/").content.decode()
        asked = set(re.findall(r'<(?:input|select|textarea)[^>]*name="(\w+)"', page))
        assert asked & {field.name for field in User._meta.get_fields()} == set(SITI)
        assert not any("password" in name for name in asked)

    def test_whatever_else_is_posted_is_ignored(self, desk):
        smuggled = {"is_superuser": "on", "is_active": "", "is_demo": "on", "password": "x", "groups": "1"}
        desk.post("/admin/accounts/user/add/", SITI | smuggled)
        siti = User.objects.get(username="siti.aminah")
        assert (siti.is_superuser, siti.is_active, siti.is_demo, siti.groups.count()) == (False, True, False, 0)
        assert not siti.has_usable_password()

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"name": ""}, "wajib"),
            ({"username": "PENULIS"}, "Nama pengguna ini sudah dipakai orang lain."),
            ({"username": "siti aminah"}, "nama pengguna"),
            ({"username": "siti@contoh.test"}, "tidak boleh memuat tanda @"),
            ({"username": "198501012010012999"}, "tidak boleh angka saja"),
            ({"email": "PENULIS@contoh.test"}, "E-mail ini sudah dipakai orang lain."),
            ({"email": "bukan"}, "e-mail"),
            ({"nip": "123"}, "NIP terdiri atas 18 angka"),
            ({"nip": "19800101200501200\u0663"}, "NIP terdiri atas 18 angka"),
            ({"phone": "<b>"}, "Tulis nomor telepon dengan angka"),
            ({"name": "Siti\0"}, "null"),
        ],
    )
    def test_says_in_indonesian_what_is_wrong(self, desk, wrong, sentence):
        before = User.objects.count()
        assert sentence.lower() in errors_in(desk.post("/admin/accounts/user/add/", SITI | wrong)).lower()
        assert User.objects.count() == before

    def test_one_nip_belongs_to_one_person(self, desk):
        UserFactory(nip=SITI["nip"])
        assert "NIP ini sudah dipakai orang lain." in errors_in(desk.post("/admin/accounts/user/add/", SITI))

    def test_two_people_without_e_mail_and_nip(self, desk):
        for name in ("satu", "dua"):
            desk.post("/admin/accounts/user/add/", {"name": name, "username": name})
        assert User.objects.filter(email="", nip="").count() == 2


class TestChanging:
    def test_saves(self, desk, cast):
        save(desk, cast.writer, name="Penulis Baru", email="baru@contoh.test")
        cast.writer.refresh_from_db()
        assert (cast.writer.name, cast.writer.email) == ("Penulis Baru", "baru@contoh.test")

    def test_the_password_stays(self, desk, cast, with_password):
        kept = with_password(cast.writer).password
        save(desk, cast.writer, name="Penulis Baru", password="x")
        cast.writer.refresh_from_db()
        assert cast.writer.password == kept

    def test_what_is_not_asked_for_is_not_changed(self, desk, cast):
        smuggled = {
            "is_active": "",
            "is_demo": "on",
            "groups": "1",
            "user_permissions": "1",
            "last_login_0": "2020-01-01",
        }
        kept = {name: getattr(cast.writer, name) for name in ("is_active", "is_demo", "last_login")}
        groups = set(cast.writer.groups.all())
        save(desk, cast.writer, **smuggled)
        cast.writer.refresh_from_db()
        assert {name: getattr(cast.writer, name) for name in kept} == kept
        assert set(cast.writer.groups.all()) == groups
        assert not cast.writer.user_permissions.exists()

    def test_what_others_decide_while_it_is_saved_stays(self, desk, cast, monkeypatch):
        asked = PersonAdmin.save_form

        def meanwhile(*args, **kwargs):
            User.objects.filter(pk=cast.writer.pk).update(is_active=False, password="lain", phone="0811")
            return asked(*args, **kwargs)

        monkeypatch.setattr(PersonAdmin, "save_form", meanwhile)
        save(desk, cast.writer, name="Penulis Baru")
        cast.writer.refresh_from_db()
        kept = cast.writer.name, cast.writer.is_active, cast.writer.password, cast.writer.phone
        assert kept == ("Penulis Baru", False, "lain", "0811")

    def test_save_as_new_makes_nobody(self, desk, cast):
        save(desk, cast.writer, _saveasnew="1")
        assert User.objects.filter(name="Penulis Dinkes").count() == 1

    def test_the_flag_of_another_person(self, desk, cast):
        save(desk, cast.editor, is_superuser="on")
        cast.editor.refresh_from_db()
        assert cast.editor.is_superuser
        save(desk, cast.editor, is_superuser="")
        cast.editor.refresh_from_db()
        assert not cast.editor.is_superuser

    def test_not_ones_own_flag(self, desk, cast):
        UserFactory(is_superuser=True)  # not the last one: the rule is about oneself
        page = desk.get(f"/admin/accounts/user/{cast.superuser.pk}/change/").content.decode()
        assert 'name="is_superuser"' not in page
        save(desk, cast.superuser, is_superuser="", name="Nama Baru")
        cast.superuser.refresh_from_db()
        assert cast.superuser.is_superuser
        assert cast.superuser.name == "Nama Baru"

    def test_the_flag_of_the_last_active_administrator_stays(self, desk, cast, monkeypatch):
        """Can only happen when two administrators act at the same moment: here the second one's right is already gone."""
        User.objects.filter(pk=cast.superuser.pk).update(is_superuser=False)
        last = UserFactory(is_superuser=True)
        monkeypatch.setattr("accounts.admin.people.PersonAdmin.has_change_permission", lambda *args: True)
        monkeypatch.setattr("blora_portal.desk.NewsDesk.has_permission", lambda *args: True)
        assert "pengelola portal terakhir" in errors_in(save(desk, last, is_superuser=""))
        last.refresh_from_db()
        assert last.is_superuser

    @pytest.mark.parametrize(("mark", "words"), [(True, "hanya bekerja di portal contoh"), (False, "Bukan")])
    def test_the_mark_of_a_demo_person_is_shown(self, desk, cast, mark, words):
        User.objects.filter(pk=cast.writer.pk).update(is_demo=mark)
        page = desk.get(f"/admin/accounts/user/{cast.writer.pk}/change/").content.decode()
        assert words in page
        assert 'name="is_demo"' not in page
        assert 'name="is_active"' not in page

    def test_the_history_tells_who_did_what(self, desk, cast):
        save(desk, cast.writer, name="Penulis Baru")
        page = desk.get(f"/admin/accounts/user/{cast.writer.pk}/history/").content.decode()
        assert "Pengelola Portal" in page
        assert "ama lengkap" in page


@pytest.mark.parametrize(
    "username", ["pengelol\u0430", "siti+aminah", "s\u00edti", "siti aminah", "\uff53iti", "siti\n", "siti\u200b"]
)
def test_a_new_username_has_plain_letters_only(username):
    assert people.username_problem(username)


@pytest.mark.parametrize("username", ["siti.aminah", "Siti-Aminah_2", "198a", ""])
def test_and_such_a_one_is_taken(username):
    assert people.username_problem(username) == ""


# --- Who may sign in: asked of one and of everybody ----------------------------------------------------------------------
@pytest.mark.parametrize("demo", [True, False])
def test_one_and_everybody_are_answered_alike(db, settings, demo):
    settings.DEMO = demo
    people = [UserFactory(is_active=active, is_demo=mark) for active in (True, False) for mark in (True, False)]
    found = set(User.objects.who_may_sign_in().filter(pk__in=[person.pk for person in people]))
    assert found == {person for person in people if may_sign_in(person)}
    assert len(found) == (2 if demo else 1)


def test_a_demo_person_is_found_in_a_demo_only(db, settings):
    person = UserFactory(username="contoh", is_demo=True)
    assert User.objects.found_by("contoh") == person
    settings.DEMO = False
    assert User.objects.found_by("contoh") is None
