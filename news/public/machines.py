"""The few files that programs look for at fixed places: robots.txt, security.txt, favicon.ico."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from news.public import site
from news.public.views import public_page

TEXT = "text/plain; charset=utf-8"
ICON = settings.ROOT / "static" / "icons" / "jati.ico"
MONTHS_GOOD = 11  # counted from the first of this month: never a year ahead, the same bytes all month long


@public_page
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /akun/",
        f"Sitemap: {site.absolute(request, '/sitemap.xml')}",
    ]
    return _text(lines)


@public_page
def security(request):
    """Whom to tell of a hole in the portal (https://www.rfc-editor.org/rfc/rfc9116). On every host of ours the same words;
    each host is named, because who fetched it from another one than it names should not trust it."""
    here = request.build_absolute_uri(request.path_info)
    addresses = dict.fromkeys([site.absolute(request, request.path_info), here])
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {_good_until(timezone.now()):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        *(f"Canonical: {address}" for address in addresses),
    ]
    return _text(lines)


@public_page
def icon(request):
    """For browsers that ask without having been told of one."""
    return HttpResponse(ICON.read_bytes(), content_type="image/x-icon")


def _good_until(now: datetime) -> datetime:
    local = now.astimezone(UTC)
    months = local.month - 1 + MONTHS_GOOD
    return datetime(local.year + months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
