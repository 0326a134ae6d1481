"""What every new portal starts with: the 44 OPDs, the rubrics, the kinds of notes and the units. What is there is left as it is."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from news.models import NoteTag, Rubric
from opd import roles
from opd.models import OPD, Desk, Unit

DATA = Path(__file__).parent / "data"
OPD_FIELDS = ("name", "short_name", "kind", "slug", "accent", "description", "address", "phone", "email", "website")
THE_DESK = "Redaksi Dinkominfo"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load() -> int:
    """How many rows were made."""
    if not Desk.objects.exists():
        Desk.objects.create(name=THE_DESK)
    opds = _opds()
    return len(opds) + _rubrics() + _note_tags() + _units(opds)


def _opds() -> dict[str, OPD]:
    """The agencies that were not there, by address (also one of before) or by name, as an administrator may have changed either."""
    made = {}
    for row in rows("opd.csv"):
        same = Q(slug=row["slug"]) | Q(name=row["name"]) | Q(short_name=row["short_name"])
        if not OPD.objects.filter(same | Q(former_slugs__slug=row["slug"])).exists():
            aliases = [alias for alias in row["aliases"].split("|") if alias]
            made[row["slug"]] = roles.establish(OPD(aliases=aliases, **{name: row[name] for name in OPD_FIELDS}))
    return made


def _rubrics() -> int:
    made = 0
    for position, row in enumerate(rows("rubrics.csv")):
        if not Rubric.objects.filter(Q(slug=row["slug"]) | Q(name=row["name"])).exists():
            Rubric.objects.create(position=position, **row)
            made += 1
    return made


def _note_tags() -> int:
    """Only into an empty list: an administrator may have renamed or merged them."""
    if NoteTag.objects.exists():
        return 0
    tags = [NoteTag(position=position, **row) for position, row in enumerate(rows("note_tags.csv"))]
    return len(NoteTag.objects.bulk_create(tags))


def _units(opds: dict[str, OPD]) -> int:
    """A new OPD's units. Later they are its admin's: one that was renamed does not come back under its old name."""
    units = [
        Unit(opd=opds[row["opd"]], name=row["name"], kind=row["kind"])
        for row in rows("units.csv")
        if row["opd"] in opds
    ]
    return len(Unit.objects.bulk_create(units))
