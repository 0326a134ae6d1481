"""What readers did since the clock last asked: added to Redis or to small files, handed over in batches with a name.

Nothing here asks the database, and nothing here fails: a page is never slower or wrong because it could not be counted.
With Redis as the cache a view is one HINCRBY; without it, or while it does not answer, one line is appended to one of a few
files. Kept are the day in Blora and which article, or the month and the words: nobody's address, browser or cookie.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from news.moments import JAKARTA

log = logging.getLogger("portal.counts")

SLOTS = 64  # files at most, whatever the number of processes: a process takes the one of its number
MOST_BYTES = 1024 * 1024  # in each; about 50,000 views that nobody collected
MOST_MISSES = 20_000  # different words that wait in Redis: anybody can make up new ones
LONGEST = 60  # characters of words, as in SearchMiss
PATIENCE = 0.5  # seconds that a page may wait for Redis, once
REST = 30  # seconds without asking Redis after it did not answer
SAVED = re.compile(r"v (\d{4}-\d\d-\d\d) ([1-9]\d{0,17})|m (\d{4}-\d\d-01) (\S.{0,59})")


class Batch(NamedTuple):
    """What is to be counted once. `name` is never used again; `forget` is called when it has been counted."""

    name: str
    views: Counter[tuple[int, date]]  # (article, day) → how often
    misses: Counter[tuple[str, date]]  # (words, first day of the month) → how often
    forget: Callable[[], object]


# --- In: called for every reader ------------------------------------------------------------------------------------
def count_view(pk: int) -> None:
    """The page of that article was read now. Never raises."""
    _add(f"v {timezone.localdate(timezone=JAKARTA)} {pk}")


def count_miss(words: str) -> None:
    """Words that found nothing. Whoever calls has left out what could be about a person. Never raises."""
    told = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:LONGEST].strip()
    if told:
        _add(f"m {timezone.localdate(timezone=JAKARTA).replace(day=1)} {told}")


def _add(what: str) -> None:
    try:
        store = _store()
        if store is None or not store.add(what):
            _append(what)
    except Exception as error:
        _say_once(f"{type(error).__name__}: {error}")
    else:
        _said.clear()


_said: set[str] = set()


def _say_once(what: str) -> None:
    """A full disk is full for every reader: one line in the log until something is counted again."""
    if not _said:
        log.warning("not counted: %s", what, extra={"event": "counts.lost"})
    _said.add(what)


# --- Redis ------------------------------------------------------------------------------------------------------------
class Store:
    """The hash of what waits in Redis, and the hashes that were taken from it to be counted."""

    def __init__(self, address: str, prefix: str) -> None:
        # Without its own retries: a second HINCRBY would count twice, and the files are there.
        self.redis = Redis.from_url(
            address,
            decode_responses=True,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        self.waits, self.taken = f"{prefix}counts", f"{prefix}counts:taken"
        self.rests_until = 0.0

    def add(self, what: str) -> bool:
        """Whether it took it, or need not."""
        if time.monotonic() < self.rests_until:
            return False
        try:
            if what.startswith("v ") or int(self.redis.hlen(self.waits)) < MOST_MISSES:
                self.redis.hincrby(self.waits, what, 1)
        except RedisError:
            self.rests_until = time.monotonic() + REST
            return False
        return True

    def batches(self) -> Iterator[Batch]:
        if self.redis.exists(self.waits):
            name = f"{self.taken}:{uuid4().hex}"
            with self.redis.pipeline(transaction=True) as both:
                both.sadd(self.taken, name)
                both.rename(self.waits, name)  # somebody else may have been faster: then the name stays empty
                both.execute(raise_on_error=False)
        for name in sorted(str(name) for name in self.redis.smembers(self.taken)):
            counted: dict[str, str] = self.redis.hgetall(name)  # type: ignore[assignment]
            yield _batch(name, ((what, int(times)) for what, times in counted.items()), partial(self._forget, name))

    def _forget(self, name: str) -> None:
        with self.redis.pipeline(transaction=True) as both:
            both.delete(name)
            both.srem(self.taken, name)
            both.execute()


def _store() -> Store | None:
    """Redis, where it is the cache."""
    cache = settings.CACHES["default"]
    if not cache["BACKEND"].endswith("RedisCache"):
        return None
    where = cache["LOCATION"]
    address = where if isinstance(where, str) else where[0]  # the first of several is the one that is written to
    return _opened(re.split("[;,]", address)[0], cache.get("KEY_PREFIX", "") or "portal:")


@lru_cache(maxsize=4)
def _opened(address: str, prefix: str) -> Store:
    return Store(address, prefix)


# --- Files ------------------------------------------------------------------------------------------------------------
def _append(what: str) -> None:
    line, slot = f"{what}\n".encode(), settings.COUNTS_ROOT / f"{os.getpid() % SLOTS:02}.log"
    while True:
        with _locked(slot, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as file:
            here = os.fstat(file)
            if not _is_still(slot, here):
                continue  # it was taken away to be counted between opening and locking
            if here.st_size + len(line) > MOST_BYTES:
                raise OSError(errno.EFBIG, "nobody collects what was counted: does the worker run?", str(slot))
            if os.write(file, line) != len(line):
                os.ftruncate(file, here.st_size)  # half a line would spoil the next one
                raise OSError(errno.ENOSPC, "no room", str(slot))
            return


@contextmanager
def _locked(path: Path, flags: int) -> Iterator[int]:
    """The open file, alone with it. Each opening has a lock of its own, so threads of one process wait for each other too."""
    try:
        file = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640)
    except FileNotFoundError:
        if not flags & os.O_CREAT:
            raise
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _is_still(path: Path, opened: os.stat_result) -> bool:
    with suppress(FileNotFoundError):
        now = path.stat()
        return (now.st_dev, now.st_ino) == (opened.st_dev, opened.st_ino)
    return False


def _file_batches() -> Iterator[Batch]:
    for slot in sorted(settings.COUNTS_ROOT.glob("[0-9][0-9].log")):
        with suppress(FileNotFoundError):  # two may collect at once
            slot.rename(slot.with_name(f"{uuid4().hex}.taken"))
    for path in sorted(settings.COUNTS_ROOT.glob("*.taken")):
        with suppress(FileNotFoundError):
            yield _batch(path.name, _lines(path), partial(path.unlink, missing_ok=True))


def _lines(path: Path) -> list[tuple[str, int]]:
    """Once we have the lock nobody writes here any more: who opened it before it was renamed has written, who locks it
    later sees that it is another file."""
    with _locked(path, os.O_RDONLY) as file, os.fdopen(os.dup(file), encoding="utf-8", errors="replace") as lines:
        return [(line.rstrip("\n"), 1) for line in lines]


# --- Out: called by the clock -----------------------------------------------------------------------------------------
def batches() -> Iterator[Batch]:
    """Everything that waits, and what was taken before and has not been forgotten yet: it may have been counted or not."""
    if store := _store():
        try:
            yield from store.batches()
        except RedisError as error:
            log.warning("Redis does not answer: %s", type(error).__name__, extra={"event": "counts.wait"})
    yield from _file_batches()


def _batch(name: str, told: Iterable[tuple[str, int]], forget: Callable[[], object]) -> Batch:
    """What is no line of ours (a torn one after a power failure) is left out."""
    views: Counter[tuple[int, date]] = Counter()
    misses: Counter[tuple[str, date]] = Counter()
    for what, times in told:
        if (read := SAVED.fullmatch(what)) is None:
            continue
        day, pk, month, words = read.groups()
        with suppress(ValueError):  # the 31st of February
            if pk:
                views[int(pk), date.fromisoformat(day)] += times
            else:
                misses[words, date.fromisoformat(month)] += times
    return Batch(name, views, misses, forget)
