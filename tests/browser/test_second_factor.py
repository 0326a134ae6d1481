"""The second factor as people meet it: an app's code, a passkey of the device, in a real Chromium."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

# Used by no other test here: with a factor set up, the password alone no longer signs in.
WHO = "admin.disdik"
PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_of(secret: str, *, ahead: int = 0) -> str:
    """RFC 6238 with SHA-1, six digits, steps of 30 seconds."""
    step = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(base64.b32decode(secret.replace(" ", "")), step, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture
def address(portal):
    """A passkey belongs to a name, never to a number: localhost counts as safe without https."""
    return portal.replace("127.0.0.1", "localhost")


def type_password(page: Page, address: str) -> None:
    page.goto(f"{address}/akun/login/")
    page.get_by_label("Nama pengguna atau e-mail").fill(WHO)
    page.get_by_label("Kata sandi", exact=True).fill("blora-demo")
    page.get_by_role("button", name="Masuk", exact=True).click()


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/akun/logout/")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/akun/login/")


def test_from_an_app_to_a_passkey_and_back_to_none(sign_in, address):  # noqa: PLR0915  (one story, told once)
    page = sign_in(None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})

    # Set up an app: the picture is there, and the secret can be typed.
    type_password(page, address)
    page.wait_for_url("**/admin/")
    expect(page.get_by_text("Portal contoh: pengaman kedua tidak diwajibkan di sini.")).to_be_visible()
    page.goto(f"{address}/akun/2fa/")
    page.get_by_role("link", name="Pasang aplikasi").click()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_text("Tidak bisa memindai?").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Kode 6 angka dari aplikasi").fill(code_of(secret))
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.locator("#codes li")).to_have_count(10)
    spare = page.locator("#codes li").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").click()
    assert spare.replace(" ", "") in download.value.path().read_text()
    page.get_by_role("link", name="Sudah saya simpan").click()
    expect(page.get_by_text("10 kode")).to_be_visible()

    # The password alone no longer suffices; a code of the app does, and a recovery code once.
    sign_out(page, address)
    type_password(page, address)
    expect(page.get_by_role("heading", name="Satu langkah lagi")).to_be_visible()
    page.goto(f"{address}/admin/")
    assert "/akun/2fa/authenticate/" in page.url
    page.get_by_label("Kode").fill(code_of(secret, ahead=1))
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/admin/")
    sign_out(page, address)
    for outcome in ("**/admin/", "**/akun/2fa/authenticate/"):
        type_password(page, address)
        page.get_by_label("Kode").fill(spare)
        page.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_url(outcome)
        if "admin" in outcome:
            sign_out(page, address)
    expect(page.get_by_text("Kode tidak cocok, atau sudah pernah dipakai.")).to_be_visible()
    page.get_by_role("button", name="Batal, masuk sebagai orang lain").click()
    page.wait_for_url("**/akun/login/")

    # A passkey of this device.
    type_password(page, address)
    page.get_by_label("Kode").fill(code_of_next(secret))
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/admin/")
    page.goto(f"{address}/akun/2fa/")
    page.get_by_role("link", name="Pasang kunci sandi").click()
    page.get_by_label("Nama kunci").fill("HP saya")
    page.get_by_role("button", name="Pasang", exact=True).click()
    page.wait_for_url("**/akun/2fa/")
    expect(page.get_by_text("HP saya").first).to_be_visible()
    page.get_by_role("link", name="Tambah kunci sandi lain").click()
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.get_by_text("Peranti ini sudah punya kunci sandi untuk akun Anda.")).to_be_visible()

    # It signs in alone, and as the second step.
    sign_out(page, address)
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    page.wait_for_url("**/admin/")
    sign_out(page, address)
    type_password(page, address)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url("**/admin/")

    # In a demo both can go again.
    page.goto(f"{address}/akun/2fa/")
    for name in ("Hapus aplikasi", "Hapus HP saya"):
        page.get_by_role("link", name=name).click()
        page.get_by_role("button", name="Hapus", exact=True).click()
        page.wait_for_url("**/akun/2fa/")
    expect(page.get_by_role("link", name="Pasang aplikasi")).to_be_visible()
    sign_out(page, address)
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_role("heading", name="Kunci sandi tidak cocok")).to_be_visible()
    type_password(page, address)
    page.wait_for_url("**/admin/")


def code_of_next(secret: str) -> str:
    """A code later than the last one used: it may have to be waited for, as people do."""
    used = int(time.time()) // 30 + 1
    while int(time.time()) // 30 + 1 <= used:
        time.sleep(0.5)
    return code_of(secret, ahead=1)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways(sign_in, width):
    page = sign_in("admin.dpupr", width=width)
    for place in ("/akun/2fa/", "/akun/2fa/totp/activate/", "/akun/2fa/webauthn/add/", "/akun/2fa/recovery-codes/"):
        assert page.goto(place).status == 200
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{place}: {beyond} px"
