"""The editors' desks, kept by the portal administrator."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import get_user_model
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.desk_page import DeskPage
from opd import roles
from opd.models import Desk


@admin.register(Desk)
class DeskAdmin(DeskPage):
    list_display = ("name", "all_opds")
    fields = ("name", "all_opds", "opds", "members")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Boxes to tick, which a thumb can; people who are switched off are no choice."""
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        if db_field.name == "members":
            kwargs["queryset"] = get_user_model().objects.filter(is_active=True)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _is_portal_admin(self, request, obj=None) -> bool:
        return request.user.is_active and request.user.is_superuser

    has_module_permission = has_view_permission = has_add_permission = has_change_permission = _is_portal_admin

    def save_related(self, request, form, formsets, change) -> None:
        """Who sits at a desk has its OPDs at once, and who left it none."""
        super().save_related(request, form, formsets, change)
        roles.seat_editors()
