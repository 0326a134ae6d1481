"""`make test`: the suite on every database that is here, and plain words about what ran and what did not.

Whole on PostgreSQL, which agencies use, or on SQLite where there is no PostgreSQL. Where there is, SQLite is the second
database: what cannot find another answer there (tests/conftest.py) has been asked already.

PORTAL_TEST_REQUIRE="postgres browser redis" (the CI) turns what is missing into a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
UNIT = "not browser and not drill"
LOCAL_SERVERS = ("postgres://postgres@127.0.0.1:5432/", "postgres://127.0.0.1:5432/", "postgresql:///")


def postgres() -> tuple[str | None, str]:
    """The address of a database pytest may make for itself, and a sentence about it."""
    if (named := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
        return named, "PostgreSQL: ran, as DATABASE_URL names it."
    why = "no local server answers"
    for server in LOCAL_SERVERS:
        try:
            connection = psycopg2.connect(f"{server}postgres", connect_timeout=3)
        except psycopg2.OperationalError as error:
            why = str(error).strip().splitlines()[0]
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            may_create = cursor.fetchone()[0]
        connection.close()
        if may_create:
            return (
                f"{server}portal_{os.getpid()}",
                "PostgreSQL: ran on the local server, in a database of its own.",
            )
        why = "the local server does not let us create a database"
    return None, f"PostgreSQL: skipped ({why})."


def browser() -> tuple[str | None, str]:
    for name in BROWSERS:
        if path := shutil.which(name):
            return path, f"Browser tests: ran with {path}."
    return None, "Browser tests: skipped (no Chromium here; Debian's package is called chromium)."


def redis() -> tuple[bool, str]:
    try:
        with socket.create_connection(("127.0.0.1", 6379), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            if connection.recv(16).startswith(b"+PONG"):
                return True, "Sign-in drills on Redis: ran."
            why = "what listens on port 6379 is not Redis"
    except OSError as error:
        why = f"no Redis answers on 127.0.0.1:6379: {error}"
    return False, f"Sign-in drills on Redis: skipped ({why})."


def pytest(database_url: str, *arguments: str, **variables: str) -> int:
    environment = os.environ | {"DATABASE_URL": database_url} | variables
    code = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode
    return 0 if code == 5 else code  # 5: the arguments chose no test of this half


def main(arguments: list[str]) -> int:
    database, about_database = postgres()
    chromium, about_browser = browser()
    has_redis, about_redis = redis()
    # One seeded portal for each of the two processes serves both. Drills that want a Redis skip themselves without one.
    served = "browser or drill" if chromium else "drill"
    failed = 0
    for number, address in enumerate([database, ""] if database else [""]):
        print(f"\n=== {'PostgreSQL' if address else 'SQLite'} ===", flush=True)
        if arguments:
            failed |= pytest(address, *arguments)
            continue
        second = {"PORTAL_TEST_SECOND_DATABASE": "1"} if number else {}
        # Real row locks are PostgreSQL's alone: those tests are chosen there and left out on SQLite.
        failed |= pytest(address, "-q", "-n", "2", "-m", UNIT if address else f"{UNIT} and not postgres", **second)
        failed |= pytest(address, "-q", "-n", "2", "--dist", "loadfile", "-m", served, **second)
    second_ran = "ran as the second database, without what says the same on every one" if database else "ran"
    print(f"\n{about_database}\nSQLite: {second_ran}.\n{about_browser}\n{about_redis}")
    required = os.environ.get("PORTAL_TEST_REQUIRE", "").split()
    here = {"postgres": database, "browser": chromium, "redis": has_redis}
    missing = [name for name, there in here.items() if name in required and not there]
    if missing:
        print(f"Required but missing: {', '.join(missing)}.")
    print("FAILED" if failed or missing else "All that ran passed.")
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
