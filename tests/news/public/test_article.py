"""/berita/<id>/<slug>/"""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from news.models.publication import Publication
from news.public import pages
from tests.factories import ArticleFactory, OPDFactory, PublicationFactory, RubricFactory

SLUG = "posyandu-ngawen-buka-setiap-selasa"
LEAD = {
    "alt": "Balita ditimbang di Ngawen",
    "credit": "Foto: Dinkes",
    "sizes": [
        {"name": "0123456789abcdef-480.webp", "width": 480, "height": 320, "type": "image/webp"},
        {"name": "0123456789abcdef-1920.jpg", "width": 1920, "height": 1280, "type": "image/jpeg"},
    ],
}


def show(visitor, item) -> str:
    response = visitor.get(f"/berita/{item.pk}/{item.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_who_when_and_who_checked(visitor):
    item = PublicationFactory(
        title="Posyandu Pindah ke Pagi",
        summary="Datanglah pukul tujuh.",
        body="<p>Bawa <strong>Buku KIA</strong>.</p>",
        published_at=datetime(2024, 5, 16, 6, 44, tzinfo=UTC),
        article__opd__name="Dinas Kesehatan Daerah Kabupaten Blora",
        article__opd__short_name="Dinkes",
        article__rubric__name="Kesehatan",
    )
    content = show(visitor, item)
    for words in (
        "<title>Posyandu Pindah ke Pagi · Portal Blora</title>",
        '<html lang="id">',
        "Dinas Kesehatan Daerah Kabupaten Blora",
        "Kamis, 16 Mei 2024 Jam 13:44 WIB",
        "Diperiksa redaksi",
        "Datanglah pukul tujuh.",
        "<p>Bawa <strong>Buku KIA</strong>.</p>",
        "(Tim Dinkes. Blora)",
        ">Kesehatan</a>",
    ):
        assert words in content
    assert content.count("<article") == 1
    assert content.count("<h1") == 1
    assert "Diperbarui" not in content


def test_what_is_not_reviewed_yet_says_so(visitor):
    content = show(visitor, PublicationFactory(unreviewed=True))
    assert "Terbit segera, tinjauan redaksi menyusul" in content
    assert "Diperiksa redaksi" not in content


def test_a_revision_is_dated(visitor):
    item = PublicationFactory(revised_at=datetime(2024, 5, 17, 1, 0, tzinfo=UTC))
    assert "Jumat, 17 Mei 2024 Jam 08:00 WIB" in show(visitor, item).partition("Diperbarui")[2]


def test_the_picture_has_its_widths_and_its_credit(visitor):
    content = show(visitor, PublicationFactory(pictures={"lead": LEAD}))
    assert 'srcset="/media/0123456789abcdef-480.webp 480w, /media/0123456789abcdef-1920.jpg 1920w"' in content
    assert 'width="1920" height="1280" alt="Balita ditimbang di Ngawen"' in content
    assert "<figcaption>Foto: Dinkes</figcaption>" in content
    assert 'content="http://localhost/media/0123456789abcdef-1920.jpg"' in content


def test_a_title_with_marks_stays_text(visitor):
    content = show(visitor, PublicationFactory(title='<script>alert("x")</script> & "kutip"'))
    assert "<script>alert" not in content


def test_share_links_carry_the_readers_own_address(db, sign_in):
    item = PublicationFactory(title="Kabar & Cerita")
    client = sign_in()
    content = client.get(f"/berita/{item.pk}/{SLUG}/", HTTP_HOST="localhost:8123").content.decode()
    there = f"http%3A%2F%2Flocalhost%3A8123%2Fberita%2F{item.pk}%2F{SLUG}%2F"
    assert f'href="https://wa.me/?text=Kabar%20%26%20Cerita%20{there}"' in content
    assert f'href="https://www.facebook.com/sharer/sharer.php?u={there}"' in content
    assert f"&amp;url={there}" in content
    assert f'readonly value="http://localhost:8123/berita/{item.pk}/{SLUG}/"' in content


def test_an_outdated_address_leads_to_the_right_one_without_its_query(visitor):
    item = PublicationFactory()
    for address in (f"/berita/{item.pk}/judul-lama/?utm_source=wa", f"/berita/{item.pk}/", f"/berita/{item.pk}/%00/"):
        response = visitor.get(address)
        assert (response.status_code, response["Location"]) == (301, f"/berita/{item.pk}/{SLUG}/")


def test_an_outdated_address_keeps_the_readers_word_about_pictures(visitor):
    item = PublicationFactory()
    response = visitor.get(f"/berita/{item.pk}/judul-lama/?hemat=1&utm_source=wa")
    assert (response.status_code, response["Location"]) == (301, f"/berita/{item.pk}/{SLUG}/?hemat=1")


def test_a_withdrawn_item_says_why_and_not_what(visitor):
    item = PublicationFactory(
        title="Judul yang Ditarik", withdrawn=True, withdrawn_at=datetime(2024, 5, 18, 2, 0, tzinfo=UTC)
    )
    response = visitor.get(f"/berita/{item.pk}/{SLUG}/")
    content = response.content.decode()
    assert response.status_code == 410
    for words in (
        "Berita ini ditarik",
        "Jadwal yang dimuat keliru.",
        "Sabtu, 18 Mei 2024 Jam 09:00 WIB",
        f'href="/opd/{item.opd.slug}/"',
    ):
        assert words in content
    assert "Judul yang Ditarik" not in content
    assert "Posyandu di Ngawen" not in content


def test_a_scheduled_item_is_not_found_under_any_address(visitor):
    item = PublicationFactory(ahead=True)
    assert visitor.get(f"/berita/{item.pk}/{SLUG}/").status_code == 404
    assert visitor.get(f"/berita/{item.pk}/lain/").status_code == 404


def test_a_withdrawn_item_whose_hour_never_came_is_not_found(visitor):
    item = PublicationFactory(withdrawn=True, published_at=timezone.now() + timedelta(days=1))
    assert visitor.get(f"/berita/{item.pk}/{SLUG}/").status_code == 404


def test_related_news_is_of_the_same_rubric_then_of_the_same_opd(visitor):
    now = timezone.now()
    rubric, opd = RubricFactory(), OPDFactory()
    item = PublicationFactory(title="Yang Dibaca", article__rubric=rubric, article__opd=opd)
    PublicationFactory(title="Rubrik Sama", article__rubric=rubric, published_at=now - timedelta(days=2))
    PublicationFactory(title="OPD Sama Lama", article__opd=opd, published_at=now - timedelta(days=3))
    PublicationFactory(title="OPD Sama Baru", article__opd=opd, published_at=now - timedelta(days=1))
    PublicationFactory(title="OPD Sama Purba", article__opd=opd, published_at=now - timedelta(days=9))
    PublicationFactory(title="Lain Sama Sekali")
    PublicationFactory(title="Ditarik", article__rubric=rubric, withdrawn=True)
    assert [found.title for found in pages.article_page(item)["related"]] == [
        "Rubrik Sama",
        "OPD Sama Baru",
        "OPD Sama Lama",
    ]


def test_about_the_opd(visitor):
    item = PublicationFactory(
        article__opd__slug="dinkes",
        article__opd__phone="(0296) 531 000",
        article__opd__description="Menjaga kesehatan warga.",
    )
    content = show(visitor, item).partition("Tentang OPD ini")[2]
    for words in (
        'href="/opd/dinkes/"',
        'href="/opd/dinkes/berita/"',
        'href="tel:0296531000"',
        "Menjaga kesehatan warga.",
    ):
        assert words in content


def test_news_of_a_closed_opd_stays_and_says_who_took_over(visitor):
    heir = OPDFactory(name="Bapperida Kabupaten Blora", slug="bapperida")
    item = PublicationFactory(article__opd=OPDFactory(name="Bappeda Kabupaten Blora", active=False, successor=heir))
    content = show(visitor, item)
    assert "Bappeda Kabupaten Blora sudah tidak aktif; tugasnya dilanjutkan oleh" in content
    assert '<a href="/opd/bapperida/">Bapperida Kabupaten Blora</a>' in content


@pytest.mark.parametrize("count", [0, 12])
def test_the_number_of_queries_does_not_grow(visitor, django_assert_max_num_queries, count):
    item = PublicationFactory()
    PublicationFactory.create_batch(count, article__rubric=item.rubric, article__opd=item.opd)
    with django_assert_max_num_queries(4):
        show(visitor, item)


class TestPreview:
    """The page of a Publication that was never saved."""

    def unsaved(self, **changes) -> Publication:
        article = ArticleFactory(title="Naskah Pratinjau", **changes)
        values = {
            "article": article,
            "opd": article.opd,
            "rubric": article.rubric,
            "title": article.title,
            "slug": "naskah-pratinjau",
        }
        texts = {
            "summary": article.summary,
            "body": article.body,
            "byline": article.opd.byline,
            "published_at": timezone.now(),
            "version": 1,
        }
        return Publication(**values, **texts)

    def render(self, publication) -> str:
        context = pages.article_page(publication) | {"preview": True}
        return render_to_string("public/article.html", context, RequestFactory().get("/", HTTP_HOST="localhost"))

    def test_it_is_the_page_with_a_bar(self, db):
        content = self.render(self.unsaved())
        assert "Pratinjau: beginilah pembaca akan melihatnya" in content
        assert "Naskah Pratinjau" in content
        assert "Posyandu di Ngawen buka setiap Selasa" in content
        assert "wa.me" not in content

    def test_without_a_rubric_yet(self, db):
        assert "Naskah Pratinjau" in self.render(self.unsaved(rubric=None))

    def test_related_news_is_there_without_itself(self, db):
        saved = PublicationFactory(title="Sudah Terbit")
        draft = self.unsaved(rubric=saved.rubric)
        assert pages.article_page(draft)["related"] == [saved]
        again = Publication(article=saved.article, opd=saved.opd, rubric=saved.rubric)
        assert pages.article_page(again)["related"] == []

    def test_readers_see_no_bar(self, visitor):
        assert "Pratinjau" not in show(visitor, PublicationFactory())
