"""What no browser sends and what would only make us stumble is left out at the door."""

import re

from django.conf import settings

A_SESSION = re.compile(r"[a-z0-9]{32}")
A_TOKEN = re.compile(r"[A-Za-z0-9]{32}|[A-Za-z0-9]{64}")
A_CHARSET = re.compile(r";\s*charset[^;]*", re.IGNORECASE)


class Readable:
    """A cookie that cannot be one of ours is no cookie.

    PostgreSQL refuses a NUL in a session's name with an error; for a CSRF token that cannot be one Django sets a new one, on
    the public's pages too.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        for name, shape in ((settings.SESSION_COOKIE_NAME, A_SESSION), (settings.CSRF_COOKIE_NAME, A_TOKEN)):
            if not shape.fullmatch(request.COOKIES.get(name, "")):
                request.COOKIES.pop(name, None)
        return self.get_response(request)


def at_the_root_in_utf8(application):
    """Around Django's WSGI application: the portal stands at the root, and everything that comes in is read as UTF-8.

    Whoever could say that it stands elsewhere (`SCRIPT_NAME`) would be shown one page under the address of another, which
    is then kept for everybody. And Django takes any codec of Python's that the sender names, `rot13` and `idna` too, and
    fails before a middleware is asked.
    """

    def read(environ, start_response):
        environ["SCRIPT_NAME"] = ""
        if "charset" in environ.get("CONTENT_TYPE", "").lower():
            environ["CONTENT_TYPE"] = A_CHARSET.sub("", environ["CONTENT_TYPE"])
        return application(environ, start_response)

    return read
