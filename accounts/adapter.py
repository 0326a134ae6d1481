"""The portal's answers to allauth's questions."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts import letters

# One sentence for a wrong password and for a name that nobody has.
MISMATCH = (
    "Nama pengguna, e-mail, atau kata sandi tidak cocok. Periksa ejaan serta huruf besar dan kecilnya, lalu coba lagi."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "too_many_login_attempts": "Terlalu banyak percobaan yang gagal. Tunggu lima menit, atau pakai “Lupa kata sandi?”.",
        "enter_current_password": "Kata sandi sekarang tidak cocok. Coba ketik lagi.",
        "incorrect_password": "Kata sandi tidak cocok. Coba ketik lagi.",
    }

    def is_open_for_signup(self, request) -> bool:
        """Accounts are made by the portal administrator, never by a visitor."""
        return False

    def is_ajax(self, request) -> bool:
        """The pages answer with pages only; allauth would send them as JSON to whoever asks."""
        return False

    def add_message(self, *args, **kwargs) -> None:
        """The pages say themselves what has happened."""

    def send_mail(self, template_prefix, email, context) -> None:
        letters.post(self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context}))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        # Outside a demo the link never follows the request's Host, which is the asker's to choose.
        return self.request.build_absolute_uri(path) if settings.DEMO else f"{settings.PORTAL_URL}{path}"

    def password_link(self, person) -> str:
        """The absolute address at which `person` sets a password, once, within PASSWORD_RESET_TIMEOUT."""
        return self.get_reset_password_from_key_url(
            f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        )

    def forget_failures(self, person) -> None:
        """Whoever has just set a password is not kept waiting for the wrong ones before."""
        for login in (person.username, person.email):
            self._delete_login_attempts_cached_email(self.request, username=login)
