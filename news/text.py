"""What becomes of typed words before they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from news import html, inserts, showing
from news.hidden import Hidden
from news.refusals import Refused

LINES = frozenset({"title", "summary", "summary_jv", "parties", "byline", "lead_alt", "lead_credit"})
FOREIGN = (
    "{count} foto atau video di naskah ini tidak ada di pustaka {opd} maupun pustaka bersama. "
    "Hapus dari naskah, lalu pilih lagi dari pustaka."
)


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
        inserts.check(body.text)
        if foreign := showing.not_usable(article.opd, body.text):
            raise Refused(FOREIGN.format(count=len(foreign), opd=article.opd))
    if not tidied.get("title", article.title):
        raise Refused("Judul belum ditulis.")
    unit: Any = tidied.get("unit")
    lead: Any = tidied.get("lead")
    if unit is not None and unit.opd_id != article.opd_id:
        raise Refused("Bidang harus milik OPD yang sama dengan beritanya.")
    if lead is not None and not lead.usable_in(article.opd):
        raise Refused(f"Foto utama harus dari pustaka {article.opd} atau pustaka bersama.")
    if "byline" in tidied:
        tidied["byline"] = tidied["byline"] or article.opd.byline
    return Tidied(tidied, body.hidden)
