"""The review queue: what waits for an editor, the longest wait first."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from accounts.desk_page import CappedPaginator
from news.models import Article
from opd import access
from opd.rights import Right

PER_PAGE = 50


def queue(request):
    """GET `/admin/news/queue/`, page by `?p=`; only for people who review somewhere."""
    if not access.opds_where(request.user, Right.REVIEW_NEWS):
        raise PermissionDenied("Antrean tinjauan hanya untuk redaktur.")
    found: Paginator = CappedPaginator(waiting(request.user), PER_PAGE)
    number = request.GET.get("p", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= found.num_pages):
        raise Http404
    context = admin.site.each_context(request) | {
        "title": "Antrean tinjauan",
        "page": found.page(int(number)),
        "unreviewed": unreviewed(request.user)[:PER_PAGE],
    }
    return render(request, "news/admin/queue.html", context)


def waiting(user):
    """Articles in review in the OPDs this person reviews."""
    return (
        Article.objects.seen_by(user)
        .where(user, Right.REVIEW_NEWS)
        .waiting()
        .with_live()
        .select_related("submitted_by")
    )


def unreviewed(user):
    """Published in a hurry and not yet read by a second person, the oldest first."""
    rows = Article.objects.seen_by(user).where(user, Right.REVIEW_NEWS)
    urgent = rows.filter(publication__unreviewed=True, publication__withdrawn_at=None)
    return (
        urgent.with_live()
        .select_related("created_by", "keeper", "submitted_by")
        .order_by("publication__published_at", "pk")
    )


admin.site.add_page("news/queue/", queue, "news_queue")  # type: ignore[attr-defined]
