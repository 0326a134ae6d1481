"""What readers get of the library: the picture sets that a publication carries, as plain data.

`Publication.pictures` is `{"lead": shown, "media": {"<asset>": shown}}`, and a *shown* one is
`{"asset", "kind", "title", "alt", "caption", "credit", "sizes", "crops", "tint"}`; the files (`sizes`, `crops`) are
`{"name", "width", "height", "type"}`, smallest first. A video adds `still`, `youtube`, `captioned` and `transcript` and
shows the files of its still; an infographic adds `text_equivalent` and `table`.
"""

from __future__ import annotations

from news import inserts
from news.models import Article, MediaAsset, MediaKind

FILES = ("sizes", "crops", "tint")


def of_article(article: Article, body: str) -> dict:
    """The picture sets of this text. What its OPD may not show, or what is gone, is left out."""
    assets = in_text(article, body)
    shown: dict = {"lead": _lead(article)} if article.lead else {}
    return shown | ({"media": {str(pk): of_asset(asset) for pk, asset in assets.items()}} if assets else {})


def in_text(article: Article, body: str) -> dict[int, MediaAsset]:
    """The assets that stand in `body`, in their order; only those that the article's OPD may show."""
    ids = inserts.ids(body)
    found = MediaAsset.objects.usable_in(article.opd).select_related("still").in_bulk(ids) if ids else {}
    return {pk: found[pk] for pk in ids if pk in found}


def not_usable(opd, body: str) -> tuple[int, ...]:
    """The media in a cleaned body that a text of this OPD may not show, or that are gone."""
    ids = inserts.ids(body)
    usable = set(MediaAsset.objects.usable_in(opd).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return tuple(pk for pk in ids if pk not in usable)


def of_asset(asset: MediaAsset) -> dict:
    """Everything that readers may know of it; the note on consent is none of that."""
    shown = {
        "asset": asset.pk,
        "kind": asset.kind,
        "title": asset.title,
        "alt": "" if asset.decorative else asset.alt,
        "caption": asset.caption,
        "credit": asset.credit,
        **files(asset),
    }
    if asset.kind == MediaKind.VIDEO:
        shown |= {"still": asset.still_id, "youtube": asset.youtube}
        shown |= {"captioned": asset.captioned, "transcript": asset.transcript}
    if asset.kind == MediaKind.INFOGRAPHIC:
        shown |= {"text_equivalent": asset.text_equivalent, "table": asset.table}
    return shown


def files(asset: MediaAsset) -> dict:
    """The files that show it, as far as they are made."""
    return {name: getattr(asset.face, name) for name in FILES}


def renewed(pictures: dict, asset: MediaAsset) -> dict:
    """The same picture sets with the files that this asset has now; its words stay as they were approved."""

    def one(shown: dict) -> dict:
        return shown | files(asset) if asset.pk in (shown.get("asset"), shown.get("still")) else shown

    new = {"lead": one(pictures["lead"])} if "lead" in pictures else {}
    return new | ({"media": {pk: one(shown) for pk, shown in pictures["media"].items()}} if "media" in pictures else {})


def album_size(body: str, media: dict) -> int:
    """How many pictures stand in its galleries."""
    galleries = [insert.ids for insert in inserts.found(body) if len(insert.ids) > 1]
    return sum(str(pk) in media for ids in galleries for pk in ids)


def _lead(article: Article) -> dict:
    lead = article.lead
    assert lead is not None
    return of_asset(lead) | {"alt": article.lead_alt, "credit": article.lead_credit}
