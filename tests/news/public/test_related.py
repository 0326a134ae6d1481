"""What is offered to read after an item: news that shares rare words with it, whatever its rubric."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import keywords
from news.models import Keyword, Publication
from news.public import related
from tests.factories import ArticleFactory, OPDFactory, PublicationFactory, RubricFactory


def item(words: str, days: float = 1, **changes) -> Publication:
    """Published so many days ago, about these words."""
    page = PublicationFactory(
        title=words.title(), summary="", body="", published_at=timezone.now() - timedelta(days=days), **changes
    )
    keywords.keep(page)
    return page


@pytest.fixture
def crowd(db):
    """Twenty-nine others that share `posyandu` and `balita` with each other: in a portal of thirty nothing rare."""
    return [item("posyandu balita", 10 + number) for number in range(29)]


# What is read, the others in their order of age, and what is offered of them. `jalan` is in the crowd of each case.
CASES = {
    "two rare words beat one": ("embung tempuran keruk", ["embung sumur", "embung tempuran", "sumur bor"], ["embung tempuran"]),
    "three beat two": ("embung tempuran keruk", ["embung tempuran", "embung tempuran keruk"], ["embung tempuran keruk", "embung tempuran"]),
    "forms of one word are that word": ("pembangunan jembatan", ["membangun jembatan"], ["membangun jembatan"]),
    "one shared word is not enough": ("embung tempuran", ["embung bor", "tempuran wisata"], []),
    "common words are no reason": ("posyandu balita", [], []),
    "the rarer pair first": ("embung tempuran sapi kerbau", ["sapi kerbau", "sapi kerbau", "embung tempuran"], ["embung tempuran", "sapi kerbau", "sapi kerbau"]),
    "the newest of equals first": ("embung tempuran", ["embung tempuran", "tempuran embung"], ["embung tempuran", "tempuran embung"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_shared_rare_words(crowd, case):
    read, others, offered = CASES[case]
    for age, words in enumerate(others, start=2):
        item(words, age)
    found = related.to(item(read))
    assert [page.title.lower() for page in found] == offered


def test_a_rare_word_beats_the_same_rubric_and_the_rest_is_filled_from_it(crowd):
    rubric, opd = RubricFactory(), OPDFactory()
    item("sumur bor", 2, article__rubric=rubric)
    item("embung tempuran", 9)
    item("pasar hewan", 3, article__opd=opd)
    read = item("embung tempuran keruk", article__rubric=rubric, article__opd=opd)
    assert [page.title for page in related.to(read)] == ["Embung Tempuran", "Sumur Bor", "Pasar Hewan"]


def test_never_itself_nor_the_same_twice_nor_what_readers_do_not_have(crowd):
    rubric = RubricFactory()
    same = {"article__rubric": rubric}
    item("embung tempuran", 2, withdrawn=True)
    item("embung tempuran", -1, **same)
    twin = item("embung tempuran", 3, **same)
    read = item("embung tempuran keruk", **same)
    assert related.to(read) == [twin]


def test_in_a_large_portal_one_very_rare_word_is_enough(db, monkeypatch):
    for number in range(40):
        item("posyandu balita", 10 + number)
    item("embung bor", 2)
    read = item("embung tempuran")
    assert related.to(read) == []
    monkeypatch.setattr(related, "ALONE", 250)  # what two of forty weigh is more
    assert [page.title for page in related.to(read)] == ["Embung Bor"]


def test_a_preview_is_counted_from_its_own_text(crowd):
    other = item("embung tempuran", 2)
    article = ArticleFactory(title="Embung Tempuran Dikeruk", summary="", body="")
    draft = {"article": article, "opd": article.opd, "title": article.title, "summary": "", "body": ""}
    assert related.to(Publication(rubric=None, **draft)) == [other]
    assert related.to(Publication(rubric=article.rubric, **draft)) == [other]


def test_the_number_of_queries_is_fixed_and_no_count_goes_on_for_ever(crowd):
    item("embung tempuran", 2)
    read = Publication.objects.get(pk=item("embung tempuran keruk").pk)
    with CaptureQueriesContext(connection) as captured:
        assert len(related.to(read)) == 1
    assert len(captured) <= 5
    frequencies = captured[0]["sql"]
    assert f"LIMIT {related.RARE_AT_MOST + 1}" in frequencies
    assert f"LIMIT {related.MOST_COUNTED}" in frequencies
    assert Keyword.objects.count() > 60
