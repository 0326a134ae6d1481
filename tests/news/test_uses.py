"""news/uses.py: where an asset is used follows every change of a text and of what readers have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from news import services, uses
from news.models import Article, MediaAsset, MediaUse
from news.workflow import Live, State
from tests.factories import MediaAssetFactory
from tests.news.stage import put
from tests.news.test_library import insert


@pytest.fixture
def photos(cast) -> list[MediaAsset]:
    return [MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True) for _ in range(3)]


def used(article) -> dict[str, set[int]]:
    rows = MediaUse.objects.filter(article=article.pk).values_list("where", "asset")
    return {where: {asset for at, asset in rows if at == where} for where in ("text", "public")}


def keys(*assets) -> set[int]:
    return {asset.pk for asset in assets}


WHOLE = {"summary": "Ringkas.", "lead_alt": "Kader", "lead_credit": "Dinkes"}


def test_from_the_first_draft_to_the_next_edition(cast, photos):
    one, two, three = photos
    article = services.write(
        cast.dinkes, by=cast.writer, title="A", rubric=cast.rubric, body=insert(one, two), lead=three, **WHOLE
    )
    assert used(article) == {"text": keys(one, two, three), "public": set()}
    article = services.submit(article, by=cast.admin, seen=1)
    article = services.publish(article, by=cast.editor, seen=1)
    assert used(article) == {"text": keys(one, two, three), "public": keys(one, two, three)}
    article = services.revise(article, by=cast.writer)
    article = services.save_text(article, by=cast.writer, seen=1, body=insert(two), lead=None)
    assert used(article) == {"text": keys(two), "public": keys(one, two, three)}
    article = services.submit(article, by=cast.admin, seen=2)
    article = services.publish(article, by=cast.editor, seen=2)
    assert used(article) == {"text": keys(two), "public": keys(two)}
    services.withdraw(article, by=cast.editor, note="Keliru.")
    assert used(article)["public"] == keys(two)  # the row is kept, and so is what it names


def test_what_was_never_read_is_no_use_any_more(cast, photos):
    draft = services.save_text(put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=insert(photos[0]))
    article = services.submit(draft, by=cast.admin, seen=2)
    soon = timezone.now() + timedelta(hours=5)
    article = services.publish(article, by=cast.editor, seen=2, at=soon)
    assert used(article)["public"] == keys(photos[0])
    article = services.unschedule(article, by=cast.admin)
    assert used(article) == {"text": keys(photos[0]), "public": set()}
    article = services.publish(article, by=cast.editor, seen=2, at=soon)
    article = services.revise(article, by=cast.writer)
    assert used(article)["public"] == set()


def test_urgent_news_has_its_uses_too(cast, photos):
    draft = services.save_text(put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=insert(photos[0]))
    article = services.publish_urgent(draft, by=cast.admin, seen=2, note="Banjir.")
    assert used(article)["public"] == keys(photos[0])


def test_a_video_uses_its_still(cast):
    video = MediaAssetFactory(opd=cast.dinkes, video=True)
    draft = services.save_text(put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=insert(video))
    assert used(draft)["text"] == keys(video, video.still)
    article = services.publish_urgent(draft, by=cast.admin, seen=2, note="Banjir.")
    assert used(article)["public"] == keys(video, video.still)


def test_an_older_version_brings_its_uses_back(cast, photos):
    article = services.save_text(put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=insert(photos[0]))
    article = services.save_text(article, by=cast.writer, seen=2, body=insert(photos[1]))
    article = services.restore(article, by=cast.writer, seen=3, version=2)
    assert used(article)["text"] == keys(photos[0])


def test_a_move_takes_the_pool_along_and_nothing_else(cast, photos):
    pooled = MediaAssetFactory(opd=cast.dinkes, told=True, shared=True)
    body = insert(photos[0]) + insert(pooled)
    article = services.save_text(put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=body, lead=photos[1])
    article = services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)
    assert used(article)["text"] == keys(pooled)


def test_the_bin_keeps_the_uses_until_it_is_emptied(cast, photos):
    untitled = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer)
    draft = services.save_text(
        put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=insert(photos[0]), lead=untitled
    )
    services.delete(draft, by=cast.writer)
    assert used(draft)["text"] == keys(photos[0], untitled)
    assert services.empty_bin(before=timezone.now() + timedelta(minutes=1)) == 1
    assert not MediaUse.objects.exists()
    assert not Article.objects.filter(pk=draft.pk).exists()
    assert set(MediaAsset.objects.all()) == set(photos)  # the lead had no name: it was this text's alone


def test_saving_the_same_again_writes_nothing(cast, photos, django_assert_num_queries):
    article = services.save_text(
        put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=insert(*photos), lead=photos[0]
    )
    before = list(MediaUse.objects.order_by("pk").values_list())
    with django_assert_num_queries(2):
        uses.keep_text(article)
    assert list(MediaUse.objects.order_by("pk").values_list()) == before
