"""Who gets pictures only when they ask for them: a browser that saves data (`Save-Data: on`), and a reader who said so.

`?hemat=1` and `?hemat=0` in the address say it without a script, and every link of the page keeps them; the optional script
(static/js/portal.js) remembers the choice. A reader's word counts more than the browser's.
"""

from __future__ import annotations

from django.http import HttpRequest

NAME = "hemat"
YES, NO = WORDS = "1", "0"


def said(request: HttpRequest | None) -> str:
    """The reader's word: YES, NO, or "" for none."""
    word = request.GET.get(NAME, "") if request is not None else ""
    return word if word in WORDS else ""


def wanted(request: HttpRequest | None) -> bool:
    """Are pictures to wait until somebody asks for them?"""
    if word := said(request):
        return word == YES
    return request is not None and request.headers.get("Save-Data", "").strip().lower() == "on"


def kept(request: HttpRequest | None, address: str) -> str:
    """An address of the portal, with the reader's word if there is one."""
    word = said(request)
    if not word:
        return address
    page, mark, place = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{NAME}={word}{mark}{place}"


def switch(request: HttpRequest) -> str:
    """Where this page is read the other way: its parameters, beginning with `?`."""
    others = request.GET.copy()
    others[NAME] = NO if wanted(request) else YES
    return f"?{others.urlencode()}"
