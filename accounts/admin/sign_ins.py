"""The sign-in log at the desk: portal administrators read who tried to be whom, and nobody changes it."""

from __future__ import annotations

from django.contrib import admin
from unfold.decorators import display

from accounts.desk_page import PortalLog
from accounts.models import SignInAttempt

Kind, Outcome = SignInAttempt.Kind, SignInAttempt.Outcome
# Shorter than the model's: half of it may be a passkey as well as a password.
RESULTS = dict(Outcome.choices) | {Outcome.HALF: "Belum masuk"}
COLOURS = {Outcome.PASSED: "success", Outcome.HALF: "warning", Outcome.FAILED: "danger"}


class OutcomeFilter(admin.SimpleListFilter):
    title = parameter_name = "hasil"

    def lookups(self, request, model_admin):
        return list(RESULTS.items())

    def queryset(self, request, queryset):
        return queryset.filter(outcome=self.value()) if self.value() in Outcome.values else queryset


class KindFilter(admin.SimpleListFilter):
    title = parameter_name = "cara"

    def lookups(self, request, model_admin):
        return Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() in Kind.values else queryset


@admin.register(SignInAttempt)
class SignInAttemptAdmin(PortalLog):
    list_display = ("at", "who", "what", "result", "device", "from_where")
    list_filter = (OutcomeFilter, KindFilter)
    list_select_related = ("person",)
    list_before_template = "accounts/sign_ins_note.html"
    search_fields = ("person__name", "person__username", "person__email", "person__nip")
    search_help_text = "Cari orang: nama, nama pengguna, e-mail, atau NIP"
    fields = ("at", "who", "what", "result_said", "device", "known", "from_where")
    ordering = ("-at", "-pk")

    @display(description="orang")
    def who(self, attempt):
        # What was typed is kept nowhere: people type passwords into the wrong box.
        return attempt.person or "Nama yang tidak terdaftar"

    @display(description="yang terjadi")
    def what(self, attempt):
        return attempt.sentence

    @display(description="hasil", label=COLOURS)
    def result(self, attempt):
        return attempt.outcome, RESULTS[attempt.outcome]

    @display(description="hasil")
    def result_said(self, attempt):
        return RESULTS[attempt.outcome]

    @display(description="peranti ini pernah dipakai orang itu untuk masuk")
    def known(self, attempt):
        return "Ya" if attempt.known_device else "Belum"

    @display(description="alamat")
    def from_where(self, attempt):
        return attempt.address or "Tidak diketahui"
