"""`python -m tests.drills.collecting [taken|halfway|counted]`: collects what readers did, and is killed at that moment."""

import os
import signal
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "blora_portal.settings"
django.setup()

from news import counting  # noqa: E402


def die(*given) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


moment = (sys.argv[1:] or [""])[0]
count = counting._count
if moment == "taken":
    counting._count = die
elif moment == "halfway":
    counting._add_misses = die  # in the transaction, after the views
elif moment == "counted":
    counting._count = lambda batch: die(count(batch))
counting.collect()
