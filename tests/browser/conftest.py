"""The seeded portal as `make run` serves it, on a port and a database of its own, and a real Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg2
import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here; Debian's package is called chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    return {"locale": "en-US", "timezone_id": "Europe/London"}  # neither may change what the portal shows


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    """The address of an empty database of the kind this run is about."""
    asked = os.environ.get("DATABASE_URL", "")
    if not asked.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'portal.sqlite3'}"
        return
    server, _, name = asked.rpartition("/")
    own = f"{name}_browser_{os.getpid()}"
    _on_server(server, f'CREATE DATABASE "{own}"')
    yield f"{server}/{own}"
    _on_server(server, f'DROP DATABASE "{own}" WITH (FORCE)')


def _on_server(server: str, statement: str) -> None:
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@pytest.fixture(scope="session")
def portal(database, tmp_path_factory):
    """Its address, once it answers. Everything it started ends with its process group."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    var = tmp_path_factory.mktemp("var")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(var),
        "DEMO": "1",
        "SECRET_KEY": "only-for-browser-tests-" + "0123456789" * 4,
        "DATABASE_URL": database,
        "PORTAL_VAR": str(var),
        "PORT": str(port),
    }
    with (var / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, var / "log")
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(START_SECONDS * 2):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"The portal did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def sign_in(browser, portal):
    """`sign_in("admin.dinkes")` is a page of that person's own browser; a script error or a refused resource fails the test."""
    contexts, complaints = [], []

    def page_of(username: str | None, width: int = 390, **options) -> Page:
        context = browser.new_context(
            base_url=portal,
            viewport={"width": width, "height": 844},
            locale="en-US",
            timezone_id="Europe/London",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _listen(page, message, complaints))
        if username is not None:
            page.goto("/akun/login/")
            form = page.locator("form[method=post]").first
            form.locator("[name=login]").fill(username)
            form.locator("[name=password]").fill("blora-demo")
            form.locator("button[type=submit]").click()
            page.wait_for_url("**/admin/")
        return page

    yield page_of
    for context in contexts:
        context.close()
    assert not complaints


def _listen(page: Page, message, complaints: list[str]) -> None:
    # Chromium also reports every answer above 399 here; those are what some steps expect.
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(f"{page.url}: {message.text}")
