"""Which publications have what somebody looks for. PostgreSQL asks its index, SQLite looks through the texts."""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from news import roots
from news.models.publication import PublicationQuerySet
from news.question import Question, Term, Words

PASSAGE = "phraseto_tsquery('pg_catalog.indonesian', %s)"
# The stems of these words, each once: asking for one and the same sixty times costs the index sixty looks.
ANY_OF = "array_to_string(tsvector_to_array(to_tsvector('pg_catalog.indonesian', %s)), ' | ')::tsquery"
LOOKED_AT, OFTEN = 500, 20  # of the newest items; one in twenty of them is often
LONGEST_COUNTED = 60  # characters, as in SearchMiss
# A number of an identity card, a phone, an account: written together or in groups.
LONG_NUMBER = re.compile(r"\d(?:[\s.()/-]*\d){5}")
AN_ADDRESS = re.compile(r"@|://|www\.|\S{31}", re.IGNORECASE)


def having(news: PublicationQuerySet, question: Question) -> PublicationQuerySet:
    """Those of them that have everything that is asked for; none where nothing is."""
    if not question.terms:
        return news.none()
    if connection.vendor == "postgresql":
        return _indexed(news, question.terms)
    for term in question.terms:
        there = _read(term)
        news = news.exclude(there) if term.excluded else news.filter(there)
    return news


def may_be_counted(words: str) -> bool:
    """Whether words that found nothing may be kept: nothing that could be somebody's number, address or account."""
    return (
        0 < len(words) <= LONGEST_COUNTED
        and any(letter.isalpha() for letter in words)
        and not LONG_NUMBER.search(words)
        and not AN_ADDRESS.search(words)
    )


# --- PostgreSQL -------------------------------------------------------------------------------------------------------
def _indexed(news: PublicationQuerySet, terms: tuple[Term, ...]) -> PublicationQuerySet:
    """Through the column `search` (migration 0010), which the model does not know.

    What many of the newest items have is found fastest by going back from today; everything else by the index, which
    reads all that it has found before the newest can be known.
    """
    asked, params = _tsquery(terms)
    read = _condition(f'"news_publication"."search" @@ ({asked})', params)
    newest = list(news.newest_first().annotate(has=read).values_list("has", flat=True)[:LOOKED_AT])
    if sum(newest) * OFTEN >= LOOKED_AT:
        return news.filter(read)
    return news.filter(
        _condition(f'"news_publication"."article_id" IN (SELECT news_publication_having({asked}))', params)
    )


def _condition(sql: str, params: list[str]) -> RawSQL:
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611  (what was typed is in `params` only)


def _tsquery(terms: tuple[Term, ...]) -> tuple[str, list[str]]:
    """All of them at once, and the words for its places."""
    asked, params = [], []
    for term in terms:
        sql, words = _any_form(term.word) if term.word else _passages(term)
        asked.append(f"!!({sql})" if term.excluded else f"({sql})")
        params += words
    return " && ".join(asked), params


def _any_form(word: str) -> tuple[str, list[str]]:
    """PostgreSQL's stemmer knows most forms of a word for one (`bangun`), not all: `menanam` is `anam`, `tanaman` is `tanam`."""
    return (ANY_OF, [" ".join(roots.stems(word))]) if roots.LATIN.fullmatch(word) else (PASSAGE, [word])


def _passages(term: Term) -> tuple[str, list[str]]:
    """One of them; any text can be asked for as a passage."""
    return " || ".join([PASSAGE] * len(term.passages)), [" ".join(passage) for passage in term.passages]


# --- SQLite -----------------------------------------------------------------------------------------------------------
def _read(term: Term) -> Q:
    """The text has one of the passages: looked up by its letters first, then word by word."""
    found = Q()
    for passage in term.passages:
        found |= _passage(passage, any_form=bool(term.word))
    return found


def _passage(words: Words, *, any_form: bool) -> Q:
    choices = [sorted(roots.forms(word)) if any_form else [word] for word in words]
    pattern = r"[\W_]+".join(f"(?:{'|'.join(map(re.escape, forms))})" for forms in choices)
    there = Q(search_text__iregex=rf"\b{pattern}\b")
    letters = roots.core(words[0]) if any_form else words[0]
    return Q(search_text__icontains=letters) & there if letters.isascii() and letters else there
