"""The working copy of a news item, as the desk sees it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from simple_history.models import HistoricalRecords

from news import inserts
from news.models.media import MediaAsset
from news.models.publication import Publication
from news.models.rubric import Rubric
from news.workflow import BEFORE_REVIEW, READABLE, Live, State
from opd.access import opds_where
from opd.models import OPD, Unit
from opd.querysets import OwnedByOPDQuerySet
from opd.rights import Right

# What a person writes and a save of the text may change. Everything else moves by the services' own hand.
TEXT_FIELDS = (
    "title",
    "summary",
    "summary_jv",
    "body",
    "rubric",
    "unit",
    "parties",
    "byline",
    "lead",
    "lead_alt",
    "lead_credit",
)


class ArticleQuerySet(OwnedByOPDQuerySet):
    def kept(self) -> Self:
        """Not in the bin."""
        return self.filter(deleted_at=None)

    def seen_by(self, user) -> Self:
        """Writers see all of their OPDs; editors what has been submitted or published once."""
        own = Q(opd__in=opds_where(user, Right.WRITE_NEWS))
        reviewed = Q(opd__in=opds_where(user, Right.REVIEW_NEWS), first_submitted_at__isnull=False)
        return self.kept().filter(own | reviewed)

    def waiting(self) -> Self:
        """In review: what is urgent first, then the longest wait. The index `article_waiting` has this order."""
        return self.kept().filter(state=State.IN_REVIEW).order_by("-urgent", "submitted_at", "pk")

    def unreviewed(self) -> Self:
        """Published in a hurry and not yet read by a second person, the longest wait first: `Publication.out_since`."""
        in_a_hurry = Q(publication__unreviewed=True, publication__withdrawn_at=None)
        out_since = Coalesce("publication__revised_at", "publication__published_at")
        return self.kept().filter(in_a_hurry).alias(out_since=out_since).order_by("out_since", "pk")

    def before_review(self) -> Self:
        """Still with its office, or there again."""
        return self.kept().filter(state__in=BEFORE_REVIEW)

    def handed_in(self) -> Self:
        """Given by its writer to the admins of its OPD, who have not submitted it yet."""
        return self.before_review().filter(handed_in_at__isnull=False)

    def on_its_way(self) -> Self:
        """In review, or waiting for its hour."""
        return self.kept().filter(state=State.IN_REVIEW) | self.ahead()

    def ahead(self) -> Self:
        """Approved, and waiting for its hour."""
        return self.kept().filter(state=State.PUBLISHED, pk__in=Publication.objects.ahead())

    def out(self) -> Self:
        """Published as it stands here, and its hour has come."""
        return self.kept().filter(state=State.PUBLISHED).exclude(pk__in=Publication.objects.ahead())

    def to_look_at(self, today) -> Self:
        """Readers have it, and the day has come on which somebody wanted it to be looked at again."""
        shown = Q(publication__withdrawn_at=None, publication__published_at__lte=timezone.now())
        return self.kept().filter(shown, look_again_on__lte=today)

    def with_live(self) -> Self:
        return self.select_related("opd", "rubric", "publication")

    def for_desk(self) -> Self:
        """With all that a page of one article shows of it."""
        return self.with_live().select_related("created_by", "keeper", "submitted_by", "taken_by", "lead", "unit")


class Article(models.Model):
    opd = models.ForeignKey(OPD, verbose_name="OPD", on_delete=models.PROTECT, related_name="articles")
    unit = models.ForeignKey(
        Unit, verbose_name="bidang atau unit", null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    rubric = models.ForeignKey(
        Rubric, verbose_name="rubrik", null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    title = models.CharField("judul", max_length=200)
    summary = models.CharField("ringkasan", max_length=300, blank=True)
    summary_jv = models.CharField("ringkasan Basa Jawa", max_length=300, blank=True)
    body = models.TextField("isi", blank=True)
    # Who else it is about, outside the OPDs (PMI, APTRI, BPK), with commas between: `news/parties.py` reads it.
    parties = models.CharField("pihak terkait", max_length=300, blank=True)
    byline = models.CharField("penanda tulisan", max_length=100, blank=True)
    lead = models.ForeignKey(
        MediaAsset, verbose_name="foto utama", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    lead_alt = models.CharField("teks alternatif foto", max_length=200, blank=True)
    lead_credit = models.CharField("sumber foto", max_length=100, blank=True)

    state = models.CharField("keadaan", max_length=12, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField("versi", default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ditulis oleh",
        on_delete=models.PROTECT,
        related_name="articles",
        editable=False,
    )
    # Whose draft it is now: the writer's own, until somebody hands it over (`services.pass_on`).
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dipegang oleh",
        on_delete=models.PROTECT,
        related_name="kept_articles",
        editable=False,
    )
    # Links that the cleaner took out of this text because readers could not see them: editors are told.
    hidden_links = models.JSONField("tautan tersembunyi", default=list, editable=False)
    created_at = models.DateTimeField("dibuat pada", auto_now_add=True)
    saved_at = models.DateTimeField("disimpan pada", editable=False)
    handed_in_at = models.DateTimeField("diserahkan pada", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diajukan oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    submitted_at = models.DateTimeField("diajukan pada", null=True, editable=False)
    first_submitted_at = models.DateTimeField("pertama diajukan pada", null=True, editable=False)
    deleted_at = models.DateTimeField("dihapus pada", null=True, editable=False)
    urgent = models.BooleanField("mendesak", default=False, editable=False)  # as the OPD said when it submitted
    # The editor who is reading it, so that a second one reads something else. It lapses by itself and locks nothing.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diambil oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    taken_until = models.DateTimeField("diambil sampai", null=True, editable=False)
    look_again_on = models.DateField("tinjau ulang pada", null=True, editable=False)

    objects = ArticleQuerySet.as_manager()
    versions = HistoricalRecords(
        excluded_fields=[
            "state",
            "handed_in_at",
            "submitted_by",
            "submitted_at",
            "first_submitted_at",
            "deleted_at",
            "keeper",
            "hidden_links",
            "urgent",
            "taken_by",
            "taken_until",
            "look_again_on",
        ],
        table_name="news_article_version",
        cascade_delete_history=True,  # only the bin is ever emptied
        verbose_name="versi naskah",
        verbose_name_plural="versi naskah",
    )

    class Meta:
        verbose_name = "berita"
        verbose_name_plural = "berita"
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="article_queue"),
            models.Index(fields=["opd", "-saved_at"], name="article_of_opd"),
            models.Index(fields=["keeper", "-saved_at"], name="article_of_keeper"),
            models.Index(
                fields=["-urgent", "submitted_at", "id"], name="article_waiting", condition=Q(state=State.IN_REVIEW)
            ),
            models.Index(fields=["look_again_on"], name="article_look_again", condition=Q(look_again_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="article_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=State.IN_REVIEW) | Q(submitted_at__isnull=False),
                name="article_in_review_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(state=State.DRAFT, first_submitted_at=None),
                name="article_bin_holds_own_drafts",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_until=None) | Q(taken_by__isnull=False, taken_until__isnull=False),
                name="article_taken_by_somebody_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def live(self) -> Live:
        """What readers have of this article now."""
        try:
            return self.publication.live
        except Publication.DoesNotExist:
            return Live.NONE

    @property
    def held(self) -> bool:
        """Is an editor reading it now, as far as anybody said?"""
        return self.taken_until is not None and self.taken_until > timezone.now()

    @property
    def to_be_looked_at(self) -> bool:
        """Has the day come on which somebody wanted it to be looked at again? Compare `to_look_at`, which asks for rows."""
        due = self.look_again_on is not None and self.look_again_on <= timezone.localdate()
        return due and self.live in READABLE

    @property
    def state_word(self) -> str:
        """The state as people say it: a published one whose hour has not come is scheduled."""
        ahead = self.state == State.PUBLISHED and self.live is Live.AHEAD
        return str(Live.AHEAD.label if ahead else State(self.state).label)

    def missing(self) -> list[str]:
        """What a reader would miss: the writer is told, and it is not handed on before."""
        wanted = {
            "Isi berita masih kosong.": self.body.strip(),
            "Ringkasan belum ditulis.": self.summary.strip(),
            "Rubrik belum dipilih.": self.rubric_id,
            "Foto belum punya teks alternatif.": not self.lead or self.lead_alt.strip() or self.lead.decorative,
            "Sumber foto belum ditulis.": not self.lead_id or self.lead_credit.strip(),
        }
        return [sentence for sentence, there in wanted.items() if not there] + self._missing_in_media()

    def _missing_in_media(self) -> list[str]:
        """What the media in the text still lack; an alternative text written for this text alone will do."""
        told_here = {insert.ids[0] for insert in inserts.found(self.body) if insert.alt and len(insert.ids) == 1}
        ids = inserts.ids(self.body)
        assets = MediaAsset.objects.in_bulk(ids) if ids else {}
        found = [assets[pk].missing(told=pk in told_here) for pk in ids if pk in assets]
        protected = self.lead.missing(told=True) if self.lead and self.lead_id not in ids else []
        return [sentence for sentences in (*found, protected) for sentence in sentences]
