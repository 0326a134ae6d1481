"""What the desk shows of an article's links: those that were hidden and taken out, and those that lead away."""

from __future__ import annotations

from news import html, links
from news.findings import host_of
from news.models import Article
from opd import hosts

PASTED = (
    "Ada {count} bagian tersembunyi di tulisan Anda, biasanya terbawa saat menyalin dari situs lain. "
    "Pembaca tidak akan melihatnya, jadi kami buang, dan redaksi diberi tahu. Periksa lagi isi naskahnya."
)


def about(article: Article) -> dict:
    """The context of `links.html`."""
    outside = links.outside(html.clean(article.body), hosts.own())
    return {
        "hidden": [one | {"host": host_of(one["href"])} for one in article.hidden_links],
        "outside": outside,
        "doubtful": sum(bool(link.doubts) for link in outside),
    }


def told(body: str) -> str:
    """What the writer is told after saving `body` as typed; empty when nothing was hidden in it."""
    count = len(html.examine(body).hidden)
    return PASTED.format(count=count) if count else ""
