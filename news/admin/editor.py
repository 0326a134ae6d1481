"""The one factory of the rich text editor, so that CKEditor can be replaced in one place."""

from __future__ import annotations

from ckeditor.widgets import CKEditorWidget
from django import forms

from news.admin import picture_choice

PLUGIN = ("js/ckeditor-media/arriving.js", "js/ckeditor-media/plugin.js")


class Editor(CKEditorWidget):
    """CKEditor with the pictures of the library."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=(*picture_choice.SCRIPTS, *PLUGIN))


def editor(opd_pk: int | None = None) -> forms.Widget:
    """A widget for HTML. What it sends is never trusted: the services clean it.

    `opd_pk`: the OPD whose pictures it offers; None where the form's own field `opd` says so.
    """
    return Editor(attrs={"data-opd": opd_pk} if opd_pk else None)


def page_editor() -> forms.Widget:
    """The same for the pages of an OPD's site, which are words, lists and tables."""
    return CKEditorWidget(config_name="page")
