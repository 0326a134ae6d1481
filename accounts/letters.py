"""Writes to people, and sends without making anybody wait for the mail server."""

from __future__ import annotations

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

log = logging.getLogger("portal.letters")


def tell(person, subject: str, template: str, **words) -> None:
    """Write to a person about their own account, once what it tells has really happened. Links in it open nothing."""
    if not person.email:
        return
    words |= {"person": person, "at": timezone.localtime(), "portal": settings.PORTAL_URL}
    text = render_to_string(template, words)
    letter = EmailMessage(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, text, to=[person.email])
    transaction.on_commit(lambda: post(letter))


def post(letter: EmailMessage) -> None:
    """Send in the background: the answer comes as fast as when there is nobody to write to, and never fails for it."""
    Thread(target=deliver, args=(letter,), name="letter").start()


def post_all(letters: list[EmailMessage]) -> None:
    """As `post`, one after the other: a thread for each of a thousand would be a thousand threads."""
    Thread(target=_deliver_each, args=(letters,), name="letters").start()


def deliver(letter: EmailMessage) -> None:
    try:
        letter.send()
    except Exception:  # whatever the mail server says, the administrator reads it in the log
        log.exception("The letter %r was not sent.", letter.subject)


def _deliver_each(letters: list[EmailMessage]) -> None:
    for letter in letters:
        deliver(letter)
