"""Two people at the same moment, on a database that really locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from accounts.models import AuditEntry
from news import handing, pins, services
from news.models import Article, ArticleEvent, Pin, Publication
from news.refusals import Refused
from news.workflow import Live, State
from opd import roles
from opd.rights import Role
from tests.factories import UserFactory
from tests.news.stage import put

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def _needs_row_locks(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")


def at_once(calls) -> list:
    """Run all calls at the same moment, each on its own connection; each answer or refusal, in order."""
    gate = Barrier(len(calls))

    def run(call):
        try:
            gate.wait()
            return call()
        except (Refused, PermissionDenied) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@contextmanager
def holding(statement: str):
    """What the statement locks is locked by somebody else meanwhile."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(statement)
        yield
    finally:
        other.rollback()
        other.close()


def test_of_ten_saves_of_one_version_exactly_one_wins(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    answers = at_once(
        [lambda n=n: services.save_text(article, by=cast.writer, seen=1, title=f"Judul {n}") for n in range(10)]
    )
    assert sum(isinstance(answer, Article) for answer in answers) == 1
    assert Article.objects.get().version == 2


def test_publish_and_recall_do_not_both_happen(cast):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    answers = at_once(
        [lambda: services.publish(article, by=cast.editor, seen=1), lambda: services.recall(article, by=cast.admin)]
    )
    assert sum(isinstance(answer, Article) for answer in answers) == 1
    assert Publication.objects.exists() == (Article.objects.get().state == State.PUBLISHED)


def test_an_edit_in_review_and_a_publication_of_the_version_before_do_not_both_happen(cast):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    answers = at_once(
        [
            lambda: services.publish(article, by=cast.editor, seen=1),
            lambda: services.save_text(article, by=cast.editor2, seen=1, title="Diubah selagi dibaca"),
        ]
    )
    assert sum(isinstance(answer, Article) for answer in answers) == 1
    if Publication.objects.exists():
        assert Publication.objects.get().title == article.title


def test_of_two_hand_overs_of_one_person_exactly_one_happens(cast):
    """Each to another colleague: the articles go to one of the two, and the other admin is told."""
    for _ in range(5):
        put(cast, State.DRAFT, Live.NONE)
    others = [UserFactory(name=f"Rekan {n}") for n in range(2)]
    for person in others:
        roles.appoint(person, cast.dinkes, Role.WRITER)
    answers = at_once(
        [lambda to=to: handing.hand_over(cast.dinkes, cast.writer, to=to, by=cast.admin) for to in others]
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert len(set(Article.objects.values_list("keeper", flat=True))) == 1
    assert ArticleEvent.objects.filter(action="pass-on").count() == 5
    assert AuditEntry.objects.filter(action="duty.handed_over").count() == 1


def test_two_editors_fill_the_last_place_at_the_top_of_the_home_page_once(cast):
    articles = [put(cast, State.PUBLISHED, Live.SHOWN) for _ in range(4)]
    pages = list(Publication.objects.select_related("opd").filter(pk__in=articles).order_by("pk"))
    for page in pages[:2]:
        pins.pin(page, by=cast.editor)
    calls = [lambda page=page: pins.pin(page, by=cast.editor2) for page in pages[2:]]
    assert sorted(type(answer).__name__ for answer in at_once(calls)) == ["Pin", "Refused"]
    assert sorted(Pin.objects.values_list("position", flat=True)) == [1, 2, 3]
