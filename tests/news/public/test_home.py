"""/"""

import re
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tests.factories import OPDFactory, PublicationFactory, RubricFactory

LONG = "Ketua Palang Merah Indonesia (PMI) Kabupaten Blora. Ir. Sutikno Slamet menjelaskan sebagaimana telah direncanakan sejak lama."


def page(visitor) -> str:
    response = visitor.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_box_shows_title_date_with_seconds_and_opening(visitor):
    PublicationFactory(
        title="UDD PMI Punya Gedung Baru", summary=LONG, published_at=datetime(2024, 5, 16, 6, 44, tzinfo=UTC)
    )
    box = page(visitor).partition("Berita Terbaru</h2>")[2].partition("</section>")[0]
    for words in (
        "UDD PMI Punya Gedung Baru",
        "16 Mei 2024 Jam 13:44:00",
        "menjelaskan sebagaimana...",
    ):
        assert words in box


def test_the_newest_of_all_opds_comes_first(visitor):
    now = timezone.now()
    for number in range(7):
        PublicationFactory(title=f"Kabar nomor {number}", published_at=now - timedelta(hours=number + 1))
    box = page(visitor).partition("Berita Terbaru</h2>")[2].partition("</section>")[0]
    assert re.findall(r"Kabar nomor \d", box) == [f"Kabar nomor {number}" for number in range(5)]


def test_what_readers_may_not_see_is_not_there(visitor):
    PublicationFactory(title="Masih Dijadwalkan", ahead=True)
    PublicationFactory(title="Sudah Ditarik", withdrawn=True)
    content = page(visitor)
    assert "Masih Dijadwalkan" not in content
    assert "Sudah Ditarik" not in content


def test_rubrics_show_their_newest_that_is_not_in_the_box(visitor):
    health = RubricFactory(name="Kesehatan", slug="kesehatan", position=1)
    RubricFactory(name="Pertanian", slug="pertanian", position=2)
    now = timezone.now()
    for number in range(7):
        PublicationFactory(
            title=f"Sehat {number}", article__rubric=health, published_at=now - timedelta(hours=number + 1)
        )
    strip = page(visitor).partition("Menurut rubrik</h2>")[2].partition("</section>")[0]
    assert 'href="/rubrik/kesehatan/"' in strip
    assert 'href="/rubrik/pertanian/"' in strip
    assert re.findall(r"Sehat \d", strip) == ["Sehat 5"]


def test_the_directory_lists_active_opds_by_kind(visitor):
    OPDFactory(short_name="Dinkes", slug="dinkes", kind="dinas")
    OPDFactory(short_name="Kec. Jepon", slug="kecamatan-jepon", kind="kecamatan")
    OPDFactory(short_name="BKD", slug="bkd", kind="badan", active=False)
    directory = page(visitor).partition("Semua OPD</h2>")[2]
    assert 'href="/opd/dinkes/"' in directory
    assert directory.index(">Dinas<") < directory.index(">Kecamatan<")
    assert "BKD" not in directory
    assert ">Badan<" not in directory


def test_an_empty_portal_says_what_will_be_here(visitor):
    assert "Belum ada berita." in page(visitor)


def test_the_number_of_queries_does_not_grow_with_the_news(visitor, django_assert_num_queries):
    PublicationFactory()
    with django_assert_num_queries(4):
        page(visitor)
    PublicationFactory.create_batch(25)
    with django_assert_num_queries(4):
        page(visitor)
