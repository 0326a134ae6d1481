"""The agencies (OPD), the tenant of everything, their units and the people in them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.words import LineField, WordsField
from opd import access, terms
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import MEMBER_ROLES, Right, Role

# Names that an OPD's site or the portal's host needs for itself (ARCHITECTURE.md, section 5).
RESERVED_SLUGS = frozenset({"berita", "galeri", "feed", "kontak", "arsip", "www", "admin", "akun", "media", "static"})

slug_is_a_host_label = RegexValidator(
    r"^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?\Z",
    "Pakai huruf kecil, angka dan tanda hubung saja, contoh: dinkes.",
)


def slug_is_free(value: str) -> None:
    if value in RESERVED_SLUGS:
        raise ValidationError(f"Alamat “{value}” dipakai oleh portal sendiri. Pilih yang lain.")


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
        return self.filter(pk__in=frozenset().union(*(access.opds_where(user, right) for right in rights)))

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
        "warna", default=1, choices=[(number, f"Warna {number}") for number in range(1, 17)]
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


class MembershipQuerySet(OwnedByOPDQuerySet):
    def running(self, on: date | None = None) -> Self:
        """Those in force today (Asia/Jakarta) or on another day; both dates are included."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def seen_by(self, user) -> Self:
        return self.where(user, Right.MANAGE_TEAM)


class Membership(models.Model):
    """What somebody is in an OPD, and from when to when. Changed by `roles.appoint` and `roles.dismiss` only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="orang", on_delete=models.PROTECT, related_name="memberships"
    )
    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("peran", max_length=10, choices=[(role.value, role.label) for role in MEMBER_ROLES])
    unit = models.ForeignKey(Unit, verbose_name="bidang atau unit", null=True, blank=True, on_delete=models.PROTECT)
    since = models.DateField("sejak", default=timezone.localdate)
    until = models.DateField("sampai", null=True, blank=True)
    acting = models.BooleanField(
        "pelaksana tugas", default=False, help_text="Menggantikan sementara; tanggal terakhirnya wajib diisi."
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "anggota tim"
        verbose_name_plural = "anggota tim"
        ordering = ["opd", "role", "user__name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "opd", "role"], name="membership_once_per_role"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in MEMBER_ROLES]), name="membership_role_is_a_members_role"
            ),
            models.CheckConstraint(condition=Q(acting=False) | Q(until__isnull=False), name="membership_acting_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.title} {self.opd})"

    @property
    def title(self) -> str:
        return terms.title(self.get_role_display(), acting=self.acting)

    @property
    def phase(self) -> str:
        return terms.phase(self.since, self.until)

    @property
    def period(self) -> str:
        return terms.period(self.since, self.until)


class DeskQuerySet(models.QuerySet["Desk"]):
    def of(self, user) -> Self:
        return self.filter(members=user)


class Desk(models.Model):
    """A group of editors and the OPDs whose news they review."""

    name = LineField("nama", max_length=80, unique=True, help_text="Contoh: Redaksi Dinkominfo")
    all_opds = models.BooleanField("semua OPD", default=True, help_text="Termasuk OPD yang baru dibuat nanti.")
    opds = models.ManyToManyField(OPD, verbose_name="OPD tertentu", blank=True, related_name="desks")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="redaktur", blank=True, related_name="desks"
    )

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = "meja redaksi"
        verbose_name_plural = "meja redaksi"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def covers(self) -> models.QuerySet[OPD]:
        return OPD.objects.all() if self.all_opds else self.opds.all()


class InvitationQuerySet(OwnedByOPDQuerySet):
    def open(self) -> Self:
        """Those whose link still works."""
        return self.pending().filter(expires_at__gt=timezone.now())

    def pending(self) -> Self:
        """Those that nobody has answered or revoked, whose time may be over: they can be sent again. Not those whose
        address has been forgotten (opd/pruning.py)."""
        return self.filter(accepted_at=None, revoked_at=None).exclude(email="")

    def seen_by(self, user) -> Self:
        return self.where(user, Right.MANAGE_TEAM)


class Invitation(models.Model):
    """A letter that lets somebody come in with a role: into an OPD, or as an editor to a desk. `opd/invitations.py`."""

    email = models.EmailField("e-mail")
    name = LineField("nama lengkap", max_length=150, blank=True)
    role = models.CharField("peran", max_length=10, choices=[(role.value, role.label) for role in Role])
    opd = models.ForeignKey(
        OPD, verbose_name="OPD", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    desk = models.ForeignKey(
        Desk, verbose_name="meja redaksi", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    unit = models.ForeignKey(Unit, verbose_name="bidang atau unit", null=True, blank=True, on_delete=models.PROTECT)
    acting = models.BooleanField("pelaksana tugas", default=False)
    since = models.DateField("sejak", null=True, blank=True)
    until = models.DateField("sampai", null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256: the link itself is not kept
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diundang oleh", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("diundang pada", auto_now_add=True)
    expires_at = models.DateTimeField("berlaku sampai")
    accepted_at = models.DateTimeField("diterima pada", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diterima oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField("dibatalkan pada", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    link: str  # known while it is being sent, and never again

    class Meta:
        verbose_name = "undangan"
        verbose_name_plural = "undangan"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.EDITOR, desk__isnull=False, opd=None, unit=None)
                | Q(role__in=[role.value for role in MEMBER_ROLES], opd__isnull=False, desk=None),
                name="invitation_leads_to_one_place",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(condition=Q(acting=False) | Q(until__isnull=False), name="invitation_acting_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.title} {self.place})"

    @property
    def place(self) -> OPD | Desk:
        place = self.opd or self.desk
        assert place is not None  # the constraint invitation_leads_to_one_place
        return place

    @property
    def title(self) -> str:
        return terms.title(self.get_role_display(), acting=self.acting)

    @property
    def period(self) -> str:
        return terms.period(self.since, self.until)

    @property
    def has_run_out(self) -> bool:
        return self.expires_at <= timezone.now()
