"""accounts.passwords: what is refused however it is padded, what is left alone, and how long one is good."""

from __future__ import annotations

import random
import re
import string
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import passwords, people
from accounts.models import User
from accounts.passwords import NotCommonValidator
from opd.invitation_pages import NewcomerForm
from tests.accounts.conftest import PASSWORD

NEW = "gamping-lontong-sate-77"

# Of everybody: common words, names, places, offices and walks, with years, digits, signs, capitals and leet.
COMMON = """
bismillah12345 Bismillah#2024 b1smillah12345 bismillahirrahmanirrahim AlhamdulillahAmin ramadhan2025berkah
indonesiaraya1945 ind0nesiamerdeka merdeka170845 17agustus1945 semangat45merdeka bhinnekatunggalika garudapancasila
blora2024blora blorablorablora Bl0r4Mustika#1 bloramustika2025! jatiblora2024 bloraberkarya2024 cepublora12345
dinkesblora2024 dinkominfo_blora satpolppblora99 puskesmasngawen01 humasdinkesblora admin@blora2025 portalopdblora1
password1234 P@ssw0rd2024! passwordpassword katasandi1234 rahasia-rahasia rahasiabanget99 welcome2Blora! qwerty-asdfgh-1
qwertyuiop123 1qaz2wsx3edc4rfv asdfghjkl;12 zxcvbnm,./123 ytrewqpoiuyt lkjhgfdsa0987 1q2w3e4r5t6y a1b2c3d4e5f6
aaaaaaaaaaaa abcdefgh1234 abcabcabcabc !!!!blora!!!! x1234567890! ab-1234567890
sayangkamu123 akusayangkamu akusayangibu99 iloveyou2024! iloveyouforever kucing-manis-2020
budi.santoso.1990 supriyadi19900101 dewi&agus2015 persijajakarta12 aremamalang2010
correcthorsebatterystaple tigakatayangtidakberhubungan blorademo2025 blora-demo-blora
""".split()  # noqa: SIM905

# Of this person only.
SITI = {"name": "Siti Rukmaningrum, S.Kom", "username": "rukmaningrum.s", "email": "siti.rkm@dinkes.test"}
HERS = ["rukmaningrum-2024!", "SITIRUKMANINGRUM85", "rukmaningrum&budi1", "Rukm4n1ngrum.1985", "skom.rukmaningrum"]

HONEST = [
    PASSWORD,
    NEW,
    "salah-sama-sekali-1",
    "ember-kelapa-dongkrak",
    "Wortel menyanyi di atap",
    "sendok garpu di lemari",
    "kebun tebu nenek becek",
    "gerimis-jendela-kusam",
    "teh tawar dua gelas kemarin",
    "lampu-teplok-miring",
    "blora punya kerupuk gosong",  # common words are welcome beside others
    "sayang kucingnya mencakar tirai",
    "hT7kdW9pLq2x",
    "k9#Lm2$vQ8!zr",
    "x7$k!9Q2#m@5",
    "ꦧꦼꦫꦱ꧀ꦏꦼꦤ꧀ꦕꦸꦂ-wedang",
    "пароль-из-трёх-слов",
]


@pytest.fixture
def siti():
    return User(**SITI, nip="198503172010012003", position="Pranata Humas")


def refused(password, user=None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [each.code for each in error.error_list]
    return []


@pytest.mark.parametrize("password", COMMON)
def test_common_ones_are_refused(password):
    assert len(password) >= 12
    assert refused(password) == ["password_too_common"]


@pytest.mark.parametrize("password", HERS)
def test_ones_about_the_person_are_refused_to_her_only(siti, password):
    assert "password_too_similar" in refused(password, siti)
    assert "password_too_similar" not in refused(password, User(name="Joko Supardjo", username="joko.s"))


@pytest.mark.parametrize("password", ["198503172010012003x", "nip198503172010012003", "siti.rkm@dinkes.test"])
def test_her_nip_and_her_e_mail_are_refused(siti, password):
    assert refused(password, siti)


@pytest.mark.parametrize("password", HONEST)
def test_honest_ones_are_left_alone(siti, password):
    assert refused(password, siti) == []


@pytest.mark.parametrize(
    ("password", "code"), [("pendek", "password_too_short"), ("839201748365", "password_entirely_numeric")]
)
def test_the_other_rules_stand(password, code):
    assert code in refused(password)


def test_what_a_password_manager_makes_is_left_alone():
    dice = random.Random(1945)
    letters = string.ascii_letters + string.digits
    made = ["".join(dice.choices(letters, k=16)) for _ in range(300)]
    assert [password for password in made if refused(password)] == []


def test_every_leaked_password_is_refused_when_it_is_padded_to_twelve():
    """A sample of Django's 20,000, with digits after them, before them, and a sign."""
    dice = random.Random(1945)
    validator, passed = NotCommonValidator(), []
    for leaked in dice.sample(sorted(CommonPasswordValidator().passwords), 1500):
        digits = "".join(dice.choices(string.digits, k=max(12 - len(leaked), 1)))
        for padded in (leaked + digits, digits + leaked, f"{leaked.capitalize()}{digits}!"):
            try:
                validator.validate(padded)
            except ValidationError:
                continue
            passed.append(padded)
    assert [each for each in passed if not each.isdigit()] == []


def test_the_sentences_say_what_to_do():
    for password, user, words in [
        ("bismillah12345", None, "terlalu umum"),
        ("rukmaningrum-2024!", User(**SITI), "nama atau data Anda sendiri"),
    ]:
        with pytest.raises(ValidationError) as error:
            NotCommonValidator().validate(password, user)
        assert words in error.value.messages[0]
        assert "Rangkai tiga kata lain" in error.value.messages[0]


class TestLength:
    """256 characters are the most, everywhere: what is posted may be megabytes, and one worker answers many people."""

    LONG = "kerupuk-gosong-tirai-" * 12 + "abcd"

    def test_256_are_good_and_one_more_is_not(self):
        assert len(self.LONG) == 256
        assert refused(self.LONG) == []
        assert refused(self.LONG + "e") == ["password_too_long"]

    @pytest.mark.parametrize("odd", ["blora-" * 40, "a" * 256, "ab" * 128, "q" * 255 + "w", "ß" * 256, "ﷺ" * 256])
    def test_an_odd_one_of_that_length_is_answered_in_time(self, odd):
        began = time.perf_counter()
        refused(odd)
        assert time.perf_counter() - began < 1

    def test_so_is_an_endless_one(self):
        """60,000 characters took 2.7 s, 150,000 took 11, and nobody else was answered meanwhile."""
        began = time.perf_counter()
        assert "password_too_long" in refused("x" * 400_000 + "y")
        assert time.perf_counter() - began < 1

    @pytest.mark.parametrize(
        ("address", "form"),
        [
            ("/akun/login/", {"login": "penulis", "password": "{}"}),
            ("/akun/reauthenticate/", {"password": "{}"}),
            ("/akun/password/change/", {"oldpassword": "{}", "password1": NEW, "password2": NEW}),
            ("/akun/password/change/", {"oldpassword": PASSWORD, "password1": "{}", "password2": "{}"}),
        ],
    )
    def test_nowhere_is_a_longer_one_looked_at(self, cast, with_password, sign_in, visitor, address, form, hashed):
        with_password(cast.writer)
        browser = visitor if address == "/akun/login/" else sign_in(cast.writer)
        hashed.clear()
        answer = browser.post(address, {name: value.format("x" * 300_000) for name, value in form.items()})
        assert answer.status_code == 200
        assert "paling banyak 256 karakter" in answer.content.decode()
        assert [typed for typed in hashed if len(typed) > 256] == []
        cast.writer.refresh_from_db()
        assert cast.writer.check_password(PASSWORD)

    def test_nor_behind_a_link(self, cast, with_password, visitor, hashed):
        link = people.password_link(with_password(cast.writer))
        page = visitor.get(urlsplit(link).path, follow=True)
        hashed.clear()
        answer = visitor.post(page.redirect_chain[-1][0], {"password1": "x" * 5000, "password2": "x" * 5000})
        assert "paling banyak 256 karakter" in answer.content.decode()
        assert hashed == []

    def test_nor_in_an_invitation(self, cast, hashed):
        long = {"name": "Siti", "username": "siti", "password1": "x" * 5000, "password2": "x" * 5000}
        form = NewcomerForm(long, instance=User(email="siti@contoh.test"))
        assert form.errors["password1"] == form.errors["password2"] == [passwords.TOO_LONG]
        assert "4096" not in str(form)
        assert 'maxlength="256"' not in str(form)
        assert hashed == []

    def test_no_browser_cuts_what_is_pasted(self, cast, sign_in, with_password):
        """It would cut without a word, and the first sign-in with the whole one would be refused."""
        page = sign_in(with_password(cast.writer)).get("/akun/password/change/").content.decode()
        boxes = re.findall(r'<input[^>]*type="password"[^>]*>', page)
        assert len(boxes) == 3
        assert not [box for box in boxes if "maxlength" in box]


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("", ""),
        ("a", "a"),
        ("aa", "a"),
        ("abab", "ab"),
        ("ababa", "ababa"),
        ("blorablora", "blora"),
        ("abcabd", "abcabd"),
    ],
)
def test_what_is_repeated_counts_once(text, once):
    assert passwords._once(text) == once


class TestWhereItIsTyped:
    @pytest.fixture
    def writer(self, cast, with_password, sign_in):
        return sign_in(with_password(cast.writer))

    def change(self, browser, new, old=PASSWORD):
        form = {"oldpassword": old, "password1": new, "password2": new}
        return browser.post("/akun/password/change/", form)

    def test_a_common_one_is_refused_with_a_sentence(self, writer, cast):
        response = self.change(writer, "dinkesblora2024")
        assert response.status_code == 200
        assert "terlalu umum" in response.content.decode()
        cast.writer.refresh_from_db()
        assert cast.writer.check_password(PASSWORD)

    def test_the_same_again_is_refused(self, writer):
        assert "harus berbeda dari yang sekarang" in self.change(writer, PASSWORD).content.decode()

    def test_the_day_it_was_set_is_kept(self, writer, cast):
        before = timezone.now()
        self.change(writer, NEW)
        cast.writer.refresh_from_db()
        assert before <= cast.writer.password_set_at <= timezone.now()

    def test_no_password_has_no_day(self, cast):
        cast.writer.set_password(None)
        assert cast.writer.password_set_at is None


class TestAge:
    """Only for offices that must."""

    @pytest.fixture
    def old(self, cast, with_password):
        with_password(cast.admin)
        cast.admin.password_set_at = timezone.now() - timedelta(days=91)
        cast.admin.save()
        return cast.admin

    def test_a_good_password_stays_good(self, old, sign_in):
        assert sign_in(old).get("/admin/").status_code == 200

    def test_a_setting_asks_for_a_new_one_and_says_why(self, old, sign_in, settings):
        settings.PASSWORD_MAX_AGE_DAYS = 90
        browser = sign_in(old)
        for address in ("/admin/", "/admin/news/article/"):
            answer = browser.get(address)
            assert answer.status_code == 302
            assert answer["Location"].startswith("/akun/password/change/?next=%2Fadmin%2F")
        page = browser.get("/akun/password/change/").content.decode()
        assert "lebih dari 90 hari" in page
        form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        assert browser.post("/akun/password/change/", form).status_code == 302
        assert browser.get("/admin/").status_code == 200
        assert "lebih dari 90 hari" not in browser.get("/akun/password/change/").content.decode()

    def test_nothing_is_done_at_the_desk_before(self, old, sign_in, settings, cast):
        from news.models import Article
        from tests.factories import ArticleFactory

        article = ArticleFactory(opd=cast.dinkes, rubric=cast.rubric)
        settings.PASSWORD_MAX_AGE_DAYS = 90
        answer = sign_in(old).post(f"/admin/news/article/{article.pk}/submit/", {"seen": article.version})
        assert answer.status_code != 200
        assert Article.objects.get(pk=article.pk).state == article.state

    @pytest.mark.parametrize(("days", "open_"), [(89, True), (91, False)])
    def test_the_day_it_ends(self, old, sign_in, settings, days, open_):
        settings.PASSWORD_MAX_AGE_DAYS = 90
        old.password_set_at = timezone.now() - timedelta(days=days)
        old.save()
        assert (sign_in(old).get("/admin/").status_code == 200) is open_

    def test_without_a_day_the_accounts_own_counts(self, old, sign_in, settings):
        settings.PASSWORD_MAX_AGE_DAYS = 90
        old.password_set_at, old.date_joined = None, timezone.now() - timedelta(days=100)
        old.save()
        assert sign_in(old).get("/admin/").status_code == 302
        old.date_joined = timezone.now()
        old.save()
        assert sign_in(old).get("/admin/").status_code == 200
