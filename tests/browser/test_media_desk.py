"""The library while one writes, at a phone: many pictures at once on a bad line, a picture and a gallery in the text, paste."""

from __future__ import annotations

import base64
import io
import random
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

UPLOAD = "/admin/news/mediaasset/upload/"
READY = "window.CKEDITOR && CKEDITOR.instances.id_body && CKEDITOR.instances.id_body.status === 'ready'"
COLOURS = {"hijau": "#14532d", "merah": "#a4301f", "biru": "#1f4068"}
PASTE = """([encoded, html]) => {
    const data = new DataTransfer();
    if (encoded) {
        const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], "tempel.jpg", {type: "image/jpeg"}));
    }
    if (html) data.setData("text/html", html);
    document.querySelector(".cke_wysiwyg_div > p:last-of-type")
        .dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def photo(colour: str, width: int = 600, height: int = 400) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG")
    return file.getvalue()


def heavy_photo() -> bytes:
    """One whose bytes are on their way long enough to be watched."""
    file = io.BytesIO()
    noise = Image.frombytes("RGB", (500, 400), random.Random(5).randbytes(500 * 400 * 3))
    noise.save(file, "JPEG", quality=95)
    return file.getvalue()


def as_file(name: str, content: bytes, kind: str = "image/jpeg") -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def no_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def written(page: Page) -> str:
    """What would be saved, on one line."""
    return re.sub(r"\s*\n\s*", "", page.evaluate("CKEDITOR.instances.id_body.getData()"))


def begin_writing(page: Page, title: str, text: str) -> None:
    page.goto("/admin/news/article/add/")
    page.wait_for_function(READY)
    page.get_by_label("Judul").fill(title)
    page.locator(".cke_wysiwyg_div").tap()
    page.keyboard.type(text)


def save(page: Page) -> None:
    page.locator("#submit-row button[name=_save]").click()
    expect(page.get_by_text("Tersimpan.")).to_be_visible()
    page.wait_for_function(READY)


def preview(page: Page) -> Page:
    page.goto(page.url.replace("/change/", "/preview/"))
    return page


@pytest.fixture
def writer(sign_in) -> Page:
    return sign_in("penulis.dinkes", has_touch=True, is_mobile=True)


@pytest.fixture
def library(writer):
    """Three pictures in the library of Dinkes, named after their colours."""
    writer.goto(UPLOAD)
    writer.locator("input[type=file]").set_input_files(
        [as_file(f"{name}.jpg", photo(colour)) for name, colour in COLOURS.items()]
    )
    expect(writer.get_by_text("3 dari 3 foto terunggah.")).to_be_visible()
    for name in COLOURS:
        alt = described(writer, f"{name}.jpg", f"Bidang warna {name}")
        expect(alt.get_by_text("Tersimpan")).to_be_visible()
    return writer


def described(page: Page, name: str, alt: str):
    item = page.get_by_role("listitem").filter(has_text=name)
    item.get_by_label("Teks alternatif").fill(alt)
    item.get_by_label("Teks alternatif").blur()
    return item


def test_many_at_once_on_a_line_that_breaks(writer):
    writer.goto(UPLOAD)
    tries = []

    def once_cut(route, request) -> None:
        if request.method == "POST":
            tries.append(request)
            if len(tries) == 1:  # it came through, but the answer is lost
                assert route.fetch().status == 201
                route.abort("connectionreset")
                return
        route.continue_()

    writer.route(f"**{UPLOAD}", once_cut)
    slow = writer.context.new_cdp_session(writer)
    slow.send("Network.enable")
    line = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 150_000}
    slow.send("Network.emulateNetworkConditions", line)
    writer.locator("input[type=file]").set_input_files(
        [
            as_file("terputus.jpg", photo("#14532d")),
            as_file("besar.jpg", heavy_photo()),
            as_file("bukan-foto.jpg", b"<html>bukan foto</html>"),
            as_file("surat.pdf", b"%PDF-1.4", "application/pdf"),
        ]
    )
    items = writer.get_by_role("listitem")

    # The line breaks under the first: it says so, and goes on by itself.
    cut = items.filter(has_text="terputus.jpg")
    expect(cut.get_by_text("Sinyal terputus. Dicoba lagi sendiri")).to_be_visible()
    expect(items.filter(has_text="besar.jpg").get_by_text(re.compile(r"Mengunggah [1-9]\d?%"))).to_be_visible()
    expect(cut.get_by_text("Terunggah")).to_be_visible(timeout=20_000)

    # What is no picture is refused with its reason: one before it is sent, one by the portal.
    expect(items.filter(has_text="surat.pdf").get_by_text("Bukan foto JPEG, PNG, atau WebP.")).to_be_visible()
    refused = items.filter(has_text="bukan-foto.jpg")
    expect(refused.get_by_text("Berkas ini bukan foto JPEG, PNG, atau WebP.")).to_be_visible()
    status = writer.get_by_role("status").filter(has_text="foto terunggah")
    expect(status).to_have_text("2 dari 4 foto terunggah. 2 tidak bisa diunggah: lihat sebabnya di daftar.")
    refused.get_by_role("button", name="Hapus dari daftar").tap()
    expect(status).to_contain_text("2 dari 3 foto terunggah.")
    assert len(tries) == 4
    assert no_sideways(writer)

    # What it shows is written right there. The one that was sent twice is there once.
    expect(described(writer, "besar.jpg", "Bintik-bintik berwarna").get_by_text("Tersimpan")).to_be_visible()
    writer.unroute(f"**{UPLOAD}")
    writer.goto("/admin/news/mediaasset/?q=terputus")
    expect(writer.locator(".library__item")).to_have_count(1)
    writer.goto("/admin/news/mediaasset/?q=Bintik-bintik")
    writer.locator(".library__item").tap()
    expect(writer.locator("[name=alt]")).to_have_value("Bintik-bintik berwarna")


def test_a_picture_while_writing(writer):
    begin_writing(writer, "Foto di tengah tulisan", "Kader menimbang balita.")
    save(writer)
    writer.locator(".cke_wysiwyg_div > p").first.tap()
    writer.locator(".cke_button__foto").tap()
    dialog = writer.get_by_role("dialog")
    dialog.get_by_role("tab", name="Unggah").tap()
    dialog.locator("input[type=file]").set_input_files([as_file("timbang.jpg", photo("#b45309"))])
    expect(described(dialog, "timbang.jpg", "Balita di timbangan").get_by_text("Tersimpan")).to_be_visible()
    assert no_sideways(writer)
    dialog.get_by_role("button", name="Pakai foto ini").tap()

    # One goes on writing below it; its words are typed where it stands.
    expect(writer.locator(".inset img")).to_have_js_property("complete", True)
    assert writer.locator(".inset img").evaluate("picture => picture.naturalWidth") > 0
    writer.keyboard.type("Semua sehat.")
    writer.locator(".inset__caption").tap()
    writer.keyboard.type("Penimbangan di Ngawen")
    expect(writer.locator(".inset__own")).to_have_text("Dari pustaka: Balita di timbangan")
    writer.locator(".inset__alt").tap()
    writer.keyboard.type('Kader "Bu Sri" & balita')
    assert re.fullmatch(
        r'<p>Kader menimbang balita\.</p><figure data-alt="Kader &quot;Bu Sri&quot; &amp; balita" data-media="\d+">'
        r"<figcaption>Penimbangan di Ngawen</figcaption></figure><p>Semua sehat\.</p>",
        written(writer),
    )
    assert no_sideways(writer)
    expect(writer.get_by_text("Simpan dulu. Ada tulisan yang belum tersimpan")).to_be_visible()

    before = written(writer)
    save(writer)
    assert written(writer) == before
    expect(writer.locator(".inset__alt")).to_have_text('Kader "Bu Sri" & balita')  # and can be changed further
    expect(writer.locator(".inset__own")).to_have_text("Dari pustaka: Balita di timbangan")
    page = preview(writer)
    figure = page.locator("figure", has_text="Penimbangan di Ngawen")
    expect(figure.get_by_alt_text('Kader "Bu Sri" & balita')).to_be_visible()
    expect(page.get_by_text("Semua sehat.")).to_be_visible()


def test_a_gallery_in_its_order(library):
    begin_writing(library, "Galeri dalam berita", "Tiga warna.")
    library.locator(".cke_button__galeri").tap()
    dialog = library.get_by_role("dialog")
    numbers = {}
    for name in COLOURS:
        item = dialog.locator(f'[data-alt="Bidang warna {name}"]').first
        numbers[name] = item.get_attribute("data-media-id")
        item.tap()
    dialog.get_by_role("button", name="Atur urutan").tap()
    dialog.locator(".chooser__order li").nth(2).get_by_role("button", name=re.compile("^Naikkan")).tap()
    dialog.locator(".chooser__order li").nth(1).get_by_role("button", name=re.compile("^Naikkan")).tap()
    dialog.get_by_role("button", name="Pakai 3 foto").tap()
    order = " ".join(numbers[name] for name in ("biru", "hijau", "merah"))
    assert f'<figure data-media="{order}"></figure>' in written(library)

    # Changed later, closed without choosing, taken out, and put back.
    library.get_by_role("button", name="Atur foto").tap()
    library.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    library.get_by_role("button", name="Atur foto").tap()
    dialog.locator(".chooser__order li").nth(0).get_by_role("button", name=re.compile("^Keluarkan")).tap()
    dialog.get_by_role("button", name="Pakai 2 foto").tap()
    assert f'data-media="{numbers["hijau"]} {numbers["merah"]}"' in written(library)
    library.get_by_role("button", name="Hapus", exact=True).tap()
    assert written(library).startswith("<p>Tiga warna.</p>")
    assert "figure" not in written(library)
    library.keyboard.press("Control+z")
    assert f'data-media="{numbers["hijau"]} {numbers["merah"]}"' in written(library)
    assert no_sideways(library)

    save(library)
    page = preview(library)
    shown = page.locator("main").get_by_alt_text(re.compile("^Bidang warna"))
    expect(shown).to_have_count(2)
    assert [one.get_attribute("alt") for one in shown.all()] == ["Bidang warna hijau", "Bidang warna merah"]


def test_the_back_button_closes_the_library_and_the_text_stays(writer):
    begin_writing(writer, "Tombol kembali", "Belum tersimpan.")
    writer.locator(".cke_button__foto").tap()
    expect(writer.get_by_role("dialog")).to_be_visible()
    writer.go_back()
    expect(writer.get_by_role("dialog")).to_have_count(0)
    writer.keyboard.type(" Masih di sini.")
    assert written(writer) == "<p>Belum tersimpan. Masih di sini.</p>"


def test_pasting_a_picture_brings_it_into_the_library(writer):
    begin_writing(writer, "Foto yang ditempel", "Sebelum.")
    writer.evaluate(PASTE, [base64.b64encode(photo("#1f4068")).decode(), ""])
    expect(writer.locator(".inset")).to_be_visible()
    assert re.fullmatch(r'<p>Sebelum\.</p><figure data-media="\d+"></figure>(<p>&nbsp;</p>)?', written(writer))

    # A refused one says why in its place, and never becomes part of the text.
    writer.evaluate(PASTE, [base64.b64encode(b"bukan foto").decode(), ""])
    waiting = writer.locator(".arriving")
    expect(waiting).to_contain_text("Berkas ini bukan foto")
    assert "wait" not in written(writer)
    assert written(writer).count("<figure") == 1
    waiting.get_by_role("button", name="Hapus").tap()
    expect(waiting).to_have_count(0)

    # The words of another site come, its pictures do not.
    writer.evaluate(PASTE, ["", '<p>Kata dari situs lain.<img src="https://lain.test/a.jpg"></p>'])
    expect(writer.get_by_text("Foto dari situs lain tidak ikut: unggah fotonya.")).to_be_visible()
    assert "Kata dari situs lain." in written(writer)
    assert "<img" not in written(writer)
    save(writer)


def test_the_lead_picture_comes_from_the_library(library):
    begin_writing(library, "Foto utama dari pustaka", "Isi.")
    library.get_by_role("button", name="Pilih dari pustaka").tap()
    dialog = library.get_by_role("dialog")
    dialog.get_by_label("Cari di pustaka").fill("bidang biru")
    dialog.get_by_role("button", name="Cari").tap()
    expect(dialog.locator("[data-media-id]:not([data-alt='Bidang warna biru'])")).to_have_count(0)
    dialog.locator("[data-media-id]").first.tap()
    expect(library.get_by_label("Teks alternatif foto")).to_have_value("Bidang warna biru")
    save(library)
    field = library.locator(".media-field")
    expect(field).to_contain_text("biru")
    address = library.url
    expect(preview(library).get_by_alt_text("Bidang warna biru").first).to_be_visible()
    library.goto(address)
    field.get_by_role("button", name="Lepas foto ini").tap()
    save(library)
    expect(field).to_contain_text("Belum ada foto.")


def test_whose_library_opens_follows_the_chosen_opd(sign_in):
    page = sign_in("pengelola", width=1280)
    page.goto("/admin/news/article/add/")
    page.wait_for_function(READY)
    page.locator(".cke_button__foto").click()
    expect(page.get_by_text("Pilih OPD-nya dulu, supaya pustaka yang benar terbuka.")).to_be_visible()
    page.locator("#id_opd").select_option(label="DPUPR")
    page.locator(".cke_button__foto").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("tab", name="Pustaka DPUPR")).to_be_visible()
    dialog.get_by_role("tab", name="Pustaka bersama").click()
    expect(dialog.get_by_text("Pustaka bersama masih kosong.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cke_wysiwyg_div")).to_be_focused()


def test_the_focal_point_is_set_by_a_tap(library):
    library.get_by_role("link", name="Lengkapi keterangan").first.evaluate(
        "link => { link.target = ''; link.click(); }"
    )
    stage = library.locator(".focus__stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    stage.tap(position={"x": box["width"] * 0.8, "y": box["height"] * 0.25})
    across, down = library.locator("[name=focus_x]"), library.locator("[name=focus_y]")
    assert 79 <= int(across.input_value()) <= 81
    assert 24 <= int(down.input_value()) <= 26
    before = int(across.input_value())
    stage.press("ArrowLeft")
    expect(across).to_have_value(str(before - 2))
    assert no_sideways(library)
    address = library.url
    library.locator("button[name=_save]").click()
    library.goto(address)
    expect(across).to_have_value(str(before - 2))
