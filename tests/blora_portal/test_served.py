"""A real gunicorn as it stands behind a proxy in production: whatever is asked, nothing tells what it is made of."""

from __future__ import annotations

import os
import platform
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.cookies import SimpleCookie
from types import SimpleNamespace

import django
import gunicorn
import pytest

from tests.blora_portal.failing import SECRET
from tests.inline import without_style
from tests.serving import ROOT

HOST = "portal.example.go.id"
TELLTALES = (
    "Traceback", "site-packages", "/work/", str(ROOT), ".py", "ZeroDivisionError", "Exception", "Django", "django", "gunicorn",
    "WhiteNoise", "Python", "SECRET_KEY", "DEBUG", SECRET, django.get_version(), gunicorn.__version__, platform.python_version(),
)  # fmt: skip
OURS = {"host": HOST, "x-forwarded-proto": "https"}
# what is asked: (request line, headers, body, status)
ODD = {
    "home": ("GET / HTTP/1.1", OURS, "", 200),
    "sign-in": ("GET /akun/login/ HTTP/1.1", OURS, "", 200),
    "static": ("GET /static/ada.css HTTP/1.1", OURS, "", 200),
    "no static": ("GET /static/tidak-ada.css HTTP/1.1", OURS, "", 404),
    "out of static": ("GET /static/../blora_portal/settings.py HTTP/1.1", OURS, "", 404),
    "out of static, escaped": ("GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", OURS, "", 404),
    "out of media": ("GET /media/..%2f..%2fportal.sqlite3 HTTP/1.1", OURS, "", 404),
    "no page": ("GET /tidak-ada/ HTTP/1.1", OURS, "", 404),
    "dotfile": ("GET /.env HTTP/1.1", OURS, "", 404),
    "http": ("GET / HTTP/1.1", {"host": HOST}, "", 301),
    "bad host": ("GET / HTTP/1.1", OURS | {"host": "jahat.example"}, "", 421),
    "no host": ("GET / HTTP/1.0", {"x-forwarded-proto": "https"}, "", 421),
    "two hosts": ("GET / HTTP/1.1", OURS | {"Host": "jahat.example"}, "", None),
    "bad method": ("JELEK / HTTP/1.1", OURS, "", 403),
    "bad method at sign-in": ("TRACE /akun/login/ HTTP/1.1", OURS, "", None),
    "lower case method": ("get / HTTP/1.1", OURS, "", 400),
    "broken escapes": ("GET /%zz/%E0%80/%ff HTTP/1.1", OURS, "", 404),
    "NUL": ("GET /berita/%00/ HTTP/1.1", OURS, "", 404),
    "NUL in a query": ("GET /berita/?sebelum=%00 HTTP/1.1", OURS, "", None),
    "raw NUL": ("GET /\0 HTTP/1.1", OURS, "", None),
    "long line": ("GET /" + "a" * 9000 + " HTTP/1.1", OURS, "", 414),
    "huge header": ("GET / HTTP/1.1", OURS | {"x-besar": "a" * 70000}, "", 431),
    "many headers": ("GET / HTTP/1.1", OURS | {f"x-{n}": "a" for n in range(200)}, "", 431),
    "bad header": ("GET / HTTP/1.1", OURS | {"x y": "a"}, "", 400),
    "no HTTP": ("halo", {}, "", 400),
    "bad version": ("GET / HTTP/9.9", OURS, "", 400),
    "bad length": ("POST /laporan-peramban/ HTTP/1.1", OURS | {"content-length": "banyak"}, "", 400),
    "bad chunks": ("POST /laporan-peramban/ HTTP/1.1", OURS | {"transfer-encoding": "chunked"}, "zz\r\nx\r\n", None),
    "bad cookie": ("GET /admin/ HTTP/1.1", OURS | {"cookie": "__Host-sesi=\x01; =; a"}, "", None),
    "bad form": ("POST /akun/login/ HTTP/1.1", OURS | {"content-type": "multipart/form-data; boundary=\x7f", "content-length": "2"}, "--", None),
    "no token": ("POST /akun/login/ HTTP/1.1", OURS | {"content-type": "application/x-www-form-urlencoded", "content-length": "7"}, "login=x", 403),
    "failing view": ("GET /gagal/ HTTP/1.1", OURS, "", 500),
    "suspicious view": ("GET /curiga/ HTTP/1.1", OURS, "", 400),
    "forbidden view": ("GET /dilarang/ HTTP/1.1", OURS, "", 403),
    "desk under another path": ("GET /berita/admin/login/ HTTP/1.1", OURS | {"SCRIPT_NAME": "/berita"}, "", 404),
    "another path than asked": ("GET / HTTP/1.1", OURS | {"SCRIPT_NAME": "/x"}, "", 200),
    "desk on an OPD's path": ("GET /healthz/akun/login/ HTTP/1.1", OURS | {"SCRIPT_NAME": "/healthz"}, "", 404),
    "health": ("GET /healthz HTTP/1.1", OURS, "", 200),
}  # fmt: skip
# gunicorn refuses these by itself, before any of our code; behind nginx they do not come this far.
GUNICORNS_OWN = {
    "lower case method", "raw NUL", "long line", "huge header", "many headers", "bad header", "no HTTP", "bad version",
    "bad length", "two hosts", "bad cookie", "bad form", "bad chunks",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Its port. Production settings, an empty database, one static file."""
    var = tmp_path_factory.mktemp("var")
    (var / "static").mkdir()
    (var / "static" / "ada.css").write_text("a {}")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(var), "PORTAL_VAR": str(var), "PORT": str(port), "PORTAL_HOST": HOST,
        "SECRET_KEY": "only-for-this-test-" + "0123456789" * 5, "DATABASE_URL": f"sqlite:///{var / 'portal.sqlite3'}",
        "BEHIND_PROXY": "1", "DEMO": "0", "DEBUG": "0", "DJANGO_SETTINGS_MODULE": "tests.blora_portal.failing_settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    with (var / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def wait_for(port: int, process) -> None:
    for _ in range(300):
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("gunicorn did not answer")


def ask(port: int, line: str, headers: dict[str, str], body: str = "") -> SimpleNamespace:
    """What comes back, byte for byte; `headers` are [(lower-case name, value)]."""
    lines = [line, *(f"{name}: {value}" for name, value in headers.items()), "Connection: close", "", body]
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        raw = b""
        try:
            while part := connection.recv(65536):
                raw += part
        except ConnectionResetError:
            pass  # it had said what it had to say, and did not read the rest
    head, _, rest = raw.partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    return SimpleNamespace(
        status=int(first.split()[1]),
        headers=[(name.lower(), value) for name, _, value in (each.partition(": ") for each in others)],
        raw=raw.decode("latin-1"),
        body=rest,
    )


def said(answer, name: str) -> str | None:
    return next((value for key, value in answer.headers if key == name), None)


@pytest.mark.parametrize("asked", ODD)
def test_nothing_tells_what_it_is_made_of(server, asked):
    line, headers, body, status = ODD[asked]
    answer = ask(server, line, headers, body)
    assert status in (None, answer.status)
    assert answer.status < 500 or asked == "failing view"
    found = [telltale for telltale in TELLTALES if telltale in answer.raw]
    assert found == []
    assert not re.search(r"\b[\w-]+/\d+\.\d", without_style(answer.raw).replace("HTTP/1.", ""))  # gunicorn/27.0
    assert said(answer, "server") in ("portal", None)
    assert said(answer, "x-powered-by") is None


@pytest.mark.parametrize("asked", [name for name in ODD if name not in GUNICORNS_OWN])
def test_every_answer_carries_the_headers(server, asked):
    answer = ask(server, *ODD[asked][:3])
    assert said(answer, "content-security-policy").startswith("default-src 'none'")
    assert said(answer, "x-content-type-options") == "nosniff"
    assert said(answer, "referrer-policy") == "strict-origin-when-cross-origin"
    assert said(answer, "cross-origin-opener-policy") == "same-origin"
    assert said(answer, "cross-origin-resource-policy") == "same-origin"
    assert said(answer, "x-frame-options") == "DENY"
    assert "camera=()" in said(answer, "permissions-policy")
    expected = None if asked == "http" else "max-age=31536000; includeSubDomains; preload"
    assert said(answer, "strict-transport-security") == expected


def test_the_failure_says_its_number_and_no_more(server):
    page = ask(server, *ODD["failing view"][:3]).body.decode()
    assert re.search(r'class="request-id">[0-9a-f]{12}<', page)


class TestCookies:
    """Each is ours alone: `__Host-`, https, no script, no other site, no other host."""

    def test_every_one(self, server):
        landing = ask(server, "GET /akun/login/ HTTP/1.1", OURS)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', landing.body.decode())[1]
        jar = SimpleCookie(said(landing, "set-cookie"))
        sent = {"cookie": f"__Host-csrf={jar['__Host-csrf'].value}", "referer": f"https://{HOST}/akun/login/"}
        answers = [landing]
        for path, form in (
            ("/akun/login/", f"csrfmiddlewaretoken={token}&login=siapa&password=salah"),
            ("/akun/password/reset/", f"csrfmiddlewaretoken={token}&email=siapa@contoh.test"),
        ):
            form_headers = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(form))}
            answers.append(ask(server, f"POST {path} HTTP/1.1", OURS | sent | form_headers, form))
        cookies = [value for answer in answers for name, value in answer.headers if name == "set-cookie"]
        assert cookies
        for cookie in cookies:
            assert_is_ours_alone(cookie)

    @pytest.mark.parametrize("asked", ["home", "static", "no page", "failing view", "health", "bad host", "http"])
    def test_visitors_get_none(self, server, asked):
        assert said(ask(server, *ODD[asked][:3]), "set-cookie") is None


def assert_is_ours_alone(cookie: str) -> None:
    name, _, rest = cookie.partition("=")
    attributes = [each.strip().lower() for each in rest.split(";")[1:]]
    assert name.startswith("__Host-"), cookie
    assert {"secure", "httponly", "path=/"} <= set(attributes), cookie
    assert {"samesite=lax", "samesite=strict"} & set(attributes), cookie
    assert not any(each.startswith("domain") for each in attributes), cookie
