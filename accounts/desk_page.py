"""The base of every page at the desk: whatever an address or a query string holds, the answer is never a 500. Knows no OPD."""

from __future__ import annotations

import re

from django.contrib.admin import ShowFacets, SimpleListFilter
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from accounts import people

# 2^63-1 has 19 digits: a number of 18 always fits the databases' integers.
AN_ID = re.compile(r"[0-9]{1,18}")
MOST_WORDS = 20
MOST_CHARACTERS = 500  # SQLite refuses a longer LIKE pattern with an error, at 50,000
LEGACY_CHANGE = "<path:object_id>/"  # Django's redirect from the change addresses of before 1.9


class CappedPaginator(Paginator):
    """Counts to 10,000 and no further; what lies behind is found by searching, not by paging."""

    most = 10_000

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not hasattr(rows, "order_by"):
            return min(len(rows), self.most)
        return rows.order_by()[: self.most].count()


class DeskPage(ModelAdmin):
    """A model's pages at the desk: nothing is deleted, nothing done in bulk, and an unknown object is a 404.

    Filters are `SimpleListFilter`s with choices of their own: their parameters are the only ones that the list takes,
    every other lookup in the query string answers 400 (so no `date_hierarchy`, and no field names in `list_filter`).
    """

    actions = None
    list_per_page = 50
    list_max_show_all = 0
    list_filter_submit = False
    paginator = CappedPaginator
    show_facets = ShowFacets.NEVER
    show_full_result_count = False
    view_on_site = False

    def get_urls(self):
        return [url for url in super().get_urls() if str(url.pattern) != LEGACY_CHANGE]

    def get_object(self, request, object_id, from_field=None):
        """The object of `get_queryset` with this id, or None; `from_field` (an address's `_to_field`) is not used."""
        if not AN_ID.fullmatch(str(object_id)):
            return None
        return super().get_object(request, object_id)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def render_change_form(self, request, context, *args, **kwargs):
        """One way to save: three buttons cover a third of a phone's screen."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        own = (
            each
            for each in self.get_list_filter(request)
            if isinstance(each, type) and issubclass(each, SimpleListFilter)
        )
        return lookup in {each.parameter_name for each in own}

    def get_search_results(self, request, queryset, search_term):
        """Also asked by autocomplete, where Django takes any text."""
        words = search_term.replace("\0", "")[:MOST_CHARACTERS].split()
        return super().get_search_results(request, queryset, " ".join(words[:MOST_WORDS]))

    def get_changeform_initial_data(self, request) -> dict:
        """Nothing in a new form comes from the address."""
        return {}


class PortalPage(DeskPage):
    """What the portal administrator alone keeps: what holds for all OPDs."""

    def is_portal_admin(self, request, obj=None) -> bool:
        return people.is_portal_admin(request.user)

    has_module_permission = has_view_permission = has_add_permission = has_change_permission = is_portal_admin


class PortalLog(PortalPage):
    """What the portal writes down by itself: the portal administrator reads it, nobody does anything to it."""

    def _nobody(self, request, obj=None) -> bool:
        return False

    has_add_permission = has_change_permission = _nobody
