"""Pictures in an S3-compatible service: a real one on this machine, one that fails, and none at all."""

from __future__ import annotations

import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile

from blora_portal.environment import Environment
from opd import pictures
from tests import pictures as made

NAME = "0123456789abcdef0123456789abcdef-960"
SERVER = "import sys; from moto.server import main; main(['-H', '127.0.0.1', '-p', '0'])"
FAR_AWAY = "s3://kunci:rahasia@127.0.0.1:9/foto?tls=0"  # nobody listens there


@pytest.fixture(scope="module")
def service():
    """Its host and port."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stderr=subprocess.PIPE, text=True) as server:
        host = next(found[1] for line in server.stderr if (found := re.search(r"http://(127\.0\.0\.1:\d+)", line)))
        drain = Thread(target=server.stderr.read)
        drain.start()
        yield host
        server.terminate()
        drain.join()


@pytest.fixture
def client_of(service):
    """The service as its own tools see it, with an empty bucket `foto`."""
    keys = {"aws_access_key_id": "kunci", "aws_secret_access_key": "ra/ha+sia"}
    client = boto3.client("s3", endpoint_url=f"http://{service}", region_name="us-east-1", **keys)
    client.create_bucket(Bucket="foto")
    yield client
    for found in client.list_objects_v2(Bucket="foto").get("Contents", ()):
        client.delete_object(Bucket="foto", Key=found["Key"])
    client.close()


@pytest.fixture
def use(settings, monkeypatch):
    """Let the portal keep its pictures where the address says."""

    def choose(address: str):
        monkeypatch.setenv("MEDIA_STORAGE_URL", address)
        settings.STORAGES = settings.STORAGES | {"default": Environment().media_storage("MEDIA_STORAGE_URL")}
        return storages["default"]

    yield choose
    if (bucket := storages["default"]).__class__.__name__ == "Bucket":
        bucket.connection.meta.client.close()


@pytest.fixture
def bucket(use, service, client_of):
    return use(f"s3://kunci:ra%2Fha%2Bsia@{service}/foto?region=us-east-1&tls=0")


def names(client_of) -> list[str]:
    return [found["Key"] for found in client_of.list_objects_v2(Bucket="foto").get("Contents", ())]


TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif", "png": "image/png"}


class TestWorking:
    @pytest.mark.parametrize(("ending", "kind"), TYPES.items())
    def test_a_file_has_its_type_and_stays_a_year(self, bucket, client_of, ending, kind, monkeypatch):
        monkeypatch.setattr("mimetypes.guess_type", lambda *asked: (None, None))  # a machine without /etc/mime.types
        assert default_storage.save(f"{NAME}.{ending}", ContentFile(b"gambar")) == f"{NAME}.{ending}"
        kept = client_of.get_object(Bucket="foto", Key=f"{NAME}.{ending}")
        assert (kept["ContentType"], kept["Body"].read()) == (kind, b"gambar")
        assert kept["CacheControl"] == "public, max-age=31536000, immutable"

    def test_nobody_but_the_portal_may_read_it(self, bucket, client_of):
        default_storage.save(f"{NAME}.jpg", ContentFile(b"gambar"))
        grants = client_of.get_object_acl(Bucket="foto", Key=f"{NAME}.jpg")["Grants"]
        assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]  # the owner, no group

    def test_its_address_is_ours(self, bucket):
        assert default_storage.url(f"{NAME}.jpg") == f"/media/{NAME}.jpg"

    @pytest.mark.django_db
    def test_readers_get_it_from_the_portal(self, bucket, client):
        default_storage.save(f"{NAME}.avif", ContentFile(b"gambar" * 100_000))
        answer = client.get(f"/media/{NAME}.avif", headers={"host": "localhost"})
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == b"gambar" * 100_000
        assert answer["Content-Type"] == "image/avif"
        assert answer["Content-Length"] == "600000"
        answer.close()

    def test_the_same_name_again_takes_its_place(self, bucket, client_of):
        for content in (b"dulu", b"kini"):
            assert default_storage.save(f"{NAME}.jpg", ContentFile(content)) == f"{NAME}.jpg"
        with default_storage.open(f"{NAME}.jpg") as file:
            assert file.read() == b"kini"
        assert names(client_of) == [f"{NAME}.jpg"]

    def test_a_picture_comes_in_and_goes_again(self, bucket, client_of):
        picture = pictures.accept(SimpleUploadedFile("x", made.jpeg()))
        saved = pictures.save(picture)
        assert sorted(names(client_of)) == sorted([saved.original["name"], saved.sizes[0]["name"]])
        kept = client_of.get_object(Bucket="foto", Key=saved.original["name"])
        assert kept["Body"].read() == picture.original.content
        pictures.remove([saved.original, *saved.sizes])
        assert names(client_of) == []
        pictures.remove([saved.original, *saved.sizes])

    @pytest.mark.django_db
    def test_what_is_not_there(self, bucket, client):
        assert client.get(f"/media/{NAME}.jpg", headers={"host": "localhost"}).status_code == 404
        assert default_storage.exists(f"{NAME}.jpg") is False
        for ask in (default_storage.open, default_storage.size, default_storage.get_modified_time):
            with pytest.raises(FileNotFoundError):
                ask(f"{NAME}.jpg")

    def test_the_sweep_can_look_around(self, bucket):
        default_storage.save(f"{NAME}.jpg", ContentFile(b"gambar"))
        assert default_storage.listdir("") == ([], [f"{NAME}.jpg"])
        assert default_storage.get_modified_time(f"{NAME}.jpg").tzinfo


class TestTrouble:
    def test_nobody_there(self, use, client, caplog):
        use(FAR_AWAY)
        answer = client.get(f"/media/{NAME}.jpg", headers={"host": "localhost"})
        assert answer.status_code == 503
        assert (answer["Cache-Control"], answer["Retry-After"]) == ("no-store", "30")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert [record.getMessage() for record in caplog.records if record.name == "portal.pictures"] == [
            "the storage of pictures does not answer"
        ]
        assert "rahasia" not in caplog.text

    @pytest.mark.parametrize(
        "ask",
        [
            lambda: default_storage.save(f"{NAME}.jpg", ContentFile(b"gambar")),
            lambda: default_storage.delete(f"{NAME}.jpg"),
            lambda: default_storage.exists(f"{NAME}.jpg"),
            lambda: default_storage.listdir(""),
            lambda: default_storage.size(f"{NAME}.jpg"),
            lambda: default_storage.get_modified_time(f"{NAME}.jpg"),
        ],
        ids=["save", "delete", "exists", "listdir", "size", "modified"],
    )
    def test_nobody_there_is_trouble_as_with_a_disk(self, use, ask):
        use(FAR_AWAY)
        with pytest.raises(OSError, match="does not answer"):
            ask()

    def test_a_bucket_that_does_not_exist(self, use, service):
        use(f"s3://kunci:rahasia@{service}/lain?tls=0")
        with pytest.raises(OSError, match="does not answer"):
            default_storage.save(f"{NAME}.jpg", ContentFile(b"gambar"))

    @pytest.mark.parametrize("room", [0, 1])
    def test_full_in_the_middle_of_a_picture(self, use, failing, room):
        """The first file is taken away again, and so is the one that did not fit: who knows what the service kept."""
        failing.room = room
        use(f"s3://kunci:rahasia@{failing.address}/foto?tls=0")
        with pytest.raises(OSError, match="does not answer"):
            pictures.save(pictures.accept(SimpleUploadedFile("x", made.jpeg())))
        assert failing.kept == {}
        assert len(failing.removed) == 2

    def test_a_picture_that_breaks_off_is_no_picture(self, use, failing, client):
        """The service says 600 bytes and sends 100: half a picture would be kept for a year."""
        use(f"s3://kunci:rahasia@{failing.address}/foto?tls=0")
        assert client.get(f"/media/{NAME}.jpg", headers={"host": "localhost"}).status_code == 503


@pytest.fixture
def failing():
    """A service with room for some files, that breaks off when it is asked for one."""

    class Answers(BaseHTTPRequestHandler):
        def do_PUT(self):
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if len(server.kept) >= server.room:
                return self.say(403, b"<Error><Code>QuotaExceeded</Code></Error>")
            server.kept[self.path] = content
            return self.say(200)

        def do_DELETE(self):
            server.removed.append(self.path)
            server.kept.pop(self.path, None)
            self.say(204)

        def do_HEAD(self):
            self.say(200, length=600)

        def do_GET(self):
            self.say(200, b"x" * 100, length=600)
            self.close_connection = True

        def say(self, status, content=b"", length=None):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) if length is None else length))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.kept, server.removed, server.room = {}, [], 0
        server.address = f"127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
