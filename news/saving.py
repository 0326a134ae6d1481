"""How a typed text becomes the next version of an article. Used by `news/services.py` alone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from news import findings, html, library, rhythm, uses
from news.models import Article
from news.models.article import TEXT_FIELDS
from news.text import tidy
from news.workflow import Action
from opd.pictures import Accepted


@transaction.atomic
def next_version(action: Action, article: Article, *, by, seen: int, note: str, text: dict, picture=None) -> Article:
    """Save the TEXT_FIELDS in `text` as the next version, by that action; what is there already changes nothing."""
    article = rhythm.locked(article)
    rhythm.check(action, article, by=by, seen=seen)
    changed, hidden = set_text(article, by, text, picture)
    if changed:
        article.version += 1
        save_version(article, by)
        rhythm.record(action, article, by, start=article.state, live=article.live, note=html.seen(note).strip())
    elif hidden:
        rhythm.save_beside(article, "hidden_links")
    findings.report(article, by, hidden)
    return article


def set_text(article: Article, by, text: dict, picture: Accepted | None) -> tuple[bool, tuple]:
    """Put tidied words into the article; whether anything is now different, and what was hidden in them."""
    if unknown := text.keys() - set(TEXT_FIELDS):
        raise TypeError(f"Not a text field: {sorted(unknown)}")
    before = {name: getattr(article, name) for name in TEXT_FIELDS}
    tidied = tidy(article, text)
    for name, value in tidied.fields.items():
        setattr(article, name, value)
    findings.keep(article, tidied.hidden)
    if picture is not None:
        article.lead = library.take_in(
            article.opd, by=by, picture=picture, alt=article.lead_alt, credit=article.lead_credit
        )
    if article.lead is None:
        article.lead_alt = article.lead_credit = ""
    changed = article._state.adding or before != {name: getattr(article, name) for name in TEXT_FIELDS}
    return changed, tidied.hidden


def save_version(article: Article, by) -> None:
    """Keep the text as it is, as a version of that person's."""
    article.saved_at = timezone.now()
    article._history_user = by  # type: ignore[attr-defined]
    article.save()
    uses.keep_text(article)
