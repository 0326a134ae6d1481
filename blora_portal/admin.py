"""What browsers have reported, for portal administrators to read: a list and nothing else."""

from __future__ import annotations

from django.contrib import admin
from django_tasks_db.models import DBTaskResult
from unfold.decorators import display

from accounts.desk_page import PortalLog
from blora_portal import old_desk  # noqa: F401  (its pages)
from blora_portal.models import BrowserReport

# By the directive's first word: what it means to whoever looks after the portal.
MEANING = {
    "script": "Skrip yang bukan milik portal dicegah berjalan",
    "style": "Gaya tampilan yang bukan milik portal ditolak",
    "img": "Gambar dari luar portal ditolak",
    "media": "Video atau suara dari luar portal ditolak",
    "font": "Huruf dari luar portal ditolak",
    "connect": "Halaman mencoba menghubungi alamat luar",
    "form": "Formulir mencoba mengirim isian ke alamat luar",
    "frame": "Bingkai yang tidak diizinkan ditolak",
    "base": "Seseorang mencoba mengalihkan semua tautan halaman",
}
OTHERWISE = "Bagian halaman yang tidak diizinkan ditolak"
SERIOUS = {"script", "form", "base", "connect", "frame"}
BLOCKED = {
    "inline": "kode yang ditulis di dalam halaman",
    "eval": "kode yang dirakit dari teks",
    "wasm-eval": "kode yang dirakit dari teks",
    "data": "isi yang ditanam di halaman (data:)",
    "blob": "isi yang dirakit di peramban (blob:)",
    "self": "alamat portal sendiri",
}

# Background work is for the log (portal.worker), not for the desk: the library's page has no words of ours and no scope.
admin.site.unregister(DBTaskResult)


@admin.register(BrowserReport)
class BrowserReportAdmin(PortalLog):
    list_display = ("meaning", "weight", "what", "page", "count", "last_at", "directive")
    list_before_template = "blora_portal/browser_reports_note.html"
    search_fields = ("page", "blocked")
    search_help_text = "Cari halaman atau alamat yang ditolak"
    ordering = ("-last_at", "-pk")

    def get_urls(self):
        """The list only: there is no row to open, to add or to have a history."""
        return [url for url in super().get_urls() if url.name == "blora_portal_browserreport_changelist"]

    @display(description="artinya")
    def meaning(self, report):
        return MEANING.get(_word(report), OTHERWISE)

    @display(description="penting", label={"Perlu diperiksa": "danger", "Biasa": "info"})
    def weight(self, report):
        return "Perlu diperiksa" if _word(report) in SERIOUS else "Biasa"

    @display(description="yang ditolak")
    def what(self, report):
        return BLOCKED.get(report.blocked, report.blocked)


def _word(report) -> str:
    return report.directive.partition("-")[0]
