"""/media/<name>: pictures of the storage, never anything else, and no error page while the storage is away."""

from __future__ import annotations

import errno

import pytest
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db  # the page that says "not found" looks for the OPDs
HOST = {"host": "localhost"}
NAME = "0123456789abcdef0123456789abcdef-960.jpg"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "portal.sqlite3").write_bytes(b"rahasia")
    return settings.MEDIA_ROOT


@pytest.mark.parametrize(
    ("ending", "kind"), [("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp"), ("avif", "image/avif")]
)
def test_a_picture_and_nothing_that_runs(client, storage, ending, kind):
    (storage / f"0123456789abcdef-c50x50-480.{ending}").write_bytes(b"<script>alert(1)</script>")
    answer = client.get(f"/media/0123456789abcdef-c50x50-480.{ending}", headers=HOST)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == kind
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"  # feed readers in a browser show it
    assert not answer.cookies
    answer.close()


@pytest.mark.parametrize(
    "name",
    [
        "../portal.sqlite3",
        "..%2Fportal.sqlite3",
        "%2e%2e%2fportal.sqlite3",
        ".htaccess",
        "0123456789abcdef.html",
        "0123456789abcdef.svg",
        "0123456789abcdef.jpg.php",
        "0123456789abcdef.php",
        "0123456789ABCDEF.jpg",
        "0123456789abcdef%00.jpg",
        "0123456789abcdef.jpg%0a",
        "kecil.jpg",
        "a" * 5000 + ".jpg",
        f"{NAME}.0a1b2c3d.part",
    ],
)
def test_other_names_have_no_file(client, storage, name):
    for made in ("0123456789abcdef.html", "0123456789abcdef.svg", "kecil.jpg", f"{NAME}.0a1b2c3d.part"):
        (storage / made).write_bytes(b"ada")
    assert client.get(f"/media/{name}", headers=HOST).status_code == 404


def test_a_name_without_a_file(client):
    assert client.get(f"/media/{NAME}", headers=HOST).status_code == 404


def test_a_folder_is_no_picture(client, storage):
    (storage / NAME).mkdir()
    assert client.get(f"/media/{NAME}", headers=HOST).status_code == 404


def test_a_storage_that_is_away(client, storage, monkeypatch, caplog):
    """The picture is missing for now; nobody keeps the gap, and the next try finds it."""
    (storage / NAME).write_bytes(b"gambar")

    def away(name, mode="rb"):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "open", away)
        answer = client.get(f"/media/{NAME}", headers=HOST)
    assert (answer.status_code, answer.content) == (503, b"")
    assert (answer["Cache-Control"], answer["Retry-After"]) == ("no-store", "30")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert caplog.records
    again = client.get(f"/media/{NAME}", headers=HOST)
    assert again.status_code == 200
    again.close()
