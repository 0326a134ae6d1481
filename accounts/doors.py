"""What a signed-in person has to do before the desk opens, beside the second factor. Knows no OPD."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from accounts import passwords


def next_step(request: HttpRequest) -> str | None:
    """The address of a page at /akun/ that comes first, or None when the desk may open. Asked on every desk request."""
    return reverse("account_change_password") if passwords.is_too_old(request.user) else None
