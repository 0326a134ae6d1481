"""/"""

import re
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from news.models import Pin
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
    assert re.findall(r"Sehat \d", strip) == ["Sehat 5", "Sehat 6"]


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
    pinned = PublicationFactory.create_batch(8)[0]
    Pin.objects.create(publication=pinned, position=1, until=timezone.localdate())
    with django_assert_num_queries(7):
        page(visitor)
    PublicationFactory.create_batch(25)
    with django_assert_num_queries(7):
        page(visitor)


# --- What editors put at the top --------------------------------------------------------------------------------------
def at_the_top(*items, days: int = 3) -> None:
    for position, item in enumerate(items, start=1):
        Pin.objects.create(publication=item, position=position, until=timezone.localdate() + timedelta(days=days))


def news(count: int, **changes) -> list:
    now = timezone.now()
    return [
        PublicationFactory(title=f"Kabar nomor {n}", published_at=now - timedelta(hours=n + 1), **changes)
        for n in range(count)
    ]


def test_what_editors_chose_comes_first_in_their_order_and_the_newest_after_it(visitor):
    items = news(9)
    at_the_top(items[8], items[0])
    found = re.findall(r"Kabar nomor (\d)</a>", page(visitor).partition("Menurut rubrik</h2>")[0])
    assert found == ["8", "0", "1", "2", "3", "4", "5"]


def test_nothing_stands_there_twice(visitor):
    rubric = RubricFactory()
    items = news(9, article__rubric=rubric)
    for pinned in ([], items[2:5], items[:3]):
        Pin.objects.all().delete()
        at_the_top(*pinned)
        found = re.findall(r'href="/berita/(\d+)/', page(visitor).partition("<main")[2])
        assert len(found) == len(set(found)) >= 8


def test_the_first_four_of_more_than_three_are_three(visitor):
    items = news(6)
    at_the_top(*items[:4])
    top = page(visitor).partition("Pilihan redaksi</h2>")[2].partition("</section>")[0]
    assert re.findall(r"Kabar nomor (\d)</a>", top) == ["0", "1", "2"]


def test_what_ran_out_is_withdrawn_or_still_ahead_is_not_at_the_top(visitor):
    old, *_ = news(3)
    at_the_top(old, days=-1)
    at_the_top(PublicationFactory(title="Sudah Ditarik", withdrawn=True), PublicationFactory(title="Nanti", ahead=True))
    content = page(visitor)
    assert "Pilihan redaksi" not in content
    assert "Sudah Ditarik" not in content
    assert "Nanti" not in content
    assert "Kabar nomor 0" in content


def test_a_pin_stands_until_the_end_of_its_last_day(visitor):
    items = news(2)
    at_the_top(items[1], days=0)
    assert "Pilihan redaksi" in page(visitor)


def test_a_rubric_without_anything_else_is_no_section(visitor):
    RubricFactory(name="Pertanian", slug="pertanian")
    news(1, article__rubric__name="Kesehatan")
    assert 'class="rubrics__one"' not in page(visitor)
