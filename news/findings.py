"""What is done about links that were hidden in a text: kept for the editor who reviews it, and recorded."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models

from accounts import audit
from news.hidden import Hidden
from news.models import Article

MOST = 50  # kept beside an article; the trail has the count of every save
MOST_ADDRESS = 500  # characters


def keep(article: Article, found: tuple[Hidden, ...]) -> None:
    """Put what is new beside the article, unsaved. It stays until a second person has published or confirmed the text."""
    known = list(article.hidden_links)
    new = {(one.href[:MOST_ADDRESS], one.words): one for one in found}
    for one in known:
        new.pop((one["href"], one["words"]), None)
    added = [{"href": href, "words": words, "why": one.why} for (href, words), one in new.items()]
    article.hidden_links = (known + added)[:MOST]


def report(about: models.Model, by, found: tuple[Hidden, ...]) -> None:
    """One entry of the trail, and with it one line of the log `portal.security`: how many, and to which hosts."""
    if not found:
        return
    hosts = sorted({host_of(one.href) for one in found if one.href})
    audit.record("content.hidden_links", about, by=by, after={"count": len(found), "hosts": hosts[:MOST]})


def host_of(href: str) -> str:
    """In small letters, without port; empty for what has none."""
    try:
        return (urlsplit(href.strip()).hostname or "")[:253]
    except ValueError:
        return ""
