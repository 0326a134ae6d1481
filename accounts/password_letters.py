"""The letter about a new password: whoever's it is learns of it, made by them or not."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts import letters
from accounts.models import User


def changed(person: User, *, by_link: bool = False) -> None:
    """Once it has really happened. It carries no link that opens anything."""
    if not person.email:
        return
    words = {"person": person, "by_link": by_link, "at": timezone.localtime(), "portal": settings.PORTAL_URL}
    text = render_to_string("account/email/password_changed.txt", words)
    subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}Kata sandi Anda diganti"
    letter = EmailMessage(subject, text, to=[person.email])
    transaction.on_commit(lambda: letters.post(letter))
