"""The door of the desk: who is let in with what, written out as a table, for reading and for writing, at every address."""

from __future__ import annotations

import re

import pytest
from django.core.serializers import serialize
from django.urls import URLResolver, get_resolver

from accounts import doors
from accounts.models import User
from news.models import Article
from news.workflow import Live, State
from opd import roles
from opd.models import OPD
from opd.rights import Role
from tests.accounts.factors import prove, with_app
from tests.news.stage import put

OPEN = "opens"
SET_UP = "/akun/2fa/"
PROVE = "/akun/2fa/reauthenticate/"

# Whoever may submit, review, manage a team or the portal; not whoever only writes.
#            has none, has one and has not proven it, has proven an app, signed in with a passkey
TABLE = {
    "writer": (OPEN, OPEN, OPEN, OPEN),
    "admin": (SET_UP, PROVE, OPEN, OPEN),
    "editor": (SET_UP, PROVE, OPEN, OPEN),
    "outsider": (SET_UP, PROVE, OPEN, OPEN),
    "superuser": (SET_UP, PROVE, OPEN, OPEN),
}
SESSIONS = ("none", "unproven", "proven", "passkey")
ROWS = [(who, session, row[SESSIONS.index(session)]) for who, row in TABLE.items() for session in SESSIONS]


@pytest.fixture
def real(settings):
    settings.DEMO = False


def browser_of(person, session, sign_in):
    if session != "none":
        with_app(person)
    browser = sign_in(person)
    if session == "proven":
        prove(browser, person)
    if session == "passkey":
        prove(browser, person, type="webauthn", passwordless=True)
    return browser


def everything() -> str:
    return serialize(
        "json", [*Article.objects.order_by("pk"), *OPD.objects.order_by("pk"), *User.objects.order_by("pk")]
    )


@pytest.mark.parametrize(("who", "session", "leads"), ROWS)
class TestTable:
    def test_reading(self, cast, sign_in, real, who, session, leads):
        browser = browser_of(getattr(cast, who), session, sign_in)
        answer = browser.get("/admin/news/article/?o=1")
        if leads == OPEN:
            assert answer.status_code == 200
        else:
            assert answer["Location"] == f"{leads}?next=%2Fadmin%2Fnews%2Farticle%2F%3Fo%3D1"

    def test_writing(self, cast, sign_in, real, who, session, leads):
        """Nothing is done, and what was typed is shown for copying."""
        browser = browser_of(getattr(cast, who), session, sign_in)
        before = everything()
        answer = browser.post(
            "/admin/news/article/add/", {"title": "Judul <b>Baru</b>", "body": "<p>Isi.</p>", "summary": ""}
        )
        if leads == OPEN:
            # An editor writes nothing new; the administrator has two OPDs to choose from and is asked.
            assert answer.status_code == {"editor": 403, "superuser": 200}.get(who, 302)
            return
        assert answer.status_code == 403
        page = answer.content.decode()
        assert f'href="{leads}?next=%2Fadmin%2F"' in page
        assert "Judul &lt;b&gt;Baru&lt;/b&gt;" in page
        assert "no-store" in answer["Cache-Control"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert everything() == before

    def test_a_demo_lets_them_in(self, cast, sign_in, who, session, leads):
        answer = browser_of(getattr(cast, who), session, sign_in).get("/admin/news/article/")
        assert answer.status_code == 200
        assert "Portal contoh: pengaman kedua tidak diwajibkan di sini." in answer.content.decode()


class TestEveryAddress:
    """Whatever stands under /admin/, libraries' addresses included."""

    def addresses(self, resolver=None, prefix="") -> list[str]:
        found = []
        for pattern in (resolver or get_resolver()).url_patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found += self.addresses(pattern, route)
            elif route.startswith("admin/"):
                plain = re.sub(r"\^\(\?P<app_label>.*", "news/", route)
                found.append("/" + re.sub(r"<[^>]+>", "1", plain))
        return sorted(found)

    @pytest.mark.parametrize(("session", "leads"), [("none", SET_UP), ("unproven", PROVE)])
    @pytest.mark.parametrize("who", ["admin", "superuser"])
    def test_is_behind_the_door(self, cast, sign_in, real, session, leads, who):
        put(cast, State.IN_REVIEW, Live.NONE)
        browser = browser_of(getattr(cast, who), session, sign_in)
        addresses = [each for each in self.addresses() if each != "/admin/login/"]
        assert len(addresses) > 60
        before = everything()
        for address in addresses:
            assert browser.get(address).headers.get("Location", "").startswith(f"{leads}?next="), address
            for method in ("post", "put", "delete"):
                assert getattr(browser, method)(address).status_code == 403, address
        assert everything() == before

    def test_the_sign_in_address_leads_in_only_to_the_door(self, cast, sign_in, real):
        browser = sign_in(cast.admin)
        assert browser.get("/admin/login/")["Location"] == "/admin/"
        assert browser.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/akun/2fa/")


class TestWhoCannotEnterAnyway:
    @pytest.mark.parametrize("who", ["nobody", None])
    def test_is_told_as_before(self, cast, sign_in, real, who):
        browser = sign_in(getattr(cast, who) if who else None)
        assert browser.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


class TestOnTheWay:
    def test_the_set_up_page_says_why_and_leads_back(self, cast, sign_in, real):
        browser = sign_in(cast.editor)
        page = browser.get(browser.get("/admin/news/queue/")["Location"]).content.decode()
        assert "Pasang dulu satu pengaman kedua, baru meja redaksi terbuka." in page
        with_app(cast.editor)
        prove(browser, cast.editor)
        assert 'href="/admin/news/queue/"' in browser.get("/akun/2fa/").content.decode()
        assert browser.get("/admin/news/queue/").status_code == 200

    @pytest.mark.parametrize("outside", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)"])
    def test_never_to_somewhere_else(self, cast, sign_in, real, outside):
        browser = sign_in(cast.editor)
        with_app(cast.editor)
        assert "jahat" not in browser.get("/akun/2fa/", {"next": outside}).content.decode()
        assert "Lanjut ke Meja" not in browser.get("/akun/2fa/", {"next": outside}).content.decode()

    def test_a_role_that_comes_later_asks_at_the_next_request(self, cast, sign_in, real):
        browser = sign_in(cast.writer)
        assert browser.get("/admin/").status_code == 200
        roles.appoint(cast.writer, cast.dinkes, Role.ADMIN)
        assert browser.get("/admin/")["Location"] == f"{SET_UP}?next=%2Fadmin%2F"

    def test_one_set_up_elsewhere_asks_the_older_session(self, cast, sign_in, real):
        older = sign_in(cast.admin)
        with_app(cast.admin)
        assert older.get("/admin/")["Location"].startswith(PROVE)

    def test_a_reset_asks_a_proven_session_to_set_up_anew(self, cast, sign_in, real):
        browser = sign_in(cast.admin)
        prove(browser, cast.admin)  # of a factor that is gone
        assert browser.get("/admin/")["Location"].startswith(f"{SET_UP}?next")

    def test_somebody_elses_proof_opens_nothing(self, cast, sign_in, real):
        with_app(cast.admin)
        browser = sign_in(cast.admin)
        prove(browser, cast.superuser)
        assert browser.get("/admin/")["Location"].startswith(PROVE)

    def test_a_password_in_the_session_is_no_second_factor(self, cast, sign_in, real):
        with_app(cast.admin)
        browser = sign_in(cast.admin)
        prove(browser, cast.admin, method="password", reauthenticated=True)
        assert browser.get("/admin/")["Location"].startswith(PROVE)

    def test_another_first_step_is_asked_for_as_well(self, cast, sign_in, real, monkeypatch):
        monkeypatch.setattr(doors, "next_step", lambda request: "/akun/password/change/")
        browser = sign_in(cast.writer)
        assert browser.get("/admin/")["Location"] == "/akun/password/change/?next=%2Fadmin%2F"
        assert browser.post("/admin/news/article/add/", {"title": "Judul"}).status_code == 403
        assert not Article.objects.exists()
        monkeypatch.undo()


def test_no_notice_on_a_real_portal(cast, sign_in, real):
    assert "Portal contoh" not in sign_in(cast.writer).get("/admin/").content.decode()


def test_the_door_costs_one_query(cast, sign_in, real, settings):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_of(cast.admin, "proven", sign_in)
    browser.get("/admin/news/article/")
    with CaptureQueriesContext(connection) as with_door:
        browser.get("/admin/news/article/")
    settings.DEMO = True
    with CaptureQueriesContext(connection) as without:
        browser.get("/admin/news/article/")
    assert len(with_door) == len(without) + 1
