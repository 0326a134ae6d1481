"""`/akun/keamanan/`: where a person is signed in, who tried to be them, and what they can do about it."""

from __future__ import annotations

from functools import wraps

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render

from accounts import audit, sessions
from accounts.devices import described
from accounts.models import SignInAttempt

LAST = 20


def button(act):
    """An address that ends sessions of one's own: signed in, POST only; a GET is led back to the page."""

    @login_required
    @wraps(act)
    def view(request, **kwargs):
        if request.method != "POST":
            answer = render(request, "account/security_by_button.html", status=405)
            answer.headers["Allow"] = "POST"
            return answer
        with transaction.atomic():
            messages.success(request, act(request, **kwargs))
        return redirect("account_security")

    return view


@login_required
def overview(request):
    attempts = SignInAttempt.objects.of(request.user).newest_first()[:LAST]
    seats = [_seat(row, request) for row in sessions.running(request.user)]
    seats.sort(key=lambda seat: not seat["here"])
    limits = {"minutes": settings.SESSION_IDLE_MINUTES, "hours": settings.SESSION_HOURS}
    return render(request, "account/security.html", {"seats": seats, "attempts": attempts, **limits})


@button
def end_one(request, pk: str) -> str:
    """Another person's session is no session to this one."""
    others = UserSession.objects.exclude(session_key=request.session.session_key)  # for this one there is "Keluar"
    session = get_object_or_404(others, user=request.user, pk=pk)
    device = described(session.user_agent)
    sessions.end(session)
    audit.record("session.ended", request.user, before={"peranti": device, "alamat": session.ip})
    return f"{device} sudah dikeluarkan. Kalau itu bukan Anda, ganti kata sandi sekarang juga."


@button
def end_others(request) -> str:
    ended = sessions.end_all(request.user, except_key=request.session.session_key)
    if not ended:
        return "Anda tidak masuk di peranti lain."
    audit.record("session.ended_all", request.user, before={"sesi": ended + 1}, after={"sesi": 1})
    return "Semua peranti lain sudah dikeluarkan. Di peranti ini Anda tetap masuk."


def _seat(row: UserSession, request) -> dict:
    return {
        "id": row.pk,
        "device": described(row.user_agent),
        "address": "" if row.ip == sessions.NOWHERE else row.ip,
        "since": row.created_at,
        "seen": row.last_seen_at,
        "here": row.session_key == request.session.session_key,
    }
