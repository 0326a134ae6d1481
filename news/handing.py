"""Handing over: somebody leaves an OPD, and a named colleague takes on what they hold there, in one step."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audit
from accounts.models import User
from news import keepers, services
from news.models import Article
from news.refusals import Refused
from news.workflow import BEFORE_REVIEW, State
from opd import access, leaving
from opd.leaving import Takeover
from opd.models import OPD
from opd.rights import Right


@dataclass(frozen=True)
class Duty:
    """What one person holds in one OPD."""

    person: User
    opd: OPD
    memberships: list
    invitations: list
    counts: dict[str, int]

    def unfinished(self):
        """The articles that somebody has to bring to an end, the newest first."""
        return _kept(self.person, self.opd).filter(state__in=keepers.UNFINISHED).order_by("-saved_at", "-pk")

    def __bool__(self) -> bool:
        return bool(self.memberships or self.invitations or self.counts["all"])


@dataclass(frozen=True)
class Handed:
    """What has changed hands."""

    articles: list
    ended: list
    given: list
    passed: list
    revoked: list

    def __bool__(self) -> bool:
        return bool(self.articles or self.ended or self.passed or self.revoked)


def duty(person, opd: OPD) -> Duty:
    memberships = list(leaving.roles_in(person, opd))
    return Duty(person, opd, memberships, list(leaving.invitations_in(person, opd)), _counts(person, opd))


@transaction.atomic
def hand_over(opd: OPD, person, *, to, terms: Takeover | None = None, by) -> Handed:
    """Everything `person` keeps in `opd` goes to `to`, with `terms` their roles too; then their roles end.

    PermissionDenied, Refused or opd.roles.RoleRefused, and then nothing has changed. Articles are locked before the OPD,
    as `services.switch_off` does.
    """
    if not access.holds(by, Right.MANAGE_TEAM, opd):
        raise PermissionDenied
    if to.pk == person.pk or to not in keepers.colleagues(opd):
        raise Refused(f"{to} bukan rekan yang bertugas di {opd} hari ini. Pilih rekan yang lain.")
    articles = services.pass_on(_kept(person, opd), by=by, to=to)
    opd = OPD.objects.select_for_update().get(pk=opd.pk)  # of two who do it at once the second finds nothing left
    given = leaving.give_roles(person, opd, to=to, terms=terms, by=by) if terms else []
    heirs = [to] if by.pk == person.pk else [by, to]
    passed, revoked = leaving.readdress_invitations(person, opd, heirs=heirs, by=by)
    handed = Handed(articles, leaving.end_roles(person, opd), given, passed, revoked)
    if not handed:
        raise Refused(f"{person} tidak lagi memegang apa pun di {opd}. Mungkin serah terimanya baru saja selesai.")
    _record(handed, opd, person, to)
    return handed


def _kept(person, opd: OPD):
    return Article.objects.kept().filter(keeper=person, opd=opd)


def _counts(person, opd: OPD) -> dict[str, int]:
    kept = _kept(person, opd)
    every, on_its_way = kept.count(), kept.on_its_way().count()
    in_review = kept.filter(state=State.IN_REVIEW).count()
    unsent = kept.filter(state__in=BEFORE_REVIEW).count()
    return {
        "all": every,
        "unsent": unsent,
        "in_review": in_review,
        "ahead": on_its_way - in_review,
        "done": every - unsent - on_its_way,
    }


def _record(handed: Handed, opd: OPD, person, to) -> None:
    """One entry for the whole; each role and each article has its own beside it."""
    numbers = {"opd": opd.slug, "article_count": len(handed.articles), "articles": [one.pk for one in handed.articles]}
    before = {"keeper": person.username, "roles": [str(one.title) for one in handed.ended]}
    after = {"keeper": to.username, "roles": [str(one.title) for one in handed.given]}
    letters = {
        "invitations_passed": [one.pk for one in handed.passed],
        "invitations_revoked": [one.pk for one in handed.revoked],
    }
    audit.record("duty.handed_over", person, before=before | numbers, after=after | numbers | letters)
