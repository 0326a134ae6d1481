"""Sends letters without making anybody wait for the mail server."""

from __future__ import annotations

import logging
from threading import Thread

from django.core.mail import EmailMessage

log = logging.getLogger("portal.letters")


def post(letter: EmailMessage) -> None:
    """Send in the background: the answer comes as fast as when there is nobody to write to, and never fails for it."""
    Thread(target=deliver, args=(letter,), name="letter").start()


def deliver(letter: EmailMessage) -> None:
    try:
        letter.send()
    except Exception:  # whatever the mail server says, the administrator reads it in the log
        log.exception("The letter %r was not sent.", letter.subject)
