"""What a public address looks like."""

from django.contrib import admin
from django.urls import include, path

from blora_portal import health, reports
from news.public import media

handler400 = "blora_portal.errors.bad_request"
handler403 = "blora_portal.errors.forbidden"
handler404 = "blora_portal.old_addresses.not_found"
handler500 = "blora_portal.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz),
    path("admin/", admin.site.urls),
    path("akun/undangan/", include("opd.urls")),
    path("akun/", include("accounts.urls")),
    path("laporan-peramban/", reports.take, name="browser_reports"),
    path("media/<str:name>", media.picture),
    path("", include("news.public.urls")),
]
