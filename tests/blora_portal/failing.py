"""The portal's addresses, and four that fail."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.urls import path

from blora_portal import urls
from blora_portal.urls import handler400, handler403, handler404, handler500  # noqa: F401

SECRET = "kata sandi basis data: jati"


def fails(request):
    raise ZeroDivisionError(SECRET)


def suspects(request):
    raise SuspiciousOperation(SECRET)


def refuses(request):
    raise PermissionDenied("Hanya admin OPD ini yang mengatur timnya. <b>")


def takes(request):
    return HttpResponse(f"{len(request.POST)} isian")


urlpatterns = [
    path("gagal/", fails),
    path("curiga/", suspects),
    path("dilarang/", refuses),
    path("kirim/", takes),
    *urls.urlpatterns,
]
