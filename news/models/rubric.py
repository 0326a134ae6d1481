"""The rubrics under which readers find news."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from accounts.words import LineField


class Rubric(models.Model):
    name = LineField("nama", max_length=60, unique=True)
    slug = models.CharField(
        "alamat",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Pakai huruf kecil, angka dan tanda hubung saja, contoh: layanan-publik."
            )
        ],
        help_text="Bagian alamat halaman rubrik, contoh: layanan-publik.",
    )
    description = LineField(
        "untuk berita apa", max_length=200, blank=True, help_text="Satu kalimat yang membantu penulis memilih."
    )
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta:
        verbose_name = "rubrik"
        verbose_name_plural = "rubrik"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/rubrik/{self.slug}/"
