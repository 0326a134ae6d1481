"""refreshing.refresh_pictures: new files for what readers have, and not one new word."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from news import refreshing, services
from news.models import MediaAsset, MediaUse, Publication
from news.workflow import Live, State
from opd import freshness
from tests.factories import MediaAssetFactory
from tests.news.stage import put
from tests.news.test_library import insert

NEW = {
    "sizes": [{"name": "b-320.avif", "width": 320, "height": 213, "type": "image/avif"}],
    "crops": [{"name": "b-c50x50-480.webp", "width": 480, "height": 320, "type": "image/webp"}],
    "tint": ["#102030"] * 6,
}


def out(cast, body: str, **text) -> Publication:
    draft = services.save_text(put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=body, **text)
    article = services.publish_urgent(draft, by=cast.admin, seen=2, note="Banjir.")
    return Publication.objects.get(pk=article.pk)


def rendered(asset: MediaAsset) -> MediaAsset:
    MediaAsset.objects.filter(pk=asset.pk).update(caption="Kata yang belum disetujui", alt="Lain", **NEW)
    return MediaAsset.objects.get(pk=asset.pk)


@pytest.fixture
def photo(cast) -> MediaAsset:
    return MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True)


def test_files_change_and_words_stay(cast, photo):
    page = out(cast, insert(photo), lead=photo, lead_alt="Balita", lead_credit="PKM")
    before = page.pictures
    assert refreshing.refresh_pictures(rendered(photo)) == 1
    after = Publication.objects.get(pk=page.pk)
    assert after.pictures["lead"] == before["lead"] | NEW
    assert after.pictures["media"] == {str(photo.pk): before["media"][str(photo.pk)] | NEW}
    untouched = [field.attname for field in Publication._meta.concrete_fields if field.name != "pictures"]
    assert [getattr(after, name) for name in untouched] == [getattr(page, name) for name in untouched]


def test_a_videos_page_gets_the_files_of_its_still(cast):
    video = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, video=True)
    page = out(cast, insert(video))
    assert refreshing.refresh_pictures(rendered(video.still)) == 1
    shown = Publication.objects.get(pk=page.pk).pictures["media"][str(video.pk)]
    assert (shown["sizes"], shown["title"], shown["caption"]) == (NEW["sizes"], "Cara menimbang balita", "")


def test_nothing_that_does_not_show_it_is_touched(cast, photo):
    out(cast, insert(MediaAssetFactory(opd=cast.dinkes, told=True)))
    before = list(Publication.objects.values_list())
    stamps = freshness.stamps(freshness.PORTAL, cast.dinkes.pk)
    assert refreshing.refresh_pictures(rendered(photo)) == 0
    assert list(Publication.objects.values_list()) == before
    assert freshness.stamps(freshness.PORTAL, cast.dinkes.pk) == stamps


def test_the_stamps_move_once_it_is_done_and_a_second_time_changes_nothing(
    cast, photo, django_capture_on_commit_callbacks
):
    out(cast, insert(photo))
    asset, keys = rendered(photo), (freshness.PORTAL, cast.dinkes.pk, cast.dpupr.pk)
    before = freshness.stamps(*keys)
    with django_capture_on_commit_callbacks(execute=True):
        assert refreshing.refresh_pictures(asset) == 1
        assert freshness.stamps(*keys) == before
    after = freshness.stamps(*keys)
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False]
    with django_capture_on_commit_callbacks(execute=True):
        assert refreshing.refresh_pictures(asset) == 0
    assert freshness.stamps(*keys) == after


def test_a_row_from_before_the_library_without_a_number_is_left_alone(cast, photo):
    page = out(cast, "<p>Isi.</p>", lead=photo, lead_alt="Balita", lead_credit="PKM")
    old = {"lead": {"alt": "Balita", "credit": "PKM", "sizes": photo.sizes}}
    Publication.objects.filter(pk=page.pk).update(pictures=old)
    assert refreshing.refresh_pictures(rendered(photo)) == 0
    assert Publication.objects.get(pk=page.pk).pictures == old


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="real row locks")
def test_it_waits_for_an_edition_that_is_going_out(cast, photo):
    """Otherwise the old files of a publication just being written would stay for ever."""
    page = out(cast, insert(photo))
    renewed = threading.Event()

    def refresh() -> None:
        try:
            refreshing.refresh_pictures(rendered(photo))
            renewed.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=refresh)
    with transaction.atomic():
        article = type(page.article).objects.select_for_update().get(pk=page.pk)
        thread.start()
        assert not renewed.wait(0.5)
        Publication.objects.filter(pk=article.pk).update(title="Edisi baru")
    thread.join(60)
    after = Publication.objects.get(pk=page.pk)
    assert (after.title, after.pictures["media"][str(photo.pk)]["sizes"]) == ("Edisi baru", NEW["sizes"])
    assert MediaUse.objects.filter(asset=photo).count() == 2
