"""The places where OPDs have accounts, for every portal; and for the demo what five OPDs' admins might have put on their sites."""

from __future__ import annotations

import tomllib

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from news import site_pages
from opd import opening, pictures
from opd.models import OPD, OfficialAccount, Page, Platform
from seeds import media
from seeds.agencies import DATA, rows
from seeds.covers import cover


@transaction.atomic
def platforms() -> int:
    """How many were made; one that an administrator renamed or readdressed is left alone."""
    made = 0
    for position, row in enumerate(rows("platforms.csv"), 1):
        if not Platform.objects.filter(Q(name=row["name"]) | Q(begins=row["begins"])).exists():
            Platform.objects.create(position=position, **row)
            made += 1
    return made


def demo() -> int:
    """How many sites were filled: those on which nobody has written anything yet."""
    written = tomllib.loads((DATA / "sites.toml").read_text("utf-8"))
    made = 0
    for site in written["site"]:
        opd = OPD.objects.filter(slug=site["opd"], active=True).first()
        admin = User.objects.filter(username=f"admin.{site['opd']}").first()
        if opd is not None and admin is not None and not Page.objects.filter(opd=opd).exists():
            with transaction.atomic():
                _fill(opd, admin, site, written["sample"])
            made += 1
    return made


def _fill(opd: OPD, admin: User, site: dict, sample: str) -> None:
    pages = {page.kind: page for page in Page.objects.arranged(opd)}
    for kind, body in site["pages"].items():
        site_pages.save(pages[kind], by=admin, seen=0, body=body + sample)
    for platform, name, label, active in site["accounts"]:
        where = Platform.objects.filter(name=platform).first()
        if where is not None:
            OfficialAccount.objects.create(
                opd=opd, platform=where, address=where.begins + name, label=label, active=active
            )
    opd.hours = opening.read([*map(tuple, site["office"]), *[("", "")] * (7 - len(site["office"]))])
    opd.hours_note = site["hours_note"]
    if "cover" in site:
        opd.cover_alt = site["cover_alt"]
        opd.cover = pictures.save_wide(media.accepted(cover(site["cover"], opd.accent, opd.slug, (1600, 1067))))
    opd.save(update_fields=["hours", "hours_note", "cover", "cover_alt"])
