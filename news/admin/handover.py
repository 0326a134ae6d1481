"""The hand-over page: what somebody holds in an OPD, and to whom it goes when they leave."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from news import handing, keepers
from news.handing import Duty, Handed
from news.refusals import Refused
from opd import access
from opd.leaving import Takeover
from opd.models import OPD
from opd.rights import Right
from opd.roles import RoleRefused

SHOWN = 20
NOT, FOR_GOOD, ACTING = "tidak", "tetap", "plt"


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label="Rekan yang menerima",
        queryset=get_user_model().objects.none(),
        empty_label="Pilih rekan",
        error_messages={
            "required": "Pilih rekan yang menerima.",
            "invalid_choice": "Orang ini tidak bertugas di OPD ini hari ini. Pilih rekan yang lain.",
        },
    )
    role = forms.ChoiceField(
        label="Apakah rekan ini juga mengambil alih perannya?",
        choices=[
            (NOT, "Tidak, hanya naskahnya"),
            (FOR_GOOD, "Ya, seterusnya"),
            (ACTING, "Ya, sementara sebagai Plt."),
        ],
    )
    since = forms.DateField(
        label="Mulai tanggal",
        required=False,
        help_text="Hanya bila mengambil alih peran. Kosongkan untuk mulai hari ini.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label="Sampai tanggal",
        required=False,
        help_text="Wajib untuk pelaksana tugas (Plt.). Hari itu masih termasuk.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, duty: Duty, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = keepers.colleagues(duty.opd).exclude(pk=duty.person.pk)  # type: ignore[attr-defined]
        if not any(membership.phase != "ended" for membership in duty.memberships):  # no role is left to take over
            for name in ("role", "since", "until"):
                del self.fields[name]

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since and since < timezone.localdate():
            raise forms.ValidationError("Tanggal mulainya sudah lewat. Pilih hari ini atau sesudahnya.")
        return since

    def clean(self) -> dict:
        typed = super().clean() or {}
        if typed.get("role") == ACTING and not typed.get("until") and "until" not in self.errors:
            self.add_error("until", "Isi hari terakhir pelaksana tugas.")
        return typed

    def terms(self) -> Takeover | None:
        """On which terms the role is taken over; None when only the texts are."""
        chosen = self.cleaned_data.get("role", NOT)
        if chosen == NOT:
            return None
        acting = chosen == ACTING
        return Takeover(acting, self.cleaned_data["since"], self.cleaned_data["until"] if acting else None)


def hand_over(request, opd_id: int, user_id: int):
    """GET shows and asks, POST does all of it or nothing. Also for somebody whose membership has ended already."""
    opd = _opd(request, opd_id)
    duty = _duty(opd, user_id)
    form = HandOverForm(duty, request.POST) if request.method == "POST" else HandOverForm(duty)
    if form.is_valid():
        try:
            handed = handing.hand_over(
                opd, duty.person, to=form.cleaned_data["to"], terms=form.terms(), by=request.user
            )
        except RoleRefused as refusal:
            form.add_error(None, _with_a_way_out(refusal, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, duty, handed, form.cleaned_data["to"])
    return _show(request, duty, form)


def _show(request, duty: Duty, form: HandOverForm):
    context = (
        admin.site.each_context(request)
        | {
            "title": f"Serah terima {duty.person}",
            "duty": duty,
            "opd": duty.opd,
            "form": form,
            "colleagues": form.fields["to"].queryset.exists(),  # type: ignore[attr-defined]
            "articles": duty.unfinished().with_live().select_related("created_by", "keeper", "submitted_by")[:SHOWN],
            "unfinished": duty.counts["unsent"] + duty.counts["in_review"],
            "themselves": duty.person.pk == request.user.pk,
        }
    )
    return render(request, "news/admin/handover.html", context, status=422 if form.errors else 200)


def _done(request, duty: Duty, handed: Handed, to):
    person, opd = duty.person, duty.opd
    said = [f"Serah terima selesai: {len(handed.articles)} naskah {person} sekarang dipegang {to}."]
    said += [f"{to} sekarang {membership.title} {opd}." for membership in handed.given]
    if handed.ended:
        said.append(f"Peran {person} di {opd} sudah berakhir.")
    messages.success(request, " ".join(said))
    admin.site.get_model_admin(OPD).log_change(request, opd, f"Serah terima dari {person} kepada {to}.")
    access.forget(request.user)  # who hands over their own duty may not manage the team any more
    here = access.holds(request.user, Right.MANAGE_TEAM, opd)
    return HttpResponseRedirect(reverse("admin:opd_team", args=[opd.pk]) if here else reverse("admin:index"))


def _with_a_way_out(refusal: RoleRefused, form: HandOverForm) -> str:
    if form.terms() is None:
        return f"{refusal} Bisa juga sekaligus: pilih “Ya, seterusnya” agar perannya diambil alih rekan ini."
    return str(refusal)


def _opd(request, opd_id: int) -> OPD:
    """The OPD if this person sees it (404) and manages its team (403)."""
    opd = OPD.objects.seen_by(request.user).filter(pk=opd_id).first()
    if opd is None:
        raise Http404
    if not access.holds(request.user, Right.MANAGE_TEAM, opd):
        raise PermissionDenied("Hanya admin OPD ini yang mengatur serah terima di timnya.")
    return opd


def _duty(opd: OPD, user_id: int) -> Duty:
    """What that person holds here; whoever holds nothing here is not there, so that no id tells a stranger's name."""
    person = get_user_model().objects.filter(pk=user_id).first()
    duty = handing.duty(person, opd) if person else None
    if not duty:
        raise Http404
    return duty


admin.site.add_page(  # type: ignore[attr-defined]
    "news/opd/<int:opd_id>/hand-over/<int:user_id>/", hand_over, "news_handover"
)
