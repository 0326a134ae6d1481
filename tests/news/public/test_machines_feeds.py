"""/feed/ and /feed.json, and the same of an OPD and a rubric, read as feed readers read them."""

import json
import re
from datetime import UTC, datetime, timedelta

import feedparser
import jsonschema
import pytest
from django.utils import timezone
from lxml import etree

from opd.models import FormerSlug
from tests.content.corpus import corpus
from tests.factories import OPDFactory, PublicationFactory, RubricFactory
from tests.news.public.shown import figure, infographic, news, photo, video

RSS = ["/feed/", "/opd/dinkes/feed/", "/rubrik/kesehatan/feed/"]
JSON = ["/feed.json", "/opd/dinkes/feed.json", "/rubrik/kesehatan/feed.json"]
HERE = {"HTTP_HOST": "localhost:8123"}
ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$"}
TEXT = {"type": "string", "minLength": 1}
# https://www.jsonfeed.org/version/1.1/, as strict as our feeds are
SCHEMA = {
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "description", "language", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(["title", "description"], TEXT),
        **dict.fromkeys(["home_page_url", "feed_url", "icon", "favicon"], ADDRESS),
        "language": {"const": "id"},
        "items": {"type": "array", "maxItems": 20, "items": {
            "type": "object",
            "required": ["id", "url", "title", "content_html", "date_published", "authors", "tags"],
            "additionalProperties": False,
            "properties": {
                **dict.fromkeys(["id", "url", "image"], ADDRESS),
                **dict.fromkeys(["title", "summary", "content_html"], TEXT),
                **dict.fromkeys(["date_published", "date_modified"], MOMENT),
                "language": {"const": "id"},
                "tags": {"type": "array", "items": TEXT, "minItems": 1},
                "authors": {"type": "array", "minItems": 1, "items": {
                    "type": "object", "required": ["name", "url"], "properties": {"name": TEXT, "url": ADDRESS}}},
                "attachments": {"type": "array", "items": {
                    "type": "object", "required": ["url", "mime_type"], "additionalProperties": False,
                    "properties": {"url": ADDRESS, "mime_type": {"pattern": "^image/"}, "title": TEXT}}},
            },
        }},
    },
}  # fmt: skip


def rss(visitor, address: str, **extra):
    """As feedparser reads it; what is not well-formed fails here."""
    response = visitor.get(address, **HERE, **extra)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    etree.fromstring(response.content)
    found = feedparser.parse(response.content, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo
    assert found.version == "rss20"
    return found


def json_feed(visitor, address: str, **extra) -> dict:
    response = visitor.get(address, **HERE, **extra)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    found = json.loads(response.content)
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    return found


@pytest.fixture
def whose(db):
    return {
        "article__opd": OPDFactory(slug="dinkes", short_name="Dinkes", name="Dinas Kesehatan"),
        "article__rubric": RubricFactory(slug="kesehatan", name="Kesehatan"),
    }


@pytest.fixture
def item(whose):
    body = '<p>Lihat <a href="/opd/">daftar</a> &amp; <em>salam</em>.</p>'
    at = datetime(2024, 5, 16, 6, 44, tzinfo=UTC)
    return PublicationFactory(title="A & B", body=body, published_at=at, revised_at=at + timedelta(days=1), **whose)


@pytest.mark.parametrize("address", RSS)
def test_rss_has_the_whole_text_with_absolute_links(visitor, item, address):
    feed = rss(visitor, address)
    (entry,) = feed.entries
    assert (entry.title, entry.author, entry.summary) == ("A & B", "Dinas Kesehatan", item.summary)
    assert entry.link == f"http://localhost:8123/berita/{item.pk}/{item.slug}/"
    assert (entry.id, entry.guidislink) == (f"http://localhost:8123/berita/{item.pk}/", False)
    assert entry.published == "Thu, 16 May 2024 13:44:00 +0700"
    assert entry.updated == "2024-05-17T13:44:00+07:00"
    assert [tag.term for tag in entry.tags] == ["Kesehatan"]
    (content,) = entry.content
    assert content.value == '<p>Lihat <a href="http://localhost:8123/opd/">daftar</a> &amp; <em>salam</em>.</p>'
    assert feed.feed.language == "id"
    assert {link.href for link in feed.feed.links if link.rel == "self"} == {f"http://localhost:8123{address}"}
    assert feed.feed.link == f"http://localhost:8123{address.removesuffix('feed/')}"
    assert feed.feed.image.href.endswith("/img/jati-180.png")


@pytest.mark.parametrize("address", JSON)
def test_json_has_the_same(visitor, item, address):
    feed = json_feed(visitor, address)
    assert feed["feed_url"] == f"http://localhost:8123{address}"
    assert feed["home_page_url"] == f"http://localhost:8123{address.removesuffix('feed.json')}"
    assert feed["items"] == [
        {
            "id": f"http://localhost:8123/berita/{item.pk}/",
            "url": f"http://localhost:8123/berita/{item.pk}/{item.slug}/",
            "title": "A & B",
            "summary": item.summary,
            "content_html": '<p>Lihat <a href="http://localhost:8123/opd/">daftar</a> &amp; <em>salam</em>.</p>',
            "date_published": "2024-05-16T13:44:00+07:00",
            "date_modified": "2024-05-17T13:44:00+07:00",
            "authors": [{"name": "Dinas Kesehatan", "url": "http://localhost:8123/opd/dinkes/"}],
            "tags": ["Kesehatan"],
            "language": "id",
            "attachments": [],
        }
    ]


@pytest.mark.parametrize("number", range(3))
def test_a_feed_has_the_newest_twenty_and_nothing_that_is_not_public(visitor, whose, number):
    now = timezone.now()
    for hours in range(22):
        PublicationFactory(title=f"Kabar {hours:02}", published_at=now - timedelta(hours=hours + 1), **whose)
    PublicationFactory(ahead=True, **whose)
    PublicationFactory(withdrawn=True, article__opd=whose["article__opd"], article__rubric=whose["article__rubric"])
    names = [f"Kabar {hours:02}" for hours in range(20)]
    assert [entry.title for entry in rss(visitor, RSS[number]).entries] == names
    assert [entry["title"] for entry in json_feed(visitor, JSON[number])["items"]] == names


@pytest.mark.parametrize("address", [*RSS, *JSON])
def test_the_number_of_queries_is_fixed(visitor, whose, address, django_assert_num_queries):
    PublicationFactory.create_batch(5, **whose)
    with django_assert_num_queries(1 if address in ("/feed/", "/feed.json") else 2):
        visitor.get(address)


def test_each_feed_has_its_own_news_only(visitor, item):
    PublicationFactory(title="Kabar Lain")
    for address in RSS:
        titles = {entry.title for entry in rss(visitor, address).entries}
        assert titles == ({"A & B", "Kabar Lain"} if address == "/feed/" else {"A & B"})
    for address in JSON:
        assert len(json_feed(visitor, address)["items"]) == (2 if address == "/feed.json" else 1)


@pytest.mark.parametrize("address", [*RSS, *JSON])
def test_an_empty_feed_is_a_feed(visitor, whose, address):
    if address.endswith(".json"):
        assert json_feed(visitor, address)["items"] == []
    else:
        assert rss(visitor, address).entries == []


@pytest.mark.parametrize("address", ["/opd/{}/feed/", "/opd/{}/feed.json", "/rubrik/{}/feed/", "/rubrik/{}/feed.json"])
def test_nobodys_feed_is_not_found(visitor, db, address):
    assert visitor.get(address.format("tidak-ada")).status_code == 404


@pytest.mark.parametrize("end", ["feed/", "feed.json"])
def test_the_feed_of_a_renamed_opd_leads_to_the_new_address(visitor, whose, end):
    FormerSlug.objects.create(slug="dkk", opd=whose["article__opd"])
    response = visitor.get(f"/opd/dkk/{end}")
    assert (response.status_code, response["Location"]) == (301, f"/opd/dinkes/{end}")


@pytest.mark.parametrize("address", [*RSS, *JSON])
def test_a_reader_that_has_it_already_is_told_so(visitor, item, address):
    first = visitor.get(address)
    again = visitor.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.head(address)["Content-Type"] == first["Content-Type"]


class TestPictures:
    @pytest.fixture
    def held(self, whose):
        body = (
            figure(7, alt="Antre", words="Di Ngawen.")
            + figure(8, 9)
            + figure(5, words="Lihat.")
            + figure(6)
            + figure(99)
        )
        text = {"transcript": "Timbang.", "credit": "Video: Dinkes"}
        item = news(*map(photo, (7, 8, 9)), video(5, **text), infographic(6), body=body, **whose)
        item.pictures["lead"] = photo(3)
        item.save()
        return item

    def test_stand_in_the_text_in_plain_tags(self, visitor, held):
        content = re.sub(r">\s+<", "><", rss(visitor, "/feed/").entries[0].content[0].value)
        here = "http://localhost:8123/media/"
        assert f'<img src="{here}{7:032x}-960.jpg" width="960" height="640" alt="Antre">' in content
        assert "<figcaption>Di Ngawen.</figcaption></figure>" in content
        assert re.findall('<img src="[^"]*-960.jpg"[^>]*alt="Foto nomor ([89])">', content) == ["8", "9"]
        assert '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Tonton di YouTube: Cara menimbang</a>' in content
        for words in ("<p>Timbang.</p>", "<p>Video: Dinkes</p>", "<p>Blora paling banyak.</p>"):
            assert words in content
        for words in ("data-media", "<svg", "<source", "iframe", 'src="/'):
            assert words not in content
        assert (
            json_feed(visitor, "/feed.json")["items"][0]["content_html"]
            == rss(visitor, "/feed/").entries[0].content[0].value
        )

    def test_are_listed_beside_it_the_one_at_the_top_first(self, visitor, held):
        found = rss(visitor, "/feed/").entries[0].media_content
        assert found[0] == {
            "url": f"http://localhost:8123/media/{3:032x}-1600.jpg", "medium": "image", "type": "image/jpeg",
            "width": "1600", "height": "1067",
        }  # fmt: skip
        assert len(found) == 6
        feed = json_feed(visitor, "/feed.json")["items"][0]
        assert feed["image"] == found[0]["url"]
        assert [one["url"] for one in feed["attachments"]] == [one["url"] for one in found]
        assert feed["attachments"][0]["title"] == photo(3)["alt"]


HOSTILE = [
    *(one.text.replace("\x00", "") for one in corpus()[::25]),
    "]]>",
    "&lt;b&gt;",
    "\x0b\x1f\ufffe",
    "\u2028",
    "</content:encoded>",
]


@pytest.mark.parametrize("part", range(4))
def test_whatever_was_typed_is_only_words(visitor, whose, part):
    for text in HOSTILE[part::4]:
        PublicationFactory(title=f"Judul {text}"[:200], summary=f"Isi {text}"[:300], **whose)
    titles = [entry.title for entry in rss(visitor, "/feed/").entries]
    feed = json_feed(visitor, "/feed.json")
    assert len(titles) == len(feed["items"]) == len(HOSTILE[part::4])
    assert all(title.startswith("Judul") for title in titles)
