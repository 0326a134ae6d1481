"""Letters that let somebody in."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.words import LineField
from opd import terms
from opd.models.agency import OPD, Unit
from opd.models.team import Desk
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import MEMBER_ROLES, Right, Role


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
