"""What a note can be about, kept by the portal administrator."""

from django.contrib import admin

from accounts.desk_page import PortalPage
from news.models import NoteTag


@admin.register(NoteTag)
class NoteTagAdmin(PortalPage):
    list_display = ("name", "description", "position")
    fields = ("name", "description", "position")
