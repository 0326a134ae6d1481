"""Pictures, by our own view wherever no nginx stands in front: files of the storage only, never anything but a picture."""

import logging
import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse

log = logging.getLogger("portal.pictures")

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
NAME = re.compile(r"[0-9a-z][0-9a-z-]{15,79}\.(jpg|png|webp|avif)")
A_YEAR = "public, max-age=31536000, immutable"  # a name is never used for another picture
SOON = "30"  # seconds after which a browser may ask again


def picture(request, name: str):
    """The file itself, kept a year by browsers. Pictures of drafts are protected by their names.

    503 while the storage does not answer: the page around it stays, and nobody keeps the gap.
    """
    if not NAME.fullmatch(name):
        raise Http404
    try:
        content = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
    except OSError:
        log.exception("the storage of pictures does not answer")
        return _guarded(HttpResponse(status=503, headers={"Retry-After": SOON, "Cache-Control": "no-store"}))
    response = FileResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = A_YEAR
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # feed readers in a browser show them, too
    return _guarded(response)


def _guarded(response):
    """Nothing that is sent from this address runs, whatever it says it is."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_policy = "media"
    return response
