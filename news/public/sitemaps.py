"""Which addresses search engines may visit: one list, or a list per month when there is much news. Never a COUNT."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render

from news.models.publication import Publication, PublicationQuerySet
from news.models.rubric import Rubric
from news.public.archive import Month, months_with_news, this_month
from news.public.views import public_page
from opd.models import OPD

MANY = 2_000
MOST = 50_000  # what one file may hold (https://www.sitemaps.org/protocol.html)
ALWAYS = ("/", "/berita/", "/berita/arsip/", "/opd/", "/tentang/")
XML = "application/xml; charset=utf-8"


@public_page
def sitemap(request):
    news = list(_light(Publication.objects.visible())[: MANY + 1])
    return _addresses(request, _standing(), news) if len(news) <= MANY else _index(request)


@public_page
def standing(request):
    """The pages that are not news, when the sitemap is an index."""
    return _addresses(request, _standing(), [])


@public_page
def month(request, year: int, number: int):
    asked = Month(year, number)
    if asked > this_month():
        raise Http404
    return _addresses(request, [], list(_light(Publication.objects.visible().within(asked.start, asked.end))[:MOST]))


def _light(news: PublicationQuerySet) -> PublicationQuerySet:
    return (
        news.newest_first().select_related("opd").only("slug", "published_at", "revised_at", "album_size", "opd__slug")
    )


def _standing() -> list[str]:
    with_albums = Exists(Publication.objects.visible().albums().filter(opd=OuterRef("pk")))
    opds = list(OPD.objects.active().annotate(has_albums=with_albums))
    owners: list[Rubric | OPD] = [*Rubric.objects.all(), *opds]
    albums = [f"{opd.get_absolute_url()}galeri/" for opd in opds if opd.has_albums]
    return [*ALWAYS, *(owner.get_absolute_url() for owner in owners), *albums]


def _addresses(request, standing: list[str], news: list[Publication]):
    return render(request, "public/sitemap.xml", {"standing": standing, "news": news}, content_type=XML)


def _index(request):
    parts = [
        "/sitemap-halaman.xml",
        *(f"/sitemap-{month.year:04}-{month.number:02}.xml" for month in months_with_news()),
    ]
    return render(request, "public/sitemap_index.xml", {"parts": parts}, content_type=XML)
