"""The stems that stand in a publication: how items are found that share rare words."""

from __future__ import annotations

from django.db import models

from news.models.publication import Publication


class Keyword(models.Model):
    """One stem of one publication, once. Written by `news/keywords.py` when it is put out."""

    publication = models.ForeignKey(
        Publication, verbose_name="berita", on_delete=models.CASCADE, related_name="keywords"
    )
    word = models.CharField("kata", max_length=40)

    class Meta:
        verbose_name = "kata kunci"
        verbose_name_plural = "kata kunci"
        constraints = [models.UniqueConstraint(fields=["publication", "word"], name="keyword_once_per_publication")]
        indexes = [models.Index(fields=["word", "publication"], name="keyword_word")]

    def __str__(self) -> str:
        return self.word
