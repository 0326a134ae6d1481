"""/admin/blora_portal/oldaddress/: one old address, a file of them in (shown first, then done) and out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import sheets
from blora_portal import old_import
from blora_portal.models import OldAddress
from tests.news.admin.page import Page

LIST = "/admin/blora_portal/oldaddress/"
UPLOAD, RUN, EXPORT = f"{LIST}import/", f"{LIST}import/run/", f"{LIST}export/"
HEADER = "alamat_lama;alamat_baru\r\n"
FILE = (
    HEADER
    + "/profil.html;/opd/dinkes/profil/\r\n"
    + "/kontak.html;/tentang/\r\n"
    + "/<b>tebal</b>;/berita/\r\n"
    + "/sama.html;/tentang/\r\n"
    + "/lain.html;https://evil.example/\r\n"
    + "/opd/;/tentang/\r\n"
    + "/profil.html;/berita/\r\n"
)


@pytest.fixture
def portal(cast, sign_in):
    OldAddress.objects.create(path="/kontak.html", target="/opd/")
    OldAddress.objects.create(path="/sama.html", target="/tentang/")
    return sign_in(cast.superuser)


def upload(browser, text: str | bytes = FILE):
    raw = text.encode() if isinstance(text, str) else text
    return browser.post(UPLOAD, {"file": SimpleUploadedFile("alamat.csv", raw, "text/csv")})


def table() -> dict[str, str]:
    return dict(OldAddress.objects.values_list("path", "target"))


class TestOne:
    def test_is_added_changed_found_and_deleted(self, portal):
        assert portal.post(f"{LIST}add/", {"path": "/Daftar%20OPD.html", "target": "/opd/"}).status_code == 302
        row = OldAddress.objects.get(path="/Daftar OPD.html")
        assert portal.post(f"{LIST}{row.pk}/change/", {"path": row.path, "target": "/tentang/"}).status_code == 302
        assert table()["/Daftar OPD.html"] == "/tentang/"
        assert "/Daftar OPD.html" in Page(portal.get(f"{LIST}?q=daftar")).text
        assert "/kontak.html" not in Page(portal.get(f"{LIST}?q=daftar")).text
        assert portal.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
        assert "/Daftar OPD.html" not in table()

    def test_what_is_refused_stays_in_the_form(self, portal):
        before = table()
        page = Page(portal.post(f"{LIST}add/", {"path": "/opd/", "target": "https://evil.example/"}))
        assert "sudah punya halaman di portal" in page.text
        assert "Mulai dengan satu garis miring" in page.text
        assert "https://evil.example/" in page.source
        page = Page(portal.post(f"{LIST}add/", {"path": "/sama.html", "target": "/opd/"}))
        assert "sudah ada" in page.text
        assert table() == before

    def test_what_led_to_it_leads_on(self, portal):
        OldAddress.objects.create(path="/a.html", target="/hilang/")
        portal.post(f"{LIST}add/", {"path": "/hilang/", "target": "/opd/"})
        assert table()["/a.html"] == "/opd/"


class TestAFile:
    def test_is_shown_line_by_line_and_changes_nothing(self, portal):
        before = table()
        answer = upload(portal)
        text = Page(answer).text
        for words in (
            "Belum ada yang diubah.",
            "Ditolak: 3 · Alamat lama baru: 2 · Sudah ada, tujuannya diganti: 1 · Sudah ada, tidak berubah: 1",
            "Baris 2 /profil.html → /opd/dinkes/profil/",
            "Baris 3 /kontak.html → /tentang/ Sampai sekarang menuju /opd/",
            "Baris 6 /lain.html → https://evil.example/ DITOLAK: Mulai dengan satu garis miring",
            "Baris 7 /opd/ → /tentang/ DITOLAK: Alamat ini sudah punya halaman di portal",
            "Baris 8 /profil.html → /berita/ DITOLAK: Alamat lama ini sudah ada di baris 2.",
            "Jalankan 3 baris",
        ):
            assert words in text, words
        assert "<b>tebal" not in answer.content.decode()
        assert table() == before

    def test_is_done_as_it_was_shown(self, portal):
        answer = portal.post(RUN, Page(upload(portal)).forms[RUN])
        assert answer.status_code == 200
        assert "Sudah dijalankan" in Page(answer).text
        assert table() == {
            "/profil.html": "/opd/dinkes/profil/",
            "/kontak.html": "/tentang/",
            "/<b>tebal</b>": "/berita/",
            "/sama.html": "/tentang/",
        }

    def test_is_not_done_when_the_portal_has_changed_meanwhile(self, portal):
        shown = Page(upload(portal)).forms[RUN]
        OldAddress.objects.filter(path="/kontak.html").update(target="/berita/")
        before = table()
        answer = portal.post(RUN, shown)
        assert answer.status_code == 422
        assert "Belum ada yang dijalankan" in Page(answer).text
        assert "Sampai sekarang menuju /berita/" in Page(answer).text
        assert table() == before

    @pytest.mark.parametrize("broken", [{"plan": ""}, {"text": ""}, {"plan": "x" * 64}])
    def test_a_plan_that_is_not_whole_does_nothing(self, portal, broken):
        before = table()
        assert portal.post(RUN, Page(upload(portal)).forms[RUN] | broken).status_code == 422
        assert table() == before

    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"", "Berkas ini kosong."),
            (HEADER.encode(), "hanya memuat judul kolom"),
            ("alamat_lama;alamat_baru\n/café;/opd/\n".encode("cp1252"), "tidak tersimpan sebagai UTF-8"),
            (b"alamat_lama;alamat_baru\n/x\x00;/opd/\n", "karakter yang bukan tulisan"),
            (b"/profil.html;/opd/\n", "Baris pertama harus memuat judul kolom"),
            (b"alamat_lama;alamat_lama;alamat_baru\n/a;/b;/opd/\n", "masing-masing sekali"),
            (b'alamat_lama;alamat_baru\n"/x;/opd/\n', "rusak mulai baris 2"),
            (b"PK\x03\x04", "berkas Excel"),
            (b"x" * 2_000_001, "lebih dari 2 MB"),
        ],
        ids=["empty", "header only", "windows-1252", "NUL", "no header", "twice", "open quote", "workbook", "too big"],
    )
    def test_that_cannot_be_read_is_refused(self, portal, raw, why):
        before = table()
        answer = upload(portal, raw)
        assert answer.status_code == 422
        assert why in Page(answer).text
        assert table() == before

    def test_of_more_than_ten_thousand_lines_is_refused(self, db, monkeypatch):
        monkeypatch.setattr(old_import, "MOST_LINES", 3)
        lines = [f"/x{number}.html;/opd/\n" for number in range(4)]
        assert len(old_import.plan(HEADER + "".join(lines[:3])).steps) == 3
        with pytest.raises(sheets.SheetRefused, match="lebih dari 3 alamat"):
            old_import.plan(HEADER + "".join(lines))

    def test_commas_a_mark_in_front_and_missing_cells(self, db):
        text = sheets.text_of(
            "﻿Alamat Lama,Alamat Baru,catatan\n/a.html,/opd/,x\n/b.html\n".encode(), old_import.MOST_BYTES
        )
        assert [step.outcome for step in old_import.plan(text).steps] == ["new", "refused"]

    def test_asks_for_one(self, portal):
        for posted in ({}, {"file": ""}):
            answer = portal.post(UPLOAD, posted)
            assert answer.status_code == 422
            assert "Pilih berkasnya dulu." in Page(answer).text

    def test_the_sample_goes_through(self, portal):
        text = Page(upload(portal, Path("static/sheets/alamat-lama.csv").read_bytes())).text
        assert "Jalankan 3 baris" in text
        assert "Ditolak: 0" in text

    def test_costs_the_same_however_long(self, db, django_assert_max_num_queries):
        lines = "".join(f"/berita/{number}/lama/;/opd/\n" for number in range(1_000))
        with django_assert_max_num_queries(6):
            assert len(old_import.plan(HEADER + lines).to_do) == 1_000

    def test_one_kind_is_not_shown_without_end(self, portal):
        lines = "".join(f"/x{number}.html;/opd/\n" for number in range(600))
        text = Page(upload(portal, HEADER + lines)).text
        assert "Dan 100 baris lain yang sama." in text
        assert "Jalankan 600 baris" in text


def test_what_goes_out_comes_in_again(portal):
    OldAddress.objects.create(path='/x,=1;2 "a"%41', target="/opd/?cari=a,b;c")
    raw = b"".join(portal.get(EXPORT)) if portal.get(EXPORT).streaming else portal.get(EXPORT).content
    assert raw.startswith("﻿alamat_lama;alamat_baru\r\n".encode())
    assert b",=" not in raw
    before = table()
    OldAddress.objects.all().delete()
    portal.post(RUN, Page(upload(portal, raw)).forms[RUN])
    assert table().keys() == before.keys()


def test_the_side_bar_leads_there(portal, cast, sign_in):
    assert LIST in Page(portal.get("/admin/")).links
    assert LIST not in Page(sign_in(cast.admin).get("/admin/")).links
