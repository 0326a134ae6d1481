"""The rubrics, kept by the portal administrator."""

from django.contrib import admin

from accounts.desk_page import DeskPage
from news.models import Rubric


@admin.register(Rubric)
class RubricAdmin(DeskPage):
    list_display = ("name", "slug", "position")
    fields = ("name", "slug", "description", "position")

    def _is_portal_admin(self, request, obj=None) -> bool:
        return request.user.is_active and request.user.is_superuser

    has_module_permission = has_view_permission = has_add_permission = has_change_permission = _is_portal_admin
