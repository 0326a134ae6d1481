"""Which twenty items of a long list: the next page by key, never by offset, never with a count."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from news.models.publication import Publication, PublicationQuerySet

SIZE = 20
OLDER, NEWER = "sebelum", "sesudah"
KEY = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Page:
    """Newest first. `older` and `newer` are the keys for the neighbouring pages, None where there is none."""

    items: list[Publication] = field(default_factory=list)
    older: int | None = None
    newer: int | None = None


def page_of(news: PublicationQuerySet, query: QueryDict) -> Page:
    """The page that the address asks for. An unknown or odd key raises Http404."""
    name, key = _cursor(query)
    if name is None:
        return _newest(news)
    at = get_object_or_404(Publication.objects.appeared().only("published_at"), pk=key)
    return _older(news, at) if name == OLDER else _newer(news, at)


def _cursor(query: QueryDict) -> tuple[str | None, int]:
    given = [(name, value) for name in (OLDER, NEWER) for value in query.getlist(name)]
    if not given:
        return None, 0
    (name, value), *others = given
    if others or not KEY.fullmatch(value):
        raise Http404
    return name, int(value)


def _newest(news: PublicationQuerySet) -> Page:
    items, more = _taken(news.newest_first())
    return Page(items, older=items[-1].pk if more else None)


def _older(news: PublicationQuerySet, at: Publication) -> Page:
    items, more = _taken(news.older_than(at.published_at, at.pk).newest_first())
    return Page(items, older=items[-1].pk if more else None, newer=items[0].pk if items else None)


def _newer(news: PublicationQuerySet, at: Publication) -> Page:
    """The page just before; where less than a full one is left, the first page instead of a short one."""
    items, more = _taken(news.newer_than(at.published_at, at.pk).oldest_first())
    if not more:
        return _newest(news)
    items.reverse()
    return Page(items, older=items[-1].pk, newer=items[0].pk)


def _taken(news: PublicationQuerySet) -> tuple[list[Publication], bool]:
    """One page's items, and whether more follow."""
    found = list(news.for_lists()[: SIZE + 1])
    return found[:SIZE], len(found) > SIZE
