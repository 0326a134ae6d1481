"""Where the links of a text lead: its outside links, for the editor who decides whether readers may be sent there."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.conf import settings

PORTAL, GOVERNMENT, OUTSIDE = "portal ini", "situs pemerintah", "situs lain"
MOST_HOSTS = 5  # of other sites in one paragraph: a list of sources has one a line, stuffing has them in a row
LEAST_LETTERS = 3  # a link under fewer is easily overlooked, also by the editor
LEAST_LINKS, MOST_SHARE = 4, 0.7  # links to other sites in one block, and how much of its words may be theirs
BLOCKS = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "caption",
        "figcaption",
        "figure",
        "table",
        "ul",
        "ol",
        "tr",
    ]
)
# fmt: off
SHORTENERS = frozenset([
    "bit.ly", "s.id", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly", "cutt.ly", "rb.gy", "shorturl.at", "buff.ly", "rebrand.ly",
    "t.ly", "lnkd.in", "tiny.cc", "v.gd", "heylink.me", "linktr.ee", "shorten.world", "gg.gg", "adf.ly",
])
# fmt: on
DOUBTS = {
    "name": "Ada nama pengguna di depan nama situs; yang dibuka adalah situs setelah tanda @.",
    "letters": "Nama situs memakai huruf yang bisa meniru huruf lain.",
    "number": "Alamatnya angka, bukan nama situs.",
    "port": "Memakai pintu (port) yang tidak lazim.",
    "short": "Alamat pendek: tujuan sebenarnya tidak terlihat.",
    "other": "Kata-katanya menyebut situs lain dari yang dibuka.",
    "crowd": "Terlalu banyak tautan ke situs lain dalam satu bagian.",
    "few": "Kata-katanya kurang dari tiga huruf, jadi tautannya mudah terlewat.",
    "unread": "Alamatnya tidak terbaca.",
}
LOOKS_LIKE_A_HOST = re.compile(r"^(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/:?#]\S*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """One link to another host: `doubts` are sentences that say what to look at before it is published."""

    href: str
    host: str
    words: str
    kind: str
    doubts: tuple[str, ...] = ()


def outside(body: str, own_hosts: frozenset[str] = frozenset()) -> list[Link]:
    """The links of a cleaned text that lead to a host, in their order, each once. `own_hosts` are this portal's others."""
    reader = _Reader(own_hosts)
    reader.feed(body)
    reader.close()
    return list(dict.fromkeys(reader.links))


def read(href: str, words: str, own_hosts: frozenset[str] = frozenset()) -> Link | None:
    """None for one that opens no other page: within the portal's own pages, a letter, a call."""
    try:
        parts = urlsplit(href.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return Link(href, "", words, OUTSIDE, (DOUBTS["unread"],))
    if parts.scheme not in {"http", "https"}:
        return None
    kind = _kind(host, own_hosts)
    found = {
        "name": "@" in unquote(parts.netloc),
        "letters": _has_odd_letters(host),
        "number": _is_a_number(host),
        "port": port not in (None, 80, 443),
        "short": host.removeprefix("www.") in SHORTENERS,
        "other": _says_another(words, host),
        "few": kind == OUTSIDE and sum(map(str.isalnum, words)) < LEAST_LETTERS,
        "unread": not host,
    }
    return Link(href, host, words, kind, tuple(DOUBTS[name] for name, there in found.items() if there))


def _kind(host: str, own_hosts: frozenset[str]) -> str:
    portal = settings.PORTAL_HOST
    if host == portal or host.endswith(f".{portal}") or host in own_hosts:
        return PORTAL
    return GOVERNMENT if host.endswith(".go.id") else OUTSIDE


def _has_odd_letters(host: str) -> bool:
    """Punycode, or letters outside ASCII: `аpple.com` with a Cyrillic а looks the same."""
    return any(part.startswith("xn--") for part in host.split(".")) or not host.isascii()


def _is_a_number(host: str) -> bool:
    """An IP address in any of the ways browsers read one: `10.0.0.1`, `167772161`, `0x7f.1`, `[::1]`."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(re.fullmatch(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}", host))
    return True


def _says_another(words: str, host: str) -> bool:
    """The words are an address themselves, and not of the site that opens."""
    named = LOOKS_LIKE_A_HOST.match(unicodedata.normalize("NFKC", words.strip()))
    if not named:
        return False
    said = named[1].lower().removeprefix("www.")
    return said != host.removeprefix("www.") and not host.endswith(f".{said}")


class _Reader(HTMLParser):
    """Collects the links block by block, because stuffing shows in a block."""

    def __init__(self, own_hosts: frozenset[str]) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._own_hosts = own_hosts
        self._href: str | None = None
        self._said: list[str] = []
        self._block: list[Link] = []
        self._letters = self._linked = 0

    def handle_starttag(self, tag, attrs) -> None:
        if tag in BLOCKS:
            self._end_block()
        elif tag == "a":
            self._href, self._said = dict(attrs).get("href"), []

    def handle_data(self, data) -> None:
        self._letters += len("".join(data.split()))
        if self._href is not None:
            self._said.append(data)

    def handle_endtag(self, tag) -> None:
        if tag in BLOCKS:
            self._end_block()
        elif tag == "a" and self._href is not None:
            self._end_link(self._href, " ".join("".join(self._said).split()))
            self._href = None

    def close(self) -> None:
        super().close()
        self._end_block()

    def _end_link(self, href: str, words: str) -> None:
        link = read(href, words, self._own_hosts)
        if link is not None:
            self._block.append(link)
            if link.kind == OUTSIDE:
                self._linked += len("".join(words.split()))

    def _end_block(self) -> None:
        """Stuffing is told, not removed: readers see it, and only an editor can tell it from a list of sources."""
        others = [link for link in self._block if link.kind == OUTSIDE]
        crowded = len({link.host for link in others}) > MOST_HOSTS
        mostly_links = len(others) >= LEAST_LINKS and self._linked > MOST_SHARE * self._letters
        for link in self._block:
            if link.kind == OUTSIDE and (crowded or mostly_links):
                link = replace(link, doubts=(*link.doubts, DOUBTS["crowd"]))
            self.links.append(link)
        self._block, self._letters, self._linked = [], 0, 0
