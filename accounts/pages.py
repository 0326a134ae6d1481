"""The pages at /akun/, and what they have in common."""

from __future__ import annotations

import math
from datetime import timedelta
from functools import wraps
from http import HTTPStatus

from allauth.account import views
from allauth.account.forms import UserTokenForm
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts import devices, forms, guard, passwords, sessions
from accounts.backends import may_sign_in

# Shown on the sign-in page of a demo; the seed makes them.
DEMO_PASSWORD = "blora-demo"  # noqa: S105  (it is meant to be known)
DEMO_PEOPLE = [
    ("penulis.dinkes", "Penulis Dinas Kesehatan"),
    ("admin.dinkes", "Admin Dinas Kesehatan"),
    ("admin.dpupr", "Admin DPUPR"),
    ("admin.disdik", "Admin Dinas Pendidikan"),
    ("redaktur", "Redaktur Dinkominfo"),
    ("redaktur2", "Redaktur kedua"),
    ("pengelola", "Pengelola portal"),
]


def page(view):
    """Never kept by a browser, and under the sign-in pages' own Content-Security-Policy."""

    @never_cache
    @wraps(view)
    def named(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except guard.TooMany as refused:
            response = too_many(request, refused)
        response.content_policy = "account"
        return response

    return named


def too_many(request, refused: guard.TooMany):
    """Nothing was compared: until when, and what helps in the meantime."""
    wait = math.ceil((refused.until - timezone.now()).total_seconds())
    # The minute after the last one that is closed: who comes at the time told is let in.
    until = timezone.localtime(refused.until + timedelta(minutes=1))
    response = render(request, "account/too_many.html", {"until": until}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(max(wait, 1))
    return response


def closed(request, *args, **kwargs):
    raise Http404


def entrance(request):
    """`/akun/` itself: the sign-in page sends on whoever is signed in."""
    return redirect("account_login")


class SignIn(views.LoginView):
    form_class = forms.SignInForm

    def get_context_data(self, **kwargs) -> dict:
        demo = {"demo_people": DEMO_PEOPLE, "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        ended = {"ended": sessions.WHY.get(self.request.GET.get("karena", ""), "")}
        return super().get_context_data(**kwargs) | demo | ended


class Forgotten(views.PasswordResetView):
    form_class = forms.ForgottenForm


class NewPassword(views.PasswordResetFromKeyView):
    form_class = forms.NewPasswordForm

    def dispatch(self, request, uidb36, key, **kwargs):
        person = UserTokenForm()._get_user(uidb36)
        if person is not None and not may_sign_in(person):
            key = "-"  # never a good one: the link died when its person was switched off
        return super().dispatch(request, uidb36, key, **kwargs)

    def render_to_response(self, context, **kwargs):
        if context.get("token_fail"):
            kwargs["status"] = HTTPStatus.GONE
        return super().render_to_response(context, **kwargs)

    def form_valid(self, form):
        with transaction.atomic():  # a change that cannot be recorded does not happen
            response = super().form_valid(form)
        # Whoever reads their mail here is let in here, however hard strangers go on guessing at the account.
        devices.remember(self.request, response, self.reset_user)
        return response


class ChangePassword(views.PasswordChangeView):
    form_class = forms.ChangePasswordForm

    def form_valid(self, form):
        with transaction.atomic():  # a change that cannot be recorded does not happen
            response = super().form_valid(form)
        devices.remember(self.request, response, form.user)  # the old mark ended with the old password
        return response

    def get_context_data(self, **kwargs) -> dict:
        old = {"most_days": settings.PASSWORD_MAX_AGE_DAYS} if passwords.is_too_old(self.request.user) else {}
        return super().get_context_data(**kwargs) | old

    def get_default_success_url(self):
        return reverse_lazy("account_change_password_done")


class Reauthenticate(views.ReauthenticateView):
    form_class = forms.ReauthenticateForm


@login_required
def password_changed(request):
    return render(request, "account/password_change_done.html")
