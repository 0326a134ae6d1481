"""What the portal as a whole keeps: browsers' reports (counted, never one row per visitor), who works in the background, and
when the clock's jobs come next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

MOST = 500  # rows
NEW_A_MINUTE = 20
QUIET = timedelta(seconds=10)  # within it the same kind is not counted again


class BrowserReportQuerySet(models.QuerySet["BrowserReport"]):
    def newest_first(self) -> Self:
        return self.order_by("-last_at", "-pk")

    def tell(self, kinds: Iterable[tuple[str, str, str]]) -> None:
        """Count reports of these (directive, blocked, page); new kinds only as long as there is room in this minute."""
        now = timezone.now()
        new = [kind for kind in sorted(kinds) if not self._counted(kind, now)]
        if not new:
            return
        room = NEW_A_MINUTE - self.filter(first_at__gt=now - timedelta(minutes=1)).count()
        rows = [self.model(directive=directive, blocked=blocked, page=page) for directive, blocked, page in new]
        self.bulk_create(rows[: max(room, 0)], ignore_conflicts=True)  # another process may have been faster
        self.make_room()

    def _counted(self, kind: tuple[str, str, str], now) -> bool:
        """Is this kind known? It is written only when it was quiet for a while."""
        same = self.filter(**dict(zip(("directive", "blocked", "page"), kind, strict=True)))
        last = same.values_list("last_at", flat=True).first()
        if last is not None and last < now - QUIET:
            same.filter(last_at__lt=now - QUIET).update(count=F("count") + 1, last_at=now)
        return last is not None

    def make_room(self) -> None:
        """What was not seen for the longest time gives way."""
        spare = list(self.newest_first().values_list("pk", flat=True)[MOST:])
        if spare:
            self.filter(pk__in=spare).delete()


class BrowserReport(models.Model):
    """One kind of violation: which directive of which policy, what was blocked, on which page. No address, no query."""

    directive = models.CharField("aturan", max_length=60)
    blocked = models.CharField("yang ditolak", max_length=200)
    page = models.CharField("halaman", max_length=200)
    count = models.PositiveIntegerField("jumlah", default=1)
    first_at = models.DateTimeField("pertama kali", auto_now_add=True)
    last_at = models.DateTimeField("terakhir", auto_now=True)

    objects = BrowserReportQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan peramban"
        verbose_name_plural = "laporan peramban"
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "blocked", "page"], name="browser_report_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.directive}: {self.blocked}"


class Hand(models.Model):
    """A process that does background tasks: its name stands in the tasks it takes. The times are the database's own, so that
    machines whose clocks differ agree on who was not seen for long."""

    name = models.CharField("nama", max_length=64, primary_key=True)
    seen_at = models.DateTimeField("terakhir terlihat", db_default=Now())

    class Meta:
        verbose_name = "pekerja latar belakang"
        verbose_name_plural = "pekerja latar belakang"

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """When a job of the clock comes next. Whoever moves the time forward has the turn: nobody else does."""

    job = models.CharField("pekerjaan", max_length=100, primary_key=True)
    next_at = models.DateTimeField("giliran berikutnya")

    class Meta:
        verbose_name = "giliran jam"
        verbose_name_plural = "giliran jam"

    def __str__(self) -> str:
        return self.job


class OldAddress(models.Model):
    """An address of an older site and where its page is now. Asked only where the portal itself has nothing (404)."""

    path = models.CharField(
        "alamat lama", max_length=400, unique=True, help_text="Mulai dengan /, contoh: /berita/detail/4199"
    )
    target = models.CharField("alamat baru", max_length=400, help_text="Alamat di portal ini, contoh: /berita/12/")

    class Meta:
        verbose_name = "alamat lama"
        verbose_name_plural = "alamat lama"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
