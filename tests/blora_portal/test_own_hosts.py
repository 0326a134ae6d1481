"""An OPD on its own host: its site at `/`, the portal's pages on the portal, the desk nowhere, and nothing of anybody else's."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from news.public.views import FRESH
from opd import hosts
from opd.models import OPD, FormerSlug, PageKind
from tests.factories import OPDFactory, PublicationFactory, UnitFactory
from tests.news.public.shown import figure, news, photo

SLUG = "posyandu-ngawen-buka-setiap-selasa"


@pytest.fixture
def dinkes(cast):
    return cast.dinkes


@pytest.fixture
def ids(cast) -> dict[str, int]:
    """More news than one page holds, an album, and one of another OPD's."""
    mine = {"article__opd": cast.dinkes, "article__rubric": cast.rubric}
    PublicationFactory.create_batch(25, **mine)
    UnitFactory(opd=cast.dinkes)
    body = figure(1, 2, 3)
    album = news(photo(1), photo(2), photo(3), body=body, album_size=3, **mine)
    theirs = news(
        photo(1), photo(2), body=figure(1, 2), album_size=2, article__opd=cast.dpupr, article__rubric=cast.rubric
    )
    return {"article": PublicationFactory(**mine).pk, "album": album.pk, "theirs": theirs.pk}


def ask(path: str, host: str = "dinkes.localhost:8000", method: str = "get", **how):
    return getattr(Client(HTTP_HOST=host), method)(path, **how)


@pytest.mark.parametrize(
    "host", ["dinkes.localhost", "dinkes.localhost:9", "DINKES.LocalHost:8000", "dinkes.localhost."]
)
def test_below_the_portals_name_every_opd_has_a_host(cast, host):
    page = ask("/", host).content.decode()
    assert "<h1>Dinas Kesehatan Daerah Kabupaten Blora</h1>" in page


def test_a_name_of_its_own(dinkes):
    OPD.objects.filter(pk=dinkes.pk).update(host="sehat.example.go.id")
    assert "Dinas Kesehatan" in ask("/", "Sehat.Example.go.id:443").content.decode()
    assert ask("/", "x.sehat.example.go.id").status_code == 421


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/berita/", 200),
        ("/berita/?sebelum={article}", 200),
        ("/galeri/", 200),
        ("/galeri/{album}/", 200),
        ("/galeri/{album}/2/", 200),
        ("/feed/", 200),
        ("/profil/", 200),
        ("/kontak/", 200),
        ("/ppid/", 200),
        ("/robots.txt", 200),
        ("/healthz", 200),
        ("/static/css/public/base.css", 200),
        ("/static/tidak-ada.css", 404),
        ("/media/tidak-ada.jpg", 404),
        ("/tidak-ada/", 404),
        ("/galeri/{article}/", 404),
        ("/galeri/999999999999999999/", 404),
        ("/berita/?sebelum=x", 404),
        ("/admin/", 404),
        ("/admin", 404),
        ("/admin/news/article/", 404),
        ("/akun/", 404),
        ("/akun/login/", 404),
        ("/akun/undangan/x/", 404),
        ("/%00", 404),
        ("/\\evil.example/", 404),
        ("/%2e%2e/admin/", 404),
    ],
)
def test_what_is_there_and_what_is_not(ids, path, status):
    answer = ask(path.format(**ids))
    if answer.streaming:
        b"".join(answer.streaming_content)
    assert answer.status_code == status
    assert not answer.cookies


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/berita/{article}/" + SLUG + "/", "http://localhost:8000/berita/{article}/" + SLUG + "/"),
        ("/berita/{article}/", "http://localhost:8000/berita/{article}/"),
        ("/berita/{article}", "http://localhost:8000/berita/{article}/"),
        ("/berita/arsip/2026/11/?a=1&b=%20", "http://localhost:8000/berita/arsip/2026/11/?a=1&b=%20"),
        ("/rubrik/kesehatan/", "http://localhost:8000/rubrik/kesehatan/"),
        ("/tentang/?x=1", "http://localhost:8000/tentang/?x=1"),
        ("/sitemap.xml", "http://localhost:8000/sitemap.xml"),
        ("/opd/", "http://localhost:8000/opd/"),
        ("/opd/dpupr/", "http://localhost:8000/opd/dpupr/"),
        ("/opd/dpupr/berita/?sebelum=3", "http://localhost:8000/opd/dpupr/berita/?sebelum=3"),
        ("/opd/dinkes-palsu/", "http://localhost:8000/opd/dinkes-palsu/"),
        ("/galeri/{theirs}/", "http://localhost:8000/opd/dpupr/galeri/{theirs}/"),
        ("/galeri/{theirs}/1/", "http://localhost:8000/opd/dpupr/galeri/{theirs}/1/"),
        ("/opd/dinkes/", "http://dinkes.localhost:8000/"),
        ("/opd/dinkes", "http://dinkes.localhost:8000/"),
        ("/opd/dinkes/berita/?sebelum=3", "http://dinkes.localhost:8000/berita/?sebelum=3"),
        ("/opd/dinkes//evil.example/x", "http://dinkes.localhost:8000/evil.example/x"),
        ("/berita?sebelum=3", "http://dinkes.localhost:8000/berita/?sebelum=3"),
        ("/profil", "http://dinkes.localhost:8000/profil/"),
    ],
)
def test_what_is_elsewhere_leads_there_at_once(ids, path, there):
    answer = ask(path.format(**ids))
    assert (answer.status_code, answer["Location"]) == (301, there.format(**ids))


def test_nothing_is_posted_there(ids):
    for path in ("/", "/berita/", "/feed/", "/rubrik/kesehatan/", "/opd/dinkes/", "/opd/dpupr/"):
        assert ask(path, method="post").status_code == 405, path
    assert ask("/admin/", method="post").status_code == 404


def test_news_of_others_is_not_there(ids, cast):
    PublicationFactory(article__opd=cast.dpupr, title="Jembatan Baru Dibuka", article__rubric=cast.rubric)
    for path in ("/", "/berita/", "/galeri/", "/feed/"):
        assert "Jembatan Baru" not in ask(path).content.decode(), path
        assert "dpupr" not in ask(path).content.decode().lower(), path


def test_the_right_address_of_a_page_is_the_portals(ids):
    for path in ("/", "/galeri/", "/galeri/{album}/", "/galeri/{album}/2/", "/profil/"):
        page = ask(path.format(**ids)).content.decode()
        found = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
        assert found == [f"http://localhost:8000/opd/dinkes{path.format(**ids)}"], path


def test_a_feed_says_the_portals_addresses(ids):
    feed = ask("/feed/").content.decode()
    assert "dinkes.localhost" not in feed
    assert "http://localhost:8000/opd/dinkes/feed/" in feed
    assert f"http://localhost:8000/berita/{ids['article']}/{SLUG}/" in feed


# --- Each link, from each page -----------------------------------------------------------------------------------------
class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        asked = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}.get(tag)
        if asked and named.get(asked):
            self.found.add(named[asked])


def test_no_link_of_its_site_leads_astray(ids):
    """Of every page of the site, found by following its links from home; each link leads to a page at its right address."""
    to_read, read, elsewhere = ["/", "/tidak-ada/", "/berita/?sesudah={article}".format(**ids)], {}, set()
    while to_read:
        path = to_read.pop()
        answer = ask(path)
        read[path] = answer.status_code
        if not answer["Content-Type"].startswith("text/html"):
            continue
        for link in Links(answer.content.decode()).found:
            if "hemat=" in link:  # the same page with smaller pictures
                continue
            whole = urlsplit(link)
            here = path.partition("?")[0] + link if link.startswith("?") else link
            if whole.netloc:
                elsewhere.add(link.partition("#")[0])
            elif not whole.scheme and not link.startswith(("#", "/static/", "/media/")):
                to_read += [here.partition("#")[0]] if here.partition("#")[0] not in read.keys() | set(to_read) else []
    assert {path for path, status in read.items() if status != 200} == {"/tidak-ada/"}
    standing = {f"/{kind}/" for kind in ("profil", "layanan", "kontak", "ppid")}
    assert standing | {"/berita/", "/galeri/", f"/galeri/{ids['album']}/", f"/galeri/{ids['album']}/3/"} <= read.keys()
    assert any("sebelum=" in path for path in read)
    portal = {link for link in elsewhere if urlsplit(link).netloc == "localhost:8000"}
    assert {urlsplit(link).netloc for link in elsewhere - portal} <= {
        "wa.me",
        "www.facebook.com",
        "x.com",
        "api.whatsapp.com",
    }
    for link in portal - {"http://localhost:8000/admin/"}:
        assert ask(link.removeprefix("http://localhost:8000"), "localhost:8000").status_code == 200, link
    assert f"http://localhost:8000/berita/{ids['article']}/{SLUG}/" in portal


def test_what_is_not_there_leads_back_to_the_site_and_to_the_portal(dinkes):
    links = Links(ask("/tidak-ada/").content.decode()).found
    assert {"/", "http://localhost:8000/", "http://localhost:8000/opd/"} <= links
    assert "situs" not in ask("/tidak-ada/", "localhost").content.decode().partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("path", ["/opd/dinkes/", "/berita", "/opd/", "/cari/?q=a"])
def test_a_browser_asks_again_whether_it_still_leads_on(dinkes, path):
    """It would keep a bare 301 for good: a name that is given back would lead in a circle."""
    answer = ask(path)
    assert (answer.status_code, answer["Cache-Control"]) == (301, FRESH)


@pytest.mark.parametrize("path", ["/", "/berita/", "/kontak/", "/galeri/", "/tidak-ada/"])
def test_no_form_leads_to_another_host(dinkes, path):
    """The policy (`form-action 'self'`) lets no browser send one there: the reader would press and nothing would happen."""
    page = ask(path).content.decode()
    assert re.findall(r'<form[^>]*action="(?!/)', page) == []
    assert 'href="http://localhost:8000/cari/?opd=dinkes"' in page


def test_every_standard_page_has_its_address_there(dinkes):
    for kind in PageKind.values:
        assert ask(f"/{kind}/").status_code == 200, kind


# --- Other names -------------------------------------------------------------------------------------------------------
def test_a_renamed_opds_host_leads_to_the_new_one(dinkes):
    FormerSlug.objects.create(slug="dkk", opd=dinkes)
    for path in ("/", "/berita/?sebelum=3", "/tidak-ada/", "/opd/dinkes/"):
        answer = ask(path, "dkk.localhost:8000")
        assert (answer.status_code, answer["Location"]) == (301, f"http://dinkes.localhost:8000{path}")


def test_nobody_is_led_out_by_a_path_that_is_none(dinkes):
    """`GET @evil.example` after the host's name would be a password and another host."""
    FormerSlug.objects.create(slug="dkk", opd=dinkes)
    for host in ("dkk.localhost:8000", "dinkes.localhost:8000"):
        for path in ("@evil.example/", "//evil.example", ".evil.example/", "/\\/evil.example"):
            answer = Client(HTTP_HOST=host).get("/", PATH_INFO=path)
            where = urlsplit(answer.get("Location", "http://dinkes.localhost:8000/")).netloc
            assert where in ("dinkes.localhost:8000", "localhost:8000"), path


class TestClosed:
    @pytest.fixture
    def closed(self, cast):
        PublicationFactory(article__opd=cast.dpupr, title="Jalan Diperbaiki")
        OPD.objects.filter(pk=cast.dpupr.pk).update(active=False, successor=cast.dinkes)
        return cast.dpupr

    def test_its_host_leads_to_who_took_over(self, closed):
        for path in ("/", "/galeri/?sebelum=7", "/profil/"):
            answer = ask(path, "dpupr.localhost:8000")
            assert (answer.status_code, answer["Location"]) == (301, f"http://dinkes.localhost:8000{path}")

    def test_its_news_stays_readable(self, closed):
        page = ask("/berita/", "dpupr.localhost:8000").content.decode()
        assert "Jalan Diperbaiki" in page
        assert "sudah tidak aktif" in page

    def test_from_a_name_of_its_own_to_one_that_is_known_to_exist(self, cast, closed):
        OPD.objects.filter(pk=closed.pk).update(host="pu.example.go.id")
        assert ask("/profil/", "pu.example.go.id")["Location"] == "http://localhost/opd/dinkes/profil/"
        OPD.objects.filter(pk=cast.dinkes.pk).update(host="sehat.example.go.id")
        assert ask("/profil/", "pu.example.go.id")["Location"] == "http://sehat.example.go.id/profil/"

    def test_without_a_successor_the_site_says_so(self, cast):
        OPD.objects.filter(pk=cast.dpupr.pk).update(active=False)
        answer = ask("/", "dpupr.localhost")
        assert answer.status_code == 200
        assert "sudah tidak aktif" in answer.content.decode()


# --- What it costs -----------------------------------------------------------------------------------------------------
def test_a_name_that_nobody_has_costs_no_query(dinkes, django_assert_num_queries):
    ask("/healthz")
    with django_assert_num_queries(0):
        for number in range(50):
            assert ask("/", f"x{number}.localhost").status_code == 421
            assert ask("/", f"x{number}.example").status_code == 421


def test_its_own_host_costs_a_page_no_query_more(ids, django_assert_max_num_queries):
    ask("/healthz")
    with django_assert_max_num_queries(12) as there:
        ask("/opd/dinkes/berita/", "localhost")
    with django_assert_max_num_queries(len(there)):
        ask("/berita/")


def test_without_a_cache_the_database_is_asked(dinkes, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionError

    for name in ("get", "set"):
        monkeypatch.setattr(cache, name, away)
    assert ask("/robots.txt").status_code == 200
    assert ask("/", "x.localhost").status_code == 421
    assert "the cache does not answer" in caplog.text


def test_a_change_is_told_when_it_is_done(dinkes, django_capture_on_commit_callbacks):
    assert ask("/robots.txt", "baru.localhost").status_code == 421
    with django_capture_on_commit_callbacks(execute=True):
        OPDFactory(slug="baru")
        hosts.forget()
    assert ask("/robots.txt", "baru.localhost").status_code == 200


# --- Production --------------------------------------------------------------------------------------------------------
class TestProduction:
    @pytest.fixture(autouse=True)
    def portal(self, settings, cast):
        settings.DEMO = False
        settings.PORTAL_HOST, settings.PORTAL_URL = "portal.example.go.id", "https://portal.example.go.id"
        settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
        settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
        OPD.objects.filter(pk=cast.dinkes.pk).update(host="sehat.example.go.id")

    @pytest.mark.parametrize("host", ["dinkes.portal.example.go.id", "sehat.example.go.id"])
    def test_https_first_and_on_the_same_host(self, host):
        for path in ("/berita/?sebelum=3", "/rubrik/kesehatan/", "/opd/dinkes/"):
            answer = ask(path, host)
            assert (answer.status_code, answer["Location"]) == (301, f"https://{host}{path}")
        assert ask("/healthz", host).status_code == 200

    @pytest.mark.parametrize("host", ["dinkes.portal.example.go.id", "sehat.example.go.id"])
    def test_its_pages_are_as_safe_as_the_portals(self, host):
        answer = ask("/", host, secure=True)
        assert answer.status_code == 200
        assert answer["Strict-Transport-Security"].startswith("max-age=3600")
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert 'rel="canonical" href="https://portal.example.go.id/opd/dinkes/"' in answer.content.decode()

    def test_its_portal_is_the_one_of_the_settings(self):
        there = ask("/tentang/", "sehat.example.go.id", secure=True)
        assert (there.status_code, there["Location"]) == (301, "https://portal.example.go.id/tentang/")

    def test_an_old_name_leads_to_the_one_it_has(self, cast):
        FormerSlug.objects.create(slug="dkk", opd=cast.dinkes)
        answer = ask("/berita/", "dkk.portal.example.go.id", secure=True)
        assert (answer.status_code, answer["Location"]) == (301, "https://sehat.example.go.id/berita/")
