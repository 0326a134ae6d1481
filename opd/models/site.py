"""What an OPD's own site holds beside its news: its pages, its official accounts, and the addresses it had before."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.words import LineField
from opd.models.agency import OPD
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import Right


class PageKind(models.TextChoices):
    """The standard set: the same names on every OPD's site, in this order until its admin chooses another. The value is the
    last part of the address."""

    PROFILE = "profil", "Profil"
    VISION = "visi-misi", "Visi dan misi"
    STRUCTURE = "struktur-organisasi", "Struktur organisasi"
    DUTIES = "tugas-fungsi", "Tugas dan fungsi"
    OFFICIALS = "pejabat", "Pejabat"
    SERVICES = "layanan", "Layanan"
    CONTACT = "kontak", "Kontak"
    PPID = "ppid", "PPID"


class PageQuerySet(OwnedByOPDQuerySet):
    def seen_by(self, user) -> Self:
        return self.where(user, Right.MANAGE_SITE)

    def in_menu_order(self) -> Self:
        return self.order_by("position", "pk")


class Page(models.Model):
    """One page of an OPD's site. Written by `news/site_pages.py` only, which cleans it and keeps every version."""

    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="pages")
    kind = models.CharField("halaman", max_length=20, choices=PageKind)
    body = models.TextField("isi", blank=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    shown = models.BooleanField("tampil di situs", default=True)
    version = models.PositiveIntegerField("versi", default=0, editable=False)
    saved_at = models.DateTimeField("disimpan pada", default=timezone.now, editable=False)

    objects = PageQuerySet.as_manager()
    versions = HistoricalRecords(
        excluded_fields=["position"],
        table_name="opd_page_version",
        verbose_name="versi halaman",
        verbose_name_plural="versi halaman",
    )

    class Meta:
        verbose_name = "halaman OPD"
        verbose_name_plural = "halaman OPD"
        ordering = ["opd", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opd", "kind"], name="page_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=PageKind.values), name="page_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.opd}"

    def get_absolute_url(self) -> str:
        return f"{self.opd.get_absolute_url()}{self.kind}/"


class Platform(models.Model):
    """A place where OPDs have accounts. A new one is a row, not a release."""

    name = LineField("nama", max_length=40, unique=True, help_text="Contoh: Instagram")
    begins = models.CharField(
        "awal alamat", max_length=100, unique=True, help_text="Contoh: https://www.instagram.com/"
    )
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta:
        verbose_name = "media sosial"
        verbose_name_plural = "media sosial"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class OfficialAccountQuerySet(OwnedByOPDQuerySet):
    def seen_by(self, user) -> Self:
        return self.where(user, Right.MANAGE_SITE)


class OfficialAccount(models.Model):
    """An account that is really this OPD's: readers find it here and nowhere else."""

    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="official_accounts")
    platform = models.ForeignKey(
        Platform, verbose_name="media sosial", on_delete=models.PROTECT, related_name="accounts"
    )
    address = models.CharField(
        "alamat akun", max_length=200, help_text="Contoh: https://www.instagram.com/dinkes.blora"
    )
    label = LineField("nama akun", max_length=80, blank=True, help_text="Contoh: @dinkes.blora")
    active = models.BooleanField("masih dipakai", default=True)

    objects = OfficialAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "akun resmi"
        verbose_name_plural = "akun resmi"
        ordering = ["opd", "platform__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["opd", "address"], name="account_once_per_opd")]

    def __str__(self) -> str:
        return f"{self.platform} {self.opd}"


class FormerSlug(models.Model):
    """An address that an OPD had once: it leads to the one it has now (301), for ever, and no other OPD takes it."""

    slug = models.CharField("alamat lama", max_length=50, primary_key=True)
    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="former_slugs")

    class Meta:
        verbose_name = "alamat lama OPD"
        verbose_name_plural = "alamat lama OPD"

    def __str__(self) -> str:
        return self.slug
