"""The desk's pages for an OPD's own site: which pages it has, what they say, in which order, and how they were before."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from unfold.widgets import UnfoldBooleanWidget

from news import compare, html, shape, site_pages
from news.admin import conflict
from news.admin.editor import page_editor
from news.refusals import Refused
from opd import access
from opd.models import OPD, Page, PageKind
from opd.rights import Right

MOST_LISTED = 100  # versions
SAVED = "Tersimpan. Pembaca langsung melihatnya."
PASTED = (
    "Ada {count} bagian tersembunyi di tulisan Anda, biasanya terbawa saat menyalin dari situs lain. "
    "Bagian itu sudah dibuang. Periksa lagi isi halamannya."
)


class PageForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    body = forms.CharField(label="Isi halaman", required=False, strip=False)
    shown = forms.BooleanField(label="Tampilkan halaman ini di situs", required=False, widget=UnfoldBooleanWidget)

    def __init__(self, page: Page, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"seen": page.version, "body": html.clean(page.body), "shown": page.shown}
        self.fields["body"].widget = page_editor()
        if not page.can_be_hidden:
            self.fields.pop("shown")

    def clean_body(self) -> str:
        """As typed: the service cleans it."""
        body = self.cleaned_data["body"]
        try:
            shape.check(body)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal).replace("Isi berita ini", "Isi halaman ini")) from refusal
        return body


def pages(request, opd_id: int):
    """`site/`: the whole standard set in the menu's order."""
    opd = _opd(request, opd_id)
    arranged = Page.objects.without_bodies().arranged(opd)
    return _show(request, opd, f"Halaman situs {opd}", "pages.html", {"pages": arranged})


def page(request, opd_id: int, kind: str):
    """`site/<kind>/`: GET shows the form, POST saves it."""
    there = _page(request, opd_id, kind)
    form = PageForm(there, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _save(request, there, form)
    return _form(request, there, form, status=422 if form.errors else 200)


def _save(request, there: Page, form: PageForm):
    given = form.cleaned_data
    try:
        site_pages.save(there, by=request.user, seen=given["seen"], body=given["body"], shown=given.get("shown"))
    except site_pages.PageOutdated as refusal:
        return _outdated(request, refusal, form)
    except Refused as refusal:
        form.add_error("body", str(refusal).replace("Isi berita ini", "Isi halaman ini"))
        return _form(request, there, form, status=422)
    messages.success(request, SAVED)
    if count := len(html.examine(given["body"]).hidden):
        messages.warning(request, PASTED.format(count=count))
    return HttpResponseRedirect(address(there))


def _outdated(request, refusal: site_pages.PageOutdated, form: PageForm):
    """The typed text stays in the form, what differs from the saved one is marked, and the next save knows both."""
    form.data = request.POST.copy()
    form.data["seen"] = str(refusal.page.version)  # type: ignore[index]
    there = refusal.page
    pair = (compare.Text(body=body) for body in (there.body, form.cleaned_data["body"]))
    newer = {"refusal": str(refusal), "comparison": compare.compare(*pair)}
    if newest := _newest(there):
        who, when = conflict.who_and_when(newest.history_user, newest.history_date, request.user)
        newer |= {"refusal": conflict.sentence(who, there.version, when), "saved": f"Disimpan {who} {when}"}
    return _form(request, there, form, status=409, newer=newer)


def _form(request, there: Page, form: PageForm, status: int = 200, **more):
    title = f"{there.get_kind_display()} {there.opd}"
    return _show(request, there.opd, title, "page.html", {"page": there, "form": form} | more, status)


def history(request, opd_id: int, kind: str):
    """`site/<kind>/history/`: all versions, or with `?versi=` one of them to be read and brought back."""
    there = _page(request, opd_id, kind)
    versions = there.versions.select_related("history_user").order_by("-version") if there.pk else Page.versions.none()
    asked, older = request.GET.get("versi", ""), None
    if asked:
        older = versions.filter(version=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
        if older is None:
            raise Http404
    more = {"page": there, "versions": versions.defer("body")[:MOST_LISTED], "older": older}
    more |= {"body": html.clean(older.body) if older else ""}
    return _show(request, there.opd, f"Riwayat {there.get_kind_display()} {there.opd}", "page_history.html", more)


def verb(request, opd_id: int, kind: str, act):
    """`site/<kind>/<verb>/`: POST does it; 404 and 403 come before the question of the method."""
    there = _page(request, opd_id, kind)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        if done := act(request, there):
            messages.success(request, done)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(f"{site_address(there.opd)}#{kind}")


def _restore(request, there: Page) -> str:
    number, seen = (request.POST.get(name, "") for name in ("version", "seen"))
    if not all(each.isdecimal() and len(each) < 10 for each in (number, seen)):
        raise Http404
    site_pages.restore(there, int(number), by=request.user, seen=int(seen))
    return f"Versi {number} dipakai lagi sebagai versi baru."


def _show_page(request, there: Page) -> str:
    site_pages.save(there, by=request.user, seen=there.version, shown=True)
    return f"Halaman {there.get_kind_display()} tampil lagi."


def _hide_page(request, there: Page) -> str:
    site_pages.save(there, by=request.user, seen=there.version, shown=False)
    return f"Halaman {there.get_kind_display()} disembunyikan dari pembaca."


def _up(request, there: Page) -> None:
    site_pages.move(there.opd, there.kind, by=request.user, up=True)


def _down(request, there: Page) -> None:
    site_pages.move(there.opd, there.kind, by=request.user, up=False)


def site_address(opd: OPD) -> str:
    return reverse("admin:news_opd_site", args=[opd.pk])


def address(there: Page) -> str:
    return reverse("admin:news_opd_site_page", args=[there.opd.pk, there.kind])


def _opd(request, opd_id: int) -> OPD:
    """Out of sight 404; in sight, for the team alone, 403."""
    opd = OPD.objects.seen_by(request.user).filter(pk=opd_id).first()
    if opd is None:
        raise Http404
    if not access.holds(request.user, Right.MANAGE_SITE, opd):
        raise PermissionDenied
    return opd


def _page(request, opd_id: int, kind: str) -> Page:
    opd = _opd(request, opd_id)
    if kind not in PageKind.values:
        raise Http404
    return next(one for one in Page.objects.arranged(opd) if one.kind == kind)


def _newest(there: Page):
    return there.versions.select_related("history_user").order_by("-version").first()


def _show(request, opd: OPD, title: str, template: str, more: dict, status: int = 200):
    context = admin.site.each_context(request) | {"title": title, "opd": opd} | more
    return render(request, f"news/admin/site/{template}", context, status=status)


HOME = "news/opd/<int:opd_id>/site/"
admin.site.add_page(HOME, pages, "news_opd_site")  # type: ignore[attr-defined]
admin.site.add_page(f"{HOME}<str:kind>/", page, "news_opd_site_page")  # type: ignore[attr-defined]
admin.site.add_page(f"{HOME}<str:kind>/history/", history, "news_opd_site_history")  # type: ignore[attr-defined]
VERBS = {"restore": _restore, "show": _show_page, "hide": _hide_page, "up": _up, "down": _down}
for name, act in VERBS.items():
    admin.site.add_page(f"{HOME}<str:kind>/{name}/", verb, f"news_opd_site_{name}", act=act)  # type: ignore[attr-defined]
