"""What every new portal starts with: the 44 OPDs, the rubrics and the units. What is there is left as it is."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from news.models import Rubric
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
    Desk.objects.get_or_create(name=THE_DESK)
    return sum(map(sum, (_opds(), _rubrics(), _units())))


def _opds():
    known = set(OPD.objects.values_list("slug", flat=True))
    for row in rows("opd.csv"):
        if row["slug"] not in known:
            aliases = [alias for alias in row["aliases"].split("|") if alias]
            roles.establish(OPD(aliases=aliases, **{name: row[name] for name in OPD_FIELDS}))
            yield 1


def _rubrics():
    for position, row in enumerate(rows("rubrics.csv")):
        _, made = Rubric.objects.get_or_create(slug=row.pop("slug"), defaults=row | {"position": position})
        yield made


def _units():
    opds = {opd.slug: opd for opd in OPD.objects.all()}
    for row in rows("units.csv"):
        _, made = Unit.objects.get_or_create(opd=opds[row["opd"]], name=row["name"], defaults={"kind": row["kind"]})
        yield made
