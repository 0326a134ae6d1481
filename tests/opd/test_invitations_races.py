"""Two people with one invitation at the same moment, on a database that really locks."""

from __future__ import annotations

import time
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts import letters
from accounts.models import User
from opd import invitations, roles
from opd.models import Invitation, Membership
from opd.rights import Role
from tests.news.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_row_locks(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")


@pytest.fixture
def invite(cast, monkeypatch):
    monkeypatch.setattr(letters, "post", lambda letter: None)
    return partial(invitations.invite, email="siti@contoh.go.id", name="", role=Role.WRITER, opd=cast.dinkes)


@pytest.fixture
def slow(monkeypatch):
    """Whoever asks whether the invitation stands takes their time: long enough for the others to ask as well."""
    ask = invitations.stands

    def thinks_it_over(invitation):
        answer = ask(invitation)
        time.sleep(0.3)
        return answer

    monkeypatch.setattr(invitations, "stands", thinks_it_over)


def newcomer(username: str) -> User:
    person = User(username=username, name="Siti")
    person.set_password("jati-lurah-sungai-42")
    return person


def outcome(call) -> str:
    try:
        call()
    except (invitations.Gone, roles.RoleRefused, PermissionDenied) as refusal:
        return type(refusal).__name__
    return "done"


def accepts(token: str, username: str):
    return lambda: outcome(lambda: invitations.accept(token, newcomer(username)))


def test_of_five_who_accept_exactly_one_comes_in(cast, invite, slow):
    token = invite(by=cast.admin).link.split("/")[-2]
    answers = at_once([accepts(token, f"siti{number}") for number in range(5)])
    assert sorted(answers) == ["Gone"] * 4 + ["done"]
    assert User.objects.filter(email="siti@contoh.go.id").count() == 1
    assert Membership.objects.filter(user__email="siti@contoh.go.id").count() == 1


def test_two_invitations_of_one_address_make_one_account(cast, invite, slow):
    tokens = [
        invite(by=cast.admin).link.split("/")[-2],
        invite(by=cast.outsider, opd=cast.dpupr).link.split("/")[-2],
    ]
    answers = at_once([accepts(token, f"siti{number}") for number, token in enumerate(tokens)])
    # Who comes later finds the address taken: by the database's rule, or already when asked who has it.
    assert sorted(answers)[-1:] == ["done"]
    assert set(answers) < {"done", "InvitationRefused", "PermissionDenied"}
    assert User.objects.filter(email="siti@contoh.go.id").count() == 1
    assert Invitation.objects.filter(accepted_at=None).count() == 1


def test_accepting_and_revoking_do_not_both_happen(cast, invite, slow):
    sent = invite(by=cast.admin)
    revokes = lambda: outcome(lambda: invitations.revoke(sent, by=cast.admin))  # noqa: E731
    answers = at_once([accepts(sent.link.split("/")[-2], "siti"), revokes])
    assert answers.count("done") == 1
    kept = Invitation.objects.get()
    assert (kept.accepted_at is None) == (answers[0] != "done")


def test_ten_who_invite_one_address_make_one_invitation_and_three_letters(cast, invite):
    answers = at_once([lambda: outcome(lambda: invite(by=cast.admin)) for _ in range(10)])
    assert sorted(answers) == ["InvitationRefused"] * 7 + ["done"] * 3
    assert Invitation.objects.count() == 1
