"""What a page looks like before anything else has come: one `<style>` per kind of page, the same bytes on every page of that
kind, which the policy allows by its hash. No style sheet is asked for by a page for readers.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static

FOLDER = settings.ROOT / "static" / "css" / "public"
LISTS = ("base", "find", "bands", "pictures", "lists")
READING = ("base", "find", "pictures", "lists", "article", "prose", "opd")

# kind of page: the parts of its style, in their order
KINDS: dict[str, tuple[str, ...]] = {
    "help": (*LISTS, "prose", "finder"),  # errors, and what is only words
    "home": (*LISTS, "newest", "offices"),
    "list": LISTS,
    "choice": (*LISTS, "offices"),  # archive
    "directory": (*LISTS, "offices", "finder"),
    "about": ("base", "find", "bands", "prose", "opd", "words"),
    "article": READING,
    "media": (*READING, "media"),  # an article with media in it
    "album": (*LISTS, "article", "prose", "opd", "site", "media"),
    "opd": (*LISTS, "opd", "site", "prose"),
    "site": (*LISTS, "opd", "site"),  # an OPD's lists
    "search": (*LISTS, "offices", "finder", "search"),
    "account": (*LISTS, "forms"),
}
# Paper comes last: it has to answer all of them.
KINDS = {kind: (*parts, "print") for kind, parts in KINDS.items()}

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANK = re.compile(r"\s+")
AROUND = re.compile(r" ?([{};,>]) ?")
STATIC = re.compile(r'url\("/static/([^"]+)"\)')


def sheet(kind: str) -> str:
    """The style of that kind of page, small and whole. Raises KeyError for a kind that there is not."""
    return _made(kind) if not settings.DEBUG else _make(kind)


def source(kind: str) -> str:
    """How a Content-Security-Policy names it: `'sha256-…'`."""
    return _named(sheet(kind))


@lru_cache
def _named(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _make(kind: str) -> str:
    text = "".join((FOLDER / f"{part}.css").read_text("utf-8") for part in KINDS[kind])
    text = AROUND.sub(r"\1", BLANK.sub(" ", COMMENT.sub("", text))).replace(";}", "}").replace(": ", ":").strip()
    return STATIC.sub(lambda found: f"url({static(found[1])})", text)


@lru_cache
def _made(kind: str) -> str:
    return _make(kind)
