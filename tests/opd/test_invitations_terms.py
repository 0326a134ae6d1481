"""What becomes of a role that somebody has already when they accept an invitation to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from opd import invitations, roles
from opd.models import Invitation, Membership
from opd.rights import Role


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.mark.parametrize("kept_until", [None, 20])
def test_a_role_that_lasts_longer_is_kept_as_it_is(cast, invite, token_in, kept_until):
    until = kept_until and day(kept_until)
    roles.appoint(cast.nobody, cast.dinkes, Role.WRITER, until=until)
    sent = invite(email=cast.nobody.email, until=day(9), acting=True)
    invitations.accept(token_in(sent.link), cast.nobody)
    made = Membership.objects.get(user=cast.nobody)
    assert (made.until, made.acting) == (until, False)
    assert Invitation.objects.get().accepted_by == cast.nobody


def test_a_role_that_ends_sooner_is_made_longer(cast, invite, token_in):
    roles.appoint(cast.nobody, cast.dinkes, Role.WRITER, until=day(3))
    sent = invite(email=cast.nobody.email, until=day(9))
    invitations.accept(token_in(sent.link), cast.nobody)
    assert Membership.objects.get(user=cast.nobody).until == day(9)
