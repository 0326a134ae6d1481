"""The review queue: what waits for an editor, the most pressing first, and who is reading what."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from accounts.desk_page import CappedPaginator
from news import policy, promise
from news.admin.queue_filter import QueueFilter
from news.admin.verbs import VERBS, Button, address, blank
from news.models import Article, ArticleEvent, Note
from news.models.article import ArticleQuerySet
from news.workflow import Action, Live
from opd import access
from opd.rights import Right

PER_PAGE = 50
MOST = CappedPaginator.most
# The events whose note is a word to the editors; an editor who reopens a text says nothing, and silences what was said.
TELLS = (Action.SUBMIT, Action.CORRECT, Action.PUBLISH_URGENT)


def queue(request):
    """GET `/admin/news/queue/`, page by `?p=`, narrowed by `QueueFilter`; only for people who review somewhere."""
    opds = access.opds_where(request.user, Right.REVIEW_NEWS)
    if not opds:
        raise PermissionDenied("Antrean tinjauan hanya untuk redaktur.")
    promised, chosen = promise.Promise.load(), QueueFilter(request.GET, user=request.user)
    page = _page(chosen.narrow(waiting(request.user), promised), request.GET.get("p", "1"))
    in_a_hurry = chosen.narrow(unreviewed(request.user), promised, "out_since")
    urgent = list(_light(in_a_hurry)[: PER_PAGE + 1]) if page.number == 1 else []
    rows = _rows(request.user, urgent, list(page.object_list), promised)
    context = admin.site.each_context(request) | {
        "title": "Antrean tinjauan",
        "head": _head(request.user, promised),
        "kept": promise.kept(opds, *promise.this_month()),
        "promise": promised,
        "filter": chosen,
        "page": page,
        "found": _in_words(page.paginator.count),
        "rows": rows[len(urgent) :],
        "unreviewed": rows[: len(urgent)][:PER_PAGE],
        "more_unreviewed": len(urgent) > PER_PAGE,
    }
    return render(request, "news/admin/queue.html", context)


def waiting(user) -> ArticleQuerySet:
    """Articles in review in the OPDs this person reviews."""
    return _in_sight(user).waiting().with_live().select_related("submitted_by")


def unreviewed(user) -> ArticleQuerySet:
    """Published in a hurry in those OPDs and not yet read by a second person, the oldest first."""
    return _in_sight(user).unreviewed().with_live().select_related("created_by", "keeper", "submitted_by")


def _in_sight(user) -> ArticleQuerySet:
    return Article.objects.seen_by(user).where(user, Right.REVIEW_NEWS)


def _light(rows: ArticleQuerySet) -> ArticleQuerySet:
    """With who is reading them and without the texts: nothing on the page shows those."""
    return rows.select_related("taken_by").defer("body", "publication__body", "publication__search_text")


# --- Above the list ---------------------------------------------------------------------------------------------------
def _head(user, promised: promise.Promise) -> dict[str, str]:
    """How many wait and how many of them too long, whatever is filtered. Counted to 10,000, the longest waits first."""
    longest = waiting(user).order_by("submitted_at")[: MOST + 1]
    late = Count("pk", filter=Q(submitted_at__lte=promised.late_before()))
    return {name: _in_words(number) for name, number in longest.aggregate(waiting=Count("pk"), late=late).items()}


def _in_words(number: int) -> str:
    """`1.250`; what was not counted to its end is `lebih dari 10.000`."""
    return f"{number:,}".replace(",", ".") if number <= MOST else f"lebih dari {MOST:,}".replace(",", ".")


class QueuePaginator(CappedPaginator):
    """Counts one further than there are pages, so that the page can say `lebih dari 10.000`."""

    most = MOST + 1

    @property
    def num_pages(self) -> int:
        return max(1, -(-min(self.count, MOST) // self.per_page))


def _page(rows: ArticleQuerySet, number: str) -> Page:
    """That page of the list; an odd number, or one behind the last page, is a 404."""
    found: Paginator = QueuePaginator(_light(rows), PER_PAGE)
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= found.num_pages):
        raise Http404
    return found.page(int(number))


# --- One article in the list ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """One article as the queue shows it, to one person."""

    article: Article
    wait: promise.Wait
    notes: int
    message: str
    own: bool  # this person put it into review, so another one decides
    mine: bool  # this person is the last to have taken it
    button: Button | None

    @property
    def revision(self) -> bool:
        return self.article.live is not Live.NONE


def _rows(user, hurried: list[Article], in_review: list[Article], promised: promise.Promise) -> list[Row]:
    """With what stands in other tables: two queries, however many there are.

    A revision of what went out in a hurry stands in both lists, and waits in each for something else.
    """
    articles, now = [*hurried, *in_review], timezone.now()
    notes, messages = _open_notes(articles), _messages(articles)
    return [
        Row(
            article=article,
            wait=promised.wait(article.publication.out_since if urgent else promise.since(article), now),
            notes=notes.get(article.pk, 0),
            message=messages.get((article.pk, urgent), ""),
            own=article.submitted_by_id == user.pk,
            mine=article.taken_by_id == user.pk,
            button=_hold_button(user, article),
        )
        for urgent, rows in ((True, hurried), (False, in_review))
        for article in rows
    ]


def _open_notes(articles: list[Article]) -> dict[int, int]:
    counted = Note.objects.open().filter(article__in=articles).order_by().values("article").annotate(number=Count("pk"))
    return {row["article"]: row["number"] for row in counted}


def _messages(articles: list[Article]) -> dict[tuple[int, bool], str]:
    """What the editors were last told, by article and by whether it went out in a hurry: then it is the reason."""
    told = ArticleEvent.objects.filter(article__in=articles, action__in=TELLS).order_by("pk")
    return {(event.article_id, event.action == Action.PUBLISH_URGENT): event.message for event in told}


def _hold_button(user, article: Article) -> Button | None:
    """ "Ambil" or "Lepaskan", whichever this person may press now."""
    for action in (Action.TAKE, Action.LET_GO):
        if policy.open_to(user, action, article):
            form = blank(action, article, page="queue")
            form.auto_id = False  # fifty forms on one page
            return Button(action, VERBS[action], form, address(action, article), "quiet")
    return None


admin.site.add_page("news/queue/", queue, "news_queue")  # type: ignore[attr-defined]
