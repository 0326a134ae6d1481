"""What people read when something cannot be answered."""

import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from blora_portal import errors
from news.public import views
from tests.factories import PublicationFactory
from tests.inline import without_style


@pytest.fixture
def request_(rf: RequestFactory):
    return rf.get("/", HTTP_HOST="localhost")


def test_404_offers_the_newest_three_and_ways_on(visitor):
    for number in range(4):
        PublicationFactory(title=f"Kabar {number}")
    response = visitor.get("/tidak-ada/")
    content = response.content.decode()
    assert response.status_code == 404
    assert content.count('class="card"') == 3
    assert 'href="/opd/"' in content


@pytest.mark.parametrize("address", ["/akun/rahasia/", "/akun/signup/", "/rahasia/"])
def test_404_says_nothing_about_what_was_asked(visitor, address):
    response = visitor.get(address)
    assert response.status_code == 404
    for leak in ("rahasia", "signup", "Resolver", "Traceback", "urlconf"):
        assert leak not in response.content.decode()


def test_404_at_the_desk_says_no_more(cast, sign_in):
    response = sign_in(cast.superuser).get("/admin/rahasia/")
    assert response.status_code == 404
    assert "rahasia" not in response.content.decode()


def test_404_without_a_database(rf, monkeypatch):
    def gone():
        raise OperationalError("connection refused")

    monkeypatch.setattr(views.pages, "newest", gone)
    response = views.not_found(rf.get("/tidak-ada/", HTTP_HOST="localhost"), None)
    assert response.status_code == 404
    assert "Halaman ini tidak ditemukan" in response.content.decode()
    assert "connection refused" not in response.content.decode()


def test_400(request_):
    response = errors.bad_request(request_)
    assert response.status_code == 400
    assert "Permintaan ini tidak dapat dibaca" in response.content.decode()


def test_413(request_):
    response = errors.bad_request(request_, RequestDataTooBig("x"))
    assert response.status_code == 413
    assert "Kiriman ini terlalu besar" in response.content.decode()


def test_403_shows_its_sentence(request_):
    content = errors.forbidden(request_, PermissionDenied("Hanya redaktur yang boleh menerbitkan.")).content.decode()
    assert "Hanya redaktur yang boleh menerbitkan." in content
    assert "notice--error" not in without_style(errors.forbidden(request_).content.decode())


def test_500_needs_nothing_and_shows_the_requests_id():
    content = render_to_string("500.html", {"request_id": "abc123def456"})
    assert "abc123def456" in content
    assert "Maaf, portal sedang terganggu" in content
    assert 'href="/static/css/public/base.css"' in content


def test_a_stale_form_hands_the_typed_text_back(db):
    typed = {"title": "Judul <b>saya</b>", "body": "Isi yang panjang. " * 20}
    browser = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    browser.cookies["sesi"] = "a" * 32  # another site's form brings no session, and its words are not shown
    response = browser.post("/akun/login/", typed)
    content = response.content.decode()
    assert response.status_code == 403
    assert "Formulir ini terlalu lama terbuka" in content
    assert re.search(r"<textarea[^>]* readonly>Judul &lt;b&gt;saya&lt;/b&gt;</textarea>", content)
    assert "Isi yang panjang. Isi yang panjang." in content


def test_a_stale_form_without_text(db):
    response = Client(enforce_csrf_checks=True, HTTP_HOST="localhost").post("/akun/login/", {})
    assert "Belum ada yang tersimpan" in response.content.decode()
    assert "<textarea" not in response.content.decode()


def test_somebody_without_a_role_is_told_whom_to_ask(cast, sign_in):
    response = sign_in(cast.nobody).get("/admin/login/")
    content = response.content.decode()
    assert response.status_code == 403
    assert "admin OPD Anda" in content
    assert "Dinkominfo Kabupaten Blora" in content
    assert '<form method="post" action="/akun/logout/">' in content


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "410", "413", "500"])
def test_every_page_of_an_error_is_a_whole_page_with_a_way_on(request_, name):
    content = render_to_string(
        f"{name}.html",
        {"request_id": "x", "kept": [], "sentence": "", "newest": []},
        request_ if name != "500" else None,
    )
    assert '<html lang="id">' in content
    assert content.count("<h1") == 1
    assert 'href="/"' in content
