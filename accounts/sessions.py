"""How long a person stays signed in, where, and what ends it: no row of UserSession, no session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from accounts.audit import address_of
from accounts.models import User
from accounts.words import line

# Kept in the session, in seconds since 1970: when it began, and when its person last asked for something.
BEGAN, SEEN = "began", "seen"
WRITE_AFTER = 60  # seconds; what happens more often is not written
NOWHERE = "0.0.0.0"  # noqa: S104  (the table wants an address; this one stands for "not known")

AGAIN = "Yang belum sempat tersimpan perlu disimpan lagi setelah Anda masuk."
WHY = {
    "diam": f"Anda tidak aktif selama {settings.SESSION_IDLE_MINUTES} menit, jadi Anda dikeluarkan demi keamanan. {AGAIN}",
    "lama": f"Anda sudah masuk selama {settings.SESSION_HOURS} jam, batas untuk sekali masuk. {AGAIN}",
    "berakhir": (
        "Anda tidak lagi masuk di peranti ini: mungkin sudah lama tidak dipakai, kata sandinya diganti, atau Anda "
        f"dikeluarkan dari peranti lain. {AGAIN}"
    ),
}


# --- Who is asking ---------------------------------------------------------------------------------------------------
class People(AuthenticationMiddleware):
    """Django's middleware, where a session also has an end. Nothing is looked at until a page asks who is there."""

    def process_request(self, request) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _present(request))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Whoever is sent to the sign-in page because their session ended is told so, and keeps what they typed."""
        if not (request.COOKIES and _leads_to_sign_in(response)) or request.user.is_authenticated:
            return response  # a visitor who was never here, or somebody whose role does not open that page
        why = getattr(request, "session_ended", "")
        to = _sign_in_address(request, why)
        if request.method == "POST":
            answer = import_string(settings.SESSION_ENDED_VIEW)(request, why=WHY.get(why, ""), sign_in=to)
            return answer or HttpResponseRedirect(to)
        if why:
            response.headers["Location"] = to
        return response


def _present(request: HttpRequest):
    """The person of this request, or nobody when the session has ended; then it is gone as well."""
    if not hasattr(request, "_cached_user"):
        user = get_user(request)
        why = _ended(request, user)
        if why:
            request.session_ended = why  # type: ignore[attr-defined]
            _forget(request)
            request._cached_user = AnonymousUser()  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined]


def _ended(request: HttpRequest, user) -> str:
    """A key of WHY, or "" while the session goes on (or nobody ever signed in with it)."""
    session = request.session
    if not user.is_authenticated:
        was_somebodys = session.is_empty() or "_auth_user_id" in session
        return "berakhir" if was_somebodys and settings.SESSION_COOKIE_NAME in request.COOKIES else ""
    now = int(timezone.now().timestamp())
    if now - session.get(BEGAN, 0) >= settings.SESSION_HOURS * 3600:
        return "lama" if BEGAN in session else "berakhir"
    if now - session.get(SEEN, 0) >= settings.SESSION_IDLE_MINUTES * 60:
        return "diam"
    return "" if _seen(request, user, now) else "berakhir"


def asked_by_the_page(view):
    """Mark a view that an open page asks by itself, again and again: that nobody is there keeps nobody signed in."""
    view.asked_by_the_page = True
    return view


def _by_a_person(request: HttpRequest) -> bool:
    view = getattr(request.resolver_match, "func", None)
    return not getattr(view, "asked_by_the_page", False)


def _seen(request: HttpRequest, user, now: int) -> bool:
    """Is this session still on its person's list? Once a minute the moment is written down."""
    session = request.session
    own = UserSession.objects.filter(session_key=session.session_key, user=user)
    if now - session[SEEN] < WRITE_AFTER or not _by_a_person(request):
        return own.exists()
    session[SEEN] = now
    return bool(own.update(last_seen_at=timezone.now()))


def _forget(request: HttpRequest) -> None:
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    request.session.flush()


# --- The way back ----------------------------------------------------------------------------------------------------
def _leads_to_sign_in(response: HttpResponse) -> bool:
    """With a way back: after signing out, or for a passkey that fits nobody, there is none."""
    to = urlsplit(response.headers.get("Location", "")) if response.status_code == HTTPStatus.FOUND else None
    return bool(to and "next=" in to.query and to.path in (reverse("account_login"), reverse("admin:login")))


def _sign_in_address(request: HttpRequest, why: str) -> str:
    asked = QueryDict(mutable=True)
    asked["next"] = request.get_full_path() if request.method in ("GET", "HEAD") else _page_of_the_form(request)
    if why:
        asked["karena"] = why
    return f"{reverse('account_login')}?{asked.urlencode(safe='/')}"


def _page_of_the_form(request: HttpRequest) -> str:
    """Where the form stood: what a button posts to is often no page."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    if not ours:
        return request.path
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}".rstrip("?") or request.path


# --- What begins and ends a session ----------------------------------------------------------------------------------
def begin(request: HttpRequest, user: User) -> None:
    """After every sign-in: the session's own row, without which it does not count."""
    now = timezone.now()
    if not request.session.session_key:
        request.session.create()  # somebody else was signed in with this browser: Django has emptied the session
    request.session[BEGAN] = request.session[SEEN] = int(now.timestamp())
    with transaction.atomic():
        # Whoever is being switched off at this very moment holds this lock: then no row, and so no session.
        if User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True).exists():
            _list(request, user, created_at=now)
    forget_expired(user)


def _list(request: HttpRequest, user: User, **fields) -> None:
    agent = line(request.META.get("HTTP_USER_AGENT", ""))[:200]
    here = {"user": user, "ip": address_of(request) or NOWHERE, "user_agent": agent, "last_seen_at": timezone.now()}
    UserSession.objects.update_or_create(session_key=request.session.session_key, defaults=here | fields)


def keep_only_this(request: HttpRequest, user: User) -> None:
    """After a change of password: this session goes on under its new id, the others are over."""
    with transaction.atomic():
        began = datetime.fromtimestamp(request.session[BEGAN], tz=UTC)
        _list(request, user, created_at=began)
        end_all(user, except_key=request.session.session_key)


def end(session: UserSession) -> None:
    """End this one session at once, in every worker."""
    with transaction.atomic():
        Session.objects.filter(session_key=session.session_key).delete()
        session.delete()


def end_all(person: User, *, except_key: str | None = None) -> int:
    """End every session of `person`, but the one with the key `except_key`; how many there were.

    A session that is being begun at this moment counts only if its row was written before; switching somebody off
    therefore saves `is_active` first and then calls this (see `begin`).
    """
    with transaction.atomic():
        rows = UserSession.objects.filter(user=person).exclude(session_key=except_key or "")
        keys = list(rows.values_list("session_key", flat=True))
        forget(keys)
    return len(keys)


def over(user_id=None):
    """Rows of sessions past their time, or whose session is gone already; of everybody, or of one person."""
    now = timezone.now()
    lived = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.exclude(
        last_seen_at__gt=now - timedelta(minutes=settings.SESSION_IDLE_MINUTES, seconds=WRITE_AFTER),
        created_at__gt=now - timedelta(hours=settings.SESSION_HOURS),
        session_key__in=lived,
    )
    return rows if user_id is None else rows.filter(user_id=user_id)


def running(person: User) -> list[UserSession]:
    """The sessions `person` has now, the last used first."""
    return list(
        UserSession.objects.filter(user=person)
        .exclude(pk__in=over(person.pk).values("pk"))
        .order_by("-last_seen_at", "-pk")
    )


def forget_expired(person: User) -> None:
    """Delete what is past its time of one person; of everybody, `accounts.pruning` does."""
    forget(list(over(person.pk).values_list("session_key", flat=True)))


def forget(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
