"""The editors' desks, kept by the portal administrator, who also invites editors to them."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.desk_page import PortalPage
from opd import invitations, roles
from opd.admin import invited
from opd.models import Desk, Invitation
from opd.rights import Role
from opd.roles import RoleRefused


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="Contoh: siti.aminah@blorakab.go.id",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Nama lengkap",
        required=False,
        max_length=150,
        help_text="Disapa dengan nama ini di suratnya. Contoh: Siti Aminah, S.Kom",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, desk: Desk, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if self.desk.members.filter(email__iexact=email).exists():
            raise forms.ValidationError("Orang dengan e-mail ini sudah menjadi redaktur di meja ini.")
        return email


class DeskForm(forms.ModelForm):
    """Of the people who are switched off only those who sit here already: saving the desk must not send them away."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        here = self.instance.members.values("pk") if self.instance.pk else []
        members = cast("forms.ModelMultipleChoiceField", self.fields["members"])
        members.queryset = get_user_model().objects.filter(Q(is_active=True) | Q(pk__in=here))
        members.label_from_instance = _named  # type: ignore[assignment,method-assign]


@admin.register(Desk)
class DeskAdmin(PortalPage):
    form = DeskForm
    list_display = ("name", "all_opds")
    fields = ("name", "all_opds", "opds", "members")
    change_form_outer_before_template = "opd/admin/desk_links.html"

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Boxes to tick, which a thumb can."""
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        """What the desk was, for the trail: asked before anything of it is written."""
        form.before = roles.desk_papers(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        """Who sits at a desk has its OPDs at once, and who left it none."""
        super().save_related(request, form, formsets, change)
        roles.desk_changed(form.instance, form.before)

    # --- Inviting -----------------------------------------------------------------------------------------------
    def get_urls(self):
        view = self.admin_site.admin_view
        verbs = [
            path(
                f"<int:desk_id>/invitations/<int:invitation_id>/{verb}/",
                view(self._on_one(verb)),
                name=f"opd_desk_invitation_{verb}",
            )
            for verb in ("resend", "revoke")
        ]
        page = path("<int:desk_id>/invitations/", view(self.invitations), name="opd_desk_invitations")
        return [page, *verbs, *super().get_urls()]

    def invitations(self, request, desk_id: int):
        """GET who is invited to this desk, POST an e-mail to invite."""
        desk = self._desk(request, desk_id)
        form = InviteForm(desk, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                sent = invitations.invite(**form.cleaned_data, role=Role.EDITOR, desk=desk, by=request.user)
            except RoleRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                # Without the address: this log is kept for good, an invited address is not.
                self.log_change(request, desk, f"Seseorang diundang menjadi {sent.title}.")
                invited.tell_sent(request, sent)
                return HttpResponseRedirect(_address(desk))
        return self._show(request, desk, form, status=422 if form.errors else 200)

    def _on_one(self, verb: str):
        """POST to send one open invitation again, or to revoke it."""

        def view(request, desk_id: int, invitation_id: int):
            desk = self._desk(request, desk_id)
            one = Invitation.objects.filter(desk=desk, pk=invitation_id).first()
            if one is None:
                raise Http404
            if request.method != "POST":
                response = self._show(request, desk, InviteForm(desk), status=405)
                response.headers["Allow"] = "POST"
                return response
            if refused := invited.act(request, verb, one):
                messages.error(request, refused)
                return self._show(request, desk, InviteForm(desk), status=422)
            return HttpResponseRedirect(_address(desk))

        return view

    def _desk(self, request, desk_id: int) -> Desk:
        if not self.is_portal_admin(request):
            raise PermissionDenied("Hanya pengelola portal yang mengundang redaktur.")
        desk = self.get_object(request, str(desk_id))
        if desk is None:
            raise Http404
        return desk

    def _show(self, request, desk: Desk, form: InviteForm, status: int):
        context = self.admin_site.each_context(request) | {
            "title": f"Undangan redaktur {desk}",
            "desk": desk,
            "form": form,
            "invited": invited.pending(Invitation.objects.filter(desk=desk)),
            "place_address": f"/admin/opd/desk/{desk.pk}/",
            "opts": self.opts,
        }
        return render(request, "opd/admin/desk_invitations.html", context, status=status)


def _named(person) -> str:
    return str(person) if person.is_active else f"{person} (akun dinonaktifkan)"


def _address(desk: Desk) -> str:
    return reverse("admin:opd_desk_invitations", args=[desk.pk])
