"""Where a typed link really leads: an address that a browser would read otherwise than people do is not taken."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

from accounts.words import seen

MAPS = ("/maps", "/maps/")
# Which paths lead to a map at each of these hosts (None: all). Google's own host also sends people on to anywhere.
MAP_HOSTS: dict[str, tuple[str, ...] | None] = {
    "maps.app.goo.gl": None,
    "goo.gl": MAPS,
    "www.google.com": MAPS,
    "google.com": MAPS,
    "maps.google.com": ("", "/", *MAPS),
    "www.openstreetmap.org": None,
    "osm.org": None,
}


def parts(address: str) -> SplitResult | None:
    """The parts of an address, None where a browser may go elsewhere than a reader of it thinks (WHATWG URL).

    It takes a backslash for a slash, leaves tabs and line ends out, and what stands before an `@` is no host.
    """
    if "\\" in address or seen(address) != address or any(sign.isspace() for sign in address):
        return None
    try:
        there = urlsplit(address)
        there.port  # noqa: B018  (asking refuses what is no number)
    except ValueError:
        return None
    return None if "@" in there.netloc else there


def is_a_map(address: str) -> bool:
    """Does it lead to a map service everybody's phone knows, over https?"""
    there = parts(address)
    if there is None or there.scheme != "https" or there.port not in (None, 443) or there.hostname not in MAP_HOSTS:
        return False
    if {".", ".."} & set(unquote(there.path).split("/")):  # a browser goes up before it asks
        return False
    paths = MAP_HOSTS[there.hostname]
    return paths is None or there.path in paths or there.path.startswith("/maps/")
