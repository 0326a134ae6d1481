"""Who holds which right in which OPD: the only place that asks (guardian read)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.apps import apps
from guardian.models import GroupObjectPermission

from opd.rights import RIGHTS, Right, Role

# Where a signed-in person's answers are kept, so that one request asks once (five queries at most, whatever is asked).
# `request.user` is a new object for every request, and with it the memory.
_MEMORY = "_opds_where"
_OPEN = "_open_opds"

BEHIND_A_SECOND_FACTOR = (
    Right.SUBMIT_NEWS,
    Right.PUBLISH_URGENT,
    Right.REVIEW_NEWS,
    Right.MANAGE_TEAM,
    Right.MANAGE_SITE,
)


def holds(user, right: Right, opd) -> bool:
    """Does `user` hold `right` in this OPD now?"""
    return opd.pk in opds_where(user, right)


def holds_any(user, rights: Iterable[Right], opd) -> bool:
    """Does `user` hold one of these rights, or more, in this OPD now?"""
    return opd.pk in opds_where(user, *rights)


def opds_where(user, *rights: Right) -> frozenset[int]:
    """The ids of the OPDs in which `user` holds any of `rights` now; without one, none.

    What guardian grants counts only while a running membership or a desk stands behind it. Superusers hold every
    right everywhere, inactive and anonymous people none. On a closed OPD every right but review is held by whoever
    holds it on the OPD's last successor.
    """
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    if _MEMORY not in user.__dict__:
        user.__dict__[_MEMORY] = _ask(user)
    return frozenset().union(*(user.__dict__[_MEMORY][Right(right)] for right in rights))


def may_begin(user) -> bool:
    """Is there an open OPD for which this person may write something new?"""
    return bool(opds_where(user, Right.WRITE_NEWS) & user.__dict__.get(_OPEN, frozenset()))


def may_enter(user) -> bool:
    """May this person open the desk at all?"""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or bool(opds_where(user, Right.WRITE_NEWS, Right.REVIEW_NEWS))


def needs_second_factor(user) -> bool:
    """Does a password alone not suffice for this person? Whoever may submit, review, manage a team, a site or the portal."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or bool(opds_where(user, *BEHIND_A_SECOND_FACTOR))


def forget(user) -> None:
    """Drop what was remembered of this person: their roles have just changed."""
    user.__dict__.pop(_MEMORY, None)
    user.__dict__.pop(_OPEN, None)


def homes() -> dict[int, int | None]:
    """Where the work of each closed OPD has gone: its last successor, when that one is open."""
    return _homes(_agencies())


def successors() -> dict[int, int | None]:
    """Which OPD took over from each one that is closed; None where none did."""
    return _successors(_agencies())


def chain(opd: int, successors: Mapping[int, int | None]) -> list[int]:
    """This OPD and all that took over after it, in order; a loop, which the forms refuse, is gone round once."""
    passed: list[int] = []
    at: int | None = opd
    while at is not None and at not in passed:
        passed.append(at)
        at = successors.get(at)
    return passed


def _agencies() -> list[tuple[int, int | None, bool]]:
    """Every OPD's id, its successor's, and whether it is open."""
    return list(apps.get_model("opd", "OPD").objects.order_by().values_list("pk", "successor", "active"))


def _homes(agencies: list[tuple[int, int | None, bool]]) -> dict[int, int | None]:
    closed = _successors(agencies)
    last = {opd: chain(opd, closed)[-1] for opd in closed}
    return {opd: None if end in closed else end for opd, end in last.items()}


def _successors(agencies: list[tuple[int, int | None, bool]]) -> dict[int, int | None]:
    return {opd: successor for opd, successor, active in agencies if not active}


def _ask(user) -> dict[Right, frozenset[int]]:
    rows = _agencies()
    user.__dict__[_OPEN] = frozenset(opd for opd, _, active in rows if active)
    opds, chains = [opd for opd, _, _ in rows], _homes(rows)
    if user.is_superuser:
        return dict.fromkeys(Right, frozenset(opds))
    granted, backed = _granted(user), _backed(user, opds)
    held = {right: frozenset(granted[right] & backed[right]) for right in Right}
    return {
        right: here if right is Right.REVIEW_NEWS else _with_successors(here - chains.keys(), chains)
        for right, here in held.items()
    }


def _granted(user) -> dict[str, set[int]]:
    """What guardian grants to this person's groups, for all rights at once."""
    opds_by_right: dict[str, set[int]] = defaultdict(set)
    rows = GroupObjectPermission.objects.filter(
        group__user=user, content_type__app_label="opd", content_type__model="opd"
    )
    for codename, opd in rows.values_list("permission__codename", "object_pk"):
        opds_by_right[codename].add(int(opd))
    return opds_by_right


def _backed(user, opds) -> dict[str, set[int]]:
    """The OPDs where a running membership or a desk of this person gives each right."""
    opds_by_right: dict[str, set[int]] = defaultdict(set)
    for role, opd in user.memberships.running().values_list("role", "opd"):
        for right in RIGHTS[Role(role)]:
            opds_by_right[right].add(opd)
    for desk in user.desks.prefetch_related("opds"):
        for right in RIGHTS[Role.EDITOR]:
            opds_by_right[right].update(opds if desk.all_opds else (opd.pk for opd in desk.opds.all()))
    return opds_by_right


def _with_successors(held: frozenset[int], chains: dict[int, int | None]) -> frozenset[int]:
    """Add the closed OPDs whose last successor is held."""
    return held | {opd for opd, successor in chains.items() if successor in held}
