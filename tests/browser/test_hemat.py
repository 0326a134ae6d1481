"""Readers who save data, and dark screens: what a person does, in a real browser on the seeded portal."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def article(portal, sign_in):
    """The address of an article with a picture above its text."""
    page = sign_in(None)
    page.goto("/berita/")
    addresses = page.locator(".card:has(.picture img) .card__title a").evaluate_all(
        "links => links.map(a => a.pathname)"
    )
    return addresses[0]


def pictures_asked(page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/media/" in request.url else None)
    return asked


def test_hemat_waits_for_a_tap_and_is_remembered(sign_in, article):
    page = sign_in(None)
    page.goto(article)
    page.get_by_role("link", name="Hemat data: nyalakan").click()
    page.wait_for_url(re.compile(r"hemat=1"))
    asked = pictures_asked(page)
    page.reload()
    assert page.locator("main img").count() == 0
    assert asked == []
    assert "hemat" not in page.locator("link[rel=canonical]").get_attribute("href")
    page.goto(article)  # a link from elsewhere, without the word in it
    page.wait_for_url(re.compile(r"hemat=1"))
    page.wait_for_load_state("networkidle")
    asked.clear()  # what the first page asked for before its script could say so
    page.get_by_role("link", name="Tampilkan gambar").first.click()
    picture = page.locator("main figure img").first
    picture.wait_for()
    page.wait_for_function("() => document.querySelector('main figure img').naturalWidth > 0")
    assert len(set(asked)) == 1
    page.get_by_role("link", name="Hemat data: matikan").click()
    page.wait_for_url(re.compile(r"hemat=0"))
    assert page.locator("main figure img").count() >= 1


def test_without_a_script_links_keep_it_and_a_tap_opens_the_file(sign_in, article):
    page = sign_in(None, java_script_enabled=False)
    page.goto(f"{article}?hemat=1")
    assert page.locator("a[data-picture]").first.get_attribute("href").startswith("/media/")
    page.get_by_role("link", name="Berita", exact=True).first.click()
    page.wait_for_url(re.compile(r"/berita/\?hemat=1"))
    assert page.locator("main .picture img").count() == 0


def test_a_browser_that_saves_data_needs_no_word(sign_in, article):
    page = sign_in(None, extra_http_headers={"Save-Data": "on"})
    page.goto(article)
    assert page.locator("main img").count() == 0
    page.get_by_role("link", name="Hemat data: matikan").click()
    page.wait_for_url(re.compile(r"hemat=0"))
    assert page.locator("main figure img").count() >= 1


def test_dark_screens_get_other_colours_and_no_page_is_refused_anything(sign_in, article):
    """`sign_in` listens for what the policy refuses."""
    grounds = {}
    for scheme in ("light", "dark"):
        page = sign_in(None, color_scheme=scheme)
        for address in ("/", article, "/opd/dinkes/", "/cari/?q=air"):
            page.goto(address)
            colours = "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
            grounds.setdefault(scheme, set()).add(tuple(page.evaluate(colours)))
    assert grounds == {
        "light": {("rgb(250, 247, 242)", "rgb(31, 26, 23)")},
        "dark": {("rgb(20, 17, 15)", "rgb(243, 237, 230)")},
    }
