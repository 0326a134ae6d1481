"""The rubrics, kept by the portal administrator."""

from django.contrib import admin

from accounts.desk_page import DeskPage
from news.models import Rubric
from opd import freshness


@admin.register(Rubric)
class RubricAdmin(DeskPage):
    list_display = ("name", "slug", "position")
    fields = ("name", "slug", "description", "position")

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        freshness.touch_portal()

    def _is_portal_admin(self, request, obj=None) -> bool:
        return request.user.is_active and request.user.is_superuser

    has_module_permission = has_view_permission = has_add_permission = has_change_permission = _is_portal_admin
