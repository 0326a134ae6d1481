"""News for feed readers as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the same items as in RSS."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.http import HttpResponse
from django.templatetags.static import static
from django.utils import timezone

from news import moments
from news.models.publication import Publication
from news.public import feeds, moved, site
from news.public.feeds import Channel
from news.public.views import public_page

VERSION = "https://jsonfeed.org/version/1.1"
LARGE_ICON = "img/jati-512.png"


@public_page
def portal_feed(request):
    return _json(request, feeds.of_portal())


@public_page
@moved.leads_on
def opd_feed(request, slug: str):
    return _json(request, feeds.of_opd(slug))


@public_page
def rubric_feed(request, slug: str):
    return _json(request, feeds.of_rubric(slug))


def _json(request, channel: Channel) -> HttpResponse:
    at = partial(site.absolute, request)
    feed = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": at(channel.page),
        "feed_url": at(request.path_info),
        "description": channel.about,
        "icon": at(static(LARGE_ICON)),
        "favicon": at(static(feeds.ICON)),
        "language": "id",
        "items": [_item(item, at) for item in channel.items()],
    }
    content = json.dumps(feed, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(content, content_type="application/feed+json; charset=utf-8")


def _item(item: Publication, at: Callable[[str], str]) -> dict:
    pictures = feeds.pictures(item, at)
    told = {
        "id": at(f"/berita/{item.pk}/"),
        "url": at(item.get_absolute_url()),
        "title": item.title,
        "summary": item.summary,
        "content_html": feeds.full_text(item, at),
        "image": pictures[0]["url"] if pictures else None,
        "date_published": _moment(item.published_at),
        "date_modified": _moment(item.revised_at) if item.revised_at else None,
        "authors": [{"name": item.opd.name, "url": at(item.opd.get_absolute_url())}],
        "tags": [item.rubric.name],
        "language": "id",
        "attachments": [_attached(picture) for picture in pictures],
    }
    return {name: value for name, value in told.items() if value is not None}


def _attached(picture: dict) -> dict:
    titled = {"title": picture["alt"]} if picture["alt"] else {}
    return {"url": picture["url"], "mime_type": picture["type"]} | titled


def _moment(value: datetime) -> str:
    """As RFC 3339 wants it, in Blora's time."""
    return timezone.localtime(value, moments.JAKARTA).isoformat(timespec="seconds")
