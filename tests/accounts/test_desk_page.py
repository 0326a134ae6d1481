"""accounts/desk_page.py on the people's pages: odd ids and query strings never answer 500."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.desk_page import CappedPaginator, DeskPage
from accounts.models import User
from tests.factories import UserFactory

ODD_IDS = [
    "0",
    "9999999999999999999",
    "9" * 40,
    "999999999999999999",
    "-1",
    "1.0",
    "satu",
    "%00",
    "1%00",
    "1%0A",
    "٣",
    "1/2",
    "_5F",
    "__",
    "x" * 2000,
    "1%20OR%201=1",
]
PLACES = ["change", "history", "switch-off", "switch-on", "password-link", "end-sessions"]


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.superuser)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", ODD_IDS)
def test_odd_ids(desk, place, odd):
    assert desk.get(f"/admin/accounts/user/{odd}/{place}/").status_code == 404
    assert desk.post(f"/admin/accounts/user/{odd}/{place}/").status_code in (
        404,
        *([405] if place == "history" else []),
    )


@pytest.mark.parametrize("odd", [*ODD_IDS, None])
def test_nobody_is_deleted_whatever_the_id(desk, cast, odd):
    address = f"/admin/accounts/user/{odd or cast.writer.pk}/delete/"
    for response in (desk.get(address), desk.post(address, {"post": "yes"})):
        assert response.status_code in ((403, 404) if odd else (403,))
    assert User.objects.filter(pk=cast.writer.pk).exists()


def test_the_old_change_address_is_gone(desk, cast):
    assert desk.get(f"/admin/accounts/user/{cast.writer.pk}/").status_code == 404
    assert desk.get("/admin/accounts/user//jahat.example/").status_code == 404


REFUSED = [
    "pk__in=9999999999999999999",
    "id__range=1",
    "id=1",
    "name__regex=(",
    "name__icontains=a",
    "password__startswith=md5",
    "is_superuser__exact=%00",
    "is_superuser=1",
    "groups__permissions__codename=x",
    "_to_field=password",
    "_to_field=%00",
    "last_login__year=2020",
    "zzz=1",
    "status__exact=aktif",
    "_changelist_filters=%00%5B",
]
TAKEN = [
    "",
    "status=aktif",
    "status=nonaktif",
    "status=%00",
    "status=",
    "status=aktif&status=nonaktif",
    "q=%00",
    "q=pen%00ulis",
    "q=" + "kata+" * 1500,
    "q=" + "x" * 60_000,
    "q=%22",
    "q='",
    "q=%25_%5C",
    "o=99",
    "o=-1.2.x..",
    "o=" + "9" * 5000,
    "p=0",
    "p=-1",
    "p=x",
    "p=" + "9" * 5000,
    "p=99999999999999999999",
    "all=",
    "all=&p=3",
    "e=1",
    "_facets=1",
    "_popup=1",
    "_to_field=id",
]


@pytest.mark.parametrize("query", REFUSED)
def test_lookups_that_are_no_filter_are_refused(desk, query):
    assert desk.get(f"/admin/accounts/user/?{query}").status_code == 400


@pytest.mark.parametrize("query", TAKEN)
def test_odd_query_strings(desk, query):
    UserFactory.create_batch(51)  # two pages, so that `p` means something
    assert desk.get(f"/admin/accounts/user/?{query}").status_code in (200, 302)


@pytest.mark.parametrize(
    "query",
    ["id=9999999999999999999", "is_superuser=%00", "_popup=1&_to_field=id", "_changelist_filters=%5B", "name=x"],
)
def test_odd_query_strings_elsewhere(desk, cast, query):
    for place in ("add/", f"{cast.writer.pk}/change/", f"{cast.writer.pk}/history/"):
        assert desk.get(f"/admin/accounts/user/{place}?{query}").status_code == 200


def test_an_address_fills_in_nothing(desk):
    assert "Titipan" not in desk.get("/admin/accounts/user/add/?name=Titipan").content.decode().split("<form")[-1]


def test_search_is_cut_to_20_words(rf, cast):
    page = admin.site.get_model_admin(get_user_model())
    request = rf.get("/")
    within, _ = page.get_search_results(request, User.objects.all(), "penulis " * 20)
    beyond, _ = page.get_search_results(request, User.objects.all(), "penulis " * 20 + "tidak-ada")
    short, _ = page.get_search_results(request, User.objects.all(), "penulis tidak-ada")
    assert (within.count(), beyond.count(), short.count()) == (1, 1, 0)


class TestCounting:
    def test_stops_at_the_limit(self, db, monkeypatch):
        monkeypatch.setattr(CappedPaginator, "most", 3)
        UserFactory.create_batch(5)
        with CaptureQueriesContext(connection) as captured:
            paginator = CappedPaginator(User.objects.order_by("name"), 2)
            assert (paginator.count, paginator.num_pages) == (3, 2)
        [query] = captured.captured_queries
        assert "LIMIT 3" in query["sql"]
        assert "ORDER BY" not in query["sql"]

    def test_says_the_truth_below_it(self, db):
        UserFactory.create_batch(5)
        assert CappedPaginator(User.objects.all(), 2).count == 5
        assert CappedPaginator([1, 2, 3], 2).count == 3

    def test_the_list_counts_once_and_capped(self, desk):
        UserFactory.create_batch(60)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/admin/accounts/user/").status_code == 200
        asked = [query["sql"] for query in captured.captured_queries]
        counting = [sql for sql in asked if sql.startswith("SELECT COUNT(") and "accounts_user" in sql]
        assert len(counting) == 1
        assert "LIMIT 10000" in counting[0]

    def test_the_list_costs_the_same_with_more_people(self, desk):
        def cost():
            with CaptureQueriesContext(connection) as captured:
                desk.get("/admin/accounts/user/")
            return len(captured)

        few = cost()
        UserFactory.create_batch(40)
        assert cost() == few


def test_every_page_of_ours_is_a_desk_page():
    """And nothing that a library registers by itself is left at the desk."""
    for model, page in admin.site._registry.items():
        assert model._meta.app_label in ("accounts", "opd", "news", "blora_portal"), model
        assert isinstance(page, DeskPage), model


@pytest.mark.parametrize(
    "address",
    [
        "auth/group/",
        "auth/group/1/change/",
        "account/emailaddress/",
        "account/emailconfirmation/",
        "auth/permission/",
        "auth/",
    ],
)
def test_libraries_pages_are_gone(desk, address):
    assert desk.get(f"/admin/{address}").status_code == 404


def test_no_bulk_actions(desk, cast):
    page = desk.get("/admin/accounts/user/").content.decode()
    assert 'name="action"' not in page
    assert "_selected_action" not in page
    desk.post(
        "/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [cast.writer.pk], "post": "yes"}
    )
    assert User.objects.filter(pk=cast.writer.pk).exists()


def test_no_bulk_actions_even_where_deleting_is_allowed(rf, cast):
    class Bin(DeskPage):
        def has_delete_permission(self, request, obj=None):
            return True

    request = rf.get("/")
    request.user = cast.superuser
    assert Bin(User, admin.site).get_actions(request) == {}
