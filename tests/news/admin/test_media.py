"""The form of one asset and the library's list, as its people see them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import MediaAsset, MediaUse
from news.workflow import Live, State
from tests.factories import MediaAssetFactory
from tests.news.library_files import on_storage, storage_in
from tests.news.stage import put
from tests.pictures import jpeg

HOME = "/admin/news/mediaasset/"
SAID = {"title": "Kader menimbang", "alt": "Kader menimbang balita.", "credit": "Dinkes", "licence": "own"}
FOCUS = {"focus_x": "50", "focus_y": "50"}
VIDEO = {"kind": "video", "link": "https://youtu.be/dQw4w9WgXcQ?si=abc", "title": "Cara menimbang", "licence": "own"}
CSV = "Tahun;Anak\n2025;210\n2026;180\n"


@pytest.fixture
def folder(settings, tmp_path):
    return storage_in(settings, tmp_path / "media")


@pytest.fixture
def writer(cast, sign_in):
    return sign_in(cast.writer)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", jpeg(60, 40), "image/jpeg")


def errors(answer) -> dict:
    return answer.context["adminform"].form.errors


# --- One of each kind ------------------------------------------------------------------------------------------------
def test_a_photo_without_script(cast, writer, folder):
    answer = writer.post(f"{HOME}add/", {"kind": "photo", "picture": photo(), **SAID, **FOCUS})
    asset = MediaAsset.objects.get()
    assert answer.url == f"{HOME}{asset.pk}/change/"
    assert (asset.kind, asset.opd, asset.alt) == ("photo", cast.dinkes, SAID["alt"])
    assert len(on_storage(folder)) == 2


@pytest.mark.parametrize("kind", ["photo", "infographic"])
def test_without_a_picture_nothing_is_added(writer, kind):
    answer = writer.post(f"{HOME}add/?jenis={kind}", {"kind": kind, **SAID, **FOCUS, "text_equivalent": "x"})
    assert answer.status_code == 200
    assert "picture" in errors(answer)
    assert not MediaAsset.objects.exists()


def test_an_infographic_with_its_table(cast, writer, folder):
    posted = {"kind": "infographic", **SAID, **FOCUS, "text_equivalent": "Turun menjadi 180 anak."}
    table = SimpleUploadedFile("angka.csv", CSV.encode(), "text/csv")
    writer.post(f"{HOME}add/?jenis=infographic", posted | {"picture": photo(), "table_file": table})
    asset = MediaAsset.objects.get()
    assert asset.table == [["Tahun", "Anak"], ["2025", "210"], ["2026", "180"]]
    assert "remove_table" in writer.get(f"{HOME}{asset.pk}/change/").content.decode()
    writer.post(f"{HOME}{asset.pk}/change/", posted)
    assert MediaAsset.objects.get().table  # what is not sent stays
    writer.post(f"{HOME}{asset.pk}/change/", posted | {"remove_table": "on"})
    assert MediaAsset.objects.get().table == []


@pytest.mark.parametrize("content", [b"\0\1\2", b"", b"\xff\xfe\x00", b"a" * 3_000_000])
def test_a_table_that_is_none_is_refused_in_words(writer, folder, content):
    posted = {"kind": "infographic", **SAID, **FOCUS, "text_equivalent": "x", "picture": photo()}
    table = SimpleUploadedFile("angka.csv", content, "text/csv")
    answer = writer.post(f"{HOME}add/?jenis=infographic", posted | {"table_file": table})
    assert answer.status_code == 200
    assert "table_file" in errors(answer)
    assert not MediaAsset.objects.exists()


def test_a_video_with_a_still_of_the_library(cast, writer):
    still = MediaAssetFactory(opd=cast.dinkes, told=True)
    writer.post(f"{HOME}add/?jenis=video", VIDEO | {"still": still.pk, "captioned": "on"})
    video = MediaAsset.objects.get(kind="video")
    assert (video.youtube, video.still, video.original, video.missing()) == ("dQw4w9WgXcQ", still, {}, [])


def test_a_video_gets_a_cover_drawn_from_its_title(cast, writer, folder):
    writer.post(f"{HOME}add/?jenis=video", VIDEO | {"make_cover": "on"})
    video = MediaAsset.objects.get(kind="video")
    assert (video.still.kind, video.still.opd, video.still.title) == ("photo", cast.dinkes, "Sampul: Cara menimbang")
    assert video.still.missing() == []
    assert len(on_storage(folder)) == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [({}, "make_cover"), ({"link": "https://evil.example/dQw4w9WgXcQ", "make_cover": "on"}, "link"), ({"title": "", "make_cover": "on"}, "title")],
)  # fmt: skip
def test_a_video_that_lacks_something_is_not_added(writer, folder, more, field):
    answer = writer.post(f"{HOME}add/?jenis=video", VIDEO | more)
    assert field in errors(answer)
    assert not MediaAsset.objects.exists()
    assert not on_storage(folder)


@pytest.mark.parametrize("kind", ["", "apa", "photo", "video", "infographic", "%00", "x" * 5_000])
def test_any_kind_that_is_asked_for_opens_a_form(writer, kind):
    assert writer.get(f"{HOME}add/?jenis={kind}").status_code == 200


# --- Changing and deleting -------------------------------------------------------------------------------------------
def test_what_a_form_does_not_show_is_not_changed(cast, sign_in):
    asset = MediaAssetFactory(opd=cast.dinkes, created_by=cast.admin, told=True)
    smuggled = {"opd": cast.dpupr.pk, "shared": "on", "created_by": cast.writer.pk, "youtube": "dQw4w9WgXcQ"}
    smuggled |= {"kind": "video", "base": "x", "upload_key": "x", "still": asset.pk, "rendered_at": "2026-01-01"}
    columns = ["opd", "shared", "created_by", "youtube", "kind", "base", "upload_key", "still", "rendered_at", "sizes"]
    before = MediaAsset.objects.values(*columns).get()
    answer = sign_in(cast.admin).post(f"{HOME}{asset.pk}/change/", SAID | FOCUS | smuggled | {"caption": "Baru"})
    assert answer.status_code == 302
    assert MediaAsset.objects.values(*columns).get() == before
    assert MediaAsset.objects.get().caption == "Baru"


def test_who_shows_a_child_says_who_allowed_it(cast, writer):
    asset = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True)
    answer = writer.post(
        f"{HOME}{asset.pk}/change/", SAID | FOCUS | {"kind": "photo", "vulnerable": "on", "consent": " "}
    )
    assert "consent" in errors(answer)
    assert not MediaAsset.objects.get().vulnerable


@pytest.mark.parametrize("focus", ["101", "-1", "abc", "9" * 30, ""])
def test_a_focus_outside_the_picture_is_refused(cast, writer, focus):
    asset = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True)
    answer = writer.post(f"{HOME}{asset.pk}/change/", SAID | {"kind": "photo", "focus_x": focus, "focus_y": "50"})
    assert "focus_x" in errors(answer)


def test_too_long_words_and_a_nul_are_said(cast, writer):
    asset = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True)
    for field, words in (("title", "x" * 10_000), ("alt", "x" * 10_000), ("caption", "a\0b")):
        answer = writer.post(f"{HOME}{asset.pk}/change/", {"kind": "photo", **SAID, **FOCUS, field: words})
        assert field in errors(answer)


def test_delete_says_where_it_is_used_and_works_when_it_is_not(cast, writer):
    asset = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True)
    article = put(cast, State.DRAFT, Live.NONE)
    use = MediaUse.objects.create(asset=asset, article=article, where="public")
    url = f"{HOME}{asset.pk}/delete/"
    assert article.title in writer.get(url, follow=True).content.decode()
    assert article.title in writer.get(f"{HOME}{asset.pk}/change/").content.decode()
    assert article.title in writer.post(url, {"post": "yes"}, follow=True).content.decode()
    assert MediaAsset.objects.exists()
    use.delete()
    assert writer.get(url).status_code == 200  # the question
    assert MediaAsset.objects.exists()
    assert writer.post(url, {"post": "yes"}).status_code == 302
    assert not MediaAsset.objects.exists()


def test_the_list_says_what_is_incomplete_and_filters(cast, writer):
    MediaAssetFactory(opd=cast.dinkes, title="Tanpa teks")
    assert "Belum lengkap" in writer.get(HOME).content.decode()
    MediaAssetFactory(opd=cast.dpupr, told=True, shared=True, title="Jembatan Cepu")
    shown = {q: "Jembatan Cepu" in writer.get(f"{HOME}{q}").content.decode() for q in (
        "", "?pustaka=bersama", "?pustaka=saya", "?jenis=video", f"?opd={cast.dpupr.pk}", f"?opd={cast.dinkes.pk}",
    )}  # fmt: skip
    assert list(shown.values()) == [True, True, False, False, True, False]
    assert "Pustaka ini masih kosong" not in writer.get(f"{HOME}?jenis=video").content.decode()


def test_what_the_library_refuses_is_said_beside_the_typed_words(cast, sign_in):
    asset = MediaAssetFactory(opd=cast.dinkes, told=True, shared=True)
    typed = {"kind": "photo", "title": "Judul yang diketik", "alt": "Balita ditimbang", "licence": "own"}
    typed |= {"focus_x": "50", "focus_y": "50", "vulnerable": "on", "consent": "Orang tuanya, 2 Mei."}
    page = sign_in(cast.admin).post(f"/admin/news/mediaasset/{asset.pk}/change/", typed)
    assert page.status_code == 200
    assert "Ambil kembali dulu" in page.content.decode()
    assert "Judul yang diketik" in page.content.decode()
