"""A reader on a phone searches from the head of a page: other forms, an OPD, a slip, and nothing at all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.serving import run_sql

TITLE = "Pembangunan Pasar Ikan Tuntas"
WORDS = "Kios baru sudah dapat dipakai pedagang mulai Senin."


@pytest.fixture(scope="module")
def news(portal, place) -> str:
    """The short name of the OPD of a seeded item, which is given another text."""
    _, database = place
    pk, opd = run_sql(
        database,
        "SELECT p.article_id, o.short_name FROM news_publication p JOIN opd_opd o ON o.id = p.opd_id"
        " WHERE p.withdrawn_at IS NULL AND o.active ORDER BY p.published_at LIMIT 1",
    )[0]
    run_sql(
        database,
        f"UPDATE news_publication SET title='{TITLE}', search_text='{TITLE} {WORDS}' WHERE article_id={pk}",
    )
    return opd


def test_a_reader_searches_from_the_head_of_a_page(sign_in, news):
    reader = sign_in(None)
    reader.goto("/tentang/")
    box = reader.get_by_role("searchbox", name="Cari berita")
    box.click()
    box.fill("membangun pasar ikan")
    reader.get_by_role("search").get_by_role("button", name="Cari").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Cari berita")
    found = reader.get_by_role("link", name=TITLE)
    expect(found.locator("mark").first).to_have_text("Pembangunan")
    assert reader.evaluate("document.documentElement.scrollWidth") <= 390

    reader.get_by_text("Persempit").click()
    reader.get_by_label("OPD", exact=True).select_option(label=news)
    reader.get_by_role("button", name="Cari").click()
    expect(found).to_have_count(1)
    reader.get_by_role("link", name=re.compile(f"^{re.escape(news)}.*hapus saringan")).click()
    expect(reader.get_by_label("OPD", exact=True)).to_have_value("")


def test_a_slip_is_forgiven_and_nothing_found_helps_on(sign_in, news):
    reader = sign_in(None)
    reader.goto("/cari/?q=pembangunann pasar ikan")
    expect(reader.get_by_role("status")).to_contain_text("Menampilkan hasil untuk “pembangunan pasar ikan”")
    expect(reader.get_by_role("link", name=TITLE)).to_have_count(1)
    reader.get_by_role("link", name="Cari persis").click()
    expect(reader.get_by_role("status")).to_contain_text("Tidak ada berita")
    reader.get_by_role("link", name="daftar semua OPD").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Daftar OPD")
