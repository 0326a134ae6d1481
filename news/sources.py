"""Which of a picture's files a browser is offered: the lightest format it knows, in the width it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LIGHTER = ("image/avif", "image/webp")  # the lightest first
EVERYWHERE = ("image/jpeg", "image/png")  # what every browser shows, and everybody who shares a page
PLAIN_WIDTH = 960  # pixels: what a browser takes that knows none of the choices


@dataclass(frozen=True)
class Offer:
    """`lighter` are the files of each better format, smallest first; `files` those of the `<img>` itself, `plain` its `src`."""

    lighter: list[list[dict]]
    files: list[dict]
    plain: dict


def offer(files: Iterable[dict]) -> Offer | None:
    """What stands in `<picture>`; None without a file.

    A format is a choice of its own only where it has the largest width too, or large screens would get a small picture;
    older pictures have WebP for phones and one large JPEG: these stay one choice.
    """
    known = sorted(files, key=lambda file: file["width"])
    if not known:
        return None
    by_type = {kind: [file for file in known if file["type"] == kind] for kind in LIGHTER}
    rest = [file for file in known if file["type"] not in LIGHTER]
    whole = [kind for kind in LIGHTER if rest and by_type[kind] and by_type[kind][-1]["width"] == known[-1]["width"]]
    own = [file for file in known if file["type"] not in whole and file["type"] != "image/avif"] or known
    return Offer([by_type[kind] for kind in whole], own, _plain(own))


def for_sharing(files: Iterable[dict]) -> dict | None:
    """The largest file that everybody can open who is sent the page."""
    known = list(files)
    return max(_everywhere(known), key=lambda file: file["width"], default=None)


def for_reading(files: Iterable[dict]) -> dict | None:
    """One file for readers that take no choices: a feed's."""
    known = list(files)
    return _plain(known) if known else None


def _plain(files: list[dict]) -> dict:
    shown = _everywhere(files)
    light = [file for file in shown if file["width"] <= PLAIN_WIDTH]
    return max(light, key=lambda file: file["width"]) if light else min(shown, key=lambda file: file["width"])


def _everywhere(files: list[dict]) -> list[dict]:
    return [file for file in files if file["type"] in EVERYWHERE] or files
