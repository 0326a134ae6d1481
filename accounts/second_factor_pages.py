"""The pages at /akun/2fa/: what somebody has set up, setting up and removing, and proving it."""

from __future__ import annotations

import base64
import json
from functools import wraps

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.account.mixins import NextRedirectMixin
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as allauth_base
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn import views as allauth_webauthn
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from accounts import devices, second_factor
from accounts import second_factor_forms as forms
from accounts.adapter import PASSWORD_SHOWN
from accounts.backends import may_sign_in
from accounts.mfa_adapter import Unreadable
from accounts.people import Refused

SECRET = "second_factor_secret"  # noqa: S105  (its place in the session, where it lies encrypted)
WAY_BACK = "second_factor_way_back"
PAGES = "account/second_factor"


def freshly(view):
    """Signed in, and having proven who they are within the last minutes; else that comes first."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not second_factor.fresh(request):
            methods = get_account_adapter().get_reauthentication_methods(request.user)
            return suspend_request(request, methods[0]["url"] if methods else reverse("account_logout"))
        return view(request, *args, **kwargs)

    return guarded


def own(request, **which) -> Authenticator:
    """One of the asker's own; anybody else's is a 404."""
    return get_object_or_404(Authenticator, user=request.user, **which)


# --- What there is ------------------------------------------------------------------------------------------------
@login_required
def overview(request):
    rows = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    of_kind = {kind: [row for row in rows if row.type == kind] for kind in second_factor.KINDS}
    codes = next(iter(of_kind[second_factor.CODES]), None)
    there = bool(of_kind[second_factor.APP] or of_kind[second_factor.PASSKEY])
    context = {
        "app": next(iter(of_kind[second_factor.APP]), None),
        "passkeys": of_kind[second_factor.PASSKEY],
        "codes": codes,
        "codes_left": second_factor.codes_left(codes) if codes else 0,
        "has_factor": there,
        "missing": not there and second_factor.needed(request.user),
        "way_back": _way_back(request),
    }
    return render(request, f"{PAGES}/overview.html", context)


def _way_back(request) -> str:
    """Where somebody was going when they were sent here; kept while they set up."""
    if asked := get_next_redirect_url(request):
        request.session[WAY_BACK] = asked
    return request.session.get(WAY_BACK, "")


# --- Setting up ---------------------------------------------------------------------------------------------------
@method_decorator(freshly, name="dispatch")
class AddApp(FormView):
    form_class = forms.AddAppForm
    template_name = f"{PAGES}/add_app.html"

    def dispatch(self, request, *args, **kwargs):
        if Authenticator.objects.filter(user=request.user, type=second_factor.APP).exists():
            return redirect("mfa_index")
        self.secret = _secret(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"secret": self.secret}

    def get_context_data(self, **kwargs) -> dict:
        address = get_adapter().build_totp_url(self.request.user, self.secret)
        picture = base64.b64encode(get_adapter().build_totp_svg(address).encode()).decode()
        parts = [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]
        shown = {"address": address, "picture": f"data:image/svg+xml;base64,{picture}", "secret": " ".join(parts)}
        return super().get_context_data(**kwargs) | shown

    def form_valid(self, form):
        made_codes = second_factor.add_app(self.request, self.secret, form.step)
        self.request.session.pop(SECRET, None)
        return redirect("mfa_view_recovery_codes" if made_codes else "mfa_index")


def _secret(request) -> str:
    """The secret that is being set up: one for the whole attempt, so that a reloaded page still fits the app."""
    try:
        return get_adapter().decrypt(request.session[SECRET])
    except (KeyError, Unreadable):
        secret = generate_totp_secret()
        request.session[SECRET] = get_adapter().encrypt(secret)
        return secret


@method_decorator(freshly, name="dispatch")
class AddPasskey(FormView):
    form_class = forms.AddPasskeyForm
    template_name = f"{PAGES}/add_passkey.html"

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs) -> dict:
        options = as_json(webauthn.begin_registration(self.request.user, passwordless=True))
        return super().get_context_data(**kwargs) | {"options": options}

    def form_valid(self, form):
        data = form.cleaned_data
        made_codes = second_factor.add_passkey(self.request, data["name"], data["credential"])
        return redirect("mfa_view_recovery_codes" if made_codes else "mfa_index")


def as_json(options: dict) -> str:
    return json.dumps(options, cls=DjangoJSONEncoder)


# --- Changing -----------------------------------------------------------------------------------------------------
@freshly
def rename_passkey(request, pk):
    passkey = own(request, pk=pk, type=second_factor.PASSKEY)
    form = forms.NameForm(request.POST or None, initial={"name": passkey.wrap().name})
    if form.is_valid():
        passkey.wrap().name = form.cleaned_data["name"]
        passkey.save(update_fields=["data"])
        return redirect("mfa_index")
    return render(request, f"{PAGES}/rename.html", {"form": form, "passkey": passkey})


def remove_app(request):
    return _remove(request, type=second_factor.APP)


def remove_passkey(request, pk):
    return _remove(request, pk=pk, type=second_factor.PASSKEY)


@freshly
def _remove(request, **which):
    """Asks first; the last one of a person who needs one stays."""
    factor = own(request, **which)
    context = {"what": second_factor.called(factor), "is_last": second_factor.is_last(factor)}
    if request.method != "POST":
        return render(request, f"{PAGES}/remove.html", context)
    try:
        second_factor.remove(factor)
    except Refused as refused:
        return render(request, f"{PAGES}/remove.html", context | {"refused": str(refused)}, status=422)
    return redirect("mfa_index")


@freshly
def renew_codes(request):
    if request.method != "POST":
        return render(request, f"{PAGES}/renew_codes.html")
    try:
        second_factor.renew_codes(request.user)
    except Refused as refused:
        return render(request, f"{PAGES}/renew_codes.html", {"refused": str(refused)}, status=422)
    return redirect("mfa_view_recovery_codes")


@freshly
def codes(request):
    """The recovery codes, once: whoever has looked at them has them, and makes new ones when they are lost."""
    shown = second_factor.show_codes(request.user)
    context = {"codes": shown, "text": "\r\n".join(shown), "way_back": request.session.get(WAY_BACK, "")}
    return render(request, f"{PAGES}/codes.html", context)


# --- Proving ------------------------------------------------------------------------------------------------------
def _passkey_part(person) -> dict:
    """The challenge for a person's own passkeys; nothing for whoever has none."""
    if not Authenticator.objects.filter(user=person, type=second_factor.PASSKEY).exists():
        return {}
    return {"options": as_json(webauthn.begin_authentication(person))}


def _still_holds(request, person) -> bool:
    """Is the password that was typed still the password, and may its person still sign in?"""
    shown = request.session.get(PASSWORD_SHOWN, "")
    return may_sign_in(person) and constant_time_compare(shown, devices.mark_of(person))


@method_decorator(login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"), name="dispatch")
class SecondStep(allauth_base.AuthenticateView):
    """After the password: a code or a passkey."""

    form_class = forms.CodeForm
    webauthn_form_class = forms.PasskeyForm
    template_name = f"{PAGES}/second_step.html"

    def dispatch(self, request, *args, **kwargs):
        """Whoever stopped here with a password that was changed since, or was switched off, starts anew."""
        stage = request._login_stage
        if not _still_holds(request, stage.login.user):
            return stage.abort()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        ours = _passkey_part(self.stage.login.user)
        return {"view": self, "form": self.auth_form, "passkey_form": self.webauthn_form} | ours


class Again(allauth_base.ReauthenticateView):
    """Once more, before something important; with a code here, with a passkey at the address of `AgainByPasskey`."""

    form_class = forms.CodeAgainForm
    template_name = f"{PAGES}/again.html"

    def get_context_data(self, **kwargs) -> dict:
        here = reverse("mfa_reauthenticate_webauthn")
        return super().get_context_data(**kwargs) | {"passkey_action": here} | _passkey_part(self.request.user)


class AgainByPasskey(allauth_webauthn.ReauthenticateWebAuthnView):
    form_class = forms.PasskeyForm

    def get(self, request, *args, **kwargs):
        return redirect(passthrough_next_redirect_url(request, reverse("mfa_reauthenticate"), "next"))

    def form_invalid(self, form):
        return _failed(self.request, passthrough_next_redirect_url(self.request, reverse("mfa_reauthenticate"), "next"))


class PasskeySignIn(NextRedirectMixin, allauth_webauthn.LoginWebAuthnView):
    """Without a password: the passkey has asked for a finger or a PIN, so it counts as both."""

    form_class = forms.PasskeyForm

    def get(self, request, *args, **kwargs):
        """The challenge, for the button's script; whoever opens the address by hand goes to the sign-in page."""
        if "application/json" not in request.headers.get("Accept", ""):
            return redirect("account_login")
        return JsonResponse(webauthn.begin_authentication(None))

    def form_invalid(self, form):
        return _failed(self.request, passthrough_next_redirect_url(self.request, reverse("account_login"), "next"))


def _failed(request, back: str):
    return render(request, f"{PAGES}/passkey_failed.html", {"back": back, "sentence": forms.WRONG_PASSKEY}, status=422)
