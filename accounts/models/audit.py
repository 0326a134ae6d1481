"""The audit trail: who did what to whose rights or account, from where; written once and never changed."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def update(self, **kwargs):
        raise TypeError("An audit entry is never changed.")

    def delete(self):
        raise TypeError("An audit entry is never deleted before its time; `audit.forget_old` does that.")

    def forget(self, before, most: int) -> int:
        """The one exception, for `audit.forget_old`: rows from before that moment, at most that many."""
        old = list(self.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:most])
        return self.filter(pk__in=old, at__lt=before)._raw_delete(self.db) if old else 0


class AuditEntry(models.Model):
    """Written by `accounts.audit.record` only. Names are copied: the trail reads the same when the objects change."""

    at = models.DateTimeField("pada", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("nama pelaku", max_length=150)
    action = models.CharField("tindakan", max_length=40)
    object_type = models.CharField("jenis objek", max_length=60, blank=True)
    object_id = models.CharField("nomor objek", max_length=40, blank=True)
    object_name = models.CharField("objek", max_length=250, blank=True)
    before = models.JSONField("sebelum", default=dict)
    after = models.JSONField("sesudah", default=dict)
    address = models.GenericIPAddressField("alamat IP", null=True)
    request_id = models.CharField("nomor permintaan", max_length=20, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "jejak audit"
        verbose_name_plural = "jejak audit"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_of_object"),
            models.Index(fields=["by", "-id"], name="audit_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.object_name}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit entry is never deleted before its time.")
