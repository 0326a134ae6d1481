"""`/cari/`: what is shown for what is asked; odd questions are answered with a sentence, never with an error."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import tally
from news.moments import JAKARTA
from tests.factories import OPDFactory, PublicationFactory, RubricFactory

MOST = 8  # queries


@pytest.fixture(autouse=True)
def _no_words_of_other_tests():
    cache.clear()


@pytest.fixture
def missed(monkeypatch) -> list[str]:
    """The words that are counted as looked for in vain."""
    counted: list[str] = []
    monkeypatch.setattr(tally, "count_miss", counted.append)
    return counted


@pytest.fixture
def dinkes(db):
    return OPDFactory(
        slug="dinkes", short_name="Dinkes", name="Dinas Kesehatan Daerah Kabupaten Blora", aliases=["DKK"]
    )


def item(title: str, text: str = "", at: datetime | None = None, **changes):
    moment = {"published_at": at} if at else {}
    summary = changes.pop("summary", "Ringkasan berita.")
    search_text = f"{title} {summary} {text}"
    return PublicationFactory(article__title=title, summary=summary, search_text=search_text, **moment, **changes)


def page(visitor, query: str, status: int = 200) -> str:
    with CaptureQueriesContext(connection) as captured:
        answer = visitor.get(f"/cari/{query}")
    assert answer.status_code == status
    assert len(captured) <= MOST, [each["sql"][:100] for each in captured]
    return answer.content.decode()


def titles(html: str) -> list[str]:
    """The titles that were found, without their marks."""
    return [re.sub("<.*?>", "", title) for title in re.findall(r"<h3><a href=[^>]*>(.*?)</a></h3>", html)]


def test_a_word_finds_its_other_forms_and_they_are_marked(visitor, dinkes, missed):
    item("Pembangunan Pasar Cepu", "Kios baru di Pasar Cepu selesai.", article__opd=dinkes)
    item("Lain Sama Sekali")
    html = page(visitor, "?q=membangun")
    assert titles(html) == ["Pembangunan Pasar Cepu"]
    assert "<mark>Pembangunan</mark> Pasar Cepu" in html
    assert "1 berita untuk “membangun”" in html
    assert missed == []


def test_the_excerpt_shows_the_place_and_escapes_everything_else(visitor, db):
    text = (
        "kata " * 80
        + "lalu <img src=x onerror=alert(1)> jembatan & <b>roboh</b> </mark><script>x</script> "
        + "akhir " * 80
    )
    item("Judul & <i>Berita</i>", text)
    html = page(visitor, "?q=jembatan")
    excerpt = re.search(r'<p class="hits__text">(.*?)</p>', html, re.DOTALL)[1]
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>jembatan</mark> &amp; &lt;b&gt;roboh" in excerpt
    assert set(re.findall(r"<.*?>", excerpt)) == {"<mark>", "</mark>"}
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert "Judul &amp; &lt;i&gt;Berita&lt;/i&gt;" in html


def test_what_is_typed_is_shown_escaped(visitor, db):
    html = page(visitor, "?q=<script>alert(1)</script>%22%20onfocus=x&opd=%22><b>&dari=%22><i>")
    assert "<script>alert" not in html
    assert not re.search('"><[bi]>', html)


@pytest.mark.parametrize("typed", ["dinkes", "DKK", "dinas kesehatan", "Dinas Kesehatan Daerah Kabupaten Blora"])
def test_an_opd_is_found_by_all_its_names(visitor, dinkes, typed):
    for title in ("Dinkes Buka Posko", "DKK Buka Posko", "Dinas Kesehatan Buka Posko"):
        item(title, article__opd=dinkes)
    item("Kesehatan Dinas Lain", article__opd=dinkes)
    html = page(visitor, f"?q={typed}")
    assert titles(html) == ["Dinas Kesehatan Buka Posko", "DKK Buka Posko", "Dinkes Buka Posko"]
    assert 'href="/opd/dinkes/">Dinas Kesehatan Daerah Kabupaten Blora</a>' in html


@pytest.mark.parametrize("typed", ["dinkse", "dinas kesehtan", "kesehatan", "dimkes"])
def test_an_opd_is_named_on_top_with_a_slip_or_by_its_task(visitor, dinkes, typed):
    OPDFactory.create_batch(5)
    assert 'href="/opd/dinkes/">Dinas Kesehatan Daerah Kabupaten Blora</a>' in page(visitor, f"?q={typed}")


def test_a_closed_opd_is_not_named_on_top(visitor, dinkes):
    dinkes.active = False
    dinkes.save()
    assert "OPD yang cocok" not in page(visitor, "?q=dinkes")


def test_a_slip_is_forgiven_when_nothing_has_it(visitor, db, missed):
    item("Posyandu Ngawen Buka")
    html = page(visitor, "?q=posiandu ngawen")
    assert titles(html) == ["Posyandu Ngawen Buka"]
    assert "Tidak ada berita dengan “posiandu ngawen”. Menampilkan hasil untuk “posyandu ngawen”." in html
    assert 'href="?q=%22posiandu+ngawen%22"' in html
    assert missed == []
    assert titles(page(visitor, "?q=%22posiandu%22")) == []


def test_words_that_are_there_are_not_replaced(visitor, db):
    item("Jalan Cepu")
    item("Jalur Cepu")
    assert titles(page(visitor, "?q=jalur")) == ["Jalur Cepu"]


def test_a_word_that_is_right_is_not_taken_for_a_slip(visitor, db, missed):
    item("Kapan Selama Itu")
    assert titles(page(visitor, "?q=kapal selam")) == []
    assert missed == ["kapal selam"]


def test_a_slip_is_forgiven_while_the_cache_is_away(visitor, db, settings):
    item("Posyandu Ngawen buka", "Kader menimbang balita.")
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }
    assert "Posyandu" in page(visitor, "?q=posyandi")


def test_a_slip_leads_to_nothing_that_readers_do_not_see(visitor, db):
    item("Rahasia Hari Ini", ahead=True)
    item("Ditarik Kembali", withdrawn=True)
    for typed in ("rahasiah", "ditarikk"):
        html = page(visitor, f"?q={typed}")
        assert titles(html) == []
        assert "Menampilkan" not in html


def test_nothing_found_helps_on_and_is_counted(visitor, dinkes, missed):
    RubricFactory(slug="kesehatan", name="Kesehatan")
    html = page(visitor, "?q=Kapal  Selam")
    assert "Tidak ada berita dengan “Kapal Selam”." in html
    for address in ("?q=kapal", "?q=selam", "/opd/", "/rubrik/kesehatan/", "/berita/"):
        assert f'href="{address}"' in html
    assert missed == ["kapal selam"]


@pytest.mark.parametrize(
    "query",
    [
        "?q=kapal&opd=dinkes",  # something may be there all the same
        "?q=kapal&dari=2024-01-01",
        "?q=budi@contoh.test",
        "?q=3316012345670001",
        "?q=0812 3456 7890 budi",
        "?q=" + "panjang" * 9,
        "?q=yang+di",
        "?q=%F0%9F%8D%83",
        "?q=",
        "",
    ],
)
def test_what_is_not_counted(visitor, dinkes, missed, query):
    page(visitor, query)
    visitor.head("/cari/?q=kapal")
    assert missed == []


def test_by_opd_rubric_and_day_in_blora(visitor, dinkes):
    rubric = RubricFactory(slug="kesehatan", name="Kesehatan")
    at = datetime(2026, 5, 16, 0, 10, tzinfo=JAKARTA)  # still the 15th in London
    item("Air Satu", article__opd=dinkes, article__rubric=rubric, at=at)
    item("Air Dua", at=datetime(2026, 5, 15, 23, 50, tzinfo=JAKARTA))
    wanted = {
        "?q=air&opd=dinkes": ["Air Satu"],
        "?q=air&rubrik=kesehatan": ["Air Satu"],
        "?q=air&dari=2026-05-16": ["Air Satu"],
        "?q=air&sampai=2026-05-15": ["Air Dua"],
        "?q=air&dari=2026-05-15&sampai=2026-05-16": ["Air Satu", "Air Dua"],
        "?q=air&dari=2026-05-17": [],
        "?opd=dinkes": ["Air Satu"],
        "?q=air&opd=&rubrik=&dari=&sampai=": ["Air Satu", "Air Dua"],
    }
    assert {query: titles(page(visitor, query)) for query in wanted} == wanted


def test_each_filter_can_be_taken_away(visitor, dinkes):
    html = page(visitor, "?q=air&opd=dinkes&dari=2026-05-16")
    assert 'href="?q=air&amp;dari=2026-05-16">Dinkes' in html
    assert 'href="?q=air&amp;opd=dinkes">Sejak 16 Mei 2026' in html
    assert 'href="?q=air">Cari “air” di semua berita</a>' in html


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("opd=tidak-ada", "OPD yang diminta tidak ada"),
        ("opd=%00", None),
        ("opd=" + "x" * 5000, "OPD yang diminta tidak ada"),
        ("rubrik=%F0%9F%8D%83", "Rubrik yang diminta tidak ada"),
        ("dari=2026-02-30", "Tanggal “2026-02-30” tidak ada di kalender"),
        ("dari=0001-01-01", "tidak ada di kalender"),
        ("sampai=9999-12-31", "tidak ada di kalender"),
        ("sampai=2099-12-31", None),
        ("dari=٢٠٢٦-٠٥-١٦", "tidak ada di kalender"),
        ("dari=kemarin", "tidak ada di kalender"),
        ("dari=2026-05-16%00", None),
        ("dari=2026-05-16&sampai=2026-05-15", "lebih awal daripada"),
        ("dari=2026-05-16&dari=2026-05-17", None),
        ("opd[]=dinkes&q[]=x", None),
        ("utm_source=x", None),
    ],
)
def test_odd_filters_are_answered_with_a_sentence(visitor, dinkes, query, says):
    item("Air Bersih", article__opd=dinkes)
    html = page(visitor, f"?q=air&{query}")
    assert ('role="alert"' in html) == bool(says)
    assert (says or "Cari berita") in html
    if says:
        assert titles(html) == []


@pytest.mark.parametrize(
    "typed",
    [
        "%00", "%00air", "x" * 10_000, "+".join(["kata"] * 1500), "%22", "%22air", "a%22b%22c", "-", "--", "-air", "%FF%FE", "%F0%9F%8D%83",
        "%EA%A6%A7%EA%A6%B8%EA%A6%A5", "<script>", "%25", "_", "%5C", "'", "%27;DROP", "(", "a:*", "!", "%26%7C", "%0A%0D", "yang", "-yang", "%22yang%22",
    ],
)  # fmt: skip
def test_odd_questions_are_answered(visitor, dinkes, typed):
    item("Air Bersih")
    assert "<h1>Cari berita</h1>" in page(visitor, f"?q={typed}")
    assert "<h1>Cari berita</h1>" in page(visitor, f"?q=air&q={typed}&opd=dinkes")


def test_only_common_words_are_no_question(visitor, db):
    item("Yang Di Sana")
    html = page(visitor, "?q=yang di")
    assert titles(html) == []
    assert "“yang di” ada di hampir semua berita" in html


@pytest.mark.parametrize("typed", ["???", "%22%22", "-", "... !"])
def test_signs_alone_are_no_words(visitor, db, typed):
    item("Air Bersih")
    html = page(visitor, f"?q={typed}")
    assert titles(html) == []
    assert "Tulis satu kata atau lebih" in html
    assert "hampir semua berita" not in html


def test_older_and_newer_by_key_with_the_same_question(visitor, dinkes):
    for number in range(45):
        item(f"Air {number:02}", article__opd=dinkes, at=datetime(2026, 5, 1, 8, number, tzinfo=JAKARTA))
    first = page(visitor, "?q=air&opd=dinkes")
    assert titles(first) == [f"Air {number}" for number in range(44, 24, -1)]
    assert "45 berita untuk “air”" in first
    older = re.search(r'rel="next" href="(.*?)"', first)[1].replace("&amp;", "&")
    assert older.startswith("?q=air&opd=dinkes&sebelum=")
    second = page(visitor, older)
    assert titles(second) == [f"Air {number:02}" for number in range(24, 4, -1)]
    newer = re.search(r'rel="prev" href="(.*?)"', second)[1].replace("&amp;", "&")
    assert titles(page(visitor, newer)) == titles(first)


@pytest.mark.parametrize("key", ["0", "x", "", "%00", "9" * 18, "9" * 30, "1&sebelum=2", "1&sesudah=1"])
def test_odd_keys_are_not_found(visitor, db, key):
    item("Air Bersih")
    page(visitor, f"?q=air&sebelum={key}", status=404)


def test_more_than_a_thousand_is_said_so(visitor, db, monkeypatch):
    monkeypatch.setattr("news.public.search.COUNTED", 21)
    for number in range(22):
        item(f"Air {number}")
    assert "Lebih dari 21 berita untuk “air”" in page(visitor, "?q=air")


def test_the_empty_page_explains_and_is_the_only_one_for_search_engines(visitor, db):
    html = page(visitor, "")
    assert "Cara mencari" in html
    assert "noindex" not in html
    assert '<meta name="robots" content="noindex">' in page(visitor, "?q=air")


def test_every_page_has_the_box_and_the_search_page_one_form(visitor, dinkes):
    for address in ("/", "/berita/", "/opd/", "/tentang/"):
        html = visitor.get(address).content.decode()
        assert re.search(r'<form class="find" method="get" action="/cari/" role="search" aria-label="Berita">', html)
    assert page(visitor, "?q=air").count("<form") == 1
    assert 'class="find"' in visitor.get("/tidak-ada/").content.decode()
