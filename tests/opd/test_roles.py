"""How somebody comes to a role and loses it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from opd import access, roles
from opd.models import OPD, Desk, Membership
from opd.rights import RIGHTS, Right, Role
from opd.roles import RoleRefused
from tests.factories import DeskFactory, OPDFactory, UnitFactory, UserFactory

ROLES = {
    "writer": {"write_news"},
    "admin": {"write_news", "submit_news", "publish_urgent", "manage_media", "manage_site", "manage_team"},
    "editor": {"review_news"},
}
NONE = {"writer": set(), "admin": set(), "editor": set()}


def granted(opd) -> dict[str, set[str]]:
    """What each group of this OPD holds on it, read past our own code."""
    rows = GroupObjectPermission.objects.filter(object_pk=str(opd.pk), content_type__model="opd")
    found = {role: set() for role in ROLES}
    for group, right in rows.values_list("group__name", "permission__codename"):
        assert group.startswith(f"opd-{opd.pk}-")
        found[group.rpartition("-")[2]].add(right)
    return found


def holds(user, right: Right, opd) -> bool:
    """As the next request finds them."""
    return access.holds(User.objects.get(pk=user.pk), right, opd)


def seated(opd) -> set[str]:
    return set(Group.objects.get(name=f"opd-{opd.pk}-editor").user_set.values_list("username", flat=True))


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


class TestEstablish:
    def test_gives_each_role_its_rights_and_no_other(self, cast):
        assert granted(cast.dinkes) == granted(cast.dpupr) == ROLES
        assert not UserObjectPermission.objects.exists()

    def test_saves_a_new_opd(self, db):
        opd = roles.establish(OPD(name="Badan Baru", short_name="Baru", slug="baru"))
        assert OPD.objects.get() == opd
        assert granted(opd) == ROLES

    def test_is_safe_to_repeat(self, cast):
        before = list(GroupObjectPermission.objects.order_by("pk").values())
        groups = list(Group.objects.order_by("pk").values())
        roles.establish(cast.dinkes)
        assert list(GroupObjectPermission.objects.order_by("pk").values()) == before
        assert list(Group.objects.order_by("pk").values()) == groups
        assert seated(cast.dinkes) == {"redaktur", "redaktur2"}

    def test_mends_what_is_missing_and_what_is_too_much(self, cast):
        writers, admins = roles.group_of(cast.dinkes, Role.WRITER), roles.group_of(cast.dinkes, Role.ADMIN)
        assign_perm("manage_team", writers, cast.dinkes)
        remove_perm("submit_news", admins, cast.dinkes)
        roles.establish(cast.dinkes)
        assert granted(cast.dinkes) == ROLES

    def test_the_45th_opd_has_its_editors_from_its_first_minute(self, cast):
        DeskFactory(all_opds=False).members.add(cast.nobody)
        new = OPDFactory()
        assert seated(new) == {"redaktur", "redaktur2"}
        assert holds(cast.editor, Right.REVIEW_NEWS, new)
        assert not holds(cast.nobody, Right.REVIEW_NEWS, new)
        assert not holds(cast.admin, Right.WRITE_NEWS, new)


class TestAppoint:
    def test_a_writer(self, cast):
        unit = UnitFactory(opd=cast.dinkes)
        made = roles.appoint(cast.nobody, cast.dinkes, Role.WRITER, unit=unit, until=day(9))
        kept = Membership.objects.get(user=cast.nobody)
        assert kept == made
        assert (kept.opd, kept.role, kept.unit, kept.since, kept.until) == (cast.dinkes, "writer", unit, day(0), day(9))
        assert [group.name for group in cast.nobody.groups.all()] == [f"opd-{cast.dinkes.pk}-writer"]
        assert holds(cast.nobody, Right.WRITE_NEWS, cast.dinkes)
        assert not holds(cast.nobody, Right.SUBMIT_NEWS, cast.dinkes)

    def test_again_changes_unit_and_last_day_and_keeps_the_first(self, cast):
        Membership.objects.filter(user=cast.writer).update(since=day(-30), until=day(3))
        unit = UnitFactory(opd=cast.dinkes)
        roles.appoint(cast.writer, cast.dinkes, Role.WRITER, unit=unit)
        kept = Membership.objects.get(user=cast.writer)
        assert (kept.unit, kept.since, kept.until) == (unit, day(-30), None)

    def test_brings_back_somebody_whose_time_was_over(self, cast):
        Membership.objects.filter(user=cast.writer).update(since=day(-30), until=day(-3))
        assert not holds(cast.writer, Right.WRITE_NEWS, cast.dinkes)
        roles.appoint(cast.writer, cast.dinkes, Role.WRITER, until=day(0))
        assert holds(cast.writer, Right.WRITE_NEWS, cast.dinkes)

    def test_a_second_role_stands_beside_the_first(self, cast):
        roles.appoint(cast.writer, cast.dinkes, Role.ADMIN)
        assert sorted(Membership.objects.filter(user=cast.writer).values_list("role", flat=True)) == ["admin", "writer"]
        roles.dismiss(Membership.objects.get(user=cast.writer, role="admin"))
        assert holds(cast.writer, Right.WRITE_NEWS, cast.dinkes)
        assert not holds(cast.writer, Right.MANAGE_TEAM, cast.dinkes)

    @pytest.mark.parametrize(
        ("case", "words"),
        [
            ("editor", "meja redaksi"),
            ("foreign unit", "bukan bagian dari Dinkes"),
            ("closed", "tidak aktif"),
            ("last day over", "sudah lewat"),
            ("ends before it begins", "mendahului"),
            ("acting without an end", "selalu punya hari terakhir"),
        ],
    )
    def test_refuses(self, cast, case, words):
        opd, role, more = cast.dinkes, Role.WRITER, {}
        if case == "editor":
            role = Role.EDITOR
        if case == "foreign unit":
            more = {"unit": UnitFactory(opd=cast.dpupr)}
        if case == "closed":
            roles.close(cast.dinkes)
        if case == "last day over":
            more = {"until": day(-1)}
        if case == "ends before it begins":
            more = {"since": day(5), "until": day(4)}
        if case == "acting without an end":
            more = {"acting": True}
        before = list(Membership.objects.order_by("pk").values())
        with pytest.raises(RoleRefused, match=words):
            roles.appoint(cast.nobody, opd, role, **more)
        assert list(Membership.objects.order_by("pk").values()) == before
        assert not cast.nobody.groups.exists()

    def test_the_last_admin_is_not_dismissed_by_a_last_day_that_is_over(self, cast):
        Membership.objects.filter(user=cast.admin).update(since=day(-30))
        with pytest.raises(RoleRefused, match="sudah lewat"):
            roles.appoint(cast.admin, cast.dinkes, Role.ADMIN, until=day(-1))
        assert holds(cast.admin, Right.MANAGE_TEAM, cast.dinkes)

    def test_a_role_that_does_not_exist_is_an_error(self, cast):
        with pytest.raises(ValueError, match="raja"):
            roles.appoint(cast.nobody, cast.dinkes, "raja")


class TestDismiss:
    def test_ends_a_membership_and_the_rights_with_it(self, cast):
        roles.dismiss(Membership.objects.get(user=cast.writer))
        assert not Membership.objects.filter(user=cast.writer).exists()
        assert not cast.writer.groups.exists()
        assert not holds(cast.writer, Right.WRITE_NEWS, cast.dinkes)

    def test_whoever_waited_ends_no_role_that_was_given_anew(self, cast):
        held = [Membership.objects.get(user=cast.writer) for _ in range(2)]
        roles.dismiss(held.pop())
        roles.appoint(cast.writer, cast.dinkes, Role.WRITER)
        with pytest.raises(RoleRefused, match="sudah diakhiri"):
            roles.dismiss(held.pop())
        assert Membership.objects.filter(user=cast.writer).exists()
        assert holds(cast.writer, Right.WRITE_NEWS, cast.dinkes)

    @pytest.mark.parametrize(
        ("other", "goes"),
        [
            ("nobody else", False),
            ("switched off", False),
            ("ended yesterday", False),
            ("begins tomorrow", False),
            ("admin elsewhere", False),
            ("only a writer", False),
            ("another admin", True),
            ("another admin until today", True),
        ],
    )
    def test_the_last_admin_stays(self, cast, other, goes):
        second = UserFactory(is_active=other != "switched off")
        if other != "nobody else":
            opd = cast.dpupr if other == "admin elsewhere" else cast.dinkes
            roles.appoint(second, opd, Role.WRITER if other == "only a writer" else Role.ADMIN)
        dates = {"ended yesterday": (-9, -1), "begins tomorrow": (1, 9), "another admin until today": (-9, 0)}.get(
            other
        )
        if dates:
            Membership.objects.filter(user=second).update(since=day(dates[0]), until=day(dates[1]))
        membership = Membership.objects.get(user=cast.admin)
        if goes:
            roles.dismiss(membership)
        else:
            with pytest.raises(RoleRefused, match="Admin Dinkes satu-satunya admin Dinkes"):
                roles.dismiss(membership)
        assert holds(cast.admin, Right.MANAGE_TEAM, cast.dinkes) is not goes
        assert Membership.objects.filter(user=cast.admin).exists() is not goes

    def test_in_a_closed_opd_the_last_admin_goes(self, cast):
        OPD.objects.filter(pk=cast.dinkes.pk).update(active=False)
        roles.dismiss(Membership.objects.get(user=cast.admin))
        assert not Membership.objects.filter(user=cast.admin).exists()


class TestCloseAndReopen:
    def test_end_all_ends_every_membership_of_that_opd_only(self, cast):
        roles.appoint(cast.writer, cast.dpupr, Role.WRITER)
        roles.end_all(cast.dinkes)
        left = Membership.objects.order_by("user__username").values_list("user__username", "opd__slug", "role")
        assert list(left) == [("admin.dpupr", "dpupr", "admin"), ("penulis", "dpupr", "writer")]
        assert not Group.objects.get(name=f"opd-{cast.dinkes.pk}-admin").user_set.exists()
        assert not Group.objects.get(name=f"opd-{cast.dinkes.pk}-writer").user_set.exists()
        assert seated(cast.dinkes) == {"redaktur", "redaktur2"}

    def test_close_leaves_review_alone_and_nothing_else(self, cast):
        closed = roles.close(cast.dinkes, cast.dpupr)
        kept = OPD.objects.get(pk=cast.dinkes.pk)
        assert (closed.active, kept.active, kept.successor) == (False, False, cast.dpupr)
        assert granted(cast.dinkes) == NONE | {"editor": {"review_news"}}
        assert not Membership.objects.filter(opd=cast.dinkes).exists()
        assert holds(cast.editor, Right.REVIEW_NEWS, cast.dinkes)
        assert holds(cast.outsider, Right.MANAGE_TEAM, cast.dinkes)

    def test_reopen_gives_the_rights_back_to_nobody_in_particular(self, cast):
        roles.close(cast.dinkes, cast.dpupr)
        roles.reopen(cast.dinkes)
        kept = OPD.objects.get(pk=cast.dinkes.pk)
        assert (kept.active, kept.successor) == (True, None)
        assert granted(cast.dinkes) == ROLES
        assert seated(cast.dinkes) == {"redaktur", "redaktur2"}
        for user in (cast.admin, cast.writer, cast.outsider):
            assert not holds(user, Right.WRITE_NEWS, cast.dinkes)
        roles.appoint(cast.admin, cast.dinkes, Role.ADMIN)
        assert holds(cast.admin, Right.WRITE_NEWS, cast.dinkes)

    def test_loops_of_successors_are_refused(self, cast):
        first, second, third = OPDFactory(), OPDFactory(), OPDFactory()
        roles.close(first, second)
        roles.close(second, third)
        for successor in (third, second, first):  # itself, one step back, two steps back
            successor.refresh_from_db()
            with pytest.raises(RoleRefused, match="Pilih OPD penerus yang lain"):
                roles.close(third, successor)
        third.refresh_from_db()
        assert (third.active, third.successor) == (True, None)
        roles.close(third, cast.dinkes)
        for closed in (first, second, third):
            assert holds(cast.admin, Right.WRITE_NEWS, closed)

    def test_reopening_the_middle_of_a_chain_ends_it_there(self, cast):
        first, second = OPDFactory(), OPDFactory()
        roles.close(first, second)
        roles.close(second, cast.dinkes)
        roles.reopen(second)
        assert not holds(cast.admin, Right.WRITE_NEWS, first)
        roles.appoint(cast.nobody, second, Role.WRITER)
        assert holds(cast.nobody, Right.WRITE_NEWS, first)


# (person, OPD): the roles they may give there
GIVES = {
    ("admin", "dinkes"): {"writer", "admin"},
    ("admin", "lebur"): {"writer", "admin"},  # closed into dinkes; `appoint` refuses what is closed
    ("outsider", "dpupr"): {"writer", "admin"},
    ("superuser", "dinkes"): {"writer", "admin", "editor"},
    ("superuser", "dpupr"): {"writer", "admin", "editor"},
    ("superuser", "lebur"): {"writer", "admin", "editor"},
}


class TestMayGive:
    def test_is_the_table(self, cast):
        roles.close(OPDFactory(slug="lebur"), cast.dinkes)
        people = ("writer", "admin", "editor", "outsider", "nobody", "superuser")
        pairs = [(name, opd) for name in people for opd in OPD.objects.all()]
        found = {
            (name, opd.slug): {role.value for role in Role if roles.may_give(getattr(cast, name), opd, role)}
            for name, opd in pairs
        }
        assert {pair: given for pair, given in found.items() if given} == GIVES

    def test_nobody_gives_a_right_they_do_not_hold(self, cast, monkeypatch):
        """A role that keeps the team but may not submit could otherwise make itself an admin."""
        monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset({Right.WRITE_NEWS, Right.MANAGE_TEAM}))
        roles.establish(cast.dinkes)
        writer = User.objects.get(pk=cast.writer.pk)
        assert roles.may_give(writer, cast.dinkes, Role.WRITER)
        assert not roles.may_give(writer, cast.dinkes, Role.ADMIN)

    def test_an_unknown_role_is_an_error_and_not_a_yes(self, cast):
        with pytest.raises(ValueError, match="raja"):
            roles.may_give(cast.superuser, cast.dinkes, "raja")


class TestSeatEditors:
    def test_follows_the_desks(self, cast):
        desk = Desk.objects.get()
        desk.all_opds = False
        desk.save()
        desk.opds.set([cast.dpupr])
        roles.seat_editors()
        assert (seated(cast.dinkes), seated(cast.dpupr)) == (set(), {"redaktur", "redaktur2"})
        desk.members.remove(cast.editor2)
        second = DeskFactory(all_opds=True)
        second.members.add(cast.editor, cast.nobody)
        roles.seat_editors()
        assert seated(cast.dinkes) == seated(cast.dpupr) == {"redaktur", "tanpa.peran"}
        second.members.clear()
        roles.seat_editors()
        assert (seated(cast.dinkes), seated(cast.dpupr)) == (set(), {"redaktur"})

    def test_of_named_opds_only(self, cast):
        Desk.objects.get().members.add(cast.nobody)
        roles.seat_editors(cast.dpupr)
        assert seated(cast.dinkes) == {"redaktur", "redaktur2"}
        assert seated(cast.dpupr) == {"redaktur", "redaktur2", "tanpa.peran"}


def test_admins_are_those_who_can_act_today(cast):
    for name, since, until in (("dulu", -9, -1), ("nanti", 1, None), ("kini", 0, 0)):
        user = UserFactory(username=name)
        roles.appoint(user, cast.dinkes, Role.ADMIN)
        Membership.objects.filter(user=user).update(since=day(since), until=None if until is None else day(until))
    roles.appoint(UserFactory(username="mati", is_active=False), cast.dinkes, Role.ADMIN)
    assert set(roles.admins(cast.dinkes).values_list("username", flat=True)) == {"admin", "kini"}


def test_editors_are_those_at_a_desk_who_can_act(cast):
    desk = DeskFactory(all_opds=False)
    desk.opds.add(cast.dpupr)
    desk.members.add(cast.nobody, cast.editor, UserFactory(is_active=False))
    assert set(roles.editors(cast.dinkes).values_list("username", flat=True)) == {"redaktur", "redaktur2"}
    assert sorted(roles.editors(cast.dpupr).values_list("username", flat=True)) == [
        "redaktur",
        "redaktur2",
        "tanpa.peran",
    ]
