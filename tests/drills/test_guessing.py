"""Guessing at the running portal: two gunicorn processes on Redis, forged headers, forty tries at once, a dead cache."""

from __future__ import annotations

import json

from tests.drills.conftest import RIGHT, WRONG

SOMEBODY = "penulis.dinkes"


def guesses(login: str, chain: str, many: int = 20) -> list[tuple[str, str, str]]:
    """`chain` is the X-Forwarded-For of guess number {n}."""
    return [(login.format(n=n), WRONG, chain.format(n=n)) for n in range(many)]


def stopped_within_ten(portal, tries) -> None:
    """At most ten are compared; of those at the same moment fewer may be, and then the next few are."""
    statuses = portal.at_once(tries)
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) == portal.failed() <= 10
    for login, password, chain in tries:
        if portal.failed() == 10:
            return
        assert portal.visitor(X_Forwarded_For=chain).sign_in(login, password).status == 200
    raise AssertionError("Ten were never counted.")


def refused_by_every_process(portal, login=SOMEBODY, chain="10.9.9.{n}") -> None:
    """Sixteen connections, two processes: the right password, and none lets it in."""
    tries = [(login, RIGHT, chain.format(n=n)) for n in range(16)]
    assert set(portal.at_once(tries, threads=8)) == {429}


def test_forty_guesses_at_one_account(open_portal):
    stopped_within_ten(open_portal, guesses(SOMEBODY, "10.0.0.{n}", 40))
    refused_by_every_process(open_portal)
    assert open_portal.failed() == 10  # a flood of refused tries writes nothing

    # The log tells it, without names and passwords.
    text = open_portal.log.read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    events = [line["event"] for line in lines if line["logger"] == "portal.security"]
    assert events.count("signin.failed") == 10
    assert events.count("signin.refused") >= 46
    assert not [secret for secret in (RIGHT, WRONG, SOMEBODY) if secret in "".join(map(json.dumps, lines))]


def test_and_is_open_again_after_a_quarter_of_an_hour(open_portal):
    stopped_within_ten(open_portal, guesses(SOMEBODY, "10.0.0.{n}"))
    open_portal.later(14 * 60 + 30)
    refused_by_every_process(open_portal)
    open_portal.later(31)
    person = open_portal.visitor()
    assert person.sign_in(SOMEBODY, RIGHT).location == "/admin/"
    assert person.is_in()


def test_the_persons_own_device_gets_in_meanwhile(open_portal):
    person = open_portal.visitor()
    assert person.sign_in(SOMEBODY, RIGHT).status == 302
    device = open_portal.visitor()
    device.cookies["peranti"] = person.cookies["peranti"]
    stopped_within_ten(open_portal, guesses(SOMEBODY, "10.0.0.{n}"))
    refused_by_every_process(open_portal)
    assert device.sign_in(SOMEBODY, RIGHT).status == 302
    assert device.is_in()


def test_behind_the_proxy_one_account_from_many_addresses(proxied_portal):
    stopped_within_ten(proxied_portal, guesses(SOMEBODY, "198.51.100.1, 10.0.0.{n}"))
    refused_by_every_process(proxied_portal, chain="203.0.113.{n}")
    networks = proxied_portal.sql("SELECT DISTINCT network FROM accounts_signinattempt")
    assert len(networks) > 1


def test_behind_the_proxy_many_accounts_from_one_address(proxied_portal):
    stopped_within_ten(proxied_portal, guesses("nama{n}", "10.0.{n}.1, 198.51.100.7"))
    refused_by_every_process(proxied_portal, chain="10.1.1.{n}, 198.51.100.7")
    elsewhere = proxied_portal.visitor(X_Forwarded_For="198.51.100.7, 203.0.113.9")
    assert elsewhere.sign_in(SOMEBODY, RIGHT).status == 302


def test_behind_the_proxy_without_its_header(proxied_portal):
    """Whoever comes past the proxy is counted in one place and gets no error page."""
    stopped_within_ten(proxied_portal, guesses("nama{n}", "bukan alamat"))
    refused_by_every_process(proxied_portal, chain="bukan alamat {n}")


def test_with_the_cache_down(portal_without_cache):
    person = portal_without_cache.visitor()
    assert person.sign_in(SOMEBODY, RIGHT).status == 302
    for path in ("/", "/berita/", "/opd/", "/akun/login/", "/admin/", "/admin/news/article/", "/akun/password/reset/"):
        assert person.ask("GET", path).status in {200, 302}, path
    assert portal_without_cache.visitor().ask("GET", "/healthz").status == 503
    stopped_within_ten(portal_without_cache, guesses(SOMEBODY, "10.0.0.{n}"))
    refused_by_every_process(portal_without_cache)


def test_a_planted_session_is_not_taken_over(open_portal):
    planted = "abcdefghijklmnopqrstuvwxyz012345"
    person = open_portal.visitor()
    person.cookies["sesi"] = planted
    assert person.sign_in(SOMEBODY, RIGHT).status == 302
    assert person.is_in()
    assert person.cookies["sesi"] != planted
    attacker = open_portal.visitor()
    attacker.cookies["sesi"] = planted
    assert not attacker.is_in()
    assert open_portal.sql(f"SELECT count(*) FROM django_session WHERE session_key = '{planted}'") == [(0,)]


def test_the_session_of_a_visitor_is_not_taken_over_either(open_portal):
    """One that the portal has really given out, to whoever asked for a passkey's challenge."""
    person = open_portal.visitor(X_Requested_With="XMLHttpRequest")
    person.ask("GET", "/akun/2fa/webauthn/login/")
    before = person.cookies.get("sesi")
    person.headers.clear()
    assert person.sign_in(SOMEBODY, RIGHT).status == 302
    assert person.cookies["sesi"] != before
    attacker = open_portal.visitor()
    attacker.cookies["sesi"] = before or "-"
    assert not attacker.is_in()
