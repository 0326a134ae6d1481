"""The whole story, as people do it on a phone: from a writer's draft to a page on the portal and off it again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from seeds.covers import cover

TITLE = "Puskesmas Ngawen Buka Layanan Imunisasi Sabtu Pagi"
BETTER = "Puskesmas Ngawen Buka Layanan Imunisasi Setiap Sabtu Pagi"


def save(page: Page) -> None:
    page.locator("#submit-row button[name=_save]").click()
    expect(page.get_by_text("Tersimpan.")).to_be_visible()


def unfold(page: Page, verb: str):
    """The verb's form, unfolded when it asks something."""
    form = page.locator("form", has=page.locator(f'button:text-is("{verb}")'))
    form.wait_for(state="attached")
    summary = page.locator("summary", has_text=re.compile(rf"^\s*{verb}\s*$"))
    if summary.count():
        summary.click()
    return form


def press(page: Page, verb: str, reason: str = "") -> None:
    form = unfold(page, verb)
    if reason:
        form.locator("textarea").fill(reason)
    form.get_by_role("button", name=verb, exact=True).click()
    page.wait_for_load_state()


def publish_with_ralat(page: Page, correction: str) -> None:
    """Of a text that readers had the editor is asked what was changed; without an answer nothing goes out."""
    form = unfold(page, "Terbitkan")
    form.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(form.get_by_label("Ejaan atau tata letak saja")).to_be_focused()  # the browser's own question
    form.get_by_label("Isi berita: tulis ralat").check()
    form.get_by_label("Ralat untuk pembaca").fill(correction)
    form.get_by_role("button", name="Terbitkan", exact=True).click()
    page.wait_for_load_state()


def write_in_editor(page: Page, text: str) -> None:
    editor = page.locator(".cke_wysiwyg_div")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "imunisasi.jpg"
    path.write_bytes(cover("jati", 5, "cerita"))
    return path


def test_from_a_draft_to_the_portal_and_off_it_again(sign_in, photo):  # noqa: PLR0915  (one story, told once)
    writer, admin, outsider, editor, visitor = (
        sign_in(name) for name in ("penulis.dinkes", "admin.dinkes", "admin.dpupr", "redaktur", None)
    )

    # The writer writes with CKEditor, uploads a picture and hands in.
    writer.get_by_role("link", name="Tulis berita").first.click()
    writer.get_by_label("Judul").fill(TITLE)
    write_in_editor(writer, "Warga Ngawen bisa membawa anak untuk imunisasi setiap Sabtu pukul 08.00 WIB. ")
    writer.get_by_label("Ringkasan", exact=True).fill("Layanan tambahan bagi orang tua yang bekerja pada hari lain.")
    writer.locator("input[name=picture]").set_input_files(photo)
    writer.get_by_label("Teks alternatif foto").fill("Ilustrasi daun jati")
    writer.get_by_label("Sumber foto").fill("Ilustrasi: Dinkes")
    writer.get_by_label("Rubrik").select_option(label="Kesehatan")
    save(writer)
    article = re.search(r"/article/(\d+)/", writer.url)[1]
    desk = f"/admin/news/article/{article}/change/"
    press(writer, "Serahkan")
    expect(writer.get_by_text("Diserahkan. Admin OPD sudah diberi tahu.")).to_be_visible()
    assert writer.get_by_role("button", name="Ajukan", exact=True).count() == 0

    # Another OPD's admin gets nothing by list or guessed address; neither does the editor yet.
    outsider.goto("/admin/news/article/?q=Imunisasi")
    assert outsider.get_by_text(TITLE).count() == 0
    for page in ("change", "preview", "history", "delete"):
        assert outsider.goto(f"/admin/news/article/{article}/{page}/").status == 404
    assert editor.goto(desk).status == 404

    # The admin finds it on the starting page and submits it.
    admin.goto("/admin/")
    admin.get_by_role("link", name=TITLE).click()
    press(admin, "Ajukan")
    expect(admin.get_by_text("Diajukan. Redaksi Dinkominfo akan meninjaunya.")).to_be_visible()

    # The editor reads it in the queue and returns it with a note.
    editor.goto("/admin/news/queue/")
    editor.get_by_role("link", name=TITLE).click()
    press(editor, "Kembalikan", "Judulnya kurang kata “setiap”.")
    expect(editor.get_by_text("Dikembalikan. Penulis menerima catatan Anda.")).to_be_visible()

    # The writer sees the note and corrects; unsaved words hold the buttons back.
    writer.goto(desk)
    expect(writer.get_by_text("Judulnya kurang kata “setiap”.").first).to_be_visible()
    writer.get_by_label("Judul").fill(BETTER)
    expect(writer.get_by_role("button", name="Serahkan", exact=True)).to_be_disabled()
    expect(writer.get_by_text("Simpan dulu.")).to_be_visible()
    save(writer)
    expect(writer.get_by_role("button", name="Serahkan", exact=True)).to_be_enabled()

    # Submitted again, previewed, approved.
    admin.goto(desk)
    press(admin, "Ajukan")
    editor.goto(f"/admin/news/article/{article}/preview/")
    expect(editor.get_by_role("heading", level=1)).to_have_text(BETTER)
    editor.goto(desk)
    press(editor, "Terbitkan")
    expect(editor.get_by_text("Terbit. Pembaca sudah bisa membacanya di portal.")).to_be_visible()

    # A visitor reads it on the portal, on its OPD's pages and at its own address.
    for place in ("/", "/berita/", "/opd/dinkes/"):
        visitor.goto(place)
        expect(visitor.get_by_role("link", name=BETTER).first).to_be_visible()
    visitor.get_by_role("link", name=BETTER).first.click()
    visitor.wait_for_url("**/berita/**")
    public = visitor.url
    assert public.endswith(f"/berita/{article}/puskesmas-ngawen-buka-layanan-imunisasi-setiap-sabtu-pagi/")
    assert visitor.locator("article").count() == 1
    expect(visitor.locator("article img").first).to_have_attribute("alt", "Ilustrasi daun jati")
    assert visitor.locator("article img").first.evaluate("image => image.complete && image.naturalWidth > 0")
    assert visitor.context.cookies() == []

    # A revision stays at the desk until the next approval.
    writer.goto(desk)
    press(writer, "Revisi")
    write_in_editor(writer, "Antrean dibatasi lima puluh anak. ")
    save(writer)
    visitor.goto(public)
    assert visitor.get_by_text("Antrean dibatasi").count() == 0
    admin.goto(desk)
    press(admin, "Ajukan")
    editor.goto(desk)
    publish_with_ralat(editor, "Antreannya dibatasi; versi sebelumnya tidak menyebutnya.")
    visitor.goto(public)
    expect(visitor.get_by_text("Antrean dibatasi")).to_be_visible()
    visitor.get_by_role("link", name="Lihat ralat").click()
    expect(visitor.get_by_role("complementary", name="Ralat")).to_contain_text("Antreannya dibatasi;")

    # Withdrawn: 410 with the reason, and gone from the lists.
    admin.goto(desk)
    press(admin, "Tarik dari portal", "Jadwalnya berubah.")
    gone = visitor.goto(public)
    assert gone.status == 410
    expect(visitor.get_by_text("Jadwalnya berubah.")).to_be_visible()
    visitor.goto("/opd/dinkes/")
    assert visitor.get_by_role("link", name=BETTER).count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways(sign_in, width):
    """Every page that each role opens first, at the width of a phone and of a desk."""
    desk = ["/admin/", "/admin/news/article/", "/admin/news/article/add/"]
    journeys = {
        None: [
            "/",
            "/berita/",
            "/opd/",
            "/opd/dinkes/",
            "/rubrik/kesehatan/",
            "/berita/arsip/",
            "/tentang/",
            "/akun/login/",
            "/akun/password/reset/",
            "/tidak-ada/",
        ],
        "penulis.dinkes": desk,
        "admin.dinkes": [*desk, "/admin/opd/unit/"],
        "redaktur": ["/admin/", "/admin/news/queue/", "/admin/news/article/"],
        "pengelola": [
            "/admin/",
            "/admin/opd/opd/",
            "/admin/accounts/user/",
            "/admin/accounts/user/add/",
            "/admin/opd/desk/",
            "/admin/news/rubric/",
        ],
    }
    for username, places in journeys.items():
        page = sign_in(username, width=width)
        for place in places:
            page.goto(place)
            beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert beyond <= 0, f"{username} {place}: {beyond} px"


def test_a_stale_save_shows_both_texts(sign_in):
    first, second = sign_in("penulis.dinkes"), sign_in("admin.dinkes")
    first.goto("/admin/news/article/add/")
    first.get_by_label("Judul").fill("Dua orang satu naskah")
    save(first)
    second.goto(first.url)
    second.get_by_label("Judul").fill("Judul dari admin")
    save(second)
    first.get_by_label("Judul").fill("Judul dari penulis")
    first.locator("#submit-row button[name=_save]").click()
    expect(first.get_by_text("Belum tersimpan: Admin Dinkes menyimpan versi 2").first).to_be_visible()
    expect(first.locator("del", has_text="admin")).to_be_visible()
    expect(first.get_by_label("Judul")).to_have_value("Judul dari penulis")
    save(first)
    expect(first.get_by_label("Judul")).to_have_value("Judul dari penulis")
