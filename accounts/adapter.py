"""The portal's answers to allauth's questions."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import reverse

from accounts import devices, guard, letters, second_factor
from accounts.guard import Kind

# One sentence for a wrong password and for a name that nobody has.
MISMATCH = (
    "Nama pengguna, e-mail, atau kata sandi tidak cocok. Periksa ejaan serta huruf besar dan kecilnya, lalu coba lagi."
)

# Kept in the session until the person is in: for which password the second step is asked.
PASSWORD_SHOWN = "password_shown"  # noqa: S105


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "enter_current_password": "Kata sandi sekarang tidak cocok. Coba ketik lagi.",
        "incorrect_password": "Kata sandi tidak cocok. Coba ketik lagi.",
    }

    def is_open_for_signup(self, request) -> bool:
        """Accounts are made by the portal administrator, never by a visitor."""
        return False

    def is_ajax(self, request) -> bool:
        """The pages answer with pages only; allauth would send them as JSON to whoever asks."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """allauth's own fails on what is no address at all (`https://[x`); nobody is sent there either."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def add_message(self, *args, **kwargs) -> None:
        """The pages say themselves what has happened."""

    def send_mail(self, template_prefix, email, context) -> None:
        letters.post(self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context}))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        return self.absolute(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}))

    def absolute(self, path: str) -> str:
        """The address for a letter. Outside a demo it never follows the request's Host, which is the asker's to choose."""
        follows = settings.DEMO and self.request is not None
        return self.request.build_absolute_uri(path) if follows else f"{settings.PORTAL_URL}{path}"

    def password_link(self, person) -> str:
        """The absolute address at which `person` sets a password, once, within PASSWORD_RESET_TIMEOUT."""
        return self.get_reset_password_from_key_url(
            f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        )

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Whoever has a second factor proves with that who they are: a password alone must not take it off."""
        if not second_factor.has(user):
            return super().get_reauthentication_methods(user)
        ways = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")
        return [{"id": way, "description": "Pengaman kedua", "url": reverse(way)} for way in ways]

    # --- Signing in: every try goes through the guard, every way in ends in post_login ---------------------------
    def authenticate(self, request, **credentials):
        """TooMany goes up to `pages.page`: nothing was compared, and that is said on a page of its own."""
        with guard.begin(request, Kind.PASSWORD, credentials["username"]) as attempt:
            person = super().authenticate(request, **credentials)
            if person is not None:
                attempt.half()
                request.session[PASSWORD_SHOWN] = devices.mark_of(person)
        return person

    def reauthenticate(self, user, password: str) -> bool:
        """allauth's own would sign the person in once more, by whichever e-mail address it knows of them."""
        with guard.begin(context.request, Kind.AGAIN, user) as attempt:
            matches = user.check_password(password)
            if matches:
                attempt.passed()
        return matches

    def get_client_ip(self, request) -> str:
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured as shorter:  # than the chain of proxies in front: whoever sent it came past them
            raise PermissionDenied("The address cannot be told.") from shorter

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        steps = get_authentication_records(request, user)
        request.session.pop(PASSWORD_SHOWN, None)
        guard.entered(request, user, Kind.CODE if steps and steps[-1]["method"] == "mfa" else Kind.PASSWORD)
        devices.remember(request, response, user)
        return response
