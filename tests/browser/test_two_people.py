"""Two people at one article, each at a phone: they see each other, and neither loses a word."""

from __future__ import annotations

from playwright.sync_api import Page, Response, expect

TITLE = "Posyandu Ngawen Buka Setiap Selasa"


def press_save(page: Page) -> None:
    page.locator("#submit-row button[name=_save]").click()


def save(page: Page) -> None:
    press_save(page)
    expect(page.get_by_text("Tersimpan.")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.locator(".cke_wysiwyg_div").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def body(page: Page):
    return page.locator(".cke_wysiwyg_div")


def ask_now(page: Page) -> None:
    """As when a page comes back to the front; otherwise it asks every twenty seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def told_writing(response: Response) -> bool:
    """The portal's answer to "I am writing": only after it can the other person be told."""
    return response.url.endswith("/here/") and '"writing":true' in (response.request.post_data or "")


def test_two_people_see_each_other_and_their_texts_are_put_together(sign_in):
    first, second = sign_in("penulis.dinkes"), sign_in("admin.dinkes")
    first.goto("/admin/news/article/add/")
    first.get_by_label("Judul").fill(TITLE)
    write(first, "Posyandu buka pukul 08.00 WIB.")
    save(first)

    # They see each other, and who is writing.
    second.goto(first.url)
    expect(second.get_by_role("status").filter(has_text="Penulis Dinkes juga membuka naskah ini.")).to_be_visible()
    with first.expect_response(told_writing):
        first.get_by_label("Judul").fill(f"{TITLE} dan Kamis")
    ask_now(second)
    expect(second.get_by_text("Penulis Dinkes sedang menulis di naskah ini.")).to_be_visible()

    # One changes the title, the other the body: told at once, put together, saved.
    save(first)
    write(second, " Bawa buku KIA.")
    ask_now(second)
    expect(second.get_by_text("Penulis Dinkes baru saja menyimpan versi 2. Simpan tulisan Anda:")).to_be_visible()
    press_save(second)
    expect(second.get_by_role("heading", name="Belum tersimpan: Penulis Dinkes menyimpan versi 2")).to_be_visible()
    expect(second.get_by_text("Judul diambil dari versi terbaru")).to_be_visible()
    expect(second.get_by_label("Judul")).to_have_value(f"{TITLE} dan Kamis")
    assert second.get_by_role("radio").count() == 0
    save(second)
    expect(second.get_by_label("Judul")).to_have_value(f"{TITLE} dan Kamis")
    expect(body(second)).to_contain_text("pukul 08.00 WIB. Bawa buku KIA.")

    # Both change the body: the words are marked, and the second one chooses.
    first.reload()
    write(first, " Bawa KTP.")
    write(second, " Bawa payung.")
    save(first)
    press_save(second)
    expect(second.locator(".conflict del", has_text="KTP")).to_be_visible()
    expect(second.locator(".conflict ins", has_text="payung")).to_be_visible()
    assert second.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    theirs = second.get_by_label("Pakai versi terbaru untuk bagian ini")
    theirs.check()
    write(second, " Ini")  # whoever goes on writing has chosen the own text
    expect(theirs).not_to_be_checked()
    theirs.check()
    save(second)
    expect(body(second)).to_contain_text("Bawa buku KIA. Bawa KTP.")
    expect(body(second)).not_to_contain_text("payung")


def test_an_ended_session_is_told_and_the_page_asks_no_more(sign_in):
    page = sign_in("penulis.dinkes")
    page.goto("/admin/news/article/add/")
    page.get_by_label("Judul").fill("Sesi yang berakhir")
    save(page)
    page.get_by_label("Judul").fill("Belum tersimpan")
    page.context.clear_cookies(name="sesi")
    ask_now(page)
    told = page.get_by_text("Anda sudah keluar. Salin tulisan Anda sebelum masuk lagi.")
    expect(told).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    ask_now(page)
    page.wait_for_timeout(500)
    assert not [url for url in asked if url.endswith("/here/")]
    expect(page.get_by_label("Judul")).to_have_value("Belum tersimpan")
