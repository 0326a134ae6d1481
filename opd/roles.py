"""How somebody comes to a role in an OPD and loses it: the only place that grants (guardian write), and records it."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from guardian.models import GroupObjectPermission

from accounts import audit
from accounts.models import User
from opd import access, pending, terms
from opd.models import OPD, Desk, Membership
from opd.rights import MEMBER_ROLES, RIGHTS, Right, Role


class RoleRefused(Exception):
    """A role cannot be given or taken; the message tells the person why and what to do."""


def group_of(opd: OPD, role: Role) -> Group:
    """The group that holds the rights of `role` in `opd`."""
    group, _ = Group.objects.get_or_create(name=f"opd-{opd.pk}-{Role(role).value}")
    return group


# --- An OPD and its editors -------------------------------------------------------------------------------------
@transaction.atomic
def establish(opd: OPD) -> OPD:
    """Save `opd` if it is new and give it its groups, rights and desks; safe to repeat."""
    if opd._state.adding:
        opd.save()
        audit.record("opd.created", opd, after={"name": opd.name, "opd": opd.slug})
    _grant(opd)
    seat_editors(opd)
    return opd


def _grant(opd: OPD) -> None:
    """Give the group of each role exactly its rights, all at once: guardian's shortcuts ask anew for every right."""
    groups = {role: group_of(opd, role) for role in RIGHTS}
    giving = [role for role in RIGHTS if opd.active or role is Role.EDITOR]
    wanted = {(groups[role].pk, right.value) for role in giving for right in RIGHTS[role]}
    kind = ContentType.objects.get_for_model(OPD)
    rows = GroupObjectPermission.objects.filter(group__in=groups.values(), content_type=kind, object_pk=str(opd.pk))
    held = {(group, right): pk for pk, group, right in rows.values_list("pk", "group", "permission__codename")}
    rows.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    permissions = dict(Permission.objects.filter(content_type=kind).values_list("codename", "pk"))
    GroupObjectPermission.objects.bulk_create(
        GroupObjectPermission(
            group_id=group, permission_id=permissions[right], content_type=kind, object_pk=str(opd.pk)
        )
        for group, right in sorted(wanted - held.keys())
    )


@transaction.atomic
def seat_editors(*opds: OPD) -> None:
    """Put the members of every desk into the editors' groups of the OPDs it covers, and nobody else (none named: all)."""
    desks = [(desk, set(desk.opds.values_list("pk", flat=True))) for desk in Desk.objects.all()]
    for opd in opds or OPD.objects.all():
        covering = [desk.pk for desk, listed in desks if desk.all_opds or opd.pk in listed]
        people = get_user_model().objects.filter(desks__in=covering).distinct()
        group_of(opd, Role.EDITOR).user_set.set(people)


@transaction.atomic
def join_desk(user, desk: Desk, *, by=None) -> None:
    """Make `user` an editor at `desk`."""
    join_desk_together(desk, [user], by=by)


@transaction.atomic
def join_desk_together(desk: Desk, people: list, *, by=None) -> None:
    """Make them editors at `desk`: every OPD is seated anew once, not once for each of them."""
    before = desk_papers(desk)
    desk.members.add(*people)
    desk_changed(desk, before, by=by)
    for user in people:
        access.forget(user)


def desk_papers(desk: Desk) -> dict:
    """What the trail keeps of a desk, as the database has it now; nothing of one that is only being made.

    It locks the desk: whoever asks is about to change it, and nobody joins between the question and the change.
    """
    kept = Desk.objects.select_for_update().filter(pk=desk.pk).first()
    if kept is None:
        return {}
    return {
        "name": kept.name,
        "rights": sorted(RIGHTS[Role.EDITOR]),
        "all_opds": kept.all_opds,
        "opds": list(kept.opds.order_by("slug").values_list("slug", flat=True)),
        "members": list(kept.members.order_by("username").values_list("username", flat=True)),
    }


@transaction.atomic
def desk_changed(desk: Desk, before: dict, *, by=None) -> None:
    """Seat the editors as the desk is now, and record what became of it. Letters to whoever came or went are void."""
    seat_editors()
    after = desk_papers(desk)
    moved = set(after["members"]).symmetric_difference(before.get("members", []))
    for person in get_user_model().objects.filter(username__in=moved):
        pending.revoke_for(person, desk=desk, by=by)
    if after != before:
        audit.record("desk.changed" if before else "desk.created", desk, by=by, before=before, after=after)


# --- A member and their role ------------------------------------------------------------------------------------
def may_give(user, opd: OPD, role: Role) -> bool:
    """May this person give that role in this OPD? Never a right they do not hold there themselves."""
    return access.holds(user, Right.MANAGE_TEAM, opd) and all(
        access.holds(user, right, opd) for right in RIGHTS[Role(role)]
    )


def check_outlasts(giver, opd: OPD, role: Role, until) -> None:
    """An admin for a time makes nobody an admin for longer than that, himself least of all (`until` None: without end)."""
    if giver.is_superuser or Role(role) is not Role.ADMIN:
        return
    own = Membership.objects.running().filter(user=giver, opd=opd, role=Role.ADMIN).values_list("until", flat=True)
    last = own.first()
    if last is not None and (until is None or until > last):
        raise RoleRefused(
            f"Tugas Anda sebagai admin {opd} berakhir {terms.short(last)}, jadi peran admin yang Anda berikan paling lama "
            "sampai hari itu. Untuk seterusnya, minta pengelola portal."
        )


@transaction.atomic
def appoint(user, opd: OPD, role: Role, *, unit=None, since=None, until=None, acting=False, by=None) -> Membership:
    """Give `user` a member's role in `opd`, or change its unit and dates; a first day that is not named stays.

    `by` says who it was where nobody is signed in: an invitation is accepted by a link.
    """
    role, opd = Role(role), OPD.objects.select_for_update().get(pk=opd.pk)
    old = Membership.objects.filter(user=user, opd=opd, role=role).select_related("unit").first()
    new = copy(old) if old else Membership(user=user, opd=opd, role=role.value)
    new.opd, new.unit, new.since, new.until, new.acting = opd, unit, since or new.since, until, acting
    check(new)
    if old is not None:
        _check_an_admin_stays(old, new)
    new.save()
    user.groups.add(group_of(opd, role))
    access.forget(user)
    _record_appointment(old, new, by)
    pending.revoke_for(user, opd=opd, by=by)
    return new


def suffices(held: Membership | None, until) -> bool:
    """Is this role in force, and for as long as one with the last day `until` (None: without end) would be?"""
    if held is None or held.phase != "running":
        return False
    return held.until is None or (until is not None and held.until >= until)


def check(membership: Membership) -> None:
    """Refuse what nobody can be appointed to, saved or not."""
    opd, since, until = membership.opd, membership.since, membership.until
    if membership.role not in MEMBER_ROLES:
        raise RoleRefused("Redaktur diangkat lewat meja redaksi, bukan lewat tim OPD.")
    if not opd.active:
        raise RoleRefused(f"{opd} sudah tidak aktif, jadi timnya tidak bisa ditambah.")
    if membership.unit is not None and membership.unit.opd_id != opd.pk:
        raise RoleRefused(f"{membership.unit} bukan bagian dari {opd}.")
    if membership.acting and until is None:
        raise RoleRefused("Pelaksana tugas (Plt.) selalu punya hari terakhir. Isi “Sampai tanggal”.")
    if until is not None and until < timezone.localdate():
        # A last day that has passed would be a dismissal by another name.
        raise RoleRefused("Tanggal terakhirnya sudah lewat. Pilih tanggal lain, atau keluarkan orang itu dari tim.")
    if until is not None and until < since:
        raise RoleRefused("Tanggal terakhirnya mendahului tanggal mulainya. Periksa kedua tanggal itu.")


@transaction.atomic
def dismiss(membership: Membership) -> None:
    """End a membership at once. The last admin of an active OPD stays: appoint another one first."""
    opd = OPD.objects.select_for_update().get(pk=membership.opd_id)  # two admins dismissing each other take turns
    # Whoever waited for that holds what may have ended meanwhile, or changed: a role given anew is another row.
    now = Membership.objects.filter(pk=membership.pk).select_related("user", "opd", "unit").first()
    if now is None:
        raise RoleRefused(
            "Peran ini sudah diakhiri lebih dulu, jadi sekarang tidak ada yang diubah. Periksa lagi timnya."
        )
    is_admin = now.role == Role.ADMIN and now.phase != "ended"
    if opd.active and is_admin and not _another_admin(now):
        raise RoleRefused(f"{now.user} satu-satunya admin {opd}. Angkat admin lain lebih dulu.")
    _end(now)
    access.forget(membership.user)


@transaction.atomic
def end_all(opd: OPD) -> None:
    """End every membership in an OPD that is being closed; its editors stay."""
    for membership in Membership.objects.filter(opd=opd).select_related("user", "unit"):
        _end(membership)


# --- Closing an OPD ---------------------------------------------------------------------------------------------
@transaction.atomic
def close(opd: OPD, successor: OPD | None = None) -> OPD:
    """Switch an OPD off. `news.services.switch_off` calls this: an OPD with news on its way is not closed."""
    opd = OPD.objects.select_for_update().get(pk=opd.pk)
    if successor is not None and opd.pk in access.chain(successor.pk, access.successors()):
        raise RoleRefused(f"{successor} sendiri digantikan oleh {opd}. Pilih OPD penerus yang lain.")
    end_all(opd)
    return _switch(opd, "opd.closed", active=False, successor=successor)


@transaction.atomic
def reopen(opd: OPD) -> OPD:
    """Switch an OPD on again; its team is appointed anew."""
    return _switch(OPD.objects.select_for_update().get(pk=opd.pk), "opd.opened", active=True, successor=None)


# --- Who is there -----------------------------------------------------------------------------------------------
def admins(opd: OPD, *, on=None):
    """People who can sign in and are admins of `opd` today, or on another day."""
    running = Membership.objects.running(on).filter(opd=opd, role=Role.ADMIN)
    return User.objects.who_may_sign_in().filter(memberships__in=running).distinct()


def editors(opd: OPD):
    """People who review the news of `opd` and can sign in."""
    desks = Desk.objects.filter(Q(all_opds=True) | Q(opds=opd))
    return User.objects.who_may_sign_in().filter(desks__in=desks).distinct()


def _switch(opd: OPD, action: str, *, active: bool, successor: OPD | None) -> OPD:
    before = _opd_papers(opd)
    opd.active, opd.successor = active, successor
    opd.save(update_fields=["active", "successor"])
    audit.record(action, opd, before=before, after=_opd_papers(opd))
    return establish(opd)


def _another_admin(membership: Membership) -> bool:
    return admins(membership.opd).exclude(pk=membership.user_id).exists()


def _check_an_admin_stays(old: Membership, new: Membership) -> None:
    """New dates do not leave the OPD without the admin it has: that would be a dismissal of the last one, postponed."""
    if old.role != Role.ADMIN:
        return
    given_up = [timezone.localdate()]
    if new.until is not None:
        given_up.append(new.until + timedelta(days=1))
    for day in given_up:
        if _covers(old, day) and not _covers(new, day) and not admins(new.opd, on=day).exclude(pk=new.user_id).exists():
            raise RoleRefused(
                f"Dengan tanggal itu {new.opd} tidak punya admin pada {terms.short(day)}. "
                "Angkat dulu admin lain yang bertugas pada hari itu, lalu ubah tanggal ini."
            )


def _covers(membership: Membership, day) -> bool:
    return membership.since <= day and (membership.until is None or day <= membership.until)


def _end(membership: Membership) -> None:
    before = _papers(membership)
    membership.user.groups.remove(group_of(membership.opd, Role(membership.role)))
    membership.delete()
    audit.record("role.ended", membership.user, before=before)
    pending.revoke_for(membership.user, opd=membership.opd)


def _record_appointment(old: Membership | None, new: Membership, by) -> None:
    before, after = _papers(old) if old else {}, _papers(new)
    if before != after:
        audit.record("role.changed" if old else "role.given", new.user, by=by, before=before, after=after)


def _papers(membership: Membership) -> dict:
    """What the trail keeps of a membership."""
    return {
        "role": membership.role,
        "opd": membership.opd.slug,
        "rights": sorted(RIGHTS[Role(membership.role)]),
        "unit": str(membership.unit or ""),
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
        "acting": membership.acting,
    }


def _opd_papers(opd: OPD) -> dict:
    return {"active": opd.active, "successor": opd.successor.slug if opd.successor else None}
