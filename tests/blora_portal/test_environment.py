"""What the portal is told from outside, and when it refuses to start."""

from __future__ import annotations

import json
import os
import runpy
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from blora_portal import environment

ROOT = Path(__file__).parents[2]
NO_KEY = "SECRET_KEY is not set: give the portal a random value of at least 50 characters, or run 'make run', which writes one for the demo.\n"
KEY = "hanya-untuk-uji-" + "0123456789" * 5


@pytest.fixture
def bare(monkeypatch):
    """None of the portal's variables is set, and what a test sets is gone after it."""
    for name in ("DEMO", "DEBUG", "SECRET_KEY", "PORTAL_HOST", "MAIL_FROM"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture
def dotenv(tmp_path):
    path = tmp_path / ".env"
    path.write_text(f"DEMO=1\nDEBUG=0\nSECRET_KEY={KEY}\n")
    return path


class TestReading:
    def test_the_file_fills_what_is_not_set(self, bare, dotenv):
        environment.read_dotenv(dotenv)
        assert (os.environ["DEMO"], os.environ["DEBUG"], os.environ["SECRET_KEY"]) == ("1", "0", KEY)

    def test_real_variables_win(self, bare, dotenv):
        bare.setenv("DEMO", "0")
        bare.setenv("SECRET_KEY", "kunci-sungguhan")
        environment.read_dotenv(dotenv)
        assert (os.environ["DEMO"], os.environ["DEBUG"], os.environ["SECRET_KEY"]) == ("0", "0", "kunci-sungguhan")

    @pytest.mark.parametrize("empty", ["", " ", "\t\n"])
    def test_an_empty_one_counts_as_not_set(self, bare, dotenv, empty):
        for name in ("DEMO", "DEBUG", "SECRET_KEY"):
            bare.setenv(name, empty)
        environment.read_dotenv(dotenv)
        assert (os.environ["DEMO"], os.environ["SECRET_KEY"]) == ("1", KEY)

    def test_an_empty_one_has_its_default(self, bare):
        bare.setenv("PORTAL_HOST", " ")
        bare.setenv("DEMO", "")
        env = environment.Environment()
        assert env.str("PORTAL_HOST", default="localhost") == "localhost"
        assert env.bool("DEMO", default=False) is False

    def test_no_file_is_fine(self, bare, tmp_path):
        environment.read_dotenv(tmp_path / ".env")
        assert "SECRET_KEY" not in os.environ


class TestWriting:
    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / ".env"

    def test_once_and_for_its_owner_only(self, path):
        before = os.umask(0)  # whatever the person's umask is
        try:
            environment.write_demo_dotenv(path)
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        lines = dict(line.split("=", 1) for line in path.read_text().splitlines())
        assert (lines.pop("DEMO"), lines.pop("DEBUG")) == ("1", "0")
        assert len(lines.pop("SECRET_KEY")) >= 50
        assert not lines

    def test_never_over_another(self, path):
        path.write_text("SECRET_KEY=milik-orang\n")
        path.chmod(0o644)
        environment.write_demo_dotenv(path)
        assert path.read_text() == "SECRET_KEY=milik-orang\n"

    def test_nor_through_a_link(self, path, tmp_path):
        path.symlink_to(tmp_path / "di-tempat-lain")
        environment.write_demo_dotenv(path)
        assert not (tmp_path / "di-tempat-lain").exists()

    def test_a_new_key_each_time(self, path, tmp_path):
        environment.write_demo_dotenv(path)
        environment.write_demo_dotenv(tmp_path / "kedua")
        assert path.read_text() != (tmp_path / "kedua").read_text()


def start(tmp_path, code="import django; django.setup()", **variables) -> subprocess.CompletedProcess:
    """A process of its own that knows these variables and no others; `.env` is read by entry points only, not by this."""
    known = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PORTAL_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "blora_portal.settings",
    }
    (tmp_path / "var").mkdir(exist_ok=True)
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env=known | variables, capture_output=True, text=True, timeout=60, check=False
    )


class TestStarting:
    def test_without_a_key_it_says_one_sentence(self, tmp_path):
        for variables in ({}, {"SECRET_KEY": ""}, {"SECRET_KEY": "  "}):
            ended = start(tmp_path, **variables)
            assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", NO_KEY)

    def test_nor_does_a_command(self, tmp_path):
        ended = start(
            tmp_path, "import django.core.management as m; m.execute_from_command_line(['manage.py', 'check'])"
        )
        assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", NO_KEY)

    def test_with_a_key_it_starts(self, tmp_path):
        ended = start(tmp_path, SECRET_KEY=KEY)
        assert (ended.returncode, ended.stderr) == (0, "")

    @pytest.mark.parametrize("host", ["portal.blorakab.go.id", "0.0.0.0", "localhost.evil.example", "192.168.1.4"])
    def test_a_demo_is_for_this_machine_only(self, tmp_path, host):
        ended = start(tmp_path, SECRET_KEY=KEY, DEMO="1", PORTAL_HOST=host)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr == "DEMO=1 is for this machine only: unset DEMO or PORTAL_HOST.\n"

    @pytest.mark.parametrize("host", ["", "localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
    def test_and_there_it_starts(self, tmp_path, host):
        assert start(tmp_path, SECRET_KEY=KEY, DEMO="1", PORTAL_HOST=host).returncode == 0

    def test_gunicorn_refuses_before_it_starts_a_worker(self, bare):
        bare.setattr(environment, "read_dotenv", lambda: None)
        with pytest.raises(SystemExit) as refusal:
            runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
        assert str(refusal.value) + "\n" == NO_KEY

    def test_gunicorn_binds_to_this_machine_unless_told(self, bare):
        bare.setattr(environment, "read_dotenv", lambda: None)
        bare.setenv("SECRET_KEY", KEY)
        bare.setenv("PORT", "")
        bare.delenv("BIND", raising=False)
        bare.delenv("WEB_CONCURRENCY", raising=False)
        assert runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["bind"] == "127.0.0.1:8000"


# Settings of their own for the static files: nobody has collected any here.
ASK_IN_PRODUCTION = """
import json, django
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.test import Client
found = []
for path, secure in (("/akun/login/", True), ("/akun/login/", False), ("/healthz", False)):
    answer = Client(HTTP_HOST="portal.example.go.id").get(path, secure=secure)
    cookies = {name: dict(cookie) for name, cookie in answer.cookies.items()}
    found.append({"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies, "page": answer.content.decode()})
print(json.dumps({"answers": found, "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN]}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    folder = tmp_path_factory.mktemp("produksi")
    (folder / "var" / "static").mkdir(parents=True)
    asked = start(
        folder,
        ASK_IN_PRODUCTION,
        SECRET_KEY=KEY,
        PORTAL_HOST="portal.example.go.id",
        CACHE_URL="locmemcache://",
        LOG_LEVEL="CRITICAL",
    )
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout)


class TestProduction:
    def test_speaks_https_only_and_says_so(self, production):
        secure, plain, _ = production["answers"]
        assert secure["status"] == 200
        assert secure["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert (plain["status"], plain["headers"]["Location"]) == (301, "https://portal.example.go.id/akun/login/")

    def test_is_asked_for_its_health_without(self, production):
        assert production["answers"][2]["status"] == 200

    def test_cookies_belong_to_this_host_alone(self, production):
        (cookie,) = production["answers"][0]["cookies"].items()
        assert cookie[0] == "__Host-csrf"
        assert (cookie[1]["secure"], cookie[1]["httponly"], cookie[1]["path"], cookie[1]["domain"]) == (
            True,
            True,
            "/",
            "",
        )
        assert cookie[1]["samesite"] == "Lax"
        assert production["session"] == ["__Host-sesi", True, True, "/", None]

    def test_names_no_demo_account(self, production):
        page = production["answers"][0]["page"]
        assert "Masuk ke Meja Redaksi" in page
        for words in ("penulis.dinkes", "blora-demo", "portal contoh"):
            assert words not in page
