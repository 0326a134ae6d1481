"""What no browser sends and what would only make us stumble is left out at the door."""

import re

from django.conf import settings

A_SESSION = re.compile(r"[a-z0-9]{32}")
A_CHARSET = re.compile(r";\s*charset[^;]*", re.IGNORECASE)


class Readable:
    """A session cookie that cannot be one is no cookie: PostgreSQL refuses a NUL in a text with an error."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if not A_SESSION.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


def in_utf8(application):
    """Around Django's WSGI application: everything that comes in is read as UTF-8, whatever its sender calls it.

    Django takes any codec of Python's that the sender names, `rot13` and `idna` too, and fails before a middleware is asked.
    """

    def read(environ, start_response):
        if "charset" in environ.get("CONTENT_TYPE", "").lower():
            environ["CONTENT_TYPE"] = A_CHARSET.sub("", environ["CONTENT_TYPE"])
        return application(environ, start_response)

    return read
