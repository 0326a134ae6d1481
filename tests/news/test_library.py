"""news/library.py: who may do what to an asset, and what stands in the way; nothing stays half done."""

from __future__ import annotations

import threading
import uuid
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, connections, transaction

from news import library, services
from news.models import MediaAsset, MediaKind, MediaUse
from news.refusals import Refused
from news.workflow import Live, State
from opd import pictures, roles
from tests.factories import ArticleFactory, MediaAssetFactory
from tests.news.library_files import on_storage, storage_in
from tests.news.stage import put
from tests.pictures import jpeg

PEOPLE = ("writer", "admin", "outsider", "editor", "nobody", "superuser")
# On the writer's upload, on the admin's, and on either when the OPD is closed: who may.
MAY = {
    "describe": ("writer admin superuser", "admin superuser", "superuser"),
    "remove": ("writer admin superuser", "admin superuser", "superuser"),
    "share": ("admin superuser", "admin superuser", "superuser"),
    "unshare": ("admin superuser", "admin superuser", "superuser"),
}
DO = {
    "describe": lambda asset, by: library.describe(asset, by=by, caption="Lain"),
    "remove": lambda asset, by: library.remove(asset, by=by),
    "share": lambda asset, by: library.share(asset, by=by),
    "unshare": lambda asset, by: library.unshare(asset, by=by),
}


def picture(width: int = 60, height: int = 40) -> pictures.Accepted:
    upload = BytesIO(jpeg(width, height))
    upload.size = len(upload.getvalue())  # type: ignore[attr-defined]
    return pictures.accept(upload)


def insert(*assets: MediaAsset, alt: str = "") -> str:
    ids = " ".join(str(asset.pk) for asset in assets)
    return f'<p>Isi.</p><figure data-media="{ids}"{f" data-alt={chr(34)}{alt}{chr(34)}" if alt else ""}></figure>'


@pytest.fixture
def folder(settings, tmp_path):
    return storage_in(settings, tmp_path / "media")


@pytest.mark.parametrize("place", [0, 1, 2], ids=["own upload", "another's", "closed OPD"])
@pytest.mark.parametrize("verb", MAY)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_do_what(cast, who, verb, place):
    by = cast.admin if place == 1 else cast.writer
    asset = MediaAssetFactory(opd=cast.dinkes, created_by=by, told=True, shared=verb == "unshare")
    if place == 2:
        roles.close(cast.dinkes, None)
    person = type(cast.writer).objects.get(pk=getattr(cast, who).pk)
    if who in MAY[verb][place].split():
        DO[verb](asset, person)
        return
    with pytest.raises(PermissionDenied):
        DO[verb](asset, person)
    kept = MediaAsset.objects.get(pk=asset.pk)
    assert (kept.shared, kept.caption) == (asset.shared, asset.caption)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_add(cast, who, folder):
    if who in ("writer", "admin", "superuser"):
        assert library.add(cast.dinkes, by=getattr(cast, who), picture=picture()).opd == cast.dinkes
    else:
        with pytest.raises(PermissionDenied):
            library.add(cast.dinkes, by=getattr(cast, who), picture=picture())
        assert not on_storage(folder)


def test_nobody_adds_to_a_closed_opd(cast):
    roles.close(cast.dinkes, None)
    cast.dinkes.refresh_from_db()
    with pytest.raises(PermissionDenied):
        library.add(cast.dinkes, by=cast.superuser, picture=picture())


# --- Once, and whole -------------------------------------------------------------------------------------------------
def test_the_same_upload_again_is_the_same_asset(cast, folder):
    key = str(uuid.uuid4())
    first = library.add(cast.dinkes, by=cast.writer, picture=picture(), key=key)
    files = on_storage(folder)
    assert library.add(cast.dinkes, by=cast.writer, picture=picture(), key=key) == first
    assert on_storage(folder) == files
    assert library.add(cast.dinkes, by=cast.admin, picture=picture(), key=key) != first  # another person's key
    assert library.add(cast.dinkes, by=cast.writer, picture=picture()) != first
    assert library.add(cast.dinkes, by=cast.writer, picture=picture()).upload_key is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two at once")
def test_the_same_upload_twice_at_once_is_one_asset(cast, folder):
    key, ready, made = str(uuid.uuid4()), threading.Barrier(2, timeout=30), []
    shown = picture()

    def send() -> None:
        try:
            ready.wait()
            made.append(library.add(cast.dinkes, by=cast.writer, picture=shown, key=key).pk)
        finally:
            connections.close_all()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert len(made) == 2
    assert len(set(made)) == MediaAsset.objects.count() == 1
    asset = MediaAsset.objects.get()
    assert on_storage(folder) == {asset.original["name"], asset.sizes[0]["name"]}


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_full_storage_leaves_no_row_and_no_file(cast, folder, monkeypatch, fails_at):
    real, written = FileSystemStorage._save, []

    def save(self, name, content):
        written.append(name)
        if len(written) == fails_at:
            raise OSError(28, "No space left on device")
        return real(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", save)
    with pytest.raises(Refused, match="tempat penyimpanan"):
        library.add(cast.dinkes, by=cast.writer, picture=picture())
    assert not MediaAsset.objects.exists()
    assert not on_storage(folder)
    monkeypatch.undo()
    library.add(cast.dinkes, by=cast.writer, picture=picture())  # and it works again at once
    assert len(on_storage(folder)) == 2


def test_files_go_when_the_removal_is_certain(cast, folder, django_capture_on_commit_callbacks):
    asset = library.add(cast.dinkes, by=cast.writer, picture=picture())
    files = on_storage(folder)
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            library.remove(asset, by=cast.writer)
            transaction.set_rollback(True)
        assert on_storage(folder) == files
        library.remove(MediaAsset.objects.get(), by=cast.writer)
        assert on_storage(folder) == files
    assert not on_storage(folder)
    assert not default_storage.exists(asset.sizes[0]["name"])


def test_a_picture_needs_a_file_and_a_video_has_none(cast):
    for kind, given in (("photo", None), ("infographic", None), ("video", picture())):
        with pytest.raises(Refused):
            library.add(cast.dinkes, by=cast.writer, kind=kind, picture=given)


def test_what_is_no_field_of_an_asset_is_not_set(cast):
    asset = MediaAssetFactory(opd=cast.dinkes)
    for name in ("opd", "shared", "original", "created_by", "kind", "sizes"):
        with pytest.raises(TypeError):
            library.describe(asset, by=cast.admin, **{name: "x"})


def test_words_are_tidied_and_decoration_says_nothing(cast):
    asset = MediaAssetFactory(opd=cast.dinkes, told=True)
    described = library.describe(asset, by=cast.admin, title="  A\u200b \n B ", alt="Kader", decorative=True)
    assert (described.title, described.alt) == ("A B", "")


def test_a_moved_focus_is_cut_anew_and_other_words_are_not(cast):
    asset = MediaAssetFactory(opd=cast.dinkes, told=True, rendered_at="2026-11-01T00:00Z", render_tries=4)
    assert library.describe(asset, by=cast.admin, caption="Lain").rendered_at is not None
    moved = library.describe(asset, by=cast.admin, focus_x=10)
    assert (moved.rendered_at, moved.render_tries) == (None, 0)


# --- The pool, and what is in the way --------------------------------------------------------------------------------
def test_only_what_is_complete_and_shows_nobody_to_protect_is_shared(cast):
    for lacking in ({"alt": ""}, {"vulnerable": True, "consent": "Ibu Siti, lisan, 3 November 2026"}):
        asset = MediaAssetFactory(opd=cast.dinkes, title="Foto", **{"alt": "Kader"} | lacking)
        with pytest.raises(Refused):
            library.share(asset, by=cast.admin)
        assert not MediaAsset.objects.get(pk=asset.pk).shared


def test_what_others_use_stays_in_the_pool(cast):
    asset = MediaAssetFactory(opd=cast.dinkes, told=True, shared=True)
    own = ArticleFactory(opd=cast.dinkes)
    MediaUse.objects.create(asset=asset, article=own, where="text")
    library.unshare(asset, by=cast.admin)  # used at home only
    library.share(asset, by=cast.admin)
    use = MediaUse.objects.create(asset=asset, article=ArticleFactory(opd=cast.dpupr), where="public")
    with pytest.raises(Refused, match="DPUPR"):
        library.unshare(asset, by=cast.admin)
    use.delete()
    video = MediaAssetFactory(opd=cast.dpupr, video=True, still=asset)
    with pytest.raises(Refused, match="DPUPR"):
        library.unshare(asset, by=cast.admin)
    video.delete()
    assert not library.unshare(asset, by=cast.admin).shared


def test_what_readers_have_is_not_removed_when_the_text_has_dropped_it(cast):
    asset = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True)
    draft = put(cast, State.DRAFT, Live.NONE)
    draft = services.save_text(draft, by=cast.writer, seen=1, body=insert(asset))
    with pytest.raises(Refused, match=draft.title):
        library.remove(asset, by=cast.writer)
    article = services.submit(draft, by=cast.admin, seen=2)
    article = services.publish(article, by=cast.editor, seen=2)
    article = services.revise(article, by=cast.writer)
    services.save_text(article, by=cast.writer, seen=2, body="<p>Isi.</p>")
    with pytest.raises(Refused, match="terbitan"):
        library.remove(asset, by=cast.writer)


def test_a_still_is_not_removed_and_is_a_photo_of_the_opd_or_the_pool(cast):
    video = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, video=True)
    with pytest.raises(Refused, match="Cara menimbang"):
        library.remove(video.still, by=cast.writer)
    foreign = MediaAssetFactory(opd=cast.dpupr, told=True)
    for still in (foreign, MediaAssetFactory(opd=cast.dinkes, video=True)):
        with pytest.raises(Refused, match="sampul"):
            library.describe(video, by=cast.writer, still=still)
    pooled = MediaAssetFactory(opd=cast.dpupr, told=True, shared=True)
    assert library.describe(video, by=cast.writer, still=pooled).still == pooled


@pytest.mark.parametrize(
    ("asset", "lacks"),
    [
        ({"alt": ""}, "teks alternatif"),
        ({"alt": " "}, "teks alternatif"),
        ({"alt": "", "decorative": True}, ""),
        ({"told": True}, ""),
        ({"told": True, "vulnerable": True}, "catatan persetujuan"),
        ({"told": True, "vulnerable": True, "consent": "Ibu Siti"}, ""),
        ({"infographic": True}, ""),
        ({"infographic": True, "text_equivalent": " "}, "isi infografis"),
        ({"infographic": True, "alt": ""}, "teks alternatif"),
        ({"video": True}, ""),
        ({"video": True, "captioned": False}, "subtitle"),
        ({"video": True, "captioned": False, "transcript": "Kader berkata…"}, ""),
        ({"video": True, "still": None}, "gambar sampul"),
    ],
)
def test_what_is_missing_is_said_and_the_text_is_not_submitted(cast, asset, lacks):
    shown = MediaAssetFactory(opd=cast.dinkes, **asset)
    draft = services.save_text(put(cast, State.DRAFT, Live.NONE), by=cast.writer, seen=1, body=insert(shown))
    missing = " ".join(draft.missing())
    assert (lacks in missing) if lacks else (missing == "")
    if lacks:
        with pytest.raises(Refused):
            services.submit(draft, by=cast.admin, seen=2)
    else:
        assert services.submit(draft, by=cast.admin, seen=2).state == State.IN_REVIEW


def test_an_alternative_text_of_this_text_alone_will_do_but_not_in_a_gallery(cast):
    first, second = (MediaAssetFactory(opd=cast.dinkes) for _ in range(2))
    article = ArticleFactory(opd=cast.dinkes, body=insert(first, alt="Kader di posyandu"))
    assert article.missing() == []
    article.body = insert(first, second)
    assert len(article.missing()) == 2


def test_a_lead_with_somebody_to_protect_needs_the_note_too(cast):
    lead = MediaAssetFactory(opd=cast.dinkes, told=True, vulnerable=True)
    article = ArticleFactory(opd=cast.dinkes, lead=lead, lead_alt="Balita", lead_credit="Dinkes")
    assert "catatan persetujuan" in " ".join(article.missing())


def test_what_was_uploaded_for_one_text_goes_with_it_unless_it_has_a_name_or_a_use(cast):
    article = ArticleFactory(opd=cast.dinkes)
    plain, titled, used = MediaAssetFactory(), MediaAssetFactory(title="Kader"), MediaAssetFactory()
    MediaUse.objects.create(asset=used, article=article, where="text")
    still = MediaAssetFactory()
    MediaAssetFactory(video=True, still=still)
    for asset in (plain, titled, used, still, None):
        library.discard(asset)
    left = set(MediaAsset.objects.exclude(kind=MediaKind.VIDEO))
    assert left == {titled, used, still}


def test_a_video_is_shared_after_its_still(cast):
    video = MediaAssetFactory(opd=cast.dinkes, video=True)
    with pytest.raises(Refused, match="Bagikan dulu gambar sampulnya"):
        library.share(video, by=cast.admin)
    library.share(video.still, by=cast.admin)
    assert library.share(MediaAsset.objects.get(pk=video.pk), by=cast.admin).shared


def test_what_everybody_may_use_shows_nobody_who_is_to_be_protected(cast):
    asset = MediaAssetFactory(opd=cast.dinkes, told=True, shared=True)
    with pytest.raises(Refused, match="Ambil kembali dulu"):
        library.describe(asset, by=cast.admin, vulnerable=True, consent="Orang tuanya, 2 Mei.")
