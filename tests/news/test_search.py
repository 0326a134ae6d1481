"""What finds what, written out as a table: the same on PostgreSQL and on SQLite."""

from __future__ import annotations

import pytest

from news.models.publication import Publication
from news.question import asked
from news.search import having, may_be_counted
from opd.models import OPD
from tests.factories import OPDFactory, PublicationFactory

TEXTS = {
    "bridge": "Pembangunan Jembatan Cepu Dimulai. Pekerja menanam tiang pancang di tepi Bengawan Solo.",
    "clinic": "Dinas Kesehatan Buka Posyandu Ngawen. Balita ditimbang, anak-anak divaksin COVID-19.",
    "dkk": "DKK Menyehatkan Warga Lewat Senam. Warga menyekolahkan anaknya.Kemudian mereka pulang.",
    "water": "Air Bersih untuk Randublatung. Pengairan sawah diatur dinas/kecamatan pada 12.500 hektare.",
    "quote": 'Camat Berkata "Jangan Buang Sampah". Harga < 5.000 & > 3.000; hubungi dr.Soetijono.',
}
FINDS = [
    # what is typed, what has it
    ("membangun", "bridge"),
    ("pembangunan", "bridge"),
    ("bangunan", "bridge"),
    ("BANGUN", "bridge"),
    ("tanaman", "bridge"),
    ("penanaman", "bridge"),
    ("kerjakan", "bridge"),
    ("sekolah", "dkk"),
    ("bersekolah", "dkk"),
    ("posyandunya", "clinic"),
    ("vaksinasi divaksin", ""),
    ("memvaksin", "clinic"),
    ("anak-anak", "clinic dkk"),
    ("anak", "clinic dkk"),
    ("covid-19", "clinic"),
    ("covid 19", "clinic"),
    ("kemudian", "dkk"),
    ("air", "water"),
    ("mengairi", "water"),
    ("kecamatan", "quote water"),
    ("12.500", "water"),
    ("5.000", "quote"),
    ("soetijono", "quote"),
    ("ita", ""),
    ("ber", ""),
    ("seda", ""),
    ("jembatan cepu", "bridge"),
    ("cepu jembatan", "bridge"),
    ("jembatan posyandu", ""),
    ("jembatan di cepu", "bridge"),
    ('"jembatan cepu"', "bridge"),
    ('"cepu jembatan"', ""),
    ('"buang sampah', "quote"),
    ("warga -senam", ""),
    ("warga -jembatan", "dkk"),
    ('anak -"balita ditimbang"', "dkk"),
    ("-jembatan", "bridge"),
    ("-", ""),
    ('""', ""),
    ("yang di ke dan", ""),
    ("dinkes", "clinic dkk"),
    ("DKK", "clinic dkk"),
    ("dinas kesehatan", "clinic dkk"),
    ("Dinas Kesehatan Daerah Kabupaten Blora", "clinic dkk"),
    ("posyandu dinkes", "clinic"),
    ('"dinkes"', ""),
    ("warga -dinkes", ""),
    ("satpol pp", ""),
    ("%", ""),
    ("_", ""),
    ("\\", ""),
    ("' OR 1=1 --", ""),
    ("jembatan & | ! ( ) : * <->", "bridge"),
    ("🍃 jembatan", "bridge"),
    ("🍃", ""),
    ("ꦧꦸꦥꦠꦶ", ""),
    ("<script>alert(1)</script>", ""),
    ("jembatan\0cepu", ""),
]  # fmt: skip


@pytest.fixture
def news(db) -> dict[int, str]:
    opd = OPDFactory(
        slug="dinkes", short_name="Dinkes", name="Dinas Kesehatan Daerah Kabupaten Blora", aliases=["DKK", 7, None]
    )
    return {PublicationFactory(article__opd=opd, search_text=text).pk: name for name, text in TEXTS.items()}


def found(typed: str, news: dict[int, str]) -> str:
    question = asked(typed, OPD.objects.all())
    return " ".join(sorted(news[item.pk] for item in having(Publication.objects.visible(), question)))


def test_what_finds_what(news):
    wrong = {typed: has for typed, wanted in FINDS if (has := found(typed, news)) != wanted}
    assert wrong == {}


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "zat " * 1500, '"' * 200, "- " * 300, "a-" * 90, "\ud7ff" * 300, "🍃" * 500]
)
def test_long_and_odd_questions_are_asked(news, typed):
    assert found(typed, news) == ""


def test_a_question_is_cut(db):
    assert len(asked("x" * 10_000).text) == 200
    assert len(asked("kata " * 1500).text.split()) == 20
    assert asked("  dua \n\t kata\u202e ").text == "dua kata"


def test_what_is_not_public_is_not_found(db):
    PublicationFactory(ahead=True, search_text="jembatan")
    PublicationFactory(withdrawn=True, search_text="jembatan")
    assert found("jembatan", {}) == ""


@pytest.mark.postgres
def test_texts_that_no_index_would_take_are_saved_all_the_same(db):
    """A tsvector holds a megabyte, a word 2 KB: what lies beyond is not found, and nothing fails."""
    texts = [
        " ".join(chr(0x4E00 + n) * 3 for n in range(20_000)) * 3,
        "".join(f"{n:x} " for n in range(200_000)),
        "\U00020000 " * 100_000,
        "x" * 1_000_000,
    ]
    for text in texts:
        item = PublicationFactory(search_text=text)
        Publication.objects.filter(pk=item.pk).update(search_text=text + " jembatan")
    Publication.objects.bulk_update([Publication(pk=item.pk, search_text="Jembatan")], ["search_text"])
    question = asked("jembatan")
    assert having(Publication.objects.filter(pk=item.pk), question).exists()


@pytest.mark.parametrize(
    ("words", "may"),
    [
        ("jembatan cepu", True),
        ("sekolah dasar 2026", True),
        ("jl. pemuda 12345", True),
        ("a" * 30, True),
        ("", False),
        ("12345", False),
        ("3316012345670001", False),
        ("nik 3316 0123 4567 0001", False),
        ("0812-3456-7890", False),
        ("(0296) 531000", False),
        ("budi@contoh.test", False),
        ("https://contoh.test", False),
        ("www.contoh.test", False),
        ("x" * 31, False),
        ("kata " * 13, False),
        ("123 456", False),
    ],
)
def test_what_may_be_counted(words, may):
    assert may_be_counted(words) == may
