"""What a note can be about, kept by the portal administrator."""

from django.contrib import admin

from accounts.desk_page import DeskPage
from news.models import NoteTag


@admin.register(NoteTag)
class NoteTagAdmin(DeskPage):
    list_display = ("name", "description", "position")
    fields = ("name", "description", "position")

    def _is_portal_admin(self, request, obj=None) -> bool:
        return request.user.is_active and request.user.is_superuser

    has_module_permission = has_view_permission = has_add_permission = has_change_permission = _is_portal_admin
