"""Query strings and ids that nobody types by mistake: every page of the desk answers, and none with a 500."""

from __future__ import annotations

import pytest

from news.models import Article
from news.workflow import Live, State
from tests.factories import UnitFactory
from tests.news.stage import put

LISTS = [
    "/admin/",
    "/admin/news/article/",
    "/admin/news/queue/",
    "/admin/news/rubric/",
    "/admin/opd/unit/",
    "/admin/opd/opd/",
    "/admin/opd/desk/",
    "/admin/accounts/user/",
]
QUERIES = [
    "p=abc", "p=-1", "p=0", "p=2", "p=99999999999999999999", "p=%D9%A2", "p=1&p=2", "p=", "p=" + "9" * 5000,
    "p=1.5", "p=%00",
    "o=x", "o=9.9.9", "o=-", "o=..", "o=--1", "o=99999999999999999999", "o=1.1.1.1", "o=%D9%A2", "o=%00",
    "pk__in=9999999999999999999", "id__range=1", "title__regex=(", "state__exact=%00", "opd__name__startswith=D", "pk=1", "id=%00",
    "created_by__password__startswith=p", "publication__title=x", "deleted_at__isnull=0", "body__search=x", "opd__id__exact=1",
    "q=%00", "q=" + "kata+" * 1500, "q=" + "x" * 60_000, "q=%25_%5C", "q=%27%22%3B--", "q=%ff", "q=%22", "q=%F0%9F%8E%89", "q=a&q=b", "q=%ED%A0%80",
    "keadaan=%00", "keadaan=draft&keadaan=x", "keadaan=", "keadaan=ahead%27", "keadaan__exact=draft", "keadaan=published",
    "opd=99999999999999999999", "opd=abc", "opd=1&opd=2", "opd=%D9%A1", "milik=orang", "milik=saya", "rubrik=%ff", "rubrik=../x",
    "e=1", "_popup=1", "_popup=%00", "_to_field=id", "_to_field=password", "_to_field=%00", "_facets=True", "_facets=x",
    "all=", "all=1", "_changelist_filters=p%3D%00", "_changelist_filters=%ff%5B", "zzz=1", "%00=1", "%ff=%ff", "=", "&&&", "?", "title=x",
    "_source_model=x&_popup=1", "csrfmiddlewaretoken=x", "p=1;o=2", "o[]=1", "a" * 5000 + "=1",
]  # fmt: skip


@pytest.fixture
def desk(cast, sign_in):
    put(cast, State.IN_REVIEW, Live.NONE)
    put(cast, State.PUBLISHED, Live.AHEAD)
    UnitFactory(opd=cast.dinkes)
    return sign_in(cast.superuser)


def test_there_are_enough_of_them():
    assert len(set(QUERIES)) >= 25


@pytest.mark.parametrize("url", LISTS)
def test_an_odd_query_string_is_answered(desk, url):
    for query in QUERIES:
        answer = desk.get(f"{url}?{query}")
        assert answer.status_code in {200, 302, 400, 404}, f"{url}?{query[:60]}"
        if answer.status_code == 302:  # Django's way back to the list; it must not lead in a circle
            assert desk.get(answer.url).status_code == 200, f"{url}?{query[:60]} → {answer.url}"


@pytest.mark.parametrize("page", ["add", "{pk}/change", "{pk}/history", "{pk}/delete", "{pk}/preview", "{pk}/submit"])
def test_an_odd_query_string_is_answered_by_an_articles_pages(cast, desk, page):
    article = put(cast, State.DRAFT, Live.NONE)
    for query in QUERIES:
        answer = desk.get(f"/admin/news/article/{page.format(pk=article.pk)}/?{query}")
        assert answer.status_code in {200, 302, 400, 404, 405}, query[:60]


IDS = [
    "0", "-1", "1.0", "+1", "9" * 18, "9" * 19, "9999999999999999999", "9223372036854775808", "9" * 400, "abc", "1%00", "%00", "1%0A", "%201",
    "1/../2", "1//2", "..", "١٢", "²", "1e3", "0x1", "_5F1", "__", "null", "1%2F2", "1;2", "1%27%20OR%201=1", "%ff", "add", "x" * 2000,
]  # fmt: skip
PAGES = [
    "change",
    "history",
    "delete",
    "preview",
    "submit",
    "publish",
    "hand-in",
    "confirm-urgent",
    "schedule",
    "reschedule",
    "send-back",
    "revise",
    "correct",
    "recall",
    "unschedule",
    "publish-urgent",
    "transfer",
    "pass-on",
    "withdraw",
]


@pytest.mark.parametrize("page", PAGES)
def test_an_odd_id_is_not_there(cast, desk, page):
    """Also for the portal administrator, who sees every article there is."""
    before = list(Article.objects.order_by("pk").values())
    for odd in IDS:
        url = f"/admin/news/article/{odd}/{page}/"
        for answer in (desk.get(url), desk.post(url, {"seen": "1", "note": "x", "post": "yes", "title": "x"})):
            assert answer.status_code == 404, url
    assert list(Article.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("page", ["switch-off", "switch-on"])
def test_an_odd_id_of_an_opd_is_not_there(desk, page):
    for odd in IDS:
        for answer in (desk.get(f"/admin/news/opd/{odd}/{page}/"), desk.post(f"/admin/news/opd/{odd}/{page}/")):
            assert answer.status_code == 404, odd


ODD_TIMES = [
    "",
    "besok",
    "2024-05-16",
    "2024-13-40T25:61",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2024-05-16T13:44Z",
    "\x00",
    "9" * 5000,
]
ODD_SEEN = ["", "abc", "-1", "9" * 40, "1.5", "\x00", "٢", "0"]


@pytest.mark.parametrize("at", ODD_TIMES)
def test_an_odd_time_never_breaks_the_page(cast, sign_in, at):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    answer = sign_in(cast.editor).post(f"/admin/news/article/{article.pk}/schedule/", {"seen": "1", "at": at})
    assert answer.status_code == 422
    assert sign_in(cast.editor).get(f"/admin/news/article/{article.pk}/change/").status_code == 200


@pytest.mark.parametrize("seen", ODD_SEEN)
@pytest.mark.parametrize("verb", ["publish", "send-back"])
def test_an_odd_version_is_refused(cast, sign_in, verb, seen):
    """Sending back names no version (its reason counts), but what is posted must still be a number."""
    article = put(cast, State.IN_REVIEW, Live.NONE)
    answer = sign_in(cast.editor).post(f"/admin/news/article/{article.pk}/{verb}/", {"seen": seen, "note": "Lengkapi."})
    number = seen.lstrip("-").isdigit()
    assert answer.status_code == (302 if verb == "send-back" and number else 422)
