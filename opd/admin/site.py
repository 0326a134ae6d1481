"""An OPD's official accounts at the desk, and the places where OPDs may have some."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from unfold.decorators import display

from accounts.desk_page import PortalPage
from accounts.words import line
from opd import freshness, links
from opd.admin.together import TogetherAdmin, TogetherForm
from opd.models import OPD, OfficialAccount, Platform
from opd.rights import Right

ELSEWHERE = "Alamat akun {platform} harus diawali {begins}. Buka akunnya di peramban, lalu salin alamatnya dari sana."
NO_NAME = "Alamat ini baru alamat {platform}, belum menunjuk sebuah akun. Salin alamat akunnya."
TWICE = "Akun ini sudah tercatat untuk OPD yang sama."


class AccountForm(TogetherForm):
    class Meta:
        model = OfficialAccount
        fields = ("opd", "platform", "address", "label", "active")

    def clean_address(self) -> str:
        return line(self.cleaned_data["address"])

    def clean(self) -> dict:
        """The address belongs to the platform that was chosen, so that nobody is sent to a copy of it."""
        cleaned = super().clean() or {}
        platform, address = cleaned.get("platform"), cleaned.get("address")
        if platform and address:
            told = {"platform": platform.name, "begins": platform.begins}
            own = address.removeprefix(platform.begins)
            if own == address or links.parts(address) is None:
                self.add_error("address", ELSEWHERE.format(**told))
            elif not own.strip("/"):
                self.add_error("address", NO_NAME.format(**told))
            elif self._is_there(cleaned.get("opd"), address):
                self.add_error("address", TWICE)
        return cleaned

    def _is_there(self, opd: OPD | None, address: str) -> bool:
        """Asked here: once it is chosen the OPD is not in the form, and Django then does not compare."""
        same = OfficialAccount.objects.filter(opd=opd or self.instance.opd_id, address=address)
        return same.exclude(pk=self.instance.pk).exists()


@admin.register(OfficialAccount)
class OfficialAccountAdmin(TogetherAdmin):
    """One that is not used any more is marked; one that was never theirs can be deleted."""

    form = AccountForm
    reads = changes = (Right.MANAGE_SITE,)
    list_display = ("called", "where", "opd", "in_use")
    list_display_links = ("called",)
    search_fields = ("label", "address")
    fields = ("opd", "platform", "address", "label", "active")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("opd", "platform").order_by("opd__name", "platform", "pk")

    def get_readonly_fields(self, request, obj=None):
        return ("opd",) if obj else ()

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.holds_any(request.user, self.changes, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "opd":
            offered = kwargs["queryset"] = OPD.objects.active().where(request.user, Right.MANAGE_SITE)
            if len(own := offered[:2]) == 1:
                kwargs["initial"] = own[0]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        freshness.touch(obj.opd)

    def delete_model(self, request, obj) -> None:
        super().delete_model(request, obj)
        freshness.touch(obj.opd)

    @display(description="Akun")
    def called(self, account: OfficialAccount) -> str:
        return account.name

    @display(description="Di")
    def where(self, account: OfficialAccount) -> str:
        return account.platform.name

    @display(description="Keadaan")
    def in_use(self, account: OfficialAccount) -> str:
        return "Dipakai" if account.active else "Tidak dipakai lagi"


class PlatformForm(forms.ModelForm):
    class Meta:
        model = Platform
        fields = ("name", "begins", "position")

    def clean_begins(self) -> str:
        begins = line(self.cleaned_data["begins"])
        host = begins.removeprefix("https://").partition("/")[0]
        if begins.startswith("https://") and "." in host and begins.count("/") >= 3 and links.parts(begins):
            return begins
        raise forms.ValidationError(
            "Tulis lengkap dengan https:// dan garis miring sesudah nama situs, contoh: https://www.instagram.com/"
        )


@admin.register(Platform)
class PlatformAdmin(PortalPage):
    """The portal administrator's."""

    form = PlatformForm
    list_display = ("name", "begins", "position")
    fields = ("name", "begins", "position")

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        freshness.touch_portal()
