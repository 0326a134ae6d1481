"""blora_portal/page_cache.py: a page that is kept is the page itself, for everybody, and never older than what was changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from blora_portal import page_cache
from news import services
from news.models import Publication
from news.workflow import Live, State
from opd import freshness
from tests.factories import PublicationFactory, UnitFactory
from tests.news.public.shown import news, video
from tests.news.stage import put


@pytest.fixture(autouse=True)
def kept(settings):
    settings.PAGES_KEPT = 60
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def reader(db) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def statements(db):
    """How many statements an answer took."""

    def of(client, address, **more) -> int:
        with CaptureQueriesContext(connection) as captured:
            of.answer = client.get(address, **more)
        return len(captured)

    return of


def is_kept(client, address, **more) -> bool:
    with CaptureQueriesContext(connection) as captured:
        client.get(address, **more)
        client.get(address, **more)
        before = len(captured)
        client.get(address, **more)
    return len(captured) == before


# --- The same page -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_a_second_reader_gets_the_same_page_and_the_database_is_not_asked(reader, statements, encoding):
    item = news(video(5))
    address, asked = item.get_absolute_url(), {"headers": {"accept-encoding": encoding}}
    assert statements(reader, address, **asked) > 0
    first = statements.answer
    other = Client(HTTP_HOST="localhost")
    for client in (reader, other):
        assert statements(client, address, **asked) == 0
        again = statements.answer
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert dict(again.headers) == dict(first.headers)
        assert "frame-src" in again["Content-Security-Policy"]
        assert "'sha256-" in again["Content-Security-Policy"]


def test_a_browser_that_has_it_gets_304_with_its_policy(reader):
    address = news(video(5)).get_absolute_url()
    tag = reader.get(address)["ETag"]
    for client in (reader, Client(HTTP_HOST="localhost")):
        answer = client.get(address, headers={"if-none-match": tag})
        assert (answer.status_code, answer.content) == (304, b"")
        assert "frame-src" in answer["Content-Security-Policy"]
    assert reader.get(address, headers={"if-none-match": '"lain"'}).status_code == 200


def test_what_a_condition_asked_first_is_kept_whole(reader):
    address = PublicationFactory().get_absolute_url()
    tag = reader.get(address)["ETag"]
    cache.clear()
    assert reader.get(address, headers={"if-none-match": tag}).status_code == 304
    assert b"<h1" in reader.get(address).content


def test_head_is_answered_from_it(reader, statements):
    reader.get("/tentang/")
    with CaptureQueriesContext(connection) as captured:
        answer = reader.head("/tentang/")
    assert (answer.status_code, answer.content, len(captured)) == (200, b"", 0)


def test_hosts_ways_and_hemat_have_pages_of_their_own(reader):
    reader.get("/")
    for more in (
        {"headers": {"host": "127.0.0.1"}},
        {"secure": True},
        {"headers": {"save-data": "on"}},
        {"data": {"hemat": "1"}},
    ):
        with CaptureQueriesContext(connection) as captured:
            assert reader.get("/", **more).status_code == 200
        assert len(captured) > 0


def test_what_networks_add_to_an_address_changes_nothing(reader, statements):
    page = reader.get("/berita/").content
    assert statements(reader, "/berita/?fbclid=abc&utm_source=%3Cb%3E") == 0
    assert statements.answer.content == page
    cache.clear()
    dirty = reader.get("/berita/?fbclid=jahat&gclid=1")
    assert b"jahat" not in dirty.content
    assert reader.get("/berita/").content == dirty.content


@pytest.mark.parametrize("word", ["2", "", "1x", "jahat", "ya&hemat=tidak"])
def test_a_word_about_pictures_that_says_nothing_makes_no_page_of_its_own(reader, statements, word):
    page = reader.get("/berita/").content
    assert statements(reader, f"/berita/?hemat={word}") == 0
    assert statements.answer.content == page


def test_a_redirect_leads_nowhere_that_somebody_else_typed(reader):
    item = PublicationFactory()
    answer = reader.get(f"/berita/{item.pk}/lama/?next=https://jahat.example&fbclid=x")
    assert (answer.status_code, answer["Location"]) == (301, item.get_absolute_url())
    assert not is_kept(reader, f"/berita/{item.pk}/lama/")  # of these are endlessly many


# --- What is kept -----------------------------------------------------------------------------------------------------
def test_withdrawn_is_kept_and_what_is_not_there_is_not(reader):
    item = PublicationFactory(withdrawn=True)
    assert is_kept(reader, item.get_absolute_url())
    assert not is_kept(reader, "/berita/999/tidak-ada/")


@pytest.mark.parametrize("address", ["/cari/?q=posyandu", "/opd/?cari=dinas", "/cari/?dari=2024-01-01"])
def test_what_somebody_typed_is_not_kept(reader, address):
    assert not is_kept(reader, address)


def test_who_brings_a_cookie_gets_a_page_made_now(reader, statements):
    reader.get("/")
    reader.cookies["sesi"] = "a" * 32
    assert statements(reader, "/") > 0


def test_endless_addresses_do_not_fill_the_cache(reader, monkeypatch):
    monkeypatch.setattr(page_cache, "MOST", 3)
    put_there = []
    monkeypatch.setattr(page_cache.cache, "set", lambda key, *_, **__: put_there.append(key), raising=False)
    for number in range(10):
        reader.get("/tentang/", {"sebelum": number})
    assert len([key for key in put_there if key.startswith("page-")]) == 3


def test_a_process_keeps_few_in_hand():
    hand = page_cache.InHand()
    for number in range(page_cache.IN_HAND + 5):
        hand.put(str(number), None)
    assert len(hand._pages) == page_cache.IN_HAND
    assert hand.get("0") is None


# --- Until when -------------------------------------------------------------------------------------------------------
def test_a_scheduled_item_is_there_when_its_time_has_come(reader, time_now):
    soon = timezone.now() + timedelta(seconds=20)
    PublicationFactory(title="Kabar Terjadwal", published_at=soon)
    assert "Kabar Terjadwal" not in reader.get("/").content.decode()
    time_now(soon - timedelta(seconds=1))
    assert "Kabar Terjadwal" not in reader.get("/").content.decode()
    time_now(soon + timedelta(seconds=1))
    assert "Kabar Terjadwal" in reader.get("/").content.decode()


def test_a_minute_at_the_longest(reader, statements, time_now):
    now = timezone.now()
    reader.get("/")
    time_now(now + timedelta(seconds=58))
    assert statements(reader, "/") == 0
    time_now(now + timedelta(seconds=61))
    assert statements(reader, "/") > 0


@pytest.fixture
def time_now(monkeypatch):
    """`time_now(moment)`: so late it is, for the portal and its page cache."""

    def set_to(moment) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr(page_cache.time, "time", lambda: moment.timestamp())

    return set_to


def test_a_page_made_of_what_was_before_is_not_taken_for_new(reader, monkeypatch, django_capture_on_commit_callbacks):
    """The change is committed while the page is being made: what comes out is kept under the stamp of before."""
    item = PublicationFactory(title="Judul Lama")
    made = page_cache.PageCache._made

    def slowly(self, request, stamp, key):
        response = made(self, request, stamp, key)
        monkeypatch.setattr(page_cache.PageCache, "_made", made)
        Publication.objects.update(title="Judul Baru")
        with django_capture_on_commit_callbacks(execute=True):
            freshness.touch(item.opd)
        return response

    monkeypatch.setattr(page_cache.PageCache, "_made", slowly)
    assert "Judul Lama" in reader.get("/").content.decode()
    assert "Judul Baru" in reader.get("/").content.decode()


# --- Whoever changes something ------------------------------------------------------------------------------------------
@pytest.fixture
def stage(cast, sign_in, django_capture_on_commit_callbacks):
    """Asks for the page, lets somebody do something, asks again: what readers had, and what they have now."""

    def play(address, deed) -> tuple[str, str]:
        browser = Client(HTTP_HOST="localhost")
        before = browser.get(address).content.decode()
        assert browser.get(address).content.decode() == before
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return before, browser.get(address).content.decode()

    return play


def test_publishing_and_withdrawing(cast, stage):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    title = article.title
    before, after = stage("/", lambda: services.publish(article, by=cast.editor2, seen=article.version))
    assert (title in before, title in after) == (False, True)
    before, after = stage("/", lambda: services.withdraw(article, by=cast.editor2, note="Salah orang."))
    assert (title in before, title in after) == (True, False)


def test_an_opd_closes(cast, stage):
    before, after = stage("/opd/dinkes/", lambda: services.switch_off(cast.dinkes, by=cast.superuser))
    assert ("sudah tidak aktif" in before, "sudah tidak aktif" in after) == (False, True)


def test_a_rubric_gets_another_name(cast, sign_in, stage):
    admin = sign_in(cast.superuser)
    form = {"name": "Kesehatan Warga", "slug": "kesehatan", "description": "", "position": "1"}

    def rename():
        assert admin.post(f"/admin/news/rubric/{cast.rubric.pk}/change/", form).status_code == 302

    before, after = stage("/rubrik/kesehatan/", rename)
    assert ("Kesehatan Warga" in before, "Kesehatan Warga" in after) == (False, True)


def test_a_unit_gets_another_name(cast, sign_in, stage):
    unit = UnitFactory(opd=cast.dinkes, name="Bidang Lama")
    admin = sign_in(cast.admin)

    def rename():
        answer = admin.post(f"/admin/opd/unit/{unit.pk}/change/", {"name": "Bidang Baru", "kind": unit.kind})
        assert answer.status_code == 302

    before, after = stage("/opd/dinkes/kontak/", rename)
    assert ("Bidang Baru" in before, "Bidang Baru" in after) == (False, True)


# --- A cache that is away -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("asked", ["get", "get_many", "set", "incr"])
def test_a_cache_that_is_away_stops_nobody(reader, monkeypatch, asked):
    def away(*_args, **_more):
        raise ConnectionError("cache")

    monkeypatch.setattr(type(cache._connections["default"]), asked, away)
    for address, status in (("/", 200), ("/", 200), ("/berita/", 200), ("/tidak-ada/", 404)):
        assert reader.get(address).status_code == status


@pytest.mark.parametrize("host", ["localhost", "dinkes.localhost"])
def test_every_page_is_made_while_redis_is_away(db, host):
    """A real client of Redis and nobody who answers, from the first request on."""
    item = PublicationFactory(article__opd__slug="dinkes", title="Posyandu Ngawen buka")
    pages = {"/": 200, "/berita/": 200, "/feed/": 200, "/tidak-ada/": 404}
    if host == "localhost":
        pages |= dict.fromkeys([item.get_absolute_url(), "/opd/", "/cari/?q=posyandi", "/sitemap.xml"], 200)
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    with override_settings(CACHES={"default": away}):
        reader = Client(HTTP_HOST=host)
        assert {address: reader.get(address).status_code for address in pages} == pages
