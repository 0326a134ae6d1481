"""What people type to sign in, to come by a new password, and what an administrator writes about a person."""

from __future__ import annotations

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core import context
from django import forms

from accounts import guard, passwords, people
from accounts.backends import may_sign_in
from accounts.models import User

CHOOSE_WELL = (
    "Paling sedikit 12 huruf, angka, atau tanda. Jangan memakai nama Anda, kata yang umum, atau urutan tombol, juga bila "
    "ditambahi angka. Cara mudah: rangkai tiga kata yang tidak berhubungan."
)


def _word(form, name: str, label: str, help_text: str = "", **attrs) -> None:
    """allauth writes its labels and hints in the box itself; ours stand above and under it."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)
    if isinstance(field.widget, forms.PasswordInput):
        field.validators.append(passwords.not_too_long)


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        typed_as_is = {"autocapitalize": "none", "spellcheck": "false"}
        _word(self, "login", "Nama pengguna atau e-mail", autocomplete="username", maxlength="254", **typed_as_is)
        _word(self, "password", "Kata sandi")

    def user_credentials(self) -> dict:
        """Whether it is a username or an e-mail is found out in one place, `accounts.backends.named`."""
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class ForgottenForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "email", "E-mail", "Alamat e-mail yang tercatat di akun Anda.")

    def clean_email(self) -> str:
        """Never an error for an unknown address: it would tell who has an account here."""
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs) -> str:
        typed = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=typed).first()
        # Compared once more here, and sent to the stored address: databases hold some different letters for the same.
        if person is not None and not (person.email.lower() == typed and may_sign_in(person)):
            person = None
        if guard.may_have_letter(request, typed, person) and person is not None:
            request_password_reset(request, person.email, [person], allauth_forms.default_token_generator)
        return typed


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password1", "Kata sandi baru", CHOOSE_WELL)
        _word(self, "password2", "Ulangi kata sandi baru")


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "oldpassword", "Kata sandi sekarang")
        _word(self, "password1", "Kata sandi baru", CHOOSE_WELL)
        _word(self, "password2", "Ulangi kata sandi baru")

    def clean_oldpassword(self) -> str:
        with guard.begin(context.request, guard.Kind.AGAIN, self.user) as attempt:
            old = super().clean_oldpassword()
            attempt.passed()
        return old

    def clean_password1(self) -> str:
        new = self.cleaned_data["password1"]
        if new == self.cleaned_data.get("oldpassword"):
            raise forms.ValidationError("Kata sandi baru harus berbeda dari yang sekarang.")
        return new


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", "Kata sandi")


class PersonForm(forms.ModelForm):
    """A person's data, without a password: each sets their own through a link."""

    by: User  # who is writing; PersonAdmin puts it here

    class Meta:
        model = User
        fields = ("name", "username", "email", "nip", "phone", "position", "is_superuser")
        labels = {"is_superuser": "Pengelola portal"}
        help_texts = {
            "username": "Dipakai untuk masuk. Contoh: siti.aminah",
            "is_superuser": "Memegang semua hak di semua OPD dan mengurus semua akun. Berikan kepada sesedikit mungkin orang.",
        }

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        problem = people.username_problem(username) if "username" in self.changed_data else ""
        if problem:
            raise forms.ValidationError(problem)
        return username

    def clean_is_superuser(self) -> bool:
        wanted = self.cleaned_data["is_superuser"]
        if self.instance.is_superuser and not wanted:
            try:
                people.let_go_of_administrator(self.instance, by=self.by)
            except people.Refused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return wanted
