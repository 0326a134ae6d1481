"""No room for a picture: the person is told, no row and no file stay, and it works again at once."""

from __future__ import annotations

import errno
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from blora_portal.environment import Environment
from blora_portal.storage import WholeFiles
from news import library
from news.models import MediaAsset
from news.refusals import Refused
from opd import pictures
from tests import pictures as made

NO_ROOM = "Foto belum bisa disimpan karena tempat penyimpanan portal bermasalah"


class SmallDisk(WholeFiles):
    """A disk that is full after `room` bytes, wherever in a file that is."""

    room = 0

    def _save(self, name, content):
        return super()._save(name, Metered(content.read()))


class Metered(ContentFile):
    def chunks(self, chunk_size=None):
        written = self.file.getvalue()
        fits = written[: SmallDisk.room]
        SmallDisk.room -= len(fits)
        yield fits
        if fits != written:
            raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def disk(settings, tmp_path):
    """Sets the room there is; gives the folder."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.news.test_full_disk.SmallDisk"}}
    return tmp_path


@pytest.fixture(scope="module")
def picture() -> pictures.Accepted:
    return pictures.accept(SimpleUploadedFile("foto.jpg", made.jpeg()))


PLACES = {
    "no room at all": lambda picture: 0,
    "in the middle of the original": lambda picture: len(picture.original.content) // 2,
    "between the two": lambda picture: len(picture.original.content),
    "in the middle of the second": lambda picture: len(picture.original.content) + len(picture.first.content) - 1,
}


@pytest.mark.parametrize("room", PLACES.values(), ids=PLACES)
def test_nothing_stays_and_it_works_again_at_once(cast, disk, picture, room):
    SmallDisk.room = room(picture)
    with pytest.raises(Refused, match=NO_ROOM):
        library.add(cast.dinkes, by=cast.writer, picture=picture)
    assert os.listdir(disk) == []
    assert not MediaAsset.objects.exists()
    SmallDisk.room = 1_000_000
    asset = library.add(cast.dinkes, by=cast.writer, picture=picture)
    assert sorted(os.listdir(disk)) == sorted(file["name"] for file in (asset.original, *asset.sizes))


def test_the_same_upload_again_after_a_full_disk_is_one_picture(cast, disk, picture):
    key = "0b0e3f6c-8a47-4a0e-9a06-1f0f5a3c7d11"
    SmallDisk.room = 0
    with pytest.raises(Refused, match=NO_ROOM):
        library.add(cast.dinkes, by=cast.writer, picture=picture, key=key)
    SmallDisk.room = 1_000_000
    asset = library.add(cast.dinkes, by=cast.writer, picture=picture, key=key)
    assert library.add(cast.dinkes, by=cast.writer, picture=picture, key=key) == asset
    assert len(os.listdir(disk)) == 2


def test_a_row_that_cannot_be_written_leaves_no_file(cast, disk, picture, monkeypatch):
    def refuse(self, **options):
        raise RuntimeError

    SmallDisk.room = 1_000_000
    monkeypatch.setattr(MediaAsset, "save", refuse)
    with pytest.raises(RuntimeError):
        library.add(cast.dinkes, by=cast.writer, picture=picture)
    assert os.listdir(disk) == []


def test_a_service_that_is_away_is_told_in_the_same_words(cast, settings, monkeypatch, picture):
    monkeypatch.setenv("MEDIA_STORAGE_URL", "s3://kunci:rahasia@127.0.0.1:9/foto?tls=0")  # nobody listens there
    settings.STORAGES = settings.STORAGES | {"default": Environment().media_storage("MEDIA_STORAGE_URL")}
    with pytest.raises(Refused, match=NO_ROOM):
        library.add(cast.dinkes, by=cast.writer, picture=picture)
    assert not MediaAsset.objects.exists()
    default_storage.connection.meta.client.close()
