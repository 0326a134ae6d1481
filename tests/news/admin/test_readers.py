"""The page "Pembaca": how often whose news was read, its month as a sheet, and what the other pages say of it."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import moments, readers
from news.models import Article, Publication, ReaderCount
from news.workflow import Live, State
from opd import roles
from opd.rights import Role
from tests.news.admin.page import Page
from tests.news.stage import put

READERS, EXPORT, START = "/admin/news/readers/", "/admin/news/readers/export/", "/admin/"
TODAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 9, tzinfo=moments.JAKARTA)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def article(cast, title: str, *, opd=None, state=State.PUBLISHED, live=Live.SHOWN, **read: int) -> Article:
    """With how often it was read that many days ago: `ago0=5, ago3=2`."""
    made = put(cast, state, live, opd=opd)
    for model in (Article, Publication):
        model.objects.filter(pk=made.pk).update(title=title)
    for name, views in read.items():
        day = TODAY - timedelta(days=int(name.removeprefix("ago")))
        ReaderCount.objects.create(publication_id=made.pk, day=day, views=views)
    return Article.objects.get(pk=made.pk)


@pytest.fixture
def said(cast, sign_in):
    def said(user, query: str = "", url: str = READERS) -> str:
        response = sign_in(user).get(url + query)
        assert response.status_code == 200
        return " ".join(Page(response).text.split())

    return said


@pytest.fixture
def sheet(cast, sign_in):
    def sheet(user, query: str = "") -> list[list[str]]:
        response = sign_in(user).get(EXPORT + query)
        assert response.status_code == 200
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    return sheet


def test_the_week_begins_on_monday_and_the_month_is_thirty_days(cast, said):
    article(cast, "Posyandu", ago0=1, ago2=20, ago3=300, ago29=4000, ago30=50000)
    words = said(cast.writer)
    assert "Pekan ini 21 sejak Senin" in words
    assert "30 hari terakhir 4.321 kira-kira 144 sehari" in words
    assert "Paling ramai 27 Oktober 2026: dibaca 4.000 kali." in words


def test_the_most_read_comes_first_with_its_week(cast, said):
    article(cast, "Sedikit Dibaca", ago1=3)
    article(cast, "Banyak Dibaca", ago1=4, ago9=4)
    article(cast, "Lama Sekali", ago31=99)
    words = said(cast.writer)
    assert words.index("Banyak Dibaca") < words.index("Sedikit Dibaca")
    assert "8 kali dibaca" in words
    assert "pekan ini 4" in words
    assert "Lama Sekali" not in words


def test_each_of_thirty_days_has_its_number_and_one_without_readers_a_zero(cast):
    article(cast, "Posyandu", ago0=2, ago29=8, ago30=9)
    bars = readers.by_day(readers.seen_by(cast.writer), TODAY)
    assert [bar.count for bar in bars] == [8] + [0] * 28 + [2]
    assert (bars[0].label, bars[-1].label) == ("27 Oktober 2026", "25 November 2026")
    assert (bars[0].percent, bars[-1].percent) == (100, 25)


def test_what_the_number_means_stands_beside_it(cast, said):
    words = said(cast.writer)
    for sentence in ("halaman berita dibuka", "Robot", "terhitung beberapa kali", "Siapa pembacanya tidak dicatat"):
        assert sentence in words
    assert "Belum ada yang tercatat" in words


# --- Whose ----------------------------------------------------------------------------------------------------------------
def test_everybody_sees_what_they_see_at_the_desk(cast, said):
    article(cast, "Milik Dinkes", ago1=5)
    article(cast, "Milik DPUPR", opd=cast.dpupr, ago1=70)
    for person, dinkes, dpupr, total in [
        (cast.writer, True, False, "5"),
        (cast.admin, True, False, "5"),
        (cast.outsider, False, True, "70"),
        (cast.editor, True, True, "75"),
        (cast.superuser, True, True, "75"),
    ]:
        words = said(person)
        assert ("Milik Dinkes" in words, "Milik DPUPR" in words) == (dinkes, dpupr), person
        assert f"Pekan ini {total} sejak" in words, person


def test_an_editor_sees_nothing_of_what_was_never_submitted(cast, said):
    unseen = article(cast, "Tidak Pernah Diajukan", ago1=7)
    Article.objects.filter(pk=unseen.pk).update(first_submitted_at=None)
    assert "Pekan ini 0 sejak" in said(cast.editor)
    assert "Pekan ini 7 sejak" in said(cast.writer)


def test_one_opd_may_be_chosen_by_whoever_sees_several(cast, said):
    article(cast, "Milik Dinkes", ago1=5)
    article(cast, "Milik DPUPR", opd=cast.dpupr, ago1=70)
    assert "Menurut OPD" in said(cast.editor)
    words = said(cast.editor, f"?opd={cast.dpupr.pk}")
    assert "Milik DPUPR" in words
    assert "Milik Dinkes" not in words
    assert "Menurut OPD" not in words
    assert "Tampilkan" not in said(cast.writer)


@pytest.mark.parametrize("asked", ["{dpupr}", "999999", "x", "-1", "1e3", "9" * 30, "%00", "١", " {dinkes}"])
@pytest.mark.parametrize("url", [READERS, EXPORT])
def test_another_opd_and_odd_numbers_are_not_there(asked, url, cast, sign_in):
    query = asked.format(dpupr=cast.dpupr.pk, dinkes=cast.dinkes.pk)
    assert sign_in(cast.writer).get(f"{url}?opd={query}").status_code == 404


def test_other_words_in_the_address_change_nothing(cast, said):
    article(cast, "Posyandu", ago1=5)
    article(cast, "Milik DPUPR", opd=cast.dpupr, ago1=70)
    for query in ("?publication__article__title__contains=x", "?q=DPUPR", "?opd=", "?_to_field=id", "?p=99"):
        assert said(cast.writer, query) == said(cast.writer)


def test_only_reading(cast, sign_in):
    for url in (READERS, EXPORT):
        for method in ("post", "put", "patch", "delete"):
            assert getattr(sign_in(cast.superuser), method)(url).status_code == 405


def test_a_title_is_words_and_no_markup(cast, sign_in):
    article(cast, "<script>alert(1)</script>", ago1=5)
    for url in (READERS, START):
        assert "<script>alert(1)" not in sign_in(cast.writer).get(url).content.decode()


# --- How many queries -----------------------------------------------------------------------------------------------------
def test_the_number_of_queries_is_fixed(cast, sign_in):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(READERS).status_code == 200
        return len(captured)

    browser = sign_in(cast.superuser)
    article(cast, "Satu", ago1=5)
    few = asked()
    for number in range(8):
        article(cast, f"Nomor {number}", opd=cast.dpupr if number % 2 else None, ago0=1, ago1=number + 1, ago8=2)
    assert asked() == few <= 30


# --- The sheet --------------------------------------------------------------------------------------------------------------
def test_a_month_as_a_sheet_what_was_read_most_first(cast, sheet):
    first = article(cast, "Posyandu", ago24=3, ago25=40, ago0=2)  # the 1st of November, the 31st of October
    second = article(cast, "=HYPERLINK(1)", ago1=30)
    published = f"{Publication.objects.get(pk=first.pk).published_at.astimezone(moments.JAKARTA):%Y-%m-%d}"
    assert sheet(cast.writer) == [
        ["Nomor", "Judul", "OPD", "Terbit", "Dibaca"],
        [str(second.pk), "'=HYPERLINK(1)", str(cast.dinkes.name), published, "30"],
        [str(first.pk), "Posyandu", str(cast.dinkes.name), published, "5"],
    ]
    assert [row[-1] for row in sheet(cast.writer, "?bulan=2026-10")] == ["Dibaca", "40"]
    assert len(sheet(cast.outsider)) == 1


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "1926-01", "x", "2026-1", "2026-11-01", "９", "%00"])
def test_an_odd_month_is_not_there(month, cast, sign_in):
    assert sign_in(cast.writer).get(f"{EXPORT}?bulan={month}").status_code == 404


def test_december_ends_with_december(cast, sheet):
    made = article(cast, "Posyandu")
    for day in (date(2025, 11, 30), date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 1)):
        ReaderCount.objects.create(publication_id=made.pk, day=day, views=day.day)
    assert [row[-1] for row in sheet(cast.writer, "?bulan=2025-12")[1:]] == ["32"]


# --- On other pages -----------------------------------------------------------------------------------------------------------
def test_the_starting_page_says_the_three_most_read(cast, said):
    for number in range(1, 5):
        article(cast, f"Berita Nomor {number}", ago1=number)
    words = said(cast.writer, url=START).partition("Dibaca")[2]
    assert "Pekan ini 10" in words
    assert "Semua angka pembaca" in words
    assert "Berita Nomor 4" in words
    assert "Berita Nomor 2" in words
    assert "Berita Nomor 1" not in words


def test_without_readers_the_starting_page_says_nothing_of_them(cast, said):
    article(cast, "Posyandu")
    assert "Semua angka pembaca" not in said(cast.writer, url=START)


@pytest.mark.parametrize(
    ("state", "live", "counted"),
    [
        (State.PUBLISHED, Live.SHOWN, True),
        (State.PUBLISHED, Live.UNREVIEWED, True),
        (State.WITHDRAWN, Live.WITHDRAWN, True),
        (State.DRAFT, Live.SHOWN, True),
        (State.PUBLISHED, Live.AHEAD, False),
        (State.DRAFT, Live.NONE, False),
    ],
)
def test_the_article_says_how_often_it_was_read(state, live, counted, cast, said):
    read = {} if live == Live.NONE else {"ago0": 1200, "ago29": 34, "ago30": 9}
    made = article(cast, "Posyandu", state=state, live=live, **read)
    words = said(cast.writer, url=f"/admin/news/article/{made.pk}/change/")
    assert ("Dibaca 1.234 kali (30 hari terakhir)" in words) == counted
    assert ("30 hari terakhir" in words) == counted


def test_a_writer_of_two_opds_sees_both(cast, said):
    article(cast, "Milik Dinkes", ago1=5)
    article(cast, "Milik DPUPR", opd=cast.dpupr, ago1=70)
    roles.appoint(cast.writer, cast.dpupr, Role.WRITER)
    assert "Pekan ini 75 sejak" in said(cast.writer)
