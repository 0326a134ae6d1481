"""The notes beside a text: written by an editor, answered, settled and opened again by either side.

A note changes neither text nor state; it keeps the rhythm of `news/rhythm.py` all the same and is recorded as what
happened to the article.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from news import html, passages, rhythm
from news.models import Article, Note, NoteAnswer, NoteTag
from news.refusals import Refused
from news.workflow import Action

MOST_NOTES = 500  # of one article, settled ones included
MOST_ANSWERS = 50  # of one note
MOST_OPEN = 200  # of one article: more helps nobody, and every page that shows the text looks for each of them


@transaction.atomic
def write(
    article: Article, *, by, tag: NoteTag, words: str, quote: str, field: str = "", before: str = "", after: str = ""
) -> Note:
    """Hang a note on the words `quote`; `field`, `before` and `after` say which of several places is meant."""
    article = rhythm.locked(article)
    rhythm.check(Action.NOTE, article, by=by, seen=None)
    words = _said(words)
    texts = {name: getattr(article, name) for name in passages.FIELDS}
    passage = passages.take(texts, quote, field=field, before=before, after=after)
    if passage is None:
        raise Refused("Kata-kata itu tidak ada di naskah yang sekarang. Pilih lagi bagian yang Anda maksud.")
    if article.notes.open().count() >= MOST_OPEN:
        raise Refused(f"Sudah ada {MOST_OPEN} catatan yang belum selesai. Kembalikan dulu naskahnya.")
    if article.notes.count() >= MOST_NOTES:
        raise Refused(f"Naskah ini sudah punya {MOST_NOTES} catatan. Bicarakan langsung dengan penulisnya.")
    rhythm.step(Action.NOTE, article, by=by, note=f"“{passage.quote}”: {words}")
    return Note.objects.create(
        article=article,
        version=article.version,
        field=passage.field,
        quote=passage.quote,
        before=passage.before,
        after=passage.after,
        tag=tag,
        words=words,
        by=by,
    )


@transaction.atomic
def answer(note: Note, *, by, words: str) -> NoteAnswer:
    words = _said(words)
    rhythm.take(Action.ANSWER, note.article, by=by, note=f"“{note.quote}”: {words}")
    if note.answers.count() >= MOST_ANSWERS:
        raise Refused(f"Catatan ini sudah dijawab {MOST_ANSWERS} kali. Bicarakan langsung, lalu tandai selesai.")
    return NoteAnswer.objects.create(note=note, by=by, words=words)


@transaction.atomic
def settle(note: Note, *, by) -> Note:
    """Mark it done; one that is done already stays as it was settled."""
    return _turn(Action.SETTLE, note, by=by, settled=True)


@transaction.atomic
def reopen(note: Note, *, by) -> Note:
    return _turn(Action.REOPEN, note, by=by, settled=False)


def _turn(action: Action, note: Note, *, by, settled: bool) -> Note:
    """Pressed twice, or by two people, it happened once: the article's lock lets one after the other through."""
    article = rhythm.locked(note.article)
    rhythm.check(action, article, by=by, seen=None)
    note.refresh_from_db()
    if (note.settled_at is not None) != settled:
        rhythm.step(action, article, by=by, note=f"“{note.quote}”")
        note.settled_by, note.settled_at = (by, timezone.now()) if settled else (None, None)
        note.save(update_fields=["settled_by", "settled_at"])
    return note


def _said(words: str) -> str:
    words = html.seen(words).strip()
    if not html.line(words):
        raise Refused("Tuliskan catatannya lebih dulu.")
    return words
