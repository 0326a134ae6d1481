"""The forms of the verbs: what each asks of the person who presses it."""

from __future__ import annotations

from django import forms
from django.contrib.auth import get_user_model

from news import html, keepers, passages
from news.models import Article, Note, NoteTag
from news.workflow import Live
from opd.models import OPD

TIME = "%Y-%m-%dT%H:%M"
NO_REASON = "Tuliskan alasannya lebih dulu."


def sentences(label: str, *, required: str = "", longest: int = 2000, help_text: str = "") -> forms.CharField:
    """A field for a few sentences; `required` is what somebody reads who left it empty."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(required),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required},
    )


class VerbForm(forms.Form):
    """`seen` is the version of the text that stood beside the button; `article` is what the verb is done to."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    page = forms.CharField(widget=forms.HiddenInput, required=False)  # the page the button stood on: back there

    def __init__(self, *args, article: Article, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.article = article


class ReasonForm(VerbForm):
    note = forms.CharField(
        label="Alasan",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NO_REASON},
    )

    def clean_note(self) -> str:
        """Readers may be shown it, so nothing in it that they cannot see."""
        note = html.seen(self.cleaned_data["note"])
        if not html.line(note):
            raise forms.ValidationError(NO_REASON)
        return note


class TimeForm(VerbForm):
    at = forms.DateTimeField(
        label="Waktu terbit (WIB)",
        input_formats=[TIME],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME),
        error_messages={
            "required": "Pilih waktu terbitnya.",
            "invalid": "Waktu ini tidak terbaca. Contoh: 2024-05-16T13:44",
        },
    )


class OPDForm(VerbForm):
    opd = forms.ModelChoiceField(
        label="OPD tujuan", queryset=OPD.objects.none(), error_messages={"required": "Pilih OPD tujuannya."}
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opd"].queryset = OPD.objects.active()  # type: ignore[attr-defined]


class KeeperForm(VerbForm):
    to = forms.ModelChoiceField(
        label="Rekan",
        queryset=get_user_model().objects.none(),
        empty_label="Pilih rekan",
        error_messages={
            "required": "Pilih rekannya.",
            "invalid_choice": "Orang ini bukan anggota tim OPD naskah ini hari ini. Pilih rekan yang lain.",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = keepers.colleagues(self.article.opd).exclude(pk=self.article.keeper_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class SubmitForm(VerbForm):
    urgent = forms.BooleanField(
        label="Mendesak: harus terbit hari ini",
        required=False,
        help_text="Naskah naik ke atas antrean redaksi. Pakai hanya bila benar-benar perlu.",
    )
    note = sentences("Pesan untuk redaktur (boleh kosong)")


class PraiseForm(VerbForm):
    note = sentences("Pujian atau pesan untuk penulis (boleh kosong)")


class CorrectionForm(VerbForm):
    """Asks for a correction note, of texts that somebody may have read already."""

    correction = sentences(
        "Ralat untuk pembaca (boleh kosong)",
        longest=500,
        help_text="Isi bila yang diubah adalah isi berita, bukan ejaan. Contoh: Versi sebelumnya menulis jadwal Senin; yang benar Selasa.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.article.live in (Live.NONE, Live.AHEAD):
            del self.fields["correction"]


class PublishForm(CorrectionForm, PraiseForm):
    field_order = ("seen", "page", "correction", "note")


class UrgentForm(CorrectionForm, ReasonForm):
    field_order = ("seen", "page", "note", "correction")


class ScheduleForm(TimeForm, PraiseForm):
    field_order = ("seen", "page", "at", "note")


class LookAgainForm(VerbForm):
    on = forms.DateField(
        label="Tinjau ulang pada tanggal",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Kosongkan bila tidak perlu ditinjau ulang.",
        error_messages={"invalid": "Tanggal ini tidak terbaca. Contoh: 2024-05-16"},
    )


class VersionForm(VerbForm):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class NoteForm(VerbForm):
    PASSED = ("quote", "field", "before", "after", "tag", "words")

    quote = forms.CharField(
        label="Bagian naskah",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Pilih kata-katanya di naskah, atau salin ke sini.",
        error_messages={"required": "Pilih dulu bagian naskah yang Anda maksud."},
    )
    field = forms.ChoiceField(
        choices=[("", "")] + [(name, name) for name in passages.FIELDS], required=False, widget=forms.HiddenInput
    )
    before = forms.CharField(required=False, max_length=500, strip=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=500, strip=False, widget=forms.HiddenInput)
    tag = forms.ModelChoiceField(
        label="Tentang",
        queryset=NoteTag.objects.none(),
        empty_label="Pilih jenisnya",
        error_messages={"required": "Pilih jenis catatannya.", "invalid_choice": "Pilih salah satu dari daftar."},
    )
    words = sentences("Catatan Anda", required="Tuliskan catatannya lebih dulu.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].queryset = NoteTag.objects.all()  # type: ignore[attr-defined]


class AboutNoteForm(VerbForm):
    """`about` is a note of this article, never of another one."""

    about = forms.ModelChoiceField(
        queryset=Note.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Catatan ini tidak ada di naskah ini.", "required": "Catatan mana?"},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = self.article.notes.select_related("article")  # type: ignore[attr-defined]


class AnswerForm(AboutNoteForm):
    words = sentences("Jawaban Anda", required="Tuliskan jawabannya lebih dulu.")
