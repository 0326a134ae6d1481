"""accounts.guard: ten tries, whoever asks from wherever, and nobody kept out for long by strangers."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import guard
from accounts.guard import Kind
from accounts.models import SignInAttempt
from tests.accounts.conftest import PASSWORD
from tests.accounts.tries import HERE, WRONG, fail, gets_in, move_back, try_from
from tests.factories import UserFactory

NEW = "gamping-lontong-sate-77"


class TestAccount:
    def test_the_eleventh_is_refused_and_not_compared(self, siti, hashed):
        fail(10)
        assert len(hashed) == 10
        response = try_from(HERE, password=PASSWORD)
        assert response.status_code == 429
        assert len(hashed) == 10
        assert SignInAttempt.objects.count() == 10

    def test_the_tenth_still_counts_when_it_is_right(self, siti):
        fail(9)
        assert gets_in()

    def test_every_way_to_name_a_person_is_one_account(self, siti):
        for number, typed in enumerate(["siti", "SITI", " siti ", "siti@contoh.test", "Siti@Contoh.TEST"] * 2):
            assert try_from(f"10.0.0.{number}", typed).status_code == 200
        assert try_from(HERE, "siti", PASSWORD).status_code == 429

    def test_a_name_nobody_has_is_counted_and_answered_the_same(self, siti):
        for login in ("siti", "tidak.ada"):
            fail(10, login)
        known, unknown = try_from(HERE, "siti", PASSWORD), try_from(HERE, "TIDAK.ADA", PASSWORD)
        assert known.status_code == unknown.status_code == 429
        assert _text(known) == _text(unknown)

    def test_and_asks_the_database_as_often(self, siti):
        """What takes time is the hash, made once for both (test_sign_in), and these."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        asked = []
        for login in ("siti", "tidak.ada"):
            with CaptureQueriesContext(connection) as queries:
                try_from(HERE, login)
            asked.append(len(queries))
        assert asked[0] == asked[1]

    def test_another_account_stays_open(self, siti, with_password):
        with_password(UserFactory(username="budi"))
        fail(10)
        assert gets_in(login="budi")

    def test_a_persons_own_success_does_not_let_a_guesser_go_on(self, siti):
        fail(9)
        assert gets_in()
        assert try_from("10.0.0.9").status_code == 200
        assert try_from("10.0.0.10", password=PASSWORD).status_code == 429


class TestPlace:
    def test_ten_of_one_address_whichever_account(self, siti):
        fail(10, address=HERE, login="siti")
        assert not gets_in("10.0.0.1")  # the account
        move_back(3600)
        for number in range(10):
            assert try_from(HERE, f"nama{number}").status_code == 200
        assert try_from(HERE, "siti", PASSWORD).status_code == 429
        assert gets_in("10.0.0.1")

    def test_signing_in_as_oneself_does_not_wipe_it(self, siti, with_password):
        with_password(UserFactory(username="penebak"))
        for number in range(10):
            assert try_from(HERE, f"nama{number}").status_code == 200
            if number < 9:
                assert gets_in(HERE, "penebak")
        assert try_from(HERE, "siti").status_code == 429

    @pytest.mark.parametrize(
        ("first", "second", "one_place"),
        [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
            ("203.0.113.7", "::ffff:203.0.113.7", True),
            ("203.0.113.7", "203.0.113.8", False),
            ("fe80::1%eth0", "fe80::2", True),
            ("", "unix:", True),
        ],
    )
    def test_what_is_one_place(self, siti, first, second, one_place):
        for number in range(10):
            assert try_from(first, f"nama{number}").status_code == 200
        assert gets_in(second) is not one_place

    def test_without_a_proxy_a_forged_header_lifts_nothing(self, siti):
        for number in range(10):
            assert try_from(HERE, f"nama{number}", HTTP_X_FORWARDED_FOR=f"10.1.1.{number}").status_code == 200
        assert try_from(HERE, "siti", PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429
        assert set(SignInAttempt.objects.values_list("network", "address")) == {(HERE, HERE)}

    def test_behind_the_proxy_only_its_own_entry_counts(self, siti, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for number in range(10):
            forged = f"10.1.1.{number}, 10.2.2.{number}, {HERE}"
            assert try_from("127.0.0.1", f"nama{number}", HTTP_X_FORWARDED_FOR=forged).status_code == 200
        assert not gets_in("127.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.1,{HERE}")
        assert gets_in("127.0.0.1", HTTP_X_FORWARDED_FOR=f"{HERE}, 198.51.100.1")

    @pytest.mark.parametrize("header", ["", "unknown", "1.2.3.4, ", "999.1.1.1", "a" * 3000, "1.2.3.4;drop"])
    @pytest.mark.parametrize("proxies", [1, 2])
    def test_a_wrong_chain_is_one_place_and_no_failure(self, siti, settings, header, proxies):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        for number in range(10):
            assert try_from("", f"nama{number}", HTTP_X_FORWARDED_FOR=header).status_code == 200
        assert try_from("", "siti", PASSWORD, HTTP_X_FORWARDED_FOR=header).status_code == 429


class TestTime:
    def test_open_again_fifteen_minutes_after_the_first(self, siti):
        fail(1)
        move_back(600)
        fail(9, address="10.0.1.{}")
        assert not gets_in()
        move_back(270)
        assert not gets_in()
        move_back(31)
        assert gets_in()

    def test_refused_tries_do_not_prolong_it(self, siti):
        fail(10)
        move_back(860)
        for _ in range(30):
            assert try_from(HERE).status_code == 429
        move_back(41)
        assert gets_in()

    def test_the_page_says_until_when_and_what_helps(self, siti, monkeypatch):
        now = timezone.make_aware(timezone.datetime(2026, 5, 4, 8, 59, 30))
        monkeypatch.setattr(timezone, "now", lambda: now)
        fail(10)
        response = try_from(HERE)
        page = response.content.decode()
        assert "pukul <strong>09.15 WIB</strong>" in page
        assert response["Retry-After"] == "900"
        assert "no-store" in response["Cache-Control"]
        assert "img-src 'self' data:" in response["Content-Security-Policy"]
        for words in ("sudah pernah Anda pakai", "Lupa kata sandi", 'href="/akun/password/reset/"', "tidak dikunci"):
            assert words in page


class TestSameMoment:
    """What several processes do at once, step by step; tests/drills does it with real ones."""

    @pytest.fixture
    def ask(self, rf):
        def begin(number=0, kind=Kind.PASSWORD, who="siti"):
            return guard.begin(rf.post("/", REMOTE_ADDR=f"10.0.0.{number}"), kind, who)

        return begin

    def test_tries_that_are_not_answered_yet_count(self, siti, ask):
        for number in range(10):
            ask(number)
        with pytest.raises(guard.TooMany):
            ask(11)

    def test_one_that_passes_gives_its_place_back(self, siti, ask):
        tries = [ask(number) for number in range(10)]
        tries[3].passed()
        ask(11)
        with pytest.raises(guard.TooMany):
            ask(12)

    def test_two_that_looked_at_the_same_time_are_not_both_let_through(self, siti, ask, monkeypatch):
        """The look before the row is only there to spare the write; the count after it decides."""
        for number in range(10):
            ask(number)
        looks = []
        real = guard._refuse_if_closed
        monkeypatch.setattr(
            guard, "_refuse_if_closed", lambda row, **how: (looks.append(how), how and real(row, **how))[1]
        )
        with pytest.raises(guard.TooMany):
            ask(11)
        assert looks == [{}, {"anyway": True}]
        assert SignInAttempt.objects.count() == 10  # the one too many makes nobody wait

    def test_inside_a_transaction_of_the_caller_it_refuses_to_work(self, siti, rf):
        """Others would not see the row."""
        from django.db import transaction

        with transaction.atomic(), pytest.raises(RuntimeError):
            guard.begin(rf.post("/"), Kind.CODE, siti)


class TestForgotten:
    def letter_link(self, browser):
        browser.post("/akun/password/reset/", {"email": "siti@contoh.test"})
        return re.search(r"^http://localhost(/\S+)$", mail.outbox[-1].body, re.M).group(1)

    def test_whoever_reads_the_mail_gets_in_while_strangers_go_on(self, siti):
        fail(10)
        browser = Client(HTTP_HOST="localhost")
        page = browser.get(self.letter_link(browser), follow=True)
        browser.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
        fail(10, address="10.0.1.{}")
        assert try_from("10.0.9.9", password=NEW).status_code == 429
        assert try_from("10.0.9.9", password=NEW, browser=browser).status_code == 302

    def test_a_new_password_starts_anew(self, siti, with_password):
        """Also on another device: what was guessed at is gone."""
        fail(10)
        with_password(siti, NEW)
        assert gets_in(password=NEW)

    def test_asking_for_a_letter_ends_nothing(self, siti):
        fail(10)
        browser = Client(HTTP_HOST="localhost")
        link = self.letter_link(browser)
        browser.get(link, follow=True)
        assert "peranti" not in browser.cookies
        assert not gets_in()

    def ask(self, email, address=HERE):
        browser = Client(HTTP_HOST="localhost")
        return browser.post("/akun/password/reset/", {"email": email}, REMOTE_ADDR=address, follow=True)

    def test_five_letters_to_one_address(self, siti):
        answers = {_text(self.ask(email, f"10.0.0.{n}")) for n, email in enumerate(["siti@contoh.test"] * 8)}
        assert len(mail.outbox) == 5
        assert len(answers) == 1
        assert "surat berisi tautan sedang dikirim" in answers.pop()
        assert SignInAttempt.objects.filter(kind=Kind.RESET).count() == 5
        move_back(901)
        self.ask("SITI@contoh.test")
        assert len(mail.outbox) == 6

    def test_ten_letters_from_one_network(self, siti):
        for number in range(10):
            self.ask(f"tidak.ada{number}@contoh.test")
        self.ask("siti@contoh.test")
        assert mail.outbox == []
        self.ask("siti@contoh.test", "10.0.0.1")
        assert len(mail.outbox) == 1

    def test_letters_and_tries_are_counted_apart(self, siti):
        for number in range(10):
            self.ask(f"tidak.ada{number}@contoh.test")
        assert gets_in(HERE)


class TestTheOtherWays:
    """The same ten for what a signed-in person types again, and for the second step."""

    def test_the_current_password_when_changing_it(self, siti, sign_in):
        browser = sign_in(siti)
        form = {"oldpassword": WRONG, "password1": NEW, "password2": NEW}
        for _ in range(10):
            assert browser.post("/akun/password/change/", form).status_code == 200
        assert browser.post("/akun/password/change/", form | {"oldpassword": PASSWORD}).status_code == 429
        siti.refresh_from_db()
        assert siti.check_password(PASSWORD)

    def test_typing_it_again(self, siti, sign_in, hashed):
        browser = sign_in(siti)
        for _ in range(10):
            assert browser.post("/akun/reauthenticate/", {"password": WRONG}).status_code == 200
        assert browser.post("/akun/reauthenticate/", {"password": PASSWORD}).status_code == 429
        assert len(hashed) == 10

    def test_codes_and_passwords_are_one_count(self, siti, rf):
        for number in range(10):
            kind = Kind.CODE if number % 2 else Kind.AGAIN
            guard.begin(rf.post("/", REMOTE_ADDR=f"10.0.0.{number}"), kind, siti)
        assert not gets_in()

    def test_a_passkey_claimed_by_a_stranger_locks_nobody_out(self, siti, rf):
        for number in range(30):
            guard.begin(rf.post("/", REMOTE_ADDR=f"10.0.0.{number}"), Kind.PASSKEY, siti)
        guard.begin(rf.post("/", REMOTE_ADDR=HERE), Kind.PASSKEY, siti)
        assert gets_in()

    def test_but_its_place_is_counted(self, siti, rf):
        for _ in range(10):
            guard.begin(rf.post("/", REMOTE_ADDR=HERE), Kind.PASSKEY, siti)
        with pytest.raises(guard.TooMany):
            guard.begin(rf.post("/", REMOTE_ADDR=HERE), Kind.PASSKEY, siti)
        assert not gets_in(HERE)


def test_the_cost_of_a_try_and_of_a_refusal(siti, django_assert_num_queries):
    browser = Client(HTTP_HOST="localhost")
    with django_assert_num_queries(9):  # who, two counts, the row and its transaction (two in a test), two counts, who
        try_from(HERE, browser=browser)
    fail(9)
    with django_assert_num_queries(3):  # who, two counts
        assert try_from(HERE, browser=browser).status_code == 429


def _text(response):
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r"pukul <strong>[^<]+</strong>", "", page)


def test_somebody_whose_address_cannot_be_told_signs_in(siti):
    assert gets_in("")
    assert SignInAttempt.objects.get().network == "?"
