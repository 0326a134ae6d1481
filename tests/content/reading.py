"""Reads pages as a browser takes them apart, and says what in them could act: a second list, written without the first."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
# What a cleaned text may hold, with what each element may carry beside `lang`.
MAY_STAND = {
    **dict.fromkeys(
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
            "li",
            "blockquote",
            "cite",
            "q",
            "span",
        ],
        "",
    ),
    **dict.fromkeys(["table", "caption", "thead", "tbody", "tfoot", "tr", "figcaption"], ""),
    "figure": "data-media data-size data-alt",
    "a": "href title hreflang rel",
    "abbr": "title",
    "ol": "start reversed type",
    "th": "scope colspan rowspan",
    "td": "colspan rowspan",
}
# Of a figure: which of the library's, how large, and what those hear who cannot see it.
SAYS = {
    "data-media": r"[1-9][0-9 ]*",
    "data-size": "half|full",
    "data-alt": r"[^\x00-\x1f\u200b\u202a-\u202e\u2066-\u2069]{1,300}",
}
OPENS = re.compile(r"(?:https?://[^/\\]|mailto:|tel:|#|/(?![/\\]))", re.IGNORECASE)
ADDRESSES = ("href", "src", "action", "formaction", "data", "srcdoc", "poster", "background", "xlink:href", "style")


class Text(HTMLParser):
    """What should not be in a cleaned text; empty when all is well."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in MAY_STAND:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in [*MAY_STAND.get(tag, "").split(), "lang"]:
                self.wrong.append(f"<{tag} {name}>")
            if name == "href" and not OPENS.match(re.sub(r"[\x00-\x20]", "", value or "")):
                self.wrong.append(f"href {value}")
            if name in SAYS and not re.fullmatch(SAYS[name], value or ""):
                self.wrong.append(f"{name} {value}")
            if name == "rel" and "noopener" not in (value or ""):
                self.wrong.append(f"rel {value}")

    def handle_data(self, data) -> None:
        self.words.append(data)

    def handle_comment(self, data) -> None:
        self.wrong.append(f"<!--{data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, in order, without words: typed text may not change it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.bones: list[tuple] = []
        self.acting: list[str] = []
        self._raw = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.bones.append((tag, *(name for name, _ in attrs)))
        self._raw = tag if tag in {"script", "style"} else ""
        if ("type", "application/ld+json") in attrs and tag == "script":
            self._raw = "data"  # no browser runs it; all of it must be one JSON text
        for name, value in attrs:
            if "jebol" in name or (_acts(name, value or "") and "__jebol" in re.sub(r"\s", "", value or "")):
                self.acting.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag) -> None:
        self._raw = ""
        self.bones.append((f"/{tag}",))

    def handle_data(self, data) -> None:
        if self._raw == "data":
            self._check_json(data)
        elif self._raw and "jebol" in data:
            self.acting.append(f"<{self._raw}>{data}")

    def _check_json(self, data: str) -> None:
        try:
            json.loads(data)
        except ValueError:
            self.acting.append(f"<script>{data}")
        if "<" in data or ">" in data:
            self.acting.append(f"<script>{data}")

    def handle_comment(self, data) -> None:
        self.bones.append(("!--",))


def _acts(name: str, value: str) -> bool:
    """An attribute that is run or opened; an address of a page on a web server (a share button's) is neither."""
    if name.startswith(("on", "x-", "@", ":", "v-", "hx-")) or name in {"style", "srcdoc"}:
        return True
    return name in ADDRESSES and not OPENS.match(value)
