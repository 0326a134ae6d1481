"""Security events as the server writes them: one JSON line each, with who and what, and never a secret."""

from __future__ import annotations

import json
import re

import pytest
from django.core import mail
from django.test import Client

from accounts import people
from accounts.models import AuditEntry
from opd import invitations, roles
from opd.models import Membership
from opd.rights import Role
from tests.factories import UserFactory

PASSWORD, WRONG = "jati-lurah-sungai-42", "sandi-yang-keliru-77"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def browser(cast):
    for person in (cast.writer, cast.superuser):
        person.set_password(PASSWORD)
        person.save()
    return Client(HTTP_HOST="localhost", REMOTE_ADDR="192.0.2.10")


def events(log) -> list[str]:
    return [line["event"] for line in log("portal.security")]


def no_secret(log) -> None:
    """Neither what was typed nor anything that opens an account; and every line is one JSON object."""
    text = log.text()
    keys = [key for letter in mail.outbox for key in re.findall(r"https?://\S+/([\w-]{16,})/?", letter.body)]
    for secret in (PASSWORD, WRONG, "md5$", "sessionid", "csrfmiddlewaretoken", *keys):
        assert secret not in text
    for line in text.splitlines():
        assert isinstance(json.loads(line), dict)


def test_a_failed_sign_in(cast, browser, log, committed):
    with committed():
        browser.post("/akun/login/", {"login": "penulis", "password": WRONG})
    (line,) = log("portal.security")
    assert (line["event"], line["level"], line["person"]) == ("signin.failed", "WARNING", cast.writer.pk)
    assert line["request_id"] == log("portal.requests")[0]["request_id"]
    no_secret(log)


def test_a_name_that_is_nobodys_is_not_written(browser, log, committed):
    """People type their password into the first box."""
    with committed():
        browser.post("/akun/login/", {"login": WRONG, "password": PASSWORD})
    assert events(log) == ["signin.failed"]
    no_secret(log)


def test_a_role_is_given_and_taken(cast, log, committed):
    person = UserFactory(name="Budi")
    with committed():
        roles.appoint(person, cast.dinkes, Role.WRITER, by=cast.admin)
    with committed():
        roles.dismiss(Membership.objects.get(user=person))
    given, ended = log("portal.security")
    assert (given["event"], given["by"], given["object"]) == ("role.given", cast.admin.pk, f"accounts.user:{person.pk}")
    assert given["after"]["role"] == "writer"
    assert given["before"] == {}
    assert (ended["event"], ended["before"]["role"]) == ("role.ended", "writer")
    no_secret(log)


def test_somebody_is_switched_off_at_the_desk(cast, sign_in, log, committed):
    administrator = sign_in(cast.superuser)
    with committed():
        answer = administrator.post(f"/admin/accounts/user/{cast.nobody.pk}/switch-off/", REMOTE_ADDR="192.0.2.77")
    assert answer.status_code == 302
    lines = [line for line in log("portal.security") if line["event"] == "account.switched_off"]
    assert len(lines) == 1
    assert (lines[0]["by"], lines[0]["address"]) == (cast.superuser.pk, "192.0.2.77")
    assert lines[0]["after"] == {"aktif": False}
    no_secret(log)


def test_what_is_refused_leaves_no_line(cast, log, committed):
    with committed(), pytest.raises(people.Refused):
        people.switch_off(cast.superuser, by=cast.superuser)
    assert log("portal.security") == []


def test_an_invitation_leaves_its_link_in_the_letter_alone(cast, log, committed):
    with committed():
        invitations.invite(email="calon@contoh.test", name="Calon", role=Role.WRITER, opd=cast.dinkes, by=cast.admin)
    assert events(log) == ["invitation.sent"]
    no_secret(log)
    entry = AuditEntry.objects.newest_first().first()
    for secret in re.findall(r"/([\w-]{16,})/?", "".join(letter.body for letter in mail.outbox)):
        assert secret not in json.dumps([entry.before, entry.after, entry.object_name])


def test_a_link_to_a_password_is_named_and_not_written(cast, sign_in, log, committed):
    with committed():
        page = sign_in(cast.superuser).post(f"/admin/accounts/user/{cast.writer.pk}/password-link/").content.decode()
    key = re.search(r"/password/reset/key/([\w-]+)/", page)[1]
    assert "password.link_made" in events(log)
    assert key not in log.text()
    assert key not in json.dumps(list(AuditEntry.objects.values("before", "after")))
    no_secret(log)
