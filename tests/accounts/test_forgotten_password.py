"""/akun/password/reset/: the letter, its link, the new password, and what nobody learns from it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import letters
from accounts.letters import post  # the real one: conftest replaces it for everybody else
from tests.accounts.conftest import PASSWORD, signed_in_as
from tests.factories import UserFactory

NEW = "gamping-lontong-sate-77"


@pytest.fixture
def ask(visitor):
    return lambda email: visitor.post("/akun/password/reset/", {"email": email}, follow=True)


def link_in(letter) -> str:
    return re.search(r"^http://localhost(/\S+)$", letter.body, re.M).group(1)


def set_password(browser, link, first=NEW, second=None):
    """Follow the link as a browser does and send the form; returns the answer and the page it was sent to."""
    page = browser.get(link, follow=True)
    return browser.post(page.request["PATH_INFO"], {"password1": first, "password2": second or first}), page


def test_from_the_letter_to_the_new_password(cast, with_password, ask, visitor, type_in):
    with_password(cast.writer)
    ask("penulis@contoh.test")
    [letter] = mail.outbox
    link = link_in(letter)
    response, page = set_password(visitor, link)
    assert "Penulis Dinkes" in page.content.decode()
    assert link.split("-", 1)[1] not in page.request["PATH_INFO"]  # not in the address, so not in a Referer either
    done = visitor.get(response["Location"]).content.decode()
    assert "Kata sandi sudah diganti. Silakan masuk." in done
    assert signed_in_as(visitor) is None
    type_in("penulis", PASSWORD)
    assert signed_in_as(visitor) is None
    type_in("penulis", NEW)
    assert signed_in_as(visitor) == cast.writer.pk


def test_the_letter(cast, ask):
    ask("penulis@contoh.test")
    [letter] = mail.outbox
    assert letter.to == ["penulis@contoh.test"]
    assert letter.subject == "[Portal Blora] Tautan untuk membuat kata sandi baru"
    assert letter.alternatives == []
    for words in (
        "Yth. Penulis Dinkes",
        "Portal Kabupaten Blora",
        "berlaku 3 hari",
        "abaikan surat ini",
        "pengguna Anda: penulis",
    ):
        assert words in letter.body
    assert max(map(len, letter.body.splitlines())) < 120


def test_names_with_signs_stay_as_they_are(db, ask):
    UserFactory(name="Sri Rahayu, S.Sos. & Rekan", email="sri@contoh.test")
    ask("sri@contoh.test")
    assert "Yth. Sri Rahayu, S.Sos. & Rekan," in mail.outbox[0].body


def test_the_link_is_dead_once_used(cast, ask, visitor):
    ask("penulis@contoh.test")
    link = link_in(mail.outbox[0])
    set_password(visitor, link)
    response = visitor.get(link, follow=True)
    assert response.status_code == 410
    page = response.content.decode()
    assert "Tautan ini tidak berlaku lagi" in page
    assert 'href="/akun/password/reset/"' in page
    assert "password1" not in page


def test_all_links_die_with_the_first_used(cast, ask, visitor):
    ask("penulis@contoh.test")
    ask("penulis@contoh.test")
    first, second = (link_in(letter) for letter in mail.outbox)
    set_password(visitor, first)
    assert visitor.get(second, follow=True).status_code == 410


@pytest.mark.parametrize(("days", "status"), [(2.9, 200), (3.1, 410)])
def test_the_link_lives_three_days(cast, ask, visitor, monkeypatch, days, status):
    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    ask("penulis@contoh.test")
    later = timezone.localtime().replace(tzinfo=None) + timedelta(days=days)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert visitor.get(link_in(mail.outbox[0]), follow=True).status_code == status


@pytest.mark.parametrize(
    "rest",
    ["1-abc", "1-set-password", "zzzzzzzzzzzzz-abc-def", "zzzzzzzzzzzzzz-abc", "1-%00", "0-a/b/c", "1-" + "x" * 3000],
)
def test_a_made_up_link(cast, visitor, rest):
    assert visitor.get(f"/akun/password/reset/key/{rest}/", follow=True).status_code == 410


def test_changing_the_e_mail_kills_the_link(cast, ask, visitor):
    ask("penulis@contoh.test")
    cast.writer.email = "baru@contoh.test"
    cast.writer.save()
    assert visitor.get(link_in(mail.outbox[0]), follow=True).status_code == 410


def test_somebody_elses_link_signs_me_out(cast, ask, sign_in, visitor):
    ask("penulis@contoh.test")
    browser = sign_in(cast.admin)
    set_password(browser, link_in(mail.outbox[0]))
    cast.admin.refresh_from_db()
    assert not cast.admin.check_password(NEW)
    assert signed_in_as(browser) is None


def test_a_new_password_ends_the_sessions_elsewhere(cast, ask, sign_in, visitor):
    elsewhere = sign_in(cast.writer)
    ask("penulis@contoh.test")
    set_password(visitor, link_in(mail.outbox[0]))
    assert elsewhere.get("/akun/password/change/").status_code == 302


@pytest.mark.parametrize(
    "unknown",
    [
        "tidak.ada@contoh.test",
        "mati@contoh.test",
        "demo@contoh.test",
        "lama@contoh.test",
        "penulıs@contoh.test",
        "PENULIS@contoh.test.evil.test",
    ],
)
def test_unknown_addresses_get_no_letter_and_the_same_page(cast, ask, settings, unknown):
    from allauth.account.models import EmailAddress

    UserFactory(email="mati@contoh.test", is_active=False)
    UserFactory(email="demo@contoh.test", is_demo=True)
    EmailAddress.objects.create(user=cast.writer, email="lama@contoh.test", verified=True)
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    answer = ask(unknown)
    assert mail.outbox == []
    known = ask("penulis@contoh.test")
    assert len(mail.outbox) == 1
    assert answer.redirect_chain == known.redirect_chain == [("/akun/password/reset/done/", 302)]
    assert answer.content == known.content


def test_the_page_says_what_happens_next(db, ask):
    page = ask("tidak.ada@contoh.test").content.decode()
    assert "Bila alamat itu tercatat di sebuah akun" in page


def test_the_letter_goes_to_the_stored_address(db, ask):
    UserFactory(email="penulis.kita@contoh.test")
    ask("PENULIS.kita@Contoh.Test")
    assert mail.outbox[0].to == ["penulis.kita@contoh.test"]


def test_a_demo_person_gets_a_letter_in_a_demo(db, ask):
    UserFactory(email="demo@contoh.test", is_demo=True)
    ask("demo@contoh.test")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("gone", ["is_active", "DEMO"])
def test_the_link_of_somebody_gone_is_dead(db, ask, visitor, settings, gone):
    person = UserFactory(email="demo@contoh.test", is_demo=True)
    ask("demo@contoh.test")
    link = link_in(mail.outbox[0])
    opened = visitor.get(link, follow=True).request["PATH_INFO"]
    if gone == "DEMO":
        settings.DEMO = False
    else:
        person.is_active = False
        person.save()
    assert visitor.get(link, follow=True).status_code == 410
    assert visitor.post(opened, {"password1": NEW, "password2": NEW}).status_code == 410
    person.refresh_from_db()
    assert not person.check_password(NEW)


def test_outside_a_demo_the_link_does_not_follow_the_host(cast, visitor, settings):
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    settings.PORTAL_URL = "https://portal.test"
    visitor.post("/akun/password/reset/", {"email": "penulis@contoh.test"}, HTTP_HOST="localhost:6666")
    assert "\nhttps://portal.test/akun/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize("typed", ["", "bukan alamat", "a\0@contoh.test", "x" * 400 + "@contoh.test"])
def test_what_is_no_address_is_shown_again(db, visitor, typed):
    response = visitor.post("/akun/password/reset/", {"email": typed})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()


WEAK = [
    ("pendek", "pendek", "12 karakter"),
    ("password1234", "password1234", "umum"),
    ("123456789012", "123456789012", "angka"),
    ("penulis-dinkes", "penulis-dinkes", "mirip"),
    ("jati-lurah-sungai", "jati-lurah-kali-x", "Kedua kata sandi harus sama"),
]


@pytest.mark.parametrize(("first", "second", "sentence"), WEAK)
def test_weak_passwords_are_refused_in_indonesian(cast, ask, visitor, first, second, sentence):
    ask("penulis@contoh.test")
    response, _ = set_password(visitor, link_in(mail.outbox[0]), first, second)
    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in re.search(r'class="form__error".*?</div>', page, re.S).group()
    assert f'value="{first}"' not in page
    cast.writer.refresh_from_db()
    assert not cast.writer.check_password(first)


def test_wrong_tries_before_do_not_keep_anybody_waiting(cast, with_password, ask, visitor, type_in):
    with_password(cast.writer)
    for _ in range(11):
        refused = type_in("penulis", "salah-sama-sekali-1")
    assert refused.status_code == 429
    ask("penulis@contoh.test")
    set_password(visitor, link_in(mail.outbox[0]))
    type_in("penulis", NEW)
    assert signed_in_as(visitor) == cast.writer.pk


class TestPost:
    """Letters go out in the background and never break the answer."""

    @pytest.fixture
    def letter(self):
        return mail.EmailMessage("Hal", "Isi", "portal@contoh.test", ["siti@contoh.test"])

    def test_in_a_thread_of_its_own(self, letter, monkeypatch):
        seen = []
        monkeypatch.setattr(letter, "send", lambda: seen.append(threading.current_thread().name))
        post(letter)
        for thread in threading.enumerate():
            if thread.name == "letter":
                thread.join(5)
        assert seen == ["letter"]

    def test_a_dead_mail_server_is_logged(self, letter, monkeypatch, caplog):
        def refuse():
            raise OSError("no route")

        monkeypatch.setattr(letter, "send", refuse)
        letters.deliver(letter)
        assert "was not sent" in caplog.text
