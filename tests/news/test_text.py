"""news/text.py: what becomes of typed words before they are kept."""

from __future__ import annotations

import pytest

from news import html
from news.models import Article
from news.refusals import Refused
from news.text import tidy as tidied
from tests.factories import MediaAssetFactory, UnitFactory


def tidy(article, text: dict) -> dict:
    return tidied(article, text).fields


@pytest.fixture
def article(cast) -> Article:
    return Article(opd=cast.dinkes, title="Semula")


TIDIED = [  # field, typed, kept
    ("title", "  Posyandu\tNgawen\r\nBuka ", "Posyandu Ngawen Buka"),
    ("title", "Laporan\u202egpj.exe", "Laporangpj.exe"),
    ("title", "<b>Tebal</b> & 'kutip'", "<b>Tebal</b> & 'kutip'"),
    ("summary", "Baris satu.\n\nBaris dua.", "Baris satu. Baris dua."),
    ("summary", "", ""),
    ("byline", "", "(Tim Dinkes. Blora)"),
    ("byline", " \u200b ", "(Tim Dinkes. Blora)"),
    ("byline", "(Tim PKM.  Ngawen)", "(Tim PKM. Ngawen)"),
    ("lead_alt", " Balita\nditimbang ", "Balita ditimbang"),
    ("lead_credit", "\ufeffFoto:  Dinkes", "Foto: Dinkes"),
    ("body", "<p onclick='x'>Isi</p><script>alert(1)</script>", "<p>Isi</p>"),
    ("body", "", ""),
    ("rubric", None, None),
    ("unit", None, None),
    ("lead", None, None),
]


@pytest.mark.parametrize(("field", "typed", "kept"), TIDIED)
def test_each_field_is_tidied_in_its_own_way(article, field, typed, kept):
    assert tidy(article, {field: typed}) == {field: kept}


def test_only_what_was_typed_comes_back(article):
    assert tidy(article, {}) == {}
    assert set(tidy(article, {"title": "Judul", "body": "<p>a</p>"})) == {"title", "body"}


def test_a_tidied_text_is_tidy(article):
    once = tidy(
        article,
        {"title": " a \u202e b ", "summary": "x\ny", "body": "<p><button><p>&#x202e;x</p></button></p>", "byline": ""},
    )
    assert tidy(article, once) == once
    assert html.clean(once["body"]) == once["body"]


@pytest.mark.parametrize("title", ["", "   ", "\n\t", "\u00a0", "\u200b\u200d", "\u202e", "\x00"])
def test_a_title_that_nobody_can_see_is_refused(article, title):
    with pytest.raises(Refused, match=r"Judul belum ditulis\."):
        tidy(article, {"title": title})


def test_an_article_without_a_title_is_refused_whatever_else_is_typed(cast):
    with pytest.raises(Refused, match=r"Judul belum ditulis\."):
        tidy(Article(opd=cast.dinkes), {"body": "<p>Isi</p>"})


def test_unit_and_picture_belong_to_the_same_opd(cast, article):
    refusals = {"unit": "harus milik OPD yang sama", "lead": "dari pustaka Dinkes atau pustaka bersama"}
    for name, made in (("unit", UnitFactory), ("lead", MediaAssetFactory)):
        own, foreign = made(opd=cast.dinkes), made(opd=cast.dpupr)
        assert tidy(article, {name: own}) == {name: own}
        with pytest.raises(Refused, match=refusals[name]):
            tidy(article, {name: foreign})
