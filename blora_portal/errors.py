"""What people read when something cannot be answered."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

# Typed words that a refused form hands back, so that nobody writes them twice.
KEPT_FIELDS = {
    "title": "Judul",
    "summary": "Ringkasan",
    "body": "Isi",
    "lead_alt": "Teks alternatif foto",
    "lead_credit": "Sumber foto",
    "parties": "Pihak terkait",
    "summary_jv": "Ringkasan Basa Jawa",
    "note": "Catatan atau alasan",
    "description": "Tentang OPD",
}


def bad_request(request, exception=None):
    """400, or 413 when the form was larger than the portal takes; to sign-in when the session ended while we worked."""
    if isinstance(exception, SessionInterrupted):
        return redirect(f"{reverse('account_login')}?karena=berakhir")
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """403; a sentence given to PermissionDenied is shown."""
    return render(request, "403.html", {"sentence": str(exception or "")}, status=403)


def server_error(request):
    """500 with the request's id, which is also in the log. Rendered without context processors: they may be what failed."""
    return HttpResponse(render_to_string("500.html", {"request_id": getattr(request, "id", "-")}), status=500)


def csrf_failure(request, reason=""):
    """A form that was open too long, or in a second tab: the typed text is shown for copying.

    Only to a browser with a session: another site's form brings none (SameSite), and its words are not ours to show.
    """
    kept = _kept(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else []
    return render(request, "403_csrf.html", {"kept": kept}, status=403)


def session_ended(request, *, why: str, sign_in: str):
    """A form sent after its person's session had ended: the typed text for copying, or None when none was typed.

    `why` is a sentence or "", `sign_in` the address of the sign-in page with the way back to the form.
    """
    if not (kept := _kept(request)):
        return None
    answer = render(request, "403_session.html", {"kept": kept, "why": why, "sign_in": sign_in}, status=403)
    add_never_cache_headers(answer)
    return answer


def not_yet(request, *, first: str):
    """A form sent to the desk before its person may use it: nothing was done, the typed text for copying.

    `first` is the address of what comes first: a second factor, a new password.
    """
    answer = render(request, "desk/not_yet.html", {"kept": _kept(request), "first": first}, status=403)
    answer.content_policy = "account"  # type: ignore[attr-defined]
    add_never_cache_headers(answer)
    return answer


def _kept(request) -> list[tuple[str, str]]:
    return [(label, request.POST[name]) for name, label in KEPT_FIELDS.items() if request.POST.get(name)]
