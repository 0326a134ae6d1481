"""The top of the home page, at the desk: what stands there, until when, and the newest news that may be put there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from news import moments, pins
from news.admin import scope
from news.models import Article, Pin, Publication
from news.refusals import Refused
from opd import access
from opd.rights import Right

STEP = 10  # offered at once, newest first; "Lebih banyak" adds as many
OFFERED = 50  # and no more: what is older is found by its title
MOST_CHARACTERS = 100  # of what is looked for


class UntilForm(forms.Form):
    until = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Tanggalnya tidak terbaca. Pilih hari terakhirnya dari kalender."},
    )

    def chosen(self) -> date | None:
        """The day; None when nobody chose one. Raises Refused."""
        if not self.is_valid():
            raise Refused(" ".join(str(error) for error in self.errors["until"]))
        return self.cleaned_data["until"]


# Each does it and says what is done.
def _pin(publication: Publication, by, typed) -> str:
    made = pins.pin(publication, by=by, until=UntilForm(typed).chosen())
    return f"“{publication}” berada di puncak beranda sampai {moments.day(made.until)}."


def _unpin(publication: Publication, by, typed) -> str:
    pins.unpin(publication, by=by)
    return f"“{publication}” sudah dilepas dari puncak beranda."


def _up(publication: Publication, by, typed) -> str:
    pins.move(publication, by=by, steps=-1)
    return f"“{publication}” dinaikkan."


def _down(publication: Publication, by, typed) -> str:
    pins.move(publication, by=by, steps=1)
    return f"“{publication}” diturunkan."


VERBS: dict[str, tuple[str, Callable]] = {
    "pin": ("Pasang di beranda", _pin),
    "unpin": ("Lepas dari beranda", _unpin),
    "pin-up": ("Naikkan", _up),
    "pin-down": ("Turunkan", _down),
}


@dataclass(frozen=True)
class Row:
    """One of those at the top; `may` says whether this person changes it."""

    pin: Pin
    may: bool
    first: bool
    last: bool
    form: UntilForm


def page(request, status: int = 200):
    """GET `/admin/news/pins/`, for people who review somewhere."""
    opds = access.opds_where(request.user, Right.REVIEW_NEWS)
    if not opds:
        raise PermissionDenied("Puncak beranda hanya diatur oleh redaktur.")
    rows = _rows(opds)
    there = [row.pin.pk for row in rows]
    words, most = _words(request), _how_many(request)
    offered = Publication.objects.visible().filter(opd__in=opds).exclude(pk__in=there)
    for word in words:
        offered = offered.filter(title__icontains=word)
    found = list(offered.for_lists().newest_first()[: most + 1])
    context = admin.site.each_context(request) | {
        "title": "Puncak beranda",
        "rows": rows,
        "room": pins.MOST - len(rows),
        "most": pins.MOST,
        "until": pins.last_day(),
        "offered": found[:most],
        "words": " ".join(words),
        "more": most + STEP if len(found) > most < OFFERED else None,
    }
    return render(request, "news/admin/pins.html", context, status=status)


def _words(request) -> list[str]:
    """What is looked for in the titles, from the address."""
    return request.GET.get("q", "").replace("\0", "")[:MOST_CHARACTERS].split()


def _how_many(request) -> int:
    asked = request.GET.get("banyak", "")
    known = {str(number): number for number in range(STEP, OFFERED + 1, STEP)}
    return known.get(asked, STEP)


def act(request, article_id: int, verb: str):
    """POST one verb. 404 out of sight, 403 without the right, 422 when it cannot be done now; GET answers 405."""
    article = scope.fetch(request, article_id)
    label, do = VERBS[verb]
    if request.method != "POST":
        response = scope.page(request, article, "not_by_link.html", {"action": {"label": label}}, status=405)
        response.headers["Allow"] = "POST"
        return response
    if not access.holds(request.user, Right.REVIEW_NEWS, article.opd):
        raise PermissionDenied(
            f"Hanya redaktur yang mengatur puncak beranda; peran Anda di {article.opd} tidak mencakupnya."
        )
    try:
        messages.success(request, do(_publication(article), request.user, request.POST))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return page(request, status=422)
    return HttpResponseRedirect(reverse("admin:news_pins"))


def _publication(article: Article) -> Publication:
    found = Publication.objects.select_related("opd").filter(pk=article.pk).first()
    if found is None:
        raise Refused(pins.NOT_PUBLIC)
    return found


def _rows(opds: frozenset[int]) -> list[Row]:
    shown = list(Pin.objects.shown().select_related("publication__opd", "publication__rubric"))
    return [
        Row(
            pin=pin,
            may=pin.publication.opd_id in opds,
            first=place == 0,
            last=place == len(shown) - 1,
            form=UntilForm(initial={"until": pin.until}, auto_id=f"%s-{pin.pk}"),
        )
        for place, pin in enumerate(shown)
    ]


admin.site.add_page("news/pins/", page, "news_pins")  # type: ignore[attr-defined]
for _verb in VERBS:
    admin.site.add_page(f"news/article/<int:article_id>/{_verb}/", act, f"news_article_{_verb}", verb=_verb)  # type: ignore[attr-defined]
