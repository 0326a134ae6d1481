"""The form in which an article is written, in the order one writes."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminImageFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from news import html, inserts, parties, shape
from news.admin import conflict
from news.admin.editor import editor
from news.admin.picture_choice import PictureChoice
from news.models import Article, MediaAsset, MediaKind, Rubric
from news.models.article import TEXT_FIELDS
from news.refusals import Refused
from news.workflow import State
from opd import pictures
from opd.models import OPD, Unit

NO_TITLE = "Tulis judulnya dulu; bagian lain boleh menyusul."
PICTURE_AGAIN = "Pilih lagi fotonya: berkas yang tadi Anda pilih tidak ikut tersimpan."


class ArticleForm(forms.ModelForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    picture = forms.FileField(
        label="Atau unggah foto utama baru",
        required=False,
        widget=UnfoldAdminImageFieldWidget(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=f"JPEG, PNG atau WebP, paling besar {pictures.MEGABYTES} MB. Foto mendatar tampil paling baik.",
    )
    # Chosen from the library by static/js/media-field.js; a page without it leaves the picture as it is.
    lead = forms.ModelChoiceField(MediaAsset.objects.none(), label="Foto utama", required=False, widget=PictureChoice)
    why = forms.CharField(
        label="Mengapa Anda mengubahnya? (boleh kosong)",
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Penulis membacanya di samping perubahan Anda. Contoh: Tanggalnya disamakan dengan undangan.",
    )
    remove_picture = forms.BooleanField(label="Hapus foto ini", required=False, widget=UnfoldBooleanWidget)

    class Meta:
        model = Article
        fields = (
            *("opd", "title", "body", "summary", "lead_alt", "lead_credit", "rubric", "unit", "parties", "summary_jv"),
            "byline",
        )
        labels = {"parties": "Pihak terkait (di luar OPD)", "summary_jv": "Ringkasan Basa Jawa (boleh kosong)"}
        widgets = {
            "opd": UnfoldAdminSelectWidget,
            "title": UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
            "summary": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
            "lead_alt": UnfoldAdminTextInputWidget,
            "lead_credit": UnfoldAdminTextInputWidget,
            "rubric": UnfoldAdminSelectWidget,
            "unit": UnfoldAdminSelectWidget,
            "parties": UnfoldAdminTextInputWidget,
            "summary_jv": UnfoldAdminTextareaWidget(attrs={"rows": 3, "lang": "jv"}),
            "byline": UnfoldAdminTextInputWidget,
        }
        help_texts = {
            "title": "Sebut siapa melakukan apa. Contoh: Posyandu Ngawen Buka Setiap Selasa",
            "summary": "Satu atau dua kalimat terpenting; tampil di daftar berita dan di bawah judul.",
            "lead_alt": "Ceritakan isi foto bagi yang tidak bisa melihatnya. Contoh: Kader menimbang balita di balai desa",
            "lead_credit": "Siapa yang memotret. Contoh: Foto: Dinkes",
            "rubric": "Di rubrik mana pembaca akan mencarinya.",
            "unit": "Bidang yang punya kegiatan, bila ada.",
            "parties": "Lembaga lain yang diberitakan. Pisahkan dengan koma. Contoh: PMI Blora, APTRI",
            "summary_jv": "Satu atau dua kalimat bagi pembaca yang lebih akrab dengan Basa Jawa; aksara Jawa juga boleh.",
            "byline": "Kosongkan untuk memakai penanda tim OPD.",
        }
        error_messages = {"title": {"required": NO_TITLE}}

    fields: dict[str, Any]
    data: Any

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.conflict: conflict.Conflict | None = None  # when the saved text is newer than the one this person read
        if "body" not in self.fields:
            return  # only read: Django leaves out what cannot be changed
        self.fields["rubric"].queryset = Rubric.objects.all()
        self.fields["rubric"].empty_label = "Pilih rubrik"
        self._offer_opds(user)
        self._offer_media(user)
        self.initial["seen"] = self.instance.version
        self.initial["body"] = html.clean(self.instance.body)  # what an older portal or a command left there
        if not self.instance.lead_id:
            self.fields.pop("remove_picture")
        if self.instance.state != State.IN_REVIEW:
            self.fields.pop("why")
        if self.is_bound and self.instance.pk:
            self._put_in(conflict.chosen(self.data, self.instance))

    def _offer_opds(self, user) -> None:
        """One OPD is preset and fixed; an existing article keeps its own, whatever is posted."""
        offered = OPD.objects.open_to_write(user)
        fixed = self.instance.opd if self.instance.pk else offered[0] if len(offered[:2]) == 1 else None
        if fixed is not None:
            self.fields.pop("opd", None)
            self.instance.opd = fixed
        else:
            self.fields["opd"].queryset = offered
        units = Unit.objects.filter(opd__in=offered if fixed is None else [fixed])
        if "unit" in self.fields and units.exists():
            self.fields["unit"].queryset, self.fields["unit"].empty_label = units, "Tidak ada"
        else:
            self.fields.pop("unit", None)

    def _offer_media(self, user) -> None:
        """Pictures of the article's OPD and of the pool, as far as this person sees them, and the one that is there."""
        opd = self.instance.opd if self.instance.opd_id else None
        self.fields["body"].widget = editor(opd_pk=opd.pk if opd else None)
        lead = self.fields["lead"]
        seen = MediaAsset.objects.seen_by(user)
        offered = seen.usable_in(opd) if opd else seen
        lead.queryset = (offered | MediaAsset.objects.filter(pk=self.instance.lead_id)).exclude(kind=MediaKind.VIDEO)
        lead.widget.attrs["data-opd"] = opd.pk if opd else ""
        if self.instance.lead:
            lead.widget.attrs |= {"data-title": self.instance.lead.title, "data-alt": self.instance.lead_alt}

    def clean_title(self) -> str:
        title = html.line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(NO_TITLE)
        return title

    def clean_body(self) -> str:
        """As typed: the services clean it, and tell of the links that were hidden in it."""
        body = self.cleaned_data["body"]
        try:
            shape.check(body)
            inserts.check(body)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return body

    def clean_parties(self) -> str:
        typed = self.cleaned_data["parties"]
        if (count := len(parties.typed(typed))) > parties.MOST:
            raise forms.ValidationError(
                f"Ada {count} pihak, sedangkan yang tampil paling banyak {parties.MOST}. Sisakan yang paling berperan."
            )
        return typed

    def clean_picture(self) -> pictures.Accepted | None:
        upload = self.cleaned_data["picture"]
        return pictures.accept(upload) if upload else None

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        opd, unit = cleaned.get("opd") or getattr(self.instance, "opd", None), cleaned.get("unit")
        if unit is not None and opd is not None and unit.opd_id != opd.pk:
            self.add_error("unit", f"{unit} bukan bagian dari {opd}.")
        # The admin holds the row's lock while a form is posted, so this version cannot grow old before the save.
        # A body that was refused (too deep, too long) costs too much to be compared: that is mended first.
        if self.instance.pk and cleaned.get("seen") != self.instance.version and "body" not in self.errors:
            self._meet(cleaned)
        return cleaned

    def _meet(self, cleaned: dict) -> None:
        """Refuse, put in what only the other one changed, show the rest, and let the next save be made knowing both.

        Who typed what is saved already (pressed twice, perhaps) has no conflict with anybody.
        """
        found = conflict.between(self, cleaned.get("seen"))
        if found is None:
            cleaned["seen"] = self.instance.version
            return
        self.conflict, theirs = found
        self.add_error(None, f"{self.conflict.sentence} Lihat bagian atas halaman ini, lalu simpan lagi.")
        self._put_in(theirs | {"seen": self.conflict.version})

    def _put_in(self, words: dict[str, Any]) -> None:
        """As if they had been typed; a picture of the other one's is put in by leaving one's own out."""
        if not words:
            return
        self.data = self.data.copy()
        if "lead" in words:
            self.files = self.files.copy()
            self.files.pop("picture", None)
            self.data.pop("remove_picture", None)
        for name in words:
            self.data[name] = "" if words[name] is None else str(words[name])

    def full_clean(self) -> None:
        """A browser does not send a chosen file twice: whoever has to send the form again is told to choose it again."""
        super().full_clean()
        if self.is_bound and self.errors and "lead" not in self.data:  # sent without the script: it stays what it is
            self.data = self.data.copy()
            self.data["lead"] = str(self.instance.lead_id or "")
        if self.is_bound and self.errors and self.files.get("picture") and "picture" not in self.errors:
            self.add_error("picture", PICTURE_AGAIN)

    def text(self) -> dict:
        """The TEXT_FIELDS that this form offered."""
        text = {name: value for name, value in self.cleaned_data.items() if name in TEXT_FIELDS}
        if "lead" not in self.data or self.cleaned_data.get("picture"):
            text.pop("lead", None)
        if self.cleaned_data.get("remove_picture"):
            text["lead"] = None
        return text
