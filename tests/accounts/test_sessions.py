"""The sessions table: what happens × whose session it is → alive or dead, each asked by a real request."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import people, pruning, sessions
from accounts.models import AuditEntry, SignInAttempt, User
from tests.accounts.conftest import PASSWORD
from tests.factories import UserFactory

NEW = "gamping-lontong-sate-77"
# event: (this session, another session of the same person, a colleague's session)
TABLE = {
    "nothing": ("alive", "alive", "alive"),
    "logout": ("dead", "alive", "alive"),
    "password change here": ("alive", "dead", "alive"),
    "password change elsewhere": ("dead", "alive", "alive"),
    "password reset by link": ("dead", "dead", "alive"),
    "switch-off": ("dead", "dead", "alive"),
    "switch-off then on": ("dead", "dead", "alive"),
    "idle 59 min": ("alive", "alive", "alive"),
    "idle 61 min": ("dead", "alive", "alive"),
    "11:59 h active": ("alive", "alive", "alive"),
    "12:01 h active": ("dead", "alive", "alive"),
    "keluarkan": ("alive", "dead", "alive"),
    "keluarkan a colleague's": ("alive", "alive", "alive"),
    "keluarkan semua yang lain": ("alive", "dead", "alive"),
    "keluarkan dari semua peranti": ("dead", "dead", "alive"),
    "second-factor reset": ("dead", "dead", "alive"),
    "demo off": ("dead", "dead", "alive"),
    "the row is gone": ("dead", "alive", "alive"),
    "forget_sessions": ("alive", "alive", "alive"),
}


@pytest.fixture
def seats(cast, sign_in, with_password):
    """Two browsers of the writer's and one of the admin's; the portal administrator has one to act with."""
    with_password(cast.writer)
    User.objects.filter(pk=cast.writer.pk).update(is_demo=True)
    browsers = SimpleNamespace(
        this=sign_in(cast.writer),
        other=sign_in(cast.writer),
        colleague=sign_in(cast.admin),
        desk=sign_in(cast.superuser),
        person=User.objects.get(pk=cast.writer.pk),
    )
    browsers.keys = {name: getattr(browsers, name).session.session_key for name in ("this", "other", "colleague")}
    return browsers


def forget_all() -> int:
    return pruning.forget_sessions(timezone.now(), most=500)


def row(seats, name) -> UserSession:
    return UserSession.objects.get(session_key=seats.keys[name])


def move(browser, *, began=timedelta(), seen=timedelta()) -> None:
    """As if the stored moments lay so much further back."""
    session = browser.session
    session["began"] -= int(began.total_seconds())
    session["seen"] -= int(seen.total_seconds())
    session.save()
    listed = UserSession.objects.get(session_key=session.session_key)
    UserSession.objects.filter(pk=listed.pk).update(
        created_at=listed.created_at - began, last_seen_at=listed.last_seen_at - seen
    )


def change_password(browser):
    answer = browser.post("/akun/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert answer["Location"] == "/akun/password/change/done/"


def reset_by_link(seats, visitor):
    answer = seats.desk.post(f"/admin/accounts/user/{seats.person.pk}/password-link/")
    link = answer.context["link"].partition("/akun/")[2].strip()
    page = visitor.get(f"/akun/{link}")
    assert visitor.post(page["Location"], {"password1": NEW, "password2": NEW}).status_code == 302


def press(seats, verb):
    assert seats.desk.post(f"/admin/accounts/user/{seats.person.pk}/{verb}/").status_code == 302


def happens(event: str, seats, visitor, settings) -> None:  # noqa: C901  (a table of what can happen)
    match event:
        case "logout":
            seats.this.post("/akun/logout/")
        case "password change here":
            change_password(seats.this)
        case "password change elsewhere":
            change_password(seats.other)
        case "password reset by link":
            reset_by_link(seats, visitor)
        case "switch-off":
            press(seats, "switch-off")
        case "switch-off then on":
            press(seats, "switch-off")
            press(seats, "switch-on")
        case "idle 59 min" | "idle 61 min":
            move(seats.this, seen=timedelta(minutes=int(event.split()[1])), began=timedelta(minutes=61))
        case "11:59 h active":
            move(seats.this, began=timedelta(hours=11, minutes=59))
        case "12:01 h active":
            move(seats.this, began=timedelta(hours=12, minutes=1))
        case "keluarkan":
            seats.this.post(f"/akun/keamanan/keluarkan/{row(seats, 'other').pk}/")
        case "keluarkan a colleague's":
            assert seats.this.post(f"/akun/keamanan/keluarkan/{row(seats, 'colleague').pk}/").status_code == 404
        case "keluarkan semua yang lain":
            seats.this.post("/akun/keamanan/keluarkan-yang-lain/")
        case "keluarkan dari semua peranti":
            press(seats, "end-sessions")
        case "second-factor reset":
            Authenticator.objects.create(user=seats.person, type="totp", data={"secret": "-"})
            press(seats, "reset-second-factor")
        case "demo off":
            settings.DEMO = False
        case "the row is gone":
            row(seats, "this").delete()
        case "forget_sessions":
            forget_all()


def state_of(browser) -> str:
    answer = browser.get("/akun/keamanan/", headers={"host": "localhost"})
    assert answer.status_code in {200, 302}
    return "alive" if answer.status_code == 200 else "dead"


@pytest.mark.parametrize("event", TABLE)
def test_the_table(event, seats, visitor, settings):
    happens(event, seats, visitor, settings)
    assert tuple(map(state_of, (seats.this, seats.other, seats.colleague))) == TABLE[event]
    settings.DEMO = True
    for name, state in zip(("this", "other", "colleague"), TABLE[event], strict=True):
        if state == "dead":  # and leaves no row: a copied cookie opens nothing, not even when all is as before
            assert not UserSession.objects.filter(session_key=seats.keys[name]).exists()
            assert not Session.objects.filter(session_key=seats.keys[name]).exists()
            visitor.cookies["sesi"] = seats.keys[name]
            assert state_of(visitor) == "dead"


class TestSignIn:
    def test_a_new_id(self, cast, with_password, visitor):
        """An id that somebody has planted before is not the one of the session."""
        with_password(cast.writer)
        planted = visitor.session
        planted["anything"] = 1
        planted.save()
        visitor.cookies["sesi"] = planted.session_key
        visitor.post("/akun/login/", {"login": "penulis", "password": PASSWORD})
        assert visitor.session.session_key != planted.session_key
        assert not Session.objects.filter(session_key=planted.session_key).exists()
        assert UserSession.objects.get(user=cast.writer).session_key == visitor.session.session_key

    def test_says_where_and_with_what(self, cast, with_password, visitor):
        with_password(cast.writer)
        phone = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile\u202e"}
        visitor.post("/akun/login/", {"login": "penulis", "password": PASSWORD}, headers=phone)
        listed = UserSession.objects.get(user=cast.writer)
        assert (listed.ip, listed.user_agent) == ("127.0.0.1", "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile")

    def test_another_person_in_the_same_browser(self, cast, sign_in):
        browser = sign_in(cast.writer)
        first = browser.session.session_key
        browser.force_login(cast.admin, backend="accounts.backends.SignInBackend")
        assert browser.session.session_key != first
        assert state_of(browser) == "alive"
        assert not Session.objects.filter(session_key=first).exists()

    def test_nobody_comes_in_while_being_switched_off(self, cast, sign_in, visitor):
        """The password was right and the person active; then they were switched off, then on again."""
        stale = User.objects.get(pk=cast.writer.pk)
        people.switch_off(cast.writer, by=cast.superuser)
        visitor.force_login(stale, backend="accounts.backends.SignInBackend")
        people.switch_on(cast.writer)
        assert state_of(visitor) == "dead"
        assert not UserSession.objects.filter(user=cast.writer).exists()

    def test_forgets_the_persons_expired_ones_only(self, seats, sign_in):
        for name in ("other", "colleague"):
            move(getattr(seats, name), seen=timedelta(hours=2), began=timedelta(hours=2))
        sign_in(seats.person)
        keys = set(UserSession.objects.values_list("session_key", flat=True))
        assert seats.keys["this"] in keys
        assert seats.keys["other"] not in keys
        assert seats.keys["colleague"] in keys


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_sign_in_at_the_very_moment_of_the_switching_off_waits_for_it():
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    person, administrator = UserFactory(), UserFactory(is_superuser=True)

    def sign_in():
        Client(HTTP_HOST="localhost").force_login(person, backend="accounts.backends.SignInBackend")
        connection.close()

    entering = threading.Thread(target=sign_in)
    with transaction.atomic():
        people.switch_off(User.objects.get(pk=person.pk), by=administrator)
        entering.start()
        entering.join(timeout=1)
        assert entering.is_alive()
    entering.join(timeout=20)
    assert not UserSession.objects.filter(user=person).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_sign_in_waits_for_nobody_who_only_names_the_person():
    """Every row that points to a person holds a key lock on them until its transaction ends: an import holds it long."""
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    person = UserFactory()

    def sign_in():
        Client(HTTP_HOST="localhost").force_login(person, backend="accounts.backends.SignInBackend")
        connection.close()

    entering = threading.Thread(target=sign_in)
    with transaction.atomic():
        SignInAttempt.objects.create(kind="password", person=person, account="x", network="?")
        entering.start()
        entering.join(timeout=10)
        waited = entering.is_alive()
    entering.join(timeout=20)
    assert not waited
    assert UserSession.objects.filter(user=person).exists()


class TestTheClock:
    def test_is_written_once_a_minute(self, seats, django_assert_num_queries):
        before = row(seats, "this").last_seen_at
        state_of(seats.this)
        assert row(seats, "this").last_seen_at == before
        move(seats.this, seen=timedelta(seconds=61))
        state_of(seats.this)
        assert timezone.now() - row(seats, "this").last_seen_at < timedelta(seconds=30)
        assert timezone.now().timestamp() - seats.this.session["seen"] < 30

    def test_activity_keeps_a_session_alive(self, seats):
        for _ in range(3):
            move(seats.this, seen=timedelta(minutes=50), began=timedelta(minutes=50))
            assert state_of(seats.this) == "alive"

    def test_a_session_of_before_this_clock_is_over(self, seats):
        session = seats.this.session
        del session["began"]
        session.save()
        assert state_of(seats.this) == "dead"

    def test_the_limits(self, settings):
        assert (settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS) == (60, 12)
        assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
        assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


class TestForgetting:
    def test_all_that_is_over_and_nothing_else(self, seats):
        move(seats.this, seen=timedelta(minutes=62))
        move(seats.colleague, began=timedelta(hours=12, minutes=1))
        Session.objects.create(session_key="visitor", session_data="", expire_date=timezone.now() - timedelta(days=1))
        assert forget_all() == 3
        assert set(Session.objects.values_list("session_key", flat=True)) == {
            seats.keys["other"],
            seats.desk.session.session_key,
        }
        assert state_of(seats.other) == "alive"

    def test_no_more_at_once_than_asked(self, seats):
        """A year's worth in one transaction would hold up everybody who signs in."""
        for number in range(3):
            day = timezone.now() - timedelta(days=1 + number)
            Session.objects.create(session_key=f"visitor{number}", session_data="", expire_date=day)
        for name in ("this", "colleague"):
            move(getattr(seats, name), seen=timedelta(hours=2), began=timedelta(hours=2))
        assert pruning.forget_sessions(timezone.now(), most=2, dry_run=True) == 5
        assert [pruning.forget_sessions(timezone.now(), most=2) for _ in range(4)] == [2, 2, 1, 0]
        left = {seats.keys["other"], seats.desk.session.session_key}
        assert set(Session.objects.values_list("session_key", flat=True)) == left
        assert set(UserSession.objects.values_list("session_key", flat=True)) == left

    def test_a_row_without_its_session(self, seats):
        Session.objects.filter(session_key=seats.keys["other"]).delete()
        assert forget_all() == 1
        assert not UserSession.objects.filter(session_key=seats.keys["other"]).exists()

    def test_end_all_counts_and_spares(self, seats):
        assert sessions.end_all(seats.person, except_key=seats.keys["this"]) == 1
        assert (state_of(seats.this), state_of(seats.other)) == ("alive", "dead")
        assert sessions.end_all(seats.person) == 1
        assert state_of(seats.this) == "dead"


class TestTrail:
    def entries(self):
        """Without what the cast's own making has left."""
        own = AuditEntry.objects.filter(by__isnull=False).order_by("pk")
        return list(own.values_list("action", "by__username", "object_id"))

    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            ("logout", []),
            ("password change here", [("password.changed", "penulis")]),
            ("password reset by link", [("password.link_made", "pengelola"), ("password.changed", "penulis")]),
            ("switch-off", [("account.switched_off", "pengelola")]),
            ("switch-off then on", [("account.switched_off", "pengelola"), ("account.switched_on", "pengelola")]),
            ("keluarkan", [("session.ended", "penulis")]),
            ("keluarkan a colleague's", []),
            ("keluarkan semua yang lain", [("session.ended_all", "penulis")]),
            ("keluarkan dari semua peranti", [("session.ended_all", "pengelola")]),
        ],
    )
    def test_says_who_did_it_to_whom(self, event, expected, seats, visitor, settings):
        happens(event, seats, visitor, settings)
        assert self.entries() == [(action, by, str(seats.person.pk)) for action, by in expected]

    def test_holds_no_link_and_no_key(self, seats, visitor, settings):
        for event in ("password reset by link", "switch-off then on", "keluarkan dari semua peranti"):
            happens(event, seats, visitor, settings)
        said = str(list(AuditEntry.objects.values()))
        assert "/akun/" not in said
        assert not any(key in said for key in seats.keys.values())
