"""What the public sees of an article: the text that an editor read and approved."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from news.models.rubric import Rubric
from news.workflow import Live
from opd.models import OPD


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible(self, at=None) -> Self:
        """Public at that moment (now): not withdrawn, and its hour has come."""
        return self.appeared(at).filter(withdrawn_at=None)

    def appeared(self, at=None) -> Self:
        """Its hour has come by then (now), withdrawn since or not: readers may know its address."""
        return self.filter(published_at__lte=at or timezone.now())

    def ahead(self) -> Self:
        """Approved, and waiting for its hour."""
        return self.filter(withdrawn_at=None, published_at__gt=timezone.now())

    def within(self, start, end) -> Self:
        """Published from `start` up to, and not at, `end`."""
        return self.filter(published_at__gte=start, published_at__lt=end)

    def of(self, opd: OPD) -> Self:
        return self.filter(opd=opd)

    def albums(self) -> Self:
        """With a gallery in the text."""
        return self.filter(album_size__gt=0)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def oldest_first(self) -> Self:
        return self.order_by("published_at", "pk")

    def older_than(self, published_at, pk: int) -> Self:
        """What follows that item in `newest_first`: the next page by key, not by offset."""
        return self.filter(Q(published_at__lt=published_at) | Q(published_at=published_at, pk__lt=pk))

    def newer_than(self, published_at, pk: int) -> Self:
        return self.filter(Q(published_at__gt=published_at) | Q(published_at=published_at, pk__gt=pk))

    def for_lists(self) -> Self:
        """With what a list item shows, and without the text."""
        return self.select_related("opd", "rubric").defer("body", "search_text")

    def for_page(self) -> Self:
        """With what the article's own page shows of its OPD."""
        return self.select_related("opd__successor", "rubric").defer("search_text")


class Publication(models.Model):
    """At most one row per article. Replaced as a whole by the next approval.

    Written by `news/services.py`; `news/refreshing.py` renews its files.
    """

    article = models.OneToOneField(
        "news.Article", verbose_name="naskah", on_delete=models.PROTECT, primary_key=True, related_name="publication"
    )
    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="publications")
    rubric = models.ForeignKey(Rubric, verbose_name="rubrik", on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveIntegerField("versi naskah")
    title = models.CharField("judul", max_length=200)
    slug = models.CharField(max_length=80)
    summary = models.CharField("ringkasan", max_length=300)
    summary_jv = models.CharField("ringkasan Basa Jawa", max_length=300, blank=True)
    body = models.TextField("isi")
    parties = models.JSONField("pihak terkait", default=list, blank=True)  # names, as `news/parties.py` reads them
    byline = models.CharField("penanda", max_length=100)
    # {"lead": shown, "media": {"<asset>": shown}}; what a shown one is says `news/showing.py`.
    pictures = models.JSONField("gambar", default=dict, blank=True)
    album_size = models.PositiveSmallIntegerField("foto dalam galeri", default=0)
    # The picture for those who share the address, `{"name", "width", "height", "type"}`; made by `news/share_card.py`.
    card = models.JSONField("gambar untuk dibagikan", default=dict, blank=True)
    search_text = models.TextField("teks pencarian")
    published_at = models.DateTimeField("terbit pada")
    revised_at = models.DateTimeField("diperbarui pada", null=True, blank=True)
    unreviewed = models.BooleanField("perlu tinjauan susulan", default=False)
    withdrawn_at = models.DateTimeField("ditarik pada", null=True, blank=True)
    withdrawn_reason = models.TextField("alasan ditarik", blank=True)
    # What was wrong once and was put right, the oldest first: {"at": ISO 8601, "words"}.
    corrections = models.JSONField("ralat", default=list, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "terbitan"
        verbose_name_plural = "terbitan"
        indexes = [
            models.Index(F("published_at").desc(), F("article").desc(), name="publication_newest"),
            models.Index(F("opd"), F("published_at").desc(), F("article").desc(), name="publication_newest_of_opd"),
            models.Index(F("rubric"), F("published_at").desc(), F("article").desc(), name="publication_newest_rubric"),
            models.Index(
                F("opd"),
                F("published_at").desc(),
                F("article").desc(),
                name="publication_albums_of_opd",
                condition=Q(album_size__gt=0),
            ),
            models.Index(
                fields=["published_at"], name="publication_unreviewed", condition=Q(unreviewed=True, withdrawn_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="publication_withdrawn_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/berita/{self.pk}/{self.slug}/"

    @property
    def dated_corrections(self) -> list[tuple[datetime, str]]:
        """The correction notes as readers see them, the oldest first: when it was put right, and what was wrong."""
        return [(datetime.fromisoformat(one["at"]), one["words"]) for one in self.corrections]

    @property
    def out_since(self) -> datetime:
        """When the text that readers have now went out; `published_at` is the hour of the first one."""
        return self.revised_at or self.published_at

    @property
    def live(self) -> Live:
        """What readers have of it now."""
        if self.withdrawn_at:
            return Live.WITHDRAWN
        if self.published_at > timezone.now():
            return Live.AHEAD
        return Live.UNREVIEWED if self.unreviewed else Live.SHOWN
