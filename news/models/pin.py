"""What editors keep at the top of the portal's home page, for a while."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone

from news.models.publication import Publication


class PinQuerySet(models.QuerySet["Pin"]):
    def running(self) -> Self:
        """Not past their last day (Asia/Jakarta), in the order the editors gave them."""
        return self.filter(until__gte=timezone.localdate()).order_by("position", "pk")

    def shown(self) -> Self:
        """Running, and of what readers have: what was withdrawn is gone from the top by itself."""
        return self.running().filter(publication__in=Publication.objects.visible())


class Pin(models.Model):
    """One publication at the top of the home page, until the end of a day."""

    publication = models.OneToOneField(
        Publication, verbose_name="berita", on_delete=models.CASCADE, primary_key=True, related_name="pin"
    )
    position = models.PositiveSmallIntegerField("urutan", default=0)
    until = models.DateField("sampai tanggal")

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = "berita pilihan"
        verbose_name_plural = "berita pilihan"

    def __str__(self) -> str:
        return str(self.publication)
