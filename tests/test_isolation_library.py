"""What of another OPD's library a walk of addresses does not show: numbers typed into texts, old versions, moves, stills."""

from __future__ import annotations

import pytest

from news import library, services
from news.models import Article, MediaAsset, MediaUse
from news.workflow import Live, State
from tests import test_isolation
from tests.factories import MediaAssetFactory
from tests.news.stage import put
from tests.test_isolation import SECRET, everything

stage = test_isolation.stage


@pytest.mark.parametrize("who", ["outsider", "superuser"])
def test_a_foreign_private_asset_in_a_text_is_refused_and_the_typed_words_survive(stage, who):
    """By number, as lead or in the body; the portal administrator sees it, and a text of dpupr still may not show it."""
    article = put(stage.cast, State.DRAFT, Live.NONE, opd=stage.cast.dpupr)
    url, before = f"/admin/news/article/{article.pk}/change/", everything()
    typed = {"title": "Judul Ketikan", "summary": "Ringkas.", "body": "<p>Ketikan.</p>", "seen": "1"}
    for foreign in (
        {"lead": stage.asset.pk},
        {"body": f'<p>Ketikan.</p><figure data-media="{stage.asset.pk}"></figure>'},
        {"body": f'<p>Ketikan.</p><figure data-media="{stage.shared.pk} {stage.asset.pk}"></figure>'},
    ):
        answer = stage.browsers[who].post(url, typed | foreign)
        assert answer.status_code in {200, 409}, foreign
        page = answer.content.decode()
        assert "Judul Ketikan" in page
        assert "Ketikan." in page
        assert stage.asset.base not in page
        assert who == "superuser" or SECRET not in page
    assert everything() == before
    typed |= {"lead": stage.shared.pk, "body": f'<figure data-media="{stage.shared.pk}"></figure>'}
    assert stage.browsers[who].post(url, typed).status_code == 302
    assert set(MediaUse.objects.values_list("asset", "article")) == {(stage.shared.pk, article.pk)}


@pytest.mark.parametrize("page", ["change", "preview", "review", "compare"])
def test_no_page_shows_a_foreign_asset_that_stands_in_a_text_all_the_same(stage, page):
    """As an older portal or a command could have left it there."""
    article = put(stage.cast, State.IN_REVIEW, Live.NONE, opd=stage.cast.dpupr)
    Article.objects.filter(pk=article.pk).update(body=f'<figure data-media="{stage.asset.pk}"></figure>')
    for who in ("outsider", "editor"):
        shown = stage.browsers[who].get(f"/admin/news/article/{article.pk}/{page}/").content.decode()
        assert SECRET not in shown
        assert stage.asset.base not in shown


def test_neither_an_older_version_nor_a_move_brings_a_foreign_asset_along(stage):
    own = f'<p>Isi.</p><figure data-media="{stage.asset.pk}"></figure><figure data-media="{stage.shared.pk}"></figure>'
    cast = stage.cast
    article = services.save_text(stage.draft, by=cast.writer, seen=1, body=own, lead=stage.asset)
    article = services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)
    assert f'data-media="{stage.asset.pk}"' not in article.body
    assert f'data-media="{stage.shared.pk}"' in article.body
    assert article.lead is None
    assert set(MediaUse.objects.values_list("asset", flat=True)) == {stage.shared.pk}
    answer = stage.browsers["outsider"].post(
        f"/admin/news/article/{article.pk}/restore/", {"seen": article.version, "version": 2}
    )
    assert answer.status_code == 422
    assert set(MediaUse.objects.values_list("asset", flat=True)) == {stage.shared.pk}


def test_an_asset_that_left_the_pool_is_not_restored_into_another_opds_text(stage):
    cast = stage.cast
    article = put(cast, State.DRAFT, Live.NONE, opd=cast.dpupr)
    article = services.save_text(
        article,
        by=cast.outsider,
        seen=1,
        body=f'<p>A</p><figure data-media="{stage.shared.pk}"></figure>',
        lead=stage.shared,
    )
    article = services.save_text(article, by=cast.outsider, seen=2, body="<p>B</p>", lead=None)
    library.unshare(stage.shared, by=cast.admin)
    stage.browsers["outsider"].post(f"/admin/news/article/{article.pk}/restore/", {"seen": 3, "version": 2})
    article.refresh_from_db()
    assert (article.lead, "data-media" in article.body, MediaUse.objects.count()) == (None, False, 0)


def test_the_editor_keeps_what_stands_in_a_text_in_review_and_chooses_from_the_pool(stage):
    cast, body = stage.cast, f'<p>Isi.</p><figure data-media="{stage.asset.pk}"></figure>'
    Article.objects.filter(pk=stage.waiting.pk).update(
        body=body, lead=stage.asset, lead_alt="Kader", lead_credit="Dinkes"
    )
    private = MediaAssetFactory(opd=cast.dinkes, told=True, title="Foto lain")
    url = f"/admin/news/article/{stage.waiting.pk}/change/"
    typed = {"title": "Judul", "summary": "Ringkas.", "seen": "1", "lead_alt": "Kader", "lead_credit": "Dinkes"}
    answer = stage.browsers["editor"].post(url, typed | {"body": body, "lead": private.pk})
    assert answer.status_code == 200  # what the editor cannot see is no choice
    answer = stage.browsers["editor"].post(url, typed | {"body": f"{body}<p>Lagi.</p>", "lead": stage.asset.pk})
    assert answer.status_code == 302
    stage.waiting.refresh_from_db()
    assert (stage.waiting.lead, stage.waiting.version) == (stage.asset, 2)
    answer = stage.browsers["editor"].post(url, typed | {"seen": "2", "body": body, "lead": stage.shared.pk})
    assert answer.status_code == 302
    assert Article.objects.get(pk=stage.waiting.pk).lead == stage.shared


def test_a_video_takes_no_still_of_another_opds_own(stage):
    """The portal administrator sees both; the library refuses it all the same, and the form does not break."""
    video = {"kind": "video", "link": "https://youtu.be/dQw4w9WgXcQ", "title": "Video", "licence": "own"}
    url, before = "/admin/news/mediaasset/add/?jenis=video", everything()
    for who in ("outsider", "superuser"):
        posted = video | {"opd": stage.cast.dpupr.pk, "still": stage.asset.pk}
        assert stage.browsers[who].post(url, posted).status_code in {200, 302}
    assert everything() == before


def test_where_an_asset_is_used_names_no_text_that_one_may_not_read(stage):
    article = put(stage.cast, State.DRAFT, Live.NONE)
    Article.objects.filter(pk=article.pk).update(title=SECRET)
    MediaAssetFactory(opd=stage.cast.dinkes, video=True, title=f"{SECRET} video", still=stage.shared)
    MediaUse.objects.create(asset=stage.shared, article=article, where="text")
    url = f"/admin/news/mediaasset/{stage.shared.pk}/change/"
    for who in ("outsider", "editor"):
        page = stage.browsers[who].get(url).content.decode()
        assert SECRET not in page
        assert "1 naskah lain" in page
        assert "1 video OPD lain" in page
    assert SECRET in stage.browsers["writer"].get(url).content.decode()


def test_a_delete_that_is_refused_names_no_text_of_another_opd(stage):
    article = put(stage.cast, State.DRAFT, Live.NONE, opd=stage.cast.dpupr)
    Article.objects.filter(pk=article.pk).update(title="Rahasia DPUPR")
    use = MediaUse.objects.create(asset=stage.shared, article=article, where="text")
    video = MediaAssetFactory(opd=stage.cast.dpupr, video=True, title="Rahasia DPUPR", still=stage.shared)
    url = f"/admin/news/mediaasset/{stage.shared.pk}/delete/"
    for reason in ("naskah yang tidak Anda lihat", "video OPD lain"):
        for method in ("get", "post"):
            answer = getattr(stage.browsers["admin"], method)(url, {"post": "yes"}, follow=True)
            assert reason in answer.content.decode()
            assert "Rahasia DPUPR" not in answer.content.decode()
        use.delete() if use.pk else None
    video.delete()
    assert stage.browsers["admin"].post(url, {"post": "yes"}).status_code == 302
    assert not MediaAsset.objects.filter(pk=stage.shared.pk).exists()
