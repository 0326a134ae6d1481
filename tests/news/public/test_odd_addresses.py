"""Odd addresses answer 200, 301, 400 or 404, and never 500. Each test walks its whole table and names what went wrong."""

import pytest

from tests.factories import OPDFactory, PublicationFactory, RubricFactory

HUGE = "9" * 18
ODD_IDS = [
    "0",
    "-1",
    "01x",
    "1.0",
    "1e3",
    "abc",
    "%00",
    "%2527",
    "٣",
    "9" * 19,
    "9" * 400,
    "%ff%fe",
    "1%00",
    "1%0a",
    " 1",
    "+1",
]
ODD_SLUGS = ["%00", "%ff", "a" * 5000, "..%2f..%2fetc", "%3Cscript%3E", "dinkes%00", "DINKES", "%F0%9F%8D%83", "'--"]
ODD_KEYS = [*ODD_IDS, "01", "", HUGE, "1&sebelum=2", "1&sesudah=1", "%F0%28", "1;2", "[]"]
ODD_QUERIES = [
    "?utm_source=x&utm_source=y",
    "?%00=%00",
    "?=&&&",
    "?%ff=%ff",
    "?a=" + "b" * 5000,
    "?sebelum[]=1",
    "?SEBELUM=x",
]
LISTS = ["/berita/", "/rubrik/kesehatan/", "/opd/dinkes/berita/", "/berita/arsip/2024/05/"]
PAGES = [
    "/",
    "/cari/",
    "/opd/",
    "/opd/dinkes/",
    "/feed/",
    "/sitemap.xml",
    "/robots.txt",
    "/tentang/",
    "/berita/arsip/",
    *LISTS,
]


@pytest.fixture(autouse=True)
def something_is_there(db):
    PublicationFactory(article__opd=OPDFactory(slug="dinkes"), article__rubric=RubricFactory(slug="kesehatan"))


def not_answering(visitor, status: int, addresses: list[str]) -> dict[str, int]:
    """Those addresses that answer something else, with what they answer."""
    answers = {address: visitor.get(address).status_code for address in addresses}
    return {address: answer for address, answer in answers.items() if answer != status}


@pytest.mark.parametrize(
    "address",
    ["/berita/{}/", "/berita/{}/judul/", "/berita/arsip/{}/05/", "/berita/arsip/2024/{}/", "/sitemap-{}-05.xml"],
)
def test_odd_ids_in_an_address(visitor, address):
    assert not_answering(visitor, 404, [address.format(odd) for odd in ODD_IDS]) == {}


@pytest.mark.parametrize("address", ["/rubrik/{}/", "/opd/{}/", "/opd/{}/berita/", "/opd/{}/feed/", "/{}/"])
def test_odd_slugs_in_an_address(visitor, address):
    assert not_answering(visitor, 404, [address.format(odd) for odd in ODD_SLUGS]) == {}


@pytest.mark.parametrize("name", ["sebelum", "sesudah"])
@pytest.mark.parametrize("address", LISTS)
def test_odd_keys_in_a_list(visitor, address, name):
    assert not_answering(visitor, 404, [f"{address}?{name}={odd}" for odd in ODD_KEYS]) == {}


@pytest.mark.parametrize("query", ODD_QUERIES)
def test_unknown_questions_are_passed_over(visitor, query):
    assert not_answering(visitor, 200, [page + query for page in PAGES]) == {}


def test_an_odd_old_slug_leads_to_the_right_one(visitor):
    item = PublicationFactory()
    for odd in ("%00", "a" * 3000, "%ff", "judul%0d%0aSet-Cookie:x", "DAN-LAIN"):
        response = visitor.get(f"/berita/{item.pk}/{odd}/")
        right = f"/berita/{item.pk}/posyandu-ngawen-buka-setiap-selasa/"
        assert (response.status_code, response["Location"]) == (301, right)


@pytest.mark.parametrize("address", ["/berita", "/opd/dinkes", "/rubrik/kesehatan", "/berita/arsip/2024/05"])
def test_a_forgotten_slash_is_put_there(visitor, address):
    response = visitor.get(address + "?x=1")
    assert (response.status_code, response["Location"]) == (301, address + "/?x=1")


def test_the_largest_id_is_simply_not_found(visitor):
    assert visitor.get(f"/berita/{HUGE}/judul/").status_code == 404
