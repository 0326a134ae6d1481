"""Switching an OPD off and on: one page that asks for the successor and for what is still on its way."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from news import services
from news.models import Article
from news.refusals import Refused
from opd import roles
from opd.models import OPD
from opd.roles import RoleRefused


class ClosingForm(forms.Form):
    successor = forms.ModelChoiceField(
        label="OPD penerus",
        queryset=OPD.objects.none(),
        required=False,
        empty_label="Tidak ada",
        help_text="Alamat lama dialihkan ke OPD ini, dan adminnya mengurus berita lama.",
    )
    call_back = forms.BooleanField(
        label="Kembalikan dulu naskah yang sedang ditinjau atau dijadwalkan menjadi draf",
        required=False,
    )

    def __init__(self, opd: OPD, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = OPD.objects.active().exclude(pk=opd.pk)  # type: ignore[attr-defined]


def switch_off(request, opd_id: int):
    """GET asks, POST closes."""
    opd = _opd(request, opd_id, active=True)
    form = ClosingForm(opd, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.switch_off(opd, by=request.user, **form.cleaned_data)
        except (Refused, RoleRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            _log(request, opd, "Dinonaktifkan.")
            messages.success(request, f"{opd} dinonaktifkan. Beritanya tetap bisa dibaca.")
            return HttpResponseRedirect(_address(opd))
    context = admin.site.each_context(request) | {
        "title": f"Nonaktifkan {opd}",
        "opd": opd,
        "form": form,
        "on_its_way": Article.objects.filter(opd=opd).on_its_way().with_live()[:20],
    }
    return render(request, "opd/admin/switch_off.html", context, status=422 if form.errors else 200)


def switch_on(request, opd_id: int):
    """POST opens a closed OPD again."""
    opd = _opd(request, opd_id, active=False)
    if request.method != "POST":
        context = admin.site.each_context(request) | {"title": f"Aktifkan {opd}", "opd": opd}
        response = render(request, "opd/admin/switch_on.html", context, status=405)
        response.headers["Allow"] = "POST"
        return response
    roles.reopen(opd)
    _log(request, opd, "Diaktifkan lagi.")
    messages.success(request, f"{opd} aktif lagi. Angkat adminnya di halaman tim.")
    return HttpResponseRedirect(_address(opd))


def _opd(request, opd_id: int, *, active: bool) -> OPD:
    """The OPD for a portal administrator; whoever may see it is refused, to the others it is not there."""
    opd = OPD.objects.seen_by(request.user).filter(pk=opd_id).first()
    if opd is None:
        raise Http404
    if not request.user.is_superuser:
        raise PermissionDenied("Hanya pengelola portal yang mengaktifkan dan menonaktifkan OPD.")
    if opd.active is not active:
        raise Http404
    return opd


def _log(request, opd: OPD, words: str) -> None:
    admin.site.get_model_admin(OPD).log_change(request, opd, words)


def _address(opd: OPD) -> str:
    return reverse("admin:opd_opd_change", args=[opd.pk])


admin.site.add_page("news/opd/<int:opd_id>/switch-off/", switch_off, "news_opd_switch_off")  # type: ignore[attr-defined]
admin.site.add_page("news/opd/<int:opd_id>/switch-on/", switch_on, "news_opd_switch_on")  # type: ignore[attr-defined]
