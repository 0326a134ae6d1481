"""What happened to an article and the versions it had, in one line of time, the newest above."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from news import versions
from news.models import Article, ArticleEvent
from news.versions import Line
from news.workflow import SAVES_TEXT, Action

MOST_EVENTS = 500


class Entry(NamedTuple):
    """An event, a version, or both: the event that saved it. `before`: there is a version to compare it with."""

    at: datetime
    event: ArticleEvent | None
    version: Line | None = None
    before: bool = False


def entries(article: Article) -> list[Entry]:
    """Three queries, whatever happened."""
    events = list(article.events.under_present_opd().newest_first().select_related("by")[:MOST_EVENTS])
    lines = versions.listed(article)
    oldest = lines[-1].number if lines and len(lines) < versions.MOST_LISTED else None
    left = {line.number: line for line in lines}
    made = [Entry(event.at, event, left.pop(_saved(event), None)) for event in events]
    alone = [
        Entry(line.at, None, line) for line in left.values() if len(events) < MOST_EVENTS
    ]  # saved without an event
    newest_first = sorted(made + alone, key=lambda entry: entry.at, reverse=True)
    return [
        entry._replace(before=entry.version is not None and entry.version.number != oldest) for entry in newest_first
    ]


def _saved(event: ArticleEvent) -> int:
    """The number of the version that this event saved, 0 when it saved none. A transfer is recorded before its save."""
    if event.action == Action.TRANSFER:
        return event.version + 1
    return event.version if event.action in SAVES_TEXT else 0
