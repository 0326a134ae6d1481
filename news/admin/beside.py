"""The notes of an article beside its text: where each has its place now, and what this person may do with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from accounts.desk_page import AN_ID
from news import passages, policy
from news.admin import verb_forms as forms
from news.admin.verbs import VERBS, blank
from news.models import Article, Note
from news.workflow import Action

REVIEW = "review"  # the page on which new notes are written
AT_A_NOTE = frozenset(action for action, verb in VERBS.items() if verb.place == "note")
AS_READ = ("title", "lead_alt", "lead_credit", "summary", "body")  # the order of the public page
PLACE = re.compile(r'id="passage-(\d+)"')


@dataclass(frozen=True)
class Beside:
    """One note; `number` is how it is called in the text, `typed` an answer that was not taken."""

    note: Note
    number: int
    gone: bool
    typed: str | None = None


@dataclass(frozen=True)
class Notes:
    """`texts` are the fields as safe HTML with the open notes marked; `may` names what is offered at a note."""

    texts: dict[str, SafeString]
    open: list[Beside]
    settled: list[Beside]
    may: frozenset[str]
    form: forms.VerbForm | None = None  # to write a new one
    left_over: list[str] = field(default_factory=list)  # typed, and no longer to be sent from here


def notes_of(user, article: Article, typed: dict | None = None, page: str = "") -> Notes:
    """Five queries (notes, answers, who answered, kinds, and whose OPD it is), whatever the number of notes."""
    typed = typed or {}
    found = list(article.notes.under_present_opd().for_page())
    offered = frozenset(action for action in AT_A_NOTE if policy.open_to(user, action, article))
    marked = {name: _marked(name, article, found) for name in passages.FIELDS}
    answers = _answers(typed) if Action.ANSWER in offered else {}
    listed = [Beside(note, number, gone, answers.get(note.pk)) for number, (note, gone) in _in_order(marked, found)]
    form = _form(article, typed, page) if Action.NOTE in offered and page == REVIEW else None
    return Notes(
        texts={name: text.html for name, text in marked.items()},
        open=[one for one in listed if one.note.settled_at is None],
        settled=[one for one in listed if one.note.settled_at],
        may=frozenset(action.value for action in offered),
        form=form,
        left_over=_left_over(typed, form, answers.keys() & {note.pk for note in found}),
    )


def _marked(name: str, article: Article, notes: list[Note]) -> passages.Marked:
    return passages.mark(
        name, getattr(article, name), {note.pk: note.passage for note in notes if note.settled_at is None}
    )


def _in_order(marked: dict[str, passages.Marked], notes: list[Note]):
    """The notes as their passages follow each other, then those without a place, then those that are settled."""
    by_key = {note.pk: note for note in notes}
    there = [int(key) for name in AS_READ for key in PLACE.findall(marked[name].html)]
    without = [note.pk for note in notes if note.pk not in set(there)]
    without.sort(key=lambda key: by_key[key].settled_at is not None)
    ordered = [(by_key[key], False) for key in there] + [(by_key[key], True) for key in without]
    return enumerate(ordered, start=1)


def _form(article: Article, typed: dict, page: str) -> forms.VerbForm:
    form = blank(Action.NOTE, article, page=page)
    if Action.NOTE in typed:
        again = typed[Action.NOTE]
        again.data = {**dict(again.data.items()), "seen": form.initial["seen"]}
        return again
    return form


def _answers(typed: dict) -> dict[int, str]:
    """The answer that was refused, at its note."""
    if Action.ANSWER not in typed:
        return {}
    form = typed[Action.ANSWER]
    about = str(form["about"].value() or "")
    return {int(about): form["words"].value() or ""} if AN_ID.fullmatch(about) else {}


def _left_over(typed: dict, form: forms.VerbForm | None, answered: set[int]) -> list[str]:
    """Words that have no box of their own on the page any more: shown for copying, or they are lost."""
    lost = {Action.NOTE: form is None, Action.ANSWER: not answered}
    words = [typed[action]["words"].value() for action in lost if lost[action] and action in typed]
    return [word for word in words if word]
