"""The page the desk opens with: what this person has to do now, not a list of models."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from news import figures, promise
from news.admin import readers, shelves
from news.admin.queue import unreviewed, waiting
from news.models import Article, ArticleEvent, Publication
from opd import access, vacancies, working_time
from opd.models import OPD
from opd.rights import Right

MOST = 1000  # counted


def starting_page(request, context: dict) -> dict:
    """unfold's DASHBOARD_CALLBACK."""
    user = request.user
    return context | {
        "title": "Mulai",
        "may_write": access.may_begin(user),
        "without_admin": vacancies.last_days(OPD.objects.where(user, Right.MANAGE_TEAM)),
        "editors": _editors(user),
        "shelves": shelves.of_nobody(user) + _admins(user) + _writers(user),
        "agency": _agency(user),
        "readers": readers.on_the_starting_page(user),
        **_words_to(user),
        "portal": _portal(user),
    }


def _words_to(user) -> dict:
    """What editors have written to this person as a writer: notes to answer, and what came with an approval."""
    if user.is_superuser or not access.opds_where(user, Right.WRITE_NEWS):
        return {}
    return {"notes": shelves.notes_to_answer(user), "words": ArticleEvent.objects.words_for(user)}


def _editors(user) -> dict | None:
    """The head of the queue, what this editor holds, and whether the promise is kept."""
    opds = access.opds_where(user, Right.REVIEW_NEWS)
    if not opds:
        return None
    queue = reverse("admin:news_queue")
    return {
        "shelves": [
            shelves.shelf(
                "Perlu tinjauan susulan",
                unreviewed(user),
                "Tidak ada yang terbit segera tanpa tinjauan.",
                "?keadaan=unreviewed",
                page="review",
            ),
            shelves.Shelf(
                "Menunggu tinjauan",
                list(waiting(user)[: shelves.SHOWN]),
                "Antrean kosong. Semua naskah sudah ditinjau.",
                queue,
                "review",
            ),
            *shelves.of_editor(user),
        ],
        "notes": shelves.answered_notes(user),
        "promise": _promise(opds),
    }


def _promise(opds) -> dict:
    """Whether these OPDs are answered in time: this month, the last one, and how many are late now."""
    first, now = promise.this_month()
    last = (first - timedelta(days=1)).replace(day=1)
    given = promise.Promise.load()
    late = Article.objects.waiting().filter(opd__in=opds, submitted_at__lte=given.late_before())
    return {
        "words": given.words,
        "this_month": promise.kept(opds, first, now),
        "last_month": promise.kept(opds, last, first),
        "late": late.order_by()[:MOST].count(),
    }


def _admins(user) -> list[shelves.Shelf]:
    if not access.opds_where(user, Right.SUBMIT_NEWS) or user.is_superuser:
        return []
    return shelves.of_admin(user)


def _writers(user) -> list[shelves.Shelf]:
    if user.is_superuser or not access.opds_where(user, Right.WRITE_NEWS):
        return []
    return shelves.of_writer(user)


def _agency(user) -> dict | None:
    """What went live of an admin's own OPDs: this week by unit, and the last eight weeks."""
    opds = access.opds_where(user, Right.SUBMIT_NEWS)
    if user.is_superuser or not opds:
        return None
    live, today = Publication.objects.visible().filter(opd__in=opds), timezone.localdate()
    return {"units": figures.by_unit(live, today), "weeks": figures.by_week(live, today)}


def _portal(user) -> dict | None:
    """How the whole portal is doing, for its administrator: each OPD's month, the quiet ones first."""
    if not user.is_superuser:
        return None
    today = timezone.localdate()
    agencies = figures.agencies(OPD.objects.active(), today)
    return {
        "agencies": agencies,
        "never": [each for each in agencies if each.last is None],
        "quiet": sum(each.quiet for each in agencies),
        "quiet_days": figures.QUIET_AFTER.days,
        "weeks": figures.by_week(Publication.objects.visible(), today),
        "no_holidays": working_time.years_without_holidays(today),
    }
