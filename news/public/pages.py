"""What each public page shows: one function per page, each giving its template's context."""

from __future__ import annotations

from itertools import groupby

from django.db.models import OuterRef, Subquery
from django.http import Http404, QueryDict

from news.models.publication import Publication, PublicationQuerySet
from news.models.rubric import Rubric
from news.public import albums, in_text
from news.public.archive import Month, months_with_news
from news.public.paging import page_of
from opd.models import OPD, OPDKind, Unit

IN_THE_BOX = 5
RUBRICS_SHOWN = 6
RELATED = 3
ON_OPD_HOME = 9


def newest(count: int = RELATED) -> list[Publication]:
    return list(_news().for_lists().newest_first()[:count])


def home_page() -> dict:
    box = newest(IN_THE_BOX)
    rubrics = list(Rubric.objects.all())
    return {
        "lead": box[0] if box else None,
        "others": box[1:],
        "rubrics": rubrics,
        "by_rubric": _newest_by_rubric(box),
        "directory": directory(),
    }


def news_page(query: QueryDict) -> dict:
    return {"page": page_of(_news(), query)}


def month_page(month: Month, query: QueryDict) -> dict:
    return {"month": month, "page": page_of(_news().within(month.start, month.end), query)}


def archive_page() -> dict:
    years = groupby(months_with_news(), key=lambda month: month.year)
    return {"years": [(year, list(months)) for year, months in years]}


def article_page(publication: Publication) -> dict:
    """The article's page, from a saved Publication or from an unsaved one (a preview)."""
    return {
        "publication": publication,
        "lead": publication.pictures.get("lead"),
        "text": in_text.on_page(publication),
        "video": in_text.has_video(publication),
        "related": _related(publication),
    }


def rubric_page(rubric: Rubric, query: QueryDict) -> dict:
    return {"rubric": rubric, "page": page_of(_news().filter(rubric=rubric), query)}


def directory() -> list[tuple[str, list[OPD]]]:
    """The active OPDs by kind, in the order of the kinds; a kind without any is left out."""
    opds = list(OPD.objects.active())
    kinds = [(OPDKind(kind).label, [opd for opd in opds if opd.kind == kind]) for kind in OPDKind.values]
    return [(label, found) for label, found in kinds if found]


def opd_page(opd: OPD) -> dict:
    news = list(_news().of(opd).for_lists().newest_first()[:ON_OPD_HOME])
    units = list(Unit.objects.filter(opd=opd).order_by("name"))
    return {"opd": opd, "news": news, "albums": albums.newest(opd), "units": units}


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


def picture_page(publication: Publication, number: int) -> dict:
    """One picture large, with its neighbours. Raises Http404 for a number that there is not."""
    page = album_page(publication)
    found = page["pictures"]
    if number > len(found):
        raise Http404
    picture = found[number - 1]
    return page | {
        "picture": picture,
        "heading": f"Foto {number} dari {len(found)}",
        "shown": in_text.single(publication, picture, in_text.LARGE),
        "video": picture["kind"] == in_text.VIDEO,
        "previous": found[number - 2] if number > 1 else None,
        "next": found[number] if number < len(found) else None,
    }


def last_successor(opd: OPD) -> OPD | None:
    """Who took over from a closed OPD in the end; None for one that nobody did, and for a chain that runs in a circle."""
    if opd.successor_id is None:
        return None
    successors = dict(OPD.objects.exclude(successor=None).values_list("pk", "successor"))
    at: int = opd.pk
    passed: set[int] = set()
    while at in successors:
        if at in passed:
            return None
        passed.add(at)
        at = successors[at]  # type: ignore[assignment]  # the others were excluded
    return OPD.objects.get(pk=at)


def _news() -> PublicationQuerySet:
    return Publication.objects.visible()


def _related(publication: Publication) -> list[Publication]:
    """The newest of the same rubric, then of the same OPD, never the item itself."""
    near = (_news().filter(rubric=publication.rubric_id), _news().filter(opd=publication.opd_id))
    found = {item.pk: item for news in near for item in news.for_lists().newest_first()[: RELATED + 1]}
    found.pop(publication.pk, None)
    return list(found.values())[:RELATED]


def _newest_by_rubric(shown: list[Publication]) -> list[Publication]:
    """The newest item of each rubric that is not on the page yet, the newest first. One query, however many rubrics."""
    others = _news().exclude(pk__in=[item.pk for item in shown])
    of_rubric = others.filter(rubric=OuterRef("pk")).newest_first().values("pk")[:1]
    chosen = Rubric.objects.order_by().values(newest=Subquery(of_rubric))
    return list(_news().filter(pk__in=chosen).for_lists().newest_first()[:RUBRICS_SHOWN])
