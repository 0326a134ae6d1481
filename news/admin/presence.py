"""The address at which an open page says that somebody is at an article, and hears who else is and what was saved."""

from __future__ import annotations

import json
import logging

from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.http import JsonResponse
from django.utils.cache import add_never_cache_headers

from accounts.sessions import asked_by_the_page
from news import presence, versions
from news.admin import scope
from news.models import Article

log = logging.getLogger("portal.presence")
PATIENCE = "1s"  # a lock that lasts longer belongs to something more important than this


@asked_by_the_page
def here(request, article_id: int):
    """POST `/admin/news/article/<pk>/here/` with `{"writing": true}`; it keeps nobody signed in.

    Answers `{"people": [{"name", "writing"}], "sentence", "version", "saved_by"}`, the last one "" for one's own save.
    """
    article = scope.fetch(request, article_id)
    if request.method != "POST":
        return JsonResponse({"error": "POST"}, status=405, headers={"Allow": "POST"})
    _say(article, request.user, writing=_writing(request))
    present = presence.others(article, request.user)
    answer = JsonResponse(
        {
            "people": [{"name": str(one.user), "writing": one.writing} for one in present],
            "sentence": presence.sentence(present),
            "version": article.version,
            "saved_by": _saved_by(article, request.user),
        }
    )
    add_never_cache_headers(answer)
    return answer


def _say(article: Article, user, *, writing: bool) -> None:
    """A page works without it, so whatever keeps this row from being written is no reason to fail."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            presence.say(article, user, writing=writing)
    except DatabaseError as error:
        log.warning("a presence was not written: %s", type(error).__name__)


def _writing(request) -> bool:
    """What is no JSON of ours says nothing about writing."""
    if request.content_type != "application/json":
        return False
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("writing") is True


def _saved_by(article: Article, user) -> str:
    """Who saved the text that stands there; "" when it was this person."""
    by = versions.saved_by(article)
    return "" if by == user else str(by or "Orang lain")


admin.site.add_page("news/article/<int:article_id>/here/", here, "news_article_here")  # type: ignore[attr-defined]
