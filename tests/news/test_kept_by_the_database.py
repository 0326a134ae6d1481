"""What PostgreSQL itself refuses of an article's events and versions, and what the portal's own ways may still do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from news import pruning, services
from news.models import Article, ArticleEvent, Publication
from news.workflow import Action, Live, State
from tests.news.stage import put
from tests.news.test_pruning import Version, happened, written

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
EVENT, VERSION = "news_articleevent", "news_article_version"


@pytest.fixture(autouse=True)
def _needs_triggers(db):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the guards in Python stand: tests/news/test_services.py")


def refusal(sql: str, *params) -> str:
    """What the database says against this statement; empty when it was carried out."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params or None)
    except DatabaseError as error:
        return str(error)
    return ""


@pytest.fixture
def event(cast):
    return put(cast, State.IN_REVIEW, Live.NONE).events.first()


@pytest.mark.parametrize(
    "column",
    [
        "by_id = by_id + 1",
        "action = 'publish'",
        "note = 'x'",
        "version = 9",
        "start = 'x'",
        "\"end\" = 'draft', live = 'shown'",
        "article_id = article_id + 1",
        "at = at - interval '1 day'",
        "id = id + 1000",
    ],
)
@pytest.mark.parametrize("demo", [False, True])
def test_no_event_is_changed(event, cast, column, demo):
    """But the hour of what demo people did: the seed sets it back."""
    cast.writer.is_demo = demo
    cast.writer.save()
    before = ArticleEvent.objects.values().get(pk=event.pk)
    said = refusal(f"UPDATE {EVENT} SET {column} WHERE id = {event.pk}")
    if demo and column.startswith("at ="):
        assert said == ""
        return
    assert "never changed" in said
    assert ArticleEvent.objects.values().get(pk=event.pk) == before


def test_a_demo_event_cannot_be_put_on_somebody_else_along_with_its_hour(event, cast):
    cast.writer.is_demo = True
    cast.writer.save()
    assert "never changed" in refusal(f"UPDATE {EVENT} SET at = now(), by_id = {cast.admin.pk} WHERE id = {event.pk}")


def test_an_event_goes_only_with_a_draft_from_the_bin(cast):
    gone, draft, left = (put(cast, State.DRAFT, Live.NONE) for _ in range(3))
    submitted = put(cast, State.IN_REVIEW, Live.NONE)
    Article.objects.filter(pk=gone.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    for article in (draft, left, submitted):
        assert "only with a draft from the bin" in refusal(f"DELETE FROM {EVENT} WHERE article_id = {article.pk}")
    assert pruning.empty_bin(timezone.now(), most=10) == 1
    assert set(ArticleEvent.objects.values_list("article", flat=True)) == {draft.pk, left.pk, submitted.pk}
    assert not Version.objects.filter(id=gone.pk).exists()


def test_no_version_is_changed(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    for column in ("title = 'x'", "body = 'x'", "version = 9", "history_user_id = NULL", "history_date = now()"):
        assert "never changed" in refusal(f"UPDATE {VERSION} SET {column} WHERE id = {article.pk}")


@pytest.mark.parametrize("action", [Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH_URGENT])
def test_a_version_that_was_put_out_is_kept(cast, action):
    article = written(put(cast, State.DRAFT, Live.NONE), 5)
    happened(article, action, 2)
    assert "put out is kept" in refusal(f"DELETE FROM {VERSION} WHERE id = {article.pk} AND version = 2")
    assert refusal(f"DELETE FROM {VERSION} WHERE id = {article.pk} AND version = 3") == ""


def test_what_readers_have_is_kept_without_any_event(cast):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    assert Publication.objects.get(pk=article.pk).version == 1
    assert "put out is kept" in refusal(f"DELETE FROM {VERSION} WHERE id = {article.pk}")


def test_pruning_asks_for_nothing_that_is_kept(cast):
    """The table of news/pruning.py and the trigger agree."""
    article = written(put(cast, State.PUBLISHED, Live.SHOWN), 60)
    happened(article, Action.PUBLISH, 1, 3)
    happened(article, Action.PUBLISH_URGENT, 4)
    assert pruning.forget_versions(timezone.now(), most=500) == 6
    assert sorted(article.versions.values_list("version", flat=True)) == [1, 3, 4, *range(10, 61)]


def test_a_table_of_ones_own_by_that_name_does_not_change_what_the_trigger_asks(event):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE accounts_user AS SELECT id, true AS is_demo FROM public.accounts_user")
    assert "never changed" in refusal(f"UPDATE {EVENT} SET at = now() WHERE id = {event.pk}")


def test_the_way_of_an_article_is_not_in_the_way(cast):
    """Written, submitted, sent back, published, revised, published again, withdrawn: all through the services."""
    article = services.write(
        cast.dinkes, by=cast.writer, title="Judul", body="<p>Isi.</p>", summary="Ringkas.", rubric=cast.rubric
    )
    article = services.submit(article, by=cast.admin, seen=1)
    article = services.send_back(article, by=cast.editor, note="Lengkapi.")
    article = services.save_text(article, by=cast.writer, seen=1, title="Judul Baru")
    article = services.submit(article, by=cast.admin, seen=2)
    article = services.publish(article, by=cast.editor, seen=2)
    article = services.revise(article, by=cast.writer)
    article = services.withdraw(article, by=cast.editor, note="Keliru.")
    assert [event.action for event in article.events.all()] == [
        "create", "submit", "send-back", "edit", "submit", "publish", "revise", "withdraw",
    ]  # fmt: skip
