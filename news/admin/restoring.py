"""Bringing an older version back: whether it is offered, what it would change, and what has to be done first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from news import policy, versions
from news.admin.verb_forms import VerbForm
from news.admin.verbs import address, blank
from news.models import Article
from news.workflow import Action, State

OPENS = (Action.REVISE, Action.CORRECT, Action.RECALL)  # after one of these the person may
FIRST = "Versi lama bisa dipakai lagi setelah Anda menekan “{verb}” di halaman naskah."
OTHERS = {
    State.IN_REVIEW: "Naskah sedang ditinjau redaksi. Kalau versi lama perlu dipakai lagi, minta admin OPD menariknya kembali dulu.",
    State.DRAFT: "Naskah sedang ditulis di OPD-nya. Di sana versi lama bisa dipakai lagi.",
    State.RETURNED: "Naskah sedang diperbaiki di OPD-nya. Di sana versi lama bisa dipakai lagi.",
}


@dataclass(frozen=True)
class Offer:
    """What the page asks once more. `outcome` is what the article would say, `left_out` what does not come along."""

    number: int
    form: VerbForm
    address: str
    outcome: Any
    left_out: list[str]
    changes: bool


def may(user, article: Article) -> bool:
    return policy.open_to(user, Action.RESTORE, article)


def offer(user, article: Article, newest: int, old) -> Offer | None:
    """For the page that shows the text as it is beside an older version; None where that is not what it shows."""
    if newest != article.version or old.version >= newest or not may(user, article):
        return None
    text = versions.text_fields(old)
    return Offer(
        number=old.version,
        form=blank(Action.RESTORE, article, version=old.version),
        address=address(Action.RESTORE, article),
        outcome=versions.with_text(article, text),
        left_out=versions.left_out(old, text),
        changes=any(getattr(article, name) != value for name, value in text.items()),
    )


def do_first(user, article: Article) -> str:
    """What opens the text again, for who may not bring a version back as it stands; empty for who may."""
    if may(user, article):
        return ""
    for action in OPENS:
        if policy.open_to(user, action, article):
            return FIRST.format(verb=action.label)
    return OTHERS.get(
        State(article.state), "Versi lama tidak bisa dipakai lagi selama naskah berkeadaan seperti sekarang."
    )
