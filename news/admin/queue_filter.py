"""How the review queue is narrowed: by OPD, rubric, and who reads it or how long it waits."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils import timezone

from news.models import Rubric
from news.models.article import ArticleQuerySet
from news.promise import Promise
from opd.models import OPD
from opd.rights import Right

FREE, MINE, LATE = "belum", "saya", "lewat"


class QueueFilter(forms.Form):
    """A plain GET form. A value that it does not offer narrows nothing."""

    opd = forms.ChoiceField(label="OPD", required=False)
    rubrik = forms.ChoiceField(label="Rubrik", required=False)
    saring = forms.ChoiceField(
        label="Tampilkan",
        required=False,
        choices=[("", "Semua naskah"), (FREE, "Belum diambil"), (MINE, "Saya ambil"), (LATE, "Lewat janji")],
    )

    def __init__(self, given, *, user) -> None:
        super().__init__(given, auto_id="saring_%s")
        self.user = user
        opds = [
            (str(pk), name) for pk, name in OPD.objects.where(user, Right.REVIEW_NEWS).values_list("pk", "short_name")
        ]
        rubrics = list(Rubric.objects.values_list("slug", "name"))
        self.fields["opd"].choices = [("", "Semua OPD"), *opds]  # type: ignore[attr-defined]
        self.fields["rubrik"].choices = [("", "Semua rubrik"), *rubrics]  # type: ignore[attr-defined]
        if len(opds) < 2:
            del self.fields["opd"]
        self.is_valid()

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """What is chosen, for the addresses of the other pages: `opd=3&saring=lewat&`."""
        return urlencode(self.chosen) + "&" if self.chosen else ""

    def narrow(self, rows: ArticleQuerySet, promised: Promise, began: str = "submitted_at") -> ArticleQuerySet:
        """`began` is the column with the moment at which the wait began."""
        now = timezone.now()
        if opd := self.chosen.get("opd"):
            rows = rows.filter(opd=opd)
        if rubric := self.chosen.get("rubrik"):
            rows = rows.filter(rubric__slug=rubric)
        narrowed = {
            FREE: Q(taken_until=None) | Q(taken_until__lte=now),
            MINE: Q(taken_by=self.user, taken_until__gt=now),
            LATE: Q(**{f"{began}__lte": promised.late_before(now)}),
        }
        return rows.filter(narrowed.get(self.chosen.get("saring", ""), Q()))
