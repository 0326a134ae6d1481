"""How the list of articles is narrowed: own choices only, so that nothing else reaches the database."""

from __future__ import annotations

from django.contrib.admin import SimpleListFilter
from django.utils import timezone

from news import keepers
from news.models import Rubric
from news.workflow import State
from opd import access
from opd.models import OPD
from opd.rights import Right

HANDED_IN, AHEAD, UNREVIEWED, DUE = "handed_in", "ahead", "unreviewed", "due"
NOBODYS = "tanpa"


class StateFilter(SimpleListFilter):
    title = "keadaan"
    parameter_name = "keadaan"

    def lookups(self, request, model_admin):
        return [
            (State.DRAFT, "Draf"),
            (HANDED_IN, "Diserahkan kepada admin"),
            (State.IN_REVIEW, "Menunggu tinjauan"),
            (State.RETURNED, "Dikembalikan"),
            (AHEAD, "Dijadwalkan"),
            (State.PUBLISHED, "Terbit"),
            (UNREVIEWED, "Perlu tinjauan susulan"),
            (DUE, "Waktunya ditinjau ulang"),
            (State.WITHDRAWN, "Ditarik"),
        ]

    def queryset(self, request, queryset):
        narrowed = {
            HANDED_IN: queryset.handed_in(),
            AHEAD: queryset.ahead(),
            State.PUBLISHED.value: queryset.out(),
            UNREVIEWED: queryset.unreviewed(),
            DUE: queryset.to_look_at(timezone.localdate()),
        }
        if self.value() not in {value for value, _ in self.lookup_choices}:
            return queryset
        return narrowed.get(str(self.value()), queryset.filter(state=self.value()))


class MineFilter(SimpleListFilter):
    title = "penulis"
    parameter_name = "milik"

    def lookups(self, request, model_admin):
        manages = access.opds_where(request.user, Right.MANAGE_TEAM)
        return [("saya", "Tulisan saya"), *([(NOBODYS, "Tanpa pemegang")] if manages else [])]

    def queryset(self, request, queryset):
        """What has no keeper is the matter of whoever manages the team; to the others the value means nothing."""
        if self.value() == "saya":
            return queryset.filter(keeper=request.user)
        if self.value() in {value for value, _ in self.lookup_choices} - {"saya"}:
            return queryset.filter(pk__in=keepers.without_keeper(request.user).values("pk"))
        return queryset


class OPDFilter(SimpleListFilter):
    """Only the OPDs whose news this person reads; one alone needs no filter."""

    title = "OPD"
    parameter_name = "opd"

    def lookups(self, request, model_admin):
        opds = OPD.objects.where(request.user, Right.WRITE_NEWS, Right.REVIEW_NEWS)
        choices = [(str(opd.pk), opd.short_name) for opd in opds]
        return choices if len(choices) > 1 else []

    def queryset(self, request, queryset):
        return queryset.filter(opd=self.value()) if self.value() in {pk for pk, _ in self.lookup_choices} else queryset


class RubricFilter(SimpleListFilter):
    title = "rubrik"
    parameter_name = "rubrik"

    def lookups(self, request, model_admin):
        return [(rubric.slug, rubric.name) for rubric in Rubric.objects.all()]

    def queryset(self, request, queryset):
        known = self.value() in {slug for slug, _ in self.lookup_choices}
        return queryset.filter(rubric__slug=self.value()) if known else queryset
