"""/healthz: do the database and the cache answer?"""

from __future__ import annotations

import pytest
from django.db import OperationalError

from blora_portal import health


def breaks(*args, **kwargs):
    raise OperationalError("connection to server at 10.1.2.3 failed: password of portal")


class Cache:
    """One that takes and forgets, or does not answer at all."""

    def __init__(self, set_=lambda *args: None, get=lambda *args: None) -> None:
        self.set, self.get = set_, get


@pytest.fixture
def ask(db, sign_in):
    return lambda **more: sign_in().get("/healthz", **more)


def test_ok(ask):
    answer = ask()
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain")
    assert not answer.cookies


def test_for_a_request_of_the_head_only(db, sign_in):
    assert sign_in().head("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("database", {"_ask_database": breaks}),
        ("cache", {"cache": Cache(set_=breaks)}),
        ("cache", {"cache": Cache(get=breaks)}),
        ("cache", {"cache": Cache()}),
        ("database", {"_ask_database": breaks, "cache": Cache()}),
    ],
)
def test_names_the_part_that_does_not_answer_and_nothing_more(ask, monkeypatch, caplog, part, broken):
    for name, substitute in broken.items():
        monkeypatch.setattr(health, name, substitute)
    answer = ask()
    assert (answer.status_code, answer.content.decode()) == (503, f"{part} does not answer\n")
    assert f"{part} does not answer" in caplog.text


def test_the_database_is_really_asked(ask, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(health.connection, "cursor", breaks)
        assert ask().content == b"database does not answer\n"


def test_one_that_is_there_again_is_well_again(ask, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(health, "_ask_database", breaks)
        assert ask().status_code == 503
    assert ask().status_code == 200
