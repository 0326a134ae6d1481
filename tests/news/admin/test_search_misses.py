"""What readers looked for in vain, at the desk: who reads it, what they see, and how long."""

from __future__ import annotations

from datetime import date

import pytest

from news.admin import search_misses
from news.models import SearchMiss

LIST = "/admin/news/searchmiss/"


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    twelve = [date(2026, number, 1) for number in range(11, 0, -1)] + [date(2025, 12, 1)]
    monkeypatch.setattr(search_misses, "months", lambda: twelve)


@pytest.fixture
def misses(db):
    for words, month, times in (
        ("kapal selam", date(2026, 11, 1), 3),
        ("sirkuit balap", date(2026, 10, 1), 9),
        ("stasiun kereta", date(2025, 12, 1), 1),
        ("taman laut", date(2025, 11, 1), 7),
    ):
        SearchMiss.objects.create(words=words, month=month, times=times)


def shown(page: str) -> list[str]:
    """The words on the page, in their order."""
    words = ("kapal selam", "sirkuit balap", "stasiun kereta", "taman laut")
    return sorted((each for each in words if each in page), key=page.index)


def test_an_editor_reads_the_last_twelve_months_the_newest_first(cast, sign_in, misses):
    page = sign_in(cast.editor).get(LIST).content.decode()
    assert shown(page) == ["kapal selam", "sirkuit balap", "stasiun kereta"]
    assert "November 2026" in page
    assert "Siapa yang mencari tidak dicatat" in page


def test_on_a_phone_each_row_says_what_it_is(cast, sign_in, misses):
    """There the head of the table is gone, and every cell carries its name."""
    page = sign_in(cast.editor).get(LIST).content.decode()
    assert 'data-label="dicari"' in page
    assert "Pilih baris ini" not in page


def test_by_month_and_by_word(cast, sign_in, misses):
    editor = sign_in(cast.editor)
    wanted = {
        "?bulan=2026-10": ["sirkuit balap"],
        "?q=kapal": ["kapal selam"],
        "?bulan=2025-11": 3,
        "?bulan=x": 3,
        "?bulan=%00": 3,
    }
    found = {query: shown(editor.get(LIST + query).content.decode()) for query in wanted}
    assert {query: len(has) if wanted[query] == 3 else has for query, has in found.items()} == wanted


@pytest.mark.parametrize("place", ["add/", "{pk}/change/", "{pk}/delete/", "{pk}/history/", "{pk}/"])
def test_there_is_only_the_list(cast, sign_in, misses, place):
    address = LIST + place.format(pk=SearchMiss.objects.first().pk)
    desk = sign_in(cast.superuser)
    assert desk.get(address).status_code == 404
    assert desk.post(address, {"post": "yes"}).status_code == 404
    assert SearchMiss.objects.count() == 4


@pytest.mark.parametrize(("who", "there"), [("editor", True), ("superuser", True), ("admin", False), ("writer", False)])
def test_the_side_bar_leads_there_for_whoever_may_read_it(cast, sign_in, who, there):
    assert (f'href="{LIST}"' in sign_in(getattr(cast, who)).get("/admin/news/article/").content.decode()) == there
