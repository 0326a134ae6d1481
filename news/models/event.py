"""What happened to an article, written once and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from news.models.article import Article
from news.workflow import Action, Live, State

HAPPENED = {
    Action.CREATE: "Ditulis",
    Action.EDIT: "Disimpan",
    Action.HAND_IN: "Diserahkan kepada admin",
    Action.SUBMIT: "Diajukan kepada redaksi",
    Action.RECALL: "Ditarik kembali dari tinjauan",
    Action.SEND_BACK: "Dikembalikan",
    Action.PUBLISH: "Diterbitkan",
    Action.SCHEDULE: "Disetujui dan dijadwalkan",
    Action.RESCHEDULE: "Jadwal diubah",
    Action.UNSCHEDULE: "Jadwal dibatalkan",
    Action.PUBLISH_URGENT: "Diterbitkan segera",
    Action.CONFIRM_URGENT: "Disahkan",
    Action.REVISE: "Dibuka untuk revisi",
    Action.CORRECT: "Dibuka untuk diperbaiki redaksi",
    Action.WITHDRAW: "Ditarik dari portal",
    Action.DELETE: "Dihapus",
    Action.TRANSFER: "Dipindahkan ke OPD lain",
    Action.PASS_ON: "Dialihkan",
    Action.RESTORE: "Versi lama dipakai lagi",
    Action.TAKE: "Diambil untuk ditinjau",
    Action.LET_GO: "Dilepaskan",
    Action.NOTE: "Dicatat",
    Action.ANSWER: "Catatan dijawab",
    Action.SETTLE: "Catatan ditandai selesai",
    Action.REOPEN: "Catatan dibuka lagi",
    Action.LOOK_AGAIN: "Tanggal tinjau ulang diatur",
}


APPROVALS = frozenset({Action.PUBLISH, Action.SCHEDULE, Action.CONFIRM_URGENT})
RECENT = timedelta(days=14)
DECISIONS = APPROVALS | {Action.SEND_BACK}
HOURS = frozenset({Action.SCHEDULE, Action.RESCHEDULE})  # their note begins with the hour it was given
RALAT = "Ralat: "  # how the line begins that keeps a correction note beside an editor's words


class ArticleEventQuerySet(models.QuerySet["ArticleEvent"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def under_present_opd(self) -> Self:
        """What happened since the article came to its OPD: what another one wrote to its people stays with that one."""
        moved = ArticleEvent.objects.filter(article=OuterRef("article"), action=Action.TRANSFER).newest_first()
        return self.filter(pk__gte=Coalesce(Subquery(moved.values("pk")[:1]), 0))

    def words_for(self, user) -> list:
        """What editors have written of late with an approval of what this person keeps: praise is read once more."""
        since = timezone.now() - RECENT
        kept = Article.objects.seen_by(user).filter(keeper=user)  # who left, or whose text moved, reads it no more
        approved = self.filter(action__in=APPROVALS, at__gte=since, article__in=kept)
        found = approved.exclude(note="").select_related("by", "article").newest_first()[:20]
        return [event for event in found if event.message][:3]

    def last_word(self) -> ArticleEvent | None:
        """The newest decision of an editor on this article, when words came with it: a reason, or praise."""
        decided = self.filter(action__in=DECISIONS).select_related("by").newest_first().first()
        return decided if decided and decided.message else None

    def update(self, **kwargs):
        raise TypeError("An event is never changed.")

    def delete(self):
        raise TypeError("An event is never deleted.")

    def go_with(self, article: Article) -> None:
        """The one exception: a draft that never left its office goes with all that happened to it."""
        super().filter(
            article=article, article__deleted_at__isnull=False, article__first_submitted_at=None
        )._raw_delete(self.db)


class ArticleEvent(models.Model):
    article = models.ForeignKey(Article, verbose_name="berita", on_delete=models.PROTECT, related_name="events")
    action = models.CharField("tindakan", max_length=20, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="oleh", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("pada", auto_now_add=True)
    start = models.CharField("dari", max_length=12, choices=State, blank=True)
    end = models.CharField("menjadi", max_length=12, choices=State)
    live = models.CharField("di portal saat itu", max_length=12, choices=Live)
    version = models.PositiveIntegerField("versi")
    note = models.TextField("catatan", blank=True)
    # How long it had waited in working time when an editor decided; the calendar and the promise may change later.
    waited_minutes = models.PositiveIntegerField("menit kerja menunggu", null=True)

    objects = ArticleEventQuerySet.as_manager()

    class Meta:
        verbose_name = "kejadian"
        verbose_name_plural = "kejadian"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["article", "-id"], name="event_newest"),
            models.Index(fields=["at"], name="event_decided", condition=models.Q(waited_minutes__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.article_id}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An event is never deleted.")

    @property
    def hour(self) -> str:
        """The hour for which it was scheduled, as words; empty for what is no schedule."""
        return self.note.partition("\n")[0] if self.action in HOURS else ""

    @property
    def correction(self) -> str:
        """What readers were told of the text they had before; empty where nobody had one."""
        if self.live in (Live.NONE, Live.AHEAD) or self.action not in (Action.PUBLISH, Action.PUBLISH_URGENT):
            return ""
        lines = self.note.split("\n")
        line = lines[0] if self.action == Action.PUBLISH else lines[-1]  # after the reason of an urgent one
        return line.removeprefix(RALAT) if line.startswith(RALAT) else ""

    @property
    def message(self) -> str:
        """The words one person wrote to another, without the hour of a schedule and without the correction note."""
        said = self.note.removeprefix(self.hour)
        if self.correction:
            line = RALAT + self.correction
            said = said.removeprefix(line) if self.action == Action.PUBLISH else said.removesuffix(line)
        return said.strip()

    @property
    def happened(self) -> str:
        """What was done, in the words of the log: `Diajukan kepada redaksi`."""
        return HAPPENED[Action(self.action)]
