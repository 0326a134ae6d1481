"""An OPD's own site: its menu, its home, its standard pages, and what they say before anybody has written them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.safestring import SafeString, mark_safe

from news import html
from news.models.publication import Publication
from news.public import albums, wide
from opd import opening
from opd.models import OPD, OfficialAccount, Page, PageKind, Unit

ON_HOME = 8
NEWS, GALLERY = "berita", "galeri"
SUBJECTS = {  # what somebody looks for on a page that nobody has written
    PageKind.PROFILE: "profil OPD ini",
    PageKind.VISION: "visi dan misi OPD ini",
    PageKind.STRUCTURE: "susunan organisasi OPD ini",
    PageKind.DUTIES: "tugas dan fungsi OPD ini",
    PageKind.OFFICIALS: "para pejabat OPD ini",
    PageKind.SERVICES: "layanan, syarat, dan biayanya",
    PageKind.CONTACT: "cara menghubungi OPD ini",
    PageKind.PPID: "permintaan informasi kepada OPD ini",
}
WITH_UNITS = frozenset({PageKind.PROFILE, PageKind.STRUCTURE, PageKind.CONTACT})


@dataclass(frozen=True)
class Item:
    """One place of the menu. `current` is what `aria-current` says: `page`, `true` (within it), or nothing."""

    label: str
    address: str
    current: str = ""


def around(opd: OPD, here: str = "", *, within: bool = False) -> dict:
    """What stands on every page of an OPD's site: whose it is, and its menu. Two queries.

    `here` is the last part of the page's address (empty: home); `within` for a page below that one.
    """
    return {"opd": opd, "menu": _menu(opd, Page.objects.without_bodies().arranged(opd), here, within)}


def home_page(opd: OPD) -> dict:
    news = Publication.objects.visible().of(opd).for_lists().newest_first()[:ON_HOME]
    return around(opd) | _contacts(opd) | {"news": list(news), "albums": albums.newest(opd), "units": _units(opd)}


def standard_page(opd: OPD, kind: str) -> dict:
    """One page of the standard set. Raises Http404 for one that its OPD does not show."""
    pages = Page.objects.without_bodies().arranged(opd)
    page = next(one for one in pages if one.kind == kind)
    if not page.shown:
        raise Http404
    return {
        "opd": opd,
        "menu": _menu(opd, pages, kind, within=False),
        "page": page,
        "text": text_of(page) if page.is_written else "",
        "subject": SUBJECTS[PageKind(kind)],
        "units": _units(opd) if kind in WITH_UNITS else [],
        "reachable": is_reachable(opd),
        "found_by_search": page.is_written or (kind == PageKind.CONTACT and is_reachable(opd)),
        **_contacts(opd),
    }


def text_of(page: Page) -> SafeString:
    """The body for its page: cleaned when it was saved, and once more here, whatever wrote it."""
    return mark_safe(wide.with_wide_tables(html.clean(page.body)))  # noqa: S308


def is_reachable(opd: OPD) -> bool:
    """Is anything known with which somebody could find or ask this OPD?"""
    return bool(opd.address or opd.phone or opd.email or opd.website or opd.hours)


def _menu(opd: OPD, pages: list[Page], here: str, within: bool) -> list[Item]:
    home = opd.get_absolute_url()
    places = [("", "Beranda"), (NEWS, "Berita")]
    if here == GALLERY or albums.of(opd).exists():
        places.append((GALLERY, "Galeri"))
    places += [(page.kind, page.get_kind_display()) for page in pages if page.in_menu or page.kind == here]
    now = "true" if within else "page"
    return [Item(label, f"{home}{part}/" if part else home, now if part == here else "") for part, label in places]


def _contacts(opd: OPD) -> dict:
    accounts = OfficialAccount.objects.filter(opd=opd).select_related("platform")
    return {"accounts": list(accounts), "hours": opening.said(opd.hours)}


def _units(opd: OPD) -> list[Unit]:
    return list(Unit.objects.filter(opd=opd).order_by("name"))
