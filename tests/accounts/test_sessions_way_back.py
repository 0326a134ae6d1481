"""Who comes back to a session that has ended: told why, led back, and nothing they typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import sessions
from news.models import Article
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_sessions import move

TYPED = {
    "title": "Posyandu <b>Ngawen</b>",
    "summary": "Ringkasan dua kalimat.",
    "body": "<p>Isi yang panjang</p></textarea><script>",
    "lead_alt": "Kader menimbang balita",
    "lead_credit": "Foto: Dinkes",
    "note": "Alasan saya",
    "password": "rahasia-sekali",
    "seen": "1",
}
ADD = "/admin/news/article/add/"


@pytest.fixture
def writer(cast, sign_in):
    return sign_in(cast.writer)


def idle(browser):
    move(browser, seen=timedelta(minutes=61), began=timedelta(minutes=61))


def long(browser):
    move(browser, began=timedelta(hours=12, minutes=1))


def gone(browser):
    Session.objects.filter(session_key=browser.session.session_key).delete()


ENDS = {
    idle: ("diam", "Anda tidak aktif selama 60 menit"),
    long: ("lama", "Anda sudah masuk selama 12 jam"),
    gone: ("berakhir", "Anda tidak lagi masuk di peranti ini"),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("place", ["/admin/news/article/?keadaan=draft&q=a b", "/akun/keamanan/"])
def test_a_page_leads_to_sign_in_that_says_why(writer, end, place):
    end(writer)
    why, sentence = ENDS[end]
    answer = writer.get(place)
    assert answer.status_code == 302
    to, _, query = answer["Location"].partition("?")
    assert to == "/akun/login/"
    assert query.endswith(f"&karena={why}")
    page = writer.get(answer["Location"])
    assert sentence in page.content.decode()
    assert "perlu disimpan lagi" in page.content.decode()
    assert page.context["redirect_field_value"] == place.replace(" ", "%20")


def test_and_signing_in_leads_back(cast, with_password, sign_in):
    writer = sign_in(with_password(cast.writer))
    idle(writer)
    answer = writer.get("/admin/news/article/?keadaan=draft")
    assert answer["Location"] == "/akun/login/?next=/admin/news/article/%3Fkeadaan%3Ddraft&karena=diam"
    form = {"login": "penulis", "password": PASSWORD, "next": "/admin/news/article/?keadaan=draft"}
    assert writer.post("/akun/login/", form)["Location"] == "/admin/news/article/?keadaan=draft"
    assert writer.get("/admin/").status_code == 200


@pytest.mark.parametrize("why", ["", "diam2", "<b>", "diam\0", "__class__"])
def test_a_reason_that_somebody_made_up_says_nothing(visitor, db, why):
    page = visitor.get("/akun/login/", {"karena": why}).content.decode()
    assert 'role="status"' not in page
    assert "dikeluarkan" not in page


@pytest.mark.parametrize("end", ENDS)
def test_what_was_typed_is_shown_for_copying(writer, end):
    end(writer)
    answer = writer.post(ADD, TYPED)  # multipart, as the desk's form sends it
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Belum tersimpan: Anda perlu masuk lagi" in page
    assert ENDS[end][1] in page
    for words in (
        "Posyandu &lt;b&gt;Ngawen&lt;/b&gt;",
        "Ringkasan dua kalimat.",
        "&lt;p&gt;Isi yang panjang&lt;/p&gt;&lt;/textarea&gt;&lt;script&gt;",
        "Kader menimbang balita",
        "Foto: Dinkes",
        "Alasan saya",
    ):
        assert words in page
    assert "rahasia-sekali" not in page
    assert f'href="/akun/login/?next={ADD}&amp;karena={ENDS[end][0]}" target="_blank"' in page
    assert "no-store" in answer["Cache-Control"]
    assert not Article.objects.exists()


def test_a_form_without_files_too(writer):
    idle(writer)
    answer = writer.post(ADD, "title=Judul+saya&seen=1", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 403
    assert "Judul saya" in answer.content.decode()


def test_the_second_tab_of_an_ended_session_keeps_its_text(cast, with_password):
    """The first tab has already been sent to sign in, and the cookie of the session is gone."""
    with_password(cast.writer)
    tabs = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    page = tabs.get("/akun/login/")
    token = {"csrfmiddlewaretoken": page.context["csrf_token"]}
    tabs.post("/akun/login/", {"login": "penulis", "password": PASSWORD, **token})
    token = {"csrfmiddlewaretoken": tabs.get(ADD).context["csrf_token"]}
    idle(tabs)
    assert "karena=diam" in tabs.get("/admin/")["Location"]
    assert not tabs.cookies["sesi"].value
    answer = tabs.post(ADD, TYPED | token)
    assert answer.status_code == 403
    assert "Belum tersimpan: Anda perlu masuk lagi" in answer.content.decode()
    assert "Ringkasan dua kalimat." in answer.content.decode()


def test_a_button_without_words_leads_to_sign_in(writer):
    """And back to the page the button stood on: what it posts to is no page."""
    idle(writer)
    answer = writer.post(
        "/admin/news/article/5/submit/", {"seen": "1"}, headers={"referer": "http://localhost/admin/?a=1"}
    )
    assert answer["Location"] == "/akun/login/?next=/admin/%3Fa%3D1&karena=diam"


@pytest.mark.parametrize(
    "page", ["https://jahat.example/x", "//jahat.example/", "javascript:alert(1)", "", "http://[x"]
)
def test_the_way_back_stays_here(writer, page):
    idle(writer)
    answer = writer.post("/admin/news/article/5/submit/", {"seen": "1"}, headers={"referer": page})
    assert answer["Location"] == "/akun/login/?next=/admin/news/article/5/submit/&karena=diam"


def test_a_session_that_ends_while_we_work(writer, cast, monkeypatch):
    """Somebody presses "Keluarkan" elsewhere in the middle of a request: no page about a broken address."""
    move(writer, seen=timedelta(seconds=61))
    listed = sessions._seen

    def ended_meanwhile(session, *args):
        found = listed(session, *args)
        sessions.end_all(cast.writer)
        return found

    monkeypatch.setattr(sessions, "_seen", ended_meanwhile)
    assert writer.get("/admin/")["Location"] == "/akun/login/?karena=berakhir"
    monkeypatch.undo()
    assert writer.get("/admin/").status_code == 302


def test_a_visitor_who_was_never_in_is_told_nothing(visitor, db):
    assert visitor.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert visitor.post("/akun/password/change/", TYPED).status_code == 302


def test_signing_out_leads_to_a_plain_sign_in_page(writer):
    assert writer.post("/akun/logout/")["Location"] == "/akun/login/"


def test_a_sign_in_half_done_is_no_ended_session(visitor, db):
    session = visitor.session
    session["something"] = 1
    session.save()
    visitor.cookies["sesi"] = session.session_key
    assert visitor.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert Session.objects.filter(session_key=session.session_key).exists()


PUBLIC = ["/", "/berita/", "/opd/", "/opd/dinkes/", "/rubrik/kesehatan/", "/tentang/", "/feed/", "/tidak-ada/"]


@pytest.mark.parametrize("end", [None, *ENDS])
def test_public_pages_look_at_no_session(writer, end, django_assert_max_num_queries):
    if end:
        end(writer)
    before = list(Session.objects.values())
    for place in PUBLIC:
        with django_assert_max_num_queries(8) as captured:
            answer = writer.get(place)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert not any("session" in query["sql"] for query in captured.captured_queries), place
    assert list(Session.objects.values()) == before
