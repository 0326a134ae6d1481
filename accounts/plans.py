"""What every import from a file has in common: what each line would do is shown first; then exactly that is done, or nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from django import forms

from accounts import sheets
from accounts.sheets import SheetRefused, even

AGAIN = "Belum ada yang dijalankan: keadaan di portal berubah sejak rencana tadi ditampilkan. Periksa rencana yang baru ini."
BROKEN = "Rencana ini tidak utuh lagi. Tidak ada yang diubah; unggah berkasnya sekali lagi."
MISSING = "Pilih berkasnya dulu."

Step = TypeVar("Step")


@dataclass(frozen=True)
class Plan(Generic[Step]):
    """What each line of a file comes to: a step has an `outcome`, and those in `doing` change something."""

    steps: list[Step]
    digest: str
    doing: tuple[str, ...]

    def of(self, *outcomes: str) -> list[Step]:
        return [step for step in self.steps if step.outcome in outcomes]  # type: ignore[attr-defined]

    @property
    def to_do(self) -> list[Step]:
        return self.of(*self.doing)


class Changed(Exception):
    """What would happen now is not what was shown: nothing was done; `plan` is the new one."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Keadaan di portal berubah sejak rencana ini ditampilkan.")
        self.plan = plan


def digest(text: str, said: list) -> str:
    """Of the file and of everything its steps say: it is another when the portal is."""
    return hashlib.sha256(json.dumps([even(text), said]).encode()).hexdigest()


class FileForm(forms.Form):
    """Asks for the file. `most` bytes are read of it."""

    most: int

    file = forms.FileField(
        label="Berkas CSV",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": MISSING,
            "missing": MISSING,
            "empty": "Berkas ini kosong. Unduh contoh berkasnya, isi, lalu unggah lagi.",
        },
    )

    def clean_file(self) -> str:
        """The text of the file."""
        try:
            return sheets.text_of(self.cleaned_data["file"].read(self.most + 1), self.most)
        except SheetRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class RunForm(forms.Form):
    """The file and the plan as they were shown; the file had at most `most` bytes."""

    most: int

    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    plan = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_text(self) -> str:
        if len(self.cleaned_data["text"]) > 2 * self.most:  # a browser makes two characters of one at each line's end
            raise forms.ValidationError(BROKEN)
        return self.cleaned_data["text"]
