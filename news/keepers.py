"""Who can keep an agency's drafts, and which drafts have nobody left who could finish them."""

from __future__ import annotations

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Value, When

from accounts.models import User
from news.models.article import Article, ArticleQuerySet
from news.workflow import State
from opd import access
from opd.models import OPD, Membership
from opd.rights import Right

UNFINISHED = (State.DRAFT, State.RETURNED, State.IN_REVIEW)


def colleagues(opd: OPD):
    """The people who can keep a draft of `opd`: they can sign in and are on its team today (its successor's, once it is
    closed). Every member's role writes."""
    running = Membership.objects.running().filter(opd=access.homes().get(opd.pk) or opd.pk)
    return User.objects.who_may_sign_in().filter(memberships__in=running).distinct()


def without_keeper(user) -> ArticleQuerySet:
    """Unfinished articles of the OPDs whose team `user` manages, whose keeper can no longer write there."""
    able = User.objects.who_may_sign_in()
    running = Membership.objects.running().filter(user=OuterRef("keeper"), opd=OuterRef("home"), user__in=able)
    return (
        Article.objects.seen_by(user)
        .where(user, Right.MANAGE_TEAM)
        .filter(state__in=UNFINISHED)
        .exclude(keeper__is_superuser=True, keeper__is_active=True)
        .alias(home=_home())
        .filter(~Exists(running))
    )


def _home():
    """In a query: the OPD whose team an article belongs to now."""
    moved = [When(opd=closed, then=Value(last)) for closed, last in access.homes().items() if last]
    return Case(*moved, default=F("opd_id"), output_field=BigIntegerField()) if moved else F("opd_id")
