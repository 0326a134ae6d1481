"""/feed/, /opd/<slug>/feed/, /sitemap.xml and /robots.txt"""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from news.public import sitemaps
from tests.factories import OPDFactory, PublicationFactory, RubricFactory
from tests.news.public.shown import figure, infographic, news, photo, video

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def items(visitor, address: str, **extra) -> list[ElementTree.Element]:
    response = visitor.get(address, **extra)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall("channel/item")


def places(visitor, address: str, **extra) -> list[str]:
    response = visitor.get(address, **extra)
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return [place.text for place in ElementTree.fromstring(response.content).iter(f"{SITEMAP}loc")]


def test_a_feed_has_the_whole_text_with_absolute_links(visitor):
    body = '<p>Lihat <a href="/opd/">daftar</a> &amp; <em>salam</em>.</p>'
    item = PublicationFactory(title="A & B", body=body, published_at=datetime(2024, 5, 16, 6, 44, tzinfo=UTC))
    (found,) = items(visitor, "/feed/", HTTP_HOST="localhost:8123")
    assert found.findtext("title") == "A & B"
    assert found.findtext("link") == f"http://localhost:8123/berita/{item.pk}/{item.slug}/"
    assert found.findtext("pubDate") == "Thu, 16 May 2024 13:44:00 +0700"
    assert (
        found.findtext(CONTENT) == '<p>Lihat <a href="http://localhost:8123/opd/">daftar</a> &amp; <em>salam</em>.</p>'
    )


def test_a_feed_has_the_newest_twenty(visitor, django_assert_num_queries):
    now = timezone.now()
    for number in range(22):
        PublicationFactory(title=f"Kabar {number:02}", published_at=now - timedelta(hours=number + 1))
    PublicationFactory(ahead=True)
    PublicationFactory(withdrawn=True)
    with django_assert_num_queries(1):
        found = items(visitor, "/feed/")
    assert [item.findtext("title") for item in found] == [f"Kabar {number:02}" for number in range(20)]


def test_an_opds_feed_has_its_own_news_only(visitor):
    PublicationFactory(title="Kabar Dinkes", article__opd=OPDFactory(slug="dinkes"))
    PublicationFactory(title="Kabar Lain")
    assert [item.findtext("title") for item in items(visitor, "/opd/dinkes/feed/")] == ["Kabar Dinkes"]


def test_a_feed_shows_the_media_of_the_text_in_plain_tags(visitor):
    body = (
        figure(7, alt="Antre", words="Di Ngawen.") + figure(8, 9) + figure(5, words="Lihat.") + figure(6) + figure(99)
    )
    text = {"transcript": "Timbang.", "credit": "Video: Dinkes"}
    item = news(*map(photo, (7, 8, 9)), video(5, **text), infographic(6), body=body)
    item.pictures["lead"] = photo(3)
    item.save()
    (found,) = items(visitor, "/feed/", HTTP_HOST="localhost:8123")
    content = re.sub(r">\s+<", "><", found.findtext(CONTENT))
    here = "http://localhost:8123/media/"
    assert f'<img src="{here}{7:032x}-960.jpg" width="960" height="640" alt="Antre">' in content
    assert "<figcaption>Di Ngawen.</figcaption></figure>" in content
    assert re.findall('<img src="[^"]*-960.jpg"[^>]*alt="Foto nomor ([89])">', content) == ["8", "9"]
    assert '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Tonton di YouTube: Cara menimbang</a>' in content
    for words in ("<p>Timbang.</p>", "<p>Video: Dinkes</p>", "<p>Blora paling banyak.</p>"):
        assert words in content
    for words in ("data-media", "<svg", "<source", "iframe", 'src="/'):
        assert words not in content
    assert found.find("{http://search.yahoo.com/mrss/}content").attrib == {
        "url": f"{here}{3:032x}-1600.jpg", "medium": "image", "type": "image/jpeg", "width": "1600", "height": "1067",
    }  # fmt: skip


def test_an_empty_feed_is_a_feed(visitor):
    assert items(visitor, "/feed/") == []


def test_the_sitemap_lists_what_the_public_may_see(visitor, django_assert_num_queries):
    item = PublicationFactory(article__opd=OPDFactory(slug="dinkes"), article__rubric=RubricFactory(slug="kesehatan"))
    hidden = [PublicationFactory(ahead=True), PublicationFactory(withdrawn=True)]
    OPDFactory(slug="lama", active=False)
    with django_assert_num_queries(3):
        found = places(visitor, "/sitemap.xml", HTTP_HOST="localhost:8123")
    for address in ("/", "/berita/", "/opd/", "/opd/dinkes/", "/rubrik/kesehatan/", f"/berita/{item.pk}/{item.slug}/"):
        assert f"http://localhost:8123{address}" in found
    assert not [place for place in found for other in hidden if f"/berita/{other.pk}/" in place]
    assert "http://localhost:8123/opd/lama/" not in found


def test_much_news_makes_it_an_index_by_month(visitor, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sitemaps, "MANY", 1)
    may = PublicationFactory(published_at=datetime(2024, 4, 30, 17, 30, tzinfo=UTC))
    june = PublicationFactory(published_at=datetime(2024, 6, 1, 3, tzinfo=UTC))
    with django_assert_num_queries(3):
        found = places(visitor, "/sitemap.xml")
    parts = [place.removeprefix("http://localhost") for place in found]
    assert parts == ["/sitemap-halaman.xml", "/sitemap-2024-06.xml", "/sitemap-2024-05.xml"]
    assert places(visitor, "/sitemap-2024-05.xml") == [f"http://localhost/berita/{may.pk}/{may.slug}/"]
    assert places(visitor, "/sitemap-2024-06.xml") == [f"http://localhost/berita/{june.pk}/{june.slug}/"]
    assert "http://localhost/opd/" in places(visitor, "/sitemap-halaman.xml")


@pytest.mark.parametrize("month", ["2099-01", "2024-13", "0000-00"])
def test_a_month_that_cannot_be_has_no_sitemap(visitor, month):
    assert visitor.get(f"/sitemap-{month}.xml").status_code == 404


def test_robots_stay_out_of_the_desk_and_find_the_sitemap(visitor):
    response = visitor.get("/robots.txt", HTTP_HOST="localhost:8123")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert {
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /akun/",
        "Sitemap: http://localhost:8123/sitemap.xml",
    } == set(lines)
