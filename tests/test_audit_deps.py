"""`make audit-deps`, against an advisory source on this machine: a hole, no hole, no answer, and half an answer."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import audit_deps

ROOT = Path(__file__).parents[1]
HOLE = {
    "id": "GHSA-test-hole-0001",
    "aliases": ["CVE-2099-0001"],
    "summary": "A hole made up for this test.",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}],
        }
    ],
}
HASH = "sha256:" + "0" * 64


@pytest.fixture
def lock(tmp_path, monkeypatch):
    """Two packages instead of a hundred."""
    path = tmp_path / "run.txt"
    path.write_text(f"django==5.2.19 --hash={HASH}\nnh3==0.3.2 --hash={HASH}\n")
    monkeypatch.setattr(audit_deps, "LOCKS", [path])
    monkeypatch.setattr(audit_deps, "REQUEST_SECONDS", 1)
    return path


@pytest.fixture
def source(monkeypatch):
    """`source(answers)`: an OSV on loopback that answers by package; `source.asked` lists what it was asked."""
    servers = []

    def start(answer):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                start.asked.append((query["package"]["name"], query["version"]))
                status, body = answer(query["package"]["name"])
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("AUDIT_OSV_URL", f"http://127.0.0.1:{server.server_port}/v1/query")

    start.asked = []
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_known_hole_fails_the_build_and_is_named(lock, source, capsys):
    source(lambda name: (200, json.dumps({"vulns": [HOLE]} if name == "django" else {}).encode()))
    assert audit_deps.main() == 1
    said = capsys.readouterr().out
    assert "HOLE  django 5.2.19: CVE-2099-0001, GHSA-test-hole-0001. Fixed in: 99.1." in said
    assert "2 packages checked" in said
    assert "1 known hole." in said
    assert source.asked == [("django", "5.2.19"), ("nh3", "0.3.2")]


def test_no_hole_is_said_only_after_asking(lock, source, capsys):
    source(lambda name: (200, b"{}"))
    assert audit_deps.main() == 0
    said = capsys.readouterr().out
    assert "2 packages checked" in said
    assert "no known holes." in said
    assert "NOTHING" not in said


def nothing_was_checked(said: str) -> bool:
    """The sentence, and nothing that could be taken for a good result."""
    return "NOTHING WAS CHECKED" in said and "known hole" not in said and "o known vulnerabilities" not in said


def test_a_closed_port_is_no_result(lock, monkeypatch, capsys):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("AUDIT_OSV_URL", f"http://127.0.0.1:{port}/v1/query")
    assert audit_deps.main() == 0
    assert nothing_was_checked(capsys.readouterr().out)


@pytest.mark.parametrize("answer", [(500, b"{}"), (404, b""), (200, b"<html>log in first</html>"), (200, b"[]x")])
def test_an_answer_that_is_none_is_no_result(lock, source, capsys, answer):
    source(lambda name: answer)
    assert audit_deps.main() == 0
    assert nothing_was_checked(capsys.readouterr().out)


def test_a_source_that_never_answers_does_not_hang_the_build(lock, monkeypatch, capsys):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("AUDIT_OSV_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/v1/query")
        assert audit_deps.main() == 0
        monkeypatch.setattr(audit_deps, "REQUEST_SECONDS", 60)
        monkeypatch.setattr(audit_deps, "ALL_SECONDS", 3)
        assert audit_deps.main() == 0
    said = capsys.readouterr().out
    assert nothing_was_checked(said)
    assert "no answer within 3 seconds" in said


def test_packages_that_were_skipped_are_not_taken_for_checked(monkeypatch, capsys):
    """As pip-audit answers behind a mirror without advisories: every package skipped, exit 0, all well."""
    skipped = [{"name": "django", "skip_reason": "not found on PyPI"}]
    monkeypatch.delenv("AUDIT_OSV_URL", raising=False)
    monkeypatch.setattr(audit_deps, "ask", lambda source: (skipped, ""))
    assert audit_deps.main() == 0
    assert nothing_was_checked(capsys.readouterr().out)


def test_half_an_answer_says_which_half(monkeypatch, capsys):
    half = [{"name": "django", "version": "5.2.19", "vulns": []}, {"name": "nh3", "skip_reason": "not found"}]
    monkeypatch.delenv("AUDIT_OSV_URL", raising=False)
    monkeypatch.setattr(audit_deps, "ask", lambda source: (half, ""))
    assert audit_deps.main() == 0
    said = capsys.readouterr().out
    assert "NOT CHECKED (PyPI does not know them): nh3." in said
    assert "1 packages checked" in said


def test_the_target_asks_about_everything_that_is_locked(source, capsys):
    source(lambda name: (200, b"{}"))
    assert audit_deps.main() == 0
    names = {name for name, _ in source.asked}
    assert {"django", "django-ckeditor", "pillow", "nh3", "pytest"} <= names
    assert "NOT CHECKED" not in capsys.readouterr().out
    made = subprocess.run(["make", "-n", "audit-deps"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "tests/audit_deps.py" in made.stdout
