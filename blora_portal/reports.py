"""`/laporan-peramban/`: browsers tell what the Content-Security-Policy has refused; who was reading is not kept.

Anybody can post here, so little is believed and little is written: only pages of our own host, only known directives, of
an address only its host; at most MOST rows, NEW_A_MINUTE new ones, and one write per kind within QUIET seconds (what comes
in between is not counted). It is all counted in the database, so it holds across processes and with the cache down.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from blora_portal.middleware import hosts
from blora_portal.middleware.requests import PASSWORD_KEY
from blora_portal.models import BrowserReport
from news.public import site

log = logging.getLogger("portal.reports")

MOST_BYTES = 8 * 1024
MOST_AT_ONCE = 10  # reports in one request
FETCHED = (
    "script",
    "style",
    "img",
    "font",
    "connect",
    "media",
    "object",
    "frame",
    "child",
    "worker",
    "manifest",
    "default",
)
DIRECTIVES = {f"{kind}-src" for kind in FETCHED} | {"base-uri", "form-action", "frame-ancestors"}
DIRECTIVES |= {f"{kind}-src-{part}" for kind in ("script", "style") for part in ("elem", "attr")}
KEYWORDS = {"inline", "eval", "wasm-eval", "data", "blob", "self", "filesystem", "mediastream"}
URL = re.compile(r"[!-~]{1,2000}")  # browsers write everything else in percent
HOST = re.compile(r"[a-z0-9.:\[\]-]{1,180}")
NO_PAGE = "(alamat yang tidak ada)"
PLAIN = "text/plain; charset=utf-8"


class Malformed(ValueError):
    """Not what a browser sends."""


@csrf_exempt
def take(request):
    """204 for whatever is well-formed, kept or not; else 400, 405 or 413 with one sentence."""
    if request.method != "POST":
        return _sentence(405, "Alamat ini hanya menerima laporan dari peramban.", Allow="POST")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _sentence(413, "Laporan ini terlalu besar.")
    try:
        kinds = {kind for report in _reports(request) if (kind := _kind(report, request))}
    except Malformed:
        return _sentence(400, "Laporan ini tidak dapat dibaca.")
    try:
        with transaction.atomic():
            BrowserReport.objects.tell(kinds)
    except DatabaseError:
        log.exception("A browser's report was not kept.")
    return HttpResponse(status=204)


def _sentence(status: int, words: str, **headers) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type=PLAIN, headers=headers)


# --- What the browser sends: an older form, and the one of the Reporting API -------------------------------------------
def _reports(request) -> Iterable[dict]:
    """Each as {"page", "directive", "blocked"} of plain text."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if request.content_type == "application/csp-report":
        found = [_named(sent, "csp-report", "document-uri", "effective-directive", "blocked-uri")]
    elif request.content_type == "application/reports+json":
        found = [
            _named(each, "body", "documentURL", "effectiveDirective", "blockedURL")
            for each in _list(sent)
            if each.get("type") == "csp-violation"
        ]
    else:
        raise Malformed
    return found


def _list(sent) -> list[dict]:
    if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
        raise Malformed
    return sent[:MOST_AT_ONCE]


def _named(sent, inside: str, page: str, directive: str, blocked: str) -> dict[str, str]:
    body = sent.get(inside) if isinstance(sent, dict) else None
    if not isinstance(body, dict):
        raise Malformed
    said = {
        "page": body.get(page),
        "directive": body.get(directive) or body.get("violated-directive"),  # Safari's older word
        "blocked": body.get(blocked, ""),
    }
    if not all(isinstance(value, str) for value in said.values()):
        raise Malformed
    return said


# --- What is kept of it ------------------------------------------------------------------------------------------------
def _kind(report: dict[str, str], request: HttpRequest) -> tuple[str, str, str] | None:
    """(directive, blocked, page), or None for what is nobody's fault here: another site's page, a browser's extension."""
    directive = report["directive"].partition(" ")[0]
    blocked = _blocked(report["blocked"], request.get_host())
    page = _page(report["page"], request)
    return (directive, blocked, page) if directive in DIRECTIVES and blocked and page else None


def _page(address: str, request: HttpRequest) -> str:
    """The path of a page of this host, as the portal calls it: no query, no key that opens an account, nothing made up."""
    where = _split(address)
    if where is None or where.netloc.lower() != request.get_host().lower():
        return ""
    opd = site.opd_of(request)
    path = where.path if opd is None or where.path.startswith(hosts.SHARED) else hosts.on_portal(opd, where.path)
    try:
        resolve(path)
    except Resolver404:
        return NO_PAGE
    return PASSWORD_KEY.sub("…", path)[:200]


def _blocked(address: str, host: str) -> str:
    """A keyword, or scheme and host; "" for the addresses of extensions (`chrome-extension:`), `about:` and the like."""
    if address in KEYWORDS:
        return address
    where = _split(address)
    if where is None or where.scheme not in {"http", "https", "ws", "wss", "data", "blob"}:
        return ""
    if where.scheme in KEYWORDS:
        return where.scheme
    name = where.netloc.lower().rpartition("@")[2]
    if name == host.lower():
        return "self"
    return f"{where.scheme}://{name}" if HOST.fullmatch(name) else ""


def _split(address: str):
    if not URL.fullmatch(address):
        return None
    try:
        return urlsplit(address)
    except ValueError:
        return None
