"""news/pins.py: what editors keep at the top of the home page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry
from news import pins, services
from news.models import Article, Pin, Publication
from news.refusals import Refused
from news.workflow import Live, State
from opd import access, freshness
from opd.models import Desk
from tests.news.stage import put

TODAY = timezone.localdate


def shown(cast, opd=None) -> Publication:
    article = put(cast, State.PUBLISHED, Live.SHOWN, opd=opd)
    return Publication.objects.select_related("opd").get(pk=article.pk)


@pytest.fixture
def three(cast) -> list[Publication]:
    pages = [shown(cast) for _ in range(3)]
    for page in pages:
        pins.pin(page, by=cast.editor)
    return pages


def order() -> list[int]:
    return list(Pin.objects.shown().values_list("pk", flat=True))


def test_the_next_one_stands_behind_for_three_days(cast, three):
    assert order() == [page.pk for page in three]
    assert set(Pin.objects.values_list("until", flat=True)) == {TODAY() + timedelta(days=3)}
    assert list(Pin.objects.shown().values_list("position", flat=True)) == [1, 2, 3]


def test_a_fourth_one_is_refused_until_one_is_gone(cast, three):
    fourth = shown(cast)
    with pytest.raises(Refused, match="Lepas salah satunya"):
        pins.pin(fourth, by=cast.editor)
    pins.unpin(three[1], by=cast.editor2)
    pins.pin(fourth, by=cast.editor)
    assert order() == [three[0].pk, three[2].pk, fourth.pk]


def test_one_that_is_there_keeps_its_place_and_gets_another_day(cast, three):
    day = TODAY() + timedelta(days=9)
    pins.pin(three[0], by=cast.editor, until=day)
    assert order() == [page.pk for page in three]
    assert Pin.objects.get(pk=three[0].pk).until == day


@pytest.mark.parametrize("days", [-1, 31, 4000])
def test_a_day_that_cannot_be(cast, days):
    with pytest.raises(Refused, match="hari terakhir"):
        pins.pin(shown(cast), by=cast.editor, until=TODAY() + timedelta(days=days))
    assert not Pin.objects.exists()


@pytest.mark.parametrize("days", [0, 30])
def test_the_first_and_the_last_day_that_can_be(cast, days):
    pins.pin(shown(cast), by=cast.editor, until=TODAY() + timedelta(days=days))
    assert len(order()) == 1


MOVES = [(0, 1, "bac"), (2, -1, "acb"), (1, -1, "bac"), (1, 1, "acb"), (0, -1, "abc"), (2, 1, "abc")]


@pytest.mark.parametrize(("which", "steps", "expected"), MOVES)
def test_moves(cast, three, which, steps, expected):
    pins.move(three[which], by=cast.editor, steps=steps)
    names = {page.pk: name for page, name in zip(three, "abc", strict=True)}
    assert "".join(names[pk] for pk in order()) == expected
    assert list(Pin.objects.shown().values_list("position", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("verb", [pins.unpin, lambda page, by: pins.move(page, by=by, steps=1)])
def test_what_is_not_there_is_neither_moved_nor_taken_away(cast, three, verb):
    with pytest.raises(Refused, match="sudah tidak di puncak"):
        verb(shown(cast), by=cast.editor)
    assert order() == [page.pk for page in three]


# --- Gone by itself ---------------------------------------------------------------------------------------------------
def test_what_ran_out_or_was_withdrawn_is_gone_and_its_place_is_free(cast, three):
    Pin.objects.filter(pk=three[0].pk).update(until=TODAY() - timedelta(days=1))
    services.withdraw(Article.objects.get(pk=three[1].pk), by=cast.editor, note="Keliru.")
    assert order() == [three[2].pk]
    pins.pin(shown(cast), by=cast.editor)
    pins.pin(shown(cast), by=cast.editor)
    assert len(order()) == Pin.objects.count() == 3
    assert list(Pin.objects.shown().values_list("position", flat=True)) == [1, 2, 3]


def test_a_revision_stays_where_it_was(cast, three):
    article = services.correct(Article.objects.get(pk=three[1].pk), by=cast.editor)
    services.publish(article, by=cast.editor2, seen=article.version)
    assert order() == [page.pk for page in three]


@pytest.mark.parametrize("place", [(State.PUBLISHED, Live.AHEAD), (State.WITHDRAWN, Live.WITHDRAWN)])
def test_what_readers_do_not_have_is_not_put_there(cast, place):
    article = put(cast, *place)
    with pytest.raises(Refused, match="tidak sedang dibaca umum"):
        pins.pin(Publication.objects.get(pk=article.pk), by=cast.editor)


# --- Who --------------------------------------------------------------------------------------------------------------
VERBS = {
    "pin": lambda page, by: pins.pin(page, by=by),
    "unpin": lambda page, by: pins.unpin(page, by=by),
    "move": lambda page, by: pins.move(page, by=by, steps=1),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["writer", "admin", "outsider", "nobody"])
def test_only_those_who_review_its_opd(cast, three, verb, who):
    with pytest.raises(PermissionDenied):
        VERBS[verb](three[0], getattr(cast, who))
    assert order() == [page.pk for page in three]


@pytest.mark.parametrize("verb", VERBS)
def test_the_portals_administrator_may_and_an_editor_of_another_opd_may_not(cast, three, verb):
    desk = Desk.objects.get()
    desk.all_opds = False
    desk.save()
    desk.opds.set([cast.dpupr])
    access.forget(cast.editor)
    with pytest.raises(PermissionDenied):
        VERBS[verb](three[0], cast.editor)
    VERBS[verb](three[0], cast.superuser)


# --- Told -------------------------------------------------------------------------------------------------------------
def test_it_is_written_down_and_readers_see_it_at_once(cast, three, django_capture_on_commit_callbacks):
    before = freshness.stamps(freshness.PORTAL)
    with django_capture_on_commit_callbacks(execute=True):
        pins.move(three[0], by=cast.editor2, steps=1)
    assert freshness.stamps(freshness.PORTAL) != before
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.by, entry.after) == ("content.pin_moved", cast.editor2, {"urutan": 2})
    assert list(AuditEntry.objects.filter(action="content.pinned").values_list("by", flat=True)) == [cast.editor.pk] * 3


def test_a_move_that_changes_nothing_is_not_written_down(cast, three):
    count = AuditEntry.objects.count()
    pins.move(three[0], by=cast.editor, steps=-1)
    assert AuditEntry.objects.count() == count
