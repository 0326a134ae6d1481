"""What people read when something cannot be answered."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

# Typed words that a refused form hands back, so that nobody writes them twice.
KEPT_FIELDS = {
    "title": "Judul",
    "summary": "Ringkasan",
    "body": "Isi",
    "note": "Catatan atau alasan",
    "description": "Tentang OPD",
}


def bad_request(request, exception=None):
    """400, or 413 when the form was larger than the portal takes."""
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
    """A form that was open too long, or in a second tab: the typed text is shown for copying."""
    kept = [(label, request.POST[name]) for name, label in KEPT_FIELDS.items() if request.POST.get(name)]
    return render(request, "403_csrf.html", {"kept": kept}, status=403)
