"""Which addresses search engines may visit: an index of the pages that stay, the newest news, and the news of each month.
Never a COUNT.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from news.models.publication import Publication, PublicationQuerySet
from news.models.rubric import Rubric
from news.public import albums, feeds
from news.public.archive import Month, months_with_news, this_month
from news.public.views import public_page
from opd.models import OPD, Page

MOST = 50_000  # addresses in one file (https://www.sitemaps.org/protocol.html)
NEWEST, NEWEST_FOR = (
    1_000,
    timedelta(days=2),
)  # https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
ALWAYS = ("/", "/berita/", "/berita/arsip/", "/opd/", "/tentang/")
XML = "application/xml; charset=utf-8"

Place = tuple[str, datetime | None]  # an address, and when what stands there was changed


@public_page
def sitemap(request):
    months = [f"/sitemap-{month.year:04}-{month.number:02}.xml" for month in months_with_news()]
    parts = ["/sitemap-halaman.xml", "/sitemap-berita.xml", *months]
    return render(request, "public/sitemap_index.xml", {"parts": parts}, content_type=XML)


@public_page
def standing(request):
    """The pages that are not news."""
    opds = _opds()
    fixed: list[Place] = [(address, None) for address in ALWAYS]
    everybody: list[Rubric | OPD] = [*Rubric.objects.all(), *opds]
    owners: list[Place] = [(owner.get_absolute_url(), None) for owner in everybody]
    galleries: list[Place] = [(f"{opd.get_absolute_url()}galeri/", None) for opd in opds if opd.has_albums]  # type: ignore[attr-defined]
    return _addresses(request, [*fixed, *owners, *galleries, *_written(opds)])


@public_page
def newest(request):
    """The news of the last two days, as Google News wants it."""
    since = timezone.now() - NEWEST_FOR
    news = list(
        Publication.objects.visible()
        .filter(published_at__gte=since)
        .newest_first()[:NEWEST]
        .only("slug", "title", "published_at")
    )
    for item in news:
        item.title = feeds.readable(item.title)
    return render(request, "public/sitemap_news.xml", {"news": news}, content_type=XML)


@public_page
def month(request, year: int, number: int):
    asked = Month(year, number)
    if asked > this_month():
        raise Http404
    news = _light(Publication.objects.visible().within(asked.start, asked.end))[:MOST]
    return _addresses(request, [place for item in news for place in _places(item)])


def _light(news: PublicationQuerySet) -> PublicationQuerySet:
    return (
        news.newest_first().select_related("opd").only("slug", "published_at", "revised_at", "album_size", "opd__slug")
    )


def _places(item: Publication) -> list[Place]:
    """Its page, and the one of its album."""
    changed = item.revised_at or item.published_at
    places: list[Place] = [(item.get_absolute_url(), changed)]
    return [*places, (albums.address(item), changed)] if item.album_size else places


def _opds() -> list[OPD]:
    with_albums = Exists(Publication.objects.visible().albums().filter(opd=OuterRef("pk")))
    return list(OPD.objects.active().annotate(has_albums=with_albums))


def _written(opds: list[OPD]) -> list[Place]:
    """The pages of their sites that somebody has filled."""
    of = {opd.pk: opd for opd in opds}
    pages = Page.objects.written().filter(opd__in=of).order_by("opd", "position", "pk").defer("body")
    return [(f"{of[page.opd_id].get_absolute_url()}{page.kind}/", page.saved_at) for page in pages]


def _addresses(request, places: list[Place]):
    return render(request, "public/sitemap.xml", {"places": places[:MOST]}, content_type=XML)
