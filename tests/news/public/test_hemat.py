"""Who gets pictures only when they ask for them, and what stands in their place."""

import re

import pytest
from django.test import Client, RequestFactory

from news.public import hemat, query
from tests.news.public.shown import figure, news, photo


def asked(address="/", **headers):
    return RequestFactory().get(address, headers=headers)


@pytest.mark.parametrize(
    ("address", "header", "waits"),
    [
        ("/", "", False), ("/", "on", True), ("/", " ON ", True), ("/", "off", False), ("/?hemat=1", "", True),
        ("/?hemat=0", "on", False), ("/?hemat=ya", "", False), ("/?hemat=ya", "on", True), ("/?hemat=%00", "", False),
    ],
)  # fmt: skip
def test_the_readers_word_counts_more_than_the_browsers(address, header, waits):
    assert hemat.wanted(asked(address, **({"save-data": header} if header else {}))) is waits


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/berita/", "/berita/?hemat=1"),
        ("/?sebelum=5", "/?sebelum=5&hemat=1"),
        ("/#rubrik", "/?hemat=1#rubrik"),
    ],
)
def test_links_keep_it(address, kept):
    assert hemat.kept(asked("/?hemat=1"), address) == kept
    assert hemat.kept(asked("/"), address) == address
    assert hemat.kept(None, address) == address


def test_the_switch_keeps_where_the_reader_is():
    assert hemat.switch(asked("/?sebelum=5")) == "?sebelum=5&hemat=1"
    assert hemat.switch(asked("/?sebelum=5&hemat=1")) == "?sebelum=5&hemat=0"


def test_a_page_knows_only_what_means_something():
    request = asked("/?utm_source=wa&sebelum=5&q=air&fbclid=x")
    with query.only_known(request):
        assert request.GET.dict() == {"q": "air", "sebelum": "5"}
        assert request.get_full_path() == "/?q=air&sebelum=5"
    assert request.META["QUERY_STRING"] == "utm_source=wa&sebelum=5&q=air&fbclid=x"


def test_pictures_wait_and_their_words_do_not(visitor):
    item = news(photo(1), photo(2), body=figure(1) + figure(1, 2), album_size=2)
    page = visitor.get(item.get_absolute_url(), headers={"save-data": "on"}).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "<img" not in main
    assert main.count("data-picture") == 1  # the photo; those of the gallery lead to their pages
    assert "Foto nomor 1" in main
    assert "Foto nomor 2" in main
    assert "data-picture" not in visitor.get(item.get_absolute_url()).content.decode()


@pytest.mark.parametrize("host", ["localhost", "dinkes.localhost"])
def test_no_link_asks_twice(cast, host):
    """`/cari/?hemat=1?opd=dinkes` finds nothing."""
    item = news(opd=cast.dinkes, parties=["PT Air & Tirta", "Karang Taruna"])
    browser = Client(HTTP_HOST=host)
    for path in ("/", item.get_absolute_url(), "/tidak-ada/"):
        page = browser.get(path, {"hemat": "1"}, follow=True).content.decode()
        links = re.findall(r'href="([^"]*)"', page)
        assert [link for link in links if link.count("?") > 1] == []
        assert any("hemat=1" in link for link in links)
    assert (
        f"/cari/?q=%22PT%20Air%20%26%20Tirta%22&amp;{hemat.NAME}=1"
        in Client(HTTP_HOST="localhost").get(item.get_absolute_url(), {"hemat": "1"}).content.decode()
    )
