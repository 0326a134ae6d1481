"""What the trail keeps of every change of a role, a desk and an OPD: rights before and after, and who it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from opd import roles
from opd.models import OPD, Desk, Membership
from opd.rights import Role
from opd.roles import RoleRefused
from tests.factories import UnitFactory

ADMINS = ["manage_media", "manage_site", "manage_team", "publish_urgent", "submit_news", "write_news"]


@pytest.fixture
def entries(cast):
    """`entries()`: what was recorded since the test began, oldest first."""
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return lambda: list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))


def papers(role="writer", rights=("write_news",), **changed) -> dict:
    today = timezone.localdate().isoformat()
    kept = {"role": role, "opd": "dinkes", "rights": list(rights), "unit": "", "since": today, "until": None}
    return kept | {"acting": False} | changed


class TestRoles:
    def test_given_changed_ended(self, cast, entries):
        last = timezone.localdate() + timedelta(days=9)
        unit = UnitFactory(opd=cast.dinkes, name="Seksi Gizi")
        roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN)
        roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN)  # the same again is nothing new
        roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN, unit=unit, until=last, acting=True)
        roles.dismiss(Membership.objects.get(user=cast.nobody))
        first = papers("admin", ADMINS)
        second = papers("admin", ADMINS, unit="Seksi Gizi", until=last.isoformat(), acting=True)
        assert [(each.action, each.before, each.after) for each in entries()] == [
            ("role.given", {}, first),
            ("role.changed", first, second),
            ("role.ended", second, {}),
        ]
        assert {(each.object_type, each.object_id) for each in entries()} == {("accounts.user", str(cast.nobody.pk))}
        assert {each.by_name for each in entries()} == {"Perintah di server"}

    def test_what_ended_is_what_was_held_then(self, cast, entries):
        waited = roles.appoint(cast.nobody, cast.dinkes, Role.WRITER)
        roles.appoint(cast.nobody, cast.dinkes, Role.WRITER, unit=UnitFactory(opd=cast.dinkes, name="Seksi Gizi"))
        roles.dismiss(waited)
        assert entries()[-1].before == papers(unit="Seksi Gizi")

    def test_who_did_it_at_the_desk(self, cast, sign_in, entries):
        browser = sign_in(cast.admin)
        browser.post(f"/admin/opd/opd/{cast.dinkes.pk}/team/appoint/", {"person": "tanpa.peran", "role": "writer"})
        made = Membership.objects.get(user=cast.nobody)
        browser.post(f"/admin/opd/opd/{cast.dinkes.pk}/team/{made.pk}/dismiss/")
        assert [(each.action, each.by) for each in entries()] == [
            ("role.given", cast.admin),
            ("role.ended", cast.admin),
        ]

    def test_what_was_refused_is_not_recorded(self, cast, sign_in, entries):
        with pytest.raises(RoleRefused):
            roles.dismiss(Membership.objects.get(user=cast.admin))
        with pytest.raises(RoleRefused):
            roles.appoint(cast.nobody, cast.dinkes, Role.EDITOR)
        sign_in(cast.outsider).post(
            f"/admin/opd/opd/{cast.dinkes.pk}/team/appoint/", {"person": "tanpa.peran", "role": "writer"}
        )
        assert entries() == []


class TestOPDs:
    def test_made_closed_and_opened(self, cast, entries):
        new = roles.establish(OPD(name="Badan Baru", short_name="Baru", slug="baru"))
        roles.establish(new)
        roles.appoint(cast.nobody, new, Role.WRITER)
        roles.close(new, cast.dinkes)
        roles.reopen(new)
        found = {each.action: (each.before, each.after) for each in entries()}
        assert list(found) == ["opd.created", "role.given", "role.ended", "opd.closed", "opd.opened"]
        running, closed = {"active": True, "successor": None}, {"active": False, "successor": "dinkes"}
        assert found["opd.created"] == ({}, {"name": "Badan Baru", "opd": "baru"})
        assert found["opd.closed"] == (running, closed)
        assert found["opd.opened"] == (closed, running)


class TestDesks:
    def test_saving_one_at_the_desk(self, cast, sign_in, entries):
        desk, browser = Desk.objects.get(), sign_in(cast.superuser)
        typed = {"name": "Redaksi Kabupaten", "opds": [cast.dpupr.pk], "members": [cast.editor.pk, cast.nobody.pk]}
        assert browser.post(f"/admin/opd/desk/{desk.pk}/change/", typed).status_code == 302
        assert browser.post(f"/admin/opd/desk/{desk.pk}/change/", typed).status_code == 302  # nothing new
        (entry,) = entries()
        assert (entry.action, entry.by, entry.object_id) == ("desk.changed", cast.superuser, str(desk.pk))
        before = {"name": "Redaksi Dinkominfo", "all_opds": True, "opds": [], "members": ["redaktur", "redaktur2"]}
        after = {
            "name": "Redaksi Kabupaten",
            "all_opds": False,
            "opds": ["dpupr"],
            "members": ["redaktur", "tanpa.peran"],
        }
        assert entry.before == before | {"rights": ["review_news"]}
        assert entry.after == after | {"rights": ["review_news"]}

    def test_making_one(self, cast, sign_in, entries):
        sign_in(cast.superuser).post("/admin/opd/desk/add/", {"name": "Redaksi Baru", "members": [cast.nobody.pk]})
        (entry,) = entries()
        assert (entry.action, entry.before, entry.after["members"]) == ("desk.created", {}, ["tanpa.peran"])

    def test_joining_one(self, cast, entries):
        desk = Desk.objects.get()
        roles.join_desk(cast.nobody, desk, by=cast.nobody)
        roles.join_desk(cast.nobody, desk)
        assert [(each.action, each.by) for each in entries()] == [("desk.changed", cast.nobody)]
