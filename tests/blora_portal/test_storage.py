"""Pictures on the local disk: whole or not there, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile

from blora_portal.storage import WholeFiles

ROOT = Path(__file__).parents[2]
NAME = "0123456789abcdef0123456789abcdef-960.jpg"
# A portal of its own, whose disk may be written on up to a size that the kernel guards: the real way of being full.
FULL = """
import os, resource, signal, sys
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1], STORAGES={"default": {"BACKEND": "blora_portal.storage.WholeFiles"}})
from django.core.files.uploadedfile import SimpleUploadedFile
from opd import pictures
from tests import pictures as made

picture = pictures.accept(SimpleUploadedFile("x", made.encoded(made.noise(), "JPEG")))
room = (len(picture.first.content) + len(picture.original.content)) // 2  # for the second file, not for the first
assert len(picture.first.content) < room < len(picture.original.content)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
try:
    pictures.save(picture)
except OSError as error:
    print(error.errno, os.listdir(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
saved = pictures.save(picture)
print(sorted(os.listdir(sys.argv[1])) == sorted([saved.original["name"], saved.sizes[0]["name"]]))
"""
# Writes for ever, a piece at a time, and says when it is in the middle.
ENDLESS = """
import sys
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
from django.core.files.base import File
from blora_portal.storage import WholeFiles

class Endless(File):
    def chunks(self, chunk_size=None):
        for number in range(100_000):
            yield b"x" * 10_000
            if number == 10:
                print("writing", flush=True)
                sys.stdin.read()

WholeFiles().save(sys.argv[2], Endless(None, "x"))
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path


@pytest.fixture
def disk(folder) -> WholeFiles:
    return WholeFiles(location=folder, base_url="/media/")


def test_a_file_is_there_under_its_name(disk, folder):
    assert disk.save(NAME, ContentFile(b"gambar")) == NAME
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {NAME: b"gambar"}
    assert disk.url(NAME) == f"/media/{NAME}"


def test_it_is_for_the_portal_and_its_web_server_only(disk, folder, settings):
    assert settings.FILE_UPLOAD_PERMISSIONS == 0o640
    disk.save(NAME, ContentFile(b"gambar"))
    assert (folder / NAME).stat().st_mode & 0o777 == 0o640


def test_the_same_name_again_takes_its_place(disk, folder):
    disk.save(NAME, ContentFile(b"dulu, dan lebih panjang"))
    with disk.open(NAME) as reading:
        assert disk.save(NAME, ContentFile(b"kini")) == NAME
        assert reading.read() == b"dulu, dan lebih panjang"  # whoever is being sent it gets all of it
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {NAME: b"kini"}


def test_an_upload_that_lies_on_the_disk_already_is_taken_over(disk, folder):
    upload = TemporaryUploadedFile("foto.jpg", "image/jpeg", 6, None)
    upload.write(b"gambar")
    upload.seek(0)
    disk.save(NAME, upload)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {NAME: b"gambar"}
    upload.close()


class Breaking(ContentFile):
    """A file that cannot be read to its end."""

    def chunks(self, chunk_size=None):
        yield b"awal"
        raise self.trouble


@pytest.mark.parametrize(
    "trouble", [OSError(errno.ENOSPC, "No space left on device"), SystemExit(1)], ids=["full", "end"]
)
@pytest.mark.parametrize("before", [None, b"dulu"], ids=["new", "again"])
def test_what_breaks_off_leaves_nothing_and_changes_nothing(disk, folder, trouble, before):
    if before:
        disk.save(NAME, ContentFile(before))
    breaking = Breaking(b"")
    breaking.trouble = trouble
    with pytest.raises(type(trouble)):
        disk.save(NAME, breaking)
    assert [path.read_bytes() for path in folder.iterdir()] == ([before] if before else [])
    assert disk.save(NAME, ContentFile(b"kini")) == NAME  # at once, when there is room again
    assert [path.read_bytes() for path in folder.iterdir()] == [b"kini"]


def test_a_disk_that_is_full_when_it_comes_to_it(disk, folder, monkeypatch):
    """Some disks only say so when they are asked to keep what they have taken."""

    def full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        disk.save(NAME, ContentFile(b"gambar"))
    assert list(folder.iterdir()) == []


def test_no_room_for_a_picture_and_room_again(folder):
    run = [sys.executable, "-c", FULL, str(folder)]
    done = subprocess.run(run, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{errno.EFBIG} []", "True"]


@pytest.mark.parametrize("before", [None, b"dulu"], ids=["new", "again"])
def test_killed_in_the_middle_of_a_write(disk, folder, before):
    if before:
        disk.save(NAME, ContentFile(before))
    run = [sys.executable, "-c", ENDLESS, str(folder), NAME]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
    (part,) = (path.name for path in folder.iterdir() if path.name != NAME)
    assert part.startswith(NAME)  # by that the sweep knows it as ours
    assert part.endswith(".part")
    assert disk.exists(NAME) is bool(before)
    assert not before or (folder / NAME).read_bytes() == before


@pytest.mark.django_db
def test_what_a_killed_process_left_has_no_address(client, settings, folder):
    settings.MEDIA_ROOT = folder
    part = f"{NAME}.0a1b2c3d.part"
    (folder / part).write_bytes(b"awal")
    assert client.get(f"/media/{part}", headers={"host": "localhost"}).status_code == 404
