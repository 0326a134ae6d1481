"""Which versions of a text stay, written out as a table; and the bin: after 30 days, not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from news import policy, pruning, services
from news.models import Article, ArticleEvent, Publication
from news.workflow import Action, Live, State
from tests.factories import ArticleFactory, PublicationFactory
from tests.news.stage import put

Version = Article.versions.model


def written(article: Article, versions: int) -> Article:
    """As if the text had been saved until it is at that version: one row for each, and nothing else."""
    row = article.versions.first()
    fields = {f.attname: getattr(row, f.attname) for f in Version._meta.fields if f.attname != "history_id"}
    Version.objects.bulk_create([Version(**fields | {"version": n}) for n in range(2, versions + 1)])
    Article.objects.filter(pk=article.pk).update(version=versions)
    return Article.objects.get(pk=article.pk)


def happened(article: Article, action: Action, *versions: int) -> None:
    for version in versions:
        ArticleEvent.objects.create(
            article=article, action=action, by=article.created_by, end=State.PUBLISHED, live=Live.NONE, version=version
        )


def kept(article: Article) -> list[int]:
    return sorted(article.versions.values_list("version", flat=True))


def forget(most: int = 500) -> int:
    return pruning.forget_versions(timezone.now(), most=most)


TABLE = [
    # how many, what happened to which versions, what stays
    ("few", 50, {}, list(range(1, 51))),
    ("one too many: the current one stands besides the 50", 51, {}, list(range(1, 52))),
    ("two too many", 52, {}, list(range(2, 53))),
    ("never published", 60, {}, [*range(10, 61)]),
    ("published long ago", 60, {Action.PUBLISH: [1, 3]}, [1, 3, *range(10, 61)]),
    ("published among the newest makes room for one more", 60, {Action.PUBLISH: [40]}, [*range(9, 61)]),
    ("scheduled and unscheduled", 60, {Action.SCHEDULE: [2], Action.UNSCHEDULE: [5]}, [2, *range(10, 61)]),
    ("published at once", 60, {Action.PUBLISH_URGENT: [4]}, [4, *range(10, 61)]),
    ("confirmed later, at another version", 60, {Action.PUBLISH_URGENT: [4], Action.CONFIRM_URGENT: [6]}, [4, *range(10, 61)]),
    ("withdrawn: what readers had is kept", 60, {Action.PUBLISH: [7], Action.WITHDRAW: [8]}, [7, *range(10, 61)]),
    ("submitted and sent back is no publication", 60, {Action.SUBMIT: [1], Action.SEND_BACK: [1]}, [*range(10, 61)]),
    ("edited, handed in, moved", 60, {Action.EDIT: [2], Action.HAND_IN: [3], Action.TRANSFER: [4]}, [*range(10, 61)]),
    ("everything was published", 60, {Action.PUBLISH: list(range(1, 61))}, [*range(1, 61)]),
    ("the current one was published, too", 60, {Action.PUBLISH: [60]}, [*range(10, 61)]),
]  # fmt: skip


@pytest.mark.parametrize(("versions", "events", "stay"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_which_versions_stay(db, versions, events, stay):
    article = written(ArticleFactory(), versions)
    other = written(ArticleFactory(), 60)  # its events are not this one's
    happened(other, Action.PUBLISH, 5)
    for action, numbers in events.items():
        happened(article, action, *numbers)
    while forget():
        pass
    assert kept(article) == stay
    assert kept(other) == [5, *range(10, 61)]


def test_what_readers_have_now_stays_without_any_event(db):
    """Whatever an import or a repair left out."""
    article = written(ArticleFactory(published=True), 60)
    PublicationFactory(article=article, version=2)
    forget()
    assert kept(article) == [2, *range(10, 61)]


def test_every_publishing_service_is_known_here(cast):
    """Each way to the public names the version in an event that is counted."""
    for action, state in [
        (Action.PUBLISH, State.IN_REVIEW),
        (Action.SCHEDULE, State.IN_REVIEW),
        (Action.PUBLISH_URGENT, State.DRAFT),
    ]:
        article = put(cast, state, Live.NONE)
        by = cast.admin if action is Action.PUBLISH_URGENT else cast.editor
        calls = {
            Action.PUBLISH: lambda a, by: services.publish(a, by=by, seen=1),
            Action.SCHEDULE: lambda a, by: services.publish(a, by=by, seen=1, at=timezone.now() + timedelta(hours=2)),
            Action.PUBLISH_URGENT: lambda a, by: services.publish_urgent(a, by=by, seen=1, note="Banjir."),
        }
        calls[action](article, by)
        Publication.objects.filter(pk=article.pk).delete()  # what stands in the events has to be enough
        written(article, 60)
        forget()
        assert kept(article) == [1, *range(10, 61)], action


def test_nothing_else_is_touched(cast):
    """Neither the texts nor what happened; who had a hand in it is read from the events."""
    article = put(cast, State.IN_REVIEW, Live.NONE)
    article = written(article, 60)
    happened(article, Action.EDIT, 2)
    before = Article.objects.values().get(pk=article.pk), list(ArticleEvent.objects.values())
    hand = policy.had_a_hand(cast.writer, article)
    assert forget() == 9
    assert forget() == 0
    assert (Article.objects.values().get(pk=article.pk), list(ArticleEvent.objects.values())) == before
    assert policy.had_a_hand(cast.writer, article) == hand


def test_the_pages_of_the_desk_still_open(cast, sign_in):
    article = written(put(cast, State.DRAFT, Live.NONE), 60)
    forget()
    for page in ("change", "history", "preview"):
        assert sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/{page}/").status_code == 200


def test_a_dry_run_counts_and_removes_nothing(db):
    article, other = written(ArticleFactory(), 60), written(ArticleFactory(), 70)
    assert pruning.forget_versions(timezone.now(), most=500, dry_run=True) == 9 + 19
    assert (article.versions.count(), other.versions.count()) == (60, 70)


def test_at_most_so_many_at_once(db):
    article, other = written(ArticleFactory(), 60), written(ArticleFactory(), 60)
    assert [forget(most=5) for _ in range(5)] == [5, 5, 5, 3, 0]
    assert kept(article) == kept(other) == list(range(10, 61))


def test_one_that_keeps_everything_does_not_stand_in_the_way_of_the_next(db):
    first = written(ArticleFactory(), 60)
    happened(first, Action.PUBLISH, *range(1, 61))
    second = written(ArticleFactory(), 60)
    assert forget(most=1) == 1
    assert second.versions.count() == 59


def test_ten_thousand_versions_cost_as_many_queries_as_few(db, django_assert_num_queries):
    for _ in range(3):
        written(ArticleFactory(), 60)
    with django_assert_num_queries(3):
        forget()
    for _ in range(20):
        written(ArticleFactory(), 500)
    with django_assert_num_queries(3):
        assert forget(most=20_000) == 20 * 449
    assert Version.objects.count() == 3 * 51 + 20 * 51


# --- The bin ---------------------------------------------------------------------------------------------------------
def test_only_what_has_been_in_the_bin_for_30_days(cast):
    old, older, young, draft = (put(cast, State.DRAFT, Live.NONE) for _ in range(4))
    now = timezone.now()
    for article, ago in (
        (old, timedelta(days=30, minutes=1)),
        (older, timedelta(days=90)),
        (young, timedelta(days=29, hours=23)),
    ):
        Article.objects.filter(pk=article.pk).update(deleted_at=now - ago)
    assert pruning.empty_bin(now, most=500, dry_run=True) == 2
    assert Article.objects.count() == 4
    assert [pruning.empty_bin(now, most=1) for _ in range(3)] == [1, 1, 0]
    assert set(Article.objects.all()) == {young, draft}
    assert set(ArticleEvent.objects.values_list("article", flat=True)) == {young.pk, draft.pk}
