"""What readers looked for and did not find, for editors to read: a list and nothing else."""

from __future__ import annotations

from datetime import date

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import display

from accounts.desk_page import DeskPage
from news.models import SearchMiss
from news.moments import JAKARTA, MONTHS
from opd import access
from opd.rights import Right

SHOWN = 12  # months, this one included


def months() -> list[date]:
    """The first days of the last twelve months in Blora, this one first."""
    today = timezone.localdate(timezone=JAKARTA)
    numbers = [today.year * 12 + today.month - 1 - back for back in range(SHOWN)]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def said(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


class MonthFilter(admin.SimpleListFilter):
    title = parameter_name = "bulan"

    def lookups(self, request, model_admin):
        return [(f"{month:%Y-%m}", said(month)) for month in months()]

    def queryset(self, request, queryset):
        chosen = next((month for month in months() if f"{month:%Y-%m}" == self.value()), None)
        return queryset.filter(month=chosen) if chosen else queryset


@admin.register(SearchMiss)
class SearchMissAdmin(DeskPage):
    list_display = ("words", "times", "in_month")
    list_filter = (MonthFilter,)
    list_before_template = "news/admin/search_misses_note.html"
    search_fields = ("words",)
    search_help_text = "Cari di antara kata yang dicari"
    ordering = ("-month", "-times", "words")

    def get_urls(self):
        """The list only: there is no row to open, to add or to have a history."""
        return [url for url in super().get_urls() if url.name == "news_searchmiss_changelist"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(month__gte=months()[-1])

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever reviews for any OPD: what readers miss is no OPD's own."""
        return bool(access.opds_where(request.user, Right.REVIEW_NEWS))

    has_module_permission = has_view_permission

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @display(description="bulan", ordering="month")
    def in_month(self, miss):
        return said(miss.month)
