"""What is said of sign-in, sign-out, passwords and new administrators, and what follows. Connected by accounts/apps.py."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_reset
from allauth.account.signals import user_logged_in as let_in_by_allauth
from allauth.usersessions import signals as theirs
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out

from accounts import audit, letters, sessions
from accounts.models.person import superuser_made


def connect() -> None:
    """In the place of allauth's own: those would list a session even for somebody who was switched off meanwhile."""
    let_in_by_allauth.disconnect(receiver=theirs.on_user_logged_in)
    password_changed.disconnect(receiver=theirs.on_password_changed)
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    password_changed.connect(_changed_here)
    password_reset.connect(_changed_by_link)
    superuser_made.connect(_made_by_a_command)


def _signed_in(sender, request, user, **kwargs) -> None:
    sessions.begin(request, user)


def _signed_out(sender, request, **kwargs) -> None:
    """Django empties the session itself right after this."""
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()


def _changed_here(sender, request, user, **kwargs) -> None:
    sessions.keep_only_this(request, user)
    audit.record("password.changed", user, by=user)
    _tell(user, by_link=False)


def _changed_by_link(sender, request, user, **kwargs) -> None:
    sessions.end_all(user)
    audit.record("password.changed", user, by=user, after={"cara": "tautan"})
    _tell(user, by_link=True)


def _made_by_a_command(sender, person, **kwargs) -> None:
    """`manage.py createsuperuser`: whoever opens everything stands in the trail from the first day."""
    after = {name: getattr(person, name) for name in ("username", "email", "nip", "is_superuser")}
    audit.record("person.created", person, after=after)


def _tell(user, *, by_link: bool) -> None:
    """Whoever's it is learns of it, made by them or not."""
    letters.tell(user, "Kata sandi Anda diganti", "account/email/password_changed.txt", by_link=by_link)
