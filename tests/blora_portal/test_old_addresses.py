"""Addresses of older sites: they lead to the page of now where the portal has nothing itself, and never out of it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client

from blora_portal import old_addresses
from blora_portal.models import OldAddress
from blora_portal.old_addresses import Pages
from opd.models import FormerSlug
from tests.factories import PublicationFactory


def knows(path: str, target: str = "/tentang/") -> OldAddress:
    return OldAddress.objects.create(path=path, target=target)


def leads(path: str, host: str = "localhost:8000") -> str | None:
    answer = Client(HTTP_HOST=host).get(path)
    assert answer.status_code in (301, 404)
    assert not answer.cookies
    return answer.get("Location")


class TestLeading:
    @pytest.mark.parametrize(
        ("kept", "asked"),
        [
            ("/berita/detail/4199", "/berita/detail/4199"),
            ("/berita/detail/4199", "/berita/detail/4199/"),
            ("/berita/detail/4199/", "/berita/detail/4199"),
            ("/berita/detail/4199", "/berita/detail/4199?utm_source=x"),
            ("/Visi dan Misi.html", "/Visi%20dan%20Misi.html"),
            ("/café", "/caf%C3%A9"),
            ("/index.php?id=5", "/index.php?id=5"),
            ("/index.php?id=5", "/index.php?id=5&fbclid=abc"),
            ("/index.php?id=5", "/index.php?utm_source=x&id=5&utm_medium=y"),
            ("/index.php?judul=a b", "/index.php?judul=a%20b"),
            ("/berita/77/judul-lama/", "/berita/77/judul-lama/"),
        ],
    )
    def test_finds_it_as_people_ask_for_it(self, db, kept, asked):
        knows(kept)
        assert leads(asked) == "/tentang/"

    @pytest.mark.parametrize(
        "asked",
        [
            "/berita/Detail/4199",
            "/berita/detail/41990",
            "/berita/detail",
            "/index.php",
            "/index.php?id=55",
            "/index.php?x=1&id=5",
        ],
    )
    def test_and_nothing_else(self, db, asked):
        knows("/berita/detail/4199")
        knows("/index.php?id=5")
        assert leads(asked) is None

    def test_what_the_portal_has_comes_first(self, db):
        knows("/opd/")
        assert Client(HTTP_HOST="localhost").get("/opd/").status_code == 200

    def test_the_query_that_is_known_comes_first(self, db):
        knows("/index.php")
        knows("/index.php?id=5", "/opd/")
        assert leads("/index.php?id=5") == "/opd/"
        assert leads("/index.php?id=6") == "/tentang/"

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_only_who_reads_is_led(self, db, method):
        knows("/lama.html")
        assert getattr(Client(HTTP_HOST="localhost"), method)("/lama.html").status_code == 404

    def test_head_is_led_too(self, db):
        knows("/lama.html")
        assert Client(HTTP_HOST="localhost").head("/lama.html").status_code == 301

    @pytest.mark.parametrize(
        "path", ["/" + "x" * 5_000, "/%00", "/x?%00", "/x?a=%FF", "/%FF", "/x?" + "a" * 5_000, "/\\x"]
    )
    def test_odd_addresses_are_not_found(self, db, path):
        assert leads(path) is None

    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example/",
            "https://evil.example/",
            "evil.example",
            "/\\evil.example",
            "/x\ny",
            "/admin/",
            "/akun/login/",
            "",
        ],
    )
    def test_a_row_that_somebody_else_wrote_leads_nobody_out(self, db, target):
        knows("/lama.html", target)
        assert leads("/lama.html") is None

    @pytest.mark.parametrize("path", ["/admin/lama.html", "/akun/lama/"])
    def test_the_desk_has_none(self, cast, sign_in, path, django_assert_num_queries):
        knows(path)
        assert sign_in(cast.superuser).get(path).status_code == 404

    def test_it_costs_one_query_and_only_where_nothing_is_found(self, db, django_assert_num_queries):
        knows("/lama.html")
        with django_assert_num_queries(1):
            leads("/lama.html")
        with django_assert_num_queries(2):  # the newest news on the page that says so
            leads("/tidak-ada.html")

    def test_a_database_that_fails_leaves_the_page_that_says_so(self, db, monkeypatch):
        def fails(*args, **kwargs):
            raise DatabaseError

        monkeypatch.setattr(type(OldAddress.objects), "filter", fails)
        assert leads("/lama.html") is None

    def test_on_an_opds_own_host_it_is_the_opds_own(self, cast):
        knows("/opd/dinkes/profil.html", "/opd/dinkes/profil/")
        knows("/opd/dinkes/berita.html", "/opd/dpupr/")
        knows("/lama.html")
        assert leads("/profil.html", "dinkes.localhost:8000") == "/profil/"
        assert leads("/berita.html", "dinkes.localhost:8000") == "http://localhost:8000/opd/dpupr/"
        assert leads("/profil.html", "dpupr.localhost:8000") is None
        assert leads("/lama.html", "dinkes.localhost:8000") is None
        assert leads("/profil.html") is None

    def test_a_renamed_opd_keeps_those_of_its_former_site(self, cast):
        knows("/opd/dinkes/profil.html", "/opd/dinkes/profil/")
        knows("/opd/dkk/berita.html", "/opd/dpupr/")
        knows("/opd/dinkesda/baru.html", "/opd/dinkesda/layanan/")
        for slug in ("dkk", "dinkes"):  # it had both
            FormerSlug.objects.create(slug=slug, opd=cast.dinkes)
        cast.dinkes.slug = "dinkesda"
        cast.dinkes.save()
        cache.clear()
        own = "dinkesda.localhost:8000"
        assert leads("/profil.html", "dinkes.localhost:8000") == f"http://{own}/profil.html"
        assert leads("/profil.html", own) == "/profil/"
        assert leads("/berita.html", own) == "http://localhost:8000/opd/dpupr/"
        assert leads("/baru.html", own) == "/layanan/"
        assert leads("/opd/dinkes/profil.html") == "/opd/dinkes/profil/"
        assert leads("/opd/dinkesda/profil.html") == "/opd/dinkesda/profil/"
        assert leads("/profil.html", "dpupr.localhost:8000") is None
        assert leads("/opd/%00/profil.html") is None


# --- What may stand in the table ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "", "lama.html", "https://blorakab.go.id/lama.html", "//blorakab.go.id/x", "/\\x", "/x\ty", "/x\0", "/%0a", "/%5Cx", "/%2Fx",
        "/" + "x" * 400, "/lama#bagian", "/admin", "/admin/lama", "/akun/x", "/", "/?p=12", "/opd", "/opd/", "/opd/dinkes/", "/opd/dinkes",
        "/opd/dinkes/profil/", "/rubrik/kesehatan/", "/berita/{article}/", "/berita/{article}/apa-saja/", "/robots.txt",
    ],
)  # fmt: skip
def test_no_old_address(cast, typed):
    article = PublicationFactory(article__opd=cast.dinkes).pk
    with pytest.raises(ValidationError):
        old_addresses.old(typed.format(article=article), Pages())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" /lama.html ", "/lama.html"),
        ("/Visi%20dan%20Misi.html", "/Visi dan Misi.html"),
        ("/index.php?id=5", "/index.php?id=5"),
        ("/berita/4199/judul/", "/berita/4199/judul/"),
        ("/opd/tidak-ada/", "/opd/tidak-ada/"),
        ("/opd/dinkes/profil.html", "/opd/dinkes/profil.html"),
        ("/administrasi.html", "/administrasi.html"),
    ],
)
def test_an_old_address(cast, typed, kept):
    assert old_addresses.old(typed, Pages()) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "tentang/", "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/%5Cevil.example", "/%2F/evil.example",
        "/tentang/\r\nSet-Cookie:x=1", "/admin/", "/akun/login/", "/tidak-ada/", "/opd/tidak-ada/", "/rubrik/tidak-ada/", "/berita/999/",
        "/berita/{ahead}/", "http://localhost:8000.evil.example/tentang/", "http://localhost:8000@evil.example/tentang/", "/./admin/",
        "/tentang/?" + "x" * 400,
    ],
)  # fmt: skip
def test_no_new_address(cast, typed):
    ahead = PublicationFactory(ahead=True).pk
    with pytest.raises(ValidationError):
        old_addresses.new(typed.format(ahead=ahead), Pages())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/tentang/", "/tentang/"),
        (" /tentang/#isi ", "/tentang/#isi"),
        ("/", "/"),
        ("/berita/?sebelum=1", "/berita/?sebelum=1"),
        ("/opd/dinkes/layanan/", "/opd/dinkes/layanan/"),
        ("http://localhost:8000/tentang/", "/tentang/"),
    ],
)
def test_a_new_address(cast, typed, kept):
    assert old_addresses.new(typed, Pages()) == kept


def test_news_is_an_address_once_it_is_out(cast):
    article = PublicationFactory(article__opd=cast.dinkes)
    for address in (f"/berita/{article.pk}/", article.get_absolute_url()):
        assert old_addresses.new(address, Pages()) == address


def test_no_chain_and_no_circle(db):
    """A page that older addresses led to is gone, and is led on itself."""
    first, second = knows("/a.html", "/b/"), knows("/c.html", "/b")
    round_about = knows("/tentang/", "/b/")
    knows("/b/")
    old_addresses.settle({"/b/": "/tentang/"})
    for row in (first, second):
        row.refresh_from_db()
        assert row.target == "/tentang/"
    assert not OldAddress.objects.filter(pk=round_about.pk).exists()
