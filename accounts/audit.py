"""Writing the audit trail: the one function that records, what it knows of who is asking, and what is forgotten when."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest

from accounts.models import AuditEntry

log = logging.getLogger("portal.security")
# Only the trail reads it: who asked and from where is a fact about the request, never an argument of a rule.
_asking: ContextVar[HttpRequest | None] = ContextVar("asking", default=None)

ON_THE_SERVER = "Perintah di server"
VISITOR = "Pengunjung"
# Five years are 1,826 or 1,827 days; what the trigger of migration 0003 still holds is not even asked for.
KEPT = timedelta(days=5 * 366)
LONGEST = 1000  # characters of one value
# No value of the trail opens an account. A word of the key is enough: `new_password`, `recoveryCodes`, `reset-link`.
SECRET_WORDS = frozenset(
    {"password", "passwords", "sandi", "token", "tokens", "secret", "secrets", "rahasia", "code", "codes", "kode"}
    | {"link", "tautan", "key", "keys", "cookie", "otp", "totp", "pin", "seed", "hash"}
)
WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
# Hashes of Django's hashers, the addresses of the two letters that open something, and keys in PEM. Taken out and never
# refused: people choose names, and nobody must be able to choose one that keeps others from dismissing them.
SECRET_VALUE = re.compile(
    r"^(?:pbkdf2_\w+\$\d+|argon2\w*|bcrypt\w*|scrypt|md5|sha1)\$.*"
    r"|(?<=/password/reset/key/)\S+|(?<=/undangan/)[\w-]{16,}\S*|-----BEGIN [\s\S]*"
)


class NotForTheTrail(ValueError):
    """A key names what must not stand in the trail: a programming error, and the action does not happen."""


class Asking:
    """Middleware, after the person is known: remembers which request is being answered."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        token = _asking.set(request)
        try:
            return self.get_response(request)
        finally:
            _asking.reset(token)


def record(
    action: str,
    about: models.Model | None = None,
    *,
    by=None,
    before: dict | None = None,
    after: dict | None = None,
) -> AuditEntry:
    """Write one entry, and once it is committed the same as a JSON line of the log `portal.security`.

    Call it inside the transaction of the change: a record that cannot be written raises, and then nothing was changed.
    `action` is a word of `accounts/audit_words.py`, as `role.given`; `before` and `after` hold plain values and never a
    secret (a key that names one: NotForTheTrail; a value that looks like one is taken out). `by` is the person whose request this is; where nobody is signed in (a link in a letter),
    the caller says who it was.
    """
    request = _asking.get()
    person = by or _person(request)
    entry = AuditEntry.objects.create(
        by=person,
        by_name=str(person)[:150] if person else (VISITOR if request else ON_THE_SERVER),
        action=action,
        object_type=about._meta.label_lower if about else "",
        object_id=str(about.pk) if about else "",
        object_name=str(about)[:250] if about else "",
        before=_plain(before or {}),
        after=_plain(after or {}),
        address=address_of(request) if request else None,
        request_id=getattr(request, "id", ""),
    )
    transaction.on_commit(lambda: log.info("security event", extra=_line(entry)))
    return entry


def address_of(request: HttpRequest) -> str | None:
    """The client's address, as the proxies that ALLAUTH_TRUSTED_PROXY_COUNT names report it; None when there is none."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None


def forget_old(now: datetime, *, most: int = 1000) -> int:
    """Delete entries that are more than five years old, at most that many; how many there were. Nothing else ever does."""
    return AuditEntry.objects.forget(now - KEPT, most)


def _person(request: HttpRequest | None):
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _line(entry: AuditEntry) -> dict:
    return {
        "event": entry.action,
        "by": entry.by_id,
        "object": f"{entry.object_type}:{entry.object_id}",
        "address": entry.address,
        "before": entry.before,
        "after": entry.after,
    }


def _plain(value):
    """What may stand in the trail: plain values without a secret, long texts cut."""
    if isinstance(value, dict):
        for key in value:
            if SECRET_WORDS & {word.lower() for word in WORD.findall(str(key))}:
                raise NotForTheTrail(f"“{key}” may hold a secret.")
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    if SECRET_VALUE.search(text):
        log.error("a value that looks like a secret was kept out of the trail")
        text = SECRET_VALUE.sub("…", text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
