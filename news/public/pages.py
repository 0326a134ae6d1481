"""What each public page shows: one function per page, each giving its template's context."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, QueryDict

from news.models.publication import Publication, PublicationQuerySet
from news.models.rubric import Rubric
from news.public import albums, front, in_text, related
from news.public.archive import Month, months_with_news
from news.public.paging import page_of
from opd.models import OPD, OPDKind

RELATED = 3


def newest(count: int = RELATED) -> list[Publication]:
    return list(_news().for_lists().newest_first()[:count])


def home_page() -> dict:
    return front.home_page() | {"directory": directory()}


def news_page(query: QueryDict) -> dict:
    return {"page": page_of(_news(), query)}


def month_page(month: Month, query: QueryDict) -> dict:
    return {"month": month, "page": page_of(_news().within(month.start, month.end), query)}


def archive_page() -> dict:
    years = groupby(months_with_news(), key=lambda month: month.year)
    return {"years": [(year, list(months)) for year, months in years]}


def article_page(publication: Publication, hemat: bool = False) -> dict:
    """The article's page, from a saved Publication or from an unsaved one (a preview)."""
    return {
        "publication": publication,
        "lead": publication.pictures.get("lead"),
        "text": in_text.on_page(publication, hemat),
        "video": in_text.has_video(publication),
        "related": related.to(publication),
    }


def rubric_page(rubric: Rubric, query: QueryDict) -> dict:
    return {"rubric": rubric, "page": page_of(_news().filter(rubric=rubric), query)}


def directory() -> list[tuple[str, list[OPD]]]:
    """The active OPDs by kind, in the order of the kinds; a kind without any is left out."""
    opds = list(OPD.objects.active())
    kinds = [(OPDKind(kind).label, [opd for opd in opds if opd.kind == kind]) for kind in OPDKind.values]
    return [(label, found) for label, found in kinds if found]


def opd_news_page(opd: OPD, query: QueryDict) -> dict:
    return {"opd": opd, "page": page_of(_news().of(opd), query)}


def albums_page(opd: OPD, query: QueryDict) -> dict:
    page = page_of(albums.of(opd), query)
    return {"opd": opd, "page": page, "albums": [albums.with_cover(item) for item in page.items]}


def album_page(publication: Publication) -> dict:
    """All pictures of one publication's galleries. Raises Http404 where there is none."""
    found = albums.pictures(publication)
    if not found:
        raise Http404
    there = albums.address(publication)
    return {"publication": publication, "opd": publication.opd, "pictures": found, "address": there}


def picture_page(publication: Publication, number: int, hemat: bool = False) -> dict:
    """One picture large, with its neighbours. Raises Http404 for a number that there is not."""
    page = album_page(publication)
    found = page["pictures"]
    if number > len(found):
        raise Http404
    picture = found[number - 1]
    return page | {
        "picture": picture,
        "heading": f"Foto {number} dari {len(found)}",
        "shown": in_text.single(publication, picture, in_text.LARGE, hemat=hemat),
        "video": picture["kind"] == in_text.VIDEO,
        "previous": found[number - 2] if number > 1 else None,
        "next": found[number] if number < len(found) else None,
    }


def _news() -> PublicationQuerySet:
    return Publication.objects.visible()
