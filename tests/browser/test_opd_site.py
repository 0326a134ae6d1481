"""An OPD's own site, as its admin keeps it and its citizens read it: real Chromium."""

from __future__ import annotations

READY = "window.CKEDITOR && CKEDITOR.instances.id_body && CKEDITOR.instances.id_body.status === 'ready'"
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def test_an_admin_writes_a_page_orders_the_menu_and_brings_a_version_back(sign_in):
    desk, reader = sign_in("admin.dlh"), sign_in(None)
    reader.goto("/opd/dlh/")
    assert reader.locator(".site__menu a").all_inner_texts() == [
        "Beranda",
        "Berita",
        "Profil",
        "Layanan",
        "Kontak",
        "PPID",
    ]
    desk.set_viewport_size({"width": 1280, "height": 900})  # with the side bar open
    desk.goto("/admin/")
    desk.locator("a[href$='/site/']").first.click()
    desk.get_by_role("link", name="Isi Visi dan misi").click()
    _write(desk, "<h2>Visi</h2><p>Sungai yang jernih.</p>")
    _write(desk, "<h2>Visi</h2><p>Udara yang bersih.</p>")
    desk.get_by_role("link", name="Semua halaman").click()
    desk.get_by_role("button", name="Naikkan Visi dan misi").click()
    reader.goto("/opd/dlh/visi-misi/")
    assert reader.locator(".site__menu a").all_inner_texts()[2:4] == ["Visi dan misi", "Profil"]
    assert reader.locator("[aria-current=page]").inner_text() == "Visi dan misi"
    assert reader.get_by_text("Udara yang bersih.").is_visible()
    desk.get_by_role("link", name="Ubah Visi dan misi").click()
    desk.get_by_role("link", name="Riwayat").click()
    desk.get_by_role("link", name="Versi 1").click()
    desk.get_by_role("button", name="Pakai lagi versi ini").click()
    reader.reload()
    assert reader.get_by_text("Sungai yang jernih.").is_visible()


def _write(desk, words: str) -> None:
    desk.wait_for_function(READY)
    desk.evaluate("words => CKEDITOR.instances.id_body.setData(words)", words)
    desk.get_by_role("button", name="Simpan", exact=True).click()
    desk.get_by_text("Tersimpan.").wait_for()


def test_on_a_phone_everything_is_reached_by_keyboard_and_nothing_is_wider_than_the_screen(sign_in):
    reader = sign_in(None)
    reader.set_viewport_size({"width": 320, "height": 700})  # 1280 at 400 per cent
    for part in ("", "profil/", "pejabat/", "kontak/", "ppid/", "berita/", "galeri/"):
        reader.goto(f"/opd/dinkes/{part}")
        assert reader.evaluate(WIDE), part
        first, last = (reader.locator(".site__menu a").nth(place) for place in (0, -1))
        first.focus()
        for _ in range(reader.locator(".site__menu a").count() - 1):
            reader.keyboard.press("Tab")
        assert last.evaluate("link => link === document.activeElement"), part
