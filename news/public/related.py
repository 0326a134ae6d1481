"""Which other news a reader of one item may want next: what shares rare words with it, then its rubric's and its OPD's newest.

Rare is a word that at most a tenth of the publications have. Counting stops at MOST_COUNTED of them and at RARE_AT_MOST
of one word, and only the rarest words are asked for: it takes no longer with 100,000 publications than with 2,000
(docs/decisions/0026-related-by-rare-words.md).
"""

from __future__ import annotations

import math
from collections import defaultdict

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery

from news import keywords
from news.models.keyword import Keyword
from news.models.publication import Publication

SHOWN = 3
MOST_COUNTED = 2_000
RARE_AT_MOST = 200
LEAST_RARE = 3  # so many may have a word where there are only a few publications
WORDS_ASKED = 12
LOOKED_AT = 24  # some of them may be withdrawn or still ahead
ALONE = round(100 * math.log(MOST_COUNTED / 10))  # one word of this weight is enough; any other needs a second one


class Counted(Subquery):
    """How many rows a query has; where the counting stops says its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def to(publication: Publication) -> list[Publication]:
    """At most SHOWN, never the item itself; also for one that was never saved (a preview)."""
    others = Publication.objects.visible().exclude(pk=publication.pk).for_lists()
    scores = _sharing(publication)
    found = list(others.filter(pk__in=scores)) if scores else []
    found.sort(key=lambda item: (scores[item.pk], item.published_at, item.pk), reverse=True)
    for near in (Q(rubric=publication.rubric_id), Q(opd=publication.opd_id)):
        if len(found) < SHOWN:
            there = {item.pk for item in found}
            found += [item for item in others.filter(near).newest_first()[:SHOWN] if item.pk not in there]
    return found[:SHOWN]


def _sharing(publication: Publication) -> dict[int, int]:
    """The ids of those that share enough of its rare words, with what these weigh together; the LOOKED_AT weightiest.

    Their sums are made here: joined to 100,000 publications the database would read all of them first.
    """
    weights = _weights(publication)
    rows = Keyword.objects.filter(word__in=weights).exclude(publication=publication.pk)
    shared: dict[int, list[int]] = defaultdict(list)
    for pk, word in rows.values_list("publication", "word"):  # none is asked for where there are no weights
        shared[pk].append(weights[word])
    enough = {pk: sum(found) for pk, found in shared.items() if len(found) > 1 or found[0] >= ALONE}
    best = sorted(enough, key=lambda pk: (enough[pk], pk), reverse=True)[:LOOKED_AT]
    return {pk: enough[pk] for pk in best}


def _weights(publication: Publication) -> dict[str, int]:
    """The rarest of its words that others may have too, and what each weighs: the rarer the more."""
    counted = _of_a_draft(publication) if publication._state.adding else _of_a_saved(publication)
    rare = {word: round(100 * math.log(total / number)) for word, number, total in counted if number <= _rare(total)}
    rarest = sorted(rare, key=lambda word: (-rare[word], word))[:WORDS_ASKED]
    return {word: rare[word] for word in rarest}


def _rare(total: int) -> int:
    return max(LEAST_RARE, min(RARE_AT_MOST, total // 10))


def _of_a_saved(publication: Publication) -> list[tuple[str, int, int]]:
    """Each of its kept words, how many publications have it, and how many publications there are. One query."""
    having = Keyword.objects.filter(word=OuterRef("word")).order_by().values("publication")[: RARE_AT_MOST + 1]
    rows = Keyword.objects.filter(publication=publication.pk).annotate(number=Counted(having), total=Counted(_all()))
    return [row for row in rows.values_list("word", "number", "total") if row[1] > 1]


def _of_a_draft(publication: Publication) -> list[tuple[str, int, int]]:
    """The same of a text of which nothing is kept yet. Two queries."""
    total = _all().count()
    rows = Keyword.objects.filter(word__in=keywords.of(publication)).exclude(publication=publication.pk)
    return [(word, number, total) for word, number in rows.values_list("word").annotate(number=Count("pk")).order_by()]


def _all():
    return Publication.objects.order_by().values("pk")[:MOST_COUNTED]
