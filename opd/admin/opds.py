"""An agency's own page at the desk: what the public reads about it, and its team."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db import transaction
from django.urls import path
from unfold.widgets import UnfoldAdminImageFieldWidget, UnfoldAdminTextInputWidget

from accounts import audit
from accounts.words import line
from opd import access, pictures, roles
from opd.admin import team
from opd.admin.scoped import OPDScopedAdmin
from opd.models import OPD
from opd.rights import Right

OF_THE_PORTAL = ("name", "short_name", "slug", "kind")  # names and addresses: the portal administrator's
OF_THE_OPD = ("description", "address", "phone", "email", "website", "accent")


class OPDForm(forms.ModelForm):
    picture = forms.FileField(
        label="Logo",
        required=False,
        widget=UnfoldAdminImageFieldWidget,
        help_text="JPEG, PNG atau WebP, sebaiknya persegi.",
    )
    aliases = forms.CharField(
        label="Sebutan lain",
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text="Pisahkan dengan koma, contoh: Dinkesda, DKK.",
    )

    class Meta:
        model = OPD
        fields = (*OF_THE_PORTAL, "aliases", *OF_THE_OPD)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = ", ".join(self.instance.aliases)

    def clean_picture(self):
        upload = self.cleaned_data["picture"]
        return pictures.accept(upload) if upload else None

    def clean_aliases(self) -> list[str]:
        return [alias for part in self.cleaned_data["aliases"].split(",") if (alias := line(part))]


@admin.register(OPD)
class OPDAdmin(OPDScopedAdmin):
    reads = (Right.MANAGE_SITE, Right.MANAGE_TEAM)
    changes = (Right.MANAGE_SITE,)
    form = OPDForm
    list_display = ("short_name", "name", "kind", "active")
    search_fields = ("name", "short_name", "slug")
    change_form_outer_before_template = "opd/admin/opd_links.html"

    def has_add_permission(self, request) -> bool:
        return request.user.is_active and request.user.is_superuser

    def get_fieldsets(self, request, obj=None):
        return (
            ("Nama dan alamat", {"fields": (*OF_THE_PORTAL, "aliases")}),
            ("Yang dibaca warga", {"fields": (*OF_THE_OPD, "picture")}),
        )

    def get_readonly_fields(self, request, obj=None):
        return () if request.user.is_superuser else (*OF_THE_PORTAL, "aliases")

    def save_model(self, request, obj, form, change) -> None:
        """A new OPD gets its groups, rights and desks in the same step.

        Nobody holds a right in it yet, so whoever makes one is asked for by `has_add_permission` alone.
        """
        old = obj.logo
        if picture := form.cleaned_data.get("picture"):
            obj.logo = pictures.save_small(picture)
            transaction.on_commit(lambda: pictures.remove(old))
        before = OPD.objects.filter(pk=obj.pk).values(*OF_THE_PORTAL).first() if change else None
        if change:
            super().save_model(request, obj, form, change)
        roles.establish(obj)
        access.forget(request.user)
        after = {name: getattr(obj, name) for name in OF_THE_PORTAL}
        if before and before != after:  # what everybody knows it by
            audit.record("opd.changed", obj, before=before, after=after)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:opd_id>/team/", view(team.team(self)), name="opd_team"),
            path("<int:opd_id>/team/appoint/", view(team.appoint(self)), name="opd_team_appoint"),
            path("<int:opd_id>/team/<int:membership_id>/dismiss/", view(team.dismiss(self)), name="opd_team_dismiss"),
            *[
                path(
                    f"<int:opd_id>/team/invitations/<int:invitation_id>/{verb}/",
                    view(team.invitation(self, verb)),
                    name=f"opd_team_invitation_{verb}",
                )
                for verb in ("resend", "revoke")
            ],
            *super().get_urls(),
        ]
