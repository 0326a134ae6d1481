"""What becomes of typed words before they are kept."""

from __future__ import annotations

from typing import Any

from news import html
from news.refusals import Refused

LINES = frozenset({"title", "summary", "byline", "lead_alt", "lead_credit"})


def tidy(article, text: dict) -> dict:
    """The same fields: lines without unseen characters, the body cleaned, nothing of another OPD beside it."""
    tidied = {name: html.line(value) if name in LINES else value for name, value in text.items()}
    if "body" in tidied:
        tidied["body"] = html.clean(tidied["body"])
    if not tidied.get("title", article.title):
        raise Refused("Judul belum ditulis.")
    for name in ("unit", "lead"):
        belonging: Any = tidied.get(name)
        if belonging is not None and belonging.opd_id != article.opd_id:
            raise Refused("Bidang dan foto harus milik OPD yang sama dengan beritanya.")
    if "byline" in tidied:
        tidied["byline"] = tidied["byline"] or article.opd.byline
    return tidied
