"""What waits for an editor how long, in working time, and whether the promise of an answer was kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from news.models import Article, ArticleEvent
from news.workflow import Action, Live, State
from opd.working_time import HOUR, MINUTE, Calendar

# What an editor answers a submitted text with. Recalling it is the OPD's own doing, correcting it only begins a wait.
DECISIONS = frozenset({Action.PUBLISH, Action.SCHEDULE, Action.SEND_BACK})


@dataclass(frozen=True)
class Wait:
    """One wait for an editor: its bounds, the working time until now, and how bad that is."""

    since: datetime
    due: datetime
    worked: timedelta
    late: bool  # the promise has run out
    very_late: bool  # and a whole working day is over
    percent: int  # of the promise that is used up, 100 at the most
    words: str  # "Menunggu 2 jam kerja 10 menit dari 4 jam"


@dataclass(frozen=True)
class Promise:
    """An answer within `length` of working time. One calendar for a whole page: `load` costs two queries."""

    calendar: Calendar
    length: timedelta

    @classmethod
    def load(cls) -> Promise:
        return cls(Calendar.load(), length())

    @property
    def words(self) -> str:
        return f"{self.length // HOUR} jam kerja"

    def waited(self, article: Article, now: datetime | None = None) -> timedelta:
        """The working time since `since(article)`."""
        return self.calendar.worked(since(article), now or timezone.now())

    def due(self, article: Article) -> datetime:
        """When it should have been answered at the latest."""
        return self.calendar.after(since(article), self.length)

    def late_before(self, now: datetime | None = None) -> datetime:
        """Whose wait began at this moment or earlier is late, for SQL: exactly those whose `wait` says `late`."""
        return self.calendar.before(now or timezone.now(), self.length)

    def wait(self, began: datetime, now: datetime | None = None) -> Wait:
        """A wait that began at that moment: `since(article)`."""
        now = now or timezone.now()
        worked = self.calendar.worked(began, now)
        late = worked >= self.length
        return Wait(
            since=began,
            due=self.calendar.after(began, self.length),
            worked=worked,
            late=late,
            very_late=late and worked >= self.calendar.day,
            percent=100 if late else 100 * worked // self.length,
            words=self._in_words(worked, now - began),
        )

    def _in_words(self, worked: timedelta, passed: timedelta) -> str:
        """A text that came in on a Saturday has not waited, however long ago that was."""
        if worked < MINUTE:
            return "Baru saja masuk" if passed < MINUTE else "Masuk di luar jam kerja"
        beside = "; janji" if worked >= self.calendar.day else " dari"  # days are not counted in hours
        return f"Menunggu {self.calendar.in_words(worked)}{beside} {self.length // HOUR} jam"


def length() -> timedelta:
    return timedelta(hours=settings.REVIEW_PROMISE_HOURS)


def since(article: Article) -> datetime:
    """When the wait for an editor began: with the submission, or, for what went out in a hurry, with its publication.

    Only for articles that wait: in review, or public and unreviewed.
    """
    if article.state != State.IN_REVIEW and article.live is Live.UNREVIEWED:
        return article.publication.out_since
    assert article.submitted_at is not None  # by a constraint of the database
    return article.submitted_at


def waited_minutes(action: Action, article: Article, start: str) -> int | None:
    """For the event of a decision: the whole minutes of working time it took. None when it decides about no wait.

    Asked after the article has moved on; a confirmation counts from the publication.
    """
    began: datetime | None = None
    if action is Action.CONFIRM_URGENT:
        began = article.publication.out_since
    elif action in DECISIONS and start == State.IN_REVIEW:
        began = article.submitted_at
    if began is None:
        return None
    return Calendar.load().worked(began, timezone.now()) // MINUTE


@dataclass(frozen=True)
class Kept:
    """Of so many decisions, how many came before the promise ran out."""

    decided: int
    kept: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all of them; None where nothing was decided."""
        return 100 * self.kept // self.decided if self.decided else None


def kept(opds: Iterable[int], since: datetime, until: datetime) -> Kept:
    """The decisions on submitted texts of these OPDs (ids) from `since` up to, and not at, `until`; one query."""
    decided = ArticleEvent.objects.filter(
        waited_minutes__isnull=False, at__gte=since, at__lt=until, action__in=DECISIONS, article__opd__in=opds
    )
    in_time = Q(waited_minutes__lt=length() // MINUTE)  # as `Wait.late`: at the full length it has run out
    return Kept(**decided.aggregate(decided=Count("pk"), kept=Count("pk", filter=in_time)))


def this_month(now: datetime | None = None) -> tuple[datetime, datetime]:
    """From the first of the month in Blora until now, for `kept`."""
    now = timezone.localtime(now)
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0), now
