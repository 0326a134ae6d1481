"""How an OPD's own pages change: typed, shown, ordered, brought back. The only writer of `Page`."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from news import findings, html, inserts
from news.refusals import Refused
from opd import access, freshness
from opd.models import OPD, Page
from opd.models.site import STEP
from opd.rights import Right

STAYS = "Halaman {page} selalu tampil: lewat halaman ini warga menghubungi OPD dan meminta informasi."
GONE = "Versi itu sudah tidak ada. Muat ulang riwayatnya, lalu pilih versi lain."


class PageOutdated(Refused):
    """Somebody saved the page since this person read it; `page` is what stands there now."""

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__(
            "Halaman ini sudah disimpan lagi sejak Anda membukanya. Lihat dulu isinya yang sekarang, lalu coba lagi."
        )


@transaction.atomic
def save(page: Page, *, by, seen: int, body: str | None = None, shown: bool | None = None) -> Page:
    """Keep the body as typed but cleaned, and whether readers have the page, as its next version; the same again is none.

    `page` may be unsaved (`PageQuerySet.arranged`), `seen` is the version that was read (0: none yet).
    Raises PermissionDenied, PageOutdated or Refused.
    """
    page = _locked(page.opd, by, page.kind)
    if page.version != seen:
        raise PageOutdated(page)
    before, found = (page.body, page.shown), ()
    if body is not None:
        page.body, found = cleaned(body)
    page.shown = page.shown if shown is None else shown
    if not page.shown and not page.can_be_hidden:
        raise Refused(STAYS.format(page=page.get_kind_display()))
    if (page.body, page.shown) != before:
        _keep(page, by)
    findings.report(page, by, found)
    return page


def restore(page: Page, number: int, *, by, seen: int) -> Page:
    """The body of an older version once more, as a new version."""
    older = page.versions.filter(version=number).first() if page.pk else None
    if older is None:
        raise Refused(GONE)
    return save(page, by=by, seen=seen, body=older.body)


@transaction.atomic
def move(opd: OPD, kind: str, *, by, up: bool) -> None:
    """One place up or down in the menu; the first does not go up, the last not down."""
    _locked(opd, by, kind)
    pages = Page.objects.arranged(opd)
    at = next(number for number, page in enumerate(pages) if page.kind == kind)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(pages):
        return
    pages[at], pages[to] = pages[to], pages[at]
    for number, page in enumerate(pages, 1):
        page.position = number * STEP
        page.skip_history_when_saving = True  # type: ignore[attr-defined]  # an order is no text
        page.save()
    freshness.touch(opd)


def cleaned(body: str) -> tuple[str, tuple]:
    """What is kept of a typed body, and what was hidden in it. Pictures of the library stand in news only."""
    examined = html.examine(body)
    return inserts.without(examined.text, inserts.ids(examined.text)), examined.hidden


def _locked(opd: OPD, by, kind: str) -> Page:
    """That page as it is now. The OPD's row is held: a page that nobody has saved has none of its own."""
    opd = OPD.objects.select_for_update(no_key=True).get(pk=opd.pk)
    if not access.holds(by, Right.MANAGE_SITE, opd):
        raise PermissionDenied
    return next(page for page in Page.objects.arranged(opd) if page.kind == kind)


def _keep(page: Page, by) -> None:
    page.version += 1
    page.saved_at = timezone.now()
    page._history_user = by  # type: ignore[attr-defined]
    page.save()
    freshness.touch(page.opd)
