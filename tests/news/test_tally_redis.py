"""With Redis as the cache what readers did waits there; the real one, under names of our own."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from news import tally
from tests.drills.conftest import CACHE, NO_CACHE, _redis_answers

DAY = date(2026, 11, 24)
pytestmark = pytest.mark.skipif(not _redis_answers(), reason="no Redis answers on 127.0.0.1:6379")


@pytest.fixture
def store(settings, tmp_path, monkeypatch):
    """Redis as the cache, under names of our own."""
    settings.COUNTS_ROOT = tmp_path / "counts"
    prefix = f"trial-{os.getpid()}:"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE,
            "KEY_PREFIX": prefix,
        }
    }
    monkeypatch.setattr(tally.timezone, "localdate", lambda **_: DAY)
    store = tally._store()
    yield store
    for key in store.redis.scan_iter(f"{prefix}*"):
        store.redis.delete(key)
    store.redis.close()
    tally._opened.cache_clear()


def taken() -> dict:
    """Everything that waits, and thrown away at once."""
    found: dict = {}
    for batch in tally.batches():
        for what, times in (batch.views | batch.misses).items():
            found[what] = found.get(what, 0) + times
        batch.forget()
    return found


def test_views_and_words_are_added_up_and_no_file_is_written(store):
    for pk in (3, 3, 4):
        tally.count_view(pk)
    tally.count_miss("jadwal posyandu")
    assert not list(tally.settings.COUNTS_ROOT.glob("*"))
    assert taken() == {(3, DAY): 2, (4, DAY): 1, ("jadwal posyandu", DAY.replace(day=1)): 1}
    assert taken() == {}
    assert list(store.redis.scan_iter(f"{store.waits}*")) == []


def test_what_was_taken_and_not_thrown_away_comes_again(store):
    tally.count_view(3)
    (first,) = tally.batches()
    tally.count_view(3)
    again = {batch.name: dict(batch.views) for batch in tally.batches()}
    assert len(again) == 2
    assert again[first.name] == {(3, DAY): 1}


def test_five_writers_and_a_collector_lose_nothing(store):
    with ThreadPoolExecutor(6) as crowd:
        writers = [crowd.submit(lambda: [tally.count_view(3) for _ in range(100)]) for _ in range(5)]
        found = 0
        while not all(writer.done() for writer in writers):
            found += sum(taken().values())
    assert found + sum(taken().values()) == 500


def test_words_have_room_and_views_always_do(store, monkeypatch):
    monkeypatch.setattr(tally, "MOST_MISSES", 2)
    for word in ("satu", "dua", "tiga"):
        tally.count_miss(word)
    tally.count_view(3)
    assert sorted(map(str, taken())) == sorted(
        map(str, [("satu", DAY.replace(day=1)), ("dua", DAY.replace(day=1)), (3, DAY)])
    )


def test_when_redis_does_not_answer_files_do_and_it_is_left_in_peace(store, settings, monkeypatch):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": NO_CACHE}}
    dead = tally._store()
    asked = []
    monkeypatch.setattr(dead.redis, "hincrby", lambda *given, ask=dead.redis.hincrby: (asked.append(1), ask(*given)))
    for _ in range(5):
        tally.count_view(3)
    assert len(asked) == 1
    assert taken() == {(3, DAY): 5}
