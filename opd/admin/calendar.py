"""The offices' holidays and hours at the desk, kept by the portal administrator."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.desk_page import PortalPage
from opd import holiday_lines
from opd.models import Holiday, WorkingHours

MOST_CHARACTERS = 50_000
AT_ONCE = "Belum ada yang disimpan: salah satu tanggal baru saja ditambahkan orang lain. Simpan sekali lagi untuk melihat yang mana."


class DayWidget(UnfoldAdminTextInputWidget):
    """The phone's own calendar."""

    input_type = "date"

    def format_value(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else value


class ClockWidget(UnfoldAdminTextInputWidget):
    """The phone's own clock."""

    input_type = "time"

    def format_value(self, value):
        return f"{value:%H:%M}" if hasattr(value, "hour") else value


class OfficePage(PortalPage):
    """For the portal administrator alone. A single row may be deleted: a decree is changed now and then."""

    formfield_overrides = {
        models.DateField: {"widget": DayWidget},
        models.TimeField: {"widget": ClockWidget},
    }

    has_delete_permission = PortalPage.is_portal_admin


class YearFilter(admin.SimpleListFilter):
    title = "tahun"
    parameter_name = "tahun"

    def lookups(self, request, model_admin):
        return [(str(day.year), str(day.year)) for day in Holiday.objects.dates("date", "year", order="DESC")]

    def queryset(self, request, queryset):
        year = self.value()
        if year is None:
            return queryset
        if year not in {known for known, _ in self.lookup_choices}:
            raise IncorrectLookupParameters
        return queryset.filter(date__year=int(year))


class LinesForm(forms.Form):
    lines = forms.CharField(
        label="Daftar hari libur",
        max_length=MOST_CHARACTERS,
        strip=False,
        help_text="Satu hari per baris: tanggal; nama; libur atau cuti bersama.",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Belum ada isinya. Tempel daftarnya dulu, satu hari libur per baris."},
    )

    def clean_lines(self) -> list[Holiday]:
        """The unsaved holidays."""
        try:
            return holiday_lines.read(self.cleaned_data["lines"])
        except holiday_lines.LinesRefused as refused:
            raise forms.ValidationError(list(refused.problems)) from refused


@admin.register(Holiday)
class HolidayAdmin(OfficePage):
    list_display = ("day", "name", "kind")
    list_filter = (YearFilter,)
    list_before_template = "opd/admin/holidays_above.html"
    fields = ("date", "name", "kind")

    @display(description="Tanggal", ordering="date")
    def day(self, holiday: Holiday) -> str:
        return date_format(holiday.date, "l, j F Y")

    def get_urls(self):
        page = path("import/", self.admin_site.admin_view(self.paste), name="opd_holiday_import")
        return [page, *super().get_urls()]

    def paste(self, request):
        """GET asks for a list of holidays, POST takes it over: every line of it, or none."""
        if not self.is_portal_admin(request):
            raise PermissionDenied("Hanya pengelola portal yang mengisi hari libur.")
        form = LinesForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = self._save_all(request, form.cleaned_data["lines"])
            except IntegrityError:
                form.add_error(None, AT_ONCE)
            else:
                messages.success(
                    request, f"{made} hari libur ditambahkan. Antrean langsung menghitung dengan daftar ini."
                )
                return HttpResponseRedirect(reverse("admin:opd_holiday_changelist"))
        return self._show(request, form)

    @transaction.atomic
    def _save_all(self, request, holidays: list[Holiday]) -> int:
        for holiday in holidays:
            holiday.save()
            self.log_addition(request, holiday, "Ditempel bersama daftar hari libur.")
        return len(holidays)

    def _show(self, request, form: LinesForm):
        context = self.admin_site.each_context(request) | {
            "title": "Tempel daftar hari libur",
            "form": form,
            "opts": self.opts,
        }
        return render(request, "opd/admin/holidays_paste.html", context, status=422 if form.errors else 200)


@admin.register(WorkingHours)
class WorkingHoursAdmin(OfficePage):
    list_display = ("weekday", "opens_at", "closes_at", "title", "period")
    list_display_links = ("weekday",)
    list_before_template = "opd/admin/hours_above.html"
    fieldsets = (
        (None, {"fields": ("weekday", ("opens", "closes"), "name")}),
        (
            "Hanya untuk masa tertentu",
            {
                "fields": (("since", "until"),),
                "description": "Kosongkan untuk jam kerja biasa. Isi untuk masa seperti Ramadan: pada hari-hari itu "
                "hanya jam yang bertanggal yang dihitung, jadi isi semua hari kerjanya.",
            },
        ),
    )

    @display(description="Mulai", ordering="opens")
    def opens_at(self, hours: WorkingHours) -> str:
        return f"{hours.opens:%H.%M}"

    @display(description="Sampai", ordering="closes")
    def closes_at(self, hours: WorkingHours) -> str:
        return f"{hours.closes:%H.%M}"

    @display(description="Jenis")
    def title(self, hours: WorkingHours) -> str:
        return hours.title

    @display(description="Berlaku")
    def period(self, hours: WorkingHours) -> str:
        return hours.period
