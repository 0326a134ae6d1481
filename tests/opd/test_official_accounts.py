"""/admin/opd/officialaccount/ and /admin/opd/platform/: which accounts are really an OPD's."""

from __future__ import annotations

import pytest

from opd.models import OfficialAccount, Platform
from tests.factories import OfficialAccountFactory, PlatformFactory
from tests.news.admin.page import Page

ADD = "/admin/opd/officialaccount/add/"


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.admin)


@pytest.fixture
def form(cast):
    return {"opd": cast.dinkes.pk, "platform": PlatformFactory().pk, "label": "@dinkes", "active": "on"}


def test_an_account_is_added_and_read_on_the_site(cast, desk, form, sign_in):
    answer = desk.post(ADD, form | {"address": "https://www.instagram.com/dinkes.blora"})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert OfficialAccount.objects.get().opd == cast.dinkes
    assert "https://www.instagram.com/dinkes.blora" in sign_in().get("/opd/dinkes/kontak/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "http://www.instagram.com/dinkes",
        "https://instagram.example/dinkes",
        "https://www.instagram.com@jahat.example/dinkes",
        "https://www.instagram.com.jahat.example/dinkes",
        "javascript:alert(1)",
        "https://www.instagram.com/",
        "https://www.instagram.com/\\jahat.example",
        "dinkes",
    ],
)
def test_an_address_elsewhere_is_refused_and_stays_in_the_form(desk, form, address):
    answer = desk.post(ADD, form | {"address": address})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "harus diawali https://www.instagram.com/" in page or "belum menunjuk sebuah akun" in page
    assert "@dinkes" in page
    assert not OfficialAccount.objects.exists()


def test_the_same_account_stands_there_once(cast, desk, form):
    account = OfficialAccountFactory(opd=cast.dinkes)
    assert "sudah tercatat" in desk.post(ADD, form | {"address": account.address}).content.decode()
    other = OfficialAccountFactory(opd=cast.dinkes)
    change = f"/admin/opd/officialaccount/{other.pk}/change/"
    assert "sudah tercatat" in desk.post(change, form | {"address": account.address}).content.decode()
    assert desk.post(change, form | {"address": other.address}).status_code == 302


def test_an_account_that_was_never_theirs_is_deleted(cast, desk):
    account = OfficialAccountFactory(opd=cast.dinkes)
    assert desk.post(f"/admin/opd/officialaccount/{account.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not OfficialAccount.objects.exists()


def test_it_is_never_moved_to_another_opd(cast, desk, form):
    account = OfficialAccountFactory(opd=cast.dinkes)
    desk.post(
        f"/admin/opd/officialaccount/{account.pk}/change/", form | {"opd": cast.dpupr.pk, "address": account.address}
    )
    account.refresh_from_db()
    assert account.opd == cast.dinkes


def test_what_two_tabs_changed_is_kept(cast, desk):
    account = OfficialAccountFactory(opd=cast.dinkes, label="@lama")
    facebook = PlatformFactory(name="Facebook", begins="https://www.facebook.com/")
    change = f"/admin/opd/officialaccount/{account.pk}/change/"
    older = Page(desk.get(change)).forms[""] | {"active": "on"}
    moved = {"platform": facebook.pk, "address": "https://www.facebook.com/dinkes"}
    assert desk.post(change, older | moved).status_code == 302
    assert desk.post(change, older | {"label": "@baru"}).status_code == 302
    account.refresh_from_db()
    assert (account.platform, account.address, account.label) == (facebook, moved["address"], "@baru")
    answer = desk.post(change, older | {"label": "@lain", "active": ""})
    assert answer.status_code == 409
    assert "Nama akun sudah diubah, oleh orang lain" in Page(answer).text
    assert "“@baru”" in Page(answer).text
    assert f'value="{facebook.pk}" selected' in answer.content.decode()


@pytest.mark.parametrize(
    ("begins", "taken"),
    [
        ("https://mastodon.example/@", True),
        ("http://mastodon.example/", False),
        ("https://mastodon.example", False),
        ("https://nama@jahat.example/", False),
        ("https://localhost/", False),
    ],
)
def test_a_new_platform_is_a_row(cast, sign_in, begins, taken):
    portal = sign_in(cast.superuser)
    answer = portal.post("/admin/opd/platform/add/", {"name": "Mastodon", "begins": begins, "position": "9"})
    assert (answer.status_code == 302) == Platform.objects.filter(name="Mastodon").exists() == taken
