"""Who has an article open right now: rows that are forgotten within minutes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from news.models.article import Article


class Presence(models.Model):
    article = models.ForeignKey(Article, verbose_name="berita", on_delete=models.CASCADE, related_name="present")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="orang", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("terlihat pada")
    writing = models.BooleanField("sedang menulis", default=False)

    class Meta:
        verbose_name = "kehadiran"
        verbose_name_plural = "kehadiran"
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user} di {self.article_id}"
