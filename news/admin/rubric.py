"""The rubrics, kept by the portal administrator."""

from django.contrib import admin

from accounts.desk_page import PortalPage
from news.models import Rubric
from opd import freshness


@admin.register(Rubric)
class RubricAdmin(PortalPage):
    list_display = ("name", "slug", "position")
    fields = ("name", "slug", "description", "position")

    def get_readonly_fields(self, request, obj=None):
        """Readers and feed readers have its address, and nothing leads on from an old one."""
        return ("slug",) if obj else ()

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        freshness.touch_portal()
