"""The pages at /akun/, and what they have in common."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.forms import UserTokenForm
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from accounts import forms
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
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:  # allauth's own page speaks English
            response = render(request, "account/too_many.html", status=response.status_code)
        response.content_policy = "account"
        return response

    return named


def closed(request, *args, **kwargs):
    raise Http404


def entrance(request):
    """`/akun/` itself: the sign-in page sends on whoever is signed in."""
    return redirect("account_login")


class SignIn(views.LoginView):
    form_class = forms.SignInForm

    def get_context_data(self, **kwargs) -> dict:
        demo = {"demo_people": DEMO_PEOPLE, "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs) | demo


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
        response = super().form_valid(form)
        get_adapter().forget_failures(self.reset_user)
        return response


class ChangePassword(views.PasswordChangeView):
    form_class = forms.ChangePasswordForm

    def get_default_success_url(self):
        return reverse_lazy("account_change_password_done")


class Reauthenticate(views.ReauthenticateView):
    form_class = forms.ReauthenticateForm


@login_required
def password_changed(request):
    return render(request, "account/password_change_done.html")
