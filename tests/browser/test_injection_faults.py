"""Three faults planted in the portal, and a real Chromium that sees each: with the cleaner off, what was written does run."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.loaders.locmem import Loader
from django.test import Client

from news import html, snapshot
from tests.browser.test_injection import Watch
from tests.factories import ArticleFactory, PublicationFactory

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's loop runs in the thread that makes the pages
RUNS = '<img src="x" onerror="window.__jebol(1)">'
HOST = "http://localhost"


@pytest.fixture
def pages_of(browser):
    """`pages_of(user, address)` is what Chromium reports of a page that this process has made, under that page's own policy."""
    contexts = []

    def wrong(user, address: str) -> list[str]:
        client = Client(HTTP_HOST="localhost")
        client.force_login(user, backend="accounts.backends.SignInBackend")
        answer = client.get(address)
        assert answer.status_code == 200
        context = browser.new_context()
        contexts.append(context)
        made = {"body": answer.content, "content_type": "text/html", "headers": dict(answer.headers)}
        context.route("**/*", lambda route: _answer(route, address, made))
        watch = Watch(context.new_page())
        watch.page.goto(HOST + address)
        watch.page.wait_for_timeout(100)
        return watch.wrong(address)

    yield wrong
    for context in contexts:
        context.close()


def _answer(route, address: str, made: dict) -> None:
    if route.request.url == HOST + address:
        route.fulfill(body=made["body"], headers=made["headers"] | {"Content-Type": "text/html; charset=utf-8"})
    else:
        route.fulfill(status=404, body="")


@pytest.fixture
def article(pages_of, cast):
    """Published, so that its text can only be read at the desk; with a text that no service has cleaned."""
    made = ArticleFactory(
        opd=cast.dinkes,
        rubric=cast.rubric,
        created_by=cast.writer,
        published=True,
        body=f"<p>Isi</p>{RUNS}",
        title=RUNS,
    )
    ArticleFactory(opd=cast.dinkes, created_by=cast.writer, title=RUNS)
    PublicationFactory(article=made, body="<p>Isi</p>", title="Judul")
    return made


def test_without_a_fault_nothing_runs(pages_of, cast, article):
    for address in (
        f"/admin/news/article/{article.pk}/change/",
        f"/admin/news/article/{article.pk}/preview/",
        "/admin/",
    ):
        assert pages_of(cast.writer, address) == []


def test_with_the_cleaner_off_it_runs(pages_of, cast, article, monkeypatch):
    monkeypatch.setattr(html, "examine", lambda dirty: html.Examined(dirty, ()))
    assert any("ran 1" in one for one in pages_of(cast.writer, f"/admin/news/article/{article.pk}/change/"))


def test_with_titles_unescaped_it_runs(pages_of, cast, article, monkeypatch):
    engine = engines["django"].engine
    source = engine.get_template("news/admin/article_list.html").source
    changed = source.replace("{{ article.title }}", "{{ article.title|safe }}")
    monkeypatch.setattr(
        engine,
        "template_loaders",
        [Loader(engine, {"news/admin/article_list.html": changed}), *engine.template_loaders],
    )
    assert any("ran 1" in one for one in pages_of(cast.writer, "/admin/"))


def test_a_raw_preview_is_stopped_by_its_policy_alone_and_that_is_seen(pages_of, cast, article, monkeypatch):
    monkeypatch.setattr(snapshot, "html", SimpleNamespace(clean=lambda dirty: dirty, plain=html.plain))
    found = pages_of(cast.writer, f"/admin/news/article/{article.pk}/preview/")
    assert any("Content Security Policy" in one for one in found)
    assert any("<img onerror=" in one for one in found)
