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


# In every menu from an OPD's first minute: what is known of it, and the law, fill them (docs/decisions/0019-…).
FROM_THE_START = frozenset({PageKind.PROFILE, PageKind.SERVICES, PageKind.CONTACT, PageKind.PPID})
ALWAYS_SHOWN = frozenset({PageKind.CONTACT, PageKind.PPID})
STEP = 10  # between the positions of two pages


class PageQuerySet(OwnedByOPDQuerySet):
    def seen_by(self, user) -> Self:
        return self.where(user, Right.MANAGE_SITE)

    def written(self) -> Self:
        """Those that say something of their own, for readers and for search engines."""
        return self.filter(shown=True).exclude(body="")

    def without_bodies(self) -> Self:
        """For menus and lists: whether something is written is known, what it is has to be asked for."""
        words = models.ExpressionWrapper(~Q(body=""), output_field=models.BooleanField())
        return self.annotate(has_body=words).defer("body")

    def arranged(self, opd: OPD) -> list[Page]:
        """The whole standard set in the order of this OPD's menu; what nobody has saved yet is there as an unsaved row."""
        there: dict[str, Page] = {page.kind: page for page in self.filter(opd=opd)}  # type: ignore[attr-defined,misc]
        pages = [
            there.get(kind.value) or Page(opd=opd, kind=kind.value, position=number * STEP)
            for number, kind in enumerate(PageKind, 1)
        ]
        for page in pages:
            page.opd = opd  # so that nobody has to ask for it again
        return sorted(pages, key=lambda page: page.position)


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

    @property
    def is_written(self) -> bool:
        return self.has_body if "has_body" in self.__dict__ else bool(self.body)  # type: ignore[attr-defined]

    @property
    def in_menu(self) -> bool:
        return self.shown and (self.is_written or self.kind in FROM_THE_START)

    @property
    def can_be_hidden(self) -> bool:
        """How to reach an office and how to ask it for information is never taken away from readers."""
        return self.kind not in ALWAYS_SHOWN


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

    @property
    def name(self) -> str:
        """What it is called where it is: its label, else what of its address is its own."""
        return self.label or self.address.removeprefix(self.platform.begins).strip("/") or self.address


class FormerSlug(models.Model):
    """An address that an OPD had once: it leads to the one it has now (301), for ever, and no other OPD takes it."""

    slug = models.CharField("alamat lama", max_length=50, primary_key=True)
    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="former_slugs")

    class Meta:
        verbose_name = "alamat lama OPD"
        verbose_name_plural = "alamat lama OPD"

    def __str__(self) -> str:
        return self.slug
