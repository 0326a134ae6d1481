"""/berita/: twenty at a time, older and newer by key."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import PublicationFactory


@pytest.fixture
def fifty(db):
    """Fifty items, two at a time at the very same moment; `fifty[0]` is the newest."""
    now = timezone.now()
    made = [
        PublicationFactory(title=f"Kabar {n:02}", published_at=now - timedelta(hours=1 + n // 2)) for n in range(50)
    ]
    return sorted(made, key=lambda item: (item.published_at, item.pk), reverse=True)


def titles(visitor, address: str) -> list[str]:
    response = visitor.get(address)
    assert response.status_code == 200, address
    return re.findall(r"Kabar \d\d", response.content.decode())


def names(items) -> list[str]:
    return [item.title for item in items]


def test_a_reader_walks_to_the_end_and_back(visitor, fifty):
    assert titles(visitor, "/berita/") == names(fifty[:20])
    assert titles(visitor, f"/berita/?sebelum={fifty[19].pk}") == names(fifty[20:40])
    assert titles(visitor, f"/berita/?sebelum={fifty[39].pk}") == names(fifty[40:])
    assert titles(visitor, f"/berita/?sesudah={fifty[40].pk}") == names(fifty[20:40])
    assert titles(visitor, f"/berita/?sesudah={fifty[20].pk}") == names(fifty[:20])


def test_the_links_lead_there(visitor, fifty):
    first = visitor.get("/berita/").content.decode()
    assert f'href="?sebelum={fifty[19].pk}"' in first
    assert "?sesudah=" not in first
    second = visitor.get(f"/berita/?sebelum={fifty[19].pk}").content.decode()
    assert f'href="?sebelum={fifty[39].pk}"' in second
    assert f'href="?sesudah={fifty[20].pk}"' in second
    last = visitor.get(f"/berita/?sebelum={fifty[39].pk}").content.decode()
    assert 'rel="next"' not in last


def test_keys_have_no_thousands_separator(visitor, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    now = timezone.now()
    for number in range(21):
        PublicationFactory(article__pk=1234567 + number, published_at=now - timedelta(hours=number + 1))
    assert 'href="?sebelum=1234586"' in visitor.get("/berita/").content.decode()


def test_near_the_top_the_first_page_is_whole(visitor, fifty):
    assert titles(visitor, f"/berita/?sesudah={fifty[3].pk}") == names(fifty[:20])


def test_past_the_end_it_says_so(visitor, fifty):
    response = visitor.get(f"/berita/?sebelum={fifty[49].pk}")
    assert response.status_code == 200
    assert "Belum ada berita di bagian ini." in response.content.decode()


def test_a_key_that_was_withdrawn_meanwhile_still_leads_on(visitor, fifty):
    fifty[19].withdrawn_at, fifty[19].withdrawn_reason = timezone.now(), "Keliru."
    fifty[19].save()
    assert titles(visitor, f"/berita/?sebelum={fifty[19].pk}") == names(fifty[20:40])


def test_a_scheduled_item_is_no_key(visitor):
    assert visitor.get(f"/berita/?sebelum={PublicationFactory(ahead=True).pk}").status_code == 404


def test_scheduled_and_withdrawn_news_is_not_listed(visitor):
    PublicationFactory(title="Masih Dijadwalkan", ahead=True)
    PublicationFactory(title="Sudah Ditarik", withdrawn=True)
    content = visitor.get("/berita/").content.decode()
    assert "Masih Dijadwalkan" not in content
    assert "Sudah Ditarik" not in content


def test_the_number_of_queries_is_fixed_and_nothing_is_counted(visitor, fifty, django_assert_num_queries):
    with django_assert_num_queries(1):
        visitor.get("/berita/")
    with django_assert_num_queries(2) as captured:
        visitor.get(f"/berita/?sebelum={fifty[19].pk}")
    with django_assert_num_queries(3):
        visitor.get(f"/berita/?sesudah={fifty[20].pk}")
    assert not [query["sql"] for query in captured if "COUNT(" in query["sql"] or "OFFSET" in query["sql"]]


def test_a_list_item_carries_no_text(visitor, django_assert_num_queries):
    PublicationFactory()
    with django_assert_num_queries(1) as captured:
        visitor.get("/berita/")
    assert '"news_publication"."body"' not in captured[0]["sql"]
