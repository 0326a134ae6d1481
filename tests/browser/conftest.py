"""The seeded portal as `make run` serves it, on a port and a database of its own, and a real Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.serving import served

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
def portal(place):
    """Its address, once it answers."""
    folder, database = place
    with served(database, folder) as address:
        yield address


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
