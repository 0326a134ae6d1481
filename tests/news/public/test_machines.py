"""/sitemap.xml and its parts, /robots.txt, /.well-known/security.txt, /favicon.ico"""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from io import BytesIO

import pytest
from django.utils import timezone
from lxml import etree
from PIL import Image

from news.public import machines, sitemaps
from opd.models import Page
from tests.factories import OPDFactory, PublicationFactory, RubricFactory
from tests.news.public.shown import album

PLACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
# What https://www.sitemaps.org/schemas/sitemap/0.9/ asks of both kinds of file, in RELAX NG.
GRAMMAR = etree.RelaxNG(
    etree.XML("""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.sitemaps.org/schemas/sitemap/0.9"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><choice>
    <element name="sitemapindex"><oneOrMore><element name="sitemap"><ref name="place"/></element></oneOrMore></element>
    <element name="urlset"><zeroOrMore><element name="url"><ref name="place"/><optional><ref name="news"/></optional></element></zeroOrMore></element>
  </choice></start>
  <define name="place">
    <element name="loc"><data type="anyURI"><param name="maxLength">2048</param><param name="pattern">https?://.+</param></data></element>
    <optional><element name="lastmod"><data type="dateTime"/></element></optional>
  </define>
  <define name="news"><element name="news" ns="http://www.google.com/schemas/sitemap-news/0.9">
    <element name="publication"><element name="name"><text/></element><element name="language"><value>id</value></element></element>
    <element name="publication_date"><data type="dateTime"/></element>
    <element name="title"><data type="string"><param name="minLength">1</param></data></element>
  </element></define>
</grammar>""")
)


def read(visitor, address: str, **extra) -> etree._Element:
    response = visitor.get(address, **extra)
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    tree = etree.fromstring(response.content)
    GRAMMAR.assertValid(tree)
    return tree


def places(visitor, address: str, **extra) -> list[str]:
    return read(visitor, address, **extra).xpath("//s:loc/text()", namespaces=PLACES)


def test_the_sitemap_is_an_index_of_what_stays_what_is_new_and_each_month(visitor, django_assert_num_queries):
    PublicationFactory(published_at=datetime(2024, 4, 30, 17, 30, tzinfo=UTC))
    PublicationFactory(published_at=datetime(2024, 6, 1, 3, tzinfo=UTC))
    PublicationFactory(published_at=datetime(2024, 7, 1, 3, tzinfo=UTC), withdrawn=True)
    with django_assert_num_queries(2):
        found = places(visitor, "/sitemap.xml", HTTP_HOST="localhost:8123")
    parts = [place.removeprefix("http://localhost:8123") for place in found]
    assert parts == ["/sitemap-halaman.xml", "/sitemap-berita.xml", "/sitemap-2024-06.xml", "/sitemap-2024-05.xml"]


def test_in_an_empty_portal_every_part_is_still_one(visitor):
    assert places(visitor, "/sitemap.xml") == [
        "http://localhost/sitemap-halaman.xml",
        "http://localhost/sitemap-berita.xml",
    ]
    assert places(visitor, "/sitemap-berita.xml") == []
    assert "http://localhost/opd/" in places(visitor, "/sitemap-halaman.xml")


def test_a_month_has_its_news_with_the_moment_of_the_last_change(visitor, django_assert_num_queries):
    may = {"published_at": datetime(2024, 4, 30, 17, 30, tzinfo=UTC)}
    item = PublicationFactory(**may, revised_at=datetime(2024, 6, 2, 1, 0, tzinfo=UTC))
    PublicationFactory(published_at=datetime(2024, 6, 1, 3, tzinfo=UTC))
    PublicationFactory(published_at=may["published_at"], withdrawn=True)
    with django_assert_num_queries(1):
        tree = read(visitor, "/sitemap-2024-05.xml")
    assert tree.xpath("//s:loc/text()", namespaces=PLACES) == [f"http://localhost/berita/{item.pk}/{item.slug}/"]
    assert tree.xpath("//s:lastmod/text()", namespaces=PLACES) == ["2024-06-02T08:00:00+07:00"]


def test_an_album_has_an_address_of_its_own(visitor):
    item = album(1, 2, article__opd=OPDFactory(slug="dinkes"), published_at=datetime(2024, 5, 16, tzinfo=UTC))
    assert f"http://localhost/opd/dinkes/galeri/{item.pk}/" in places(visitor, "/sitemap-2024-05.xml")
    assert "http://localhost/opd/dinkes/galeri/" in places(visitor, "/sitemap-halaman.xml")


def test_the_pages_that_stay_are_those_that_somebody_has_filled(visitor, django_assert_num_queries):
    dinkes, closed = OPDFactory(slug="dinkes"), OPDFactory(slug="lama", active=False)
    RubricFactory(slug="kesehatan")
    saved = datetime(2024, 5, 16, 6, 44, tzinfo=UTC)
    Page.objects.create(opd=dinkes, kind="profil", body="<p>Isi.</p>", saved_at=saved)
    Page.objects.create(opd=dinkes, kind="layanan", body="")
    Page.objects.create(opd=dinkes, kind="pejabat", body="<p>Isi.</p>", shown=False)
    Page.objects.create(opd=closed, kind="profil", body="<p>Isi.</p>")
    with django_assert_num_queries(3):
        tree = read(visitor, "/sitemap-halaman.xml")
    found = [place.removeprefix("http://localhost") for place in tree.xpath("//s:loc/text()", namespaces=PLACES)]
    assert {"/", "/berita/", "/opd/", "/opd/dinkes/", "/rubrik/kesehatan/", "/opd/dinkes/profil/"} <= set(found)
    assert not {"/opd/lama/", "/opd/lama/profil/", "/opd/dinkes/layanan/", "/opd/dinkes/pejabat/", "/cari/"} & set(
        found
    )
    assert len(found) == len(set(found))
    assert tree.xpath("//s:lastmod/text()", namespaces=PLACES) == ["2024-05-16T13:44:00+07:00"]


def test_no_file_holds_more_than_the_protocol_allows(visitor, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST", 3)
    for _ in range(3):
        album(1, 2, published_at=datetime(2024, 5, 16, tzinfo=UTC))
    assert len(places(visitor, "/sitemap-2024-05.xml")) == 3


class TestNewestNews:
    def test_is_what_google_news_reads(self, visitor):
        at = timezone.now().replace(microsecond=0) - timedelta(hours=3)
        item = PublicationFactory(title="Panen & <b>raya</b>\x0b", published_at=at)
        tree = read(visitor, "/sitemap-berita.xml")
        assert tree.xpath("//s:loc/text()", namespaces=PLACES) == [f"http://localhost/berita/{item.pk}/{item.slug}/"]
        assert tree.xpath("//n:title/text()", namespaces=PLACES) == ["Panen & <b>raya</b>"]
        assert tree.xpath("//n:name/text()", namespaces=PLACES) == ["Portal Blora"]
        (date,) = tree.xpath("//n:publication_date/text()", namespaces=PLACES)
        assert datetime.fromisoformat(date) == at
        assert date.endswith("+07:00")

    def test_is_of_the_last_two_days_and_public(self, visitor, django_assert_num_queries):
        now = timezone.now()
        new = PublicationFactory(published_at=now - timedelta(hours=47))
        PublicationFactory(published_at=now - timedelta(hours=49))
        PublicationFactory(ahead=True)
        PublicationFactory(withdrawn=True)
        with django_assert_num_queries(1):
            found = places(visitor, "/sitemap-berita.xml")
        assert found == [f"http://localhost/berita/{new.pk}/{new.slug}/"]

    def test_is_bounded_and_the_newest_first(self, visitor, monkeypatch):
        monkeypatch.setattr(sitemaps, "NEWEST", 2)
        now = timezone.now()
        items = [PublicationFactory(published_at=now - timedelta(hours=hours)) for hours in (3, 1, 2)]
        found = places(visitor, "/sitemap-berita.xml")
        assert [int(place.split("/")[4]) for place in found] == [items[1].pk, items[2].pk]


@pytest.mark.parametrize("month", ["2099-01", "2024-13", "0000-00", "berita2"])
def test_a_month_that_cannot_be_has_no_sitemap(visitor, month):
    assert visitor.get(f"/sitemap-{month}.xml").status_code == 404


def test_robots_stay_out_of_the_desk_and_find_the_sitemap(visitor):
    response = visitor.get("/robots.txt", HTTP_HOST="localhost:8123")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /akun/",
        "Sitemap: http://localhost:8123/sitemap.xml",
    ]


class TestSecurityContact:
    def fields(self, visitor) -> list[tuple[str, str]]:
        response = visitor.get("/.well-known/security.txt", HTTP_HOST="localhost:8123")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        text = response.content.decode()
        assert text.endswith("\n")
        return [(name, value) for name, _, value in (line.partition(": ") for line in text.splitlines())]

    def test_says_what_rfc_9116_asks_for(self, visitor, settings):
        fields = self.fields(visitor)
        assert [name for name, _ in fields] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
        said = dict(fields)
        assert said["Contact"] == f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
        assert said["Canonical"] == "http://localhost:8123/.well-known/security.txt"
        assert timezone.now() < datetime.fromisoformat(said["Expires"]) < timezone.now() + timedelta(days=365)

    def test_names_whom_the_installation_names(self, visitor, settings):
        settings.SECURITY_CONTACT = "https://contoh.test/lapor"
        assert dict(self.fields(visitor))["Contact"] == "https://contoh.test/lapor"

    @pytest.mark.parametrize(
        "now", [datetime(2026, month, day, 23, 59, tzinfo=UTC) for month, day in [(1, 1), (1, 31), (2, 1), (12, 31)]]
    )
    def test_is_good_for_ten_months_and_less_than_a_year_and_changes_once_a_month(self, now):
        until = machines._good_until(now)
        assert timedelta(days=300) < until - now < timedelta(days=365)
        assert until == machines._good_until(now.replace(day=1, hour=0))


def test_a_browser_that_asks_for_an_icon_gets_one(visitor):
    response = visitor.get("/favicon.ico")
    assert response["Content-Type"] == "image/x-icon"
    with Image.open(BytesIO(response.content)) as image:
        assert image.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
