"""How somebody comes to a role in an OPD and loses it: the only place that grants (guardian write)."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from guardian.shortcuts import assign_perm, get_group_perms, remove_perm

from opd import access
from opd.models import OPD, Desk, Membership
from opd.rights import MEMBER_ROLES, RIGHTS, Right, Role


class RoleRefused(Exception):
    """A role cannot be given or taken; the message tells the person why and what to do."""


def group_of(opd: OPD, role: Role) -> Group:
    """The group that holds the rights of `role` in `opd`."""
    group, _ = Group.objects.get_or_create(name=f"opd-{opd.pk}-{Role(role).value}")
    return group


@transaction.atomic
def establish(opd: OPD) -> OPD:
    """Save `opd` if it is new and give it its groups, rights and desks; safe to repeat."""
    if opd._state.adding:
        opd.save()
    for role, rights in RIGHTS.items():
        group = group_of(opd, role)
        wanted = rights if opd.active or role is Role.EDITOR else frozenset()
        held = set(get_group_perms(group, opd))
        for right in wanted - held:
            assign_perm(right, group, opd)
        for right in held - wanted:
            remove_perm(right, group, opd)
    seat_editors(opd)
    return opd


@transaction.atomic
def seat_editors(*opds: OPD) -> None:
    """Put the members of every desk into the editors' groups of the OPDs it covers, and nobody else (none named: all)."""
    desks = [(desk, set(desk.opds.values_list("pk", flat=True))) for desk in Desk.objects.all()]
    for opd in opds or OPD.objects.all():
        covering = [desk.pk for desk, listed in desks if desk.all_opds or opd.pk in listed]
        people = get_user_model().objects.filter(desks__in=covering).distinct()
        group_of(opd, Role.EDITOR).user_set.set(people)


def may_give(user, opd: OPD, role: Role) -> bool:
    """May this person give that role in this OPD? Never a right they do not hold there themselves."""
    return access.holds(user, Right.MANAGE_TEAM, opd) and all(
        access.holds(user, right, opd) for right in RIGHTS[Role(role)]
    )


@transaction.atomic
def appoint(user, opd: OPD, role: Role, *, unit=None, since=None, until=None) -> Membership:
    """Give `user` a member's role in `opd`, or change its unit and dates."""
    role = Role(role)
    opd = OPD.objects.select_for_update().get(pk=opd.pk)
    _check_place(opd, role, unit)
    _check_last_day(Membership.objects.filter(user=user, opd=opd, role=role), since, until)
    dates = {name: value for name, value in (("since", since), ("until", until)) if value}
    membership, _ = Membership.objects.update_or_create(
        user=user, opd=opd, role=role.value, defaults={"unit": unit, "until": None} | dates
    )
    user.groups.add(group_of(opd, role))
    access.forget(user)
    return membership


@transaction.atomic
def dismiss(membership: Membership) -> None:
    """End a membership at once. The last admin of an active OPD stays: appoint another one first."""
    opd = OPD.objects.select_for_update().get(pk=membership.opd_id)  # two admins dismissing each other take turns
    if opd.active and membership.role == Role.ADMIN and not _another_admin(membership):
        raise RoleRefused(f"{membership.user} satu-satunya admin {opd}. Angkat admin lain lebih dulu.")
    _end(membership)


@transaction.atomic
def end_all(opd: OPD) -> None:
    """End every membership in an OPD that is being closed; its editors stay."""
    for membership in Membership.objects.filter(opd=opd).select_related("user"):
        _end(membership)


@transaction.atomic
def close(opd: OPD, successor: OPD | None = None) -> OPD:
    """Switch an OPD off. `news.services.switch_off` calls this: an OPD with news on its way is not closed."""
    opd = OPD.objects.select_for_update().get(pk=opd.pk)
    if successor is not None and opd.pk in _chain(successor):
        raise RoleRefused(f"{successor} sendiri digantikan oleh {opd}. Pilih OPD penerus yang lain.")
    end_all(opd)
    opd.active, opd.successor = False, successor
    opd.save(update_fields=["active", "successor"])
    return establish(opd)


@transaction.atomic
def reopen(opd: OPD) -> OPD:
    """Switch an OPD on again; its team is appointed anew."""
    opd = OPD.objects.select_for_update().get(pk=opd.pk)
    opd.active, opd.successor = True, None
    opd.save(update_fields=["active", "successor"])
    return establish(opd)


def admins(opd: OPD):
    """People who are admins of `opd` today and can sign in."""
    running = Membership.objects.running().filter(opd=opd, role=Role.ADMIN)
    return get_user_model().objects.filter(is_active=True, memberships__in=running).distinct()


def editors(opd: OPD):
    """People who review the news of `opd` and can sign in."""
    desks = Desk.objects.filter(Q(all_opds=True) | Q(opds=opd))
    return get_user_model().objects.filter(is_active=True, desks__in=desks).distinct()


def _chain(opd: OPD | None) -> set[int]:
    """The ids of an OPD and all its successors."""
    passed: set[int] = set()
    while opd is not None and opd.pk not in passed:
        passed.add(opd.pk)
        opd = opd.successor
    return passed


def _check_place(opd: OPD, role: Role, unit) -> None:
    if role not in MEMBER_ROLES:
        raise RoleRefused("Redaktur diangkat lewat meja redaksi, bukan lewat tim OPD.")
    if not opd.active:
        raise RoleRefused(f"{opd} sudah tidak aktif, jadi timnya tidak bisa ditambah.")
    if unit is not None and unit.opd_id != opd.pk:
        raise RoleRefused(f"{unit} bukan bagian dari {opd}.")


def _check_last_day(existing, since, until) -> None:
    """A last day that has passed would be a dismissal by another name, of the last admin too."""
    today = timezone.localdate()
    begins = since or existing.values_list("since", flat=True).first() or today
    if until is not None and until < max(begins, today):
        raise RoleRefused("Tanggal terakhirnya sudah lewat. Pilih tanggal lain, atau keluarkan orang itu dari tim.")


def _another_admin(membership: Membership) -> bool:
    return admins(membership.opd).exclude(pk=membership.user_id).exists()


def _end(membership: Membership) -> None:
    membership.user.groups.remove(group_of(membership.opd, Role(membership.role)))
    access.forget(membership.user)
    membership.delete()
