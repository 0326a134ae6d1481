"""/berita/arsip/ and /berita/arsip/<yyyy>/<mm>/"""

from datetime import UTC, datetime

import pytest

from news.public import archive
from tests.factories import PublicationFactory

# In Blora this is half past midnight on 1 May; in Greenwich it is still April.
FIRST_OF_MAY = datetime(2024, 4, 30, 17, 30, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch):
    """The clock stands on 10 February 2025 in Blora."""
    moment = datetime(2025, 2, 10, 3, 0, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


def test_the_archive_lists_months_that_have_news_newest_first(visitor, now):
    for published_at in (FIRST_OF_MAY, datetime(2024, 12, 5, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)):
        PublicationFactory(published_at=published_at)
    content = visitor.get("/berita/arsip/").content.decode()
    links = ["/berita/arsip/2025/02/", "/berita/arsip/2024/12/", "/berita/arsip/2024/05/"]
    assert [content.count(f'"{link}"') for link in links] == [1, 1, 1]
    assert content.index(links[0]) < content.index(links[1]) < content.index(links[2])
    for empty in ("2025/01", "2024/04", "2024/06"):
        assert empty not in content


def test_scheduled_and_withdrawn_news_opens_no_month(visitor, now):
    PublicationFactory(published_at=datetime(2025, 2, 1, tzinfo=UTC))
    PublicationFactory(published_at=datetime(2025, 3, 1, tzinfo=UTC))
    PublicationFactory(published_at=datetime(2024, 11, 5, tzinfo=UTC), withdrawn=True)
    content = visitor.get("/berita/arsip/").content.decode()
    assert "/berita/arsip/2025/02/" in content
    assert "2025/03" not in content
    assert "2024/11" not in content


def test_the_archive_of_an_empty_portal_says_so(visitor, now):
    assert "Belum ada berita yang terbit." in visitor.get("/berita/arsip/").content.decode()


def test_news_of_very_long_ago_costs_no_more(visitor, now, django_assert_num_queries):
    PublicationFactory(published_at=datetime(1901, 1, 1, tzinfo=UTC))
    PublicationFactory(published_at=datetime(2025, 1, 1, tzinfo=UTC))
    with django_assert_num_queries(2):
        assert "/berita/arsip/2025/01/" in visitor.get("/berita/arsip/").content.decode()
    assert len(archive._months_since_the_first()) == 360


def test_a_month_begins_and_ends_in_bloras_time(visitor, now):
    PublicationFactory(title="Lewat Tengah Malam", published_at=FIRST_OF_MAY)
    PublicationFactory(title="Malam Tahun Baru", published_at=datetime(2024, 12, 31, 16, 59, 59, tzinfo=UTC))
    assert "Lewat Tengah Malam" in visitor.get("/berita/arsip/2024/05/").content.decode()
    assert "Lewat Tengah Malam" not in visitor.get("/berita/arsip/2024/04/").content.decode()
    assert "Malam Tahun Baru" in visitor.get("/berita/arsip/2024/12/").content.decode()
    assert "Malam Tahun Baru" not in visitor.get("/berita/arsip/2025/01/").content.decode()


def test_midnight_belongs_to_the_month_that_begins(visitor, now):
    PublicationFactory(title="Tepat Tengah Malam", published_at=datetime(2024, 4, 30, 17, 0, tzinfo=UTC))
    assert "Tepat Tengah Malam" in visitor.get("/berita/arsip/2024/05/").content.decode()
    assert "Tepat Tengah Malam" not in visitor.get("/berita/arsip/2024/04/").content.decode()


def test_a_month_without_news_says_so(visitor, now):
    response = visitor.get("/berita/arsip/2024/06/")
    assert response.status_code == 200
    assert "Tidak ada berita pada bulan ini." in response.content.decode()


@pytest.mark.parametrize(
    "address",
    ["2025/03", "2099/12", "0000/13", "2024/00", "2024/13", "2024/5", "24/05", "9999/12", "1899/12", "2024/٠٥"],
)
def test_a_month_that_cannot_be_is_not_found(visitor, now, address):
    assert visitor.get(f"/berita/arsip/{address}/").status_code == 404


def test_a_month_pages_within_itself(visitor, now, django_assert_num_queries):
    items = [PublicationFactory(published_at=datetime(2024, 5, day, 3, tzinfo=UTC)) for day in range(1, 26)]
    PublicationFactory(title="Bulan Lalu", published_at=datetime(2024, 4, 3, tzinfo=UTC))
    assert f'href="?sebelum={items[5].pk}"' in visitor.get("/berita/arsip/2024/05/").content.decode()
    with django_assert_num_queries(2):
        content = visitor.get(f"/berita/arsip/2024/05/?sebelum={items[5].pk}").content.decode()
    assert content.count('class="card"') == 5
    assert "Bulan Lalu" not in content
