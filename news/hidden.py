"""What of a text its readers would not have seen: found and taken out, before the cleaner drops the styles that hid it.

Links to gambling sites come into offices' pages hidden: off the screen, without size, in the colour of the ground.
Cleaning alone would drop the style, keep the link and tell nobody.

Two kinds of hiding. What is certainly not shown goes with everything in it. Where only the page it came from knew
(a white word may have stood in a dark table whose style was left behind) links go and bare words stay: without
the style they can be read, by the editor too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

import nh3

from accounts.words import BLANKS, seen
from news.looks import BEFORE_ALL, Look, look

NO_WORDS = "tanpa kata yang terlihat"
ONLY_A_MARK = "hanya sebuah tanda baca"
NOT_ON_THE_PAGE = "di dalam bagian yang tidak tampil"
SHAPELESS = BLANKS + "\ufffc\U0001d159"  # signs to Unicode, and nothing to a reader
MOST_WORDS = 200  # characters of a hidden text that are kept for the editor
VOID = frozenset({"br", "hr", "img"})
OUTSIDE = re.compile(r"\s*(?:https?:|//|/\\|\\)", re.IGNORECASE)
# Only these can hide something or be hidden: a text without them is not read twice.
SUSPECT = re.compile(
    r"<a[\s/>]|<(?:font|dialog|marquee|noscript|template|!--)|style|hidden|class|popover|bgcolor", re.IGNORECASE
)
UNSHOWN = re.compile(r"<(/?)(noscript|template)\b|<!--|-->", re.IGNORECASE)
LINK = re.compile(
    r"""<a\s(?=[^<>]*+>)[^<>]*?href\s*+=\s*+["']?\s*+((?:https?:)?//[^"'\s<>]++)[^<>]*+>([^<>]{0,200})""",
    re.IGNORECASE,
)

# fmt: off
_READER = nh3.Cleaner(
    tags={
        "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "u", "s", "sub", "sup", "ul", "ol", "li",
        "dl", "dt", "dd", "blockquote", "cite", "q", "a", "abbr", "span", "table", "caption", "thead", "tbody", "tfoot", "tr",
        "th", "td", "figure", "figcaption", "div", "section", "article", "aside", "header", "footer", "nav", "main", "center",
        "font", "small", "big", "tt", "mark", "ins", "del", "strike", "img", "dialog", "details", "summary", "marquee", "pre",
        "code", "address", "label",
    },
    clean_content_tags={
        "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "textarea", "title",
    },
    attributes={
        "*": {"style", "hidden", "class", "lang", "color", "bgcolor", "size", "width", "height", "popover", "open"},
        "a": {"href", "title", "hreflang"},
        "abbr": {"title"},
        "ol": {"start", "reversed", "type"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
        "figure": {"data-media", "data-size", "data-alt"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    strip_comments=True,
    link_rel=None,
)
# fmt: on


@dataclass(frozen=True)
class Hidden:
    """One link that was taken out (`href` is empty for mere words), what it said, and how it was hidden."""

    href: str
    words: str
    why: str


def take_out(text: str) -> tuple[str, list[Hidden]]:
    """The text without what readers would not have seen, still as dirty as it was; and what that was."""
    if not SUSPECT.search(text):
        return text, []
    unshown = _unshown(text)
    walk = _Walk()
    walk.feed(_READER.clean(text))
    walk.close()
    return ("".join(walk.out) if walk.changed else text), [*unshown, *walk.found]


def can_be_seen(words: str) -> bool:
    """A letter, digit, sign or mark is in it: spaces, joiners and accents without a letter show nothing."""
    return any(unicodedata.category(c)[0] in "LNSP" and c not in SHAPELESS for c in seen(words))


def _is_only_a_mark(words: str) -> bool:
    """No letter, digit, sign or emoji in it: `.`, `,`, `-`, `|`."""
    return all(unicodedata.category(c)[0] in "PZCM" or c in "|~+=^`" for c in words)


def _unshown(text: str) -> list[Hidden]:
    """Links in comments, `noscript` and `template`, which the reader below never gets to see."""
    found, start, end = [], 0, ""
    for mark in UNSHOWN.finditer(text):
        word = (mark[2] or mark[0]).lower()
        if not end and mark[0] != "-->" and not mark[1]:
            start, end = mark.end(), "-->" if word == "<!--" else word
        elif word == end and (mark[1] or word == "-->"):
            found += [
                Hidden(unescape(a[1]), a[2].strip(), NOT_ON_THE_PAGE) for a in LINK.finditer(text[start : mark.start()])
            ]
            end = ""
    return found


@dataclass
class _Open:
    """An element whose end has not come: where its output, its links and its words begin, and how it looks."""

    tag: str
    look: Look
    out: int
    links: int
    words: int
    href: str = ""
    seen: str = ""  # of a link: the words in it that can be seen
    unseen: str = ""  # of a link: why the others cannot
    picture: bool = False
    placeholder: bool = False  # a photo of the library stands in it: the link goes, the photo stays


class _Walk(HTMLParser):
    """Reads what nh3 has put in order, element by element, and leaves out what would not be seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.found: list[Hidden] = []
        self.changed = False
        self._open: list[_Open] = [_Open("", BEFORE_ALL, 0, 0, 0)]
        self._anchors: list[_Open] = []  # the link that is open; HTML has none inside another
        self._links: list[tuple[str, str]] = []  # address and words of those that end in what is open
        self._words: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        given = {name: value or "" for name, value in attrs}
        shown = look(tag, given, self._open[-1].look)
        if tag not in VOID:
            at = (len(self.out), len(self._links), len(self._words))
            self._open.append(_Open(tag, shown, *at, href=given.get("href", "")))
            if tag == "a":
                self._anchors.append(self._open[-1])
        self._picture(tag, given, shown)
        self.out.append(self.get_starttag_text() or "")

    def _picture(self, tag: str, given: dict[str, str], shown: Look) -> None:
        for link in self._anchors if not shown.gone else ():
            link.placeholder |= tag == "figure" and bool(given.get("data-media"))
            link.picture |= link.placeholder or (tag == "img" and not _tiny(given))

    def handle_data(self, data) -> None:
        self._text(data, data)

    def handle_entityref(self, name) -> None:
        self._text(f"&{name};", unescape(f"&{name};"))

    def handle_charref(self, name) -> None:
        self._text(f"&#{name};", unescape(f"&#{name};"))

    def handle_endtag(self, tag) -> None:
        if tag != self._open[-1].tag:
            return
        ended = self._open.pop()
        if ended.tag == "a":
            self._anchors.pop()
            if not self._link_stays(ended):
                return
        if ended.look.gone and not self._open[-1].look.gone and self._goes(ended):
            return
        self.out.append(f"</{tag}>")

    def _text(self, raw: str, words: str) -> None:
        shown, link = self._open[-1].look, self._link()
        self._words.append(words)
        why = shown.unreadable or (shown.faint if link else "")
        if not why:
            self.out.append(raw)
            if link:
                link.seen += words
        elif not can_be_seen(words):
            self.out.append(raw)
        else:
            self._unread(raw, words, why, link)

    def _unread(self, raw: str, words: str, why: str, link: _Open | None) -> None:
        """Words without size or visibility; the ones in a link are judged with it, at its end."""
        if link:
            link.unseen = why
            if link.look.faint:
                self.out.append(raw)
                return
        elif not self._open[-1].look.gone:
            self._tell("", words, why)
        self.changed = True

    def _link(self) -> _Open | None:
        return self._anchors[-1] if self._anchors else None

    def _link_stays(self, link: _Open) -> bool:
        words = "".join(self._words[link.words :])
        if link.look.gone:
            self._links.append((link.href, words))
            return True  # it goes with what is hidden, and is told of there
        if can_be_seen(link.seen) and not link.look.doubtful:
            return not self._only_a_mark(link)
        if not link.picture and link.href:
            self._tell(link.href, words, link.look.doubtful or link.unseen or NO_WORDS)
        if link.placeholder:
            self._unlink(link)
        else:
            self._drop(link)
        return False

    def _only_a_mark(self, link: _Open) -> bool:
        """The mark belongs to the sentence and stays; the link under it goes."""
        if not (OUTSIDE.match(link.href) and _is_only_a_mark(link.seen)):
            return False
        self._tell(link.href, link.seen, ONLY_A_MARK)
        self._unlink(link)
        return True

    def _unlink(self, link: _Open) -> None:
        """What is in it stays. Its end may be written or not: the cleaner puts that in order."""
        self.out[link.out] = ""
        self.changed = True

    def _goes(self, element: _Open) -> bool:
        """Whether what is hidden has to go. Words for a screen reader stay, once no link is among them."""
        links, words = self._links[element.links :], "".join(self._words[element.words :])
        if not links and (element.look.for_the_ear or not can_be_seen(words)):
            return False
        for href, said in links or [("", words)]:
            self._tell(href, said, element.look.gone)
        self._drop(element)
        return True

    def _drop(self, element: _Open) -> None:
        del self.out[element.out :], self._links[element.links :], self._words[element.words :]
        self.changed = True

    def _tell(self, href: str, words: str, why: str) -> None:
        self.found.append(Hidden(href, " ".join(words.split())[:MOST_WORDS], why))


def _tiny(picture: dict[str, str]) -> bool:
    return any(picture.get(side, "").strip() in {"0", "1", "0px", "1px"} for side in ("width", "height"))
