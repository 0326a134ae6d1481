"""How the secrets of a second factor are kept, and under which name the portal stands in people's apps."""

from __future__ import annotations

import base64
from functools import lru_cache

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# What these keys are for: the same SECRET_KEY gives other keys for another purpose.
PURPOSE = b"blora-portal second factor 1"


class Unreadable(Exception):
    """A stored secret that neither SECRET_KEY nor any of SECRET_KEY_FALLBACKS opens."""


@lru_cache(maxsize=8)
def _box(*keys: str) -> MultiFernet:
    """Locks with the first key, opens with any of them."""
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(derived)


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text, or Unreadable: whoever asks decides what that means, it is never an answer of its own."""
        try:
            opened = _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(encrypted_text.encode())
        except InvalidToken as wrong_key:
            raise Unreadable from wrong_key
        return opened.decode()

    def get_totp_label(self, user) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Outside a demo a passkey belongs to PORTAL_HOST, never to the request's Host, which is the asker's to choose."""
        host = context.request.get_host().rpartition(":")[0] or context.request.get_host()
        return {"id": host if settings.DEMO else settings.PORTAL_HOST, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user) -> dict:
        return super().get_public_key_credential_user_entity(user) | {"display_name": str(user), "name": user.username}

    def generate_authenticator_name(self, user, type) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1
        return f"Kunci sandi {number}"
