"""The desk: who may open the admin at all, and where the others are sent."""

from __future__ import annotations

from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from unfold.sites import UnfoldAdminSite

from accounts import doors, second_factor
from blora_portal import errors
from opd import access


class NewsDesk(UnfoldAdminSite):
    """`is_staff` is not used: a role in some OPD opens the desk."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.pages: list = []

    def add_page(self, route: str, view, name: str, **given) -> None:
        """A page of the desk that Django's own pages of a model do not have; the view gets what is `given`."""
        self.pages.append((route, view, name, given))

    # Django's own last address would redirect signed-in people from one admin address to another that may not exist.
    final_catch_all_view = False

    def get_urls(self) -> list:
        """Without `r/<type>/<id>/`: it names the public address of any object, shown to the public or not."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def extra_urls(self) -> list:
        return [path(route, self.admin_view(view), given, name=name) for route, view, name, given in self.pages]

    def has_permission(self, request) -> bool:
        return access.may_enter(request.user)

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def at_the_desk(request, *args, **kwargs):
            first = self.comes_first(request)
            response = _led_to(first, request) if first else guarded(request, *args, **kwargs)
            if not hasattr(response, "content_policy"):
                response.content_policy = "desk"
            return response

        return at_the_desk

    def comes_first(self, request) -> str | None:
        """The address of what a person has to do before the desk opens to them; None when it may open.

        Asked for every address of the desk and every method. Who may not enter at all is told so by `login`.
        """
        if not self.has_permission(request):
            return None
        if second_factor.needed(request.user):
            if not second_factor.has(request.user):
                return reverse("mfa_index")
            if not second_factor.proven(request):
                return reverse("mfa_reauthenticate")
        return doors.next_step(request)

    def each_context(self, request) -> dict:
        return super().each_context(request) | {"is_demo": settings.DEMO}

    def login(self, request, extra_context=None):
        """Visitors sign in and come back; people without a role are told whom to ask (a redirect would loop)."""
        if request.user.is_authenticated and not self.has_permission(request):
            return render(request, "desk/no_role.html", status=403)
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("admin:index"))
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_change_password"))

    password_change_done = password_change

    def autocomplete_view(self, request):
        """No form here uses Django's autocomplete: it looks rows up by itself, on relations nobody was offered."""
        raise Http404

    def search(self, request, extra_context=None):
        """unfold's command search is not used: it asks models by itself, past the pages' own scope."""
        raise Http404

    def app_index(self, request, app_label, extra_context=None):
        """The side bar leads everywhere; a page per Django app says nothing to people."""
        return HttpResponseRedirect(reverse("admin:index"))


def _led_to(first: str, request):
    """Reading goes on there and comes back; a form is not taken, and its words are shown for copying."""
    reading = request.method in ("GET", "HEAD")
    back = request.get_full_path() if reading else reverse("admin:index")
    address = f"{first}?{urlencode({'next': back})}"
    return HttpResponseRedirect(address) if reading else errors.not_yet(request, first=address)
