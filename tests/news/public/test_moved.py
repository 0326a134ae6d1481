"""A renamed or merged OPD: every address it had leads to where the same page is now, in one step."""

from __future__ import annotations

import pytest

from opd.models import OPD, FormerSlug, Page
from tests.factories import OPDFactory, PublicationFactory
from tests.news.public.shown import figure, news, photo


@pytest.fixture
def opd(db):
    """It was `dkk` first, then `dinkesda`."""
    opd = OPDFactory(slug="dinkes", name="Dinas Kesehatan")
    for slug in ("dkk", "dinkesda"):
        FormerSlug.objects.create(slug=slug, opd=opd)
    return opd


@pytest.fixture
def closed(opd):
    closed = OPDFactory(slug="bkkbd", name="Badan Lama", active=False, successor=opd)
    FormerSlug.objects.create(slug="bkkb", opd=closed)
    return closed


def leads(visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 301, path
    return answer["Location"]


@pytest.mark.parametrize("page", ["", "berita/", "galeri/", "feed/", "profil/", "kontak/", "berita/?sebelum=7"])
def test_each_page_of_a_renamed_opd(visitor, opd, page):
    for slug in ("dkk", "dinkesda"):
        assert leads(visitor, f"/opd/{slug}/{page}") == f"/opd/dinkes/{page}"


def test_its_albums(visitor, opd):
    album = news(photo(1), photo(2), body=figure(1, 2), album_size=2, article__opd=opd)
    for page in (f"{album.pk}/", f"{album.pk}/2/"):
        assert leads(visitor, f"/opd/dkk/galeri/{page}") == f"/opd/dinkes/galeri/{page}"


def test_an_address_that_nobody_had(visitor, opd):
    for path in ("/opd/tidak-ada/", "/opd/tidak-ada/berita/", "/opd/dkk/tidak-ada/", "/opd/DKK/"):
        assert visitor.get(path).status_code == 404, path


def test_who_has_an_address_now_comes_first(visitor, opd):
    """Whatever a table says of before: nobody's site is ever taken away by a former address."""
    FormerSlug.objects.create(slug="dinkes", opd=OPDFactory(slug="lain"))
    assert visitor.get("/opd/dinkes/").status_code == 200


@pytest.mark.parametrize("page", ["", "galeri/", "profil/", "kontak/"])
def test_a_closed_opds_pages_are_its_successors(visitor, closed, page):
    for slug in ("bkkbd", "bkkb"):  # renamed and closed, in one step
        assert leads(visitor, f"/opd/{slug}/{page}") == f"/opd/dinkes/{page}"


def test_a_page_that_the_successor_does_not_show(visitor, opd, closed):
    Page.objects.create(opd=opd, kind="pejabat", shown=False)
    assert leads(visitor, "/opd/bkkbd/pejabat/") == "/opd/dinkes/"
    assert leads(visitor, "/opd/bkkbd/layanan/") == "/opd/dinkes/layanan/"


def test_a_closed_opds_news_stays_where_it_was(visitor, closed):
    item = PublicationFactory(article__opd=closed, title="Balai Desa Diresmikan")
    assert "Balai Desa Diresmikan" in visitor.get("/opd/bkkbd/berita/").content.decode()
    assert "Balai Desa Diresmikan" in visitor.get("/opd/bkkbd/feed/").content.decode()
    assert visitor.get(item.get_absolute_url()).status_code == 200
    assert leads(visitor, "/opd/bkkb/berita/") == "/opd/bkkbd/berita/"


def test_a_circle_of_successors_leads_nowhere(visitor, opd, closed):
    OPD.objects.filter(pk=opd.pk).update(active=False, successor=closed)
    for path in ("/opd/dinkes/", "/opd/bkkbd/profil/"):
        assert visitor.get(path).status_code == 200, path


def test_nothing_is_posted(visitor, opd, closed):
    for path in ("/opd/dkk/", "/opd/bkkbd/", "/opd/dkk/profil/"):
        assert visitor.post(path).status_code == 405
