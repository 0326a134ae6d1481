"""Counts who reads an article: outside the page cache, so that pages that come from it are counted too."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from news import tally
from news.reading import article_read

AHEAD = ("prefetch", "prerender", "preview")  # a browser asks for a page that nobody has opened yet


class Counting:
    """Adds one for an article that a person opened. Nothing about the person is kept, and nothing is written to the database.

    Left out are robots, pages that a browser gets ahead of time, and people of the desk: their sign-in cookie says so.
    Without a cookie nobody can tell a second reader from one who opens the page again: both are counted.
    """

    def __init__(self, get_response) -> None:
        if settings.COUNT_VIEWS != "portal":
            raise MiddlewareNotUsed("readers are counted from the log of the proxy (manage.py count_views)")
        self.get_response = get_response

    def __call__(self, request):
        # As it was asked: further in it is completed on an OPD's own host.
        address = request.path_info
        response = self.get_response(request)
        agent = request.headers.get("User-Agent", "")
        pk = article_read(request.method, address, response.status_code, agent)
        if pk is not None and not _left_out(request):
            tally.count_view(pk)
        return response


def _left_out(request) -> bool:
    """The same path on an OPD's own host, a page that nobody has opened yet, people of the desk."""
    on_its_own_host = getattr(request, "site_opd", None) is not None
    return on_its_own_host or _ahead(request) or settings.SESSION_COOKIE_NAME in request.COOKIES


def _ahead(request) -> bool:
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}".lower()
    return any(word in purpose for word in AHEAD)
