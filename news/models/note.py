"""Notes at a passage of the text, their answers, and the list of what a note can be about."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.words import LineField
from news.models.article import Article
from news.models.event import ArticleEvent
from news.passages import CONTEXT, FIELDS, LONGEST, Passage
from news.workflow import Action


class NoteTag(models.Model):
    """What a note is about, so that a writer sees at a glance where to learn: ejaan, judul, kutipan."""

    name = LineField("nama", max_length=40, unique=True)
    description = LineField(
        "untuk catatan apa", max_length=200, blank=True, help_text="Satu kalimat yang membantu redaktur memilih."
    )
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta:
        verbose_name = "jenis catatan"
        verbose_name_plural = "jenis catatan"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class NoteQuerySet(models.QuerySet["Note"]):
    def under_present_opd(self) -> Self:
        """Written since the article came to its OPD, as the events are."""
        moved = ArticleEvent.objects.filter(article=OuterRef("article"), action=Action.TRANSFER).newest_first()
        return self.filter(version__gt=Coalesce(Subquery(moved.values("version")[:1]), 0))

    def open(self) -> Self:
        """Nobody has marked them done yet."""
        return self.filter(settled_at=None)

    def settled(self) -> Self:
        return self.exclude(settled_at=None)

    def to_answer(self) -> Self:
        """Open, and the last word is not the writers' own: whoever wrote, keeps or submitted the text has still to act."""
        return self.open()._with_last_answer().exclude(_the_writers())

    def answered(self) -> Self:
        """Open, and the last word is the writers': the editors have not looked at their answer yet."""
        return self.open()._with_last_answer().filter(_the_writers())

    def _with_last_answer(self) -> Self:
        of_this = NoteAnswer.objects.filter(note=OuterRef("pk")).order_by("-pk")
        return self.alias(last_answer=Subquery(of_this.values("pk")[:1]))

    def for_page(self) -> Self:
        """With who wrote, answered and settled them, in three queries."""
        return self.select_related("by", "tag", "settled_by").prefetch_related("answers__by").order_by("pk")


class Note(models.Model):
    """It stands outside the text, as the quotation with its surroundings: `news/passages.py` finds its place again."""

    article = models.ForeignKey(Article, verbose_name="berita", on_delete=models.PROTECT, related_name="notes")
    version = models.PositiveIntegerField("versi")  # of the text it was written on
    field = models.CharField("bagian", max_length=12, choices=[(name, name) for name in FIELDS])
    quote = models.CharField("kutipan", max_length=LONGEST)
    before = models.CharField("sebelumnya", max_length=CONTEXT, blank=True)
    after = models.CharField("sesudahnya", max_length=CONTEXT, blank=True)
    tag = models.ForeignKey(NoteTag, verbose_name="jenis", on_delete=models.PROTECT, related_name="notes")
    words = models.TextField("catatan")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="oleh", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("pada", auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diselesaikan oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    settled_at = models.DateTimeField("selesai pada", null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "catatan"
        verbose_name_plural = "catatan"
        ordering = ["pk"]
        indexes = [models.Index(fields=["article"], name="note_open", condition=Q(settled_at=None))]
        constraints = [
            models.CheckConstraint(condition=Q(field__in=FIELDS), name="note_field_is_known"),
            models.CheckConstraint(condition=~Q(quote="") & ~Q(words=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="note_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def passage(self) -> Passage:
        return Passage(self.field, self.quote, self.before, self.after)


class NoteAnswer(models.Model):
    note = models.ForeignKey(Note, verbose_name="catatan", on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="oleh", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("pada", auto_now_add=True)
    words = models.TextField("jawaban")

    class Meta:
        verbose_name = "jawaban"
        verbose_name_plural = "jawaban"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="answer_says_something")]

    def __str__(self) -> str:
        return self.words


def _the_writers() -> Exists:
    """In a query of notes that know their `last_answer`: it came from the side of those who write."""
    side = Q(by=OuterRef("article__keeper")) | Q(by=OuterRef("article__created_by"))
    side |= Q(by=OuterRef("article__submitted_by"))
    return Exists(NoteAnswer.objects.filter(side, pk=OuterRef("last_answer")))
