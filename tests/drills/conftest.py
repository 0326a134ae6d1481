"""The portal with two gunicorn processes, as it stands behind nginx, and people who ask it over plain HTTP."""

from __future__ import annotations

import http.client
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from tests.serving import log_of, run_sql, served

REDIS = ("127.0.0.1", 6379)
CACHE = "redis://127.0.0.1:6379/9"
NO_CACHE = "redis://127.0.0.1:1/0"  # nobody listens there
RIGHT, WRONG = "blora-demo", "tebakan-yang-salah-77"
ATTEMPTS = "accounts_signinattempt"


def _redis_answers() -> bool:
    try:
        with socket.create_connection(REDIS, timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def pytest_collection_modifyitems(items) -> None:
    drills = [item for item in items if Path(__file__).parent in item.path.parents]
    here = not drills or _redis_answers()
    for item in drills:
        item.add_marker(pytest.mark.drill)
        if not here:
            item.add_marker(
                pytest.mark.skip(reason="no Redis answers on 127.0.0.1:6379; Debian's package is redis-server")
            )


class Answer(NamedTuple):
    status: int
    location: str
    body: str


@dataclass
class Visitor:
    """One browser: its cookies, and the headers it forges."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict | None = None) -> Answer:
        where = urlsplit(self.address)
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | self.headers
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = connection.getresponse()
        body = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        connection.close()
        return Answer(response.status, response.headers.get("Location", ""), body)

    def sign_in(self, login: str, password: str) -> Answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", "/akun/login/").body)
        form = {"csrfmiddlewaretoken": token.group(1), "login": login, "password": password}
        return self.ask("POST", "/akun/login/", form)

    def is_in(self) -> bool:
        return self.ask("GET", "/admin/").status == 200


class Portal(NamedTuple):
    address: str
    database: str
    log: Path

    def visitor(self, **headers: str) -> Visitor:
        return Visitor(self.address, {name.replace("_", "-"): value for name, value in headers.items()})

    def at_once(self, tries: list[tuple[str, str, str]], threads: int = 40) -> list[int]:
        """All (login, password, X-Forwarded-For) at the same time; the statuses of their answers."""
        with ThreadPoolExecutor(threads) as crowd:
            return list(crowd.map(lambda t: self.visitor(X_Forwarded_For=t[2]).sign_in(t[0], t[1]).status, tries))

    def sql(self, statement: str) -> list[tuple]:
        return run_sql(self.database, statement)

    def failed(self) -> int:
        """How many wrong passwords were compared."""
        return self.sql(f"SELECT count(*) FROM {ATTEMPTS} WHERE outcome = 'failed'")[0][0]

    def later(self, seconds: int) -> None:
        """Nobody waits in a test: every attempt was made that much earlier instead."""
        sqlite = f"UPDATE {ATTEMPTS} SET at = strftime('%Y-%m-%d %H:%M:%f', at, '-{seconds} seconds')"
        postgres = f"UPDATE {ATTEMPTS} SET at = at - interval '{seconds} seconds'"
        self.sql(sqlite if self.database.startswith("sqlite") else postgres)


def _portal(place, **environment):
    folder, database = place
    two = {"WEB_CONCURRENCY": "2", "LOG_LEVEL": "INFO", "CACHE_URL": CACHE} | environment
    with served(database, folder, **two) as address:
        yield Portal(address, database, log_of(address, folder))


@pytest.fixture(scope="session")
def open_portal(place):
    """Without a proxy in front."""
    yield from _portal(place)


@pytest.fixture(scope="session")
def proxied_portal(place, open_portal):
    """Whoever asks plays nginx: the last entry of X-Forwarded-For is true."""
    yield from _portal(place, BEHIND_PROXY="1")


@pytest.fixture(scope="session")
def portal_without_cache(place, open_portal):
    yield from _portal(place, CACHE_URL=NO_CACHE)


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(place, open_portal):
    run_sql(place[1], f"DELETE FROM {ATTEMPTS}")
    yield
    run_sql(place[1], f"DELETE FROM {ATTEMPTS}")
