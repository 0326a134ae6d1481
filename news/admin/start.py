"""The page the desk opens with: what this person has to do now, not a list of models."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from news import keepers
from news.admin.queue import unreviewed, waiting
from news.admin.sidebar import handed_in, mine
from news.models import Article
from news.workflow import State
from opd import access, vacancies
from opd.models import OPD
from opd.rights import Right

SHOWN = 6


@dataclass(frozen=True)
class Shelf:
    """One list on the starting page, with what to say when it is empty and where the whole list is."""

    title: str
    articles: list
    empty: str
    more: str


def starting_page(request, context: dict) -> dict:
    """unfold's DASHBOARD_CALLBACK."""
    user = request.user
    shelves = [*_editors(user), *_nobodys(user), *_admins(user), *_writers(user)]
    may_write = OPD.objects.open_to_write(user).exists()
    without_admin = vacancies.last_days(OPD.objects.where(user, Right.MANAGE_TEAM))
    return context | {"title": "Mulai", "shelves": shelves, "may_write": may_write, "without_admin": without_admin}


def _editors(user) -> list[Shelf]:
    if not access.opds_where(user, Right.REVIEW_NEWS):
        return []
    urgent = unreviewed(user)
    return [
        _shelf("Perlu tinjauan susulan", urgent, "Tidak ada yang terbit segera tanpa tinjauan.", "?keadaan=unreviewed"),
        Shelf(
            "Menunggu tinjauan",
            list(waiting(user)[:SHOWN]),
            "Antrean kosong. Semua naskah sudah ditinjau.",
            reverse("admin:news_queue"),
        ),
    ]


def _admins(user) -> list[Shelf]:
    if not access.opds_where(user, Right.SUBMIT_NEWS) or user.is_superuser:
        return []
    own = Article.objects.seen_by(user).where(user, Right.SUBMIT_NEWS)
    return [
        _shelf(
            "Diserahkan kepada Anda",
            handed_in(user).order_by("handed_in_at"),
            "Belum ada tulisan yang diserahkan.",
            "?keadaan=handed_in",
        ),
        _shelf(
            "Sedang ditinjau redaksi",
            own.filter(state=State.IN_REVIEW).order_by("submitted_at"),
            "Tidak ada naskah di redaksi.",
            "?keadaan=in_review",
        ),
        _shelf(
            "Dikembalikan redaksi",
            own.filter(state=State.RETURNED).order_by("-saved_at"),
            "Tidak ada naskah yang dikembalikan.",
            "?keadaan=returned",
        ),
    ]


def _nobodys(user) -> list[Shelf]:
    """Shown only while there is something: who wrote it has left, and somebody has to take it on."""
    if not access.opds_where(user, Right.MANAGE_TEAM):
        return []
    shelf = _shelf("Tanpa pemegang", keepers.without_keeper(user).order_by("-saved_at"), "", "?milik=tanpa")
    return [shelf] if shelf.articles else []


def _writers(user) -> list[Shelf]:
    if user.is_superuser or not access.opds_where(user, Right.WRITE_NEWS):
        return []
    return [
        _shelf(
            "Tulisan saya",
            mine(user).order_by("-saved_at"),
            "Belum ada draf. Mulailah dengan “Tulis berita”.",
            "?milik=saya",
        )
    ]


def _shelf(title: str, articles, empty: str, query: str) -> Shelf:
    more = reverse("admin:news_article_changelist") + query
    return Shelf(
        title, list(articles.with_live().select_related("created_by", "keeper", "submitted_by")[:SHOWN]), empty, more
    )
