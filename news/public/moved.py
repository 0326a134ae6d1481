"""Where an OPD's site is now: it has another address than before, or another OPD took over.

Every public page of an OPD asks `found` (or `living`) for its OPD and stands under `leads_on`:

    @public_page
    @moved.leads_on
    def opd_news(request, slug):
        opd = moved.found(slug)
"""

from __future__ import annotations

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path

from news.public import site
from opd import access
from opd.models import OPD, FormerSlug, Page


class Moved(Exception):
    """What was asked for is on that OPD's site: at the same page, or at the one that `page` names (`profil/`; "": its home)."""

    def __init__(self, opd: OPD, page: str | None = None) -> None:
        super().__init__(opd.slug)
        self.opd, self.page = opd, page


def found(slug: str) -> OPD:
    """The OPD with this address. Raises Moved for an address it had before, Http404 for one that nobody ever had."""
    opd, former = _named(slug)
    if former:
        raise Moved(opd)
    return opd


def living(slug: str, kind: str = "") -> OPD:
    """As `found`; and Moved also for a closed OPD that another took over from: to the same page there, to its home where it
    does not show a standard page of this kind."""
    opd, former = _named(slug)
    heir = last_successor(opd)
    if heir and kind and Page.objects.filter(opd=heir, kind=kind, shown=False).exists():
        raise Moved(heir, "")
    if heir or former:
        raise Moved(heir or opd)
    return opd


def last_successor(opd: OPD) -> OPD | None:
    """Who took over from a closed OPD in the end; None for one that nobody did, and for a chain that runs in a circle."""
    if opd.successor_id is None:
        return None
    successors = access.successors()
    last = access.chain(opd.pk, successors)[-1]
    return None if successors.get(last) else OPD.objects.get(pk=last)


def leads_on(view):
    """Around the view of a page under `/opd/<slug>/`: a Moved becomes a 301, with the rest of the address and the query."""

    @wraps(view)
    def led(request, slug: str, *args, **kwargs):
        try:
            return view(request, slug, *args, **kwargs)
        except Moved as moved:
            same = request.path.removeprefix(f"/opd/{slug}/")
            page = escape_uri_path(same if moved.page is None else moved.page)
            return to(request, site.site_of(request, moved.opd) + page)

    return led


def to(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    """301 to where the page is now, with the query: which part of a list, and the reader's word about pictures."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""))


def _named(slug: str) -> tuple[OPD, bool]:
    """The OPD that has this address, or had it (True)."""
    opds = OPD.objects.select_related("successor")
    if opd := opds.filter(slug=slug).first():
        return opd, False
    former = FormerSlug.objects.filter(slug=slug).values("opd")
    if opd := opds.filter(pk__in=former).first():
        return opd, True
    raise Http404
