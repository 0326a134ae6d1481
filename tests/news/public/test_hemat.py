"""Who gets pictures only when they ask for them, and what stands in their place."""

import pytest
from django.test import RequestFactory

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
