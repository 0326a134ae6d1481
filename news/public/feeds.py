"""News for feed readers: what a feed brings, and RSS 2.0 with the full text. The same as JSON: `news/public/json_feed.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed, rfc3339_date
from django.utils.html import format_html_join

from news import moments, sources
from news.models.publication import Publication, PublicationQuerySet
from news.models.rubric import Rubric
from news.public import in_text, moved, site
from news.public.views import public_page

ITEMS = 20
ICON = "img/jati-180.png"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # https://www.w3.org/TR/xml/#charsets


@dataclass(frozen=True)
class Channel:
    """Whose news a feed brings: its title, the portal's address of the page it belongs to, and what that page is about."""

    title: str
    page: str
    about: str
    news: PublicationQuerySet

    def items(self) -> list[Publication]:
        newest = self.news.visible().newest_first()
        return list(newest.select_related("opd", "rubric").defer("search_text")[:ITEMS])


def of_portal() -> Channel:
    return Channel("Portal Blora", "/", "Berita terbaru semua OPD Kabupaten Blora.", Publication.objects.all())


def of_opd(slug: str) -> Channel:
    """Raises Moved and Http404 as `moved.found`."""
    opd = moved.found(slug)
    news = Publication.objects.of(opd)
    return Channel(f"{opd.short_name} Blora", opd.get_absolute_url(), f"Berita terbaru {opd.name}.", news)


def of_rubric(slug: str) -> Channel:
    rubric = get_object_or_404(Rubric, slug=slug)
    about = f"Berita terbaru rubrik {rubric.name} dari semua OPD Kabupaten Blora."
    news = Publication.objects.filter(rubric=rubric)
    return Channel(f"{rubric.name} · Portal Blora", rubric.get_absolute_url(), about, news)


@public_page
def portal_feed(request):
    return _rss(request, of_portal())


@public_page
@moved.leads_on
def opd_feed(request, slug: str):
    return _rss(request, of_opd(slug))


@public_page
def rubric_feed(request, slug: str):
    return _rss(request, of_rubric(slug))


# --- What every kind of feed says of an item -----------------------------------------------------------------------
def full_text(item: Publication, at: Callable[[str], str]) -> str:
    """The text with its pictures and corrections, as HTML whose addresses `at` has made whole."""
    return readable(in_text.in_feed(item, at) + _corrections(item))


def pictures(item: Publication, at: Callable[[str], str]) -> list[dict]:
    """Its pictures, the one at the top first: `{"url", "type", "width", "height", "alt", "credit"}`, each once."""
    held = [item.pictures.get("lead", {}), *item.pictures.get("media", {}).values()]
    found = [(shown, sources.for_sharing(shown.get("sizes", ()))) for shown in held]
    told = [
        {name: file[name] for name in ("type", "width", "height")}
        | {"url": at(default_storage.url(file["name"]))}
        | {name: readable(shown.get(name, "")) for name in ("alt", "credit")}
        for shown, file in found
        if file
    ]
    return list({one["url"]: one for one in told}.values())


def readable(text: str) -> str:
    """Without what XML has no way to write."""
    return NOT_XML.sub("", text)


def _corrections(item: Publication) -> str:
    """What was wrong and was put right stands under the text, as on the page."""
    notes = format_html_join(
        "", "<p>{}: {}</p>", [(moments.weekday_and_minute(at), words) for at, words in item.dated_corrections]
    )
    return f"<h2>Ralat</h2>{notes}" if notes else ""


# --- RSS -------------------------------------------------------------------------------------------------------------
class FullTextRss(Rss201rev2Feed):
    """RSS with `content:encoded` (https://web.resource.org/rss/1.0/modules/content/), the pictures as `media:content`
    (https://www.rssboard.org/media-rss), and when an item was changed as `atom:updated`."""

    def root_attributes(self) -> dict:
        return super().root_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_root_elements(self, handler) -> None:
        super().add_root_elements(handler)
        handler.startElement("image", {})
        for name, value in (("url", self.feed["icon"]), ("title", self.feed["title"]), ("link", self.feed["link"])):
            handler.addQuickElement(name, value)
        handler.endElement("image")

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        if item["updateddate"]:
            handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        handler.addQuickElement("content:encoded", item["full_text"])
        for picture in item["pictures"]:
            self._add_picture(handler, picture)

    def _add_picture(self, handler, picture: dict) -> None:
        measures = {name: str(picture[name]) for name in ("type", "width", "height")}
        handler.startElement("media:content", {"url": picture["url"], "medium": "image"} | measures)
        if picture["alt"]:
            handler.addQuickElement("media:description", picture["alt"], {"type": "plain"})
        if picture["credit"]:
            handler.addQuickElement("media:credit", picture["credit"])
        handler.endElement("media:content")


def _rss(request, channel: Channel) -> HttpResponse:
    at = partial(site.absolute, request)
    feed = FullTextRss(
        readable(channel.title),
        at(channel.page),
        readable(channel.about),
        language="id",
        feed_url=at(request.path_info),
        icon=at(static(ICON)),
    )
    for item in channel.items():
        _add(feed, item, at)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _add(feed: FullTextRss, item: Publication, at: Callable[[str], str]) -> None:
    feed.add_item(
        title=readable(item.title),
        link=at(item.get_absolute_url()),
        description=readable(item.summary),
        unique_id=at(f"/berita/{item.pk}/"),
        unique_id_is_permalink=False,
        author_name=readable(item.opd.name),
        categories=[readable(item.rubric.name)],
        pubdate=timezone.localtime(item.published_at, moments.JAKARTA),
        updateddate=timezone.localtime(item.revised_at, moments.JAKARTA) if item.revised_at else None,
        full_text=full_text(item, at),
        pictures=pictures(item, at),
    )
