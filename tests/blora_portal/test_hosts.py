"""Which hosts are ours: every other name gets one plain sentence, and never a page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

SENTENCE = "Alamat ini bukan bagian dari portal Blora.\n"
EVERYWHERE = [
    "/",
    "/opd/dinkes/",
    "/admin/",
    "/akun/login/",
    "/healthz",
    "/static/css/public/base.css",
    "/media/x.jpg",
    "/tidak-ada/",
]
OURS = [
    "localhost",
    "localhost:8000",
    "LocalHost:8000",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1",
    "127.0.0.1:8731",
    "[::1]",
    "[::1]:8000",
]
NOT_OURS = [
    "",
    " ",
    "evil.example",
    "EVIL.example:8000",
    "localhost.evil.example",
    "evil-localhost",
    "localhost@evil.example",
    "localhost,evil.example",
    "localhost evil.example",
    "localhost/evil.example",
    "localhost:port",
    "127.0.0.2",
    "127.0.0.1.nip.io",
    "[::2]:8000",
    "[::1",
    "::1",
    "0.0.0.0",
    ".",
    ":8000",
    "dinkes",
    "dinkes:8000",
    "tidak-ada.localhost",
    "www.localhost",
    "a.dinkes.localhost",
    "dinkes.localhost.evil.example",
    "evil.example:80@dinkes.localhost",
    "dinkes.localhost@evil.example",
    "dinkes.localhost/",
    "dinkes.localhost\0",
    "dinkes..localhost",
    ".localhost",
    "dinkes.[::1]",
    "dinkes.127.0.0.1",
    "DINKES.evil.example",
    "dinkes.localhost" * 5_000,
    "sehat.example.go.id.localhost",
]


def ask(host, path="/healthz", **headers):
    return Client(HTTP_HOST=host, **headers).get(path)


@pytest.fixture
def production(settings):
    settings.DEMO = False
    settings.PORTAL_HOST = "portal.example.go.id"


@pytest.mark.parametrize("host", OURS)
def test_in_a_demo_this_machine_is_the_portal_at_any_port(db, host):
    assert ask(host).content == b"ok\n"


@pytest.mark.parametrize("host", NOT_OURS)
def test_other_names_get_the_sentence_and_nothing_else(cast, host):
    for path in EVERYWHERE:
        answer = ask(host, path)
        assert (answer.status_code, answer.content.decode()) == (421, SENTENCE), path
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert not answer.cookies


def test_a_request_without_any_host(cast):
    assert Client(SERVER_NAME="localhost").get("/").status_code == 421


def test_a_posted_form_is_not_looked_at(cast, sign_in):
    browser = sign_in(cast.superuser)
    answer = browser.post(
        f"/admin/news/opd/{cast.dinkes.pk}/switch-off/", {"successor": ""}, headers={"host": "evil.example"}
    )
    assert answer.status_code == 421
    cast.dinkes.refresh_from_db()
    assert cast.dinkes.active


def test_what_a_proxy_says_about_the_host_is_not_believed(cast):
    assert ask("evil.example", "/", HTTP_X_FORWARDED_HOST="localhost").status_code == 421
    answer = ask("localhost", "/", HTTP_X_FORWARDED_HOST="evil.example")
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "host", ["portal.example.go.id", "portal.example.go.id:443", "Portal.Example.go.id", "portal.example.go.id."]
)
def test_in_production_the_portals_host_is_the_portal(db, production, host):
    assert ask(host).content == b"ok\n"


@pytest.mark.parametrize(
    "host", ["portal.example.go.id:1234", "PORTAL.example.go.id", "portal.example.go.id.:99999999"]
)
def test_in_production_no_address_we_write_has_what_the_reader_typed(cast, production, host):
    for path in ("/", "/berita/", "/feed.json", "/robots.txt", "/sitemap.xml"):
        written = ask(host, path, secure=True).content.decode()
        assert not re.search(r"example\.go\.id[.:]|(?-i:PORTAL\.)", written), path


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "www.portal.example.go.id",
        "portal.example.go.id.evil.example",
        "example.go.id",
        "dinkes.localhost",
        "dinkes.portal.example.go.id.evil.example",
        "tidak-ada.portal.example.go.id",
        "",
    ],
)
def test_in_production_nothing_else_is(cast, production, host):
    for path in EVERYWHERE:
        assert ask(host, path).status_code == 421
