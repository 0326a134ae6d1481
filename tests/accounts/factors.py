"""An authenticator app and a passkey device for tests: what they answer is computed here, not asked of the portal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, *, ahead: int = 0) -> str:
    """RFC 6238 with SHA-1, six digits, steps of 30 seconds; `ahead` counts steps."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step(ahead)), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def step(ahead: int = 0) -> int:
    return int(time.time()) // 30 + ahead


def wrong() -> str:
    """Six digits that are no code around now."""
    near = {code(ahead=ahead) for ahead in range(-3, 4)}
    return next(digits for digits in (f"{n:06}" for n in range(100)) if digits not in near)


def with_app(person) -> list[str]:
    """Give `person` an app that knows SECRET, and recovery codes; the codes."""
    TOTP.activate(person, SECRET)
    return RecoveryCodes.activate(person).get_unused_codes()


def factors_of(person) -> list[str]:
    return sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def prove(browser, person, **record) -> None:
    """As allauth writes it down in the session after a second factor."""
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "id": 1, "type": "totp", **record}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def just_signed_in(browser, person, *, ago: int = 0) -> None:
    """As it is written down after a password."""
    prove(browser, person, method="password", at=time.time() - ago)


class Device:
    """A passkey device: ES256, attestation "none", and whatever else a dishonest one would say."""

    def __init__(self, host: str = "localhost") -> None:
        self.host, self.key, self.id = host, ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def registers(self, options: dict, **lies) -> str:
        """The JSON that the browser posts after navigator.credentials.create."""
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        flags = AuthenticatorData.FLAG.AT | self._flags(lies)
        data = AuthenticatorData.create(self._host_hash(lies), flags, 0, credential)
        said = self._said(CollectedClientData.TYPE.CREATE, options, lies)
        response = {
            "clientDataJSON": _b64(said),
            "attestationObject": _b64(AttestationObject.create("none", data, {})),
            "transports": ["internal"],
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def signs_in(self, options: dict, *, handle: str = "", **lies) -> str:
        """The JSON that the browser posts after navigator.credentials.get."""
        data = AuthenticatorData.create(self._host_hash(lies), self._flags(lies), 1)
        said = self._said(CollectedClientData.TYPE.GET, options, lies)
        signature = self.key.sign(data + said.hash, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": _b64(said),
            "authenticatorData": _b64(data),
            "signature": _b64(signature),
            "userHandle": _b64(handle.encode()),
        }
        return self._answer(response, {})

    def _flags(self, lies):
        flag = AuthenticatorData.FLAG
        return flag.UP | (flag.UV if lies.get("verified", True) else flag(0))

    def _host_hash(self, lies) -> bytes:
        return hashlib.sha256(lies.get("host", self.host).encode()).digest()

    def _said(self, kind, options: dict, lies) -> CollectedClientData:
        challenge = lies.get("challenge") or options["publicKey"]["challenge"]
        return CollectedClientData.create(kind, challenge, f"https://{self.host}")

    def _answer(self, response: dict, extensions: dict) -> str:
        identity = {"type": "public-key", "id": _b64(self.id), "rawId": _b64(self.id)}
        return json.dumps({**identity, "response": response, "clientExtensionResults": extensions})


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def options_on(response) -> dict:
    """The challenge that a page carries."""
    return json.loads(response.context["options"])


def set_up_passkey(browser, name: str = "HP saya", device: Device | None = None) -> Device:
    """Through the page, as a person does; the session must be fresh."""
    device = device or Device()
    page = browser.get("/akun/2fa/webauthn/add/")
    answer = device.registers(options_on(page))
    browser.post("/akun/2fa/webauthn/add/", {"name": name, "credential": answer})
    return device
