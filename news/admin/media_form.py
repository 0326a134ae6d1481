"""The form in which a photo, a video or an infographic is described, in the order one would tell of it."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminImageFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from news import library, tables, title_cover, youtube
from news.admin.picture_choice import PictureChoice
from news.models import MediaAsset, MediaKind
from opd import pictures
from opd.accents import ACCENTS
from opd.models import OPD

LINE, PARAGRAPH = UnfoldAdminTextInputWidget, UnfoldAdminTextareaWidget
NO_STILL = "Pilih gambar sampul, atau centang “Buatkan sampul”."
NO_PICTURE = "Pilih fotonya dulu."


class MediaForm(forms.ModelForm):
    kind = forms.ChoiceField(choices=MediaKind.choices, widget=forms.HiddenInput, initial=MediaKind.PHOTO)
    picture = forms.FileField(
        label="Foto",
        required=False,
        widget=UnfoldAdminImageFieldWidget(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=f"JPEG, PNG atau WebP, paling besar {pictures.MEGABYTES} MB.",
    )
    link = forms.CharField(
        label="Tautan YouTube",
        max_length=500,
        widget=LINE,
        help_text="Buka videonya di YouTube, tekan Bagikan, salin tautannya, lalu tempel di sini.",
    )
    still = forms.ModelChoiceField(
        MediaAsset.objects.none(),
        label="Gambar sampul",
        required=False,
        widget=PictureChoice,
        help_text="Foto yang tampil sebelum video diputar.",
    )
    make_cover = forms.BooleanField(
        label="Buatkan sampul dari judulnya",
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="Bila belum ada foto yang cocok. Sampul itu masuk pustaka sebagai foto dan bisa diganti kapan saja.",
    )
    table_file = forms.FileField(
        label="Tabel angkanya (CSV)",
        required=False,
        help_text="Boleh kosong. Pembaca melihatnya sebagai tabel dan bisa mengunduhnya.",
    )
    remove_table = forms.BooleanField(label="Hapus tabel yang ada", required=False, widget=UnfoldBooleanWidget)

    class Meta:
        model = MediaAsset
        fields = (
            "opd", "title", "alt", "decorative", "caption", "credit", "source", "licence", "vulnerable", "consent",
            "taken_on", "place", "focus_x", "focus_y", "still", "captioned", "transcript", "text_equivalent",
        )  # fmt: skip
        widgets = {
            "opd": UnfoldAdminSelectWidget,
            "title": LINE,
            "alt": PARAGRAPH(attrs={"rows": 2}),
            "decorative": UnfoldBooleanWidget,
            "caption": PARAGRAPH(attrs={"rows": 2}),
            "credit": LINE,
            "source": LINE,
            "licence": UnfoldAdminSelectWidget,
            "vulnerable": UnfoldBooleanWidget,
            "consent": PARAGRAPH(attrs={"rows": 2}),
            "taken_on": UnfoldAdminSingleDateWidget,
            "place": LINE,
            "captioned": UnfoldBooleanWidget,
            "transcript": PARAGRAPH(attrs={"rows": 6}),
            "text_equivalent": PARAGRAPH(attrs={"rows": 6}),
        }
        help_texts = {
            "title": "Nama untuk mencarinya lagi. Contoh: Penimbangan balita di Ngawen",
            "alt": "Ceritakan isinya bagi yang tidak bisa melihat. Contoh: Kader menimbang balita di balai desa.",
            "decorative": "Hanya bila foto ini tidak menceritakan apa pun, misalnya pola latar.",
            "caption": "Kalimat di bawah foto: siapa, apa, di mana, kapan.",
            "credit": "Siapa yang membuat. Contoh: Foto: Dinkes",
            "source": "Dari mana asalnya bila bukan buatan sendiri. Contoh: Arsip Kecamatan Ngawen",
            "vulnerable": "Anak, pasien, atau korban yang wajahnya bisa dikenali.",
            "consent": "Siapa yang mengizinkan, kapan, lewat apa. Hanya terbaca di meja redaksi.",
            "place": "Contoh: Balai Desa Trembulrejo, Ngawen",
            "captioned": "Centang setelah Anda memeriksa subtitle videonya di YouTube.",
            "transcript": "Tulis apa yang dikatakan dan terlihat, bila videonya belum punya subtitle.",
            "text_equivalent": "Tulis semua angka dan kesimpulan di gambar itu, agar terbaca tanpa melihatnya.",
        }

    fields: dict[str, Any]

    def __init__(self, *args, user, kind: str = "", refusal: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.refusal = user, refusal
        self.of_kind: str = self.instance.kind if self.instance.pk else kind or self.data.get("kind") or MediaKind.PHOTO
        if self.of_kind not in MediaKind.values:
            self.of_kind = MediaKind.PHOTO
        self.initial["kind"] = self.of_kind
        if "title" not in self.fields:
            return  # only read
        self._offer_opds()
        self._keep_what_fits()

    def _offer_opds(self) -> None:
        """One OPD is preset and fixed; what is there keeps its own, whatever is posted."""
        offered = OPD.objects.filter(pk__in=[opd.pk for opd in library.opds_of(self.user)])
        fixed = self.instance.opd if self.instance.pk else offered[0] if len(offered[:2]) == 1 else None
        if fixed is None:
            self.fields["opd"].queryset = offered
            return
        self.fields.pop("opd", None)
        self.instance.opd = fixed

    def _keep_what_fits(self) -> None:
        """Only what is asked of this kind, and now."""
        # The picture is given once, and its focal point is set on it.
        later = {"picture"} if self.instance.pk else {"focus_x", "focus_y"}
        for name in WITHOUT[self.of_kind] | later:
            self.fields.pop(name, None)
        self.fields["title"].required = self.of_kind != MediaKind.PHOTO
        if self.of_kind == MediaKind.VIDEO:
            self._offer_still()
        if self.of_kind == MediaKind.INFOGRAPHIC and not self.instance.table:
            self.fields.pop("remove_table")
        if self.of_kind == MediaKind.INFOGRAPHIC and "picture" in self.fields:
            self.fields["picture"].label = "Gambar infografis"

    def _offer_still(self) -> None:
        opd = self.instance.opd if self.instance.opd_id else None
        seen = MediaAsset.objects.seen_by(self.user)
        offered = (seen.usable_in(opd) if opd else seen) | MediaAsset.objects.filter(pk=self.instance.still_id)
        still = self.fields["still"]
        still.queryset = offered.exclude(kind=MediaKind.VIDEO)
        still.widget.attrs["data-opd"] = opd.pk if opd else ""
        if self.instance.still:
            still.widget.attrs |= {"data-title": self.instance.still.title, "data-alt": self.instance.still.alt}
        if self.instance.youtube:
            self.initial["link"] = youtube.watch_address(self.instance.youtube)

    def clean_picture(self) -> pictures.Accepted:
        upload = self.cleaned_data["picture"]
        if not upload:
            raise forms.ValidationError(NO_PICTURE)
        return pictures.accept(upload)

    def clean_link(self) -> str:
        return youtube.video_id(self.cleaned_data["link"])

    def clean_table_file(self) -> list[list[str]] | None:
        upload = self.cleaned_data["table_file"]
        return tables.read(upload) if upload else None

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.refusal:  # by the library, a moment ago
            raise forms.ValidationError(self.refusal)
        wants_still = self.of_kind == MediaKind.VIDEO and not cleaned.get("make_cover")
        if wants_still and not cleaned.get("still") and not self.errors:
            self.add_error("make_cover", NO_STILL)
        if cleaned.get("vulnerable") and not (cleaned.get("consent") or "").strip():
            self.add_error("consent", "Tulis siapa yang mengizinkan orang ini ditampilkan, atau pilih foto lain.")
        return cleaned

    def words(self, opd: OPD) -> dict:
        """What `news/library.py` is told. The offered cover goes into the library first, as a photo of its own."""
        words = {name: value for name, value in self.cleaned_data.items() if name in library.FIELDS}
        if self.of_kind == MediaKind.VIDEO:
            words["youtube"] = self.cleaned_data["link"]
        if self.cleaned_data.get("make_cover"):
            words["still"] = self._cover(opd)
        if self.cleaned_data.get("table_file") or self.cleaned_data.get("remove_table"):
            words["table"] = self.cleaned_data.get("table_file") or []
        return words

    def _cover(self, opd: OPD) -> MediaAsset:
        title = self.cleaned_data["title"]
        drawn = io.BytesIO(title_cover.cover(title, opd.name, ACCENTS[opd.accent]))
        drawn.size = len(drawn.getvalue())  # type: ignore[attr-defined]
        said = {
            "title": f"Sampul: {title}"[:200],
            "alt": f"Sampul video: {title}"[:300],
            "credit": opd.short_name[:100],
        }
        return library.take_in(opd, by=self.user, picture=pictures.accept(drawn), **said)


OF_A_VIDEO = {"link", "still", "make_cover", "captioned", "transcript"}
OF_AN_INFOGRAPHIC = {"text_equivalent", "table_file", "remove_table"}
WITHOUT: dict[str, set[str]] = {
    MediaKind.PHOTO: OF_A_VIDEO | OF_AN_INFOGRAPHIC,
    MediaKind.INFOGRAPHIC: OF_A_VIDEO | {"decorative"},
    MediaKind.VIDEO: OF_AN_INFOGRAPHIC | {"picture", "alt", "decorative", "focus_x", "focus_y"},
}
