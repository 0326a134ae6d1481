"""What pages say in schema.org's words: read by an HTML parser and a JSON-LD parser, then field by field."""

import json
from datetime import UTC, datetime

import pytest
from lxml import html
from pyld import jsonld

from news.public import structured
from opd.models import OfficialAccount, Platform
from tests.content.corpus import corpus
from tests.factories import OPDFactory, PublicationFactory, RubricFactory
from tests.news.public.shown import album, photo

HERE = "http://localhost:8123"
SCHEMA = "https://schema.org/"
REGENCY = {
    "@type": "GovernmentOrganization",
    "@id": f"{HERE}/#pemkab",
    "name": "Pemerintah Kabupaten Blora",
    "url": f"{HERE}/",
    "logo": {"@type": "ImageObject", "url": f"{HERE}/static/img/jati-512.png", "width": 512, "height": 512},
}


def blocks(visitor, address: str) -> list[str]:
    page = html.document_fromstring(visitor.get(address, HTTP_HOST="localhost:8123").content)
    return [script.text for script in page.iter("script") if script.get("type") == "application/ld+json"]


def expanded(found: dict) -> list[dict]:
    """As a JSON-LD parser understands it, with schema.org's words as a vocabulary: nobody is asked for them."""
    words = {"contextUrl": None, "documentUrl": "https://schema.org", "document": {"@context": {"@vocab": SCHEMA}}}
    return jsonld.expand(found, {"documentLoader": lambda url, options: words})


def said(visitor, address: str) -> dict[str, dict]:
    """What the one block of that page says, by its kinds; a JSON-LD parser finds each of them, too."""
    (block,) = blocks(visitor, address)
    found = json.loads(block)
    assert found["@context"] == "https://schema.org"
    kinds = {one["@type"] for one in found["@graph"]}
    assert {SCHEMA + kind for kind in kinds} == {kind for one in expanded(found) for kind in one["@type"]}
    assert len(kinds) == len(found["@graph"])
    return {one["@type"]: one for one in found["@graph"]}


def steps(told: dict) -> list[tuple[str, str]]:
    items = told["BreadcrumbList"]["itemListElement"]
    assert [one["position"] for one in items] == list(range(1, len(items) + 1))
    return [(one["name"], one["item"].removeprefix(HERE)) for one in items]


@pytest.fixture
def opd(db):
    return OPDFactory(slug="dinkes", short_name="Dinkes", name="Dinas Kesehatan")


@pytest.fixture
def item(opd):
    return PublicationFactory(
        title='Panen "raya" & <b>syukur</b>',
        article__opd=opd,
        article__rubric=RubricFactory(slug="kesehatan", name="Kesehatan"),
        published_at=datetime(2024, 5, 16, 6, 44, tzinfo=UTC),
    )


class TestNews:
    def test_says_who_published_what_and_when(self, visitor, item):
        address = f"{HERE}{item.get_absolute_url()}"
        assert said(visitor, item.get_absolute_url())["NewsArticle"] == {
            "@type": "NewsArticle",
            "@id": f"{address}#berita",
            "mainEntityOfPage": address,
            "headline": 'Panen "raya" & <b>syukur</b>',
            "description": item.summary,
            "datePublished": "2024-05-16T13:44:00+07:00",
            "dateModified": "2024-05-16T13:44:00+07:00",
            "author": {"@type": "GovernmentOrganization", "name": "Dinas Kesehatan", "url": f"{HERE}/opd/dinkes/"},
            "publisher": REGENCY,
            "articleSection": "Kesehatan",
            "inLanguage": "id",
            "isAccessibleForFree": True,
        }

    def test_with_what_was_corrected_and_when_it_was_changed(self, visitor, item):
        item.revised_at = datetime(2024, 5, 17, 6, 44, tzinfo=UTC)
        item.corrections = [{"at": "2024-05-17T06:44:00+00:00", "words": "Hari keliru."}]
        item.save()
        told = said(visitor, item.get_absolute_url())["NewsArticle"]
        assert told["dateModified"] == "2024-05-17T13:44:00+07:00"
        assert told["correction"] == [
            {"@type": "CorrectionComment", "text": "Hari keliru.", "datePublished": "2024-05-17T13:44:00+07:00"}
        ]

    def test_with_its_photo_and_its_card(self, visitor, item):
        item.card = {"name": f"{1:032x}-1200.jpg", "width": 1200, "height": 630, "type": "image/jpeg", "key": "k"}
        item.pictures = {"lead": photo(3)}
        item.save()
        images = said(visitor, item.get_absolute_url())["NewsArticle"]["image"]
        assert [(one["url"], one["width"], one["height"]) for one in images] == [
            (f"{HERE}/media/{3:032x}-1600.jpg", 1600, 1067),
            (f"{HERE}/media/{1:032x}-1200.jpg", 1200, 630),
        ]
        assert images[0]["caption"] == photo(3)["alt"]

    @pytest.mark.parametrize("title", ["a" * 110, "kata " * 30, "a" * 200])
    def test_a_headline_is_short_enough_and_ends_at_a_word(self, title):
        headline = structured._headline(title.strip())
        assert len(headline) <= 110
        assert title.startswith(headline.rstrip("…"))
        assert headline == title.strip() or headline.endswith("…")
        assert not headline.endswith((" …", "kat…"))


class TestAnOPD:
    def test_says_all_that_is_known(self, visitor, opd):
        opd.aliases, opd.description = ["DKK Blora"], "Melayani kesehatan warga."
        opd.address, opd.phone, opd.email = "Jalan Dr. Soetomo 40", "0296 531127", "dinkes@contoh.test"
        opd.website, opd.map_link = "https://dinkes.contoh.test", "https://maps.app.goo.gl/abc"
        opd.logo = [{"name": f"{9:032x}-480.jpg", "width": 480, "height": 480, "type": "image/jpeg"}]
        week = [{"day": day, "opens": "07:30", "closes": "15:30"} for day in (1, 2, 3, 4)]
        opd.hours = [
            *week,
            {"day": 5, "opens": "07:30", "closes": "11:00"},
            {"day": 6, "opens": "00:00", "closes": "24:00"},
        ]
        opd.save()
        platform = Platform.objects.create(name="Contoh", begins="https://contoh.test/")
        for name, active in (("dinkes", True), ("lama", False)):
            OfficialAccount.objects.create(
                opd=opd, platform=platform, address=f"https://contoh.test/{name}", active=active
            )
        expected = {
            "@type": "GovernmentOrganization",
            "@id": f"{HERE}/opd/dinkes/#opd",
            "name": "Dinas Kesehatan",
            "alternateName": ["Dinkes", "DKK Blora"],
            "description": "Melayani kesehatan warga.",
            "url": f"{HERE}/opd/dinkes/",
            "logo": f"{HERE}/media/{9:032x}-480.jpg",
            "address": {
                "@type": "PostalAddress", "streetAddress": "Jalan Dr. Soetomo 40", "addressLocality": "Blora",
                "addressRegion": "Jawa Tengah", "addressCountry": "ID",
            },
            "telephone": "0296 531127",
            "email": "dinkes@contoh.test",
            "openingHoursSpecification": [
                {"@type": "OpeningHoursSpecification", "dayOfWeek": [f"{SCHEMA}{day}" for day in days], "opens": opens, "closes": closes}
                for days, opens, closes in [
                    (["Saturday"], "00:00", "23:59"),
                    (["Friday"], "07:30", "11:00"),
                    (["Monday", "Tuesday", "Wednesday", "Thursday"], "07:30", "15:30"),
                ]
            ],
            "hasMap": "https://maps.app.goo.gl/abc",
            "sameAs": ["https://dinkes.contoh.test", "https://contoh.test/dinkes"],
            "parentOrganization": REGENCY,
        }  # fmt: skip
        assert said(visitor, "/opd/dinkes/")["GovernmentOrganization"] == expected
        assert said(visitor, "/opd/dinkes/kontak/")["GovernmentOrganization"] == expected

    def test_says_nothing_that_nobody_has_written(self, visitor, opd):
        told = said(visitor, "/opd/dinkes/")["GovernmentOrganization"]
        assert set(told) == {"@type", "@id", "name", "alternateName", "url", "parentOrganization"}


def test_the_home_page_says_where_to_search(visitor, db):
    told = said(visitor, "/")
    assert told["GovernmentOrganization"] == REGENCY
    assert told["WebSite"]["url"] == f"{HERE}/"
    action = told["WebSite"]["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{HERE}/cari/?q={{search_term_string}}"
    assert action["query-input"] == "required name=search_term_string"
    assert set(told) == {"WebSite", "GovernmentOrganization"}


TRAILS = [
    ("/berita/", [("Berita", "/berita/")]),
    ("/berita/arsip/", [("Berita", "/berita/"), ("Arsip berita", "/berita/arsip/")]),
    ("/berita/arsip/2024/05/", [("Berita", "/berita/"), ("Arsip berita", "/berita/arsip/"), ("Berita Mei 2024", "/berita/arsip/2024/05/")]),
    ("/rubrik/kesehatan/", [("Kesehatan", "/rubrik/kesehatan/")]),
    ("/opd/dinkes/", [("Daftar OPD", "/opd/"), ("Dinas Kesehatan", "/opd/dinkes/")]),
    ("/opd/dinkes/berita/", [("Daftar OPD", "/opd/"), ("Dinkes", "/opd/dinkes/"), ("Berita Dinkes", "/opd/dinkes/berita/")]),
    ("/opd/dinkes/kontak/", [("Daftar OPD", "/opd/"), ("Dinkes", "/opd/dinkes/"), ("Kontak Dinkes", "/opd/dinkes/kontak/")]),
    ("/tentang/", [("Tentang portal ini", "/tentang/")]),
]  # fmt: skip


@pytest.mark.parametrize(("address", "trail"), TRAILS)
def test_a_page_says_where_it_stands(visitor, item, address, trail):
    assert steps(said(visitor, address)) == [("Beranda", "/"), *trail]


def test_an_article_stands_in_its_rubric_and_a_picture_in_its_album(visitor, item, opd):
    assert steps(said(visitor, item.get_absolute_url())) == [
        ("Beranda", "/"), ("Kesehatan", "/rubrik/kesehatan/"), (item.title, item.get_absolute_url())
    ]  # fmt: skip
    held = album(7, 8, article__opd=opd)
    own = f"/opd/dinkes/galeri/{held.pk}/"
    trail = steps(said(visitor, f"{own}2/"))
    assert trail[1:-1] == [
        ("Daftar OPD", "/opd/"), ("Dinkes", "/opd/dinkes/"), ("Galeri", "/opd/dinkes/galeri/"), ("Album", own)
    ]  # fmt: skip
    assert trail[-1][1] == f"{own}2/"


HOSTILE = [
    *(one.text.replace("\x00", "") for one in corpus()[::20]),
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\u2028\u2029",
    "&quot;",
    '\\"',
    "]]>",
]


@pytest.mark.parametrize("part", range(3))
def test_nothing_that_was_typed_gets_out_of_the_block(visitor, opd, part):
    for text in HOSTILE[part::3]:
        item = PublicationFactory(title=f"x{text}"[:200], summary=f"y{text}"[:300], article__opd=opd)
        (block,) = blocks(visitor, item.get_absolute_url())
        told = json.loads(block)["@graph"][0]
        item.refresh_from_db()
        assert told["headline"].rstrip("…")[:40] == structured._headline(item.title).rstrip("…")[:40]
        assert told["description"] == item.summary
        assert not set("<>&\u2028\u2029") & set(block)
