"""What people read when something cannot be answered."""

from __future__ import annotations

import platform
import re
from io import BytesIO

import django
import pytest
from django.template.loader import render_to_string
from django.test import Client

from blora_portal import errors
from news.models import Article
from opd.models import OPD
from tests.blora_portal.failing import SECRET
from tests.inline import without_style

MEGABYTE = 1024 * 1024
TELLTALES = (
    "Traceback",
    "site-packages",
    "/work/",
    ".py",
    "ZeroDivisionError",
    "Django",
    django.get_version(),
    platform.python_version(),
    SECRET,
)

pytestmark = [pytest.mark.urls("tests.blora_portal.failing"), pytest.mark.django_db]


@pytest.fixture
def visitor():
    return Client(HTTP_HOST="localhost", raise_request_exception=False)


@pytest.fixture
def strict(cast):
    """A browser of the writer's, or of somebody else, whose forms carry no CSRF token."""

    def browser(user):
        client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(user, backend="accounts.backends.SignInBackend")
        return client

    return browser


def page_of(answer, status) -> str:
    assert answer.status_code == status
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    page = answer.content.decode()
    assert '<html lang="id">' in page
    for telltale in TELLTALES:
        assert telltale not in page
    return page


class TestServerError:
    def test_says_a_number_that_is_in_the_log(self, visitor, log):
        page = page_of(visitor.get("/gagal/?q=rahasia-kata"), 500)
        assert "Maaf, portal sedang terganggu" in page
        number = re.search(r'class="request-id">([0-9a-f]{12})<', page)[1]
        (failure,) = log("django.request")
        assert (failure["request_id"], failure["level"]) == (number, "ERROR")
        assert "ZeroDivisionError" in failure["exc_info"]
        (line,) = log("portal.requests")
        assert (line["request_id"], line["status"], line["level"]) == (number, 500, "ERROR")
        assert "rahasia-kata" not in log.text()

    def test_each_failure_has_its_own(self, visitor):
        numbers = {
            re.search(r'class="request-id">([0-9a-f]+)<', visitor.get("/gagal/").content.decode())[1] for _ in range(3)
        }
        assert len(numbers) == 3

    def test_asks_nobody_anything(self, rf, django_assert_num_queries, monkeypatch):
        """The database or a context processor may be what failed."""
        monkeypatch.setattr(errors, "render", None)
        with django_assert_num_queries(0):
            answer = errors.server_error(rf.get("/"))
        assert answer.status_code == 500

    def test_is_under_the_visitors_policy(self, visitor):
        answer = visitor.get("/gagal/")
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        page = answer.content.decode()
        assert "<style" not in page
        assert "<script" not in page
        assert not answer.cookies


class TestBadRequest:
    def test_is_a_page(self, visitor):
        assert "Permintaan ini tidak dapat dibaca" in page_of(visitor.get("/curiga/"), 400)

    def test_a_question_the_list_does_not_take(self, cast, sign_in):
        answer = sign_in(cast.writer).get("/admin/news/article/?created_by__password__startswith=a")
        assert "Permintaan ini tidak dapat dibaca" in page_of(answer, 400)

    def test_more_fields_than_any_form_has(self, visitor):
        answer = visitor.post("/kirim/", {f"f{number}": "" for number in range(1001)})
        assert "Permintaan ini tidak dapat dibaca" in page_of(answer, 400)


class TestForbidden:
    def test_shows_the_sentence_it_was_given(self, visitor):
        page = page_of(visitor.get("/dilarang/"), 403)
        assert "Anda tidak diizinkan melakukan ini" in page
        assert "Hanya admin OPD ini yang mengatur timnya. &lt;b&gt;" in page

    def test_and_is_a_page_without_one(self, cast, sign_in):
        page = page_of(sign_in(cast.writer).get("/admin/opd/desk/"), 403)
        assert "Anda tidak diizinkan melakukan ini" in page
        assert "notice--error" not in without_style(page)


class TestNotFound:
    @pytest.mark.parametrize(
        "path", ["/tidak-ada/", "/admin/tidak-ada/", "/opd/tidak-ada/", "/berita/999/", "/media/tidak-ada"]
    )
    def test_is_a_page(self, cast, sign_in, path):
        assert "Halaman ini tidak ditemukan" in page_of(sign_in(cast.writer).get(path), 404)


class TestTooLarge:
    """Five megabytes of typed words; files do not count."""

    def test_five_megabytes_pass(self, visitor):
        assert visitor.post("/kirim/", {"body": "x" * (5 * MEGABYTE - 500)}).content == b"1 isian"

    @pytest.mark.parametrize("content_type", [None, "application/x-www-form-urlencoded"])
    def test_more_is_refused_with_a_page(self, visitor, content_type):
        body = "x" * (5 * MEGABYTE + 500)
        if content_type:
            answer = visitor.post("/kirim/", f"body={body}", content_type=content_type)
        else:
            answer = visitor.post("/kirim/", {"body": body})
        assert "Kiriman ini terlalu besar" in page_of(answer, 413)

    def test_at_the_desk_too_and_nothing_is_saved(self, cast, strict, sign_in):
        text = {"title": "Judul", "body": "x" * (5 * MEGABYTE + 500), "summary": "", "seen": "1"}
        for browser in (strict(cast.writer), sign_in(cast.writer)):  # found by the CSRF check, and by the page itself
            assert "Kiriman ini terlalu besar" in page_of(browser.post("/admin/news/article/add/", text), 413)
        assert not Article.objects.exists()

    def test_a_picture_is_not_counted(self, visitor):
        picture = BytesIO(b"x" * (6 * MEGABYTE))
        picture.name = "foto.jpg"
        assert visitor.post("/kirim/", {"title": "Judul", "picture": picture}).content == b"1 isian"


class TestStaleForm:
    TEXT = {
        "title": "Posyandu <b>Ngawen</b>",
        "summary": "Ringkasan yang panjang",
        "body": "<p>Isi & gambar</p></textarea><script>",
        "note": "Alasan saya",
        "password": "rahasia",
        "csrfmiddlewaretoken": "basi",
    }

    def test_what_was_typed_is_shown_for_copying(self, cast, strict):
        page = page_of(strict(cast.writer).post("/admin/news/article/add/", self.TEXT), 403)
        assert "Formulir ini terlalu lama terbuka" in page
        for words in (
            "Posyandu &lt;b&gt;Ngawen&lt;/b&gt;",
            "Ringkasan yang panjang",
            "Alasan saya",
            "&lt;/textarea&gt;&lt;script&gt;",
        ):
            assert words in page
        assert "rahasia" not in page
        assert not Article.objects.exists()

    def test_an_opds_description_too(self, cast, strict):
        url = f"/admin/opd/opd/{cast.dinkes.pk}/change/"
        page = page_of(strict(cast.admin).post(url, {"description": "Melayani kesehatan warga."}), 403)
        assert "Melayani kesehatan warga." in page
        assert OPD.objects.get(pk=cast.dinkes.pk).description == ""

    def test_without_words_it_says_what_to_do(self, cast, strict):
        page = page_of(
            strict(cast.admin).post(
                f"/admin/opd/opd/{cast.dinkes.pk}/team/appoint/", {"person": "penulis", "role": "admin"}
            ),
            403,
        )
        assert "Belum ada yang tersimpan." in page
        assert "<textarea" not in page

    @pytest.mark.parametrize("path", ["/akun/login/", "/akun/logout/", "/akun/password/reset/"])
    def test_sign_in_pages_are_guarded(self, visitor, path):
        strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True, raise_request_exception=False)
        assert "Formulir ini terlalu lama terbuka" in page_of(strict.post(path, {"login": "x", "password": "y"}), 403)

    def test_a_strangers_words_are_not_shown_on_our_page(self, visitor):
        """Another site's form brings no session, and could say anything in our name."""
        strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True, raise_request_exception=False)
        for path in ("/", "/akun/login/"):
            assert "Hubungi WA" not in page_of(strict.post(path, {"note": "Akun diblokir. Hubungi WA 0812"}), 403)

    def test_a_form_from_another_site(self, cast, strict):
        browser = strict(cast.writer)
        answer = browser.post("/admin/news/article/add/", self.TEXT, headers={"origin": "https://evil.example"})
        assert "Formulir ini terlalu lama terbuka" in page_of(answer, 403)
        assert not Article.objects.exists()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "410", "413", "500"])
def test_no_page_speaks_english(name):
    page = render_to_string(f"{name}.html", {"request_id": "0"})
    words = set(re.sub(r"<[^>]+>", " ", page.partition("<body")[2]).lower().split())
    assert not words & {"the", "page", "not", "found", "error", "server", "forbidden", "please", "bad", "request"}
