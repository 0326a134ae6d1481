"""What people type or let their device answer to prove a second factor, to set one up and to name it."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms

from accounts import guard, second_factor, words
from accounts.backends import is_absent_here
from accounts.guard import Kind

WRONG_CODE = (
    "Kode tidak cocok, atau sudah pernah dipakai. Tunggu sampai aplikasi menampilkan kode baru, lalu ketik kode itu."
)
WRONG_PASSKEY = "Kunci sandi itu tidak dikenal di akun ini, atau halaman ini terbuka terlalu lama. Coba sekali lagi, atau pakai cara lain."
NAME_LENGTH = 60
LONGEST_ANSWER = 20_000  # characters; a device says what it has to say in 2,000


class AnswerField(forms.JSONField):
    """What a device answered, as the browser sends it. Django's own would fail on too deep a nesting and too long a number."""

    widget = forms.HiddenInput

    def to_python(self, value):
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise self._invalid(value)
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as odd:
            raise self._invalid(value) from odd

    def bound_data(self, data, initial):
        """An answer works once: it is never written back into the page, so it is not read here either."""
        return initial

    def _invalid(self, value) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value[:100]})


def _code_field(label: str, help_text: str, **attrs) -> forms.CharField:
    typed_as_is = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", **attrs}
    return forms.CharField(
        label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=typed_as_is), strip=True
    )


class CodeForm(forms.Form):
    """A code of the app or one of the recovery codes. It is used up by being compared."""

    code = _code_field("Kode", "6 angka dari aplikasi autentikator, atau satu kode cadangan (8 angka).", autofocus=True)
    reauthenticated = False

    def __init__(self, *args, user, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        with guard.begin(context.request, Kind.CODE, self.user) as attempt:
            factor = second_factor.spend(self.user, self.cleaned_data["code"])
            if factor is None:
                raise forms.ValidationError(WRONG_CODE)
            attempt.passed()
        self.factor = factor
        return self.cleaned_data["code"]

    def save(self) -> None:
        post_authentication(context.request, self.factor, reauthenticated=self.reauthenticated)


class CodeAgainForm(CodeForm):
    reauthenticated = True


class PasskeyForm(forms.Form):
    """A device's answer to the challenge of this session, for `user` or, when signing in, for whom the device names."""

    credential = AnswerField()

    def __init__(self, *args, user=None, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_credential(self) -> Authenticator:
        answer = self.cleaned_data["credential"]
        person = self.user or self._claimed_by(answer)
        with guard.begin(context.request, Kind.PASSKEY, person or "") as attempt:
            if person is None or is_absent_here(person):
                raise forms.ValidationError(WRONG_PASSKEY)
            factor = self._proven(person, answer)
            # When signing in it is half of it: a switched-off person is turned away now, and who gets in, `entered` says.
            attempt.passed() if self.user else attempt.half()
        return factor

    def save(self) -> None:
        post_authentication(context.request, self.cleaned_data["credential"])

    def _claimed_by(self, answer):
        """Whose key the device says it is: nothing is proven by that yet."""
        try:
            return webauthn.extract_user_from_response(answer)
        except (forms.ValidationError, AttributeError, ValueError, TypeError):
            return None

    def _proven(self, person, answer) -> Authenticator:
        try:
            webauthn.parse_authentication_response(answer)
            return webauthn.complete_authentication(person, answer)
        except UNREADABLE_ANSWERS as odd:
            raise forms.ValidationError(WRONG_PASSKEY) from odd
        finally:
            webauthn.clear_state()  # one challenge, one answer


class AddAppForm(forms.Form):
    """The code that shows that the app has understood the secret. It guards nothing yet, so no tries are counted."""

    code = _code_field("Kode 6 angka dari aplikasi", "Kodenya berganti setiap 30 detik.")

    def __init__(self, *args, secret: str, **kwargs) -> None:
        self.secret = secret
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        self.step = second_factor.step_of(self.secret, self.cleaned_data["code"])
        if self.step is None:
            raise forms.ValidationError(
                "Kode belum cocok. Periksa apakah jam HP Anda diatur otomatis, lalu ketik kode yang sedang tampil."
            )
        return self.cleaned_data["code"]


class NameForm(forms.Form):
    name = forms.CharField(
        label="Nama kunci", max_length=NAME_LENGTH, help_text="Supaya Anda mengenalinya nanti. Contoh: HP saya"
    )

    def clean_name(self) -> str:
        name = words.line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Tulis nama yang dapat dibaca, contoh: HP saya")
        return name


class AddPasskeyForm(NameForm):
    credential = AnswerField()

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = get_adapter().generate_authenticator_name(user, second_factor.PASSKEY)

    def clean_credential(self) -> dict:
        answer = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(answer)
            webauthn.complete_registration(answer)
        except UNREADABLE_ANSWERS as odd:
            raise forms.ValidationError(
                "Kunci sandi belum terpasang: jawaban peranti tidak lengkap. Coba lagi."
            ) from odd
        finally:
            webauthn.clear_state()
        return answer


# fido2 takes apart what a browser sent and says with any of these that it was not what a device answers.
UNREADABLE_ANSWERS = (forms.ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
