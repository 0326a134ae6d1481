"""Who serves where: members of an agency, and the editors' desks."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.words import LineField
from opd import terms
from opd.models.agency import OPD, Unit
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import MEMBER_ROLES, Right


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
