"""/admin/opd/people-import/ and …/run/: a file is shown first, then done; for the portal administrator alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import letters
from accounts.models import AuditEntry, User
from opd import people_sheet, roles
from opd.rights import Role
from tests.factories import UserFactory
from tests.news.admin.page import Page

UPLOAD, RUN = "/admin/opd/people-import/", "/admin/opd/people-import/run/"
HEADER = "nama,nama_pengguna,email,nip,opd,peran\r\n"
FILE = (
    HEADER
    + "Siti Aminah,siti.aminah,siti@contoh.test,,dinkes,penulis\r\n"
    + "Budi <b>Tebal</b>,budi,,,,\r\n"
    + "Admin Dinkes,admin,,,dpupr,admin\r\n"
    + "Rina,rina,,12345,,\r\n"
)


@pytest.fixture(autouse=True)
def letters_at_once(monkeypatch):
    monkeypatch.setattr(letters, "post_all", letters._deliver_each)


@pytest.fixture
def portal(cast, sign_in):
    return sign_in(cast.superuser)


def upload(browser, text: str | bytes = FILE):
    raw = text.encode() if isinstance(text, str) else text
    return browser.post(UPLOAD, {"file": SimpleUploadedFile("orang.csv", raw, "text/csv")})


def typed(answer) -> dict:
    return Page(answer).forms[RUN]


def database() -> list:
    """Every row of every table but those of whoever is just looking."""
    models = [model for model in apps.get_models(include_auto_created=True) if "session" not in model._meta.label_lower]
    return [list(model._base_manager.order_by("pk").values_list()) for model in models]


class TestTheForm:
    def test_explains_the_columns_and_offers_a_sample(self, portal):
        answer = portal.get(UPLOAD)
        page = Page(answer)
        assert answer.status_code == 200
        for column in (
            "nama",
            "nama_pengguna",
            "email",
            "nip",
            "jabatan",
            "telepon",
            "opd",
            "peran",
            "bidang",
            "sejak",
            "sampai",
        ):
            assert f"<strong>{column}</strong>" in page.source
        assert "/static/sheets/orang.csv" in page.links

    def test_calls_an_e_mail_by_one_name(self, cast, portal):
        for answer in (portal.get(UPLOAD), upload(portal)):
            assert "e-mail" in Page(answer).text
            assert "surel" not in answer.content.decode().lower()

    def test_the_sample_goes_through(self, cast, portal):
        page = Page(upload(portal, Path("static/sheets/orang.csv").read_bytes()))
        assert "akun baru siti.aminah; menjadi Penulis Dinkes" in page.text
        assert "DITOLAK" not in page.text


class TestThePlan:
    def test_shows_line_by_line_what_would_happen_and_changes_nothing(self, cast, portal):
        before = database()
        answer = upload(portal)
        assert answer.status_code == 200
        text = Page(answer).text
        for words in (
            "Belum ada yang diubah.",
            "Ditolak: 1 · Akun baru: 2 · Sudah ada, mendapat peran: 1 · Sudah ada, tidak berubah: 0",
            "Baris 2 Siti Aminah akun baru siti.aminah; menjadi Penulis Dinkes",
            "Baris 4 Admin Dinkes sudah ada (Admin Dinkes); akan menjadi Admin OPD DPUPR",
            "Baris 5 Rina DITOLAK: Kolom nip: NIP terdiri atas 18 angka",
            "Jalankan 3 baris",
        ):
            assert words in text, words
        assert "<b>Tebal" not in answer.content.decode()
        assert database() == before

    def test_with_nothing_to_do_there_is_no_button(self, cast, portal):
        answer = upload(portal, HEADER + "Rina,rina,,12345,,\r\n")
        assert answer.status_code == 200
        assert RUN not in Page(answer).forms
        assert "Tidak ada yang bisa dijalankan dari berkas ini." in Page(answer).text

    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"", "Berkas ini kosong."),
            ("nama,nama_pengguna\nRené,rene\n".encode("cp1252"), "tidak tersimpan sebagai UTF-8"),
            (b"nama\x00,nama_pengguna\nx,x\n", "karakter yang bukan tulisan"),
            (b"Siti,siti\n", "Baris pertama harus memuat judul kolom"),
            (b'nama,nama_pengguna\n"Siti,siti\n', "rusak mulai baris 2"),
            (b"nama,nama_pengguna\n" + b"x,x\n" * 1001, "lebih dari 1000 orang"),
            (b"x" * 3_000_000, "lebih dari 1 MB"),
        ],
        ids=["empty", "windows-1252", "NUL", "no header", "open quote", "too many", "too big"],
    )
    def test_a_file_that_cannot_be_read_is_refused(self, cast, portal, raw, why):
        before = database()
        answer = upload(portal, raw)
        assert answer.status_code == 422
        assert why in Page(answer).text
        assert database() == before

    def test_without_a_file_it_asks_for_one(self, portal):
        for posted in ({}, {"file": ""}, {"file": "nama,nama_pengguna"}):
            answer = portal.post(UPLOAD, posted)
            assert answer.status_code == 422
            assert "Pilih berkasnya dulu." in Page(answer).text


class TestRunning:
    def test_does_what_was_shown_and_says_so(self, cast, portal):
        answer = portal.post(RUN, typed(upload(portal)))
        assert answer.status_code == 200
        page = Page(answer)
        siti = User.objects.get(username="siti.aminah")
        assert "Sudah dijalankan" in page.text
        assert f"/admin/accounts/user/{siti.pk}/change/" in page.links
        assert "2 orang baru belum menerima tautan kata sandi." in page.text
        assert siti.memberships.get().opd == cast.dinkes
        assert cast.admin.memberships.filter(opd=cast.dpupr, role="admin").exists()
        assert not User.objects.filter(username="rina").exists()
        assert mail.outbox == []
        entries = AuditEntry.objects.filter(action__in=["person.imported", "people.imported"])
        assert {entry.by for entry in entries} == {cast.superuser}
        assert entries.count() == 3

    def test_letters_go_to_those_who_have_an_address_and_their_link_works_once(self, cast, portal, sign_in):
        answer = portal.post(RUN, typed(upload(portal)) | {"letters": "on"})
        assert "Tautan kata sandi sedang dikirim kepada 1 orang. Bila ada yang tidak menerimanya," in Page(answer).text
        assert "1 orang baru belum menerima tautan kata sandi." in Page(answer).text
        (letter,) = mail.outbox
        assert letter.to == ["siti@contoh.test"]
        assert "Nama pengguna: siti.aminah" in letter.body
        link = next(line for line in letter.body.splitlines() if line.startswith("http"))
        assert link not in answer.content.decode()
        visitor = sign_in()
        page = visitor.get(link.partition("localhost")[2], follow=True)
        assert "password1" in page.content.decode()
        recorded = AuditEntry.objects.get(action="password.link_made")
        assert recorded.object_id == str(User.objects.get(username="siti.aminah").pk)
        assert link.split("-")[-1] not in str(list(AuditEntry.objects.values()))

    def test_twice_in_a_row_is_done_once(self, cast, portal):
        form = typed(upload(portal))
        portal.post(RUN, form | {"letters": "on"})
        people, sent = User.objects.count(), len(mail.outbox)
        answer = portal.post(RUN, form | {"letters": "on"})
        assert answer.status_code == 422
        assert "Belum ada yang dijalankan: keadaan di portal berubah" in Page(answer).text
        assert (User.objects.count(), len(mail.outbox)) == (people, sent)

    def test_a_change_in_between_shows_the_new_plan_which_can_be_run(self, cast, portal):
        form = typed(upload(portal))
        UserFactory(username="siti.aminah", name="Siti Lain", email="lain@contoh.test")
        before = database()
        answer = portal.post(RUN, form | {"letters": "on"})
        assert answer.status_code == 422
        assert [row for row in database() if row not in before] == []
        assert "nama pengguna milik Siti Lain" in Page(answer).text
        again = typed(answer)
        assert "checked" in answer.content.decode()  # the tick is kept
        assert portal.post(RUN, again).status_code == 200
        assert User.objects.get(username="budi").name == "Budi <b>Tebal</b>"

    @pytest.mark.parametrize(
        "posted",
        [
            {}, {"text": FILE}, {"plan": "0" * 64}, {"text": "", "plan": ""}, {"text": "a\x00b", "plan": "0" * 64},
            {"text": FILE, "plan": "0" * 64}, {"text": FILE, "plan": "x" * 65}, {"text": "bukan tabel", "plan": "0" * 64},
            {"text": "x" * 1_000_001, "plan": "0" * 64}, {"text": '"', "plan": "0" * 64},
        ],
    )  # fmt: skip
    def test_what_was_never_shown_is_not_done(self, cast, portal, posted):
        before = database()
        answer = portal.post(RUN, posted)
        assert answer.status_code == 422
        assert database() == before

    def test_following_a_link_does_nothing(self, cast, portal):
        before = database()
        answer = portal.get(RUN)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert UPLOAD in Page(answer).forms
        assert database() == before


class TestWho:
    @pytest.mark.parametrize("who", ["writer", "admin", "editor", "outsider"])
    def test_everybody_else_is_refused(self, cast, sign_in, portal, who):
        form = typed(upload(portal))
        browser = sign_in(getattr(cast, who))
        before = database()
        for answer in (browser.get(UPLOAD), upload(browser), browser.get(RUN), browser.post(RUN, form)):
            assert answer.status_code == 403
            assert "Hanya pengelola portal yang mengimpor orang." in answer.content.decode()
        assert database() == before

    def test_visitors_and_people_without_a_role_sign_in_first(self, cast, sign_in, portal):
        form = typed(upload(portal))
        browsers = sign_in(), sign_in(cast.nobody)
        before = database()
        for browser in browsers:
            for answer in (browser.get(UPLOAD), upload(browser), browser.get(RUN), browser.post(RUN, form)):
                assert answer.status_code == 302
                assert answer.url.startswith(("/admin/login/?next=", "/akun/login/?next="))
        assert database() == before

    def test_a_forged_post_from_another_site_is_refused(self, cast, portal):
        portal.handler.enforce_csrf_checks = True
        assert portal.post(RUN, {"text": FILE, "plan": "0" * 64}).status_code == 403


@pytest.mark.parametrize("size", [people_sheet.MOST_BYTES, 1 + 2 * people_sheet.MOST_BYTES])
def test_the_biggest_file_comes_back_from_a_browser_with_longer_line_ends(portal, size):
    lines = HEADER.strip() + "\nSiti Aminah,siti.aminah,,,,\n"
    form = typed(upload(portal, lines + "\n" * (people_sheet.MOST_BYTES - len(lines))))
    text = form["text"].replace("\r\n", "\n").replace("\n", "\r\n")
    answer = portal.post(RUN, form | {"text": text.ljust(size)})
    assert answer.status_code == (200 if size == people_sheet.MOST_BYTES else 422)


def test_a_thousand_people_are_brought_in_at_once(cast, portal):
    roles.appoint(UserFactory(), cast.dinkes, Role.ADMIN)
    rows = "".join(f"Orang {n},orang.impor.{n},o{n}@impor.test,,dinkes,penulis\r\n" for n in range(1000))
    answer = portal.post(RUN, typed(upload(portal, HEADER + rows)))
    assert answer.status_code == 200
    assert User.objects.filter(memberships__opd=cast.dinkes, email__endswith="@impor.test").count() == 1000
