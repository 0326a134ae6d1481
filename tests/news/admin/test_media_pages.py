"""The library's own addresses: what they take, what they refuse in words, and that nothing odd breaks them."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.admin import media_pages
from news.models import MediaAsset
from tests.factories import MediaAssetFactory
from tests.news.library_files import on_storage, storage_in
from tests.opd.test_picture_corpus import body
from tests.picture_corpus import TRACE, corpus
from tests.pictures import jpeg, jpeg_with_place

HOME = "/admin/news/mediaasset/"
ODD = ["0", "-1", "abc", "9" * 19, "9" * 400, "1%00", "1.5", "%F0%9F%98%80"]


@pytest.fixture
def folder(settings, tmp_path):
    return storage_in(settings, tmp_path / "media")


@pytest.fixture
def writer(cast, sign_in):
    return sign_in(cast.writer)


def sent(content: bytes | None = None, name: str = "IMG_2026 11.jpg", kind: str = "image/jpeg"):
    return SimpleUploadedFile(name, jpeg(60, 40) if content is None else content, kind)


def post(browser, cast, **more):
    return browser.post(f"{HOME}upload/", {"opd": cast.dinkes.pk, "upload": sent(), **more})


# --- Uploading -------------------------------------------------------------------------------------------------------
def test_a_photo_is_taken_and_told_of(cast, writer, folder):
    answer = post(writer, cast, key=str(uuid.uuid4()))
    assert answer.status_code == 201
    told, asset = answer.json(), MediaAsset.objects.get()
    assert (told["uploaded"], told["id"], told["title"]) == (1, asset.pk, "IMG 2026 11")
    assert (told["width"], told["height"]) == (60, 40)
    assert told["url"] == told["thumb"] == f"/media/{asset.sizes[0]['name']}"
    assert told["change"] == f"{HOME}{asset.pk}/change/"
    assert (asset.opd, asset.created_by, asset.kind, asset.shared) == (cast.dinkes, cast.writer, "photo", False)


def test_a_retried_upload_is_the_same_asset(cast, writer, folder):
    key = str(uuid.uuid4())
    first, second = (post(writer, cast, key=key).json()["id"] for _ in range(2))
    assert first == second
    assert len(on_storage(folder)) == 2
    assert post(writer, cast, key="x" * 500).status_code == 201  # no key of ours counts as none
    assert MediaAsset.objects.count() == 2


@pytest.mark.parametrize("case", corpus(), ids=lambda case: case.name)
def test_only_pictures_come_in_and_without_their_place(case, cast, writer, folder):
    url = f"{HOME}upload/?opd={cast.dinkes.pk}"
    answer = writer.generic("POST", url, body(case), "multipart/form-data; boundary=batas")
    case.__dict__.pop("content")  # some have 15 MB
    if case.honest:
        assert answer.status_code == 201, answer.content
        for path in folder.rglob("*.jpg"):
            assert TRACE not in path.read_bytes()
            assert b"<script" not in path.read_bytes().lower()
        return
    assert answer.status_code == (400 if "5,000" in case.name else 422)  # Django itself takes no such name
    if answer.status_code == 422:
        assert answer.json()["uploaded"] == 0
        assert len(answer.json()["error"]["message"]) > 20
    assert not MediaAsset.objects.exists()
    assert not on_storage(folder)


def test_no_file_and_an_odd_kind_and_opd(cast, writer, folder):
    assert writer.post(f"{HOME}upload/", {"opd": cast.dinkes.pk}).json()["error"]["message"] == media_pages.NO_FILE
    assert MediaAsset.objects.get(pk=post(writer, cast, kind="video").json()["id"]).kind == "photo"
    assert MediaAsset.objects.get(pk=post(writer, cast, kind="infographic").json()["id"]).kind == "infographic"
    for odd in ("0", "abc", "9" * 19, "1\0"):
        assert post(writer, cast, opd=odd).status_code == 404


def test_the_place_of_a_photo_is_kept_nowhere(cast, writer, folder):
    post(writer, cast, upload=sent(jpeg_with_place()))
    assert on_storage(folder)
    assert not any(b"Exif" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_full_storage_is_said_and_leaves_nothing(cast, writer, folder, monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    answer = post(writer, cast)
    assert answer.status_code == 507
    assert "tempat penyimpanan" in answer.json()["error"]["message"]
    assert not MediaAsset.objects.exists()


# --- Choosing --------------------------------------------------------------------------------------------------------
def ids(answer) -> list[int]:
    return [int(found) for found in re.findall(r'data-media-id="(\d+)"', answer.content.decode())]


def test_the_chooser_shows_what_is_asked_for(cast, writer):
    photo = MediaAssetFactory(opd=cast.dinkes, told=True, caption="Pekan imunisasi")
    video = MediaAssetFactory(opd=cast.dinkes, video=True)
    pooled = MediaAssetFactory(opd=cast.dpupr, told=True, shared=True)
    url = f"{HOME}choose/?opd={cast.dinkes.pk}"
    assert ids(writer.get(url)) == [video.pk, video.still_id, photo.pk]
    assert ids(writer.get(f"{url}&kind=photo")) == [video.still_id, photo.pk]
    assert ids(writer.get(f"{url}&kind=apa")) == [video.pk, video.still_id, photo.pk]
    assert ids(writer.get(f"{url}&pool=1")) == [pooled.pk]
    assert ids(writer.get(f"{url}&q=imunisasi pekan")) == [photo.pk]
    assert set(ids(writer.get(f"{url}&ids={pooled.pk},{photo.pk},abc,{'9' * 19}"))) == {pooled.pk, photo.pk}
    page = writer.get(url).content.decode()
    for said in ('data-caption="Pekan imunisasi"', 'data-kind="video"', 'data-credit="Dinkes"', 'data-width="960"'):
        assert said in page


def test_twenty_four_at_once_and_the_next_page(cast, writer):
    assets = [MediaAssetFactory(opd=cast.dinkes).pk for _ in range(30)]
    url = f"{HOME}choose/?opd={cast.dinkes.pk}"
    assert ids(writer.get(url)) == assets[:5:-1]
    for page, first in {"2": 5, "abc": 29, "0": 5, "-1": 5, "9" * 30: 5, "": 29}.items():
        assert ids(writer.get(f"{url}&page={page}"))[0] == assets[first], page


def test_words_of_a_title_are_no_markup(cast, writer):
    MediaAssetFactory(opd=cast.dinkes, title='"><script>alert(1)</script>', alt='" onerror="x', caption="<b>")
    for url in (f"{HOME}choose/?opd={cast.dinkes.pk}", HOME):
        page = writer.get(url).content.decode()
        assert "<script>alert" not in page
        assert '" onerror="x' not in page


@pytest.mark.parametrize("q", ["%00", "a%00b", "x" * 10_000, "kata " * 2_000, "%", "_", "\\", "'", "(", "%F0%9F%98%80"])
def test_odd_words_break_no_search(cast, writer, q):
    MediaAssetFactory(opd=cast.dinkes, told=True)
    assert writer.get(f"{HOME}choose/?opd={cast.dinkes.pk}&q={q}").status_code == 200
    assert writer.get(f"{HOME}?q={q}").status_code in {200, 302}


@pytest.mark.parametrize("odd", ODD)
def test_odd_numbers_are_not_there(cast, writer, odd):
    for page in ("change", "delete", "history", "thumb"):
        assert writer.get(f"{HOME}{odd}/{page}/").status_code == 404, page
    for verb in ("share", "unshare"):
        assert writer.post(f"{HOME}{odd}/{verb}/").status_code == 404
    for query in (f"opd={odd}", f"opd={odd}&ids={odd}"):
        assert writer.get(f"{HOME}choose/?{query}").status_code == 404
    assert writer.get(f"{HOME}choose/?opd={cast.dinkes.pk}&ids={odd}").status_code == 200
    assert writer.get(f"{HOME}?opd={odd}&jenis={odd}&pustaka={odd}&p={odd}").status_code in {200, 302}


@pytest.mark.parametrize("page", ["", "choose/"])
def test_three_and_thirty_cost_the_same(cast, writer, page):
    url, costs = f"{HOME}{page}?opd={cast.dinkes.pk}", []
    for more in (2, 28):
        for _ in range(more // 2):
            MediaAssetFactory(opd=cast.dinkes, video=True)
        writer.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert writer.get(url).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


# --- The small picture, and the pool ---------------------------------------------------------------------------------
def test_the_small_picture_is_one_that_every_browser_shows(cast, writer):
    sizes = [{"name": f"a-{width}.{kind}", "width": width, "height": 9, "type": f"image/{kind}"}
             for width in (320, 960, 1600) for kind in ("avif", "webp")]  # fmt: skip
    asset = MediaAssetFactory(opd=cast.dinkes, sizes=sizes)
    assert writer.get(f"{HOME}{asset.pk}/thumb/").url == "/media/a-960.webp"
    video = MediaAssetFactory(opd=cast.dinkes, video=True)
    assert writer.get(f"{HOME}{video.pk}/thumb/").url == f"/media/{video.still.sizes[0]['name']}"
    bare = MediaAssetFactory(opd=cast.dinkes, video=True, still=None)
    assert writer.get(f"{HOME}{bare.pk}/thumb/").status_code == 404


def test_into_the_pool_and_back(cast, sign_in):
    asset, admin = MediaAssetFactory(opd=cast.dinkes, told=True), sign_in(cast.admin)
    for verb, shared in (("share", True), ("unshare", False)):
        assert admin.get(f"{HOME}{asset.pk}/{verb}/").status_code == 405
        answer = admin.post(f"{HOME}{asset.pk}/{verb}/", follow=True)
        assert "bersama" in answer.content.decode()
        asset.refresh_from_db()
        assert asset.shared is shared
    bare = MediaAssetFactory(opd=cast.dinkes)
    assert "Lengkapi dulu" in admin.post(f"{HOME}{bare.pk}/share/", follow=True).content.decode()
    assert not MediaAsset.objects.get(pk=bare.pk).shared
