"""The team page: an OPD's admin brings people in, gives them roles and lets them go; in that OPD only."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from opd import access, roles
from opd.models import OPD, Membership, Unit
from opd.rights import MEMBER_ROLES, Right
from opd.roles import RoleRefused

NOBODY = (
    "Tidak ada orang dengan nama pengguna, e-mail, atau NIP persis seperti itu. "
    "Periksa tulisannya, atau minta pengelola portal membuatkan akun."
)


class AppointForm(forms.Form):
    person = forms.CharField(
        label="Siapa",
        max_length=254,
        help_text="Nama pengguna, e-mail, atau NIP orang itu, ditulis lengkap. Contoh: siti.aminah",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label="Peran", choices=[(role.value, role.label) for role in MEMBER_ROLES])
    unit = forms.ModelChoiceField(
        label="Bidang atau unit", queryset=Unit.objects.none(), required=False, empty_label="Tidak ada"
    )
    until = forms.DateField(
        label="Sampai tanggal",
        required=False,
        help_text="Kosongkan bila tanpa batas waktu.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, opd: OPD, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(opd=opd)  # type: ignore[attr-defined]

    def clean_person(self):
        person = get_user_model().objects.found_by(self.cleaned_data["person"])
        if person is None:
            raise forms.ValidationError(NOBODY)
        return person


def team(page):
    """GET the team of one OPD."""

    def view(request, opd_id: int):
        opd = _opd(page, request, opd_id)
        return _show(page, request, opd, AppointForm(opd))

    return view


def appoint(page):
    """POST a person, a role, a unit and a last day."""

    def view(request, opd_id: int):
        opd = _opd(page, request, opd_id)
        if request.method != "POST":
            return _not_by_link(page, request, opd)
        form = AppointForm(opd, request.POST)
        if not form.is_valid():
            return _show(page, request, opd, form, status=422)
        chosen = form.cleaned_data
        if not roles.may_give(request.user, opd, chosen["role"]):
            raise PermissionDenied
        try:
            membership = roles.appoint(
                chosen["person"], opd, chosen["role"], unit=chosen["unit"], until=chosen["until"]
            )
        except RoleRefused as refusal:
            form.add_error(None, str(refusal))
            return _show(page, request, opd, form, status=422)
        page.log_change(request, opd, f"{membership.user} diangkat menjadi {membership.get_role_display()}.")
        messages.success(request, f"{membership.user} sekarang {membership.get_role_display()} {opd}.")
        return HttpResponseRedirect(_address(opd))

    return view


def dismiss(page):
    """POST to end one membership."""

    def view(request, opd_id: int, membership_id: int):
        opd = _opd(page, request, opd_id)
        membership = (
            Membership.objects.seen_by(request.user).filter(opd=opd, pk=membership_id).select_related("user").first()
        )
        if membership is None:
            raise Http404
        if request.method != "POST":
            return _not_by_link(page, request, opd)
        try:
            roles.dismiss(membership)
        except RoleRefused as refusal:
            messages.error(request, str(refusal))
            return _show(page, request, opd, AppointForm(opd), status=422)
        page.log_change(request, opd, f"{membership.user} tidak lagi {membership.get_role_display()}.")
        messages.success(request, f"{membership.user} tidak lagi {membership.get_role_display()} {opd}.")
        return HttpResponseRedirect(_after_a_dismissal(request.user, opd))

    return view


def _opd(page, request, opd_id: int) -> OPD:
    """The OPD if this person sees it (404) and manages its team (403)."""
    opd = page.get_object(request, str(opd_id))
    if opd is None:
        raise Http404
    if not access.holds(request.user, Right.MANAGE_TEAM, opd):
        raise PermissionDenied("Hanya admin OPD ini yang mengatur timnya.")
    return opd


def _show(page, request, opd: OPD, form: AppointForm, status: int = 200):
    members = Membership.objects.seen_by(request.user).filter(opd=opd).select_related("user", "unit")
    context = page.admin_site.each_context(request) | {
        "title": f"Tim {opd}",
        "opd": opd,
        "form": form,
        "members": members,
        "opts": OPD._meta,
    }
    return render(request, "opd/admin/team.html", context, status=status)


def _not_by_link(page, request, opd: OPD):
    response = _show(page, request, opd, AppointForm(opd), status=405)
    response.headers["Allow"] = "POST"
    return response


def _after_a_dismissal(user, opd: OPD) -> str:
    """Back to the team, which whoever has just dismissed themselves no longer sees."""
    access.forget(user)
    return _address(opd) if access.holds(user, Right.MANAGE_TEAM, opd) else reverse("admin:index")


def _address(opd: OPD) -> str:
    return reverse("admin:opd_team", args=[opd.pk])
