"""The lists on the starting page: what waits for this person, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from news import keepers
from news.admin.sidebar import handed_in, mine
from news.models import Article, ArticleEvent, Note
from news.workflow import Action, State
from opd import access
from opd.rights import Right

SHOWN = 6


@dataclass(frozen=True)
class Shelf:
    """One list on the starting page, with what to say when it is empty and where the whole list is."""

    title: str
    articles: list
    empty: str
    more: str
    page: str = "change"  # where its items lead: an editor reads, the others write


def of_admin(user) -> list[Shelf]:
    """What was handed in, where it stands with the editors, and what stands ready."""
    own = Article.objects.seen_by(user).where(user, Right.SUBMIT_NEWS)
    handed = handed_in(user).order_by("handed_in_at")
    in_review = own.filter(state=State.IN_REVIEW).order_by("submitted_at")
    returned = own.filter(state=State.RETURNED).order_by("-saved_at")
    ahead = own.ahead().order_by("publication__published_at")
    return [
        shelf("Diserahkan kepada Anda", handed, "Belum ada tulisan yang diserahkan.", "?keadaan=handed_in"),
        shelf("Sedang ditinjau redaksi", in_review, "Tidak ada naskah di redaksi.", "?keadaan=in_review"),
        shelf("Dikembalikan redaksi", returned, "Tidak ada naskah yang dikembalikan.", "?keadaan=returned"),
        *when_there_is(shelf("Terbit menurut jadwal", ahead, "", "?keadaan=ahead")),
        *when_there_is(_due(own)),
    ]


def of_writer(user) -> list[Shelf]:
    drafts = mine(user).order_by("-saved_at")
    shelves = [shelf("Tulisan saya", drafts, "Belum ada draf. Mulailah dengan “Tulis berita”.", "?milik=saya")]
    if not access.opds_where(user, Right.SUBMIT_NEWS):  # an admin sees those of the whole OPD
        shelves += when_there_is(_due(Article.objects.seen_by(user).filter(keeper=user)))
    return shelves


def of_nobody(user) -> list[Shelf]:
    """Shown only while there is something: who wrote it has left, and somebody has to take it on."""
    if not access.opds_where(user, Right.MANAGE_TEAM):
        return []
    return when_there_is(
        shelf("Tanpa pemegang", keepers.without_keeper(user).order_by("-saved_at"), "", "?milik=tanpa")
    )


def of_editor(user) -> list[Shelf]:
    """What this editor holds, and which texts have to be looked at again."""
    reviewed = Article.objects.seen_by(user).where(user, Right.REVIEW_NEWS)
    held = reviewed.filter(taken_by=user, taken_until__gt=timezone.now()).order_by("taken_until")
    return when_there_is(shelf("Sedang Anda tinjau", held, "", "", page="review")) + when_there_is(_due(reviewed))


def notes_to_answer(user) -> list[Note]:
    """Open notes on what this person keeps, unless the writers have had the last word."""
    kept = Article.objects.seen_by(user).filter(keeper=user)
    return _notes(Note.objects.to_answer().filter(article__in=kept))


def answered_notes(user) -> list[Note]:
    """What the writers have answered, in texts that wait for this editor."""
    waiting = Article.objects.seen_by(user).where(user, Right.REVIEW_NEWS).filter(state=State.IN_REVIEW)
    return _notes(Note.objects.answered().filter(article__in=waiting))


def _notes(notes) -> list[Note]:
    return list(
        notes.select_related("article__opd", "by", "tag").prefetch_related("answers__by").order_by("-pk")[:SHOWN]
    )


def _due(articles) -> Shelf:
    due = articles.to_look_at(timezone.localdate()).order_by("look_again_on", "pk")
    return shelf("Waktunya ditinjau ulang", due, "", "?keadaan=due")


def when_there_is(found: Shelf) -> list[Shelf]:
    return [found] if found.articles else []


def shelf(title: str, articles, empty: str, query: str, *, page: str = "change") -> Shelf:
    more = reverse("admin:news_article_changelist") + query if query else ""
    returned = ArticleEvent.objects.filter(article=OuterRef("pk"), action=Action.SEND_BACK).newest_first()
    shown = articles.for_desk().annotate(reason=Subquery(returned.values("note")[:1]))[:SHOWN]
    return Shelf(title, list(shown), empty, more, page)
