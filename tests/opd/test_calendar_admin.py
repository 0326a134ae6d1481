"""/admin/opd/holiday/ and /admin/opd/workinghours/: the portal administrator keeps the offices' calendar."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opd import holiday_lines
from opd.models import Holiday, WorkingHours

PASTE = "/admin/opd/holiday/import/"
GOOD = "2027-01-01; Tahun Baru 2027; libur"
ODD_IDS = ["0", "9" * 18, "9" * 19, "satu", "%00"]


@pytest.fixture
def portal(cast, sign_in):
    return sign_in(cast.superuser)


@pytest.fixture
def labour_day(db):
    return Holiday.objects.create(date=date(2026, 5, 1), name="Hari Buruh Internasional")


@pytest.fixture
def morning(db):
    return WorkingHours.objects.create(weekday=0, opens=time(7, 30), closes=time(12))


class TestHolidays:
    def test_are_added_changed_and_deleted_one_by_one(self, portal):
        typed = {"date": "2027-05-01", "name": " Hari  Buruh ", "kind": "national"}
        assert portal.post("/admin/opd/holiday/add/", typed).status_code == 302
        made = Holiday.objects.get()
        assert (made.date, made.name, made.kind) == (date(2027, 5, 1), "Hari Buruh", "national")
        one = f"/admin/opd/holiday/{made.pk}"
        assert portal.post(f"{one}/change/", typed | {"kind": "collective"}).status_code == 302
        assert Holiday.objects.get().kind == "collective"
        page = portal.get(f"{one}/delete/")
        assert "Hari Buruh" in page.content.decode()
        assert Holiday.objects.exists()
        assert portal.post(f"{one}/delete/", {"post": "yes"}).status_code == 302
        assert not Holiday.objects.exists()
        assert [entry.action_flag for entry in LogEntry.objects.order_by("pk")] == [1, 2, 3]

    def test_a_day_is_a_holiday_once(self, portal, labour_day):
        answer = portal.post("/admin/opd/holiday/add/", {"date": "2026-05-01", "name": "Lagi", "kind": "national"})
        assert answer.status_code == 200
        assert "Tanggal ini sudah ada di daftar hari libur." in answer.content.decode()
        assert Holiday.objects.count() == 1

    def test_are_listed_by_year(self, portal, labour_day):
        Holiday.objects.create(date=date(2027, 1, 1), name="Tahun Baru 2027")
        page = portal.get("/admin/opd/holiday/").content.decode()
        assert "Jumat, 1 Mei 2026" in page
        assert "Tahun Baru 2027" in page
        page = portal.get("/admin/opd/holiday/?tahun=2026").content.decode()
        assert "Hari Buruh" in page
        assert "Tahun Baru 2027" not in page

    @pytest.mark.parametrize("query", ["?tahun=2031", "?tahun=%00", "?tahun=x", "?date__year=2026", "?q=%00"])
    def test_odd_queries_are_no_error(self, portal, labour_day, query):
        assert portal.get(f"/admin/opd/holiday/{query}").status_code in {200, 302, 400}

    def test_the_lists_queries_do_not_grow(self, portal, labour_day):
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert portal.get("/admin/opd/holiday/").status_code == 200
            return len(queries)

        few = asked()
        for day in range(1, 29):
            Holiday.objects.create(date=date(2027, 1, day), name=f"Libur {day}")
        assert asked() == few

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, portal, odd):
        for page in ("change", "history", "delete"):
            assert portal.get(f"/admin/opd/holiday/{odd}/{page}/").status_code == 404


class TestPasting:
    def test_a_whole_list_is_taken_over(self, portal):
        lines = f"{GOOD}\r\n\r\n24-12-2027;Natal;Cuti Bersama\r\n25/12/2027\tNatal\tlibur nasional\r\n"
        answer = portal.post(PASTE, {"lines": lines}, follow=True)
        assert answer.redirect_chain == [("/admin/opd/holiday/", 302)]
        assert "3 hari libur ditambahkan" in answer.content.decode()
        assert list(Holiday.objects.order_by("date").values_list("date", "name", "kind")) == [
            (date(2027, 1, 1), "Tahun Baru 2027", "national"),
            (date(2027, 12, 24), "Natal", "collective"),
            (date(2027, 12, 25), "Natal", "national"),
        ]
        assert LogEntry.objects.count() == 3

    @pytest.mark.parametrize(
        ("bad", "says"),
        [
            ("2027-13-01; Natal; libur", "tanggal “2027-13-01” tidak terbaca"),
            ("2207-01-01; Natal; libur", "tanggal “2207-01-01” tidak terbaca"),
            ("; Natal; libur", "tanggal “” tidak terbaca"),
            ("2027-12-25; ; libur", "nama hari liburnya kosong"),
            ("2027-12-25; \u200b\u2800; libur", "nama hari liburnya kosong"),
            (f"2027-12-25; {'x' * 151}; libur", "namanya terlalu panjang (151 huruf)"),
            ("2027-12-25; Natal; pesta", "jenis “pesta” tidak dikenal"),
            ("2027-12-25; Natal", "berisi 2 bagian, seharusnya tiga"),
            ("2027-12-25; Natal; libur; lagi", "berisi 4 bagian"),
            ("2027-01-01; Lagi; libur", "tanggal 01-01-2027 muncul dua kali"),
            ("2026-05-01; Buruh; libur", "tanggal 01-05-2026 sudah ada di daftar sebagai “Hari Buruh Internasional”"),
        ],
    )
    def test_one_wrong_line_is_named_and_nothing_is_saved(self, portal, labour_day, bad, says):
        answer = portal.post(PASTE, {"lines": f"{GOOD}\n\n{bad}"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"Baris 3: {says}" in page
        assert GOOD in page  # what was typed is still there
        assert list(Holiday.objects.all()) == [labour_day]

    def test_every_wrong_line_is_named_at_once(self, portal):
        page = portal.post(PASTE, {"lines": "satu\n2027-12-25; Natal; libur\ntiga"}).content.decode()
        assert "Baris 1: " in page
        assert "Baris 3: " in page
        assert "Baris 2: " not in page

    @pytest.mark.parametrize(
        ("lines", "says"),
        [
            ("", "Belum ada isinya"),
            (" \n \n", "Belum ada isinya"),
            ("x\n" * 201, "Ada 201 baris, paling banyak 200"),
            ("x" * 50_001, "50000"),
            ("\0", "null"),
        ],
    )
    def test_nothing_or_too_much_is_refused(self, portal, lines, says):
        answer = portal.post(PASTE, {"lines": lines})
        assert answer.status_code == 422
        assert says in answer.content.decode().replace(".", "" if says == "50000" else ".")
        assert not Holiday.objects.exists()

    def test_what_somebody_else_added_meanwhile_is_no_error_and_nothing_is_half_saved(
        self, portal, labour_day, monkeypatch
    ):
        days = [Holiday(date=date(2027, 1, 1), name="Tahun Baru"), Holiday(date=labour_day.date, name="Lagi")]
        monkeypatch.setattr(holiday_lines, "read", lambda text: days)
        answer = portal.post(PASTE, {"lines": GOOD})
        assert answer.status_code == 422
        assert "baru saja ditambahkan orang lain" in answer.content.decode()
        assert list(Holiday.objects.all()) == [labour_day]
        assert not LogEntry.objects.exists()

    def test_reading_the_page_saves_nothing(self, portal):
        answer = portal.get(PASTE, {"lines": GOOD})
        assert answer.status_code == 200
        assert "Simpan semua" in answer.content.decode()
        assert not Holiday.objects.exists()


class TestHours:
    def save(self, browser, **typed):
        return browser.post(
            "/admin/opd/workinghours/add/", {"weekday": "0", "opens": "07:30", "closes": "12:00"} | typed
        )

    def test_are_added_and_deleted(self, portal):
        assert self.save(portal).status_code == 302
        assert self.save(portal, opens="12:30", closes="16.00").status_code == 302  # either way to write it
        first, second = WorkingHours.objects.all()
        assert (first.opens, second.closes, first.title, first.period) == (
            time(7, 30),
            time(16),
            "jam kerja biasa",
            "selalu",
        )
        assert portal.post(f"/admin/opd/workinghours/{first.pk}/delete/", {"post": "yes"}).status_code == 302
        assert list(WorkingHours.objects.all()) == [second]

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"closes": "13:00"}, "Jam selesai harus sesudah jam mulai."),
            ({"since": "2027-03-01", "until": "2027-02-28"}, "Tanggal berakhirnya lebih awal"),
            ({"weekday": "7"}, "7 tidak ada dalam pilihan"),
            ({"opens": "25:00"}, "Masukkan waktu yang benar"),
            (
                {"opens": "11:00", "closes": "13:00"},
                "Jam ini bertumpuk dengan “jam kerja biasa: Senin 07.30 sampai 12.00”",
            ),
        ],
    )
    def test_what_is_wrong_is_said(self, portal, morning, typed, says):
        answer = self.save(portal, **({"opens": "13:00", "closes": "15:00"} | typed))
        assert answer.status_code == 200
        assert says in answer.content.decode()
        assert list(WorkingHours.objects.all()) == [morning]

    @pytest.mark.parametrize(
        ("since", "until", "clashes"),
        [
            (None, None, False),  # an ordinary row and one with dates never count at one time
            ("2027-02-01", "2027-02-07", False),
            ("2027-02-01", "2027-02-08", True),
            ("2027-03-09", "2027-03-20", True),
            ("2027-03-10", "2027-03-20", False),
            ("2027-03-09", None, True),
            ("2027-03-10", None, False),
            (None, "2027-02-08", True),
            (None, "2027-02-07", False),
        ],
    )
    def test_dates_that_share_a_day_clash(self, portal, since, until, clashes):
        WorkingHours.objects.create(
            name="jam kerja Ramadan",
            weekday=0,
            opens=time(8),
            closes=time(12),
            since=date(2027, 2, 8),
            until=date(2027, 3, 9),
        )
        answer = self.save(portal, since=since or "", until=until or "")
        assert answer.status_code == (200 if clashes else 302)
        assert ("bertumpuk dengan “jam kerja Ramadan" in answer.content.decode()) is clashes

    def test_the_list_says_what_they_are_for(self, portal, morning):
        WorkingHours.objects.create(
            name="jam kerja Ramadan",
            weekday=1,
            opens=time(8),
            closes=time(15),
            since=date(2027, 2, 8),
            until=date(2027, 3, 9),
        )
        page = portal.get("/admin/opd/workinghours/").content.decode()
        for words in (
            "Senin",
            "07.30",
            "jam kerja biasa",
            "selalu",
            "jam kerja Ramadan",
            "sejak 8 Feb 2027 sampai 9 Mar 2027",
        ):
            assert words in page
        assert "Peraturan Bupati" in page


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "outsider"])
@pytest.mark.parametrize("kind", ["holiday", "workinghours"])
def test_is_the_portal_administrators_alone(cast, sign_in, labour_day, morning, who, kind):
    browser, pk = sign_in(getattr(cast, who)), {"holiday": labour_day.pk, "workinghours": morning.pk}[kind]
    typed = {"lines": GOOD, "post": "yes", "date": "2027-01-01", "name": "x", "kind": "national", "weekday": "1"}
    for page in ("", "add/", "import/", f"{pk}/change/", f"{pk}/history/", f"{pk}/delete/"):
        if (kind, page) != ("workinghours", "import/"):
            assert browser.get(f"/admin/opd/{kind}/{page}").status_code == 403
            assert browser.post(f"/admin/opd/{kind}/{page}", typed).status_code == 403
    assert "Hari libur" not in browser.get("/admin/", follow=True).content.decode()
    assert (list(Holiday.objects.all()), list(WorkingHours.objects.all())) == ([labour_day], [morning])


def test_the_side_bar_leads_there(portal):
    page = portal.get("/admin/", follow=True).content.decode()
    assert "/admin/opd/holiday/" in page
    assert "/admin/opd/workinghours/" in page
