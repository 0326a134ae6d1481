"""How a table in a text that is wider than a phone can be moved sideways: by finger, by keyboard, and called by its name."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import escape

# Of HTML as `html.clean` writes it: a tag begins at each `<`, names are small letters.
EDGE = re.compile(r"<(/?)table\b(?:[^<>\"]|\"[^\"]*+\")*+>")
CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
MOST_LETTERS = 100


def with_wide_tables(cleaned: str) -> str:
    """Each table, not those inside another, in a region of its own that takes the keyboard."""
    parts, at = [], 0
    for number, (start, end) in enumerate(_outermost(cleaned), start=1):
        table = cleaned[start:end]
        parts += [
            cleaned[at:start],
            f'<div class="scroll" role="region" aria-label="{_name(table, number)}" tabindex="0">',
        ]
        parts += [table, "</div>"]
        at = end
    return "".join(parts) + cleaned[at:]


def _outermost(cleaned: str):
    """Where they start and end."""
    depth, start = 0, 0
    for edge in EDGE.finditer(cleaned):
        if not edge[1]:
            start = start if depth else edge.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, edge.end()


def _name(table: str, number: int) -> str:
    caption = CAPTION.search(table)
    words = " ".join(unescape(TAG.sub("", caption[1])).split())[:MOST_LETTERS] if caption else ""
    return escape(f"Tabel {number}: {words}" if words else f"Tabel {number}")
