"""Requests that no browser sends: answered as any other, never with a 500."""

from __future__ import annotations

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from blora_portal.middleware.readable import at_the_root_in_utf8

CHARSETS = ["rot13", "zlib", "hex", "punycode", "undefined", "idna", "utf-7", "base64", "latin-1", "\u00e9", "x" * 500]
SESSIONS = ['"\\000aaaaaaaaaaaaaa"', "a\x00b", "x", "A" * 32, "a" * 33, "../../etc/passwd", "é" * 32, "' OR 1=1 --", ""]
PAGES = ["/", "/berita/?q=a", "/akun/login/?next=/admin/", "/akun/keamanan/", "/admin/"]


@pytest.mark.parametrize("charset", [*CHARSETS, "utf-8"])
@pytest.mark.parametrize("kind", ["text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_whatever_it_is_called_it_is_read_as_utf8(cast, charset, kind):
    """As gunicorn calls us: Django fails over the name before its middleware is asked."""
    for name in ("charset", "CHARSET ", "charset*"):
        environ = RequestFactory(HTTP_HOST="localhost").get("/berita/?q=a").environ
        environ["CONTENT_TYPE"] = f"{kind}; {name}={charset}"
        answer = at_the_root_in_utf8(lambda environ, _: ClientHandler()(environ))(environ, None)
        assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/berita/", "/x", "/healthz", "/opd/dinkes"])
def test_the_portal_stands_at_the_root_whatever_somebody_says(cast, path):
    """Its home is kept for everybody under the address it was asked for."""
    environ = RequestFactory(HTTP_HOST="localhost").get("/").environ | {"SCRIPT_NAME": path}
    asked = []
    at_the_root_in_utf8(lambda environ, _: asked.append(WSGIRequest(environ)))(environ, None)
    assert (asked[0].path, asked[0].path_info) == ("/", "/")


@pytest.mark.parametrize("token", ["abc", "", "x" * 33, "é" * 32, "<" * 64])
def test_a_cookie_that_cannot_be_a_token_makes_no_public_page_set_one(cast, token):
    browser = Client(HTTP_HOST="localhost")
    browser.cookies["csrf"] = token
    for url in ("/", "/berita/", "/opd/dinkes/"):
        assert not browser.get(url).cookies, url


@pytest.mark.parametrize("session", SESSIONS)
def test_a_cookie_that_cannot_be_a_session_is_none(cast, sign_in, session):
    browser = sign_in()
    for url in PAGES:
        browser.cookies["sesi"] = session
        assert browser.get(url).status_code in {200, 302}, url


def test_a_real_session_is_taken(cast, sign_in):
    assert sign_in(cast.writer).get("/akun/keamanan/").status_code == 200
