"""A writer on a phone compares two versions, brings the older one back, and finds it in the form."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_story import save, write_in_editor

TITLE = "Jadwal Donor Darah PMI di Pendopo"
WRONG = "Donor darah dibuka pukul 09.00 WIB."


def fits(page: Page) -> None:
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond <= 0, f"{page.url}: {beyond} px"


def test_a_writer_compares_two_versions_and_brings_the_older_one_back(sign_in):
    writer = sign_in("penulis.dinkes")
    writer.goto("/admin/news/article/add/")
    writer.get_by_label("Judul").fill(TITLE)
    write_in_editor(writer, "Donor darah dibuka pukul 08.00 WIB.")
    save(writer)
    desk = writer.url
    article = re.search(r"/article/(\d+)/", desk)[1]
    writer.locator(".cke_wysiwyg_div").click()
    writer.keyboard.press("Control+A")
    writer.keyboard.type(WRONG)
    save(writer)

    # The history leads to the comparison; the hour that changed is marked.
    writer.get_by_role("link", name="Riwayat").first.click()
    fits(writer)
    writer.get_by_role("link", name="Bandingkan versi 2 dengan sebelumnya").click()
    expect(writer.locator(".compare__text-of-two del")).to_have_text("08.00")
    expect(writer.locator(".compare__text-of-two ins")).to_have_text("09.00")
    fits(writer)

    # Other two, chosen by hand and turned round.
    writer.get_by_label("dengan", exact=True).select_option("1")
    writer.get_by_role("button", name="Bandingkan").click()
    expect(writer.get_by_text("Jadwal Donor Darah PMI di Pendopo").last).to_be_visible()
    writer.get_by_label("dengan", exact=True).select_option("2")
    writer.get_by_role("button", name="Bandingkan").click()
    writer.get_by_role("link", name="Tukar").click()
    expect(writer.get_by_label("Bandingkan", exact=True)).to_have_value("2")

    # It asks once more, with what will change; then the old words stand in the form.
    expect(writer.get_by_role("heading", name="Pakai lagi versi 1?")).to_be_visible()
    expect(writer.locator(".compare__text-of-two ins")).to_have_text("08.00")
    fits(writer)
    writer.get_by_role("button", name="Pakai lagi versi ini").click()
    writer.wait_for_url(f"**/admin/news/article/{article}/change/")
    expect(writer.get_by_text("Versi lama dipakai lagi sebagai versi terbaru.")).to_be_visible()
    expect(writer.locator(".cke_wysiwyg_div")).to_contain_text("pukul 08.00 WIB")
    assert sign_in("admin.dpupr").goto(f"/admin/news/article/{article}/compare/").status == 404
