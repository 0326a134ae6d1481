"""The one factory of the rich text editor, so that CKEditor can be replaced in one place."""

from ckeditor.widgets import CKEditorWidget
from django import forms


def editor() -> forms.Widget:
    """A widget for HTML. What it sends is never trusted: the services clean it."""
    return CKEditorWidget()
