"""Which page was made a moment ago and is still right: readers without a cookie get that one.

A page is kept under the stamp that was there before it was made (`opd/freshness.py`). Whoever changes what readers see moves
the stamp once the change is committed, so nobody asks for the old page any more. See docs/decisions/0023-kept-pages.md.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from blora_portal import styles
from news.models.publication import Publication
from news.public import hemat, query
from opd import freshness

log = logging.getLogger("portal.page_cache")

STATUSES = frozenset({200, 410})  # of what is not there (404) or leads on (301) are endlessly many
DIFFERS_BY = frozenset({"accept-encoding", "save-data"})  # what the key knows
ELSEWHERE = ("/admin/", "/akun/", "/media/", "/static/", "/laporan-peramban/", "/healthz")
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")
GZIP = re.compile(r"\bgzip\b")  # as Django's GZipMiddleware asks

LARGEST = 250_000  # bytes of a page that is kept
MOST = 3_000  # new pages a minute in the shared cache: whoever asks for endless addresses does not fill it
IN_HAND = 100  # pages in each process
PAUSE = 5  # seconds without asking a cache that does not answer


@dataclass(frozen=True)
class Kept:
    """A page as it was answered. `until` is when it stops being right, in seconds since 1970."""

    until: float
    status: int
    headers: dict[str, str]
    body: bytes
    policy: str
    style: tuple[str, str] | None  # kind, and how a policy names it

    @property
    def is_good(self) -> bool:
        """Also: does the style still say what the page has in it? A new version of the portal may have another."""
        return time.time() < self.until and (self.style is None or styles.source(self.style[0]) == self.style[1])


class InHand:
    """The pages that this process has answered last, the oldest forgotten first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            if (page := self._pages.get(key)) is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Kept) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > IN_HAND:
                self._pages.popitem(last=False)


class PageCache:
    """Around everything that makes a page, inside everything that concerns one visitor: counting, https, hosts, headers."""

    def __init__(self, get_response) -> None:
        if not settings.PAGES_KEPT:
            raise MiddlewareNotUsed("pages are made anew each time")
        self.get_response = get_response
        self.in_hand = InHand()
        self.away_until = 0.0

    def __call__(self, request):
        if not _may_be_kept(request) or (stamp := self._asked(freshness.stamps, freshness.PORTAL)) is None:
            return self.get_response(request)
        key = f"page-{_key(request, stamp[0])}"
        page = self._found(key)
        if page is not None:
            return _answer(request, page)
        if request.method == "HEAD":
            return self.get_response(request)
        return self._made(request, stamp[0], key)

    def _found(self, key: str) -> Kept | None:
        page = self.in_hand.get(key)
        if page is None:
            page = self._asked(cache.get, key)
            if page is not None:
                self.in_hand.put(key, page)
        return page if page is not None and page.is_good else None

    def _made(self, request, stamp: str, key: str):
        """Without the browser's conditions: what is kept is the page itself."""
        conditions = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        began = time.time()
        response = self.get_response(request)
        request.META.update(conditions)
        if not _is_for_everybody(response):
            return _unless_known(request, response)
        page = _kept(request, response, self._asked(_right_until, stamp, began) or began)
        if page.is_good:
            self.in_hand.put(key, page)
            self._asked(_share, key, page)
        return _answer(request, page)

    def _asked(self, question, *what):
        """The cache's answer; None when it gives none. It is then left alone for a moment: every reader would wait for it."""
        if time.monotonic() < self.away_until:
            return None
        try:
            return question(*what)
        except Exception:
            self.away_until = time.monotonic() + PAUSE
            log.warning("The cache does not answer, pages are made anew each time", exc_info=True)
            return None


def _may_be_kept(request: HttpRequest) -> bool:
    """Would everybody else get the same? What people typed themselves is asked once and is not worth keeping."""
    return (
        request.method in ("GET", "HEAD")
        and not request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path.startswith(ELSEWHERE)
        and not any(request.GET.get(name) for name in query.TYPED)
    )


def _key(request: HttpRequest, stamp: str) -> str:
    """Everything that makes one page differ from another."""
    gzip = bool(GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    parts = (
        stamp,
        request.scheme,
        request.get_host(),
        request.path,
        query.known(request.GET),
        hemat.wanted(request),
        gzip,
    )
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def _is_for_everybody(response: HttpResponse) -> bool:
    differs = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        getattr(response, "for_everybody", False)
        and response.status_code in STATUSES
        and not response.streaming
        and not response.cookies
        and differs <= DIFFERS_BY
        and len(response.content) <= LARGEST
    )


def _kept(request: HttpRequest, response: HttpResponse, until: float) -> Kept:
    kind = getattr(request, "style_kind", None)
    style = (kind, styles.source(kind)) if kind else None
    policy = getattr(response, "content_policy", "public")
    return Kept(until, response.status_code, dict(response.headers), response.content, policy, style)


def _right_until(stamp: str, began: float) -> float:
    """A minute after it was begun at the latest, and not when the next scheduled item is out.

    Whatever is scheduled anew moves the stamp, so one look at the database is enough until that moment.
    """
    key = f"next-{stamp}"
    following = cache.get(key)
    if following is None or 0 < following <= began:
        following = _next_scheduled()
        cache.set(key, following, 3600)
    return min(began + settings.PAGES_KEPT, following or began + settings.PAGES_KEPT)


def _next_scheduled() -> float:
    """When the next item goes out; 0 for never."""
    found = Publication.objects.ahead().oldest_first().values_list("published_at", flat=True).first()
    return found.timestamp() if found else 0.0


def _share(key: str, page: Kept) -> None:
    """With the other processes, as long as this minute's share lasts."""
    minute = f"pages-{int(time.time()) // 60}"
    cache.add(minute, 0, 120)
    if cache.incr(minute) <= MOST:
        cache.set(key, page, max(1, int(page.until - time.time()) + 1))


def _answer(request: HttpRequest, page: Kept):
    response = HttpResponse(page.body, status=page.status, headers=page.headers)
    response.content_policy = page.policy  # type: ignore[attr-defined]
    if page.style:
        request.style_kind = page.style[0]  # type: ignore[attr-defined]
    return _unless_known(request, response)


def _unless_known(request: HttpRequest, response: HttpResponse):
    """304 for a browser that has this page already; with the policy of the page."""
    answer = get_conditional_response(request, etag=response.get("ETag"), response=response) or response
    answer.content_policy = getattr(response, "content_policy", "public")  # type: ignore[attr-defined]
    return answer
