"""What browsers report of the Content-Security-Policy: counted, never one row per visitor."""

from __future__ import annotations

from django.db import models


class BrowserReport(models.Model):
    """One kind of violation: which directive of which policy, what was blocked, on which page. No address, no query."""

    directive = models.CharField("aturan", max_length=60)
    blocked = models.CharField("yang ditolak", max_length=200)
    page = models.CharField("halaman", max_length=200)
    count = models.PositiveIntegerField("jumlah", default=1)
    first_at = models.DateTimeField("pertama kali", auto_now_add=True)
    last_at = models.DateTimeField("terakhir", auto_now=True)

    class Meta:
        verbose_name = "laporan peramban"
        verbose_name_plural = "laporan peramban"
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "blocked", "page"], name="browser_report_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.directive}: {self.blocked}"
