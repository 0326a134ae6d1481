"""The desk page of the home page's top, and its verbs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article, Pin
from news.workflow import Live, State
from tests.news.admin.page import Page
from tests.news.stage import put

PAGE = "/admin/news/pins/"


@pytest.fixture
def editor(cast, sign_in):
    return sign_in(cast.editor)


def shown(cast, title: str, opd=None) -> Article:
    article = put(cast, State.PUBLISHED, Live.SHOWN, opd=opd)
    article.publication.title = title
    article.publication.save()
    return article


def verb(article, name: str) -> str:
    return f"/admin/news/article/{article.pk}/{name}/"


def titles() -> list[str]:
    return [str(pin) for pin in Pin.objects.shown()]


def test_a_whole_round(cast, editor):
    first, second = shown(cast, "Satu"), shown(cast, "Dua")
    page = Page(editor.get(PAGE))
    assert "Belum ada yang dipasang." in page.text
    assert {verb(first, "pin"), verb(second, "pin")} <= set(page.forms)
    for article in (first, second):
        answer = editor.post(verb(article, "pin"), follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
    assert f"“Dua” berada di puncak beranda sampai {_day(3)}." in Page(answer).text
    page = Page(editor.get(PAGE))
    assert verb(first, "pin-up") not in page.forms  # the first one
    assert verb(second, "pin-down") not in page.forms  # the last one
    editor.post(verb(second, "pin-up"))
    assert titles() == ["Dua", "Satu"]
    editor.post(verb(second, "pin-down"))
    assert titles() == ["Satu", "Dua"]
    editor.post(verb(first, "unpin"))
    assert titles() == ["Dua"]


def _day(days: int) -> str:
    months = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ]
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.day} {months[day.month - 1]} {day.year}"


def test_another_last_day_is_shown_in_its_field(cast, editor):
    article = shown(cast, "Satu")
    day = timezone.localdate() + timedelta(days=10)
    editor.post(verb(article, "pin"), {"until": f"{day:%Y-%m-%d}"})
    assert Pin.objects.get().until == day
    assert Page(editor.get(PAGE)).forms[verb(article, "pin")]["until"] == f"{day:%Y-%m-%d}"


@pytest.mark.parametrize("typed", ["kemarin", "2020-01-01", "9999-12-31", "0000-00-00", "\x00"])
def test_a_day_that_cannot_be_is_refused_with_the_page(cast, editor, typed):
    answer = editor.post(verb(shown(cast, "Satu"), "pin"), {"until": typed})
    assert answer.status_code == 422
    assert "hari terakhir" in Page(answer).text
    assert not Pin.objects.exists()


def test_a_fourth_one_is_refused_with_what_to_do(cast, editor):
    articles = [shown(cast, f"Nomor {n}") for n in range(4)]
    for article in articles[:3]:
        editor.post(verb(article, "pin"))
    assert verb(articles[3], "pin") not in Page(editor.get(PAGE)).forms
    answer = editor.post(verb(articles[3], "pin"))
    assert answer.status_code == 422
    assert "Lepas salah satunya dulu" in Page(answer).text
    assert len(titles()) == 3


@pytest.mark.parametrize(
    "place", [(State.IN_REVIEW, Live.NONE), (State.PUBLISHED, Live.AHEAD), (State.WITHDRAWN, Live.WITHDRAWN)]
)
def test_what_readers_do_not_have_is_neither_offered_nor_taken(cast, editor, place):
    article = put(cast, *place)
    assert verb(article, "pin") not in Page(editor.get(PAGE)).forms
    assert editor.post(verb(article, "pin")).status_code == 422


def test_what_was_taken_away_meanwhile_is_told(cast, editor):
    answer = editor.post(verb(shown(cast, "Satu"), "unpin"))
    assert answer.status_code == 422
    assert "sudah tidak di puncak beranda" in Page(answer).text


def test_a_link_changes_nothing(cast, editor):
    answer = editor.get(verb(shown(cast, "Satu"), "pin"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert not Pin.objects.exists()


def test_a_title_with_marks_stays_text(cast, editor):
    article = shown(cast, "<script>alert(1)</script>")
    for _ in range(2):
        assert "<script>alert" not in editor.get(PAGE).content.decode()
        editor.post(verb(article, "pin"))


def test_the_review_page_of_what_readers_have_has_the_button(cast, editor, sign_in):
    article, waiting = shown(cast, "Satu"), put(cast, State.IN_REVIEW, Live.NONE)
    review = "/admin/news/article/{}/review/"
    assert verb(article, "pin") in Page(editor.get(review.format(article.pk))).forms
    assert verb(waiting, "pin") not in Page(editor.get(review.format(waiting.pk))).forms
    assert verb(article, "pin") not in Page(sign_in(cast.admin).get(review.format(article.pk))).forms


def test_ten_are_offered_at_once_and_more_when_asked(cast, editor):
    for number in range(12):
        shown(cast, f"Nomor {number}")
    pages = {query: Page(editor.get(PAGE + query)) for query in ("", "?banyak=20", "?banyak=999", "?banyak=%00")}
    offered = {query: sum(address.endswith("/pin/") for address in page.forms) for query, page in pages.items()}
    assert offered == {"": 10, "?banyak=20": 12, "?banyak=999": 10, "?banyak=%00": 10}
    more = {query: [link for link in page.links if "banyak=" in link] for query, page in pages.items()}
    assert more[""] == ["?banyak=20#pilih"]
    assert more["?banyak=20"] == []


def test_what_is_older_is_found_by_its_title(cast, editor):
    wanted = shown(cast, "Posyandu Ngawen buka setiap Selasa")
    for number in range(11):
        shown(cast, f"Nomor {number}")
    assert verb(wanted, "pin") not in Page(editor.get(PAGE)).forms
    for query in ("posyandu", "selasa+NGAWEN"):
        page = Page(editor.get(f"{PAGE}?q={query}"))
        assert [address for address in page.forms if address.endswith("/pin/")] == [verb(wanted, "pin")]
    assert "Lebih banyak" not in page.text
    for query in ("kapal+selam", "%00", "%25", "a" * 500):
        assert editor.get(f"{PAGE}?q={query}").status_code == 200
    assert "Tidak ada judul yang cocok. Coba kata lain." in Page(editor.get(PAGE + "?q=kapal+selam")).text


def test_the_number_of_queries_does_not_grow(cast, editor, django_assert_max_num_queries):
    for number in range(12):
        article = shown(cast, f"Nomor {number}")
        if number < 3:
            editor.post(verb(article, "pin"))
    with django_assert_max_num_queries(20):
        assert editor.get(PAGE).status_code == 200
    with django_assert_max_num_queries(20):
        assert editor.get(PAGE + "?q=nomor&banyak=50").status_code == 200
