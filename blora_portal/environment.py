"""What this installation is told from outside: real variables first, then the file `.env`."""

import os
import secrets
import sys
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
DOTENV = ROOT / ".env"

NO_SECRET_KEY = (
    "SECRET_KEY is not set: give the portal a random value of at least 50 characters, "  # noqa: S105  (a sentence)
    "or run 'make run', which writes one for the demo."
)


class Environment(environ.Env):
    """django-environ, where an empty variable counts as one that is not set."""

    def __init__(self) -> None:
        super().__init__()
        self.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}


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
