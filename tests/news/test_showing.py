"""news/showing.py: what readers get of the library, and what of it never leaves the desk."""

from __future__ import annotations

import pytest

from news import showing
from news.snapshot import snapshot
from tests.factories import ArticleFactory, MediaAssetFactory
from tests.news.test_library import insert

PUBLIC = {"asset", "kind", "title", "alt", "caption", "credit", "sizes", "crops", "tint"}
OF_KIND = {
    "photo": set(),
    "video": {"still", "youtube", "captioned", "transcript"},
    "infographic": {"text_equivalent", "table"},
}


@pytest.mark.parametrize("kind", OF_KIND)
def test_exactly_these_words_are_public(db, kind):
    private = {"consent": "Ibu Siti 0812", "source": "WA", "place": "Ngawen", "vulnerable": True}
    asset = MediaAssetFactory(told=kind == "photo", video=kind == "video", infographic=kind == "infographic", **private)
    shown = showing.of_asset(asset)
    assert shown.keys() == PUBLIC | OF_KIND[kind]
    assert "0812" not in str(shown)
    assert asset.face.original["name"] not in str(shown)


def test_a_video_shows_the_files_of_its_still(db):
    video = MediaAssetFactory(video=True)
    shown = showing.of_asset(video)
    assert (shown["sizes"], shown["still"]) == (video.still.sizes, video.still_id)
    assert showing.of_asset(MediaAssetFactory(video=True, still=None))["sizes"] == []


def test_decoration_has_no_words(db):
    assert showing.of_asset(MediaAssetFactory(decorative=True, alt="Pola batik"))["alt"] == ""


def test_what_may_not_be_shown_and_what_is_gone_is_left_out(cast):
    own, foreign = MediaAssetFactory(opd=cast.dinkes, told=True), MediaAssetFactory(opd=cast.dpupr, told=True)
    pooled = MediaAssetFactory(opd=cast.dpupr, told=True, shared=True)
    body = f'{insert(own, foreign, pooled)}<figure data-media="999999"></figure>'
    article = ArticleFactory(opd=cast.dinkes, body=body)
    assert showing.not_usable(cast.dinkes, body) == (foreign.pk, 999999)
    assert list(snapshot(article).pictures["media"]) == [str(own.pk), str(pooled.pk)]
    assert snapshot(article).album_size == 2
    assert "lead" not in snapshot(article).pictures


def test_a_lead_carries_the_words_of_its_text(cast):
    lead = MediaAssetFactory(opd=cast.dinkes, told=True, caption="Di Ngawen")
    article = ArticleFactory(opd=cast.dinkes, lead=lead, lead_alt="Balita ditimbang", lead_credit="PKM Ngawen")
    shown = snapshot(article).pictures["lead"]
    assert (shown["alt"], shown["credit"]) == ("Balita ditimbang", "PKM Ngawen")
    assert (shown["caption"], shown["asset"], shown["sizes"]) == ("Di Ngawen", lead.pk, lead.sizes)


def test_only_galleries_count_for_an_album(cast):
    photos = [MediaAssetFactory(opd=cast.dinkes, told=True) for _ in range(3)]
    assert snapshot(ArticleFactory(opd=cast.dinkes, body=insert(photos[0]))).album_size == 0
    assert snapshot(ArticleFactory(opd=cast.dinkes, body=insert(*photos) + insert(photos[0]))).album_size == 3


def test_the_number_of_queries_does_not_grow_with_the_media(cast, django_assert_num_queries):
    bodies = []
    for count in (2, 20):
        assets = [MediaAssetFactory(opd=cast.dinkes, video=True) for _ in range(count)]
        bodies.append("".join(insert(asset) for asset in assets))
    for body in bodies:
        with django_assert_num_queries(1):
            assert showing.of_article(ArticleFactory.build(opd=cast.dinkes), body)["media"]


def test_an_old_picture_set_is_renewed_by_its_number_alone(db):
    asset = MediaAssetFactory()
    old = {"lead": {"alt": "a", "credit": "c", "sizes": []}}
    assert showing.renewed(old, asset) == old
    assert showing.renewed({}, asset) == {}
    assert showing.renewed({"lead": old["lead"] | {"asset": asset.pk}}, asset)["lead"]["sizes"] == asset.sizes
