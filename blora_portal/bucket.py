"""Pictures in a bucket of any S3-compatible service. It stays private: readers get them from the portal's own `/media/`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from news.public.media import A_YEAR, TYPES

TROUBLE = (BotoCoreError, ClientError, Boto3Error, RetriesExceededError)
NOT_THERE = ("404", "NoSuchKey")


class StorageDown(OSError):
    """The service did not do what it was asked: it cannot be reached, is full, or refuses our key."""


def _as_on_a_disk(method: Callable) -> Callable:
    """Trouble with the service is an OSError, as trouble with a disk is: who stores pictures knows one kind only."""

    @wraps(method)
    def ask(*args, **options):
        try:
            return method(*args, **options)
        except TROUBLE as error:
            if isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in NOT_THERE:
                raise FileNotFoundError(str(error)) from error
            raise StorageDown(f"The storage of pictures does not answer as it should: {error}") from error

    return ask


class Bucket(S3Storage):
    """Waits for the service for seconds, not minutes, and asks for nothing that only one maker's service does."""

    default_acl = None
    file_overwrite = True
    querystring_auth = False
    transfer_config = TransferConfig(use_threads=False)
    client_config = Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=10,
        retries={"total_max_attempts": 2},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )

    @property
    def bucket(self):
        """One for each thread; the library's own is shared by all, which boto3 does not allow."""
        return self.connection.Bucket(self.bucket_name)

    def url(self, name, *args, **options) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """How a file is written; the type by our own table, since Python 3.11 knows neither WebP nor AVIF."""
        kind = TYPES.get(name.rpartition(".")[2])
        return {"CacheControl": A_YEAR} | ({"ContentType": kind} if kind else {})

    @_as_on_a_disk
    def _open(self, name, mode="rb"):
        """Fetched here and now: trouble later would be in the middle of an answer."""
        file = super()._open(name, mode)
        try:
            return file.open() if "r" in mode else file
        except BaseException:
            file.close()
            raise

    _save = _as_on_a_disk(S3Storage._save)
    delete = _as_on_a_disk(S3Storage.delete)
    exists = _as_on_a_disk(S3Storage.exists)
    listdir = _as_on_a_disk(S3Storage.listdir)
    size = _as_on_a_disk(S3Storage.size)
    get_modified_time = _as_on_a_disk(S3Storage.get_modified_time)
