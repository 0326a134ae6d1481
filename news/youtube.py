"""Which YouTube video is meant by what somebody pasted, and under which addresses is it watched?"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from django.core.exceptions import ValidationError

from accounts import words

PLAYER_ORIGIN = "https://www.youtube-nocookie.com"  # sets no cookie before somebody plays the video
# Related videos of the same channel only, controls in Indonesian, and on an iPhone the player stays in the page.
PLAYER_OPTIONS = "autoplay=1&rel=0&playsinline=1&hl=id"
MOST_PASTED = 2000

VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}\Z")
UP_TO_ANOTHER_SIGN = re.compile(r"\A[A-Za-z0-9_-]*")  # people write `…/dQw4w9WgXcQ&t=30s` themselves
# Both have the shape of an id: `/embed/videoseries?list=…` plays a list, `/embed/live_stream?channel=…` a channel.
NO_VIDEOS = frozenset({"videoseries", "live_stream"})
HOSTS = frozenset(
    [
        "youtube.com",
        "youtube-nocookie.com",
        *(f"{name}.youtube.com" for name in ("www", "m", "music", "gaming", "studio")),
        "www.youtube-nocookie.com",
    ]
)
SHORT_HOSTS = frozenset({"youtu.be", "www.youtu.be"})
OURS = HOSTS | SHORT_HOSTS
BEFORE_THE_ID = frozenset({"watch", "shorts", "live", "embed", "v", "e", "video"})  # the last is YouTube Studio's
CHANNELS = frozenset({"channel", "c", "user"})
OTHER_SITES = {
    "tiktok.com": "TikTok",
    "instagram.com": "Instagram",
    "instagr.am": "Instagram",
    "facebook.com": "Facebook",
    "fb.watch": "Facebook",
    "fb.com": "Facebook",
    "x.com": "X",
    "twitter.com": "X",
    "vimeo.com": "Vimeo",
    "drive.google.com": "Google Drive",
}

# A link begins anew at each scheme: whoever pastes twice has no space between the two.
PIECES = re.compile(r"[\s\"'<>]+|(?=https?://)", re.IGNORECASE)
AROUND = "([{“‘„«.,;:!?…)]}”’»*|"

HOW = "Buka videonya di YouTube, ketuk Bagikan, lalu Salin link, dan tempel di sini."
NOTHING = f"Tidak ada tautan YouTube di isian ini. {HOW}"
TOO_LONG = f"Isian ini terlalu panjang. Tempel tautan videonya saja. {HOW}"
SEVERAL = "Ada lebih dari satu video di isian ini. Tempel satu tautan saja; video lain ditambahkan sendiri-sendiri."
CHANNEL = f"Ini tautan kanal YouTube, bukan satu video. {HOW}"
PLAYLIST = f"Ini tautan daftar putar YouTube, bukan satu video. Pilih satu video di dalamnya. {HOW}"
NO_VIDEO = f"Tautan YouTube ini tidak menuju satu video. {HOW}"
CUT = "Tautan YouTube ini terpotong atau kelebihan huruf: kode videonya harus 11 karakter. Salin ulang tautannya."


def video_id(pasted: str) -> str:
    """The eleven characters that name the video; ValidationError says in Indonesian why there are none."""
    if len(pasted) > MOST_PASTED:
        raise ValidationError(TOO_LONG)
    links = _links(pasted)
    ours = [link for link in links if link.hostname in OURS]
    if not ours:
        raise ValidationError(_elsewhere(links[0].hostname or "") if links else NOTHING)
    found = {_id(link) for link in ours}
    meant = {id for id in found if VIDEO_ID.match(id) and id not in NO_VIDEOS}
    if len(meant) > 1:
        raise ValidationError(SEVERAL)
    if not meant:
        raise ValidationError(_why_none(ours[0]))
    return meant.pop()


def watch_address(id: str) -> str:
    """The video's page on YouTube: where the link leads without script."""
    return f"https://www.youtube.com/watch?v={quote(id, safe='')}"


def player_address(id: str) -> str:
    """What a frame shows once a reader has asked for the video. YouTube plays only where it learns which site shows it
    (its error 153), so the frame needs `referrerpolicy="strict-origin-when-cross-origin"`."""
    return f"{PLAYER_ORIGIN}/embed/{quote(id, safe='')}?{PLAYER_OPTIONS}"


def _links(pasted: str) -> list[SplitResult]:
    """Everything in the pasted words that is a link. Without a scheme only a site we know is one: `selesai.Lalu` is none."""
    pieces = (piece.strip(AROUND) for piece in PIECES.split(words.line(unescape(pasted))))
    return [link for piece in pieces if (link := _split(piece)) is not None]


def _split(piece: str) -> SplitResult | None:
    has_scheme = piece.lower().startswith(("http://", "https://"))
    try:
        link = urlsplit(piece if has_scheme else f"https://{piece.removeprefix('//')}")
    except ValueError:  # half an IPv6 address
        return None
    host = link.hostname or ""
    return link if host and (has_scheme or host in OURS or _site(host)) else None


def _id(link: SplitResult) -> str:
    """What stands where a video's id stands, whatever it is; "" where nothing does."""
    parts = [part for part in link.path.split("/") if part]
    if link.hostname in SHORT_HOSTS:
        said = parts[:1]
    elif "v" in (asked := parse_qs(link.query)):
        said = asked["v"]
    else:
        said = parts[1:2] if parts and parts[0].lower() in BEFORE_THE_ID else []
    return UP_TO_ANOTHER_SIGN.findall(said[0])[0] if said else ""


def _why_none(link: SplitResult) -> str:
    """The sentence for a page of YouTube that is no video's."""
    first = next((part for part in link.path.split("/") if part), "")
    id = _id(link)
    if id and id not in NO_VIDEOS:
        return CUT
    if first.startswith("@") or first in CHANNELS or id == "live_stream":
        return CHANNEL
    return PLAYLIST if "list" in parse_qs(link.query) else NO_VIDEO


def _elsewhere(host: str) -> str:
    return (
        f"Ini tautan {_site(host) or host[:60]}, bukan YouTube. Portal hanya memutar video dari YouTube: "
        "unggah videonya ke kanal YouTube OPD Anda, lalu tempel tautannya di sini."
    )


def _site(host: str) -> str:
    """What people call the site; "" for one that is not in the list."""
    return next((name for known, name in OTHER_SITES.items() if f".{host}".endswith(f".{known}")), "")
