"""The form field that holds one picture of the library, and the scripts with which it is chosen."""

from __future__ import annotations

from typing import Any

from django import forms

# In this order: each stands on the ones before it.
SCRIPTS = (
    "js/media-send.js",
    "js/media-upload.js",
    "js/media-describe.js",
    "js/media-chooser.js",
    "js/media-field.js",
)


class PictureChoice(forms.HiddenInput):
    """Hidden until static/js/media-field.js shows the picture and the way into the library; without it nothing changes."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-media-field": "", "data-kind": "photo"} | (attrs or {}))

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=SCRIPTS)
