"""News for feed readers: RSS 2.0 with the full text, the newest twenty."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import format_html_join

from news import moments, sources
from news.models.publication import Publication, PublicationQuerySet
from news.public import in_text
from news.public.views import public_page
from opd.models import OPD

ITEMS = 20


class FullTextRss(Rss201rev2Feed):
    """RSS with `content:encoded` (https://web.resource.org/rss/1.0/modules/content/) and the lead picture as
    `media:content` (https://www.rssboard.org/media-rss)."""

    def root_attributes(self) -> dict:
        return super().root_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["full_text"])
        if item["picture"]:
            handler.addQuickElement("media:content", "", item["picture"])


@public_page
def portal_feed(request):
    return _feed(request, Publication.objects.all(), "Portal Blora", "/", "Berita terbaru semua OPD Kabupaten Blora.")


@public_page
def opd_feed(request, slug: str):
    opd = get_object_or_404(OPD, slug=slug)
    return _feed(
        request,
        Publication.objects.of(opd),
        f"{opd.short_name} Blora",
        opd.get_absolute_url(),
        f"Berita terbaru {opd.name}.",
    )


def _feed(request, news: PublicationQuerySet, title: str, link: str, description: str) -> HttpResponse:
    at = request.build_absolute_uri
    feed = FullTextRss(title, at(link), description, language="id", feed_url=at(request.path))
    for item in news.visible().newest_first().select_related("opd", "rubric").defer("search_text")[:ITEMS]:
        _add(feed, item, at)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _add(feed: FullTextRss, item: Publication, at) -> None:
    address = at(item.get_absolute_url())
    feed.add_item(
        title=item.title,
        link=address,
        description=item.summary,
        unique_id=at(f"/berita/{item.pk}/"),
        unique_id_is_permalink=False,
        author_name=item.opd.name,
        categories=[item.rubric.name],
        pubdate=timezone.localtime(item.published_at, moments.JAKARTA),
        full_text=in_text.in_feed(item, at) + _corrections(item),
        picture=_picture(item, at),
    )


def _picture(item: Publication, at) -> dict[str, str]:
    """The picture at the top, as an element's attributes."""
    file = sources.for_sharing(item.pictures.get("lead", {}).get("sizes", ()))
    if file is None:
        return {}
    measures = {name: str(file[name]) for name in ("type", "width", "height")}
    return {"url": at(default_storage.url(file["name"])), "medium": "image"} | measures


def _corrections(item: Publication) -> str:
    """What was wrong and was put right stands under the text, as on the page."""
    notes = format_html_join(
        "", "<p>{}: {}</p>", [(moments.weekday_and_minute(at), words) for at, words in item.dated_corrections]
    )
    return f"<h2>Ralat</h2>{notes}" if notes else ""
