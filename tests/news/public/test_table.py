"""/berita/<id>/tabel/<asset>.csv"""

import csv
import io

from tests.news.public.shown import figure, infographic, news, photo


def test_the_numbers_of_an_infographic_as_a_file(visitor, django_assert_num_queries):
    item = news(infographic(6))
    with django_assert_num_queries(1):
        response = visitor.get(f"/berita/{item.pk}/tabel/6.csv")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{item.slug}-6.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Kecamatan", "Balita"], ["Blora", "4.210"], ["'=SUM(A1)", "812"]]


def test_what_has_no_table_has_no_file(visitor):
    item = news(infographic(6, table=[]), photo(7))
    for pk in (6, 7, 8, "x", "06", "9" * 19):
        assert visitor.get(f"/berita/{item.pk}/tabel/{pk}.csv").status_code == 404


def test_what_readers_may_not_see_gives_no_numbers(visitor):
    ahead, gone = news(infographic(6), ahead=True), news(infographic(6), withdrawn=True)
    assert visitor.get(f"/berita/{ahead.pk}/tabel/6.csv").status_code == 404
    response = visitor.get(f"/berita/{gone.pk}/tabel/6.csv")
    assert response.status_code == 410
    assert "4.210" not in response.content.decode()


def test_an_article_called_tabel_is_still_an_article(visitor):
    item = news(photo(7), body=figure(7), slug="tabel")
    assert visitor.get(f"/berita/{item.pk}/tabel/").status_code == 200
