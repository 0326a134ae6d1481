"""What this installation is told from outside: real variables first, then the file `.env`."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import environ

ROOT = Path(__file__).resolve().parent.parent
DOTENV = ROOT / ".env"

SCHEMES = {"1": "https", "0": "http"}
NO_STORAGE = (
    "MEDIA_STORAGE_URL is not understood: write s3://key:secret@host:port/bucket?region=name, "
    "with / and + in the secret written as %2F and %2B, and &tls=0 only inside a network of your own."
)
NO_SECRET_KEY = (
    "SECRET_KEY is not set: give the portal a random value of at least 50 characters, "  # noqa: S105  (a sentence)
    "or run 'make run', which writes one for the demo."
)


class Environment(environ.Env):
    """django-environ, where an empty variable counts as one that is not set."""

    def __init__(self) -> None:
        super().__init__()
        self.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}

    def media_storage(self, name: str) -> dict:
        """What Django's STORAGES takes: a bucket where the variable names one, the local disk otherwise."""
        address = self.str(name, default="")
        if not address:
            return {"BACKEND": "blora_portal.storage.WholeFiles"}
        try:
            return {"BACKEND": "blora_portal.bucket.Bucket", "OPTIONS": _bucket(urlsplit(address))}
        except ValueError:
            sys.exit(NO_STORAGE)


def _bucket(address: SplitResult) -> dict:
    """The options of a bucket, from `s3://key:secret@host:port/bucket?region=…&tls=0`; without a host it is Amazon's.

    ValueError says that it is no such address: whatever it was, a secret of it must not get into a message.
    """
    asked = dict(parse_qsl(address.query, keep_blank_values=True, strict_parsing=bool(address.query)))
    name, tls, region = address.path.strip("/"), asked.pop("tls", "1"), asked.pop("region", "us-east-1")
    whole = bool(name) and "/" not in name and bool(address.username) == bool(address.password)
    if address.scheme != "s3" or not whole or tls not in SCHEMES or asked or address.fragment:
        raise ValueError
    key, secret = (unquote(part or "") or None for part in (address.username, address.password))
    host = f"{address.hostname}:{address.port}" if address.port else address.hostname
    return {
        "bucket_name": name,
        "access_key": key,
        "secret_key": secret,
        "endpoint_url": f"{SCHEMES[tls]}://{host}" if host else None,
        "region_name": region,
    }


def read_dotenv(path: Path = DOTENV) -> None:
    """Fill variables that are unset or empty from `path`; only entry points (manage.py, wsgi) call this."""
    for name in ("DEMO", "DEBUG", "SECRET_KEY"):
        if not os.environ.get(name, "").strip():
            os.environ.pop(name, None)
    environ.Env.read_env(path) if path.exists() else None


def write_demo_dotenv(path: Path = DOTENV) -> None:
    """Write the demo's `.env` once, for its owner's eyes only; an existing file is never touched."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with open(file, "w", encoding="utf-8") as dotenv:
        dotenv.write(f"DEMO=1\nDEBUG=0\nSECRET_KEY={secrets.token_urlsafe(50)}\n")


if __name__ == "__main__":
    write_demo_dotenv()
    sys.exit(0)
