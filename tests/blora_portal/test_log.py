"""The log: one JSON line for each request, and nothing in it that is nobody's business."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def ask(db):
    client = Client(
        HTTP_HOST="localhost",
        REMOTE_ADDR="203.0.113.7",
        HTTP_X_FORWARDED_FOR="203.0.113.8",
        HTTP_COOKIE="sesi=rahasia-kue",
        HTTP_USER_AGENT="Peramban-Pribadi/1.0",
        HTTP_REFERER="http://localhost/cari/?q=rahasia-asal",
    )
    client.raise_request_exception = False
    return client


def test_one_line_for_each_request(ask, log):
    ask.get("/healthz")
    ask.post("/healthz")
    first, second = log()
    assert set(first) == {"time", "level", "logger", "message", "method", "path", "status", "ms", "request_id"}
    assert (first["level"], first["logger"], first["message"]) == ("INFO", "portal.requests", "request")
    assert (first["method"], first["path"], first["status"]) == ("GET", "/healthz", 200)
    assert second["method"] == "POST"
    assert first["ms"] >= 0
    assert len(first["request_id"]) == 12
    assert first["request_id"] != second["request_id"]


@pytest.mark.parametrize(
    "path", ["/?q=rahasia-kata", "/tidak-ada/?q=rahasia-kata", "/admin/?q=rahasia-kata", "/healthz?q=rahasia-kata"]
)
def test_no_query_no_cookie_no_visitors_address(ask, log, path):
    ask.get(path)
    assert len(log("portal.requests")) == 1
    for private in ("rahasia", "203.0.113", "Peramban-Pribadi"):
        assert private not in log.text()


def test_an_address_that_was_not_found_is_named_without_its_query(ask, log):
    ask.get("/tidak-ada/?q=rahasia-kata")
    assert [line["message"] for line in log("django.request")] == ["Not Found: /tidak-ada/"]
    assert {line["request_id"] for line in log()} == {log()[0]["request_id"]}


def test_a_strangers_host_and_its_form_are_not_written(ask, log):
    ask.post("/akun/login/", {"login": "siti", "password": "rahasia-sandi"}, headers={"host": "evil.example"})
    ask.post("/akun/login/", {"login": "siti", "password": "rahasia-sandi"})
    assert "rahasia" not in log.text()
    assert "evil.example" not in log.text()
    assert [line["status"] for line in log("portal.requests")] == [421, 200]


def test_a_key_to_a_password_is_not_written(ask, log, rf):
    from allauth.account.adapter import get_adapter
    from allauth.core import context

    person = UserFactory()
    person.set_password("jati-lurah-sungai-42")
    person.save()
    with context.request_context(rf.get("/", headers={"host": "localhost"})):
        link = get_adapter().password_link(person)
    key = link.rstrip("/").rpartition("/")[2]
    answer = ask.get(f"/akun/password/reset/key/{key}/")
    assert answer.status_code == 302  # it was a good one
    assert [line["path"] for line in log("portal.requests")] == ["/akun/password/reset/key/…"]
    assert key not in log.text()


def test_a_path_is_cut_and_stays_in_its_line(ask, log):
    ask.get("/" + "a" * 5000)
    ask.get("/baris%0A%7B%22level%22%3A%20%22palsu%22%7D")
    first, second = log("portal.requests")
    assert len(first["path"]) == 200
    assert second["path"] == '/baris\n{"level": "palsu"}'
    assert all(line["level"] in {"INFO", "WARNING"} for line in log())
