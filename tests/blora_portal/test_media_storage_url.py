"""MEDIA_STORAGE_URL: where pictures are kept, as the portal is told from outside."""

from __future__ import annotations

import pytest

from blora_portal.environment import NO_STORAGE, Environment

BUCKET = "blora_portal.bucket.Bucket"
UNDERSTOOD = {  # address → bucket, key, secret, endpoint, region
    "s3://kunci:rahasia@s3.blorakab.go.id/foto": ("foto", "kunci", "rahasia", "https://s3.blorakab.go.id", "us-east-1"),
    "s3://k:r@10.0.0.5:9000/foto?tls=0": ("foto", "k", "r", "http://10.0.0.5:9000", "us-east-1"),
    "s3://k:a%2Fb%2Bc%40d@minio/foto?region=id-1&tls=1": ("foto", "k", "a/b+c@d", "https://minio", "id-1"),
    "s3:///foto?region=ap-southeast-3": ("foto", None, None, None, "ap-southeast-3"),
    "s3://k:r@/foto/": ("foto", "k", "r", None, "us-east-1"),
}
NOT_UNDERSTOOD = [
    "/var/foto",
    "https://k:rahasia@host/foto",
    "s3://k:rahasia@host",
    "s3://k:rahasia@host/",
    "s3://k:rahasia@host/foto/dalam",
    "s3://k:rahasia@host/foto?tls=ya",
    "s3://k:rahasia@host/foto?wilayah=id-1",
    "s3://k:rahasia@host/foto?tls",
    "s3://k:rahasia@host/foto#x",
    "s3://k:rahasia@host:pintu/foto",
    "s3://k:rahasia@host:99999/foto",
    "s3://hanya-kunci@host/foto",
    "s3://k:raha/sia@host/foto",
    "s3://k:rahasia@[host/foto",
]


@pytest.mark.parametrize(("address", "wanted"), UNDERSTOOD.items())
def test_a_bucket(monkeypatch, address, wanted):
    monkeypatch.setenv("MEDIA_STORAGE_URL", address)
    found = Environment().media_storage("MEDIA_STORAGE_URL")
    asked = ("bucket_name", "access_key", "secret_key", "endpoint_url", "region_name")
    assert found == {"BACKEND": BUCKET, "OPTIONS": dict(zip(asked, wanted, strict=True))}


@pytest.mark.parametrize("address", ["", "  "])
def test_empty_is_the_local_disk(monkeypatch, address):
    monkeypatch.setenv("MEDIA_STORAGE_URL", address)
    assert Environment().media_storage("MEDIA_STORAGE_URL") == {"BACKEND": "blora_portal.storage.WholeFiles"}


@pytest.mark.parametrize("address", NOT_UNDERSTOOD)
def test_anything_else_starts_nothing_and_tells_no_secret(monkeypatch, address):
    monkeypatch.setenv("MEDIA_STORAGE_URL", address)
    with pytest.raises(SystemExit) as refusal:
        Environment().media_storage("MEDIA_STORAGE_URL")
    assert refusal.value.code == NO_STORAGE
    assert "rahasia" not in NO_STORAGE
