"""switch-off/ and switch-on/ of a person."""

from __future__ import annotations

import contextlib
import re
import threading

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection

from accounts import people
from accounts.models import User
from tests.factories import UserFactory

VERBS = ["switch-off", "switch-on", "password-link", "end-sessions"]


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.superuser)


def press(browser, verb, person):
    return browser.post(f"/admin/accounts/user/{person.pk}/{verb}/")


def test_switching_off(desk, cast, sign_in):
    running = sign_in(cast.writer)
    assert running.get("/admin/").status_code == 200
    response = press(desk, "switch-off", cast.writer)
    assert response["Location"] == f"/admin/accounts/user/{cast.writer.pk}/change/"
    cast.writer.refresh_from_db()
    assert not cast.writer.is_active
    assert running.get("/admin/").status_code == 302
    page = desk.get(response["Location"]).content.decode()
    assert "Akun Penulis Dinkes dinonaktifkan" in page
    entry = LogEntry.objects.get(object_id=cast.writer.pk)
    assert (entry.user_id, entry.get_change_message()) == (cast.superuser.pk, "Akun dinonaktifkan.")


def test_switching_on(desk, cast):
    cast.writer.is_active = False
    cast.writer.save()
    assert press(desk, "switch-on", cast.writer).status_code == 302
    cast.writer.refresh_from_db()
    assert cast.writer.is_active
    assert LogEntry.objects.get(object_id=cast.writer.pk).get_change_message() == "Akun diaktifkan kembali."


def test_the_roles_are_there_again(desk, cast, sign_in):
    press(desk, "switch-off", cast.writer)
    press(desk, "switch-on", cast.writer)
    assert sign_in(cast.writer).get("/admin/").status_code == 200


def test_nobody_switches_off_themselves(desk, cast):
    UserFactory(is_superuser=True)  # not the last one: the rule is about oneself
    response = press(desk, "switch-off", cast.superuser)
    assert response.status_code == 422
    assert "akun Anda sendiri" in response.content.decode()
    cast.superuser.refresh_from_db()
    assert cast.superuser.is_active
    assert not LogEntry.objects.exists()


def test_an_administrator_switches_off_another(desk):
    other = UserFactory(is_superuser=True)
    press(desk, "switch-off", other)
    other.refresh_from_db()
    assert not other.is_active


@pytest.mark.parametrize("others", [{"is_superuser": False}, {"is_superuser": True, "is_active": False}])
def test_the_last_active_administrator_stays(db, others):
    """Two who switch each other off at the same moment: the second one is refused, although the first was not."""
    last, gone = UserFactory(is_superuser=True), UserFactory(**others)
    with pytest.raises(people.Refused, match="pengelola portal terakhir"):
        people.switch_off(last, by=gone)
    last.refresh_from_db()
    assert last.is_active


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_switch_each_other_off_take_turns():
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    one, two = UserFactory(is_superuser=True), UserFactory(is_superuser=True)
    together = threading.Barrier(2)

    def switch_off(person, by):
        together.wait()
        with contextlib.suppress(people.Refused):
            people.switch_off(person, by=by)
        connection.close()

    for _ in range(5):  # without the lock they get past each other only now and then
        User.objects.update(is_active=True)
        pair = [threading.Thread(target=switch_off, args=both) for both in ((one, two), (two, one))]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
        assert User.objects.filter(is_active=True).count() == 1


def test_an_inactive_administrator_can_lose_the_flag(db):
    last, off = UserFactory(is_superuser=True), UserFactory(is_superuser=True, is_active=False)
    people.let_go_of_administrator(off, by=last)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["writer", "admin", "editor", "editor2", "outsider"])
def test_everybody_else_is_kept_out(cast, sign_in, verb, who):
    browser = sign_in(getattr(cast, who))
    for person in (cast.nobody, cast.superuser, getattr(cast, who)):
        assert press(browser, verb, person).status_code == 403
        assert browser.get(f"/admin/accounts/user/{person.pk}/{verb}/").status_code == 403
    assert browser.post(f"/admin/accounts/user/999/{verb}/").status_code == 403
    assert not User.objects.filter(is_active=False).exists()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["nobody", None])
def test_visitors_and_people_without_a_role(cast, sign_in, verb, who):
    response = press(sign_in(getattr(cast, who) if who else None), verb, cast.writer)
    assert response["Location"].startswith("/admin/login/")
    assert User.objects.get(pk=cast.writer.pk).is_active


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_only_by_a_button(desk, cast, verb, method):
    response = getattr(desk, method)(f"/admin/accounts/user/{cast.writer.pk}/{verb}/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    if method != "head":
        page = response.content.decode()
        assert "hanya bekerja lewat tombol" in page
        assert f'href="/admin/accounts/user/{cast.writer.pk}/change/"' in page
    assert User.objects.get(pk=cast.writer.pk).is_active
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_the_button_carries_a_token(cast, desk, verb):
    from django.test import Client

    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    assert press(strict, verb, cast.writer).status_code == 403
    assert User.objects.get(pk=cast.writer.pk).is_active


@pytest.mark.parametrize(
    ("who", "active", "offered"),
    [
        ("writer", True, {"switch-off", "password-link", "end-sessions"}),
        ("writer", False, {"switch-on"}),
        ("superuser", True, {"password-link"}),
    ],
)
def test_a_button_is_offered_where_it_works(desk, cast, who, active, offered):
    person = getattr(cast, who)
    person.is_active = active
    person.save()
    page = desk.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    forms = re.findall(
        rf'<form method="post" action="/admin/accounts/user/{person.pk}/([\w-]+)/">(.*?)</form>', page, re.S
    )
    assert {verb for verb, _ in forms} == offered
    assert all("csrfmiddlewaretoken" in body for _, body in forms)


def test_no_buttons_on_a_new_person(desk):
    page = desk.get("/admin/accounts/user/add/").content.decode()
    assert not any(verb in page for verb in VERBS)
