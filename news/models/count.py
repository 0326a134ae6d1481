"""How often something was read, and what was looked for in vain: numbers only, nobody's address, cookie or name."""

from __future__ import annotations

from django.db import models

from news.models.publication import Publication


class ReaderCount(models.Model):
    """How often the page of a publication was read on one day (Asia/Jakarta), robots left out."""

    publication = models.ForeignKey(
        Publication, verbose_name="berita", on_delete=models.CASCADE, related_name="reader_counts"
    )
    day = models.DateField("hari")
    views = models.PositiveIntegerField("dibaca", default=0)

    class Meta:
        verbose_name = "jumlah pembaca"
        verbose_name_plural = "jumlah pembaca"
        constraints = [models.UniqueConstraint(fields=["publication", "day"], name="reader_count_once_a_day")]
        indexes = [models.Index(fields=["day"], name="reader_count_day")]

    def __str__(self) -> str:
        return f"{self.publication_id}, {self.day}: {self.views}"


class SearchMiss(models.Model):
    """Words that found nothing, and how often in one month: no day, no hour, nobody."""

    words = models.CharField("dicari", max_length=60)
    month = models.DateField("bulan")  # its first day
    times = models.PositiveIntegerField("berapa kali", default=0)

    class Meta:
        verbose_name = "pencarian tanpa hasil"
        verbose_name_plural = "pencarian tanpa hasil"
        constraints = [models.UniqueConstraint(fields=["words", "month"], name="search_miss_once_a_month")]

    def __str__(self) -> str:
        return self.words


class Counted(models.Model):
    """What has been counted, and is not counted again: a batch of `news/tally.py`, or a proxy's log and how far it was read.

    The row is written in the transaction that adds the numbers, so that a process may be killed at any moment.
    """

    name = models.CharField("nama", max_length=120, primary_key=True)  # of a log: a keyed hash of its first line
    upto = models.PositiveBigIntegerField("sampai bita ke", default=0)
    at = models.DateTimeField("dihitung pada")

    class Meta:
        verbose_name = "sumber hitungan"
        verbose_name_plural = "sumber hitungan"
        indexes = [models.Index(fields=["at"], name="counted_at")]

    def __str__(self) -> str:
        return self.name
