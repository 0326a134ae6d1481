"""What must always hold about people and agencies, the database itself refuses."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from opd.models import (
    OPD,
    Desk,
    Holiday,
    Invitation,
    Membership,
    OfficialAccount,
    Page,
    Platform,
    Unit,
    WorkingHours,
)
from tests.factories import UnitFactory

NIP = "198001012005012001"


def insert(model, **fields):
    """Past forms, services and `full_clean`."""
    return model.objects.bulk_create([model(**fields)])[0]


def person(cast, **fields):
    return lambda: insert(User, **{"username": "baru", "email": "", "nip": ""} | fields)


def change(model, pk, **fields):
    return lambda: model.objects.filter(pk=pk).update(**fields)


def membership(cast, **fields):
    return lambda: insert(Membership, **{"user": cast.nobody, "opd": cast.dinkes, "role": "writer"} | fields)


def invitation(cast, **fields):
    plain = {
        "email": "baru@contoh.test",
        "role": "writer",
        "opd": cast.dinkes,
        "invited_by": cast.admin,
        "token_hash": "a" * 64,
        "expires_at": timezone.now(),
    }
    return lambda: insert(Invitation, **plain | fields)


def stretch(**fields):
    plain = {"weekday": 0, "opens": time(7, 30), "closes": time(12)}
    return lambda: insert(WorkingHours, **plain | fields)


def page(cast, **fields):
    return lambda: insert(Page, **{"opd": cast.dinkes, "kind": "profil"} | fields)


def account(cast, **fields):
    platform = Platform.objects.get_or_create(name="Media Contoh", begins="https://contoh.test/")[0]
    plain = {"opd": cast.dinkes, "platform": platform, "address": "https://contoh.test/dinkes"}
    return lambda: insert(OfficialAccount, **plain | fields)


# constraint: (what breaks it, what comes closest and is allowed, how SQLite names it where it does not say the name)
RULES = {
    "opd_successor_only_when_closed": (
        lambda cast: change(OPD, cast.dinkes.pk, successor=cast.dpupr),
        lambda cast: change(OPD, cast.dinkes.pk, successor=cast.dpupr, active=False),
    ),
    "opd_not_its_own_successor": (
        lambda cast: change(OPD, cast.dinkes.pk, successor=cast.dinkes, active=False),
        lambda cast: change(OPD, cast.dinkes.pk, successor=None, active=False),
    ),
    "opd_accent_is_one_of_16": (
        lambda cast: change(OPD, cast.dinkes.pk, accent=17),
        lambda cast: change(OPD, cast.dinkes.pk, accent=16),
    ),
    "unit_once_per_opd": (
        lambda cast: lambda: insert(Unit, opd=cast.dinkes, name=UnitFactory(opd=cast.dinkes).name),
        lambda cast: lambda: insert(Unit, opd=cast.dpupr, name=UnitFactory(opd=cast.dinkes).name),
        "opd_unit.opd_id, opd_unit.name",
    ),
    "membership_once_per_role": (
        lambda cast: membership(cast, user=cast.writer),
        lambda cast: membership(cast, user=cast.writer, role="admin"),
        "opd_membership.user_id, opd_membership.opd_id, opd_membership.role",
    ),
    "membership_ends_after_it_starts": (
        lambda cast: membership(cast, since=date(2026, 11, 2), until=date(2026, 11, 1)),
        lambda cast: membership(cast, since=date(2026, 11, 2), until=date(2026, 11, 2)),
    ),
    "membership_role_is_a_members_role": (
        lambda cast: membership(cast, role="editor"),
        lambda cast: membership(cast, role="writer"),
    ),
    "membership_acting_ends": (
        lambda cast: membership(cast, acting=True),
        lambda cast: membership(cast, acting=True, until=date(2099, 1, 1)),
    ),
    "invitation_leads_to_one_place": (
        lambda cast: invitation(cast, role="editor"),
        lambda cast: invitation(cast, role="editor", opd=None, desk=Desk.objects.get()),
    ),
    "invitation_accepted_or_revoked": (
        lambda cast: invitation(cast, accepted_at=timezone.now(), accepted_by=cast.nobody, revoked_at=timezone.now()),
        lambda cast: invitation(cast, revoked_at=timezone.now()),
    ),
    "invitation_accepted_by_somebody": (
        lambda cast: invitation(cast, accepted_at=timezone.now()),
        lambda cast: invitation(cast, accepted_at=timezone.now(), accepted_by=cast.nobody),
    ),
    "invitation_acting_ends": (
        lambda cast: invitation(cast, acting=True),
        lambda cast: invitation(cast, acting=True, until=date(2099, 1, 1)),
    ),
    "page_once_per_kind": (
        lambda cast: (page(cast)(), page(cast, body="lain"))[1],
        lambda cast: (page(cast)(), page(cast, opd=cast.dpupr))[1],
        "opd_page.opd_id, opd_page.kind",
    ),
    "page_kind_is_known": (lambda cast: page(cast, kind="berita"), lambda cast: page(cast, kind="kontak")),
    "account_once_per_opd": (
        lambda cast: (account(cast)(), account(cast))[1],
        lambda cast: (account(cast)(), account(cast, opd=cast.dpupr))[1],
        "opd_officialaccount.opd_id, opd_officialaccount.address",
    ),
    "holiday_kind_is_known": (
        lambda cast: lambda: insert(Holiday, date=date(2026, 5, 1), name="Buruh", kind="pesta"),
        lambda cast: lambda: insert(Holiday, date=date(2026, 5, 1), name="Buruh", kind="collective"),
    ),
    "hours_open_before_they_close": (
        lambda cast: stretch(closes=time(7, 30)),
        lambda cast: stretch(closes=time(7, 31)),
    ),
    "hours_end_after_they_start": (
        lambda cast: stretch(since=date(2027, 2, 9), until=date(2027, 2, 8)),
        lambda cast: stretch(since=date(2027, 2, 8), until=date(2027, 2, 8)),
    ),
    "hours_on_a_day_of_the_week": (lambda cast: stretch(weekday=7), lambda cast: stretch(weekday=6)),
    "user_username_once": (
        lambda cast: person(cast, username="Penulis"),
        lambda cast: person(cast, username="penulis2"),
    ),
    "user_email_once": (
        lambda cast: person(cast, email="PENULIS@contoh.test"),
        lambda cast: person(cast, email=""),  # and others without an e-mail exist
    ),
    "user_nip_once": (
        lambda cast: (change(User, cast.writer.pk, nip=NIP)(), person(cast, nip=NIP))[1],
        lambda cast: (change(User, cast.writer.pk, nip=NIP)(), person(cast, nip=NIP[:-1] + "2"))[1],
        "accounts_user.nip",
    ),
    "user_nip_18_digits": (lambda cast: person(cast, nip=NIP[:-1]), lambda cast: person(cast, nip=NIP)),
}


@pytest.mark.parametrize("name", RULES)
def test_bites(name, cast):
    breaks, _, *sqlites_words = RULES[name]
    attempt = breaks(cast)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attempt()
    assert any(words in str(refusal.value) for words in (name, *sqlites_words))


@pytest.mark.parametrize("name", RULES)
def test_bites_nothing_else(name, cast):
    insert(User, username="tanpa.e-mail", email="", nip="")
    RULES[name][1](cast)()


def test_every_constraint_has_its_two_tests():
    models = [*apps.get_app_config("opd").get_models(), *apps.get_app_config("accounts").get_models()]
    assert sorted(RULES) == sorted(rule.name for model in models for rule in model._meta.constraints)


@pytest.mark.parametrize("field", ["name", "short_name", "slug"])
def test_two_opds_never_share_a_name_or_an_address(field, cast):
    with pytest.raises(IntegrityError, match=field), transaction.atomic():
        OPD.objects.filter(pk=cast.dpupr.pk).update(**{field: getattr(cast.dinkes, field)})


def test_a_day_is_a_holiday_once(db):
    insert(Holiday, date=date(2026, 5, 1), name="Buruh")
    with pytest.raises(IntegrityError, match="date"), transaction.atomic():
        insert(Holiday, date=date(2026, 5, 1), name="Lagi")
