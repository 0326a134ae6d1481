"""The one HTML cleaner: what may stand in a text, whichever way it came in."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3

from accounts.words import line, seen
from news import hidden, inserts, shape
from news.hidden import Hidden
from news.refusals import Refused

__all__ = ["clean", "examine", "is_safe_link", "line", "plain", "seen"]

TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "h2",
        "h3",
        "h4",
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "sub",
        "sup",
        "ul",
        "ol",
        "li",
        "blockquote",
        "cite",
        "q",
        "a",
        "abbr",
        "span",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
    ]
)
ATTRIBUTES = {
    "*": {"lang"},  # named, or nh3 adds `title` everywhere by itself
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "ol": {"start", "reversed", "type"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-media", "data-size", "data-alt"},  # what it shows is in the library: news/inserts.py
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

TABS_AND_LINES = re.compile(r"[\t\n\r]")  # browsers leave them out of an address, so `/<tab>/evil` is `//evil`
BLOCK_EDGE = re.compile(
    r"</(?:p|h[1-6]|li|tr|td|th|blockquote|figcaption|figure|caption|div)>|<br\s*/?>|<figure\b", re.IGNORECASE
)
EMPTY = re.compile(r"<(p|figcaption)>(?:\s|&nbsp;|<br>)*</\1>\s*")
MOST_PASSES = 10


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        value = TABS_AND_LINES.sub("", seen(value))
        return value if is_safe_link(value) else None
    if tag == "figure" and attribute.startswith("data-"):
        return inserts.valid(attribute, value)
    return value


def is_safe_link(href: str) -> bool:
    """An address on this portal, or an absolute one with a scheme that only opens a page, a letter or a call."""
    href = href.strip()
    if href.startswith(("/", "#")):
        return not href.startswith(("//", "/\\"))
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and (parts.scheme in {"mailto", "tel"} or bool(parts.netloc))


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "textarea",
        "title",
    },
    attributes=ATTRIBUTES,
    attribute_filter=_keep,
    strip_comments=True,
    link_rel="noopener noreferrer nofollow",
    url_schemes=set(SCHEMES),
)
_TEXT_ONLY = nh3.Cleaner(tags=set(), clean_content_tags={"script", "style"})


@dataclass(frozen=True)
class Examined:
    """A cleaned text, and the links in it that readers would not have seen: they were taken out."""

    text: str
    hidden: tuple[Hidden, ...] = ()


def clean(dirty: str) -> str:
    """The same text with nothing in it but what `TAGS` and `ATTRIBUTES` allow. Cleaning twice changes nothing more.

    Of one that is refused (an older portal may have kept it) the words are left: a page that shows it must not fail.
    """
    try:
        return examine(dirty).text
    except Refused:
        return html.escape(plain(seen(dirty[: shape.MOST_TEXT])), quote=False)


def examine(dirty: str) -> Examined:
    """As `clean`, and what was hidden in it.

    Taking a tag away can leave what a browser reads in another way (a paragraph in a paragraph), so it is read again.
    """
    shape.check(dirty)
    found: dict[Hidden, None] = {}
    for _ in range(MOST_PASSES):
        without, taken = hidden.take_out(seen(dirty))
        found |= dict.fromkeys(taken)
        cleaned = EMPTY.sub("", inserts.settled(shape.flatten(seen(_CLEANER.clean(without))))).strip()
        shape.check_growth(dirty, cleaned)
        if cleaned == dirty:
            break
        dirty = cleaned
    shape.check_width(cleaned)
    return Examined(cleaned, tuple(found))


def plain(marked_up: str) -> str:
    """The words of a text without its marks, one space between any two."""
    spaced = BLOCK_EDGE.sub(r" \g<0> ", marked_up)
    return " ".join(html.unescape(_TEXT_ONLY.clean(spaced)).split())
