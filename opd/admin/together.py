"""Two people with the same form open: what each of them changed is kept, and nobody's words are lost unseen."""

from __future__ import annotations

import json
from hashlib import blake2b

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst, get_text_list

from opd.admin.scoped import OPDScopedAdmin

OUTDATED = (
    "Belum tersimpan: {fields} sudah diubah, oleh orang lain atau oleh Anda di jendela lain, sejak Anda membuka halaman "
    "ini. Isian Anda tidak hilang: bandingkan dengan yang tersimpan sekarang, lalu simpan sekali lagi untuk memakai "
    "isian Anda."
)
THERE = "Sudah diubah di jendela lain. Yang tersimpan sekarang: “{words}”."
EMPTIED = "Sudah diubah di jendela lain. Sekarang tidak ada isinya."


class Overtaken(Exception):
    """Somebody saved the row between the moment this form was checked and the moment it was to be saved."""


class SeenField(forms.CharField):
    """A mark of what stands in each field of the page, `phone:3f2a… email:91bc…`; always what stands there now."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return initial

    def has_changed(self, initial, data) -> bool:
        return False


class TogetherForm(forms.ModelForm):
    """Saves only what this person changed since the page was opened. A form without marks was opened just now."""

    seen = SeenField(required=False)
    stood: models.Model | None = None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = lambda: " ".join(f"{name}:{mark}" for name, mark in self.marks().items())

    def marks(self) -> dict[str, str]:
        """What stands in each field; nothing of a row that is only being made."""
        if self.instance.pk is None:
            return {}
        return {name: _mark(self.initial.get(name)) for name in self.fields if name != "seen"}

    @cached_property
    def changed_data(self) -> list[str]:
        """What this person changed; not what somebody else did since the page was opened."""
        return [name for name in super().changed_data if not self._left_alone(name)]

    @cached_property
    def overtaken(self) -> list[str]:
        """What somebody else changed as well, to something else."""
        return [name for name in self.fields if name in self._anew and name in self.changed_data]

    def clean(self) -> dict:
        """What this person left alone is as it stands now, before anything is compared with it."""
        cleaned = super().clean() or {}
        for name in self._anew & cleaned.keys():
            if self._left_alone(name):
                cleaned[name] = getattr(self.instance, name, None)  # a field that is no column has nothing to save
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        if self.overtaken:
            labels = [capfirst(self.fields[name].label or name) for name in self.overtaken]
            self.add_error(None, OUTDATED.format(fields=get_text_list(labels, "dan")))
        for name in self.overtaken:
            words = self.there(name)
            self.add_error(name, THERE.format(words=words) if words else EMPTIED)
        for name in self._anew - {*self.changed_data}:  # a form that is shown again shows them as they are now
            self.fields[name].bound_data = lambda data, initial: initial  # type: ignore[method-assign]

    def there(self, name: str) -> str:
        """What stands in a field now, as people read it."""
        value = self.initial.get(name)
        if isinstance(value, bool):
            return "ya" if value else "tidak"
        choices = getattr(self.fields[name], "choices", ())
        return {str(key): str(label) for key, label in choices}.get(str(value), "" if value is None else str(value))

    def take_up(self) -> None:
        """Lock the row, and let `instance` differ from it in nothing but what this person changed.

        `stood` is the row as it was. Overtaken where a field of this form is not what it was when the form was checked.
        """
        row = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        if type(self)(instance=row).marks().items() - self.marks().items():
            raise Overtaken
        for field in row._meta.concrete_fields:
            if field.name not in self.changed_data:
                setattr(self.instance, field.attname, getattr(row, field.attname))
        self.stood = row

    @cached_property
    def _seen(self) -> dict[str, str]:
        """The marks that came with the form, whatever else came in their place."""
        if not self.is_bound or self.instance.pk is None:
            return {}
        pairs = (pair.partition(":")[::2] for pair in (self["seen"].data or "").split())
        return {name: mark for name, mark in pairs if name in self.marks()}

    @cached_property
    def _anew(self) -> set[str]:
        """The fields that somebody has changed since the page was opened."""
        now = self.marks()
        return {name for name, mark in self._seen.items() if now[name] != mark}

    def _left_alone(self, name: str) -> bool:
        return name in self._seen and _mark(self[name].data) == self._seen[name]


class TogetherAdmin(OPDScopedAdmin):
    """The page of a `TogetherForm`."""

    change_form_before_template = "opd/admin/seen.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Overtaken:  # nothing was saved: asked once more, the form knows what stands there now
            return self.changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        response = super().render_change_form(request, context, *args, **kwargs)
        if context["adminform"].form.overtaken:
            response.status_code = 409
        return response

    def save_form(self, request, form, change):
        if change:
            form.take_up()
        return super().save_form(request, form, change)


def _mark(value) -> str:
    """The same for what is shown in a field and for what a browser sends of it unchanged."""
    words = json.dumps(value) if isinstance(value, list) else str("" if value is None else value)
    return blake2b(words.replace("\r\n", "\n").strip().encode(), digest_size=6).hexdigest()
