"""What a page says of itself to those who pass it on: its one address, its picture, and the feeds that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode

from news import moments, share_card, sources
from news.models.publication import Publication
from news.public import site
from news.public.paging import NEWER, OLDER, Page

LARGE = 600  # pixels: below, X and others show a picture small beside the words
OF_PORTAL = "img/kartu.jpg"
LISTS_OF_ALL = frozenset({"home", "news", "archive", "month"})
BY_KEY = frozenset({"news", "month", "rubric", "opd_news", "opd_albums"})  # lists with an address for each later page


@dataclass(frozen=True)
class Picture:
    """The picture that stands for a page: an absolute address, pixels, a type like `image/jpeg`, and what it shows."""

    url: str
    width: int
    height: int
    type: str
    alt: str

    @property
    def card(self) -> str:
        """Which of X's cards shows it best."""
        return "summary_large_image" if self.width >= LARGE and self.width > self.height else "summary"


def view_of(request: HttpRequest) -> str:
    """The name of the address that was asked for; "" where none is."""
    return (request.resolver_match.url_name if request.resolver_match else "") or ""


def list_on(request: HttpRequest, context) -> Page | None:
    """The part of a long list that the page shows; what somebody searched for is none."""
    shown = context.get("page") if view_of(request) in BY_KEY else None
    return shown if isinstance(shown, Page) else None


def canonical(request: HttpRequest, context) -> str:
    """The one address of a page. Of all that may stand behind `?` only the key of a list's later page belongs to it."""
    keys, shown = {}, list_on(request, context)
    if shown and shown.newer:
        keys = {name: request.GET[name] for name in (OLDER, NEWER) if name in request.GET}
    return site.absolute(request, escape_uri_path(request.path_info) + (f"?{urlencode(keys)}" if keys else ""))


def picture(request: HttpRequest, context) -> Picture:
    """Of the picture's, the article's, the OPD's own page, or the portal's card."""
    return _of_picture(request, context) or _of_article(request, context) or _of_opd(request, context) or _own(request)


def of_publication(request: HttpRequest, publication: Publication) -> list[Picture]:
    """The pictures that stand for an article: its card, and the photo at its top."""
    card = publication.card
    said = f"{publication.title}. {publication.opd.name}, {moments.minute(publication.published_at)}"
    lead = publication.pictures.get("lead", {})
    found = [_found(request, card, said)] if card else []
    photo = sources.for_sharing(lead.get("sizes", ()))
    return found + ([_found(request, photo, lead.get("alt", ""))] if photo else [])


def feeds(request: HttpRequest, context) -> dict[str, str] | None:
    """The feeds of what is on the page: their title, and their addresses as RSS and as JSON. None where none belongs to it."""
    if opd := context.get("opd"):
        return _feeds(request, f"Berita {opd.short_name}", opd.get_absolute_url())
    if rubric := context.get("rubric"):
        return _feeds(request, f"Berita rubrik {rubric.name}", rubric.get_absolute_url())
    return _feeds(request, "Berita terbaru Portal Blora", "/") if view_of(request) in LISTS_OF_ALL else None


def _feeds(request: HttpRequest, title: str, address: str) -> dict[str, str]:
    return {
        "title": title,
        "rss": site.at(request, f"{address}feed/"),
        "json": site.at(request, f"{address}feed.json"),
    }


def _of_picture(request: HttpRequest, context) -> Picture | None:
    shown = context.get("picture")
    file = sources.for_sharing(shown.get("sizes", ())) if isinstance(shown, dict) else None
    return _found(request, file, shown["alt"]) if file else None


def _of_article(request: HttpRequest, context) -> Picture | None:
    publication = context.get("publication")
    return next(iter(of_publication(request, publication)), None) if publication else None


def _of_opd(request: HttpRequest, context) -> Picture | None:
    opd = context.get("opd")
    file = sources.for_sharing(opd.cover) if opd and opd.cover else None
    return _found(request, file, opd.cover_alt) if file and file["width"] >= LARGE else None


def _own(request: HttpRequest) -> Picture:
    width, height = share_card.SIZE
    alt = "Portal Blora: berita resmi perangkat daerah Kabupaten Blora"
    return Picture(site.absolute(request, static(OF_PORTAL)), width, height, share_card.TYPE, alt)


def _found(request: HttpRequest, file: dict, alt: str) -> Picture:
    url = site.absolute(request, default_storage.url(file["name"]))
    return Picture(url, file["width"], file["height"], file["type"], alt)
