"""Is the portal alive: do its database and its cache answer?"""

import logging

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse

log = logging.getLogger("portal.health")


def healthz(request):
    """200 `ok`, or 503 naming the part that does not answer."""
    for name, ask in (("database", _ask_database), ("cache", _ask_cache)):
        try:
            ask()
        except Exception:  # whatever it is, the part does not answer
            log.exception("%s does not answer", name)
            return HttpResponse(f"{name} does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache.set("healthz", 1, 5)
    if cache.get("healthz") != 1:
        raise RuntimeError("The cache forgot at once.")
