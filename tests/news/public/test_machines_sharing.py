"""The head of every page: its one address, its feeds, and what those see who are sent it."""

from datetime import UTC, datetime

import pytest
from lxml import html

from tests.factories import OPDFactory, PublicationFactory, RubricFactory
from tests.news.public.shown import album, news, photo, video

HERE = "http://localhost:8123"
CARD = {"name": f"{1:032x}-1200.jpg", "width": 1200, "height": 630, "type": "image/jpeg", "key": "k"}


def head(visitor, address: str, status: int = 200) -> html.HtmlElement:
    response = visitor.get(address, HTTP_HOST="localhost:8123")
    assert response.status_code == status
    return html.document_fromstring(response.content).find("head")


def metas(head: html.HtmlElement) -> dict[str, str]:
    """All of them by their names; one that is there twice fails."""
    found = [(one.get("property") or one.get("name"), one.get("content")) for one in head.iter("meta")]
    shared = [(name, value) for name, value in found if name and ":" in name]
    assert len(dict(shared)) == len(shared)
    return dict(shared)


def links(head: html.HtmlElement, rel: str) -> list[str]:
    return [one.get("href") for one in head.iter("link") if one.get("rel") == rel]


@pytest.fixture
def item(db):
    opd, rubric = (
        OPDFactory(slug="dinkes", short_name="Dinkes", name="Dinas Kesehatan"),
        RubricFactory(slug="kesehatan"),
    )
    at = {"published_at": datetime(2024, 5, 16, 6, 44, tzinfo=UTC)}
    return PublicationFactory(article__opd=opd, article__rubric=rubric, title='Kata "Panen" & <b>', **at)


SAME = [  # what was asked for, and the address it is known by
    ("/", "/"),
    ("/?sebelum={pk}", "/"),
    ("/?utm_source=wa&hemat=1", "/"),
    ("/berita/", "/berita/"),
    ("/berita/?hemat=1&utm_campaign=x", "/berita/"),
    ("/berita/?sesudah={pk}", "/berita/"),  # nothing is newer: it is the first page
    ("/berita/arsip/", "/berita/arsip/"),
    ("/berita/arsip/2024/05/?x=1", "/berita/arsip/2024/05/"),
    ("/berita/{pk}/{slug}/?fbclid=abc", "/berita/{pk}/{slug}/"),
    ("/rubrik/kesehatan/", "/rubrik/kesehatan/"),
    ("/opd/?cari=kes", "/opd/"),
    ("/opd/dinkes/", "/opd/dinkes/"),
    ("/opd/dinkes/berita/?hemat=1", "/opd/dinkes/berita/"),
    ("/opd/dinkes/galeri/", "/opd/dinkes/galeri/"),
    ("/opd/dinkes/kontak/", "/opd/dinkes/kontak/"),
    ("/cari/?q=panen&rubrik=kesehatan", "/cari/"),
    ("/tentang/", "/tentang/"),
]


@pytest.mark.parametrize(("asked", "known"), SAME)
def test_a_page_is_known_by_one_address(visitor, item, asked, known):
    found = head(visitor, asked.format(pk=item.pk, slug=item.slug))
    address = HERE + known.format(pk=item.pk, slug=item.slug)
    assert links(found, "canonical") == [address]
    assert metas(found)["og:url"] == address


@pytest.mark.parametrize("list_", ["/berita/", "/rubrik/kesehatan/", "/opd/dinkes/berita/"])
def test_a_later_page_of_a_list_is_known_with_its_key(visitor, item, list_):
    whose = {"article__opd": item.opd, "article__rubric": item.rubric}
    items = [PublicationFactory(**whose) for _ in range(21)]
    found = head(visitor, f"{list_}?sebelum={items[1].pk}&hemat=1&utm_source=x")
    assert links(found, "canonical") == [f"{HERE}{list_}?sebelum={items[1].pk}"]


def test_empty_lists_are_left_out_of_search_engines(visitor, item):
    RubricFactory(slug="kosong")
    for address, empty in [("/rubrik/kosong/", True), ("/rubrik/kesehatan/", False), ("/berita/arsip/2020/01/", True)]:
        robots = [one.get("content") for one in head(visitor, address).iter("meta") if one.get("name") == "robots"]
        assert robots == (["noindex"] if empty else []), address


@pytest.mark.parametrize(("address", "status"), [("/tidak-ada/", 404), ("/berita/{pk}/x/", 410)])
def test_a_page_that_is_none_has_no_address_and_no_card(visitor, db, address, status):
    gone = PublicationFactory(withdrawn=True)
    found = head(visitor, address.format(pk=gone.pk), status)
    assert (links(found, "canonical"), links(found, "alternate"), metas(found)) == ([], [], {})
    assert found.getparent().findall(".//script[@type]") == []


class TestFeeds:
    @pytest.mark.parametrize(
        ("address", "of"),
        [
            ("/", "/"),
            ("/berita/", "/"),
            ("/opd/dinkes/", "/opd/dinkes/"),
            ("/opd/dinkes/berita/", "/opd/dinkes/"),
            ("/rubrik/kesehatan/", "/rubrik/kesehatan/"),
        ],
    )
    def test_are_named_in_both_kinds_and_are_there(self, visitor, item, address, of):
        found = head(visitor, address)
        assert links(found, "alternate") == [f"{of}feed/", f"{of}feed.json"]
        for link in found.xpath("link[@rel='alternate']"):
            assert visitor.get(link.get("href"))["Content-Type"].startswith(link.get("type"))

    @pytest.mark.parametrize("address", ["/tentang/", "/opd/", "/berita/{pk}/{slug}/"])
    def test_are_not_named_where_none_belongs(self, visitor, item, address):
        assert links(head(visitor, address.format(pk=item.pk, slug=item.slug)), "alternate") == []


class TestCards:
    def test_of_an_article(self, visitor, item):
        item.card, item.revised_at = CARD, datetime(2024, 5, 17, 6, 44, tzinfo=UTC)
        item.pictures = {"lead": photo(3)}
        item.save()
        assert metas(head(visitor, item.get_absolute_url())) == {
            "og:type": "article",
            "og:locale": "id_ID",
            "og:site_name": "Portal Blora",
            "og:title": 'Kata "Panen" & <b>',
            "og:description": item.summary,
            "og:url": f"{HERE}{item.get_absolute_url()}",
            "og:image": f"{HERE}/media/{1:032x}-1200.jpg",
            "og:image:type": "image/jpeg",
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": 'Kata "Panen" & <b>. Dinas Kesehatan, 16 Mei 2024 Jam 13:44 WIB',
            "twitter:card": "summary_large_image",
            "article:published_time": "2024-05-16T13:44:00+07:00",
            "article:modified_time": "2024-05-17T13:44:00+07:00",
            "article:section": item.rubric.name,
        }

    def test_until_it_is_made_the_photo_stands_for_it_then_the_portals_own(self, visitor, item):
        assert metas(head(visitor, item.get_absolute_url()))["og:image"] == f"{HERE}/static/img/kartu.jpg"
        item.pictures = {"lead": photo(3)}
        item.save()
        found = metas(head(visitor, item.get_absolute_url()))
        assert found["og:image"] == f"{HERE}/media/{3:032x}-1600.jpg"
        assert found["og:image:alt"] == photo(3)["alt"]

    @pytest.mark.parametrize(
        ("address", "title"),
        [("/", "Berita resmi Kabupaten Blora"), ("/opd/", "Daftar OPD"), ("/tentang/", "Tentang portal ini")],
    )
    def test_of_other_pages_are_the_portals(self, visitor, item, address, title):
        found = metas(head(visitor, address))
        assert (found["og:type"], found["og:title"]) == ("website", title)
        assert found["og:image"] == f"{HERE}/static/img/kartu.jpg"
        assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
        assert found["og:image:alt"]
        assert found["twitter:card"] == "summary_large_image"
        assert len(found) == 12

    @pytest.mark.parametrize(("width", "own"), [(1600, True), (480, False)])
    def test_of_an_opd_is_its_cover_if_it_is_large_enough(self, visitor, item, width, own):
        item.opd.cover = [{"name": f"{4:032x}-{width}.jpg", "width": width, "height": 640, "type": "image/jpeg"}]
        item.opd.cover_alt = "Kantor dinas"
        item.opd.save()
        found = metas(head(visitor, "/opd/dinkes/"))
        assert found["og:image"] == (f"{HERE}/media/{4:032x}-1600.jpg" if own else f"{HERE}/static/img/kartu.jpg")
        assert (found["og:image:alt"] == "Kantor dinas") == own

    def test_of_one_picture_of_an_album_is_that_picture(self, visitor, item):
        held = album(7, 8, article__opd=item.opd)
        found = metas(head(visitor, f"/opd/dinkes/galeri/{held.pk}/2/"))
        assert found["og:image"] == f"{HERE}/media/{8:032x}-1600.jpg"
        assert found["og:image:alt"] == photo(8)["alt"]

    def test_a_small_or_upright_picture_stands_beside_the_words(self, visitor, item):
        for width, height in [(480, 320), (900, 1200)]:
            small = {"name": f"{5:032x}-{width}.jpg", "width": width, "height": height, "type": "image/jpeg"}
            item.pictures = {"lead": photo(3) | {"sizes": [small]}}
            item.save()
            assert metas(head(visitor, item.get_absolute_url()))["twitter:card"] == "summary"

    def test_the_picture_that_is_named_is_there(self, visitor, db):
        address = metas(head(visitor, "/"))["og:image"]
        response = visitor.get(address.removeprefix(HERE))
        assert response["Content-Type"] == "image/jpeg"
        assert len(b"".join(response.streaming_content)) < 200_000


def test_no_machine_is_told_of_a_preview(cast, sign_in):
    held = news(video(5), article__opd=cast.dinkes)
    page = sign_in(cast.admin).get(f"/admin/news/article/{held.pk}/preview/").content
    for words in (b"og:", b"canonical", b"ld+json"):
        assert words not in page
