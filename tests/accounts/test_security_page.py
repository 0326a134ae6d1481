"""/akun/keamanan/: a person's own sessions and the attempts to be them."""

from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import AuditEntry, SignInAttempt
from tests.accounts.conftest import PASSWORD
from tests.factories import UserFactory

PAGE = "/akun/keamanan/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def enter(cast, with_password):
    """`enter(agent)`: the writer signs in as people do, with a browser of that name."""
    with_password(cast.writer)

    def sign_in(agent, address="203.0.113.7"):
        browser = Client(HTTP_HOST="localhost", HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
        answer = browser.post("/akun/login/", {"login": "penulis", "password": PASSWORD})
        assert answer.status_code == 302
        return browser

    return sign_in


def seats(browser) -> list[str]:
    page = browser.get(PAGE).content.decode()
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", seat))
        for seat in re.findall(r'<li class="seat">(.*?)</li>', page, re.S)
    ]


def forms(browser) -> list[str]:
    page = browser.get(PAGE).content.decode()
    found = re.findall(r'<form[^>]*method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    assert all("csrfmiddlewaretoken" in body for _, body in found)
    return [action for action, _ in found]


def test_names_each_device_and_this_one_first(enter):
    phone, laptop = enter(PHONE), enter(LAPTOP, "203.0.113.8")
    here, there = seats(phone)
    assert "Chrome di Android Peranti ini" in here
    assert "dari alamat 203.0.113.7" in here
    assert "Firefox di Windows" in there
    assert "203.0.113.8" in there
    assert "Peranti ini" not in there
    assert re.search(r"Terakhir dipakai \d+ \w+ \d{4} Jam \d\d:\d\d WIB", there)
    assert re.search(r"Masuk sejak \d+ \w+ \d{4} Jam \d\d:\d\d WIB", there)
    assert "Firefox di Windows Peranti ini" in seats(laptop)[0]


def test_leads_on(enter):
    page = enter(PHONE).get(PAGE).content.decode()
    for place in ("/akun/password/change/", "/akun/2fa/", "/admin/", "/akun/logout/"):
        assert f'href="{place}"' in page


@pytest.mark.parametrize("place", ["/admin/", "/akun/password/change/done/"])
def test_is_found_from(enter, place):
    assert f'href="{PAGE}"' in enter(PHONE).get(place).content.decode()


def test_ending_one(enter, cast):
    phone, laptop = enter(PHONE), enter(LAPTOP)
    (other,) = UserSession.objects.filter(user_agent=LAPTOP)
    assert forms(phone) == [f"/akun/keamanan/keluarkan/{other.pk}/", "/akun/keamanan/keluarkan-yang-lain/"]
    answer = phone.post(f"/akun/keamanan/keluarkan/{other.pk}/", follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Firefox di Windows sudah dikeluarkan." in answer.content.decode()
    assert laptop.get(PAGE).status_code == 302
    assert len(seats(phone)) == 1
    assert forms(phone) == []
    entry = AuditEntry.objects.get(action="session.ended")
    assert (entry.by, entry.object_id, entry.before["peranti"]) == (
        cast.writer,
        str(cast.writer.pk),
        "Firefox di Windows",
    )


def test_ending_all_others(enter):
    phone, laptop, third = enter(PHONE), enter(LAPTOP), enter(LAPTOP)
    answer = phone.post("/akun/keamanan/keluarkan-yang-lain/", follow=True)
    assert "Semua peranti lain sudah dikeluarkan." in answer.content.decode()
    assert [browser.get(PAGE).status_code for browser in (phone, laptop, third)] == [200, 302, 302]
    again = phone.post("/akun/keamanan/keluarkan-yang-lain/", follow=True)
    assert "Anda tidak masuk di peranti lain." in again.content.decode()
    assert AuditEntry.objects.filter(action="session.ended_all").count() == 1


def test_this_session_ends_by_signing_out_only(enter):
    phone = enter(PHONE)
    own = UserSession.objects.get()
    assert phone.post(f"/akun/keamanan/keluarkan/{own.pk}/").status_code == 404
    assert phone.get(PAGE).status_code == 200


class TestOthers:
    @pytest.mark.parametrize("who", ["admin", "editor", "outsider", "superuser", "nobody"])
    def test_nobody_sees_or_ends_another_persons(self, enter, cast, sign_in, who):
        writer = enter(PHONE)
        theirs = UserSession.objects.get(user=cast.writer)
        browser = sign_in(getattr(cast, who))
        assert "Chrome di Android" not in browser.get(PAGE).content.decode()
        assert browser.post(f"/akun/keamanan/keluarkan/{theirs.pk}/").status_code == 404
        browser.post("/akun/keamanan/keluarkan-yang-lain/")
        assert writer.get(PAGE).status_code == 200
        assert not AuditEntry.objects.filter(action__startswith="session.").exists()

    @pytest.mark.parametrize("odd", ["0", "9" * 18, "9" * 19, "-1", "satu", "1%00", "%D9%A3"])
    def test_odd_ids(self, enter, odd):
        phone = enter(PHONE)
        assert phone.post(f"/akun/keamanan/keluarkan/{odd}/").status_code == 404
        assert phone.get(PAGE).status_code == 200

    @pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
    def test_only_by_a_button(self, enter, method):
        phone, laptop = enter(PHONE), enter(LAPTOP)
        other = UserSession.objects.get(user_agent=LAPTOP)
        for place in (f"/akun/keamanan/keluarkan/{other.pk}/", "/akun/keamanan/keluarkan-yang-lain/"):
            answer = getattr(phone, method)(place)
            assert (answer.status_code, answer["Allow"]) == (405, "POST")
            if method == "get":
                assert f'href="{PAGE}"' in answer.content.decode()
        assert laptop.get(PAGE).status_code == 200

    def test_a_page_elsewhere_presses_no_button(self, enter):
        phone, laptop = enter(PHONE), enter(LAPTOP)
        strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
        strict.cookies = phone.cookies
        assert strict.post("/akun/keamanan/keluarkan-yang-lain/").status_code == 403
        assert laptop.get(PAGE).status_code == 200

    @pytest.mark.parametrize("place", [PAGE, "/akun/keamanan/keluarkan/1/", "/akun/keamanan/keluarkan-yang-lain/"])
    def test_visitors_sign_in_first(self, db, visitor, place):
        assert visitor.get(place)["Location"] == f"/akun/login/?next={place}"
        assert visitor.post(place)["Location"] == f"/akun/login/?next={place}"


class TestHistory:
    def test_passed_and_failed_in_plain_words(self, enter, visitor):
        visitor.post("/akun/login/", {"login": "penulis", "password": "salah-sama-sekali-1"}, HTTP_USER_AGENT=LAPTOP)
        page = enter(PHONE).get(PAGE).content.decode()
        first, second = (
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each))
            for each in re.findall(r'<li class="try">(.*?)</li>', page, re.S)
        )
        assert "Masuk dengan kata sandi" in first
        assert "Chrome di Android" in first
        assert "Tidak masuk" not in first
        assert "Tidak masuk Kata sandi salah" in second
        assert "Firefox di Windows" in second
        assert "Bukan Anda?" in page

    def test_the_last_twenty_of_ones_own(self, cast, sign_in):
        for number in range(25):
            SignInAttempt.objects.create(
                kind="password", person=cast.writer, account="x", network="x", device=f"Nomor {number}."
            )
        SignInAttempt.objects.create(kind="password", person=cast.admin, account="y", network="x", device="Orang lain")
        SignInAttempt.objects.create(kind="password", person=None, account="z", network="x", device="Tak bernama")
        page = sign_in(cast.writer).get(PAGE).content.decode()
        assert page.count('<li class="try">') == 20
        assert "Nomor 24." in page
        assert "Nomor 4." not in page
        assert "Orang lain" not in page
        assert "Tak bernama" not in page

    def test_a_device_that_writes_markup(self, cast, sign_in):
        SignInAttempt.objects.create(kind="password", person=cast.writer, account="x", network="x", device="<b>x</b>")
        assert "&lt;b&gt;x" in sign_in(cast.writer).get(PAGE).content.decode()

    def test_nothing_yet(self, sign_in, db):
        assert "Belum ada catatan." in sign_in(UserFactory()).get(PAGE).content.decode()


def test_costs_the_same_whatever_the_number_of_sessions(cast, sign_in, django_assert_max_num_queries):
    browser = sign_in(cast.writer)
    for _ in range(5):
        sign_in(cast.writer)
    with django_assert_max_num_queries(10):
        browser.get(PAGE)
