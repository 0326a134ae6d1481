"""One screen for one article: the text as readers will see it, the notes, what changed, what happened, the buttons."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import admin
from django.urls import reverse

from news import compare, moments, policy, presence, versions
from news.admin import links, scope
from news.admin.beside import AT_A_NOTE, REVIEW, notes_of
from news.admin.pictured import pictured
from news.admin.verbs import at_the_thumb, buttons, left_over
from news.models import Article
from news.workflow import READABLE, SAVES_TEXT, Action, Live, State
from opd import access
from opd.rights import Right

EVENTS = 50  # the newest; the history page has all
WHYS = 20  # of what the editors told the writer


class Change(NamedTuple):
    """Two versions side by side; `events` are the saves in between, with what was said about them."""

    comparison: Any
    before: str
    after: str
    first: int
    last: int
    events: list


def review(request, article_id: int):
    """GET `/admin/news/article/<pk>/review/`, for everybody who sees the article."""
    return shown(request, scope.fetch(request, article_id))


def shown(request, article: Article, typed: dict | None = None, status: int = 200):
    """The page; `typed` are the forms of verbs that were refused, by action."""
    return scope.page(request, article, "review.html", context(request.user, article, typed), status)


def address(article: Article) -> str:
    return reverse("admin:news_article_review", args=[article.pk])


def context(user, article: Article, typed: dict | None = None) -> dict:
    of_the_panel = {action: form for action, form in (typed or {}).items() if action not in AT_A_NOTE}
    panel = buttons(user, article, of_the_panel, page=REVIEW)
    notes = notes_of(user, article, typed, page=REVIEW)
    events = list(article.events.under_present_opd().newest_first().select_related("by")[:EVENTS])
    return {
        "page": REVIEW,
        **at_the_thumb(panel, of_the_panel),
        "notes": notes,
        "body": pictured(article, notes.texts["body"]),
        "left_over": left_over(of_the_panel, panel) + notes.left_over,
        "may_edit": policy.open_to(user, Action.EDIT, article),
        "may_pin": article.live in READABLE and access.holds(user, Right.REVIEW_NEWS, article.opd),
        "missing": article.missing(),
        "byline": article.byline or article.opd.byline,
        "message": _message(article),
        "why_urgent": _why_urgent(article),
        "present": presence.sentence(presence.others(article, user)),
        "events": events,
        "last_word": article.events.under_present_opd().last_word(),
        "since": _since_last_read(article),
        "by_editors": _by_editors(article),
        **links.about(article),
    }


def _message(article: Article) -> str:
    """What the OPD said to the editors when it submitted."""
    return _said(Action.SUBMIT, article) if article.state == State.IN_REVIEW else ""


def _why_urgent(article: Article) -> str:
    """Why it went out without review, for whoever has to review it afterwards."""
    return _said(Action.PUBLISH_URGENT, article) if article.live is Live.UNREVIEWED else ""


def _said(action: Action, article: Article) -> str:
    event = article.events.filter(action=action).newest_first().first()
    return event.message if event else ""


# --- What changed -----------------------------------------------------------------------------------------------------
def _since_last_read(article: Article) -> Change | None:
    """The text as it is beside the version that was reviewed or published last; None before the first time."""
    judged = versions.last_judged(article)
    return None if judged is None else _between(article, judged, article.version)


def _by_editors(article: Article) -> Change | None:
    """What the editors changed of the version they were given; None when they left it as it was."""
    given = versions.last_submitted(article)
    if given is None:
        return None
    saves = article.events.filter(action__in=SAVES_TEXT, start=State.IN_REVIEW, version__gt=given)
    events = list(saves.newest_first().select_related("by")[:WHYS])
    return _between(article, given, events[0].version, events[::-1]) if events else None


def _between(article: Article, first: int, last: int, events: list | None = None) -> Change | None:
    found = {version.version: version for version in versions.of(article).filter(version__in=(first, last))}
    if not {first, last} <= found.keys():
        return None  # pruned
    old, new = found[first], found[last]
    comparison = compare.compare(versions.text_of(old), versions.text_of(new))
    return Change(comparison, _named(old), _named(new), first, last, events or [])


def _named(version) -> str:
    who = f", {version.history_user}" if version.history_user else ""
    return f"Versi {version.version}{who}, {moments.minute(version.history_date)}"


admin.site.add_page("news/article/<int:article_id>/review/", review, "news_article_review")  # type: ignore[attr-defined]
