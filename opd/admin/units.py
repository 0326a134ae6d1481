"""The units of an OPD, kept by its admin."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from opd import freshness
from opd.admin.together import TogetherAdmin, TogetherForm
from opd.models import OPD, Unit
from opd.rights import Right


class UnitForm(TogetherForm):
    def clean_name(self) -> str:
        """The OPD is not in the form once it is chosen; Django compares names within it only while it is."""
        name = self.cleaned_data["name"]
        if Unit.objects.filter(opd=self.instance.opd_id, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Nama ini sudah ada di OPD yang sama. Pakai nama lain.")
        return name


@admin.register(Unit)
class UnitAdmin(TogetherAdmin):
    form = UnitForm
    reads = changes = (Right.MANAGE_TEAM,)
    list_display = ("name", "kind", "opd")
    search_fields = ("name",)
    fields = ("opd", "name", "kind")

    def get_queryset(self, request):
        return super().get_queryset(request).where(request.user, Right.MANAGE_TEAM).select_related("opd")

    def get_readonly_fields(self, request, obj=None):
        return ("opd",) if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "opd":
            kwargs["queryset"] = OPD.objects.active().where(request.user, Right.MANAGE_TEAM)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        freshness.touch(obj.opd)
