"""The audit trail at the desk: portal administrators read it, nobody does anything to it."""

from __future__ import annotations

import csv
from datetime import timedelta

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from unfold.decorators import display

from accounts import audit_words, sheets
from accounts.desk_page import PortalLog
from accounts.models import AuditEntry

PAGES = {"accounts_auditentry_changelist", "accounts_auditentry_change"}
PERIODS = {"1": ("24 jam terakhir", 1), "7": ("7 hari terakhir", 7), "30": ("30 hari terakhir", 30), "365": ("Setahun terakhir", 365)}  # fmt: skip
MOST_EXPORTED = 10_000
COLUMNS = ["Waktu", "Pelaku", "Nama pengguna", "Tindakan", "Jenis objek", "Objek", "Alamat IP", "Sebelum", "Sesudah"]


class GroupFilter(admin.SimpleListFilter):
    title = "perihal"
    parameter_name = "perihal"

    def lookups(self, request, model_admin):
        return list(audit_words.GROUPS.items())

    def queryset(self, request, queryset):
        known = self.value() in audit_words.GROUPS
        return queryset.filter(action__startswith=f"{self.value()}.") if known else queryset


class PeriodFilter(admin.SimpleListFilter):
    title = "waktu"
    parameter_name = "waktu"

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _) in PERIODS.items()]

    def queryset(self, request, queryset):
        _, days = PERIODS.get(self.value() or "", ("", 0))
        return queryset.filter(at__gte=timezone.now() - timedelta(days=days)) if days else queryset


@admin.register(AuditEntry)
class AuditPage(PortalLog):
    list_display = ("what", "who", "which", "where_from", "when")
    list_display_links = ("what",)
    list_select_related = ("by",)
    list_filter = (GroupFilter, PeriodFilter)
    search_fields = ("by_name", "object_name", "address", "=request_id")
    search_help_text = "Cari nama pelaku, nama objek, atau alamat IP"
    ordering = ("-pk",)
    sortable_by = ()
    list_before_template = "accounts/audit_above.html"

    def get_urls(self):
        """A list, an entry and a file. There is no address that adds, changes or deletes."""
        export = path("export/", self.admin_site.admin_view(self.export), name="accounts_auditentry_export")
        return [export, *(url for url in super().get_urls() if getattr(url, "name", None) in PAGES)]

    # --- The list -----------------------------------------------------------------------------------------------
    @display(description="Tindakan")
    def what(self, entry: AuditEntry) -> str:
        return audit_words.label(entry.action)

    @display(description="Pelaku")
    def who(self, entry: AuditEntry) -> str:
        return actor(entry)

    @display(description="Objek")
    def which(self, entry: AuditEntry) -> str:
        return entry.object_name or "–"

    @display(description="Dari")
    def where_from(self, entry: AuditEntry) -> str:
        return entry.address or "–"

    @display(description="Waktu")
    def when(self, entry: AuditEntry) -> str:
        return moment(entry)

    def changelist_view(self, request, extra_context=None):
        return self._read(request) or super().changelist_view(request, {"title": "Jejak audit"} | (extra_context or {}))

    # --- One entry ----------------------------------------------------------------------------------------------
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if refusal := self._read(request):
            return refusal
        entry = self.get_object(request, object_id)
        if entry is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": audit_words.label(entry.action),
            "opts": self.opts,
            "entry": entry,
            "actor": actor(entry),
            "group": audit_words.group(entry.action),
            "kind": kind(entry),
            "when": moment(entry),
            "rows": rows(entry),
        }
        return TemplateResponse(request, "accounts/audit_entry.html", context)

    # --- A file -------------------------------------------------------------------------------------------------
    def export(self, request):
        """The list as it is narrowed, as CSV for a spreadsheet: the newest 10,000."""
        if refusal := self._read(request):
            return refusal
        try:
            entries = self.get_changelist_instance(request).queryset[:MOST_EXPORTED]
        except IncorrectLookupParameters as error:
            raise Http404 from error
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="jejak-audit-{timezone.localdate()}.csv"'
        table = csv.writer(response)
        table.writerow(COLUMNS)
        table.writerows([sheets.safe(cell) for cell in line(entry)] for entry in entries.iterator(chunk_size=1000))
        return response

    def _read(self, request) -> HttpResponse | None:
        """The answer to whoever may not read here, or wants anything but to read."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return None if request.method in {"GET", "HEAD"} else HttpResponseNotAllowed(["GET", "HEAD"])


def moment(entry: AuditEntry) -> str:
    """`24 Nov 2026 14.27.45 WIB`."""
    return f"{date_format(timezone.localtime(entry.at), 'j M Y H.i.s', use_l10n=False)} WIB"


def username(entry: AuditEntry) -> str:
    return entry.by.username if entry.by else ""


def actor(entry: AuditEntry) -> str:
    """`Siti Aminah (siti.aminah)`: names are chosen and may be somebody else's, usernames are held by one person only."""
    return f"{entry.by_name} ({username(entry)})" if entry.by else entry.by_name


def kind(entry: AuditEntry) -> str:
    """What kind of thing it was about, in people's words; as it was recorded where the model is gone."""
    try:
        return str(apps.get_model(entry.object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return entry.object_type


def rows(entry: AuditEntry) -> list[dict]:
    """What was before and what is after, side by side; `changed` where they differ. What both leave empty says nothing."""
    sides = [
        (key, audit_words.value(key, entry.before.get(key)), audit_words.value(key, entry.after.get(key)))
        for key in audit_words.in_order([*entry.before, *entry.after])
    ]
    return [
        {"field": audit_words.field(key), "before": before, "after": after, "changed": before != after}
        for key, before, after in sides
        if before or after
    ]


def line(entry: AuditEntry) -> list[str]:
    sides = [
        "; ".join(
            f"{audit_words.field(key)}: {audit_words.value(key, side[key]) or '–'}"
            for key in audit_words.in_order(side)
        )
        for side in (entry.before, entry.after)
    ]
    about = [audit_words.label(entry.action), kind(entry), entry.object_name, entry.address or ""]
    return [moment(entry), entry.by_name, username(entry), *about, *sides]
