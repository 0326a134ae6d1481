"""On an OPD's own host programs read the same, under the portal's addresses."""

import json

import feedparser
import pytest
from lxml import html

from tests.factories import OPDFactory, PublicationFactory

OWN, PORTAL = {"HTTP_HOST": "dinkes.localhost:8123"}, "http://localhost:8123"


@pytest.fixture
def item(db):
    return PublicationFactory(article__opd=OPDFactory(slug="dinkes"))


def test_its_feeds_are_there_and_lead_to_the_portal(visitor, item):
    feed = feedparser.parse(visitor.get("/feed/", **OWN).content)
    assert [entry.link for entry in feed.entries] == [f"{PORTAL}{item.get_absolute_url()}"]
    assert feed.feed.link == f"{PORTAL}/opd/dinkes/"
    told = json.loads(visitor.get("/feed.json", **OWN).content)
    assert told["feed_url"] == f"{PORTAL}/opd/dinkes/feed.json"
    assert told["items"][0]["url"] == f"{PORTAL}{item.get_absolute_url()}"


def test_its_pages_are_known_by_the_portals_address_and_name_the_feeds_here(visitor, item):
    head = html.document_fromstring(visitor.get("/berita/", **OWN).content).find("head")
    assert head.xpath("link[@rel='canonical']/@href") == [f"{PORTAL}/opd/dinkes/berita/"]
    assert head.xpath("meta[@property='og:url']/@content") == [f"{PORTAL}/opd/dinkes/berita/"]
    assert head.xpath("link[@rel='alternate']/@href") == ["/feed/", "/feed.json"]
    assert head.xpath("meta[@property='og:image']/@content") == [f"{PORTAL}/static/img/kartu.jpg"]


def test_robots_and_whoever_found_a_hole_are_told_of_the_portal(visitor, item):
    assert f"Sitemap: {PORTAL}/sitemap.xml" in visitor.get("/robots.txt", **OWN).content.decode()
    told = visitor.get("/.well-known/security.txt", **OWN).content.decode()
    own = "http://dinkes.localhost:8123/.well-known/security.txt"
    assert told.splitlines()[3:] == [f"Canonical: {PORTAL}/.well-known/security.txt", f"Canonical: {own}"]
    assert visitor.get("/favicon.ico", **OWN)["Content-Type"] == "image/x-icon"
