"""Who is counted as a reader of an article: everybody who opened it, and no robot, no editor, no page fetched ahead."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings as project
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client

from blora_portal.middleware.counting import Counting
from news import tally
from news.workflow import Live, State
from tests.news.stage import put

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def counted(monkeypatch):
    """The numbers of the articles that were counted, in their order."""
    numbers: list[int] = []
    monkeypatch.setattr(tally, "count_view", numbers.append)
    return numbers


@pytest.fixture
def news(cast) -> SimpleNamespace:
    shown, gone, ahead = (
        put(cast, state, live).publication
        for state, live in [
            (State.PUBLISHED, Live.SHOWN),
            (State.WITHDRAWN, Live.WITHDRAWN),
            (State.PUBLISHED, Live.AHEAD),
        ]
    )
    return SimpleNamespace(shown=shown, gone=gone, ahead=ahead, url=shown.get_absolute_url())


@pytest.fixture
def reader() -> Client:
    return Client(HTTP_HOST="localhost", HTTP_USER_AGENT=PHONE)


def test_each_opening_of_an_article_counts_once(news, reader, counted):
    for expected in (1, 2):
        assert reader.get(news.url).status_code == 200
        assert counted == [news.shown.pk] * expected


def test_a_copy_that_the_browser_has_kept_is_read_too(news, reader, counted):
    etag = reader.get(news.url).headers["ETag"]
    assert reader.get(news.url, HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert counted == [news.shown.pk] * 2


def test_with_a_query_it_is_the_same_article(news, reader, counted):
    assert reader.get(f"{news.url}?hemat=1").status_code == 200
    assert counted == [news.shown.pk]


def test_nothing_else_is_counted(news, reader, counted):
    pk = news.shown.pk
    for url, status in [
        ("/", 200),
        ("/berita/", 200),
        ("/opd/dinkes/", 200),
        (f"/berita/{pk}/", 301),
        (f"/berita/{pk}/judul-lama/", 301),
        (news.gone.get_absolute_url(), 410),
        (news.ahead.get_absolute_url(), 404),
        ("/berita/999999/x/", 404),
        ("/robots.txt", 200),
    ]:
        assert reader.get(url).status_code == status, url
    assert reader.head(news.url).status_code == 200
    assert reader.post(news.url).status_code == 405
    assert counted == []


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": ""},
        {"HTTP_USER_AGENT": "WhatsApp/2.23.20.0 A"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"HTTP_SEC_PURPOSE": "prefetch"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_PURPOSE": "preview"},
    ],
)
def test_robots_and_pages_fetched_ahead_are_left_out(headers, news, reader, counted):
    assert reader.get(news.url, **headers).status_code == 200
    assert counted == []


def test_without_a_user_agent_it_is_a_robot(news, counted):
    assert Client(HTTP_HOST="localhost").get(news.url).status_code == 200
    assert counted == []


def test_people_of_the_desk_are_left_out_and_a_cookie_that_is_none_is_not_believed(news, reader, counted):
    reader.cookies[project.SESSION_COOKIE_NAME] = "a" * 32
    reader.get(news.url)
    assert counted == []
    reader.cookies[project.SESSION_COOKIE_NAME] = "bukan-sesi"
    reader.get(news.url)
    assert counted == [news.shown.pk]


def test_a_page_on_an_opds_own_host_is_no_article_of_the_portal(rf, counted):
    request = rf.get("/berita/7/x/", HTTP_USER_AGENT=PHONE)
    Counting(lambda request: HttpResponse())(request)
    assert counted == [7]

    def on_its_own_host(request):
        request.site_opd = object()  # OwnHosts, further in
        return HttpResponse()

    Counting(on_its_own_host)(request)
    assert counted == [7]


def test_it_is_counted_outside_the_page_cache():
    """A page from the cache is read as well; a host that is not ours and a cookie that is none have been sorted out."""
    names = [name.rpartition(".")[2] for name in project.MIDDLEWARE]
    place = names.index("Counting")
    assert {"KnownHosts", "Readable"} <= set(names[:place])
    assert all(names.index(name) > place for name in ("PageCache", "ConditionalGetMiddleware") if name in names)


def test_a_page_that_came_from_a_cache_is_counted(rf, counted):
    """Whatever answers further in: nothing of the article's view is asked."""
    for status in (200, 304):
        Counting(lambda request, status=status: HttpResponse(status=status))(
            rf.get("/berita/7/x/", HTTP_USER_AGENT=PHONE)
        )
    assert counted == [7, 7]


def test_counting_writes_nothing_to_the_database(news, rf, settings, tmp_path, django_assert_num_queries):
    settings.COUNTS_ROOT = tmp_path / "counts"
    with django_assert_num_queries(0):
        Counting(lambda request: HttpResponse())(rf.get(news.url, HTTP_USER_AGENT=PHONE))
    (batch,) = tally.batches()
    assert sum(batch.views.values()) == 1


def test_nothing_of_the_reader_is_kept(news, settings, tmp_path):
    settings.COUNTS_ROOT = tmp_path / "counts"
    client = Client(
        HTTP_HOST="localhost", HTTP_USER_AGENT=PHONE, REMOTE_ADDR="203.0.113.77", HTTP_REFERER="https://x.test/"
    )
    assert client.get(f"{news.url}?dari=siti").status_code == 200
    (file,) = settings.COUNTS_ROOT.iterdir()
    word, day, pk = file.read_text().split()
    assert (word, len(day), pk) == ("v", 10, str(news.shown.pk))


def test_a_page_comes_although_it_cannot_be_counted(news, reader, settings, tmp_path):
    (tmp_path / "counts").write_text("no folder")
    settings.COUNTS_ROOT = tmp_path / "counts"
    tally._said.clear()
    assert reader.get(news.url).status_code == 200


def test_where_the_proxy_counts_the_portal_does_not(settings):
    settings.COUNT_VIEWS = "log"
    with pytest.raises(MiddlewareNotUsed):
        Counting(lambda request: HttpResponse())
