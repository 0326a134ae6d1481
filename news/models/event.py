"""What happened to an article, written once and never changed."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

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


class ArticleEventQuerySet(models.QuerySet["ArticleEvent"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")

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
        indexes = [models.Index(fields=["article", "-id"], name="event_newest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.article_id}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An event is never deleted.")

    @property
    def happened(self) -> str:
        """What was done, in the words of the log: `Diajukan kepada redaksi`."""
        return HAPPENED[Action(self.action)]
