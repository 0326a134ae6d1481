"""A reader of an OPD's site on its own host: its pages are there, its news is read on the portal."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect


def test_a_reader_goes_round_the_site_and_on_to_the_portal(sign_in, portal):
    port = urlsplit(portal).port
    own, shared = f"http://dinkes.localhost:{port}", f"http://localhost:{port}"
    page = sign_in(None)
    page.goto(f"{own}/")
    expect(page.locator("h1")).to_have_text(re.compile("Dinas Kesehatan"))
    menu = page.get_by_role("navigation", name="Situs Dinkes")
    menu.get_by_role("link", name="Berita", exact=True).click()
    page.wait_for_url(f"{own}/berita/")
    page.go_back()
    page.wait_for_url(f"{own}/")
    page.get_by_role("link", name="Profil", exact=True).first.click()
    page.wait_for_url(f"{own}/profil/")
    page.goto(f"{own}/berita/")
    item = page.locator(f'main a[href^="{shared}/berita/"]').first
    item.click()
    page.wait_for_url(re.compile(rf"{shared}/berita/\d+/"))
    expect(page.locator("article h1")).to_be_visible()
    assert page.context.cookies() == []


def test_the_desk_is_not_there_and_a_stranger_gets_one_sentence(sign_in, portal):
    port = urlsplit(portal).port
    page = sign_in(None)
    answer = page.request.get(f"{portal}/admin/", headers={"Host": f"dinkes.localhost:{port}"}, max_redirects=0)
    assert answer.status == 404
    answer = page.request.get(f"{portal}/", headers={"Host": "dinkes.localhost.evil.example"}, max_redirects=0)
    assert (answer.status, answer.text()) == (421, "Alamat ini bukan bagian dari portal Blora.\n")
