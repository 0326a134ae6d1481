"""A review with notes, as people do it: an editor on a phone, the OPD's people, and somebody without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

TITLE = "Ambulans Desa Siaga: Cara Memanggil dan Apa yang Harus Disiapkan Keluarga"
WORDS = "petugas menyarankan urutan bicara"
SELECT = """words => {
    const walker = document.createTreeWalker(document.querySelector('.review__text [data-field=body]'), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at < 0) continue;
        node.parentElement.scrollIntoView({block: 'center'});
        getSelection().setBaseAndExtent(node, at, node, at + words.length);
        return;
    }
    throw new Error('not there');
}"""


@pytest.fixture
def article(sign_in) -> str:
    """The number of the seeded text that waits for review."""
    page = sign_in("redaktur2")
    page.goto("/admin/news/article/?q=Ambulans+Desa+Siaga")
    return re.search(r"/article/(\d+)/", page.locator("a", has_text=TITLE).first.get_attribute("href"))[1]


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def press(page: Page, verb: str, words: str = "") -> None:
    """A button of the bar; one that asks for something is unfolded first."""
    bar = page.locator(".review__bar")
    if bar.locator("summary", has_text=verb).count():
        bar.locator("summary", has_text=verb).first.click()
    if words:
        bar.locator("details[open] textarea").first.fill(words)
    bar.get_by_role("button", name=verb, exact=True).click()


def test_a_review_with_notes_on_a_phone(sign_in, article):  # noqa: PLR0915  (one story, told once)
    review, change = (f"/admin/news/article/{article}/{name}/" for name in ("review", "change"))
    editor = sign_in("redaktur", has_touch=True, is_mobile=True)
    writer, admin = sign_in("penulis.dinkes"), sign_in("admin.dinkes")

    # The editor reads, selects words, and the button stands at the thumb.
    editor.goto(review)
    assert fits(editor)
    expect(editor.get_by_role("button", name="Terbitkan", exact=True)).to_be_hidden()  # folded in its own question
    editor.evaluate(SELECT, WORDS)
    editor.get_by_role("button", name="Catat", exact=True).tap()
    form = editor.get_by_role("dialog", name="Catatan baru")
    expect(form.get_by_label("Bagian naskah")).to_have_value(WORDS)
    expect(form.get_by_label("Tentang")).to_be_focused()
    assert fits(editor)
    form.get_by_label("Tentang").select_option(label="5W1H")
    form.get_by_label("Catatan Anda").fill("Petugas dari mana?")
    form.get_by_role("button", name="Simpan catatan").tap()
    expect(editor.get_by_text("Catatan tersimpan.")).to_be_visible()
    expect(editor.locator("mark.passage", has_text=WORDS)).to_have_count(1)

    # One tap from the mark to its note, and one back.
    editor.locator("mark.passage", has_text=WORDS).tap()
    note = editor.locator(".note", has_text="Petugas dari mana?")
    expect(note).to_be_in_viewport()
    note.get_by_role("link").first.tap()
    expect(editor.locator("mark.passage", has_text=WORDS)).to_be_in_viewport()
    press(editor, "Kembalikan", "Lihat catatannya.")
    editor.wait_for_url("**/admin/news/queue/")
    expect(editor.get_by_text(f"“{TITLE}”: Dikembalikan.")).to_be_visible()

    # The writer finds it at the passage, answers, and sees the passage in the editor.
    writer.goto(change)
    note = writer.locator(".note", has_text="Petugas dari mana?")
    note.get_by_role("link").first.click()
    assert writer.url.endswith(change)
    expect(writer.locator(".cke_wysiwyg_div")).to_be_in_viewport()
    assert writer.evaluate("[...(CSS.highlights.get('passage') || [])].map(String)") == [WORDS]
    note.locator("summary", has_text="Jawab").click()
    note.get_by_label("Jawaban Anda").fill("Dari puskesmas.")
    note.get_by_role("button", name="Kirim jawaban").click()
    expect(writer.get_by_text("Jawaban tersimpan.")).to_be_visible()

    # They correct the words; meanwhile unsaved words hold the notes' buttons back. Saved, it is marked done.
    writer.locator(".cke_wysiwyg_div").click()
    writer.keyboard.press("Control+Home")
    writer.keyboard.type("Ini pesan petugas puskesmas. ")
    expect(writer.locator(".note").first.get_by_role("button", name="Tandai selesai")).to_be_disabled()
    writer.locator("#submit-row button[name=_save]").click()
    expect(writer.get_by_text("Tersimpan.")).to_be_visible()
    writer.locator(".note", has_text="Petugas dari mana?").get_by_role("button", name="Tandai selesai").click()
    expect(writer.get_by_text("Catatan ditandai selesai.")).to_be_visible()

    # The admin is reminded of the note that is left, and submits.
    admin.goto(review)
    admin.locator(".review__bar summary", has_text="Ajukan").click()
    expect(admin.get_by_text("Masih ada 1 catatan yang belum selesai")).to_be_visible()
    admin.locator(".review__bar").get_by_role("button", name="Ajukan", exact=True).click()
    expect(admin.get_by_text("Diajukan.")).to_be_visible()

    # The editor sees what changed, and publishes.
    editor.goto(review)
    expect(editor.locator(".review__change ins", has_text="puskesmas").first).to_be_visible()
    expect(editor.get_by_text("1 catatan selesai")).to_be_visible()
    assert fits(editor)
    press(editor, "Terbitkan")
    expect(editor.get_by_text("Terbit. Pembaca sudah bisa membacanya di portal.")).to_be_visible()
    editor.get_by_role("link", name="Lihat lagi").tap()
    expect(editor.get_by_role("link", name="Buka di portal")).to_be_visible()


def test_a_note_without_a_mouse(sign_in):
    page = sign_in("redaktur", width=1280)
    page.goto("/admin/news/queue/")
    page.get_by_role("link", name=re.compile("^Sapi Berliur")).first.click()
    stop = page.get_by_role("button", name=re.compile("^Catat bagian ini:")).nth(2)
    stop.focus()
    expect(stop).to_be_in_viewport()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Catatan baru")
    quote = form.get_by_label("Bagian naskah").input_value()
    assert len(quote) > 20
    expect(form.get_by_label("Tentang")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Kapan?")
    page.keyboard.press("Escape")  # closed by mistake: the words are still there
    expect(form).to_be_hidden()
    stop.press("Enter")
    expect(form.get_by_label("Catatan Anda")).to_have_value("Kapan?")
    form.get_by_role("button", name="Simpan catatan").press("Enter")
    expect(page.get_by_text("Catatan tersimpan.")).to_be_visible()
    expect(page.locator(".note", has_text="Kapan?")).to_be_focused()


ACROSS = """() => {
    const [first, last] = document.querySelectorAll('.review__text [data-field=body] > p');
    getSelection().setBaseAndExtent(first.firstChild, 0, last.firstChild, 4);
}"""


def test_a_note_across_a_photo_takes_the_texts_own_words(sign_in):
    """What the desk says of the photo (its alternative text, who took it) is not the text."""
    page = sign_in("redaktur", width=1280)
    page.goto("/admin/news/queue/")
    page.get_by_role("link", name=re.compile("^Sapi Berliur")).first.click()
    number = re.search(r"/article/(\d+)/", page.url)[1]
    page.goto(f"/admin/news/article/{number}/change/")
    page.wait_for_function("window.CKEDITOR && CKEDITOR.instances.id_body?.status === 'ready'")
    photo = page.evaluate("document.querySelector('#id_lead').value")
    figure = f'<figure data-media="{photo}" data-alt="Sapi di kandang"><figcaption>Sapi sehat</figcaption></figure>'
    page.evaluate(
        "text => CKEDITOR.instances.id_body.setData(text)", f"<p>Kandang dibersihkan.</p>{figure}<p>Esok lagi.</p>"
    )
    page.locator("#submit-row button[name=_save]").click()
    page.goto(f"/admin/news/article/{number}/review/")
    shown = page.locator("[data-field=body] img[alt='Sapi di kandang']")
    shown.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=shown.element_handle())
    expect(page.locator(".review__change ins img").first).to_be_visible()
    page.evaluate(ACROSS)
    page.get_by_role("button", name="Catat", exact=True).click()
    form = page.get_by_role("dialog", name="Catatan baru")
    expect(form.get_by_label("Bagian naskah")).to_have_value("Kandang dibersihkan. Sapi sehat Esok")
    form.get_by_label("Tentang").select_option(index=1)
    form.get_by_label("Catatan Anda").fill("Periksa.")
    form.get_by_role("button", name="Simpan catatan").click()
    marked = page.locator("[data-field=body] mark.passage")  # others stand in other fields
    expect(marked).to_have_text(["Kandang dibersihkan.", "Sapi sehat", "Esok"])
