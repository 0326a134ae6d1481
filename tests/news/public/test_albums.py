"""/opd/<slug>/galeri/, …/galeri/<id>/, …/galeri/<id>/<n>/"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from opd.models import OPD
from tests.factories import OPDFactory, PublicationFactory
from tests.news.public.shown import album, figure, infographic, news, photo, video


@pytest.fixture
def dinkes(db):
    return OPDFactory(slug="dinkes", short_name="Dinkes", name="Dinas Kesehatan")


def read(visitor, address: str) -> str:
    response = visitor.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_has_what_has_galleries_the_newest_first(visitor, dinkes):
    now = timezone.now()
    old = album(1, 2, article__opd=dinkes, article__title="Lama", published_at=now - timedelta(days=2))
    new = album(1, 2, 3, article__opd=dinkes, article__title="Baru", published_at=now - timedelta(days=1))
    PublicationFactory(article__opd=dinkes, title="Tanpa Galeri")
    album(1, 2, article__title="OPD Lain")
    album(1, 2, article__opd=dinkes, article__title="Nanti", ahead=True)
    album(1, 2, article__opd=dinkes, article__title="Ditarik", withdrawn=True)
    content = read(visitor, "/opd/dinkes/galeri/")
    assert re.findall(r'href="(/opd/dinkes/galeri/\d+/)"', content) == [
        f"/opd/dinkes/galeri/{new.pk}/",
        f"/opd/dinkes/galeri/{old.pk}/",
    ]
    assert "3 foto" in content
    for words in ("Tanpa Galeri", "OPD Lain", "Nanti", "Ditarik"):
        assert words not in content


def test_its_cover_is_the_picture_at_the_top_or_the_first_of_the_library(visitor, dinkes):
    with_lead = album(2, 1, article__opd=dinkes)
    with_lead.pictures["lead"] = photo(9, alt="Di atas")
    with_lead.save()
    assert re.findall('<img[^>]*alt="([^"]*)"[^>]*lazy', read(visitor, "/opd/dinkes/galeri/")) == ["Di atas"]
    del with_lead.pictures["lead"]
    with_lead.save()
    assert re.findall('<img[^>]*alt="([^"]*)"[^>]*lazy', read(visitor, "/opd/dinkes/galeri/")) == ["Foto nomor 1"]


def test_twenty_on_a_page_and_the_next_by_key(visitor, dinkes, django_assert_num_queries):
    for _ in range(22):
        album(1, 2, article__opd=dinkes)
    with django_assert_num_queries(3):
        content = read(visitor, "/opd/dinkes/galeri/")
    assert content.count('class="card"') == 20
    older = re.search(r'href="(\?sebelum=\d+)"', content)
    assert read(visitor, f"/opd/dinkes/galeri/{older[1]}").count('class="card"') == 2


def test_an_empty_list_says_what_will_be_here(visitor, dinkes):
    content = read(visitor, "/opd/dinkes/galeri/")
    assert "Belum ada galeri dari OPD ini." in content
    assert "galeri/" not in read(visitor, "/opd/dinkes/")


def test_the_home_of_the_opd_shows_the_newest_three(visitor, dinkes, django_assert_num_queries):
    for _ in range(4):
        album(1, 2, article__opd=dinkes)
    with django_assert_num_queries(7):
        content = read(visitor, "/opd/dinkes/")
    assert len(re.findall(r'href="/opd/dinkes/galeri/\d+/"', content)) == 3
    assert 'href="/opd/dinkes/galeri/"' in content


def test_an_album_is_a_grid_of_light_pictures(visitor, dinkes, django_assert_num_queries):
    item = album(3, 1, 2, article__opd=dinkes, article__title="Posyandu Ngawen")
    item.pictures["media"]["1"]["caption"] = "Meja kedua"
    item.save()
    with django_assert_num_queries(2):
        content = read(visitor, f"/opd/dinkes/galeri/{item.pk}/")
    assert "<h1>Posyandu Ngawen</h1>" in content
    assert re.findall(r'alt="Foto nomor (\d)"', content) == ["3", "1", "2"]
    assert re.findall(rf'href="/opd/dinkes/galeri/{item.pk}/(\d)/"', content) == ["1", "2", "3"]
    assert '<p class="album__caption">Meja kedua</p>' in content
    assert f'href="{item.get_absolute_url()}"' in content
    assert "-1600" not in content


def test_one_picture_large_with_its_neighbours(visitor, dinkes, django_assert_num_queries):
    item = album(3, 1, 2, article__opd=dinkes)
    item.pictures["media"]["1"] |= {"caption": "Meja kedua", "credit": "Foto: Dinkes"}
    item.save()
    there = f"/opd/dinkes/galeri/{item.pk}/"
    with django_assert_num_queries(2):
        content = read(visitor, f"{there}2/")
    for words in (
        "<h1>Foto 2 dari 3</h1>",
        f"{1:032x}-1600.avif 1600w",
        "<figcaption>Meja kedua</figcaption>",
        '<p class="figure__credit">Foto: Dinkes</p>',
        f'rel="prev" href="{there}1/"',
        f'rel="next" href="{there}3/"',
        f'<a href="{there}">Semua foto</a>',
    ):
        assert words in content
    assert 'rel="prev"' not in read(visitor, f"{there}1/")
    assert 'rel="next"' not in read(visitor, f"{there}3/")


@pytest.mark.parametrize("rest", ["0/", "4/", "999999999999999999/", "-1/", "01/", "x/", "1/x/"])
def test_a_picture_that_there_is_not(visitor, dinkes, rest):
    item = album(1, 2, 3, article__opd=dinkes)
    assert visitor.get(f"/opd/dinkes/galeri/{item.pk}/{rest}").status_code == 404


def test_news_without_a_gallery_has_no_album(visitor, dinkes):
    item = news(photo(1), article__opd=dinkes)
    hidden = PublicationFactory(article__opd=dinkes, withdrawn=True)
    for pk in (item.pk, hidden.pk):
        for rest in ("", "1/"):
            assert visitor.get(f"/opd/dinkes/galeri/{pk}/{rest}").status_code == 404


def test_what_is_withdrawn_says_why(visitor, dinkes):
    item = album(1, 2, article__opd=dinkes, withdrawn=True)
    for rest in ("", "1/"):
        response = visitor.get(f"/opd/dinkes/galeri/{item.pk}/{rest}")
        assert response.status_code == 410
        assert "Jadwal yang dimuat keliru." in response.content.decode()
        assert "Foto nomor" not in response.content.decode()


def test_what_is_still_to_come_is_not_found(visitor, dinkes):
    item = album(1, 2, article__opd=dinkes, ahead=True)
    for rest in ("", "1/"):
        assert visitor.get(f"/opd/dinkes/galeri/{item.pk}/{rest}").status_code == 404


def test_under_another_name_it_leads_to_the_right_address(visitor, dinkes):
    item = album(1, 2, article__opd=dinkes)
    OPDFactory(slug="dpupr")
    for rest in ("", "2/"):
        response = visitor.get(f"/opd/dpupr/galeri/{item.pk}/{rest}")
        assert (response.status_code, response["Location"]) == (301, f"/opd/dinkes/galeri/{item.pk}/{rest}")
        response = visitor.get(f"/opd/dpupr/galeri/{item.pk}/{rest}?hemat=1&utm_source=wa")
        assert (response.status_code, response["Location"]) == (301, f"/opd/dinkes/galeri/{item.pk}/{rest}?hemat=1")


def test_a_closed_opd(visitor, dinkes):
    old = OPDFactory(slug="lama")
    item = album(1, 2, article__opd=old)
    OPD.objects.filter(pk=old.pk).update(active=False, successor=dinkes)
    response = visitor.get("/opd/lama/galeri/")
    assert (response.status_code, response["Location"]) == (301, "/opd/dinkes/galeri/")
    assert "sudah tidak aktif" in read(visitor, f"/opd/lama/galeri/{item.pk}/")


def test_a_video_and_an_infographic_in_a_gallery(visitor, dinkes):
    item = news(photo(1), video(2), infographic(3), body=figure(1, 2, 3), album_size=3, article__opd=dinkes)
    there = f"/opd/dinkes/galeri/{item.pk}/"
    assert '<span class="album__kind">Video</span>' in read(visitor, there)
    assert "Blora paling banyak." in read(visitor, f"{there}3/")
    response = visitor.get(f"{there}2/")
    assert "data-player=" in response.content.decode()
    assert "frame-src https://www.youtube-nocookie.com;" in response["Content-Security-Policy"]
    for rest in ("", "1/", "3/"):
        assert "frame-src" not in visitor.get(f"{there}{rest}")["Content-Security-Policy"]


def test_search_engines_find_them(visitor, dinkes):
    item = album(1, 2, article__opd=dinkes)
    hidden = album(1, 2, article__opd=dinkes, withdrawn=True)
    OPDFactory(slug="dpupr")
    files = re.findall("<loc>http://localhost(.*?)</loc>", read(visitor, "/sitemap.xml"))
    content = "".join(read(visitor, file) for file in files)
    assert "<loc>http://localhost/opd/dinkes/galeri/</loc>" in content
    assert f"<loc>http://localhost/opd/dinkes/galeri/{item.pk}/</loc>" in content
    assert f"/galeri/{hidden.pk}/" not in content
    assert "/opd/dpupr/galeri/" not in content
