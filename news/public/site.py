"""Whose site a reader is on, and what an address of the portal is called there.

The portal has every page. An OPD on its own host (`blora_portal/middleware/hosts.py` sets `request.site_opd`) has the pages
under `/opd/<slug>/` without that beginning; everything else is the portal's, and is linked there.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from opd.models import OPD


def opd_of(request: HttpRequest) -> OPD | None:
    """The OPD on whose own host the reader is; None on the portal."""
    return getattr(request, "site_opd", None)


def at(request: HttpRequest | None, address: str) -> str:
    """What a link to that address of the portal (`/opd/dinkes/berita/`) is where the reader is now (`/berita/`)."""
    opd = opd_of(request) if request is not None else None
    if request is None or opd is None or not address.startswith("/"):
        return address
    if address.startswith(opd.get_absolute_url()):
        return "/" + address.removeprefix(opd.get_absolute_url())
    return portal(request) + address


def absolute(request: HttpRequest, address: str) -> str:
    """The one whole address of a page, wherever it is read: on the portal's host."""
    return portal(request) + address if opd_of(request) else request.build_absolute_uri(address)


def site_of(request: HttpRequest, opd: OPD) -> str:
    """Where that OPD's site begins for a reader of this host: on an OPD's own host it is the other's own host."""
    here = opd_of(request)
    if here is None:
        return opd.get_absolute_url()
    if opd.host:
        return f"{request.scheme}://{opd.host}/"
    portal_host = portal(request).partition("://")[2]
    if request.get_host().lower().endswith(f".{portal_host}"):
        return f"{request.scheme}://{opd.slug}.{portal_host}/"
    return portal(request) + opd.get_absolute_url()


def portal(request: HttpRequest) -> str:
    """Scheme, host and port of the portal itself."""
    if not settings.DEMO:
        return settings.PORTAL_URL
    host, _, port = request.get_host().rpartition(":")
    return f"{request.scheme}://{settings.PORTAL_HOST}{f':{port}' if host and port.isdigit() else ''}"
