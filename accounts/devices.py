"""Which device is asking: in words a person knows again, and whether somebody has signed in on it before."""

from __future__ import annotations

import hmac
import re

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

# The first that fits is it: most browsers also name the ones they come from.
BROWSERS = [
    (re.compile(r"\bEdgA?(iOS)?/"), "Edge"),
    (re.compile(r"\b(OPR|Opera)/"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\bUCBrowser/"), "UC Browser"),
    (re.compile(r"\b(Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(Chrome|CriOS|Chromium|HeadlessChrome)/"), "Chrome"),
    (re.compile(r"\bVersion/.* Safari/"), "Safari"),
]
SYSTEMS = [
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\b(Macintosh|Mac OS X)\b"), "Mac"),
    (re.compile(r"\bLinux\b"), "Linux"),
]
UNKNOWN = "Peranti yang tidak dikenali"

KEPT = 180 * 24 * 3600  # seconds
MOST_PEOPLE = 5  # who share one browser at an office
SALT = "accounts.devices"


def described(user_agent: str) -> str:
    """`Chrome di Android`: what a browser says of itself, without its versions."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} di {system}"
    return browser or system or UNKNOWN


def is_known(request: HttpRequest, person) -> bool:
    """Has `person` signed in on this browser in the last half year, with the password they have now?"""
    mark = _marks(request).get(str(person.pk), "")
    return hmac.compare_digest(mark, mark_of(person))


def remember(request: HttpRequest, response: HttpResponse, person) -> None:
    """Call when `person` has proved who they are. The cookie opens nothing; strangers' guesses no longer stop them here."""
    marks = _marks(request)
    marks.pop(str(person.pk), None)
    marks[str(person.pk)] = mark_of(person)
    response.set_cookie(
        cookie_name(),
        signing.dumps(dict(list(marks.items())[-MOST_PEOPLE:]), salt=SALT),
        max_age=KEPT,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    return "__Host-peranti" if settings.SECURE else "peranti"


def _marks(request: HttpRequest) -> dict[str, str]:
    try:
        marks = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return {}
    return marks


def mark_of(person) -> str:
    """Stands for `person` and the password they have now; says neither."""
    # The stored password holds a salt of its own: a new password ends every cookie, and so does a new SECRET_KEY.
    return salted_hmac(SALT, f"{person.pk}:{person.password}", algorithm="sha256").hexdigest()


def _first(table: list[tuple[re.Pattern[str], str]], text: str) -> str:
    return next((word for pattern, word in table if pattern.search(text)), "")
