"""What only a real browser shows: it reports what the policy refuses, and a form outlives its session."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PLANTED = "<img src=x onerror='window.ran = true'><img src='https://jahat.example/foto.png?nama=siti'>"


@pytest.fixture
def visitor(browser, portal):
    context = browser.new_context(base_url=portal, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_a_planted_script_does_not_run_and_is_reported(visitor, sign_in):
    visitor.goto("/opd/?q=rahasia")
    with (
        visitor.expect_request(lambda request: "script-src-attr" in (request.post_data or "")) as script,
        visitor.expect_request(lambda request: "jahat.example" in (request.post_data or "")) as picture,
    ):
        visitor.evaluate("planted => document.body.insertAdjacentHTML('beforeend', planted)", PLANTED)
    for report in (script, picture):
        assert report.value.url.endswith("/laporan-peramban/")
        assert report.value.response().status == 204
    assert visitor.evaluate("window.ran") is None
    assert visitor.context.cookies() == []

    desk = sign_in("pengelola", width=1280)
    desk.goto("/admin/blora_portal/browserreport/")
    row = desk.locator("#result_list tr", has_text="script-src-attr")
    expect(row).to_contain_text("Skrip yang bukan milik portal dicegah berjalan")
    expect(row).to_contain_text("Perlu diperiksa")
    expect(row).to_contain_text("/opd/")
    expect(desk.locator("#result_list tr", has_text="img-src")).to_contain_text("https://jahat.example")
    assert "siti" not in desk.locator("#result_list").inner_text()
    assert "rahasia" not in desk.locator("#result_list").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_reports_and_a_persons_own_page_do_not_scroll_sideways(sign_in, width):
    page = sign_in("pengelola", width=width)
    for place in ("/admin/blora_portal/browserreport/", "/akun/keamanan/"):
        page.goto(place)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, place


def test_a_text_outlives_its_session(sign_in):
    """Signed out in one tab, saved in the other: the words are there, and signing in opens beside them."""
    page = sign_in("penulis.dinkes")
    page.goto("/admin/news/article/add/")
    page.get_by_label("Judul").fill("Judul yang tidak boleh hilang")
    editor = page.locator(".cke_wysiwyg_div")
    editor.click()
    page.keyboard.type("Isi yang tidak boleh hilang.")
    other = page.context.new_page()
    other.goto("/akun/logout/")
    other.locator("main form button[type=submit]").click()
    other.wait_for_url("**/akun/login/")

    page.locator("#submit-row button[name=_save]").click()
    expect(page.get_by_role("heading", name="Belum tersimpan: Anda perlu masuk lagi")).to_be_visible()
    expect(page.get_by_label("Judul")).to_have_value("Judul yang tidak boleh hilang")
    assert "Isi yang tidak boleh hilang." in page.get_by_label("Isi").input_value()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk di tab baru").click()
    opened.value.locator("[name=login]").fill("penulis.dinkes")
    opened.value.locator("[name=password]").fill("blora-demo")
    opened.value.locator("form[method=post] button[type=submit]").first.click()
    opened.value.wait_for_url("**/admin/news/article/add/")
    expect(page.get_by_label("Judul")).to_have_value("Judul yang tidak boleh hilang")


def test_a_device_is_signed_out_from_another(sign_in):
    sign_in("redaktur2")
    office = sign_in("redaktur2", width=1280)
    office.goto("/akun/keamanan/")
    office.get_by_role("button", name="Keluarkan semua yang lain").click()  # whom other tests left signed in
    phone = sign_in("redaktur2")
    office.goto("/akun/keamanan/")
    before = office.get_by_role("listitem").filter(has_text="Masuk sejak").count()
    office.get_by_role("button", name="Keluarkan semua yang lain").click()
    expect(office.get_by_text("Semua peranti lain sudah dikeluarkan.")).to_be_visible()
    assert before == 2
    phone.goto("/admin/")
    phone.wait_for_url("**/akun/login/**")
    expect(phone.get_by_text("Anda tidak lagi masuk di peranti ini")).to_be_visible()
