"""What happens by itself as time passes: once a minute and once a day, whichever worker comes first."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.management import call_command
from django.utils import timezone

from blora_portal.models import Turn
from news import cards, counting, renditions, strays

log = logging.getLogger("portal.clock")

MINUTE = timedelta(minutes=1)
AGAIN = timedelta(hours=1)  # a daily job that failed, or was cut off, comes again after this
NIGHT = 2  # o'clock in Blora


class Job(NamedTuple):
    """A function that does no harm when it is called twice, and how often it is called."""

    do: Callable[[], object]
    daily: bool = False

    @property
    def name(self) -> str:
        return f"{self.do.__module__}.{self.do.__name__}"


def prune() -> None:
    """What docs/privacy.md promises. The same as the command of that name, for whoever does not call it every day."""
    said = io.StringIO()
    call_command("prune", stdout=said, stderr=said)
    log.info("prune: %s", said.getvalue().strip())


JOBS: tuple[Job, ...] = (
    Job(renditions.ask_for_missing),
    Job(counting.collect),
    Job(prune, daily=True),
    Job(strays.sweep, daily=True),
    Job(cards.ask_for_stale, daily=True),
)


def tick(jobs: tuple[Job, ...] | None = None, *, minute: timedelta = MINUTE) -> list[str]:
    """Do what is due; the names of what came to its end. A job that fails is logged and keeps no other from being done."""
    done = []
    for job in JOBS if jobs is None else jobs:
        try:
            if _has_turn(job, timezone.now(), minute):
                job.do()
                _rest(job, timezone.now())
                done.append(job.name)
        except Exception:
            log.exception("clock job failed", extra={"event": "clock.failed", "job": job.name})
    return done


def _has_turn(job: Job, now: datetime, minute: timedelta) -> bool:
    """Whether it is due and we are the first to say so: one UPDATE, of which the database lets a single one through."""
    first = _night_after(now) if job.daily else now
    Turn.objects.get_or_create(job=job.name, defaults={"next_at": first})
    after = now + AGAIN if job.daily else _next_minute(now, minute)
    return bool(Turn.objects.filter(job=job.name, next_at__lte=now).update(next_at=after))


def _rest(job: Job, now: datetime) -> None:
    if job.daily:
        Turn.objects.filter(job=job.name).update(next_at=_night_after(now))


def _next_minute(now: datetime, minute: timedelta) -> datetime:
    """The same moment for everybody who asks within one minute."""
    epoch = datetime.fromtimestamp(0, tz=now.tzinfo)
    return epoch + ((now - epoch) // minute + 1) * minute


def _night_after(now: datetime) -> datetime:
    tonight = timezone.localtime(now).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
