"""Who holds which right where: the check, the list, and a table of both written out a second time."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import User
from opd import access, roles
from opd.models import OPD, Desk, Membership
from opd.rights import Right, Role
from tests.factories import DeskFactory, OPDFactory, UserFactory

OPEN = "dinkes dpupr"
CLOSED = (
    "tutup lebur lama putar-a putar-b"  # without successor; -> dinkes; -> lebur -> dinkes; two that name each other
)
ALL = f"{OPEN} {CLOSED}"
WRITES = "write_news"
LEADS = "submit_news publish_urgent manage_media manage_site manage_team"
REVIEWS = "review_news"
EVERY_RIGHT = f"{WRITES} {LEADS} {REVIEWS}".split()

DINKES_AND_WHAT_IT_TOOK_OVER = "dinkes lebur lama"
# person: {rights: OPDs}; what is not named, nobody of them holds.
TABLE = {
    "writer": {WRITES: DINKES_AND_WHAT_IT_TOOK_OVER},
    "admin": {f"{WRITES} {LEADS}": DINKES_AND_WHAT_IT_TOOK_OVER},
    "outsider": {f"{WRITES} {LEADS}": "dpupr"},
    "editor": {REVIEWS: ALL},
    "editor2": {REVIEWS: ALL},
    "editor_of_some": {REVIEWS: "dpupr lebur"},
    "editor_of_none": {},
    "editor_of_some_left_in_the_group_of_others": {REVIEWS: "dpupr lebur"},
    "nobody": {},
    "superuser": {f"{WRITES} {LEADS} {REVIEWS}": ALL},
    "switched_off_superuser": {},
    "switched_off_admin": {},
    "switched_off_editor": {},
    "begins_tomorrow": {},
    "begins_today": {WRITES: DINKES_AND_WHAT_IT_TOOK_OVER},
    "ended_yesterday": {},
    "ends_today": {f"{WRITES} {LEADS}": DINKES_AND_WHAT_IT_TOOK_OVER},
    "left_in_the_group": {},
    "only_on_paper": {},
    "demoted_but_left_in_the_group": {WRITES: DINKES_AND_WHAT_IT_TOOK_OVER},
    "left_in_the_editors_group": {},
    "only_at_the_desk": {},
    "with_model_permissions": {},
    "with_own_object_permissions": {},
    "left_in_a_closed_one": {},
    "both": {WRITES: f"{DINKES_AND_WHAT_IT_TOOK_OVER} dpupr", LEADS: "dpupr"},
    "writer_and_editor": {WRITES: DINKES_AND_WHAT_IT_TOOK_OVER, REVIEWS: ALL},
    "visitor": {},
}


def expected(person: str, right: str) -> set[str]:
    return {opd for rights, opds in TABLE[person].items() if right in rights.split() for opd in opds.split()}


def closed(slug: str, successor: OPD | None = None) -> OPD:
    return roles.close(OPDFactory(short_name=slug.title(), slug=slug), successor)


@pytest.fixture
def opds(cast) -> dict[str, OPD]:
    cast.opds = {
        "dinkes": cast.dinkes,
        "dpupr": cast.dpupr,
        "tutup": closed("tutup"),
        "lebur": closed("lebur", cast.dinkes),
    }
    cast.opds["lama"] = closed("lama", cast.opds["lebur"])
    first = closed("putar-a")
    cast.opds |= {"putar-a": first, "putar-b": closed("putar-b", first)}
    OPD.objects.filter(pk=first.pk).update(successor=cast.opds["putar-b"])  # past the forms, which refuse a loop
    return cast.opds


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def with_dates(role: Role, opd: OPD, since: int, until: int | None) -> User:
    user = UserFactory()
    roles.appoint(user, opd, role)
    last = None if until is None else day(until)
    Membership.objects.filter(user=user).update(since=day(since), until=last)
    return user


@pytest.fixture
def people(cast, opds) -> SimpleNamespace:
    """The cast, and everybody whose papers, groups and desks do not match."""
    dinkes, dpupr = cast.dinkes, cast.dpupr
    some, none = DeskFactory(all_opds=False), DeskFactory(all_opds=False)
    some.opds.set([dpupr, opds["lebur"]])
    made = {name: UserFactory() for name in TABLE if not hasattr(cast, name) and name != "visitor"}
    some.members.add(made["editor_of_some"], made["editor_of_some_left_in_the_group_of_others"])
    none.members.add(made["editor_of_none"])
    everything = Desk.objects.get(all_opds=True)
    everything.members.add(made["switched_off_editor"], made["writer_and_editor"])
    roles.seat_editors()
    everything.members.add(made["only_at_the_desk"])  # and not seated

    made["editor_of_some_left_in_the_group_of_others"].groups.add(roles.group_of(dinkes, Role.EDITOR))
    roles.appoint(made["switched_off_admin"], dinkes, Role.ADMIN)
    made["begins_tomorrow"] = with_dates(Role.WRITER, dinkes, 1, None)
    made["begins_today"] = with_dates(Role.WRITER, dinkes, 0, None)
    made["ended_yesterday"] = with_dates(Role.ADMIN, dinkes, -9, -1)
    made["ends_today"] = with_dates(Role.ADMIN, dinkes, -9, 0)
    made["left_in_the_group"].groups.add(roles.group_of(dinkes, Role.ADMIN))
    Membership.objects.create(user=made["only_on_paper"], opd=dinkes, role=Role.ADMIN)
    roles.appoint(made["demoted_but_left_in_the_group"], dinkes, Role.WRITER)
    made["demoted_but_left_in_the_group"].groups.add(roles.group_of(dinkes, Role.ADMIN))
    made["left_in_the_editors_group"].groups.add(roles.group_of(dinkes, Role.EDITOR))
    for right in EVERY_RIGHT:
        permission = Permission.objects.get(codename=right, content_type__app_label="opd", content_type__model="opd")
        made["with_model_permissions"].user_permissions.add(permission)
        assign_perm(right, made["with_own_object_permissions"], dinkes)
    for name in ("with_model_permissions", "with_own_object_permissions"):
        Membership.objects.create(user=made[name], opd=dinkes, role=Role.ADMIN)
    stranded = roles.group_of(opds["tutup"], Role.ADMIN)
    Membership.objects.create(user=made["left_in_a_closed_one"], opd=opds["tutup"], role=Role.ADMIN)
    made["left_in_a_closed_one"].groups.add(stranded)
    for right in EVERY_RIGHT:
        assign_perm(right, stranded, opds["tutup"])
    roles.appoint(made["both"], dinkes, Role.WRITER)
    roles.appoint(made["both"], dpupr, Role.ADMIN)
    roles.appoint(made["writer_and_editor"], dinkes, Role.WRITER)

    off = [made[name].pk for name in TABLE if name.startswith("switched_off")]
    User.objects.filter(pk__in=off).update(is_active=False)
    User.objects.filter(pk=made["switched_off_superuser"].pk).update(is_superuser=True)
    pks = {name: user.pk for name, user in made.items()}
    return SimpleNamespace(**{name: pks.get(name) or getattr(cast, name).pk for name in TABLE if name != "visitor"})


def fresh(people, name: str):
    """As a request finds them: nothing remembered."""
    return AnonymousUser() if name == "visitor" else User.objects.get(pk=getattr(people, name))


# One stage for all of them, so they are compared in one go; the difference names the person.
def test_the_check_and_the_list_say_what_the_table_says(people, opds):
    by_pk = {opd.pk: slug for slug, opd in opds.items()}
    wanted = {(name, right): expected(name, right) for name in TABLE for right in EVERY_RIGHT}
    listed, checked = {}, {}
    for name, right in wanted:
        listed[name, right] = {by_pk[pk] for pk in access.opds_where(fresh(people, name), Right(right))}
        user = fresh(people, name)
        checked[name, right] = {slug for slug, opd in opds.items() if access.holds(user, Right(right), opd)}
    assert listed == wanted
    assert checked == wanted


def test_any_of_several_rights_is_held_where_one_of_them_is(people, opds):
    for name in TABLE:
        user = fresh(people, name)
        for rights in ((), (Right.WRITE_NEWS,), (Right.WRITE_NEWS, Right.REVIEW_NEWS), tuple(Right)):
            anywhere = {opd.pk for opd in opds.values() for right in rights if access.holds(user, right, opd)}
            assert access.opds_where(user, *rights) == anywhere, (name, rights)
            assert {opd.pk for opd in opds.values() if access.holds_any(user, rights, opd)} == anywhere, (name, rights)


CHAINS = {
    "open": ({}, [1]),
    "nobody took over": ({1: None}, [1]),
    "one did": ({1: 2}, [1, 2]),
    "and was closed, too": ({1: 2, 2: 3, 3: None}, [1, 2, 3]),
    "two each other": ({1: 2, 2: 1}, [1, 2]),
    "into a circle": ({1: 2, 2: 3, 3: 2}, [1, 2, 3]),
}


@pytest.mark.parametrize(("successors", "chain"), CHAINS.values(), ids=CHAINS)
def test_who_took_over_one_after_the_other(successors, chain):
    assert access.chain(1, successors) == chain


def test_closing_asks_for_the_chain_once_however_long(cast):
    def cost(successor) -> int:
        opd = OPDFactory()
        with CaptureQueriesContext(connection) as queries:
            roles.close(opd, successor)
        return len(queries)

    short = cost(cast.dinkes)
    last = closed("a", closed("b", closed("c", cast.dinkes)))
    assert cost(OPD.objects.get(pk=last.pk)) == short


def test_the_table_knows_every_right_and_every_opd(opds):
    assert sorted(EVERY_RIGHT) == sorted(right.value for right in Right)
    assert sorted(ALL.split()) == sorted(OPD.objects.values_list("slug", flat=True))


ENTER = {name for name, rights in TABLE.items() if any({WRITES, REVIEWS} & set(held.split()) for held in rights)}


def test_whoever_writes_or_reviews_anywhere_may_enter(people):
    assert {name for name in TABLE if access.may_enter(fresh(people, name))} == ENTER


def test_a_superuser_of_a_portal_without_opds_may_enter(db):
    assert access.may_enter(UserFactory(is_superuser=True))
    assert not access.may_enter(UserFactory(is_superuser=True, is_active=False))


def test_all_rights_of_a_person_cost_five_queries_at_most(people, opds):
    for name in TABLE:
        user = fresh(people, name)
        with CaptureQueriesContext(connection) as queries:
            for right in Right:
                access.opds_where(user, right)
                for opd in opds.values():
                    access.holds(user, right, opd)
            access.may_enter(user)
        assert len(queries) <= 5, name


def test_the_number_of_queries_does_not_grow_with_desks_and_opds(people):
    user = fresh(people, "editor_of_some")
    for _ in range(3):
        desk = DeskFactory(all_opds=False)
        desk.opds.set([OPDFactory(), OPDFactory()])
        desk.members.add(user)
    with CaptureQueriesContext(connection) as queries:
        assert len(access.opds_where(user, Right.REVIEW_NEWS)) == 2  # the new desks are not seated yet
    assert len(queries) == 5


class TestMemory:
    def test_one_request_keeps_its_answer(self, cast):
        user = User.objects.get(pk=cast.writer.pk)
        assert access.holds(user, Right.WRITE_NEWS, cast.dinkes)
        Membership.objects.filter(user=user).delete()
        assert access.holds(user, Right.WRITE_NEWS, cast.dinkes)
        assert not access.holds(User.objects.get(pk=user.pk), Right.WRITE_NEWS, cast.dinkes)

    def test_forget_asks_anew(self, cast):
        user = User.objects.get(pk=cast.writer.pk)
        assert access.holds(user, Right.WRITE_NEWS, cast.dinkes)
        Membership.objects.filter(user=user).delete()
        access.forget(user)
        assert not access.holds(user, Right.WRITE_NEWS, cast.dinkes)

    def test_forgetting_nothing_is_fine(self, cast):
        access.forget(User.objects.get(pk=cast.writer.pk))

    def test_appoint_and_dismiss_forget(self, cast):
        user = User.objects.get(pk=cast.nobody.pk)
        assert not access.holds(user, Right.WRITE_NEWS, cast.dinkes)
        membership = roles.appoint(user, cast.dinkes, Role.WRITER)
        assert access.holds(user, Right.WRITE_NEWS, cast.dinkes)
        roles.dismiss(membership)
        assert not access.holds(membership.user, Right.WRITE_NEWS, cast.dinkes)

    def test_switching_somebody_off_counts_at_once(self, cast):
        user = User.objects.get(pk=cast.admin.pk)
        assert access.holds(user, Right.MANAGE_TEAM, cast.dinkes)
        user.is_active = False
        assert not access.holds(user, Right.MANAGE_TEAM, cast.dinkes)


def test_an_unknown_right_is_an_error_and_not_a_no(cast):
    with pytest.raises(ValueError, match="terbang"):
        access.opds_where(cast.admin, "terbang")


def test_an_opd_that_is_not_saved_is_nobodys(cast):
    for user in (cast.admin, cast.editor, cast.superuser):
        assert not any(access.holds(user, right, OPD(slug="baru")) for right in Right)


class TestNeedsASecondFactor:
    @pytest.mark.parametrize(
        ("who", "needs"),
        [
            ("writer", False),
            ("nobody", False),
            ("admin", True),
            ("outsider", True),
            ("editor", True),
            ("superuser", True),
        ],
    )
    def test_by_what_they_may_do(self, cast, who, needs):
        assert access.needs_second_factor(getattr(cast, who)) is needs

    def test_one_role_with_power_is_enough(self, cast):
        roles.appoint(cast.writer, cast.dpupr, Role.ADMIN)
        assert access.needs_second_factor(User.objects.get(pk=cast.writer.pk))

    def test_no_longer_when_the_role_is_gone(self, cast):
        Membership.objects.filter(user=cast.admin).delete()
        assert not access.needs_second_factor(User.objects.get(pk=cast.admin.pk))

    @pytest.mark.parametrize("who", ["admin", "superuser"])
    def test_nobody_who_is_switched_off(self, cast, who):
        person = User.objects.get(pk=getattr(cast, who).pk)
        person.is_active = False
        assert not access.needs_second_factor(person)

    def test_no_visitor(self):
        assert not access.needs_second_factor(AnonymousUser())

    def test_costs_no_query_after_the_door_has_asked(self, cast, django_assert_num_queries):
        user = User.objects.get(pk=cast.admin.pk)
        access.may_enter(user)
        with django_assert_num_queries(0):
            access.needs_second_factor(user)
