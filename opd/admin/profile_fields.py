"""The fields of an agency's profile that are no plain text: its week, its colour."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from opd import opening
from opd.accents import ACCENTS, NAMES


class WeekWidget(forms.Widget):
    """Seven rows of two clocks; a form that does not have them (they were not sent) changes nothing."""

    def format_value(self, value: Any) -> list[tuple[str, str]]:
        return value if isinstance(value, list) else opening.typed([])

    def value_from_datadict(self, data, files, name) -> list[tuple[str, str]] | None:
        fields = [(f"{name}_opens_{day}", f"{name}_closes_{day}") for day in range(1, 8)]
        if not any(field in data for pair in fields for field in pair):
            return None
        return [(data.get(opens, ""), data.get(closes, "")) for opens, closes in fields]

    def value_omitted_from_data(self, data, files, name) -> bool:
        return self.value_from_datadict(data, files, name) is None

    def id_for_label(self, id_: str) -> str:
        return ""  # seven rows, each with labels of its own

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        days = zip(range(1, 8), opening.DAYS, self.format_value(value), strict=True)
        rows = [(number, day, _for_clock(opens), _for_clock(closes)) for number, day, (opens, closes) in days]
        return render_to_string("opd/admin/week.html", {"name": name, "rows": rows})


def _for_clock(words: str) -> str:
    """As `<input type=time>` takes it; what is no hour cannot be shown in one."""
    return words.strip().replace(".", ":")


class WeekField(forms.Field):
    """`OPD.hours`; None where nothing was sent."""

    widget = WeekWidget

    def clean(self, value: list[tuple[str, str]] | None) -> list[dict] | None:
        return None if value is None else opening.read(value)

    def has_changed(self, initial, data) -> bool:
        return data is not None and [tuple(pair) for pair in initial or opening.typed([])] != data


class AccentChoice(forms.RadioSelect):
    """The sixteen colours to be seen, each with its name."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        colours = [(number, colour, NAMES[number], str(number) == str(value)) for number, colour in ACCENTS.items()]
        return render_to_string("opd/admin/accents.html", {"name": name, "colours": colours})


def accent_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Warna OPD",
        choices=list(NAMES.items()),
        coerce=int,
        widget=AccentChoice,
        help_text="Warna bidang judul, tautan, dan sampul di situs OPD. Semuanya terbaca di layar terang dan gelap.",
    )
