"""The units of an OPD, kept by its admin."""

from __future__ import annotations

from django.contrib import admin

from opd.admin.scoped import OPDScopedAdmin
from opd.models import OPD, Unit
from opd.rights import Right


@admin.register(Unit)
class UnitAdmin(OPDScopedAdmin):
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
