"""What libraries say of sign-in, sign-out and passwords, and what it means for sessions. Connected by accounts/apps.py."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_reset
from allauth.account.signals import user_logged_in as let_in_by_allauth
from allauth.usersessions import signals as theirs
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out

from accounts import audit, sessions


def connect() -> None:
    """In the place of allauth's own: those would list a session even for somebody who was switched off meanwhile."""
    let_in_by_allauth.disconnect(receiver=theirs.on_user_logged_in)
    password_changed.disconnect(receiver=theirs.on_password_changed)
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    password_changed.connect(_changed_here)
    password_reset.connect(_changed_by_link)


def _signed_in(sender, request, user, **kwargs) -> None:
    sessions.begin(request, user)


def _signed_out(sender, request, **kwargs) -> None:
    """Django empties the session itself right after this."""
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()


def _changed_here(sender, request, user, **kwargs) -> None:
    sessions.keep_only_this(request, user)
    audit.record("password.changed", user, by=user)


def _changed_by_link(sender, request, user, **kwargs) -> None:
    sessions.end_all(user)
    audit.record("password.changed", user, by=user, after={"cara": "tautan"})
