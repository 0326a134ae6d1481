"""When the offices of the regency work: the days they are closed, and the hours of a day."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.words import LineField
from opd import terms


class HolidayKind(models.TextChoices):
    NATIONAL = "national", "libur nasional"
    COLLECTIVE = "collective", "cuti bersama"


class Weekday(models.IntegerChoices):
    """As Python counts them (`date.weekday`)."""

    MONDAY = 0, "Senin"
    TUESDAY = 1, "Selasa"
    WEDNESDAY = 2, "Rabu"
    THURSDAY = 3, "Kamis"
    FRIDAY = 4, "Jumat"
    SATURDAY = 5, "Sabtu"
    SUNDAY = 6, "Minggu"


class Holiday(models.Model):
    """A day on which no office works. The list comes from the joint decree of three ministers, once a year."""

    date = models.DateField(
        "tanggal", unique=True, error_messages={"unique": "Tanggal ini sudah ada di daftar hari libur."}
    )
    name = LineField("nama", max_length=150, help_text="Contoh: Hari Buruh Internasional")
    kind = models.CharField("jenis", max_length=10, choices=HolidayKind, default=HolidayKind.NATIONAL)

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ["-date"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=HolidayKind.values), name="holiday_kind_is_known")]

    def __str__(self) -> str:
        return f"{self.name} ({self.date:%d-%m-%Y})"


class WorkingHours(models.Model):
    """One stretch of work on one day of the week; two of them leave a break between.

    Without dates it belongs to the ordinary week. On a day that any row with dates covers, only such rows count.
    """

    name = LineField("nama", max_length=60, blank=True, help_text="Boleh kosong. Contoh: jam kerja Ramadan")
    weekday = models.PositiveSmallIntegerField("hari", choices=Weekday)
    opens = models.TimeField("mulai pukul")
    closes = models.TimeField("sampai pukul")
    since = models.DateField("berlaku sejak", null=True, blank=True)
    until = models.DateField("berlaku sampai", null=True, blank=True)

    class Meta:
        verbose_name = "jam kerja"
        verbose_name_plural = "jam kerja"
        ordering = [F("since").asc(nulls_first=True), F("until").asc(nulls_first=True), "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="hours_open_before_they_close",
                violation_error_message="Jam selesai harus sesudah jam mulai.",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lte=F("until")),
                name="hours_end_after_they_start",
                violation_error_message="Tanggal berakhirnya lebih awal daripada tanggal mulainya.",
            ),
            models.CheckConstraint(condition=Q(weekday__in=Weekday.values), name="hours_on_a_day_of_the_week"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_weekday_display()} {self.opens:%H.%M} sampai {self.closes:%H.%M}"

    @property
    def dated(self) -> bool:
        return bool(self.since or self.until)

    @property
    def title(self) -> str:
        return self.name or ("jam kerja khusus" if self.dated else "jam kerja biasa")

    @property
    def period(self) -> str:
        """From which day to which, both included."""
        if not self.dated:
            return "selalu"
        since = f"sejak {terms.short(self.since)}" if self.since else ""
        return f"{since} sampai {terms.short(self.until)}".strip() if self.until else since

    def clean(self) -> None:
        """Two rows that count at one time would say two things about the same hour."""
        if self.weekday is None or not self.opens or not self.closes:
            return  # a field says already what is wrong with it
        if other := self._overlapping():
            raise ValidationError(
                f"Jam ini bertumpuk dengan “{other}”. Ubah jamnya, atau ubah jam yang sudah ada itu dulu."
            )

    def _overlapping(self) -> WorkingHours | None:
        same = WorkingHours.objects.exclude(pk=self.pk).filter(
            weekday=self.weekday, opens__lt=self.closes, closes__gt=self.opens
        )
        if not self.dated:
            return same.filter(since=None, until=None).first()
        same = same.exclude(since=None, until=None)
        if self.since:
            same = same.filter(Q(until=None) | Q(until__gte=self.since))
        if self.until:
            same = same.filter(Q(since=None) | Q(since__lte=self.until))
        return same.first()
