"""The page behind the link of an invitation: says who invites into what, and lets exactly the invited person in."""

from __future__ import annotations

import re
import unicodedata
from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.backends import may_sign_in
from accounts.forms import CHOOSE_WELL
from accounts.models import User
from accounts.pages import page
from accounts.passwords import not_too_long
from accounts.people import username_problem
from opd import access, invitations
from opd.roles import RoleRefused


class NewcomerForm(forms.ModelForm):
    """Name, username and password; the e-mail is the invitation's, proven by the link."""

    password1 = forms.CharField(
        label="Kata sandi",
        validators=[not_too_long],
        strip=False,
        help_text=CHOOSE_WELL,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Ulangi kata sandi",
        validators=[not_too_long],
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("name", "username")
        help_texts = {"username": "Dipakai untuk masuk. Contoh: siti.aminah"}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "username": forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        }

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if problem := username_problem(username):
            raise forms.ValidationError(problem)
        return username

    def clean(self) -> dict:
        typed = super().clean() or self.cleaned_data
        if "password1" in typed and "password2" in typed and typed["password1"] != typed["password2"]:
            self.add_error("password2", "Kedua kata sandi tidak sama. Ketik lagi.")
        return typed

    def _post_clean(self) -> None:
        """The validators compare the password with the person, who has a name and an e-mail only now."""
        super()._post_clean()  # type: ignore[misc]
        password = self.cleaned_data.get("password1")
        if not password:
            return
        try:
            validate_password(password, self.instance)
        except forms.ValidationError as weak:
            self.add_error("password1", weak)

    def person(self) -> User:
        """The new person, not saved yet."""
        self.instance.set_password(self.cleaned_data["password1"])
        return self.instance


def secret_address(view):
    """The address opens an account: no other site gets to see it, and no report of an error holds what was typed."""

    @page
    @require_http_methods(["GET", "HEAD", "POST"])
    @sensitive_post_parameters()
    @wraps(view)
    def kept(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        # The origin and never the path, to anybody. Under `no-referrer` browsers send `Origin: null` with the form, and
        # Django's check against forged forms refuses it.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return kept


@secret_address
def invitation(request, token: str):
    """GET asks, POST accepts; whoever holds no good token learns nothing."""
    there = invitations.found(token)
    if there is None:
        return render(request, "opd/invitation/gone.html", status=410)
    person = invitations.holder(there)
    if person is not None and not may_sign_in(person):
        return _show(request, "switched_off", there, status=403)
    if request.user.is_authenticated and request.user != person:
        return _show(request, "not_yours", there, status=403)
    if person is not None and not request.user.is_authenticated:
        return _show(request, "sign_in", there, next=request.path)
    answer = _known if person is not None else _newcomer
    try:
        return answer(request, token, there)
    except invitations.Gone:  # somebody was quicker
        return render(request, "opd/invitation/gone.html", status=410)


@page
def done(request):
    """After a newcomer has come in; says nothing of anybody."""
    return render(request, "opd/invitation/done.html")


def _known(request, token: str, there):
    if request.method != "POST":
        return _show(request, "accept", there)
    try:
        there = invitations.accept(token, request.user)
    except RoleRefused as refusal:
        return _show(request, "accept", there, status=422, sentence=str(refusal))
    access.forget(request.user)
    mine = invitations.held(there, request.user) or there  # whoever had the role for longer has kept it
    messages.success(request, f"Anda sekarang {mine.title} {there.place}.")
    return redirect("admin:index")


def _newcomer(request, token: str, there):
    person = User(email=there.email)
    if request.method != "POST":
        form = NewcomerForm(instance=person, initial={"name": there.name, "username": suggested(there.name)})
        return _show(request, "newcomer", there, form=form)
    form = NewcomerForm(request.POST, instance=person)
    if form.is_valid():
        try:
            invitations.accept(token, form.person())
        except PermissionDenied:  # the address has an account since a moment ago: the page says what to do then
            return redirect(request.path)
        except RoleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("invitation_done")
    return _show(request, "newcomer", there, form=form, status=422)


def _show(request, template: str, there, *, status: int = 200, **context):
    context |= {"invitation": there}
    return render(request, f"opd/invitation/{template}.html", context, status=status)


def suggested(name: str) -> str:
    """A free username made of the name: "Siti Aminah, S.Kom" becomes siti.aminah."""
    plain = unicodedata.normalize("NFKD", name.partition(",")[0]).encode("ascii", "ignore").decode().lower()
    base = ".".join(re.findall(r"[a-z0-9]+", plain)[:3])[:40]
    if not base or base.isdigit():
        return ""
    taken = set(User.objects.filter(username__istartswith=base).values_list("username", flat=True))
    taken = {each.lower() for each in taken}
    numbered = (base, *(f"{base}{number}" for number in range(2, 1000)))
    return next((each for each in numbered if each not in taken), "")
