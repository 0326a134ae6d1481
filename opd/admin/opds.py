"""An agency's own page at the desk: what the public reads about it, and its team."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db import transaction
from django.urls import path
from unfold.widgets import UnfoldAdminImageFieldWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from accounts import audit
from accounts.people import is_portal_admin
from accounts.words import line
from opd import access, freshness, hosts, links, opening, pictures, renaming, roles
from opd.admin import team
from opd.admin.profile_fields import WeekField, accent_field
from opd.admin.together import TogetherAdmin, TogetherForm
from opd.models import OPD
from opd.rights import Right

OF_THE_PORTAL = ("name", "short_name", "slug", "host", "kind")  # names and addresses: the portal administrator's
OF_THE_OPD = ("description", "accent", "cover_alt")
CONTACTS = ("address", "phone", "email", "website", "map_link")
PICTURES = "image/jpeg,image/png,image/webp"
NO_WORDS = "Ceritakan isi foto sampul bagi yang tidak bisa melihatnya. Contoh: Gedung Dinas Kesehatan dari jalan raya."
ELSEWHERE = (
    "Tulis alamat lengkap tanpa spasi, tanpa “\\” dan tanpa “@” di nama situsnya, contoh: https://dinkes.blorakab.go.id"
)
REPLACES = "Sudah ada. Pilih berkas lain untuk menggantinya."
AGAIN = "Pilih lagi berkasnya: peramban tidak mengirim berkas yang sama dua kali."


class OPDForm(TogetherForm):
    picture = forms.FileField(
        label="Logo",
        required=False,
        widget=UnfoldAdminImageFieldWidget(attrs={"accept": PICTURES}),
        help_text="JPEG, PNG atau WebP, sebaiknya persegi.",
    )
    remove_logo = forms.BooleanField(label="Hapus logo ini", required=False, widget=UnfoldBooleanWidget)
    cover_photo = forms.FileField(
        label="Foto sampul",
        required=False,
        widget=UnfoldAdminImageFieldWidget(attrs={"accept": PICTURES}),
        help_text="Foto mendatar, misalnya kantor atau pelayanannya; tampil di atas beranda situs OPD.",
    )
    remove_cover = forms.BooleanField(label="Hapus foto sampul ini", required=False, widget=UnfoldBooleanWidget)
    accent = accent_field()
    week = WeekField(
        label="Jam pelayanan",
        required=False,
        help_text="Kosongkan kedua jam pada hari kantor tutup. Buka 24 jam: 00.00 sampai 00.00.",
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
        fields = (*OF_THE_PORTAL, "aliases", *OF_THE_OPD, *CONTACTS, "hours_note")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = ", ".join(self.instance.aliases)
        self.initial["week"] = opening.typed(self.instance.hours)
        for name, files in (("remove_logo", self.instance.logo), ("remove_cover", self.instance.cover)):
            if not files:
                self.fields.pop(name)
        for name, files in (("picture", self.instance.logo), ("cover_photo", self.instance.cover)):
            if files:
                self.fields[name].help_text = f"{REPLACES} {self.fields[name].help_text}"

    def clean_slug(self) -> str:
        renaming.check(self.cleaned_data["slug"], self.instance)
        return self.cleaned_data["slug"]

    def clean_host(self) -> str | None:
        hosts.check(self.cleaned_data["host"])
        return self.cleaned_data["host"]

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and links.parts(website) is None:
            raise forms.ValidationError(ELSEWHERE)
        return website

    def clean_picture(self):
        upload = self.cleaned_data["picture"]
        return pictures.accept(upload) if upload else None

    def clean_cover_photo(self):
        upload = self.cleaned_data["cover_photo"]
        return pictures.accept(upload) if upload else None

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        stays = self.instance.cover and not cleaned.get("remove_cover")
        if (cleaned.get("cover_photo") or stays) and not cleaned.get("cover_alt"):
            self.add_error("cover_alt", NO_WORDS)
        return cleaned

    def full_clean(self) -> None:
        """Whoever has to send the form again is told to choose the files again."""
        super().full_clean()
        for name in ("picture", "cover_photo") if self.is_bound and self.errors else ():
            if self.files.get(name) and name not in self.errors:
                self.add_error(name, AGAIN)

    def there(self, name: str) -> str:
        if name != "week":
            return super().there(name)
        return "; ".join(f"{days} {times}" for days, times in opening.said(self.instance.hours))

    def put_files(self, opd: OPD) -> list[dict]:
        """Store what was chosen and take out what was to go; the files that nobody needs once it is saved."""
        before = [*opd.logo, *opd.cover]
        for name, upload, gone, save in (
            ("logo", "picture", "remove_logo", pictures.save_small),
            ("cover", "cover_photo", "remove_cover", pictures.save_wide),
        ):
            if accepted := self.cleaned_data.get(upload):
                setattr(opd, name, save(accepted))
            elif self.cleaned_data.get(gone):
                setattr(opd, name, [])
        kept = [*opd.logo, *opd.cover]
        return [file for file in before if file not in kept]

    def clean_aliases(self) -> list[str]:
        return [alias for part in self.cleaned_data["aliases"].split(",") if (alias := line(part))]


@admin.register(OPD)
class OPDAdmin(TogetherAdmin):
    reads = (Right.MANAGE_SITE, Right.MANAGE_TEAM)
    changes = (Right.MANAGE_SITE,)
    form = OPDForm
    list_display = ("short_name", "name", "kind", "active")
    search_fields = ("name", "short_name", "slug")
    change_form_outer_before_template = "opd/admin/opd_links.html"

    def has_add_permission(self, request) -> bool:
        return is_portal_admin(request.user)

    @admin.display(description="Sebutan lain")
    def other_names(self, obj) -> str:
        return ", ".join(obj.aliases) or "-"

    def get_fieldsets(self, request, obj=None):
        names = "aliases" if request.user.is_superuser else "other_names"
        return (
            ("Nama dan alamat", {"fields": (*OF_THE_PORTAL, names)}),
            ("Yang dibaca warga", {"fields": ("description", "accent", *_pictures(obj))}),
            ("Kontak", {"fields": CONTACTS}),
            ("Jam pelayanan", {"fields": ("week", "hours_note")}),
        )

    def get_readonly_fields(self, request, obj=None):
        return () if request.user.is_superuser else (*OF_THE_PORTAL, "aliases", "other_names")

    def save_model(self, request, obj, form, change) -> None:
        """A new OPD gets its groups, rights and desks in the same step.

        Nobody holds a right in it yet, so whoever makes one is asked for by `has_add_permission` alone.
        """
        old = form.put_files(obj)
        transaction.on_commit(lambda: pictures.remove(old))
        if "week" in form.changed_data:
            obj.hours = form.cleaned_data["week"]
        if change:
            super().save_model(request, obj, form, change)
        roles.establish(obj)
        renaming.settle(obj, form.stood.slug if change else None)
        freshness.touch(obj)
        access.forget(request.user)
        before, after = ({name: getattr(each, name) for name in OF_THE_PORTAL} for each in (form.stood or obj, obj))
        if before != after:  # what everybody knows it by
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


def _pictures(opd: OPD | None) -> tuple[str, ...]:
    """The fields for logo and cover; what is not there cannot be removed."""
    logo = ("picture", *(["remove_logo"] if opd and opd.logo else []))
    return (*logo, "cover_photo", "cover_alt", *(["remove_cover"] if opd and opd.cover else []))
