"""What every answer says to the browser: the policy of each kind of page, written out a second time."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from blora_portal.middleware import headers
from news.workflow import Live, State
from tests.inline import named, styles_in
from tests.news.public.shown import news, video
from tests.news.stage import put

VISITOR = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; font-src 'none'; connect-src 'self'; manifest-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; report-uri /laporan-peramban/"
)
PLAYER = "https://www.youtube-nocookie.com"
POLICIES = {
    "public": VISITOR,
    "video": VISITOR.replace("form-action 'self'", f"form-action 'self'; frame-src {PLAYER}"),
    "preview": VISITOR.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "account": VISITOR.replace("img-src 'self'", "img-src 'self' data:"),
    "desk": (
        "default-src 'self'; img-src 'self' data:; script-src 'self' 'unsafe-eval'; script-src-attr 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'; frame-src 'self'; "
        "report-uri /laporan-peramban/"
    ),
    "media": "sandbox; default-src 'none'",
}
FRAMES = {
    "public": "DENY",
    "video": "DENY",
    "preview": "SAMEORIGIN",
    "account": "DENY",
    "desk": "SAMEORIGIN",
    "media": "DENY",
}
NOBODYS = (
    "accelerometer autoplay browsing-topics camera clipboard-read compute-pressure cross-origin-isolated display-capture "
    "encrypted-media gamepad geolocation gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer "
    "microphone midi otp-credentials payment picture-in-picture screen-wake-lock serial storage-access usb "
    "window-management xr-spatial-tracking"
)
OUR_OWN = "clipboard-write fullscreen publickey-credentials-create publickey-credentials-get"
PERMISSIONS = ", ".join([f"{name}=()" for name in NOBODYS.split()] + [f"{name}=(self)" for name in OUR_OWN.split()])
# A video starts by the tap that loads it and may fill the screen; nobody else on that page plays by itself.
PLAYERS = PERMISSIONS.replace("autoplay=()", f'autoplay=("{PLAYER}")').replace(
    "fullscreen=(self)", f'fullscreen=(self "{PLAYER}")'
)
PICTURE = "0123456789abcdef0123456789abcdef-480.webp"
# address: (who asks, status, policy)
PAGES = {
    "/": (None, 200, "public"),
    "/opd/": (None, 200, "public"),
    "/opd/dinkes/": (None, 200, "public"),
    "/opd/dinkes/feed/": (None, 200, "public"),
    "/berita/": (None, 200, "public"),
    "/berita/{shown}/posyandu-ngawen-buka-setiap-selasa/": (None, 200, "public"),
    "/berita/{video}/posyandu-ngawen-buka-setiap-selasa/": (None, 200, "video"),
    "/berita/{shown}/alamat-lama/": (None, 301, "public"),
    "/rubrik/kesehatan/": (None, 200, "public"),
    "/tentang/": (None, 200, "public"),
    "/feed/": (None, 200, "public"),
    "/sitemap.xml": (None, 200, "public"),
    "/robots.txt": (None, 200, "public"),
    "/healthz": (None, 200, "public"),
    "/laporan-peramban/": (None, 405, "public"),
    "/tidak-ada/": (None, 404, "public"),
    "/media/tidak-ada.jpg": (None, 404, "public"),
    f"/media/{PICTURE}": (None, 200, "media"),
    "/akun/login/": (None, 200, "account"),
    "/akun/password/reset/": (None, 200, "account"),
    "/akun/password/change/": ("writer", 200, "account"),
    "/akun/logout/": ("writer", 200, "account"),
    "/akun/keamanan/": ("writer", 200, "account"),
    "/akun/keamanan/keluarkan-yang-lain/": ("writer", 405, "account"),
    "/admin/": ("writer", 200, "desk"),
    "/admin/news/article/": ("writer", 200, "desk"),
    "/admin/news/article/add/": ("writer", 200, "desk"),
    "/admin/news/article/{draft}/change/": ("writer", 200, "desk"),
    "/admin/news/article/{draft}/history/": ("writer", 200, "desk"),
    "/admin/news/article/{draft}/submit/": ("admin", 405, "desk"),
    "/admin/news/article/{draft}/preview/": ("writer", 200, "preview"),
    "/admin/news/queue/": ("editor", 200, "desk"),
    "/admin/opd/opd/{dinkes}/change/": ("admin", 200, "desk"),
    "/admin/opd/opd/{dinkes}/team/": ("admin", 200, "desk"),
    "/admin/opd/unit/": ("admin", 200, "desk"),
    "/admin/news/opd/{dinkes}/switch-off/": ("superuser", 200, "desk"),
    "/admin/accounts/user/": ("superuser", 200, "desk"),
    "/admin/blora_portal/browserreport/": ("superuser", 200, "desk"),
    "/admin/news/article/999/change/": ("writer", 404, "public"),
    "/admin/news/queue/?": ("writer", 403, "public"),
    "/admin/opd/opd/?nama=x": ("admin", 400, "public"),
    "/admin/?": ("nobody", 302, "desk"),
    "/admin/login/": ("nobody", 403, "public"),
}


@pytest.fixture
def ask(cast, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save(PICTURE, ContentFile(b"RIFF"))
    ids = {
        "shown": put(cast, State.PUBLISHED, Live.SHOWN).pk,
        "video": news(video(5)).pk,
        "draft": put(cast, State.DRAFT, Live.NONE).pk,
        "dinkes": cast.dinkes.pk,
    }

    def answer(address):
        who = PAGES[address][0]
        browser = sign_in(getattr(cast, who) if who else None)
        browser.raise_request_exception = False
        found = browser.get(address.format(**ids))
        if found.streaming:
            assert found.getvalue() == b"RIFF"
            found.close()
        return found

    return answer


@pytest.mark.parametrize("address", PAGES)
def test_each_page_carries_its_policy_and_the_rest(ask, address):
    answer = ask(address)
    _, status, policy = PAGES[address]
    assert answer.status_code == status
    assert answer["X-Frame-Options"] == FRAMES[policy]
    carries_everything(answer, POLICIES[policy], PLAYERS if policy == "video" else PERMISSIONS)


def carries_everything(answer, policy: str, permissions: str = PERMISSIONS) -> None:
    assert answer["Content-Security-Policy"] == with_its_style(policy, answer)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    pictures = answer.get("Content-Type", "").startswith("image/") and not answer.get("Content-Type").endswith(
        "svg+xml"
    )
    assert answer["Cross-Origin-Resource-Policy"] == ("cross-origin" if pictures else "same-origin")
    assert answer["Permissions-Policy"] == permissions
    assert "Server" not in answer
    assert "X-Powered-By" not in answer


def with_its_style(policy: str, answer) -> str:
    """The policy with the hash of the one `<style>` that the answer has. What allows any style names none."""
    if answer.streaming or "style-src 'self';" not in policy:
        return policy
    own = styles_in(answer.content)
    assert len(own) <= 1
    return policy.replace("style-src 'self'", " ".join(["style-src 'self'", *map(named, own)]))


def test_a_page_for_people_has_its_style_in_it(ask):
    for address in ("/", "/tidak-ada/", "/akun/login/", "/admin/news/article/{draft}/preview/", "/admin/news/queue/?"):
        assert len(styles_in(ask(address).content)) == 1


def test_visitors_pages_allow_nothing_unsafe():
    for name in ("public", "preview", "account", "media"):
        assert "unsafe" not in POLICIES[name]
        assert "http" not in POLICIES[name]
        assert "*" not in POLICIES[name]


def test_there_is_no_other_policy():
    assert set(headers.POLICIES) == set(POLICIES)
    assert {name for _, _, name in PAGES.values()} == set(POLICIES)


@pytest.mark.parametrize(
    "address", [address for address, (who, _, _) in PAGES.items() if who is None and not address.startswith("/akun/")]
)
def test_visitors_pages_set_no_cookie(ask, address):
    assert not ask(address).cookies


# --- Answers that no page has given ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("jahat.example", "/", 421),
        ("", "/admin/", 421),
        ("localhost", "/static/css/public/base.css", 200),
        ("localhost", "/static/tidak-ada.css", 404),
    ],
)
def test_a_refused_host_and_a_static_file_carry_them_too(db, host, path, status):
    answer = Client(HTTP_HOST=host).get(path)
    answer.close()
    assert answer.status_code == status
    carries_everything(answer, POLICIES["public"])
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.urls("tests.blora_portal.failing")
@pytest.mark.parametrize(("path", "status"), [("/gagal/", 500), ("/curiga/", 400), ("/dilarang/", 403)])
def test_a_failure_carries_them_too(db, path, status):
    answer = Client(HTTP_HOST="localhost", raise_request_exception=False).get(path)
    assert answer.status_code == status
    carries_everything(answer, POLICIES["public"])


class TestProduction:
    """Without DEMO: https, and everything that hangs on it. `tests/blora_portal/test_served.py` asks a real server."""

    REPORTING = "; report-to csp"
    HSTS = "max-age=31536000; includeSubDomains; preload"

    @pytest.fixture
    def secure(self, db, settings):
        settings.DEMO = False
        settings.PORTAL_HOST = "portal.example.go.id"
        settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
        settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = settings.SECURE_SSL_REDIRECT = True
        return Client(HTTP_HOST="portal.example.go.id")

    @pytest.mark.parametrize("path", ["/", "/akun/login/", "/tidak-ada/", "/static/css/public/base.css"])
    def test_https(self, secure, path):
        answer = secure.get(path, secure=True)
        answer.close()
        assert answer["Strict-Transport-Security"] == self.HSTS
        assert answer["Reporting-Endpoints"] == 'csp="/laporan-peramban/"'
        policy = POLICIES["account" if path.startswith("/akun/") else "public"]
        carries_everything(answer, policy + self.REPORTING)

    def test_another_host_over_https(self, secure):
        answer = secure.get("/", secure=True, headers={"host": "jahat.example"})
        assert (answer.status_code, answer["Strict-Transport-Security"]) == (421, self.HSTS)

    def test_http_is_sent_to_https(self, secure):
        answer = secure.get("/berita/?x=1")
        assert (answer.status_code, answer["Location"]) == (301, "https://portal.example.go.id/berita/?x=1")
        carries_everything(answer, POLICIES["public"])
        assert "Strict-Transport-Security" not in answer  # browsers believe it over https only

    def test_another_host_is_sent_nowhere(self, secure):
        assert secure.get("/", headers={"host": "jahat.example"}).status_code == 421


def test_a_demo_on_this_machine_speaks_http(ask):
    answer = ask("/akun/login/")
    assert "Strict-Transport-Security" not in answer
    assert set(answer.cookies) == {"csrf"}
    assert answer.cookies["csrf"]["httponly"]
