"""The corpus in real Chromium: on every page that shows what somebody typed, none of it runs, and the detector is seen to detect."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import suppress

import pytest
from playwright.sync_api import Error

from tests.content.corpus import pages
from tests.serving import ROOT

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
READY = "window.CKEDITOR && CKEDITOR.instances.id_body && CKEDITOR.instances.id_body.status === 'ready'"
PASTE = """text => CKEDITOR.instances.id_body.fire('paste', {dataValue: text, method: 'paste', type: 'html',
    dataTransfer: new CKEDITOR.plugins.clipboard.dataTransfer()})"""
BLANK = "http://pembaca.test/"
# What a browser made of the page: anything that could still act when somebody presses, hovers or focuses.
ACTING = """() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
    .filter(a => (/^(on|x-|@|:|v-|hx-)/.test(a.name) && a.value.includes('__jebol'))
        || (['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc'].includes(a.name)
            && /^[\\s\\x00-\\x20]*(javascript|data|vbscript):/i.test(a.value) && a.value.includes('__jebol')))
    .map(a => `<${element.localName} ${a.name}=${a.value}>`))"""


class Watch:
    """One browser of one person. `ran` holds the numbers of the payloads that did run; dialogs and refusals count as well."""

    def __init__(self, page) -> None:
        self.page, self.ran, self.complaints = page, [], []
        page.context.expose_binding("__jebol", lambda source, number=0: self.ran.append(number))
        page.on("dialog", self._dialog)
        page.on("console", self._listen)

    def _dialog(self, dialog) -> None:
        self.ran.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _listen(self, message) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.complaints.append(f"{self.page.url}: {message.text[:200]}")

    def wrong(self, where: str) -> list[str]:
        """What happened since it was last asked."""
        found = [f"{where}: ran {number}" for number in self.ran] + self.complaints
        found += [f"{where}: {one}" for one in self.page.evaluate(ACTING)]
        self.ran, self.complaints = [], []
        return found

    def open(self, address: str, ready: str = "") -> list[str]:
        self.page.goto(address)
        if ready:
            self.page.wait_for_function(ready)
        return self.wrong(address)


@pytest.fixture(scope="module")
def planted(portal, place):
    """The articles with the corpus, written past every service, and taken away again."""
    _, database = place
    environment = {
        "PATH": os.environ["PATH"],
        "DEMO": "1",
        "SECRET_KEY": "only-for-browser-tests-" + "0123456789" * 4,
        "DATABASE_URL": database,
        "PORT": portal.rpartition(":")[2],
    }

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "tests.content.plant", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    yield json.loads(run())
    run("remove")


def test_the_detector_detects(browser):
    """The same texts on a page of nobody, without cleaner and without policy: most of them run."""
    context = browser.new_context()
    watch, ran = Watch(context.new_page()), set()
    shown: list[str] = []
    context.route("**/*", lambda route: _answer(route, shown))
    for page in pages():
        for payload in page:
            shown[:] = [payload.text] if payload.swallows else [one.text for one in page]
            _open_blank(watch)
            ran |= set(watch.ran)
            if not payload.swallows:
                break
    context.close()
    assert len(ran) >= 100, len(ran)


def _answer(route, shown: list[str]) -> None:
    if route.request.url == BLANK:
        route.fulfill(body=f"<!doctype html><meta charset=utf-8><body>{' '.join(shown)}", content_type="text/html")
    else:
        route.fulfill(status=404, body="")


def _open_blank(watch: Watch) -> None:
    with suppress(Error):  # a payload may keep its page loading for ever, or lead it away
        watch.page.goto(BLANK, timeout=1000)
    watch.page.wait_for_timeout(50)


def test_nothing_runs_in_public(sign_in, planted):
    watch = Watch(sign_in(None))
    wrong = []
    for address in ("/", "/berita/", "/opd/", "/opd/dinkes/", "/opd/dinkes/berita/", "/rubrik/jebol-3/", "/feed/"):
        wrong += watch.open(address)
    for number in planted:
        wrong += watch.open(f"/berita/{number}/x/")
        assert watch.page.locator(".sheet td").count()  # the table behind the infographic
        wrong += watch.open(f"/opd/dinkes/galeri/{number}/")
        wrong += watch.open(f"/opd/dinkes/galeri/{number}/1/")
    assert wrong == []


def test_nothing_runs_on_an_opds_own_pages(sign_in, planted):
    """In public, in the editor, and in the history, where a version is shown as it is kept."""
    kinds = ("profil", "visi-misi", "struktur-organisasi", "tugas-fungsi", "pejabat", "layanan", "kontak", "ppid")
    reader, keeper = Watch(sign_in(None)), Watch(sign_in("admin.bpbd"))
    keeper.page.goto("/admin/")
    site = keeper.page.locator("a[href$='/site/']").first.get_attribute("href")
    wrong = []
    for kind in kinds:
        wrong += reader.open(f"/opd/bpbd/{kind}/")
        assert reader.page.locator(".prose p").count()
        wrong += keeper.open(f"{site}{kind}/history/?versi=1")
        assert keeper.page.locator(".as-read p").count()
    for kind in kinds[:2]:
        wrong += keeper.open(f"{site}{kind}/", READY)
    assert wrong == []


def test_nothing_runs_in_the_library(sign_in, planted):
    """Its list, the piece of it that the chooser shows, and the form of each asset."""
    watch = Watch(sign_in("admin.dinkes"))
    wrong = []
    wrong += watch.open("/admin/news/mediaasset/?q=jebol")
    assert watch.page.locator(".library__item").count()
    found = watch.page.evaluate("[...document.querySelectorAll('a.library__item')].map(link => link.pathname)")
    opd = re.search(r'data-opd="(\d+)"', watch.page.request.get("/admin/news/mediaasset/upload/").text())[1]
    for pool in ("", "&pool=1"):
        wrong += watch.open(f"/admin/news/mediaasset/choose/?opd={opd}&q=jebol{pool}")
        assert watch.page.locator("[data-media-id]").count()
    for address in found:
        wrong += watch.open(address)
    assert wrong == []


def test_nothing_runs_in_a_feed_reader(sign_in, planted, browser, portal):
    """What the feed carries, put into a page that has no policy at all."""
    reader = sign_in(None)
    feed = ET.fromstring(reader.request.get("/feed/").body())
    shown = [
        text for item in feed.iter("item") for text in (item.findtext(CONTENT), html.escape(item.findtext("title")))
    ]
    assert len(shown) == 40
    watch = Watch(reader)
    reader.context.route(f"{BLANK}**", lambda route: _answer(route, shown))
    # Chromium lets no strange page ask this machine for the feed's pictures: they are given to it.
    reader.context.route(
        "**/media/*", lambda route: route.fulfill(status=200, content_type="image/gif", body=b"GIF89a")
    )
    _open_blank(watch)
    assert watch.wrong("feed") == []


def test_nothing_runs_at_the_desk_with_the_editor_open(sign_in, planted):
    watch = Watch(sign_in("pengelola"))
    wrong = []
    for number in planted:
        wrong += watch.open(f"/admin/news/article/{number}/change/", READY)
    for address in (
        "/admin/",
        "/admin/news/article/",
        "/admin/opd/unit/?q=jebol",
        "/admin/accounts/user/?q=jebol",
        "/admin/news/rubric/",
        "/admin/news/notetag/",
    ):
        wrong += watch.open(address)
    assert wrong == []


def test_nothing_runs_in_preview_history_review_and_comparison(sign_in, planted):
    watch = Watch(sign_in("pengelola"))
    wrong = []
    for number in planted:
        wrong += watch.open(f"/admin/news/article/{number}/preview/")
        wrong += watch.open(f"/admin/news/article/{number}/history/")
        wrong += watch.open(f"/admin/news/article/{number}/review/")
        assert watch.page.locator("[id^=catatan-]").count()
        wrong += watch.open(f"/admin/news/article/{number}/compare/?dari=1&ke=2")
        assert watch.page.locator("ins, del").count()
    assert wrong == []


def test_nothing_runs_for_the_editor_who_reviews(sign_in, planted):
    watch = Watch(sign_in("redaktur"))
    wrong = []
    for address in ("/admin/", "/admin/news/queue/", "/admin/news/article/"):
        wrong += watch.open(address)
    for number in planted[::3]:
        wrong += watch.open(f"/admin/news/article/{number}/change/")
        assert watch.page.locator(".as-read").count() == 1
    assert wrong == []


def test_nothing_runs_when_it_is_put_into_the_editor(sign_in, browser, portal):
    """As its source, and pasted: the page's policy lets handlers in attributes run, so it is the editor that must not keep
    them. Addresses it does keep (nobody opens a link while writing); the cleaner takes those."""
    signed_in = sign_in("penulis.dinkes").context.storage_state()
    context = browser.new_context(base_url=portal, storage_state=signed_in)  # refused loads are expected here
    watch = Watch(context.new_page())
    watch.open("/admin/news/article/add/", READY)
    wrong = []
    for page in pages():
        text = " ".join(payload.text for payload in page).replace("\x00", "")
        for act in ("text => CKEDITOR.instances.id_body.setData(text)", PASTE):
            watch.page.evaluate(act, text)
            watch.page.wait_for_timeout(30)
            wrong += [
                one for one in watch.wrong(f"page of {page[0]}") if ": ran" in one or re.search(r": <[\w:-]+ on", one)
            ]
    context.close()
    assert wrong == []
