"""What a page tells search engines in schema.org's words (https://schema.org, as JSON-LD): who says what, when, and where it stands.

Plain dicts, from what the page shows anyway: nothing here asks the database.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from news.models.publication import Publication
from news.moments import JAKARTA
from news.public import sharing, site
from news.sources import for_sharing
from opd.models import OPD, PageKind

HEADLINE = 110  # letters, what Google shows of one
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REGENCY = "Pemerintah Kabupaten Blora"
PORTAL = "Portal Blora"
# The pages between the portal's home and a page, by the names of their addresses.
ABOVE = {
    "archive": ("news",),
    "month": ("news", "archive"),
    "article": ("rubric",),
    "opd": ("directory",),
    "opd_news": ("directory", "opd"),
    "opd_page": ("directory", "opd"),
    "opd_albums": ("directory", "opd"),
    "album": ("directory", "opd", "opd_albums"),
    "album_picture": ("directory", "opd", "opd_albums", "album"),
}
NAMES = {
    "news": "Berita",
    "archive": "Arsip berita",
    "directory": "Daftar OPD",
    "opd_albums": "Galeri",
    "album": "Album",
}


def page(request: HttpRequest, context, title: str) -> dict | None:
    """Everything that is said of one page, whose own title that is; None for one that has no address."""
    view = sharing.view_of(request)
    if not view:
        return None
    if view == "home":
        graph = [website(request), regency(request)]
    else:
        graph = [*_subject(request, context, view), trail(request, context, view, title)]
    return {"@context": "https://schema.org", "@graph": graph}


def _subject(request: HttpRequest, context, view: str) -> list[dict]:
    if view == "article":
        return [article(request, context["publication"])]
    if view == "opd" or (view == "opd_page" and context["page"].kind == PageKind.CONTACT):
        return [organization(request, context["opd"], context.get("accounts", ()))]
    return []


def article(request: HttpRequest, publication: Publication) -> dict:
    address = site.absolute(request, publication.get_absolute_url())
    opd = publication.opd
    author = {
        "@type": "GovernmentOrganization",
        "name": opd.name,
        "url": site.absolute(request, opd.get_absolute_url()),
    }
    return _told(
        {
            "@type": "NewsArticle",
            "@id": f"{address}#berita",
            "mainEntityOfPage": address,
            "headline": _headline(publication.title),
            "description": publication.summary,
            "image": _images(request, publication),
            "datePublished": _moment(publication.published_at),
            "dateModified": _moment(publication.revised_at or publication.published_at),
            "author": author,
            "publisher": regency(request),
            "articleSection": publication.rubric.name,
            "inLanguage": "id",
            "isAccessibleForFree": True,
            "correction": [
                {"@type": "CorrectionComment", "text": words, "datePublished": _moment(at)}
                for at, words in publication.dated_corrections
            ],
        }
    )


def organization(request: HttpRequest, opd: OPD, accounts=()) -> dict:
    """The OPD itself: how it is called, where it is, when it is open, and which accounts are really its own."""
    address = site.absolute(request, opd.get_absolute_url())
    return _told(
        {
            "@type": "GovernmentOrganization",
            "@id": f"{address}#opd",
            "name": opd.name,
            "alternateName": [opd.short_name, *map(str, opd.aliases)],
            "description": opd.description,
            "url": address,
            "logo": _file(request, opd.logo),
            "image": _file(request, opd.cover),
            "address": _postal(opd),
            "telephone": opd.phone,
            "email": opd.email,
            "openingHoursSpecification": _opening(opd.hours),
            "hasMap": opd.map_link,
            "sameAs": [*filter(None, [opd.website]), *(account.address for account in accounts if account.active)],
            "parentOrganization": regency(request),
        }
    )


def regency(request: HttpRequest) -> dict:
    logo = {
        "@type": "ImageObject",
        "url": site.absolute(request, static("img/jati-512.png")),
        "width": 512,
        "height": 512,
    }
    root = site.absolute(request, "/")
    return {"@type": "GovernmentOrganization", "@id": f"{root}#pemkab", "name": REGENCY, "url": root, "logo": logo}


def website(request: HttpRequest) -> dict:
    root = site.absolute(request, "/")
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{root}cari/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    about = {"@id": f"{root}#situs", "name": PORTAL, "url": root, "inLanguage": "id"}
    return {"@type": "WebSite"} | about | {"publisher": {"@id": f"{root}#pemkab"}, "potentialAction": search}


def trail(request: HttpRequest, context, view: str, title: str) -> dict:
    """From the portal's home to this page."""
    above = [("Beranda", "/"), *(_step(name, context) for name in ABOVE.get(view, ()))]
    steps = [(name, site.absolute(request, address)) for name, address in above]
    steps.append((title, sharing.canonical(request, context)))
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _step(name: str, context) -> tuple[str, str]:
    if name == "rubric":
        rubric = context["publication"].rubric
        return rubric.name, rubric.get_absolute_url()
    opd = context.get("opd")
    if name == "opd":
        return opd.short_name, opd.get_absolute_url()
    own = {"opd_albums": lambda: [opd.slug], "album": lambda: [opd.slug, context["publication"].pk]}
    return NAMES[name], reverse(name, args=own.get(name, list)())


def _told(said: dict) -> dict:
    """Without what nobody has written."""
    return {name: value for name, value in said.items() if value not in ("", None, [], {})}


def _headline(title: str) -> str:
    """Whole, or cut at a word and ended with …."""
    if len(title) <= HEADLINE:
        return title
    return (title[:HEADLINE].rpartition(" ")[0] or title[: HEADLINE - 1]).rstrip(" ,;:.-–—") + "…"


def _moment(value: datetime) -> str:
    return timezone.localtime(value, JAKARTA).isoformat(timespec="seconds")


def _images(request: HttpRequest, publication: Publication) -> list[dict]:
    """The photo at its top first: that is what the news is about."""
    return [
        _told({"@type": "ImageObject", "url": one.url, "width": one.width, "height": one.height, "caption": one.alt})
        for one in reversed(sharing.of_publication(request, publication))
    ]


def _file(request: HttpRequest, sizes: list[dict]) -> str:
    file = for_sharing(sizes)
    return site.absolute(request, default_storage.url(file["name"])) if file else ""


def _postal(opd: OPD) -> dict | None:
    if not opd.address:
        return None
    place = {"addressLocality": "Blora", "addressRegion": "Jawa Tengah", "addressCountry": "ID"}
    return {"@type": "PostalAddress", "streetAddress": opd.address} | place


def _opening(hours: list[dict]) -> list[dict]:
    """Days with the same hours together. An office that never closes is said as schema.org wants it: 00:00 to 23:59."""

    def times(one: dict) -> tuple[str, str]:
        return one["opens"], "23:59" if one["closes"] == "24:00" else one["closes"]

    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{DAYS[one['day'] - 1]}" for one in days],
            "opens": opens,
            "closes": closes,
        }
        for (opens, closes), days in groupby(sorted(hours, key=times), key=times)
    ]
