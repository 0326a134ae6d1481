"""The media library: what each OPD has photographed, filmed or drawn, and where it is used."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator

from opd.access import opds_where
from opd.models import OPD
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import Right

HERE = (Right.WRITE_NEWS, Right.MANAGE_MEDIA)  # whoever holds one of these works with the OPD's library
PAGE_WIDTH = 960  # pixels


class MediaKind(models.TextChoices):
    PHOTO = "photo", "Foto"
    VIDEO = "video", "Video"
    INFOGRAPHIC = "infographic", "Infografis"


class Licence(models.TextChoices):
    """On what ground it may be shown."""

    OWN = "own", "Dibuat sendiri oleh OPD ini"
    PERMISSION = "permission", "Dipakai dengan izin pembuatnya"
    CC_BY = "cc-by", "Creative Commons BY"
    CC_BY_SA = "cc-by-sa", "Creative Commons BY-SA"
    FREE = "free", "Bebas dipakai (domain publik, CC0)"


class MediaAssetQuerySet(OwnedByOPDQuerySet):
    def seen_by(self, user) -> Self:
        """The libraries of one's own OPDs, and what any OPD has put into the shared pool."""
        own = opds_where(user, *HERE)
        reads_pool = bool(own) or bool(opds_where(user, Right.REVIEW_NEWS))
        return self.filter(Q(opd__in=own) | Q(shared=True)) if reads_pool else self.none()

    def usable_in(self, opd: OPD) -> Self:
        """What a text of this OPD may show: its own, and the shared pool."""
        return self.filter(Q(opd=opd) | Q(shared=True))

    def unfinished(self) -> Self:
        """Pictures whose renditions are still to be made."""
        return self.filter(rendered_at=None).exclude(original={})


class MediaAsset(models.Model):
    """A photo, a video or an infographic. Written by `news/library.py`; its renditions by `news/renditions.py`.

    A *file* is `{"name", "width", "height", "type"}`, its name one on the storage.
    """

    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="media")
    kind = models.CharField("jenis", max_length=12, choices=MediaKind, default=MediaKind.PHOTO)
    title = models.CharField("judul", max_length=200, blank=True)
    alt = models.CharField("teks alternatif", max_length=300, blank=True)
    decorative = models.BooleanField("hiasan", default=False)
    caption = models.CharField("keterangan", max_length=500, blank=True)
    credit = models.CharField("pembuat", max_length=100, blank=True)
    source = models.CharField("asal", max_length=200, blank=True)
    licence = models.CharField("izin pakai", max_length=12, choices=Licence, default=Licence.OWN)
    vulnerable = models.BooleanField("ada anak, pasien, atau korban yang bisa dikenali", default=False)
    consent = models.TextField("catatan persetujuan", blank=True)  # for the desk only, never public
    taken_on = models.DateField("diambil pada", null=True, blank=True)
    place = models.CharField("tempat", max_length=120, blank=True)
    focus_x = models.PositiveSmallIntegerField("titik utama, mendatar", default=50, validators=[MaxValueValidator(100)])
    focus_y = models.PositiveSmallIntegerField("titik utama, tegak", default=50, validators=[MaxValueValidator(100)])
    shared = models.BooleanField("di pustaka bersama", default=False, editable=False)

    # --- Its files; a video has none of its own, it is shown by its still -------------------------------------------
    original = models.JSONField("berkas asli", default=dict, editable=False)  # a file, or {}
    base = models.CharField("awal nama berkas", max_length=32, blank=True, editable=False)
    sizes = models.JSONField("ukuran", default=list, editable=False)  # files, smallest first
    crops = models.JSONField("potongan 3:2", default=list, editable=False)  # files, around the focal point
    tint = models.JSONField("warna", default=list, editable=False)  # six colours, 3 columns x 2 rows: the placeholder
    rendered_at = models.DateTimeField("ukuran selesai pada", null=True, editable=False)
    render_tries = models.PositiveSmallIntegerField("percobaan", default=0, editable=False)
    upload_key = models.CharField("kunci unggahan", max_length=36, null=True, editable=False)  # noqa: DJ001 (unique)

    # --- Video and infographic ---------------------------------------------------------------------------------------
    youtube = models.CharField("video YouTube", max_length=11, blank=True)
    still = models.ForeignKey(
        "self", verbose_name="gambar sampul", null=True, blank=True, on_delete=models.PROTECT, related_name="videos"
    )
    captioned = models.BooleanField("video ini punya teks terjemahan (subtitle)", default=False)
    transcript = models.TextField("isi video dalam tulisan", blank=True)
    text_equivalent = models.TextField("isi infografis dalam tulisan", blank=True)
    table = models.JSONField("tabel di baliknya", default=list, blank=True)  # rows of cells, the first is the heading

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diunggah oleh",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField("diunggah pada", auto_now_add=True)
    changed_at = models.DateTimeField("diubah pada", auto_now=True)

    objects = MediaAssetQuerySet.as_manager()

    class Meta:
        verbose_name = "media"
        verbose_name_plural = "media"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["opd", "-id"], name="media_of_opd"),
            models.Index(fields=["-id"], name="media_shared", condition=Q(shared=True)),
            models.Index(fields=["id"], name="media_unfinished", condition=Q(rendered_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "upload_key"], name="media_uploaded_once"),
            models.CheckConstraint(condition=Q(kind__in=MediaKind.values), name="media_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=MediaKind.VIDEO) | Q(youtube="", still=None), name="media_video_only_has_a_player"
            ),
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100), name="media_focus_lies_in_the_picture"
            ),
            models.CheckConstraint(
                condition=~Q(decorative=True) | Q(kind=MediaKind.PHOTO), name="media_decoration_is_a_photo"
            ),
        ]

    def __str__(self) -> str:
        return self.title or Truncator(self.alt).words(8) or f"{self.get_kind_display()} {self.pk}"

    def usable_in(self, opd: OPD) -> bool:
        """May a text of this OPD show it? Compare `MediaAssetQuerySet.usable_in`, which asks for rows."""
        return self.shared or self.opd_id == opd.pk

    @property
    def face(self) -> MediaAsset:
        """Whose files show it: its own, a video's still."""
        return self.still if self.kind == MediaKind.VIDEO and self.still else self

    @property
    def thumb(self) -> dict | None:
        """A small file for lists at the desk; None for a video without a still."""
        return self._readable[0] if self._readable else None

    @property
    def light(self) -> dict | None:
        """A file for reading at the desk: about as wide as a page of text."""
        fitting = [size for size in self._readable if size["width"] <= PAGE_WIDTH]
        return fitting[-1] if fitting else self.thumb

    @property
    def _readable(self) -> list[dict]:
        """In formats that every browser shows, smallest first."""
        return [size for size in self.face.sizes if size["type"] != "image/avif"]

    def missing(self, told: bool = False) -> list[str]:
        """What a reader or the law would miss: a text that shows it is not handed on before.

        `told`: the text that shows it has an alternative text of its own for it.
        """
        wanted = {
            f"{self}: tulis teks alternatif, atau tandai sebagai hiasan.": told or self._is_told(),
            f"{self}: tulis catatan persetujuan, karena ada orang yang perlu dilindungi.": not self.vulnerable
            or self.consent.strip(),
            f"{self}: pilih gambar sampul video.": self.kind != MediaKind.VIDEO or self.still_id,
            f"{self}: tandai bahwa video punya subtitle, atau tulis isinya.": self.kind != MediaKind.VIDEO
            or self.captioned
            or self.transcript.strip(),
            f"{self}: tulis isi infografis dalam tulisan.": self.kind != MediaKind.INFOGRAPHIC
            or self.text_equivalent.strip(),
        }
        return [sentence for sentence, there in wanted.items() if not there]

    def _is_told(self) -> bool:
        """Does somebody who cannot see it learn what it shows? A video is told by its title."""
        return self.decorative or bool((self.title if self.kind == MediaKind.VIDEO else self.alt).strip())


class MediaUse(models.Model):
    """An asset stands in an article: in its working copy, or in what readers have. Kept by `news/services.py`."""

    class Where(models.TextChoices):
        TEXT = "text", "Naskah"
        PUBLIC = "public", "Terbitan"

    asset = models.ForeignKey(MediaAsset, verbose_name="media", on_delete=models.PROTECT, related_name="uses")
    article = models.ForeignKey("news.Article", verbose_name="naskah", on_delete=models.CASCADE, related_name="media")
    where = models.CharField("tempat", max_length=6, choices=Where)

    class Meta:
        verbose_name = "pemakaian media"
        verbose_name_plural = "pemakaian media"
        constraints = [models.UniqueConstraint(fields=["asset", "article", "where"], name="media_use_once")]

    def __str__(self) -> str:
        return f"{self.asset_id} di {self.article_id} ({self.where})"
