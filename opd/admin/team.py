"""The team page: an OPD's admin brings people in, gives them roles and lets them go; in that OPD only."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.validators import validate_email
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from opd import access, invitations, roles, terms, vacancies
from opd.admin import invited
from opd.models import OPD, Invitation, Membership, Unit
from opd.rights import MEMBER_ROLES, Right
from opd.roles import RoleRefused

NOBODY = (
    "Tidak ada orang dengan nama pengguna, e-mail, atau NIP persis seperti itu. Periksa tulisannya. "
    "Orang yang belum punya akun diundang lewat e-mail: tulis alamat e-mailnya di sini."
)
NOT_YET = "Belum ada akun dengan e-mail ini. Periksa tulisannya, lalu undang orangnya dengan tombol di bawah."
ORDER = {"running": 0, "ahead": 1, "ended": 2}


def _day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"})
    )


class AppointForm(forms.Form):
    """Whoever has an account is appointed at once; an e-mail that nobody has is asked about, and then invited."""

    person = forms.CharField(
        label="Siapa",
        max_length=254,
        help_text="Nama pengguna, e-mail, atau NIP, ditulis lengkap. Belum punya akun? Tulis e-mailnya, nanti ia diundang.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label="Nama lengkap orang yang diundang",
        required=False,
        max_length=150,
        help_text="Disapa dengan nama ini di suratnya. Contoh: Siti Aminah, S.Kom",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Peran", choices=[(role.value, role.label) for role in MEMBER_ROLES])
    unit = forms.ModelChoiceField(
        label="Bidang atau unit", queryset=Unit.objects.none(), required=False, empty_label="Tidak ada"
    )
    since = _day("Mulai tanggal", "Kosongkan bila mulai hari ini.")
    until = _day("Sampai tanggal", "Hari terakhirnya. Kosongkan bila tanpa batas waktu.")
    acting = forms.BooleanField(
        label="Pelaksana tugas (Plt.)",
        required=False,
        help_text="Menggantikan sementara; hari terakhirnya wajib diisi.",
    )

    # The e-mail that nobody has yet; with it the page offers to send an invitation.
    unknown: str = ""

    def __init__(self, opd: OPD, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(opd=opd)  # type: ignore[attr-defined]

    def clean_person(self):
        """The person, or None when the typed e-mail is to be invited."""
        typed = self.cleaned_data["person"].strip()
        person = get_user_model().objects.found_by(typed)
        if person is not None:
            return person
        self._check_can_be_invited(typed)
        self.unknown = typed.lower()
        # The button carries the address that was asked about: another one in the box is asked about anew.
        if self.data.get("invite", "") != self.unknown:
            raise forms.ValidationError(NOT_YET)
        return None

    def clean(self) -> dict:
        typed = super().clean() or self.cleaned_data
        if typed.get("acting") and not typed.get("until") and "until" not in self.errors:
            self.add_error("until", "Pelaksana tugas (Plt.) selalu punya hari terakhir. Isi tanggalnya.")
        return typed

    @property
    def terms(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("unit", "since", "until", "acting")}

    @property
    def first_fields(self) -> list:
        names = ("person", *(["name"] if self.unknown else []), "role", "unit")
        return [self[name] for name in names]

    @property
    def date_fields(self) -> list:
        return [self[name] for name in ("since", "until", "acting")]

    @property
    def dates_open(self) -> bool:
        return any(field.errors or field.value() for field in self.date_fields)

    def _check_can_be_invited(self, typed: str) -> None:
        try:
            validate_email(typed)
        except forms.ValidationError:
            raise forms.ValidationError(NOBODY) from None
        try:
            invitations.check_holder(Invitation(email=typed.lower()))
        except RoleRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


def team(page):
    """GET the team of one OPD."""

    def view(request, opd_id: int):
        opd = _opd(page, request, opd_id)
        return _show(page, request, opd, AppointForm(opd))

    return view


def appoint(page):
    """POST a person, a role, a unit and dates; or an e-mail to invite."""

    def view(request, opd_id: int):
        opd = _opd(page, request, opd_id)
        if request.method != "POST":
            return _not_by_link(page, request, opd)
        form = AppointForm(opd, request.POST)
        if not form.is_valid():
            return _show(page, request, opd, form, status=422)
        if not roles.may_give(request.user, opd, form.cleaned_data["role"]):
            raise PermissionDenied
        try:
            roles.check_outlasts(request.user, opd, form.cleaned_data["role"], form.cleaned_data["until"])
            (_take_in if form.cleaned_data["person"] else _invite)(page, request, opd, form)
        except RoleRefused as refusal:
            form.add_error(None, str(refusal))
            return _show(page, request, opd, form, status=422)
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
        page.log_change(request, opd, f"{membership.user} tidak lagi {membership.title}.")
        messages.success(request, f"{membership.user} tidak lagi {membership.title} {opd}.")
        return HttpResponseRedirect(_after_a_dismissal(request.user, opd))

    return view


def invitation(page, verb: str):
    """POST to send one open invitation again, or to revoke it."""

    def view(request, opd_id: int, invitation_id: int):
        opd = _opd(page, request, opd_id)
        one = Invitation.objects.seen_by(request.user).filter(opd=opd, pk=invitation_id).first()
        if one is None:
            raise Http404
        if request.method != "POST":
            return _not_by_link(page, request, opd)
        if refused := invited.act(request, verb, one):
            messages.error(request, refused)
            return _show(page, request, opd, AppointForm(opd), status=422)
        return HttpResponseRedirect(_address(opd))

    return view


def _take_in(page, request, opd: OPD, form: AppointForm) -> None:
    membership = roles.appoint(form.cleaned_data["person"], opd, form.cleaned_data["role"], **form.terms)
    page.log_change(request, opd, f"{membership.user} diangkat menjadi {membership.title}.")
    if membership.phase == "ahead":
        words = f"{membership.user} menjadi {membership.title} {opd} mulai {terms.short(membership.since)}."
    else:
        words = f"{membership.user} sekarang {membership.title} {opd}."
    messages.success(request, words)


def _invite(page, request, opd: OPD, form: AppointForm) -> None:
    who = {"email": form.unknown, "name": form.cleaned_data["name"], "by": request.user}
    sent = invitations.invite(**who, opd=opd, role=form.cleaned_data["role"], **form.terms)
    # Without the address: this log is kept for good, an invited address is not.
    page.log_change(request, opd, f"Seseorang diundang menjadi {sent.title}.")
    invited.tell_sent(request, sent)


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
        "members": sorted(members, key=lambda each: ORDER[each.phase]),
        "invited": invited.pending(Invitation.objects.seen_by(request.user).filter(opd=opd)),
        "place_address": _address(opd),
        "admin_until": vacancies.last_days([opd]).get(opd),
        "model_admin": page,  # the path above the page: OPD, then this page's title
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
