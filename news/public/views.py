"""Who answers which public address: fetch, make the page's context, render."""

from __future__ import annotations

from functools import wraps

from django.db import Error as DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from news import tables
from news.models.publication import Publication
from news.models.rubric import Rubric
from news.public import albums, hemat, moved, offices, pages, site, sites
from news.public.archive import Month, this_month
from news.public.query import only_known

# A browser asks every time (and mostly gets a 304), a shared cache keeps it a minute and a day when the portal is down
# (docs/decisions/0006-browsers-ask-again.md).
FRESH = "public, max-age=0, s-maxage=60, stale-if-error=86400"


def public_page(view):
    """A page for everybody: read only, and kept for a minute."""

    @require_safe
    @wraps(view)
    def kept(request, *args, **kwargs):
        request.for_everybody = True
        with only_known(request):
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = FRESH
        response.for_everybody = True  # the page cache may keep it
        patch_vary_headers(response, ["Save-Data"])
        return response

    return kept


@public_page
def home(request):
    return render(request, "public/home.html", pages.home_page())


@public_page
def news(request):
    return render(request, "public/news.html", pages.news_page(request.GET))


@public_page
def archive(request):
    return render(request, "public/archive.html", pages.archive_page())


@public_page
def month(request, year: int, number: int):
    asked = Month(year, number)
    if asked > this_month():
        raise Http404
    return render(request, "public/month.html", pages.month_page(asked, request.GET))


@public_page
def article(request, pk: int, slug: str = ""):
    """The page, its right address (301), what became of it (410), or 404: nobody learns of what is still to come."""
    publication = _appeared(pk)
    if publication.withdrawn_at:
        return _withdrawn(request, publication)
    if slug != publication.slug:
        return moved.to(request, publication.get_absolute_url())
    page = pages.article_page(publication, hemat.wanted(request))
    return _with_player(render(request, "public/article.html", page), page["video"])


@public_page
def table(request, pk: int, asset: int):
    """The numbers behind an infographic, as CSV."""
    publication = _appeared(pk)
    if publication.withdrawn_at:
        return _withdrawn(request, publication)
    rows = publication.pictures.get("media", {}).get(str(asset), {}).get("table")
    if not rows:
        raise Http404
    response = HttpResponse(tables.written(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{publication.slug}-{asset}.csv"'
    return response


@public_page
def rubric(request, slug: str):
    return render(request, "public/rubric.html", pages.rubric_page(get_object_or_404(Rubric, slug=slug), request.GET))


@public_page
def directory(request):
    return render(request, "public/directory.html", offices.directory_page(request.GET))


@public_page
@moved.leads_on
def opd_home(request, slug: str):
    opd = moved.living(slug)
    return render(request, "public/opd.html", sites.home_page(opd))


@public_page
@moved.leads_on
def opd_news(request, slug: str):
    opd = moved.found(slug)
    return render(
        request, "public/opd_news.html", pages.opd_news_page(opd, request.GET) | sites.around(opd, sites.NEWS)
    )


@public_page
@moved.leads_on
def opd_albums(request, slug: str):
    opd = moved.living(slug)
    return render(request, "public/albums.html", pages.albums_page(opd, request.GET) | sites.around(opd, sites.GALLERY))


@public_page
@moved.leads_on
def opd_page(request, slug: str, kind: str):
    """One of the standard pages of an OPD's site."""
    return render(request, "public/opd_page.html", sites.standard_page(moved.living(slug, kind), kind))


@public_page
def album(request, slug: str, pk: int):
    return _of_album(request, slug, pk, None)


@public_page
def album_picture(request, slug: str, pk: int, number: int):
    return _of_album(request, slug, pk, number)


@public_page
def about(request):
    return render(request, "public/about.html", offices.about_page())


def _appeared(pk: int) -> Publication:
    return get_object_or_404(Publication.objects.appeared().for_page(), pk=pk)


def _withdrawn(request, publication: Publication) -> HttpResponse:
    return render(request, "public/withdrawn.html", {"publication": publication}, status=410)


def _of_album(request, slug: str, pk: int, number: int | None) -> HttpResponse:
    """A gallery's page or one picture of it; under another OPD's name it leads to the right address."""
    publication = _appeared(pk)
    if publication.withdrawn_at and publication.album_size:
        return _withdrawn(request, publication)
    waits = hemat.wanted(request)
    page = pages.picture_page(publication, number, waits) if number else pages.album_page(publication)
    if slug != publication.opd.slug:
        return moved.to(request, site.at(request, albums.address(publication, number)))
    page |= sites.around(publication.opd, sites.GALLERY, within=True)
    if number is None:
        return render(request, "public/album.html", page)
    return _with_player(render(request, "public/album_picture.html", page), page["video"])


def _with_player(response: HttpResponse, video: bool) -> HttpResponse:
    """Only a page that holds a video may show YouTube's player."""
    if video:
        response.content_policy = "video"  # type: ignore[attr-defined]
    return response


def not_found(request, exception=None):
    """404 with the newest news, whatever was asked for and why it is not there; without it when the database is down."""
    try:
        newest = pages.newest()
    except DatabaseError:
        newest = []
    return render(request, "404.html", {"newest": newest}, status=404)
