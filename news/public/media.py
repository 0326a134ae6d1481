"""Pictures, by our own view wherever no nginx stands in front: files of the storage only, never anything but a picture."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
NAME = re.compile(r"[0-9a-z][0-9a-z-]{15,79}\.(jpg|png|webp|avif)")
A_YEAR = 365 * 24 * 3600


def picture(request, name: str):
    """The file itself, kept a year by browsers: a name is never used twice. Pictures of drafts are protected by theirs."""
    if not NAME.fullmatch(name):
        raise Http404
    try:
        content = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_policy = "media"  # type: ignore[attr-defined]
    return response
