"""Which request is which: an id for every request, in the log and on the page of a failure."""

import logging
import re
import secrets
import time
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")
log = logging.getLogger("portal.requests")

# What follows opens an account, for days: whoever reads the log must not be able to use it.
PASSWORD_KEY = re.compile(r"(?:(?<=/password/reset/key/)|(?<=/akun/undangan/)).+", re.DOTALL)


class RequestLog:
    """Gives the request its id and writes one line when it is answered: no cookie, no query, no visitor's address."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        request.id = secrets.token_hex(6)
        request_id.set(request.id)
        began = time.perf_counter()
        response = self.get_response(request)
        took = round((time.perf_counter() - began) * 1000, 1)
        line = {
            "method": request.method,
            "path": PASSWORD_KEY.sub("…", request.path)[:200],
            "status": response.status_code,
            "ms": took,
        }
        log.log(logging.ERROR if response.status_code >= 500 else logging.INFO, "request", extra=line)
        return response


class RequestIdFilter(logging.Filter):
    """The request's id in every line; and no key in those that Django writes of a refused address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        if isinstance(record.args, tuple):
            record.args = tuple(PASSWORD_KEY.sub("…", each) if isinstance(each, str) else each for each in record.args)
        return True
