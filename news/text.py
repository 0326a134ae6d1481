"""What becomes of typed words before they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from news import html
from news.hidden import Hidden
from news.refusals import Refused

LINES = frozenset({"title", "summary", "byline", "lead_alt", "lead_credit"})


@dataclass(frozen=True)
class Tidied:
    """The fields as they are kept, and the links in the body that readers would not have seen."""

    fields: dict
    hidden: tuple[Hidden, ...]


def tidy(article, text: dict) -> Tidied:
    """The same fields: lines without unseen characters, the body cleaned, nothing of another OPD beside it."""
    tidied = {name: html.line(value) if name in LINES else value for name, value in text.items()}
    body = html.examine(text["body"]) if "body" in text else html.Examined("")
    if "body" in text:
        tidied["body"] = body.text
    if not tidied.get("title", article.title):
        raise Refused("Judul belum ditulis.")
    for name in ("unit", "lead"):
        belonging: Any = tidied.get(name)
        if belonging is not None and belonging.opd_id != article.opd_id:
            raise Refused("Bidang dan foto harus milik OPD yang sama dengan beritanya.")
    if "byline" in tidied:
        tidied["byline"] = tidied["byline"] or article.opd.byline
    return Tidied(tidied, body.hidden)
