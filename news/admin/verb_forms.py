"""The forms of the verbs: what each asks of the person who presses it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from news import html, keepers, passages
from news.models import Article, Note, NoteTag
from news.workflow import HAD_READERS
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
    """Asks for a reason; those below say to whom, with an example."""

    note = sentences("Alasan", required=NO_REASON)

    def clean_note(self) -> str:
        """Readers may be shown it, so nothing in it that they cannot see."""
        note = html.seen(self.cleaned_data["note"])
        if not html.line(note):
            raise forms.ValidationError(NO_REASON)
        return note


class ReturnForm(ReasonForm):
    note = sentences(
        "Alasan untuk penulis",
        required=NO_REASON,
        help_text="Sebut apa yang perlu diperbaiki. Contoh: Tambahkan jadwalnya, dan sebut nama narasumbernya.",
    )


class WithdrawForm(ReasonForm):
    note = sentences(
        "Alasan untuk pembaca",
        required=NO_REASON,
        help_text=(
            "Pembaca melihat alasan ini di alamat beritanya. Contoh: Jadwal yang dimuat keliru; jadwal yang benar menyusul. "
            "Pikirkan sekali lagi: setelah ditarik, berita ini baru bisa terbit lagi lewat tinjauan."
        ),
    )


class TimeForm(VerbForm):
    at = forms.DateTimeField(
        label="Waktu terbit (WIB)",
        input_formats=[TIME],
        help_text="Berita tampil sendiri pada waktu ini. Contoh: 16 Mei 2024 Jam 13:44",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME),
        error_messages={
            "required": "Pilih waktu terbitnya.",
            "invalid": "Waktu ini tidak terbaca. Contoh: 2024-05-16T13:44",
        },
    )


class OPDForm(VerbForm):
    opd = forms.ModelChoiceField(
        label="OPD tujuan",
        queryset=OPD.objects.none(),
        error_messages={"required": "Pilih OPD tujuannya.", "invalid_choice": "Pilih OPD lain yang masih aktif."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opd"].queryset = OPD.objects.active().exclude(pk=self.article.opd_id)  # type: ignore[attr-defined]


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
    note = sentences(
        "Pujian atau pesan untuk penulis (boleh kosong)",
        help_text="Penulis menerimanya lewat e-mail. Contoh: Bagus, kutipannya kuat.",
    )


class CorrectionForm(VerbForm):
    """Asks what was changed, of texts that somebody may have read already; `correction` is the note for readers."""

    SPELLING, SUBSTANCE = "ejaan", "isi"

    change = forms.ChoiceField(
        label="Apa yang berubah sejak versi yang dibaca orang?",
        choices=[(SPELLING, "Ejaan atau tata letak saja"), (SUBSTANCE, "Isi berita: tulis ralat")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih dulu apa yang berubah: ejaan saja, atau isi berita.",
            "invalid_choice": "Pilih salah satu: ejaan saja, atau isi berita.",
        },
    )
    correction = sentences(
        "Ralat untuk pembaca, bila isinya berubah",
        longest=500,
        help_text=(
            "Tampil di bawah berita dan tidak bisa dihapus lagi. "
            "Contoh: Versi sebelumnya menulis jadwal Senin; yang benar Selasa."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.article.live not in HAD_READERS:
            del self.fields["change"], self.fields["correction"]

    def clean_correction(self) -> str:
        return html.line(self.cleaned_data["correction"])

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if "correction" not in cleaned:
            return cleaned
        written = bool(cleaned["correction"])
        if any(line.strip().lower().startswith("ralat:") for line in cleaned.get("note", "").splitlines()):
            self.add_error("note", "Tulis ralat di kotak ralat, supaya pembaca juga membacanya.")
        if cleaned.get("change") == self.SUBSTANCE and not written:
            self.add_error("correction", "Tuliskan ralatnya: apa yang keliru, dan apa yang benar.")
        if cleaned.get("change") == self.SPELLING and written:
            self.add_error("change", "Anda menulis ralat. Pilih “Isi berita”, atau kosongkan ralatnya.")
        return cleaned


class PublishForm(CorrectionForm, PraiseForm):
    field_order = ("seen", "page", "change", "correction", "note")


class UrgentForm(CorrectionForm, ReasonForm):
    note = sentences(
        "Alasan untuk redaksi",
        required=NO_REASON,
        help_text="Mengapa tidak bisa menunggu? Contoh: Banjir di Cepu, warga perlu tahu jalur aman malam ini.",
    )
    field_order = ("seen", "page", "change", "correction", "note")


class ScheduleForm(TimeForm, PraiseForm):
    field_order = ("seen", "page", "at", "note")


class LookAgainForm(VerbForm):
    """A day by choice or by hand; `on` is that day, None for never."""

    ON_A_DAY, NEVER = "tanggal", "tidak"
    MONTHS = {"3": "3 bulan lagi", "6": "6 bulan lagi", "12": "1 tahun lagi"}

    soon = forms.ChoiceField(
        label="Kapan ditinjau ulang?",
        choices=[
            *MONTHS.items(),
            (ON_A_DAY, "Pada tanggal lain, tulis di bawah"),
            (NEVER, "Tidak perlu ditinjau ulang"),
        ],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Pilih salah satu dari daftar."},
    )
    on = forms.DateField(
        label="Tanggal lain",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Paling lama lima tahun lagi.",
        error_messages={"invalid": "Tanggal ini tidak terbaca. Contoh: 2024-05-16"},
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        soon = cleaned.get("soon") or self.ON_A_DAY
        if soon in self.MONTHS:
            cleaned["on"] = _months_ahead(int(soon))
        elif soon == self.NEVER:
            cleaned["on"] = None
        elif "on" in cleaned and cleaned["on"] is None:
            self.add_error("on", "Pilih salah satu, atau tulis tanggalnya.")
        return cleaned


def _months_ahead(months: int) -> date:
    """The same day so many months from today, or the last one of a shorter month."""
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


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
        self.fields["about"].queryset = self.article.notes.under_present_opd().select_related("article")  # type: ignore[attr-defined]


class AnswerForm(AboutNoteForm):
    words = sentences("Jawaban Anda", required="Tuliskan jawabannya lebih dulu.")
