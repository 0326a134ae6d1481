"""How readers' counts come into the database, each of them once, and what the desk says of them.

A batch (`news/tally.py`) or a piece of a log is added in one transaction together with the row that says so (`Counted`):
a process killed before it has added nothing, one killed after it leaves a batch that is only thrown away.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from news import tally
from news.models import Counted, Publication, ReaderCount, SearchMiss

log = logging.getLogger("portal.counts")

MARKS_KEPT = timedelta(days=2)  # a batch that was counted is thrown away in the same second
MISSES_A_MONTH = 5000  # different words; anybody can make up new ones
MISS = ("words", "month", "times")
BATCH, LOG = "batch:", "log:"  # how the names in `Counted` begin
ROWS = 300  # in one statement: SQLite takes at most so many values


# --- Counting once ----------------------------------------------------------------------------------------------------
def collect() -> int:
    """Everything that waits, into the database; how many batches. The clock calls it once a minute, twice does no harm."""
    done = 0
    for batch in tally.batches():
        try:
            _count(batch)
            batch.forget()
            done += 1
        except Exception:  # the others are counted; this one waits for the next minute
            log.exception("a batch was not counted", extra={"event": "counts.wait", "batch": batch.name})
    if done:
        Counted.objects.filter(name__startswith=BATCH, at__lt=timezone.now() - MARKS_KEPT).delete()
    return done


def _count(batch: tally.Batch) -> None:
    """Add it, unless it has been added: the row's key lets one of two through, and the second waits for the first."""
    try:
        with transaction.atomic():
            if batch.views or batch.misses:
                Counted.objects.create(name=f"{BATCH}{batch.name}", at=timezone.now())
            add_views(batch.views)
            _add_misses(batch.misses)
    except IntegrityError:
        if not Counted.objects.filter(name=f"{BATCH}{batch.name}").exists():
            raise


class Overtaken(Exception):
    """Somebody else has counted this part of the log meanwhile."""


def counted_upto(log_name: str) -> int:
    """How many bytes of that log have been counted."""
    return Counted.objects.filter(name=f"{LOG}{log_name}").values_list("upto", flat=True).first() or 0


def add_from_log(log_name: str, start: int, upto: int, views: Mapping[tuple[int, date], int]) -> int:
    """What stands between these two bytes of the log; how many views were added."""
    now = timezone.now()
    with transaction.atomic():
        Counted.objects.get_or_create(name=f"{LOG}{log_name}", defaults={"at": now})
        if not Counted.objects.filter(name=f"{LOG}{log_name}", upto=start).update(upto=upto, at=now):
            raise Overtaken
        return add_views(views)


def add_views(views: Mapping[tuple[int, date], int]) -> int:
    """Add to each (article, day); how many views were added. Those of an article without a publication are dropped."""
    known = _known({pk for pk, _ in views})
    rows = sorted((pk, day, times) for (pk, day), times in views.items() if pk in known)
    _add(ReaderCount, ("publication", "day", "views"), rows)
    return sum(times for *_, times in rows)


def _known(pks: set[int]) -> set[int]:
    return {pk for some in _pieces(pks) for pk in Publication.objects.filter(pk__in=some).values_list("pk", flat=True)}


def _add_misses(misses: Mapping[tuple[str, date], int]) -> None:
    """A month has room for so many different words: those that are new then take the place of what was looked for once.

    Anybody can make up words. What several people look for stays, however many somebody makes up.
    """
    for month in sorted({month for _, month in misses}):
        told = {words: times for (words, its), times in misses.items() if its == month}
        here = SearchMiss.objects.filter(month=month)
        old = {words for some in _pieces(told) for words in here.filter(words__in=some).values_list("words", flat=True)}
        new = sorted(told.keys() - old, key=lambda words: (-told[words], words))[:MISSES_A_MONTH]
        _add(SearchMiss, MISS, [(words, month, told[words]) for words in sorted(old)])
        new = new[: _room_for(len(new), here)]
        _add(SearchMiss, MISS, [(words, month, told[words]) for words in sorted(new)])


def _room_for(wanted: int, here: models.QuerySet[SearchMiss]) -> int:
    """How many new words this month takes, once those that were looked for only once have made room."""
    room = MISSES_A_MONTH - here.count()
    once = here.filter(times=1).order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)
    for some in _pieces(once[: max(0, wanted - room)]):
        room += here.filter(pk__in=some).delete()[0]
    return max(0, room)


def _pieces(things: Iterable) -> Iterator[list]:
    rest = iter(things)
    while some := list(islice(rest, ROWS)):
        yield some


def _add(model: type[models.Model], names: Sequence[str], rows: list[tuple]) -> None:
    """Insert, or add to what stands there: the last column is the number, the others are unique together.

    In this order for everybody, so that two never wait for each other's rows.
    """
    table, quote = model._meta.db_table, connection.ops.quote_name
    columns = [quote(model._meta.get_field(name).get_attname_column()[1]) for name in names]  # type: ignore[union-attr,arg-type]
    number, values = columns[-1], f"({', '.join(['%s'] * len(columns))})"
    for some in _pieces(rows):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quote(table)} ({', '.join(columns)}) VALUES {', '.join([values] * len(some))} "  # noqa: S608
                f"ON CONFLICT ({', '.join(columns[:-1])}) DO UPDATE SET {number} = {quote(table)}.{number} + excluded.{number}",
                [value for row in some for value in row],
            )
