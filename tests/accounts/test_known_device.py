"""The cookie of a device somebody has signed in on: strangers' guesses do not keep its person out."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.devices import described
from accounts.models import SignInAttempt
from tests.accounts.conftest import PASSWORD, signed_in_as
from tests.accounts.tries import HERE, fail, gets_in, move_back, try_from
from tests.factories import UserFactory

NEW = "gamping-lontong-sate-77"


@pytest.fixture
def laptop(siti):
    """Siti signed in on it yesterday."""
    browser = Client(HTTP_HOST="localhost")
    assert try_from(HERE, password=PASSWORD, browser=browser).status_code == 302
    browser.post("/akun/logout/")
    move_back(24 * 3600)
    return browser


def test_gets_in_while_strangers_guess_at_the_account(laptop, siti):
    fail(10)
    assert not gets_in()
    assert try_from(HERE, password=PASSWORD, browser=laptop).status_code == 302
    assert signed_in_as(laptop) == siti.pk


def test_gets_in_while_its_own_network_is_closed(laptop):
    for number in range(10):
        try_from(HERE, f"nama{number}")
    assert not gets_in(HERE)
    assert try_from(HERE, password=PASSWORD, browser=laptop).status_code == 302


def test_has_ten_tries_of_its_own(laptop):
    for _ in range(10):
        assert try_from(HERE, browser=laptop).status_code == 200
    assert try_from(HERE, password=PASSWORD, browser=laptop).status_code == 429
    assert gets_in(HERE)  # and they are nobody else's: neither the account's nor the office's


def test_opens_nothing(laptop):
    assert laptop.get("/akun/password/change/").status_code == 302


def test_is_known_for_its_own_person_only(laptop, with_password):
    with_password(UserFactory(username="budi"))
    fail(10, "budi")
    assert try_from(HERE, "budi", PASSWORD, browser=laptop).status_code == 429


def test_a_new_password_ends_it(laptop, siti, with_password):
    with_password(siti, NEW)
    fail(10)
    assert try_from(HERE, password=NEW, browser=laptop).status_code == 429


def test_a_hash_made_anew_at_sign_in_keeps_it(siti, settings):
    """As after an upgrade of Django: same password, other hash. It is as old as before."""
    from django.contrib.auth.hashers import make_password

    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.ScryptPasswordHasher"]
    siti.password = make_password(PASSWORD, hasher="scrypt")
    siti.save()
    browser = Client(HTTP_HOST="localhost")
    assert try_from(HERE, password=PASSWORD, browser=browser).status_code == 302
    before, old = siti.password_set_at, siti.password
    siti.refresh_from_db()
    assert siti.password != old
    assert siti.password_set_at == before
    browser.post("/akun/logout/")
    fail(10)
    assert try_from(HERE, password=PASSWORD, browser=browser).status_code == 302


@pytest.mark.parametrize("forged", ["", "x", "e30:1:x", "\0", "a" * 5000])
def test_a_forged_cookie_is_no_cookie(laptop, forged):
    real = laptop.cookies["peranti"].value
    for value in (forged, real[:-1] + ("a" if real[-1] != "a" else "b"), real.partition(":")[2]):
        laptop.cookies["peranti"] = value
        fail(10) if not SignInAttempt.objects.failed().exists() else None
        assert try_from(HERE, password=PASSWORD, browser=laptop).status_code == 429


def test_the_cookie(laptop, settings):
    cookie = laptop.cookies["peranti"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/", 180 * 24 * 3600)
    assert (cookie["secure"], cookie["domain"]) == ("", "")
    settings.SECURE = True
    browser = Client(HTTP_HOST="localhost")
    try_from(HERE, password=PASSWORD, browser=browser)
    cookie = browser.cookies["__Host-peranti"]
    assert cookie["secure"]
    assert (cookie["domain"], cookie["path"]) == ("", "/")


def test_is_forgotten_after_half_a_year(laptop, monkeypatch):
    import time

    real = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 181 * 24 * 3600)
    fail(10)
    assert try_from(HERE, password=PASSWORD, browser=laptop).status_code == 429


def test_five_people_share_one(laptop, with_password):
    for number in range(5):
        with_password(UserFactory(username=f"rekan{number}"))
        assert try_from(HERE, f"rekan{number}", PASSWORD, browser=laptop).status_code == 302
        laptop.post("/akun/logout/")
    fail(10, "rekan4")
    assert try_from(HERE, "rekan4", PASSWORD, browser=laptop).status_code == 302
    laptop.post("/akun/logout/")
    fail(10, "siti", address="10.0.1.{}")
    assert try_from(HERE, "siti", PASSWORD, browser=laptop).status_code == 429


def test_a_failed_try_makes_no_device_known(siti):
    assert "peranti" not in try_from(HERE).cookies


ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (ANDROID, "Chrome di Android"),
        (ANDROID.replace("Mobile", "SamsungBrowser/25.0 Mobile"), "Samsung Internet di Android"),
        (IPHONE, "Safari di iPhone"),
        (IPHONE.replace("Version/17.5", "CriOS/126.0"), "Chrome di iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge di Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox di Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari di Mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/126.0.0.0 Safari/537.36", "Chrome di ChromeOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0 Safari/537.36 OPR/112.0", "Opera di Linux"),
        ("curl/8.5.0", "Peranti yang tidak dikenali"),
        ("", "Peranti yang tidak dikenali"),
        ("<script>Android</script>" + "x" * 5000, "Android"),
    ],
)
def test_a_browser_in_words(said, words):
    assert described(said) == words
