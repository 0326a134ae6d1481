"""Migration 0008: a picture from before the library becomes an asset with an original, a base and its uses."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from news.models import MediaAsset, MediaUse, Publication
from tests.factories import ArticleFactory, MediaAssetFactory, PublicationFactory

enrol = import_module("news.migrations.0008_pictures_join_the_library").enrol
BASE = "0123456789abcdef0123456789abcdef"
SIZES = [
    {"name": f"{BASE}-480.webp", "width": 480, "height": 320, "type": "image/webp"},
    {"name": f"{BASE}-1200.jpg", "width": 1200, "height": 800, "type": "image/jpeg"},
]
OLD = {"original": {}, "base": "", "sizes": SIZES}


def test_an_old_picture_joins_and_a_second_run_changes_nothing(db):
    asset = MediaAssetFactory(**OLD)
    article = ArticleFactory(lead=asset, published=True)
    old = {"lead": {"alt": "a", "credit": "c", "sizes": SIZES}}
    page = PublicationFactory(article=article, pictures=old)
    for _ in range(2):
        enrol(apps, None)
        asset.refresh_from_db()
        assert (asset.original, asset.base, asset.sizes) == (SIZES[-1], BASE, SIZES)
        assert asset.rendered_at is None  # its renditions are made by and by
        shown = Publication.objects.get(pk=page.pk).pictures
        assert shown == {"lead": old["lead"] | {"asset": asset.pk}}
        assert set(MediaUse.objects.values_list("asset", "article", "where")) == {
            (asset.pk, article.pk, "text"),
            (asset.pk, article.pk, "public"),
        }


def test_what_readers_have_counts_though_the_text_has_another_by_now(db):
    asset = MediaAssetFactory(**OLD)
    page = PublicationFactory(pictures={"lead": {"alt": "", "credit": "", "sizes": SIZES}})
    enrol(apps, None)
    assert list(MediaUse.objects.values_list("asset", "article", "where")) == [(asset.pk, page.pk, "public")]


def test_what_has_no_picture_or_an_unknown_one_stays_as_it_is(db):
    empty = MediaAssetFactory(original={}, base="", sizes=[])
    unknown = {"lead": {"alt": "", "credit": "", "sizes": SIZES}}
    rows = [PublicationFactory(pictures=pictures) for pictures in ({}, unknown, {"lead": {"sizes": []}})]
    before = list(Publication.objects.order_by("pk").values_list("pictures", flat=True))
    enrol(apps, None)
    assert list(Publication.objects.order_by("pk").values_list("pictures", flat=True)) == before
    assert len(rows) == 3
    assert MediaAsset.objects.get(pk=empty.pk).original == {}
    assert not MediaUse.objects.exists()
