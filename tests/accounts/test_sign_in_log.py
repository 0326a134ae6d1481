"""The sign-in log: what is written of a try, what the server's log says, and who reads it at the desk."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from accounts import guard
from accounts.models import SignInAttempt
from tests.accounts import factors
from tests.accounts.conftest import PASSWORD
from tests.accounts.tries import HERE, WRONG, fail, gets_in, try_from
from tests.factories import UserFactory

LIST = "/admin/accounts/signinattempt/"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


def rows():
    return list(SignInAttempt.objects.order_by("pk").values_list("kind", "outcome", "person__username"))


def too_late_for_the_second_step(browser):
    """What allauth does to it after a quarter of an hour: the session stays, and the password is asked for again."""
    session = browser.session
    del session["account_login"]
    session.save()


class TestRows:
    def test_a_wrong_password_and_a_right_one(self, siti):
        try_from(HERE, HTTP_USER_AGENT=ANDROID)
        assert gets_in(HERE)
        assert rows() == [("password", "failed", "siti"), ("password", "passed", "siti")]
        first = SignInAttempt.objects.earliest("pk")
        assert (first.address, first.network, first.device) == (HERE, HERE, "Chrome di Android")
        assert not first.known_device
        assert [each.sentence for each in SignInAttempt.objects.order_by("pk")] == [
            "Kata sandi salah",
            "Masuk dengan kata sandi",
        ]

    def test_a_device_that_is_known_by_now(self, siti):
        browser = Client(HTTP_HOST="localhost")
        for _ in range(2):
            try_from(HERE, password=PASSWORD, browser=browser)
            browser.post("/akun/logout/")
        assert list(SignInAttempt.objects.order_by("pk").values_list("known_device", flat=True)) == [False, True]

    def test_nothing_that_was_typed_is_kept(self, siti):
        """People type their password into the wrong box."""
        try_from(HERE, "kata-sandi-di-kotak-yang-keliru", "rahasia-lain-99")
        stored = " ".join(map(str, SignInAttempt.objects.values().get().values()))
        assert "keliru" not in stored
        assert "rahasia" not in stored
        assert rows() == [("password", "failed", None)]

    def test_a_hash_of_a_name_is_not_to_be_guessed_without_the_key(self, siti, settings):
        try_from(HERE, "nama.orang")
        settings.SECRET_KEY = "another-key-" * 5
        try_from(HERE, "nama.orang")
        first, second = SignInAttempt.objects.values_list("account", flat=True)
        assert first != second

    def test_the_right_password_before_the_second_step_is_not_yet_in(self, siti):
        codes = factors.with_app(siti)
        browser = Client(HTTP_HOST="localhost")
        try_from(HERE, password=PASSWORD, browser=browser)
        assert rows() == [("password", "half", "siti")]
        assert "tetapi belum masuk" in SignInAttempt.objects.get().sentence
        assert "peranti" not in browser.cookies
        browser.post("/akun/2fa/authenticate/", {"code": factors.wrong()}, REMOTE_ADDR=HERE)
        browser.post("/akun/2fa/authenticate/", {"code": codes[0]}, REMOTE_ADDR=HERE)
        assert rows() == [("password", "passed", "siti"), ("code", "failed", "siti"), ("code", "passed", "siti")]
        assert "peranti" in browser.cookies

    def test_whoever_gets_in_at_last_leaves_no_row_that_reads_like_a_break_in(self, siti):
        """Typed the password, left, came back, typed it again; and somebody elsewhere has it as well."""
        codes = factors.with_app(siti)
        browser, thief = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
        for here in (browser, thief, browser):
            try_from(HERE, password=PASSWORD, browser=here)
            too_late_for_the_second_step(here)
        try_from(HERE, password=PASSWORD, browser=browser)
        browser.post("/akun/2fa/authenticate/", {"code": codes[0]}, REMOTE_ADDR=HERE)
        assert [outcome for kind, outcome, who in rows()] == ["passed", "half", "passed", "passed", "passed"]
        assert guard.HALVES not in browser.session

    def test_somebody_elses_half_on_the_same_browser_stays_half(self, siti, with_password):
        factors.with_app(siti)
        with_password(UserFactory(username="budi"))
        browser = Client(HTTP_HOST="localhost")
        try_from(HERE, password=PASSWORD, browser=browser)
        too_late_for_the_second_step(browser)
        try_from(HERE, "budi", PASSWORD, browser=browser)
        assert rows() == [("password", "half", "siti"), ("password", "passed", "budi")]

    def test_a_switched_off_person_is_not_in_either(self, siti):
        siti.is_active = False
        siti.save()
        try_from(HERE, password=PASSWORD)
        assert rows() == [("password", "half", "siti")]

    def test_a_way_in_that_counts_nothing_itself_is_written_too(self, siti, rf):
        """What a library may add one day: every way in ends in post_login."""
        from allauth.account.adapter import get_adapter
        from django.contrib.sessions.backends.db import SessionStore

        request = rf.post("/", REMOTE_ADDR=HERE)
        request.session = SessionStore()
        how = {"email_verification": "none", "signal_kwargs": None, "email": None, "signup": False, "redirect_url": "/"}
        request.user = siti
        get_adapter().post_login(request, siti, **how)
        assert rows() == [("password", "passed", "siti")]

    def test_a_letter_is_in_the_persons_log(self, siti, visitor):
        visitor.post("/akun/password/reset/", {"email": "siti@contoh.test"})
        assert [each.sentence for each in SignInAttempt.objects.of(siti)] == ["Surat lupa kata sandi diminta"]

    def test_every_outcome_has_a_sentence_of_its_own(self):
        from accounts.models.sign_in import SENTENCES

        kinds, outcomes = SignInAttempt.Kind.values, SignInAttempt.Outcome.values
        known = {(kind, outcome) for kind in kinds for outcome in outcomes if outcome != "half"}
        assert set(SENTENCES) == known | {("password", "half"), ("passkey", "half")}
        assert len(set(SENTENCES.values())) == len(SENTENCES)


class TestServersLog:
    @pytest.fixture
    def said(self, caplog):
        caplog.set_level(logging.INFO, "portal.security")

        def events():
            lines = [record for record in caplog.records if record.name == "portal.security"]
            return [(line.event, line.kind, line.person, line.network) for line in lines if line.event[:6] == "signin"]

        return events

    def test_passed_failed_and_refused(self, siti, said):
        assert gets_in(HERE)
        fail(10, address="10.0.0.1")
        try_from(HERE, password=PASSWORD)
        events = said()
        assert events[0] == ("signin.half", "password", siti.pk, HERE)
        assert events[1] == ("signin.passed", "password", siti.pk, HERE)
        assert events[2:12] == [("signin.failed", "password", siti.pk, "10.0.0.1")] * 10
        assert events[12:] == [("signin.refused", "password", siti.pk, HERE)]

    def test_without_what_was_typed(self, siti, said, caplog):
        try_from(HERE, "nama-rahasia", WRONG)
        assert said() == [("signin.failed", "password", None, HERE)]
        written = "".join(str(vars(record)) for record in caplog.records if record.name == "portal.security")
        for typed in ("nama-rahasia", WRONG):
            assert typed not in written


class TestDesk:
    @pytest.fixture
    def attempts(self, cast):
        for person in (cast.writer, cast.admin):
            for kind, outcome in (("password", "failed"), ("password", "passed"), ("code", "failed")):
                SignInAttempt.objects.create(
                    kind=kind, outcome=outcome, person=person, account="x", network="10.0.0.1", address="10.0.0.1",
                    device="Chrome di Android",
                )  # fmt: skip
        SignInAttempt.objects.create(kind="password", account="y", network="?")
        return SignInAttempt.objects.order_by("pk")

    def test_the_administrator_reads_it(self, cast, sign_in, attempts):
        page = sign_in(cast.superuser).get(LIST).content.decode()
        for words in (
            "Penulis Dinkes", "Admin Dinkes", "Chrome di Android", "10.0.0.1", "Kata sandi salah",
            "Masuk dengan kata sandi", "Kode pengaman salah", "Nama yang tidak terdaftar", "Tidak diketahui", "12 bulan",
        ):  # fmt: skip
            assert words in page
        one = sign_in(cast.superuser).get(f"{LIST}{attempts[0].pk}/change/").content.decode()
        for words in ("Kata sandi salah", "Gagal", "Belum", "Chrome di Android"):
            assert words in one
        assert "&#x27;failed&#x27;" not in one
        SignInAttempt.objects.create(kind="passkey", outcome="half", person=cast.editor, account="p", network="?")
        page = sign_in(cast.superuser).get(LIST).content.decode()
        assert "Kunci sandi cocok, tetapi belum masuk" in page
        assert "Kata sandi benar, belum masuk" not in page
        assert 'name="_save"' not in one

    @pytest.mark.parametrize("who", ["writer", "admin", "editor", "outsider", "nobody"])
    def test_nobody_else_does(self, cast, sign_in, attempts, who):
        browser = sign_in(getattr(cast, who))
        for address in (LIST, f"{LIST}{attempts[0].pk}/change/", f"{LIST}{attempts[0].pk}/history/", f"{LIST}add/"):
            assert browser.get(address, follow=True).status_code in {403, 404}, address

    def test_visitors_sign_in_first(self, visitor, cast, attempts):
        assert visitor.get(LIST)["Location"] == f"/admin/login/?next={LIST}"

    @pytest.mark.parametrize("address", ["{}add/", "{}{}/change/", "{}{}/delete/"])
    def test_nobody_changes_it(self, cast, sign_in, attempts, address):
        before = list(attempts.values())
        response = sign_in(cast.superuser).post(
            address.format(LIST, attempts[0].pk), {"outcome": "passed", "post": "yes", "kind": "password"}
        )
        assert response.status_code in {403, 404}
        assert list(attempts.values()) == before

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", 7),
            ("q=penulis", 3),
            ("q=admin@contoh.test", 3),
            ("hasil=failed", 5),
            ("hasil=failed&cara=code", 2),
            ("hasil=passed&q=penulis", 1),
            ("hasil=half", 0),
            ("hasil=apa-saja", 7),
            ("q=tidak-ada", 0),
        ],
    )
    def test_it_is_narrowed(self, cast, sign_in, attempts, query, found):
        response = sign_in(cast.superuser).get(f"{LIST}?{query}")
        assert response.context["cl"].result_count == found

    @pytest.mark.parametrize("query", ["person__password__startswith=p", "account=x", "person__id=1", "e=1&network=1"])
    def test_no_other_question_is_answered(self, cast, sign_in, attempts, query):
        assert sign_in(cast.superuser).get(f"{LIST}?{query}").status_code in {302, 400}

    def test_fifty_rows_cost_no_more_queries_than_one(self, cast, sign_in, attempts, django_assert_max_num_queries):
        for number in range(50):
            person = UserFactory(username=f"ramai{number}")
            SignInAttempt.objects.create(kind="password", person=person, account="z", network="10.0.0.2")
        browser = sign_in(cast.superuser)
        with django_assert_max_num_queries(20):
            browser.get(LIST)

    def test_the_side_bar_leads_there(self, cast, sign_in):
        assert f'href="{LIST}"' in sign_in(cast.superuser).get("/admin/").content.decode()
        assert LIST not in sign_in(cast.writer).get("/admin/").content.decode()
