"""Who has an article open right now: their pages say so every twenty seconds, and 45 seconds later it is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from news.models import Article, Presence

SEEN_FOR = timedelta(seconds=45)  # two calls of static/js/presence.js, and a slow line
MOST = 10


def say(article: Article, user, *, writing: bool) -> None:
    """This person has the article open. One short statement: nobody who saves waits for it."""
    row = Presence(article=article, user=user, seen_at=timezone.now(), writing=writing)
    Presence.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["article", "user"], update_fields=["seen_at", "writing"]
    )


def others(article: Article, user) -> list[Presence]:
    """The other people who have it open now, those who write first; at most MOST."""
    now = article.present.filter(seen_at__gt=timezone.now() - SEEN_FOR).exclude(user=user)
    return list(now.select_related("user").order_by("-writing", "user__name", "pk")[:MOST])


def sentence(present: Sequence[Presence]) -> str:
    """`Admin Dinkes sedang menulis di naskah ini. Redaktur Satu juga membukanya.`; "" when nobody else is there."""
    writing = _names([str(one.user) for one in present if one.writing])
    reading = _names([str(one.user) for one in present if not one.writing])
    said = [f"{writing} sedang menulis di naskah ini."] if writing else []
    if reading:
        said.append(f"{reading} juga membuka{'nya' if writing else ' naskah ini'}.")
    return " ".join(said)


def _names(names: list[str]) -> str:
    *first, last = names or [""]
    return f"{', '.join(first)} dan {last}" if first else last
