"""Which parameters mean something in the address of a public page: a page is made as if no other had been there.

Networks add their own to every link that people share (`fbclid`, `utm_source`); one page is kept for all of them
(blora_portal/page_cache.py), so nothing of them may come into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest, QueryDict

from news.public import hemat, offices, search_filter
from news.public.paging import NEWER, OLDER

TYPED = frozenset({"q", offices.ASKED, *search_filter.NAMES})  # by people: no two ask for the same
KNOWN = frozenset({OLDER, NEWER, hemat.NAME}) | TYPED


def known(query: QueryDict) -> str:
    """These parameters in an order of their own, written as in an address."""
    found = QueryDict(mutable=True)
    for name in sorted(KNOWN & set(query)):
        found.setlist(name, query.getlist(name))
    if hemat.NAME in found:  # as it counts: once, and only if it says something
        found.setlist(hemat.NAME, [word for word in [query[hemat.NAME]] if word in hemat.WORDS])
    return found.urlencode()


@contextmanager
def only_known(request: HttpRequest) -> Iterator[None]:
    """While a public page is made. Afterwards the request says again what it was: an old address may need it."""
    before = request.GET, request.META.get("QUERY_STRING", "")
    kept = known(request.GET)
    _says(request, QueryDict(kept), kept)
    try:
        yield
    finally:
        _says(request, *before)


def _says(request: HttpRequest, query: QueryDict, written: str) -> None:
    request.GET, request.META["QUERY_STRING"] = query, written  # type: ignore[assignment]
