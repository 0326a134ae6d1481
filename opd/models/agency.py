"""An agency (OPD), the tenant of everything, and its units."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q

from accounts.words import LineField, WordsField
from opd import access, links
from opd.accents import ACCENTS
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import Right

# Names that an OPD's site or the portal's host needs for itself (ARCHITECTURE.md, section 5).
RESERVED_SLUGS = frozenset({"berita", "galeri", "feed", "kontak", "arsip", "www", "admin", "akun", "media", "static"})

slug_is_a_host_label = RegexValidator(
    r"^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?\Z",
    "Pakai huruf kecil, angka dan tanda hubung saja, contoh: dinkes.",
)


def slug_is_free(value: str) -> None:
    if value in RESERVED_SLUGS:
        raise ValidationError(f"Alamat “{value}” dipakai oleh portal sendiri. Pilih yang lain.")


host_is_a_name = RegexValidator(
    r"^(?=.{4,100}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\Z",
    "Tulis nama host saja dengan huruf kecil, tanpa https:// dan tanpa garis miring, contoh: dinkes.blorakab.go.id.",
)


def is_a_map(value: str) -> None:
    if not links.is_a_map(value):
        raise ValidationError("Tempel tautan dari Google Maps atau OpenStreetMap, contoh: https://maps.app.goo.gl/….")


class OPDKind(models.TextChoices):
    SECRETARIAT = "sekretariat", "Sekretariat dan inspektorat"
    SERVICE = "dinas", "Dinas"
    UNIT = "satuan", "Satuan"
    BOARD = "badan", "Badan"
    HOSPITAL = "rsud", "Rumah sakit umum daerah"
    DISTRICT = "kecamatan", "Kecamatan"


class OPDQuerySet(models.QuerySet["OPD"]):
    def active(self) -> Self:
        return self.filter(active=True)

    def where(self, user, *rights: Right) -> Self:
        """The OPDs in which `user` holds any of `rights`."""
        return self.filter(pk__in=access.opds_where(user, *rights))

    def open_to_write(self, user) -> Self:
        """The OPDs for which `user` may begin something new: nothing new is written for a closed one."""
        return self.active().where(user, Right.WRITE_NEWS)

    def seen_by(self, user) -> Self:
        return self.where(user, Right.MANAGE_SITE, Right.MANAGE_TEAM)


class OPD(models.Model):
    """An agency (organisasi perangkat daerah). Switched off, never deleted."""

    name = LineField(
        "nama resmi", max_length=150, unique=True, help_text="Contoh: Dinas Kesehatan Daerah Kabupaten Blora"
    )
    short_name = LineField(
        "nama pendek", max_length=40, unique=True, help_text="Dipakai di penanda tulisan, contoh: Dinkes"
    )
    aliases = models.JSONField(
        "sebutan lain", default=list, blank=True, help_text="Nama lama dan singkatan lain yang dikenal orang."
    )
    slug = models.CharField(
        "alamat",
        max_length=50,
        unique=True,
        validators=[slug_is_a_host_label, slug_is_free],
        help_text="Bagian alamat situs OPD, contoh: dinkes untuk /opd/dinkes/. Sebaiknya tidak diubah lagi.",
    )
    kind = models.CharField("jenis", max_length=20, choices=OPDKind, default=OPDKind.SERVICE)
    accent = models.PositiveSmallIntegerField(
        "warna", default=1, choices=[(number, f"Warna {number}") for number in ACCENTS]
    )
    address = LineField("alamat kantor", max_length=250, blank=True)
    phone = LineField("telepon", max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    website = models.CharField(
        "situs lain",
        max_length=200,
        blank=True,
        validators=[
            URLValidator(
                schemes=["http", "https"], message="Tulis alamat lengkap, contoh: https://dinkes.blorakab.go.id"
            )
        ],
    )
    description = WordsField(
        "tentang OPD",
        max_length=600,
        blank=True,
        help_text="Satu sampai tiga kalimat: apa yang dilayani OPD ini untuk warga.",
    )
    # A host name of its own beside `<slug>.<portal>`; the portal's host middleware knows both.
    host = models.CharField(
        "host sendiri",
        max_length=100,
        null=True,
        blank=True,
        unique=True,
        validators=[host_is_a_name],
        help_text="Kosongkan bila tidak ada. Contoh: dinkes.blorakab.go.id; namanya harus sudah diarahkan ke portal ini.",
    )
    # When the office is open: {"day": 1 (Monday) to 7, "opens": "07:30", "closes": "15:30"}, in the order of the week.
    hours = models.JSONField("jam pelayanan", default=list, blank=True, editable=False)
    hours_note = LineField(
        "catatan jam pelayanan",
        max_length=150,
        blank=True,
        help_text="Contoh: Loket tutup pukul 11.00 pada hari Jumat; IGD buka 24 jam.",
    )
    map_link = models.CharField(
        "tautan peta", max_length=300, blank=True, validators=[is_a_map], help_text="Tautan kantor di Google Maps."
    )
    cover = models.JSONField("foto sampul", default=list, blank=True, editable=False)  # sizes, as those of the logo
    cover_alt = LineField("isi foto sampul", max_length=200, blank=True)
    logo = models.JSONField("logo", default=list, blank=True, editable=False)  # sizes, as `pictures.save` lists them
    active = models.BooleanField("aktif", default=True, editable=False)
    successor = models.ForeignKey(
        "self",
        verbose_name="OPD penerus",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )

    objects = OPDQuerySet.as_manager()

    class Meta:
        verbose_name = "OPD"
        verbose_name_plural = "OPD"
        ordering = ["name"]
        permissions = [(right.value, right.label) for right in Right]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(successor=None), name="opd_successor_only_when_closed"
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("pk")), name="opd_not_its_own_successor"
            ),
            models.CheckConstraint(condition=Q(accent__range=(1, 16)), name="opd_accent_is_one_of_16"),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return f"/opd/{self.slug}/"

    @property
    def dialled(self) -> str:
        """The telephone number as a phone takes it."""
        return "".join(sign for sign in self.phone.partition("ext")[0] if sign.isdigit() or sign == "+")

    @property
    def cover_picture(self) -> dict:
        """The photo on its site as `{% picture %}` takes it."""
        return {"alt": self.cover_alt, "sizes": self.cover}

    @property
    def byline(self) -> str:
        """The team byline in the form the people of Blora know: `(Tim Dinkes. Blora)`."""
        return f"(Tim {self.short_name}. Blora)"


class UnitQuerySet(OwnedByOPDQuerySet):
    def seen_by(self, user) -> Self:
        return self.where(user, Right.WRITE_NEWS, Right.MANAGE_TEAM)


class Unit(models.Model):
    """A part of an OPD that has news of its own: bidang, seksi, UPT."""

    class Kind(models.TextChoices):
        SECRETARIAT = "sekretariat", "Sekretariat"
        DIVISION = "bidang", "Bidang"
        SECTION = "seksi", "Seksi"
        TECHNICAL = "upt", "UPT"

    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="units")
    name = LineField("nama", max_length=150, help_text="Contoh: Bidang Kesehatan Masyarakat")
    kind = models.CharField("jenis", max_length=20, choices=Kind, default=Kind.DIVISION)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "bidang atau unit"
        verbose_name_plural = "bidang dan unit"
        ordering = ["opd", "name"]
        constraints = [models.UniqueConstraint(fields=["opd", "name"], name="unit_once_per_opd")]

    def __str__(self) -> str:
        return self.name
