"""Writing the audit trail: the one function that records, and what it knows of who is asking."""

from __future__ import annotations

import logging
from contextvars import ContextVar

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from accounts.models import AuditEntry

log = logging.getLogger("portal.security")
# Only the trail reads it: who asked and from where is a fact about the request, never an argument of a rule.
_asking: ContextVar[HttpRequest | None] = ContextVar("asking", default=None)

ON_THE_SERVER = "Perintah di server"


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
    """Write one entry, and the same as a JSON line of the log `portal.security`. Never put a secret into it.

    `action` is a word of the table in docs/privacy.md, as `role.given`; `before` and `after` hold plain values. `by` is
    the person whose request this is; where nobody is signed in (a link in a letter), the caller says who it was.
    """
    request = _asking.get()
    person = by or _person(request)
    entry = AuditEntry.objects.create(
        by=person,
        by_name=str(person)[:150] if person else ("Pengunjung" if request else ON_THE_SERVER),
        action=action,
        object_type=about._meta.label_lower if about else "",
        object_id=str(about.pk) if about else "",
        object_name=str(about)[:250] if about else "",
        before=before or {},
        after=after or {},
        address=address_of(request) if request else None,
        request_id=getattr(request, "id", ""),
    )
    said = {
        "event": action,
        "by": person.pk if person else None,
        "object": f"{entry.object_type}:{entry.object_id}",
        "address": entry.address,
        "before": entry.before,
        "after": entry.after,
    }
    log.info("security event", extra=said)
    return entry


def address_of(request: HttpRequest) -> str | None:
    """The client's address, as the proxies that ALLAUTH_TRUSTED_PROXY_COUNT names report it; None when there is none."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None


def _person(request: HttpRequest | None):
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
