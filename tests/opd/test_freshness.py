"""opd/freshness.py: a stamp moves when something has changed, never before, and never comes back."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction

from opd import freshness


def test_a_stamp_stays_until_it_is_touched(cast, django_capture_on_commit_callbacks):
    keys = (freshness.PORTAL, cast.dinkes.pk, cast.dpupr.pk)
    before = freshness.stamps(*keys)
    assert freshness.stamps(*keys) == before
    assert len(set(before)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        freshness.touch(cast.dinkes)
        assert freshness.stamps(*keys) == before
    after = freshness.stamps(*keys)
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False]


def test_what_was_undone_moves_nothing(cast, django_capture_on_commit_callbacks):
    before = freshness.stamps(freshness.PORTAL, cast.dinkes.pk)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        freshness.touch(cast.dinkes)
        transaction.set_rollback(True)
    assert freshness.stamps(freshness.PORTAL, cast.dinkes.pk) == before


def test_a_lost_stamp_is_another_one(cast):
    before = freshness.stamps(cast.dinkes.pk)
    cache.clear()
    assert freshness.stamps(cast.dinkes.pk) != before


def test_a_cache_that_is_away_stops_nobody(cast, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_args, **_more):
        raise ConnectionError("cache")

    monkeypatch.setattr(type(cache._connections["default"]), "set_many", away)
    with django_capture_on_commit_callbacks(execute=True):
        freshness.touch(cast.dinkes)
