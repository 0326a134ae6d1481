"""How the photos, galleries, videos and infographics in a text are shown: on its page, and to feed readers."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from news import inserts, sources, youtube
from news.inserts import Insert
from news.models.publication import Publication
from news.public import albums, wide

VIDEO, INFOGRAPHIC = "video", "infographic"
WIDTHS = {"full": "(min-width: 40rem) 36rem, 100vw", "half": "(min-width: 40rem) 18rem, 100vw"}
LARGE = "(min-width: 64rem) 60rem, 100vw"  # on a page of its own


def on_page(publication: Publication, hemat: bool = False) -> str:
    """The text of its page. An unsaved one (a preview) has no album and no table to lead to yet.

    With `hemat` its pictures wait until somebody asks for them (news/public/hemat.py).
    """
    pictures = iter(albums.pictures(publication))
    saved = not publication._state.adding

    def show(insert: Insert) -> str:
        shown = _shown(publication, insert)
        if len(insert.ids) == 1:
            return single(publication, shown[0], WIDTHS[insert.size], alt=insert.alt, hemat=hemat) if shown else ""
        own = [next(pictures) for _ in shown]
        more = {"pictures": own, "linked": saved, "album": albums.address(publication) if saved else ""}
        more["hemat"] = hemat
        return render_to_string("components/media/gallery.html", more) if own else ""

    return mark_safe(inserts.expanded(wide.with_wide_tables(publication.body), show))  # noqa: S308  (cleaned when it was published)


def single(publication: Publication, shown: dict, sizes: str, *, alt: str = "", hemat: bool = False) -> str:
    """One photo, video or infographic by itself."""
    shown = shown | {"alt": alt or shown["alt"]}
    more = {
        "hemat": hemat,
        "shown": shown,
        "sizes": sizes,
        "publication": publication,
        "saved": not publication._state.adding,
    }
    if shown["kind"] == VIDEO:
        id = shown["youtube"]
        more |= {"watch": youtube.watch_address(id), "player": youtube.player_address(id)}
        return render_to_string("components/media/video.html", more)
    if shown["kind"] == INFOGRAPHIC:
        return render_to_string("components/media/infographic.html", more | _table(shown))
    return render_to_string("components/media/photo.html", more)


def has_video(publication: Publication) -> bool:
    """Is there something to play in its text? A gallery shows stills only."""
    alone = [insert for insert in inserts.found(publication.body) if len(insert.ids) == 1]
    return any(shown["kind"] == VIDEO for insert in alone for shown in _shown(publication, insert))


def in_feed(publication: Publication, absolute) -> str:
    """The text for readers that know neither our style sheet nor our addresses; `absolute` makes an address whole."""

    def show(insert: Insert) -> str:
        alone = len(insert.ids) == 1
        parts = [
            _fed(shown | {"alt": (insert.alt if alone else "") or shown["alt"]}, absolute)
            for shown in _shown(publication, insert)
        ]
        return "".join(parts)

    return inserts.expanded(publication.body.replace('href="/', f'href="{absolute("/")}'), show)


def _fed(shown: dict, absolute) -> str:
    file = sources.for_reading(shown["sizes"])
    more = {"shown": shown, "file": file, "absolute": absolute(default_storage.url(file["name"])) if file else ""}
    if shown["kind"] == VIDEO:
        more["watch"] = youtube.watch_address(shown["youtube"])
    return render_to_string("components/media/fed.html", more)


def _shown(publication: Publication, insert: Insert) -> list[dict]:
    """The picture sets of one placeholder, in its order; what readers may not have is left out."""
    media = publication.pictures.get("media", {})
    return [media[str(pk)] for pk in insert.ids if str(pk) in media]


def _table(shown: dict) -> dict:
    heading, *rows = shown.get("table") or [[]]
    largest = sources.for_sharing(shown["sizes"])
    return {"heading": heading, "rows": rows, "large": largest and default_storage.url(largest["name"])}
