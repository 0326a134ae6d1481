"""The one rhythm of every change at the newsroom: lock, may they, can it, change, record.

`news/services.py` changes texts and states with it, `news/notes.py` the notes beside a text. Nothing else uses it.
`seen` is the version of the text the person has read.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from news import html, notices, policy, promise
from news.models import Article, ArticleEvent
from news.refusals import Incomplete, NotNow, Outdated, Refused
from news.workflow import Action, Live, State

READS_TEXT = frozenset(
    {Action.EDIT, Action.RESTORE, Action.SUBMIT, Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH_URGENT}
) | {Action.TRANSFER}
NEEDS_REASON = frozenset({Action.SEND_BACK, Action.PUBLISH_URGENT, Action.WITHDRAW})


@transaction.atomic
def take(action: Action, article: Article, *, by, seen: int | None = None, note: str = "", **changes) -> Article:
    """Lock the article and do `step` to it."""
    return step(action, locked(article), by=by, seen=seen, note=note, **changes)


def locked(article: Article) -> Article:
    """The row as it is now, held until the transaction ends; one in the bin is gone for everyone (DoesNotExist).

    The publication is read by a statement of its own, after the lock: joined to this one it could be an older copy.
    """
    rows = Article.objects.kept().select_for_update(of=("self",)).select_related("opd", "rubric", "lead")
    return rows.get(pk=article.pk)


def check(action: Action, article: Article, *, by, seen: int | None) -> State:
    """Raise unless this person may do it and it can be done now; the state it leads to."""
    if not policy.may(by, action, article):
        raise PermissionDenied
    if action in READS_TEXT and seen != article.version:
        raise Outdated(article)
    if action is Action.CONFIRM_URGENT and article.live is Live.UNREVIEWED and seen != article.publication.version:
        raise Outdated(article)
    found = policy.possible(action, article)
    if found is None and action in policy.NEEDS_WHOLE_TEXT and article.missing():
        raise Incomplete(article.missing())
    if found is None:
        raise NotNow(action, article)
    return found.end or State(article.state)


def step(action: Action, article: Article, *, by, seen: int | None = None, note: str = "", **changes) -> Article:
    """Check, then change the locked article and record it."""
    start, live = article.state, article.live
    end = check(action, article, by=by, seen=seen)
    note = html.seen(note).strip()
    if action in NEEDS_REASON and not html.line(note):
        raise Refused("Tuliskan alasannya lebih dulu.")
    holder = article.taken_by if article.held else None
    if end != start or action is Action.CONFIRM_URGENT:  # read to its end, or no longer there to be read
        changes = {"taken_by": None, "taken_until": None} | changes
    for name, value in ({"state": end} | changes).items():
        setattr(article, name, value)
    save_beside(article, "state", *changes)
    waited = promise.waited_minutes(action, article, start)
    record(action, article, by, start=start, live=live, note=note, holder=holder, waited=waited)
    return article


def record(
    action: Action,
    article: Article,
    by,
    *,
    start: str,
    live: Live,
    note: str = "",
    holder=None,
    waited: int | None = None,
) -> None:
    """Write down what happened and tell those it concerns; `holder` is who had taken the article for reading.

    `waited` is how many minutes of working time it had waited for an editor's decision.
    """
    event = ArticleEvent.objects.create(
        article=article,
        action=action,
        by=by,
        start=start,
        end=article.state,
        live=live,
        version=article.version,
        note=note,
        waited_minutes=waited,
    )
    transaction.on_commit(lambda: notices.tell(event, holder=holder))


def save_beside(article: Article, *fields: str) -> None:
    """Save what is no text: a move of the state is no version."""
    article.skip_history_when_saving = True  # type: ignore[attr-defined]
    article.save(update_fields=fields)
    del article.skip_history_when_saving  # type: ignore[attr-defined]
