"""Pictures that belong to an OPD, already decoded, cut to size and stripped by `news/pictures.py`."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from opd.models import OPD
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import Right


class MediaAssetQuerySet(OwnedByOPDQuerySet):
    def seen_by(self, user) -> Self:
        return self.where(user, Right.WRITE_NEWS, Right.MANAGE_MEDIA)


class MediaAsset(models.Model):
    """A stored picture. `sizes` lists what is on the storage, smallest first: `{"name", "width", "height", "type"}`."""

    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="media")
    sizes = models.JSONField("ukuran")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diunggah oleh", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("diunggah pada", auto_now_add=True)

    objects = MediaAssetQuerySet.as_manager()

    class Meta:
        verbose_name = "foto"
        verbose_name_plural = "foto"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Foto {self.pk} ({self.opd})"
