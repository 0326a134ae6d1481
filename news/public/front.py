"""What stands on the portal's home page: what editors put at its top, the newest, and each rubric's own; nothing twice."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from news.models.pin import Pin
from news.models.publication import Publication
from news.models.rubric import Rubric

AT_THE_TOP = 3
IN_THE_BOX = 5
RUBRICS_SHOWN = 6
OF_A_RUBRIC = 3


class Section(NamedTuple):
    """A rubric and its newest, the newest first."""

    rubric: Rubric
    items: list[Publication]


def home_page() -> dict:
    """Seven queries, however much there is."""
    pinned = _pinned()
    box = _box(pinned)
    rubrics = list(Rubric.objects.all())
    return {
        "pinned": pinned,
        "lead": pinned[0] if pinned else box[0] if box else None,
        "others": box if pinned else box[1:],
        "rubrics": rubrics,
        "sections": _sections(rubrics, [*pinned, *box]),
    }


def _pinned() -> list[Publication]:
    """What editors put at the top and readers have, in the editors' order."""
    order = list(Pin.objects.shown().values_list("pk", flat=True)[:AT_THE_TOP])
    items = Publication.objects.visible().for_lists().in_bulk(order) if order else {}
    return [items[pk] for pk in order if pk in items]


def _box(pinned: list[Publication]) -> list[Publication]:
    newest = Publication.objects.visible().exclude(pk__in=[item.pk for item in pinned]).for_lists().newest_first()
    return list(newest[:IN_THE_BOX])


def _sections(rubrics: list[Rubric], shown: list[Publication]) -> list[Section]:
    """The first RUBRICS_SHOWN rubrics that have something which is not on the page yet. Two queries."""
    others = Publication.objects.visible().exclude(pk__in=[item.pk for item in shown])
    of_rubric = others.filter(rubric=OuterRef("pk")).newest_first().values("pk")
    places = {f"place_{n}": Subquery(of_rubric[n : n + 1]) for n in range(OF_A_RUBRIC)}
    rows = {
        pk: [found for found in places if found]
        for pk, *places in Rubric.objects.order_by().annotate(**places).values_list("pk", *places)
    }
    chosen = [(rubric, rows[rubric.pk]) for rubric in rubrics if rows.get(rubric.pk)][:RUBRICS_SHOWN]
    items = others.for_lists().in_bulk([pk for _, found in chosen for pk in found])
    return [Section(rubric, [items[pk] for pk in found if pk in items]) for rubric, found in chosen]
