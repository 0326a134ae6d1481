"""What holds for every public address: headers, no cookie, no inline style or script, and only published rows are read."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opd.models import FormerSlug, Page
from tests.factories import OfficialAccountFactory, OPDFactory, PublicationFactory, RubricFactory, UnitFactory
from tests.news.public.shown import figure, infographic, news, photo, video

KINDS = ["profil", "visi-misi", "struktur-organisasi", "tugas-fungsi", "pejabat", "layanan", "kontak", "ppid"]
SLUG = "posyandu-ngawen-buka-setiap-selasa"
PAGES = [
    ("/", 200),
    ("/berita/", 200),
    ("/berita/?sebelum={shown}", 200),
    ("/berita/?sesudah={shown}", 200),
    ("/berita/arsip/", 200),
    ("/berita/arsip/2024/05/", 200),
    ("/berita/{shown}/" + SLUG + "/", 200),
    ("/berita/{shown}/", 301),
    ("/berita/{media}/" + SLUG + "/", 200),
    ("/berita/{media}/tabel/6.csv", 200),
    ("/berita/{withdrawn}/" + SLUG + "/", 410),
    ("/rubrik/kesehatan/", 200),
    ("/opd/", 200),
    ("/opd/?cari=kesehatan", 200),
    ("/opd/?cari=qwxzzz", 200),
    ("/opd/dinkes/", 200),
    ("/opd/bappeda/", 301),
    *((f"/opd/dinkes/{kind}/", 200) for kind in KINDS),
    ("/opd/bappeda/profil/", 301),
    *((f"/opd/dkk/{page}", 301) for page in ("", "berita/", "galeri/", "profil/", "feed/", "feed.json")),
    ("/opd/dinkes/berita/", 200),
    ("/opd/dinkes/galeri/", 200),
    ("/opd/bappeda/galeri/", 301),
    ("/opd/dinkes/galeri/{media}/", 200),
    ("/opd/dinkes/galeri/{media}/1/", 200),
    ("/opd/dinkes/galeri/{media}/3/", 200),
    ("/opd/bappeda/galeri/{media}/1/", 301),
    ("/opd/dinkes/feed/", 200),
    ("/opd/dinkes/feed.json", 200),
    ("/rubrik/kesehatan/feed/", 200),
    ("/rubrik/kesehatan/feed.json", 200),
    ("/feed/", 200),
    ("/feed.json", 200),
    ("/tentang/", 200),
    ("/cari/", 200),
    ("/cari/?q=posyandu", 200),
    ("/cari/?q=posiandu&opd=dinkes", 200),
    ("/sitemap.xml", 200),
    ("/sitemap-halaman.xml", 200),
    ("/sitemap-berita.xml", 200),
    ("/sitemap-2024-05.xml", 200),
    ("/robots.txt", 200),
    ("/.well-known/security.txt", 200),
    ("/favicon.ico", 200),
]
FOR_MACHINES = ("/feed/", ".json", ".xml", ".txt", ".csv", ".ico")
FOR_PEOPLE = [(address, status) for address, status in PAGES if status != 301 and not address.endswith(FOR_MACHINES)]
DATA = {"type": "application/ld+json"}  # the attributes of a script that no browser runs
WITH_PLAYER = {"/berita/{media}/" + SLUG + "/", "/opd/dinkes/galeri/{media}/3/"}  # they hold a video
NOT_FOUND = [("/tidak-ada/", 404), ("/berita/{ahead}/" + SLUG + "/", 404), ("/berita/999999999999999999/x/", 404)]
READ = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+"?(\w+)"?', re.IGNORECASE)
PUBLIC_TABLES = {
    "news_keyword",
    "news_pin",
    "news_publication",
    "news_rubric",
    "opd_opd",
    "opd_page",
    "opd_unit",
    "opd_formerslug",
    "opd_officialaccount",
    "opd_platform",
}


@pytest.fixture
def ids(db) -> dict[str, int]:
    opd, rubric = OPDFactory(slug="dinkes", phone="0296 531000"), RubricFactory(slug="kesehatan")
    UnitFactory(opd=opd)
    OPDFactory(slug="bappeda", active=False, successor=opd)
    FormerSlug.objects.create(slug="dkk", opd=opd)
    OfficialAccountFactory(opd=opd)
    Page.objects.create(opd=opd, kind="layanan", body="<h2>Surat</h2><p>Gratis.</p>")
    lead = {
        "alt": "Foto",
        "credit": "Dinkes",
        "sizes": [{"name": "0123456789abcdef-480.webp", "width": 480, "height": 320, "type": "image/webp"}],
    }
    shown = PublicationFactory(article__opd=opd, article__rubric=rubric, pictures={"lead": lead})
    PublicationFactory.create_batch(25, article__opd=opd, article__rubric=rubric)
    held = [photo(1), photo(2), video(5), infographic(6)]
    body = figure(1, words="Di Ngawen.") + figure(2, 1, 5) + figure(5) + figure(6) + figure(9, words="Hilang.")
    holding = news(*held, body=body, album_size=3, article__opd=opd, article__rubric=rubric)
    return {
        "media": holding.pk,
        "shown": shown.pk,
        "withdrawn": PublicationFactory(withdrawn=True).pk,
        "ahead": PublicationFactory(ahead=True).pk,
    }


@pytest.fixture(params=PAGES, ids=lambda page: page[0])
def answered(request, ids, visitor):
    """Each public address in turn, as a visitor gets it, with the statements it took."""
    address, status = request.param
    with CaptureQueriesContext(connection) as captured:
        response = visitor.get(address.format(**ids))
    assert response.status_code == status
    return response, [query["sql"] for query in captured]


def test_only_published_rows_are_read(answered):
    _, statements = answered
    assert {table for sql in statements for table in READ.findall(sql)} <= PUBLIC_TABLES


@pytest.mark.parametrize(("address", "status"), NOT_FOUND)
def test_what_is_not_found_reads_no_more(visitor, ids, address, status):
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(address.format(**ids)).status_code == status
    tables = {table for query in captured for table in READ.findall(query["sql"])}
    assert tables <= PUBLIC_TABLES | {"blora_portal_oldaddress"}


def test_the_table_finder_finds_tables():
    sql = 'SELECT "news_publication"."article_id" FROM "news_publication" INNER JOIN "news_article" ON (1) LEFT OUTER JOIN opd_opd T3'
    assert READ.findall(sql) == ["news_publication", "news_article", "opd_opd"]


def test_few_queries(answered):
    assert len(answered[1]) <= 8


def test_kept_a_minute_by_everybody_and_tied_to_nobody(answered):
    response, _ = answered
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60, stale-if-error=86400"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    if len(response.content) >= 200:  # below that nothing is compressed
        assert response["Vary"] == "Save-Data, Accept-Encoding"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(("address", "status"), [*PAGES, *NOT_FOUND])
def test_only_a_page_with_a_video_may_frame_the_player_and_has_a_script(visitor, ids, address, status):
    response = visitor.get(address.format(**ids))
    plays = address in WITH_PLAYER
    assert ("frame-src" in response["Content-Security-Policy"]) == plays
    assert (b"js/video.js" in response.content) == plays


def test_nothing_is_written_and_nothing_else_is_answered(visitor, ids):
    for address, _ in PAGES:
        assert visitor.post(address.format(**ids)).status_code == 405
        assert visitor.head(address.format(**ids)).content == b""


class Tags(HTMLParser):
    """The tags of a page with their attributes, and the ids in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[dict]:
        return [attributes for tag, attributes in self.found if tag in names]


@pytest.fixture(params=[*FOR_PEOPLE, NOT_FOUND[0]], ids=lambda page: page[0])
def tags(request, ids, visitor):
    """The tags of each page that people read."""
    address, status = request.param
    response = visitor.get(address.format(**ids))
    assert response.status_code == status
    return Tags(response.content.decode())


def test_a_page_has_a_title_one_heading_and_a_way_past_the_header(tags):
    assert tags.named("html") == [{"lang": "id"}]
    assert len(tags.named("h1")) == len(tags.named("main")) == len(tags.named("title")) == 1
    assert tags.named("main")[0]["id"] == "isi"
    assert tags.named("a")[0] == {"class": "skip", "href": "#isi"}
    assert len(tags.named("article")) <= 1


def test_a_page_needs_nothing_inline_and_nothing_from_elsewhere(tags):
    assert not tags.named("iframe")
    assert tags.named("style") == [{}]
    scripts = [script for script in tags.named("script") if script != DATA]
    assert scripts[0] == {"src": "/static/js/portal.js", "defer": None}
    assert scripts[1:] in ([], [{"src": "/static/js/video.js", "defer": None}])
    assert not [
        attributes
        for _, attributes in tags.found
        if "style" in attributes or any(name.startswith("on") for name in attributes)
    ]
    asked = [
        attributes.get("src") or attributes["href"]
        for attributes in tags.named("img", "link", "script")
        if attributes.get("rel") != "canonical" and attributes != DATA
    ]
    assert not [address for address in asked if not address.startswith("/")]


def test_pictures_say_their_size_and_what_they_show(tags):
    for picture in tags.named("img"):
        assert {"alt", "width", "height"} <= set(picture)


def test_ids_are_there_once_and_labels_lead_to_one(tags):
    ids = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["aria-labelledby"] for _, attributes in tags.found if "aria-labelledby" in attributes} <= set(
        ids
    )


def test_headings_skip_no_level(tags):
    levels = [int(tag[1]) for tag, _ in tags.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert not [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
