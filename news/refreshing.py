"""The second writer of Publication, beside `news/services.py`: new files for what readers have, and not one new word.

It knows no user and records no event: the background calls it when files are ready.
"""

from __future__ import annotations

from django.db import transaction

from news import cards, showing
from news.models import Article, MediaAsset, MediaUse, Publication
from opd import freshness, pictures


@transaction.atomic
def refresh_pictures(asset: MediaAsset) -> int:
    """Give the publications that show this asset the files that are made of it by now; how many those are.

    Their words stay as an editor approved them. Called when its renditions are done.
    """
    # Also those that are going out at this moment: their texts show it already, and the lock waits for them.
    shown_in = MediaUse.objects.filter(asset=asset).values("article")
    articles = list(Article.objects.select_for_update(of=("self",)).filter(pk__in=shown_in).order_by("pk"))
    renewed = 0
    for page in Publication.objects.filter(pk__in=articles).select_related("opd"):
        shown = showing.renewed(page.pictures, asset)
        if shown != page.pictures:
            renewed += Publication.objects.filter(pk=page.pk).update(pictures=shown)
            freshness.touch(page.opd)
    return renewed


def refresh_card(pk: int) -> bool:
    """Draw the picture for sharing anew if it says what is no longer true; was there anything to do?

    Called in the background after whatever changes it. No transaction waits for the drawing.
    """
    page = Publication.objects.filter(pk=pk).select_related("opd").first()
    if page is None or not cards.is_stale(page):
        return False
    card = cards.stored(page)
    if not (shown := _show_card(pk, card)):
        pictures.remove([card])  # it changed meanwhile, and that has asked anew
    return shown


@transaction.atomic
def _show_card(pk: int, card: dict) -> bool:
    Article.objects.select_for_update(of=("self",)).get(pk=pk)
    page = Publication.objects.filter(pk=pk).select_related("opd").first()
    if page is None or not cards.is_stale(page) or cards.key_of(page) != card.get("key", ""):
        return False
    Publication.objects.filter(pk=pk).update(card=card)
    freshness.touch(page.opd)
    transaction.on_commit(lambda: pictures.remove([page.card]))
    return True
