"""Any two versions of an article side by side, one of them alone, and what bringing an older one back would change."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.contrib import admin
from django.urls import reverse

from news import compare, html, versions
from news.admin import restoring, scope
from news.admin.pictured import pictured
from news.models import Article
from news.templatetags.desk import jam_singkat
from news.versions import Line
from news.workflow import Action

DIGITS = re.compile(r"[0-9]+")
NEVER = 10**9  # no text was saved as often as this
WORDS = {
    Action.PUBLISH: "diterbitkan",
    Action.PUBLISH_URGENT: "diterbitkan segera",
    Action.SCHEDULE: "dijadwalkan",
    Action.SEND_BACK: "dikembalikan",
    Action.SUBMIT: "diajukan",
    Action.HAND_IN: "diserahkan",
    Action.RESTORE: "diambil dari versi lama",
    Action.CREATE: "ditulis",
    Action.EDIT: "disimpan",
}
ODD = "Nomor versi di alamat ini tidak terbaca, jadi yang tampil adalah perubahan yang terakhir."
NOT_THERE = "Versi yang diminta tidak ada di naskah ini. Pilih dua versi dari daftar."
NO_VERSIONS = "Belum ada versi yang tersimpan untuk naskah ini."


class Pair(NamedTuple):
    """What was asked for: two numbers (None: there is no version at all), and whether they could not be read."""

    first: int | None
    last: int | None
    odd: bool = False


def compare_versions(request, article_id: int):
    """GET `/admin/news/article/<pk>/compare/?dari=3&ke=5`, for everybody who sees the article."""
    article = scope.fetch(request, article_id)
    asked = _asked(request.GET, article)
    rows = versions.of(article).filter(version__in=[asked.first, asked.last])
    found = {version.version: version for version in reversed(rows)}  # of two of one number the newest stays
    there = asked.first in found and asked.last in found
    context = _choices(article, asked, found) | (_between(request.user, article, asked, found) if there else {})
    missing = not there and asked.last is not None
    context["trouble"] = _trouble(asked, missing)
    return scope.page(request, article, "compare.html", context, status=404 if missing else 200)


def address(article: Article, first: int, last: int) -> str:
    return f"{reverse('admin:news_article_compare', args=[article.pk])}?dari={first}&ke={last}"


# --- Which two --------------------------------------------------------------------------------------------------------
def _asked(query, article: Article) -> Pair:
    words = [query.get(name, "") for name in ("dari", "ke")]
    if any(word and not (word.isascii() and DIGITS.fullmatch(word)) for word in words):
        return Pair(*_by_default(article), odd=True)
    first, last = [_number(word) for word in words]
    if first is None and last is None:
        return Pair(*_by_default(article))
    if last is None:
        last = versions.bounds(article)[1]
    elif first is None:
        first = versions.beside(article, last, last)[0] or last
    return Pair(first, last)


def _number(word: str) -> int | None:
    return (int(word) if len(word) < 10 else NEVER) if word else None


def _by_default(article: Article) -> tuple[int | None, int | None]:
    """What changed since somebody decided about it; where nothing did, the last save."""
    oldest, newest = versions.bounds(article)
    first = versions.last_judged(article) or oldest
    if first == newest and newest is not None:
        first = versions.beside(article, newest, newest)[0] or newest
    return first, newest


def _trouble(asked: Pair, missing: bool) -> str:
    if missing:
        return NOT_THERE
    if asked.last is None:
        return NO_VERSIONS
    return ODD if asked.odd else ""


# --- What the page shows ----------------------------------------------------------------------------------------------
def _choices(article: Article, asked: Pair, found: dict) -> dict:
    lines = versions.listed(article, *found.values())
    labels = {line.number: label(line) for line in lines}
    return {
        "choices": list(labels.items()),
        "before_title": labels.get(asked.first or 0, ""),
        "after_title": labels.get(asked.last or 0, ""),
        "first": asked.first,
        "last": asked.last,
        "capped": len(lines) >= versions.MOST_LISTED,
    }


def label(line: Line) -> str:
    """`Versi 3 · Admin Dinkes · 16 Mei 13.44 · diajukan`."""
    return " · ".join(
        part for part in (f"Versi {line.number}", line.who, jam_singkat(line.at), WORDS[line.happened]) if part
    )


def _between(user, article: Article, asked: Pair, found: dict) -> dict:
    old, new = found[asked.first], found[asked.last]
    before, after = versions.beside(article, *sorted((old.version, new.version)))
    bringing = restoring.offer(user, article, old.version, new)
    if old is new:
        shown = {"alone": old, "body": pictured(old, html.clean(old.body))}
    elif bringing:
        shown = {"comparison": compare.compare(versions.text_of(article), versions.text_of(bringing.outcome))}
    else:
        shown = {"comparison": compare.compare(versions.text_of(old), versions.text_of(new))}
    older = sorted({number for number in found if number < article.version}, reverse=True)
    return shown | _steps(asked, before, after) | {
        "bringing": bringing,
        "older": [] if bringing else older,
        "may_restore": restoring.may(user, article),
        "do_first": restoring.do_first(user, article),
    }  # fmt: skip


def _steps(asked: Pair, before: int | None, after: int | None) -> dict:
    """The pair (or, of one that stands alone, the version) before these and after them."""
    alone = asked.first == asked.last
    low, high = sorted((asked.first or 0, asked.last or 0))
    return {
        "earlier": before and ((before, before) if alone else (before, low)),
        "later": after and ((after, after) if alone else (high, after)),
    }


admin.site.add_page("news/article/<int:article_id>/compare/", compare_versions, "news_article_compare")  # type: ignore[attr-defined]
