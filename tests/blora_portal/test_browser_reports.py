"""/laporan-peramban/: what is taken, what is kept of it, what is not, and who reads it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models import F
from django.test import Client
from django.utils import timezone

from blora_portal import models
from blora_portal.models import BrowserReport

PLACE = "/laporan-peramban/"
OLD, NEW = "application/csp-report", "application/reports+json"
HERE = "http://localhost"


@pytest.fixture
def visitor(db):
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)


def old(page="/", blocked="inline", directive="script-src-attr", **more) -> dict:
    return {
        "csp-report": {
            "document-uri": page if "://" in page else HERE + page,
            "referrer": "https://asal.example/rahasia",
            "violated-directive": directive,
            "effective-directive": directive,
            "original-policy": "default-src 'none'",
            "blocked-uri": blocked,
            "script-sample": "kata rahasia",
            **more,
        }
    }


def new(page="/", blocked="inline", directive="script-src-attr", kind="csp-violation") -> dict:
    body = {
        "documentURL": page if "://" in page else HERE + page,
        "effectiveDirective": directive,
        "blockedURL": blocked,
        "sample": "kata rahasia",
    }
    return {"type": kind, "age": 3, "url": HERE + page, "user_agent": "Peramban/1.0", "body": body}


def tell(visitor, report, content_type=OLD, **more):
    body = report if isinstance(report, (str, bytes)) else json.dumps(report)
    return visitor.post(PLACE, body, content_type=content_type, **more)


def kept() -> list[tuple]:
    return list(BrowserReport.objects.order_by("pk").values_list("directive", "blocked", "page", "count"))


# --- Taken ------------------------------------------------------------------------------------------------------------
def test_the_older_form(visitor):
    answer = tell(visitor, old("/opd/dinkes/?q=kata"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert not answer.cookies
    assert kept() == [("script-src-attr", "inline", "/opd/dinkes/", 1)]


def test_the_reporting_api(visitor):
    assert (
        tell(visitor, [new("/berita/"), new("/opd/", "https://iklan.example/x?y=1", "img-src")], NEW).status_code == 204
    )
    assert sorted(kept()) == [
        ("img-src", "https://iklan.example", "/opd/", 1),
        ("script-src-attr", "inline", "/berita/", 1),
    ]


@pytest.mark.parametrize(
    ("blocked", "stored"),
    [
        ("inline", "inline"),
        ("eval", "eval"),
        ("data", "data"),
        ("data:text/html,rahasia", "data"),
        ("blob:http://localhost/1234", "blob"),
        ("https://Jahat.Example:8443/jalan/siti?nip=1980#x", "https://jahat.example:8443"),
        ("https://siti:sandi@jahat.example/", "https://jahat.example"),
        ("wss://jahat.example/soket", "wss://jahat.example"),
        ("http://localhost/media/foto.jpg?x=1", "self"),
    ],
)
def test_of_what_was_blocked_only_the_host(visitor, blocked, stored):
    assert tell(visitor, old(blocked=blocked)).status_code == 204
    assert [row[1] for row in kept()] == [stored]


@pytest.mark.parametrize(
    ("page", "stored"),
    [
        ("/berita/12/judul/?utm_source=siti#bagian", "/berita/12/judul/"),
        ("/admin/news/article/7/change/?_changelist_filters=q", "/admin/news/article/7/change/"),
        ("/akun/password/reset/key/1-c9x8f7-0123456789abcdef/", "/akun/password/reset/key/…"),
        ("/siti.aminah/telepon/0812/", "(alamat yang tidak ada)"),
        ("/berita/12/" + "a" * 500 + "/", ("/berita/12/" + "a" * 500)[:200]),
    ],
)
def test_of_the_page_only_the_path(visitor, page, stored):
    assert tell(visitor, old(page)).status_code == 204
    assert [row[2] for row in kept()] == [stored]


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("/", "/opd/dinkes/"),
        ("/kontak/?x=1", "/opd/dinkes/kontak/"),
        ("/media/a.jpg", "/media/a.jpg"),
        ("/berita/12/judul/", "(alamat yang tidak ada)"),
    ],
)
def test_of_an_opds_own_host_the_page_as_the_portal_calls_it(cast, path, stored):
    host = "dinkes.localhost:8000"
    assert tell(Client(HTTP_HOST=host), old(f"http://{host}{path}")).status_code == 204
    assert [row[2] for row in kept()] == [stored]


def test_nothing_of_the_visitor(visitor):
    tell(visitor, old(), HTTP_USER_AGENT="Peramban Siti", REMOTE_ADDR="203.0.113.9", HTTP_REFERER=HERE + "/?q=siti")
    stored = str(BrowserReport.objects.values().get())
    for trace in ("203.0.113.9", "Siti", "siti", "asal.example", "rahasia"):
        assert trace not in stored


# --- Taken, not kept --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "report",
    [
        old("https://lain.example/"),
        old("http://localhost:9999/"),
        old("http://localhost.lain.example/"),
        old("about:blank://"),
        old(blocked="chrome-extension://abcdefgh/skrip.js"),
        old(blocked="moz-extension://1234/skrip.js"),
        old(blocked="safari-web-extension://1234"),
        old(blocked="about:blank"),
        old(blocked="about"),
        old(blocked=""),
        old(blocked="https://[bukan-alamat/"),
        old(blocked="https://jahat.example\u0000/"),
        old(blocked="https://<script>/"),
        old("/berita/12/nol\u0000/"),
        old("/berita/12/setengah\ud800/"),
        old(directive="siti-aminah"),
        old(directive=""),
    ],
)
def test_noise_is_answered_and_forgotten(visitor, report):
    assert tell(visitor, report).status_code in {204, 400}
    assert kept() == []


@pytest.mark.parametrize("kind", ["deprecation", "intervention", "network-error", "", None, 3])
def test_other_kinds_of_reports(visitor, kind):
    assert tell(visitor, [new(kind=kind)], NEW).status_code == 204
    assert kept() == []


def test_at_most_ten_in_one_request(visitor):
    tell(visitor, [new(f"/berita/{number}/") for number in range(1, 21)], NEW)
    assert len(kept()) == 10


# --- Refused ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", OLD),
        ("{", OLD),
        (b"\xff\xfe", OLD),
        ("null", OLD),
        ("[]", OLD),
        ("{}", OLD),
        ('{"csp-report": []}', OLD),
        ('{"csp-report": {"document-uri": 5}}', OLD),
        ("[" * 4000, OLD),
        ("{}", NEW),
        ("[1]", NEW),
        ('[{"type": "csp-violation"}]', NEW),
        ('[{"type": "csp-violation", "body": "x"}]', NEW),
        (json.dumps(old()), "application/json"),
        (json.dumps(old()), "text/plain"),
        ("document-uri=x", "application/x-www-form-urlencoded"),
    ],
)
def test_what_no_browser_sends(visitor, body, content_type):
    answer = tell(visitor, body, content_type)
    assert answer.status_code == 400
    assert answer.content.decode() == "Laporan ini tidak dapat dibaca.\n"
    assert kept() == []


def test_eight_kilobytes_and_no_more(visitor):
    room = 8192 - len(json.dumps(old(sample="")))
    assert tell(visitor, old(sample="x" * room)).status_code == 204
    answer = tell(visitor, old(page="/opd/", sample="x" * room))
    assert answer.status_code == 413
    assert len(kept()) == 1


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options", "patch"])
def test_only_post(visitor, method):
    answer = getattr(visitor, method)(PLACE)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


# --- Counted, and kept small ------------------------------------------------------------------------------------------
def pass_time(seconds: int) -> None:
    ago = timedelta(seconds=seconds)
    BrowserReport.objects.update(first_at=F("first_at") - ago, last_at=F("last_at") - ago)


def test_the_same_kind_is_counted_in_one_row(visitor):
    for _ in range(3):
        tell(visitor, old())
        pass_time(11)
    assert kept() == [("script-src-attr", "inline", "/", 3)]
    assert timezone.now() - BrowserReport.objects.get().last_at < timedelta(seconds=15)


def test_a_flood_of_one_kind_writes_nothing(visitor, django_assert_num_queries):
    tell(visitor, old())
    with django_assert_num_queries(3) as captured:  # savepoint, one look, end of the savepoint
        tell(visitor, old())
    assert not any(query["sql"].startswith(("UPDATE", "INSERT")) for query in captured.captured_queries)
    assert kept() == [("script-src-attr", "inline", "/", 1)]


def test_a_flood_of_new_kinds_is_held_back(visitor):
    for number in range(1, 31):
        assert tell(visitor, old(f"/berita/{number}/")).status_code == 204
    assert len(kept()) == 20
    pass_time(61)
    tell(visitor, old("/berita/99/"))
    assert len(kept()) == 21


def test_at_most_so_many_rows_and_the_longest_unseen_gives_way(visitor, monkeypatch):
    monkeypatch.setattr(models, "MOST", 3)
    for number in (1, 2, 3):
        tell(visitor, old(f"/berita/{number}/"))
        pass_time(61)
    tell(visitor, old("/berita/1/"))  # seen again
    tell(visitor, old("/berita/4/"))
    assert [row[2] for row in kept()] == ["/berita/1/", "/berita/3/", "/berita/4/"]


def test_the_numbers():
    assert models.MOST == 500
    assert models.NEW_A_MINUTE == 20
    assert models.QUIET.total_seconds() == 10


def test_the_cache_may_be_down(visitor, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert tell(visitor, old()).status_code == 204
    assert len(kept()) == 1


def test_a_database_that_fails_is_no_concern_of_the_browser(visitor, monkeypatch, caplog):
    def fails(kinds):
        raise DatabaseError

    monkeypatch.setattr(BrowserReport.objects, "tell", fails)
    assert tell(visitor, old()).status_code == 204
    assert "was not kept" in caplog.text


# --- Read -------------------------------------------------------------------------------------------------------------
LIST = "/admin/blora_portal/browserreport/"


def test_the_administrator_reads_what_it_means(cast, sign_in, visitor):
    tell(visitor, old("/berita/12/judul/"))
    tell(visitor, old(blocked="https://iklan.example/x", directive="img-src"))
    page = sign_in(cast.superuser).get(LIST).content.decode()
    for words in (
        "Skrip yang bukan milik portal dicegah berjalan",
        "Perlu diperiksa",
        "kode yang ditulis di dalam halaman",
        "/berita/12/judul/",
        "Gambar dari luar portal ditolak",
        "https://iklan.example",
    ):
        assert words in page
    assert "browserreport/add/" not in page
    assert "/change/" not in page.partition("result_list")[2]


@pytest.mark.parametrize(
    ("who", "status"),
    [(name, 403) for name in ("writer", "admin", "editor", "outsider")] + [("nobody", 302), (None, 302)],
)
def test_nobody_else_does(cast, sign_in, visitor, who, status):
    tell(visitor, old())
    reader = sign_in(getattr(cast, who) if who else None)
    answer = reader.get(LIST)
    assert answer.status_code == status
    assert "script-src" not in answer.content.decode()
    assert reader.post(LIST, {"action": "delete_selected"}).status_code == status
    assert len(kept()) == 1


@pytest.mark.parametrize("place", ["add/", "{pk}/change/", "{pk}/delete/", "{pk}/history/", "{pk}/"])
def test_there_is_only_the_list(cast, sign_in, visitor, place):
    tell(visitor, old())
    address = LIST + place.format(pk=BrowserReport.objects.get().pk)
    desk = sign_in(cast.superuser)
    assert desk.get(address).status_code == 404
    assert desk.post(address, {"post": "yes"}).status_code == 404
    assert len(kept()) == 1


def test_a_look_that_was_not_offered(cast, sign_in):
    assert sign_in(cast.superuser).get(LIST + "?page__regex=(").status_code == 400
