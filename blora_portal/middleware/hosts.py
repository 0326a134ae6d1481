"""Which hosts are ours, and what an OPD's own host shows: that OPD's site, and nothing of anybody else's.

Any name that is not ours gets a plain 421 and nothing else. On an OPD's host its site, `/opd/<slug>/…` of the portal, begins
at `/`; the portal's other addresses lead to the portal (301), and the desk and the sign-in are not there at all (404).
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve

from news.public import site, views
from opd import hosts
from opd.models import OPD

# The same on every host of ours. What WhiteNoise serves (`/static/`) never comes as far as here.
SHARED = ("/healthz", "/media/", "/laporan-peramban/", "/robots.txt", "/favicon.ico", "/.well-known/")
PORTAL_ONLY = ("/admin/", "/akun/")
SAFE = ("GET", "HEAD")


class KnownHosts:
    """Comes first. `request.site_opd` is the OPD on whose own host the reader is; the portal's requests have none."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        name, port = split_domain_port(request.META.get("HTTP_HOST", "").lower())
        if not is_portal(name):
            request.site_opd = hosts.opd_at(name, _above())
            if request.site_opd is None:
                return HttpResponse(
                    "Alamat ini bukan bagian dari portal Blora.\n", status=421, content_type="text/plain; charset=utf-8"
                )
        # What people typed (case, a dot, a port) is in no address that we write. Only a demo has ports of its own.
        request.META["HTTP_HOST"] = f"{name}:{port}" if port and settings.DEMO else name
        return self.get_response(request)


class OwnHosts:
    """Comes when the connection is known to be safe: leads on, or asks for the page of that OPD by its name on the portal.

    `request.path` is then the portal's address of the page, whatever the reader's browser shows.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        opd = site.opd_of(request)
        if opd is None or request.path.startswith(SHARED):
            return self.get_response(request)
        if elsewhere := _elsewhere(request, opd):
            if request.method not in SAFE:
                return HttpResponseNotAllowed(SAFE)
            # A browser keeps a 301 for good where nothing says otherwise, and a name may be given back.
            return HttpResponsePermanentRedirect(elsewhere, headers={"Cache-Control": views.FRESH})
        request.path = request.path_info = on_portal(opd, request.path)
        return self.get_response(request)


def host_name(request: HttpRequest) -> str:
    """What the request says whom it asks: lower case, without port; "" for what is no host's name."""
    return split_domain_port(request.META.get("HTTP_HOST", "").lower())[0]


def is_portal(name: str) -> bool:
    """Is this host name (lower case, without port) the portal itself?"""
    return name == settings.PORTAL_HOST or (settings.DEMO and name in settings.LOCAL_HOSTS)


def on_portal(opd: OPD, path: str) -> str:
    """What the portal calls a page of the OPD's own host."""
    return opd.get_absolute_url() + path.removeprefix("/")


def _above() -> str:
    """The name below which every OPD has a host."""
    return "localhost" if settings.DEMO else settings.PORTAL_HOST


def _elsewhere(request: HttpRequest, opd: OPD) -> str | None:
    """The whole address of what is asked for, where it is not what the reader typed; None: it is here, or nowhere."""
    whole = f"/{request.get_full_path().removeprefix('/')}"
    own = opd.get_absolute_url()
    if host_name(request) not in (opd.host, f"{opd.slug}.{_above()}"):  # the name of before it was renamed
        return site.site_of(request, opd).removesuffix("/") + whole
    if f"{request.path}/".startswith(own):
        return f"{_here(request)}/{whole.removeprefix(own.removesuffix('/')).lstrip('/')}"
    page = on_portal(opd, request.path)
    if _is_address(page):
        return None
    if _is_address(f"{page}/"):
        return _here(request) + request.get_full_path(force_append_slash=True)
    return _of_portal(request)


def _of_portal(request: HttpRequest) -> str | None:
    """The whole address of a page that the portal alone has; None where it has none for readers."""
    if f"{request.path}/".startswith(PORTAL_ONLY):
        return None
    if _is_address(request.path):
        return site.portal(request) + request.get_full_path()
    if _is_address(f"{request.path}/"):
        return site.portal(request) + request.get_full_path(force_append_slash=True)
    return None


def _here(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _is_address(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
