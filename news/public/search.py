"""`/cari/`: what was found, marked; what was probably meant where nothing was; and where to go when there is nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models.functions import Left
from django.http import QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString

from news import nearest, tally
from news.excerpt import READ, Marker
from news.models.publication import Publication, PublicationQuerySet
from news.models.rubric import Rubric
from news.public.paging import NEWER, OLDER, Page, page_of
from news.public.search_filter import Filter, filter_of
from news.public.views import public_page
from news.question import Question, asked, words_of
from news.roots import WORD
from news.search import having, may_be_counted
from opd.models import OPD

COUNTED = 1_000  # beyond that it is "more than"
TRIES = 4  # single words to try instead


@dataclass(frozen=True)
class Hit:
    """One found item, with its title and the place in its text as HTML."""

    item: Publication
    title: SafeString
    excerpt: SafeString


@dataclass
class Found:
    """What a search gives. `meant` is the question that was answered instead of the one that nothing has."""

    hits: list[Hit] = field(default_factory=list)
    page: Page = field(default_factory=Page)
    count: int | None = None
    meant: Question | None = None


@public_page
def search(request):
    page = search_page(request.GET)
    if page["missed"] and request.method == "GET":
        tally.count_miss(page["missed"])
    return render(request, "public/search.html", page)


def search_page(query: QueryDict) -> dict:
    """At most eight queries. An odd key raises Http404; everything else is answered."""
    opds, rubrics = list(OPD.objects.all()), list(Rubric.objects.all())
    question, narrowed = asked(query.get("q", ""), opds), filter_of(query, opds, rubrics)
    found = _found(question, narrowed, query, opds, rubrics)
    shown = found.meant or question
    return {
        "question": question,
        "filter": narrowed,
        "chosen": [(label, narrowed.address(question.text, without=name)) for name, label in narrowed.chosen],
        "found": found,
        "many": COUNTED if found.count and found.count > COUNTED else None,
        "address": narrowed.address(shown.text),
        "exactly": narrowed.address(f'"{question.text.replace(chr(34), "")}"'),
        "agencies": nearest.agencies(shown, [opd for opd in opds if opd.active]),
        "tries": [(word, narrowed.address(word)) for word in question.words[:TRIES]] if len(question.terms) > 1 else [],
        "opds": [opd for opd in opds if opd.active or opd == narrowed.opd],
        "rubrics": rubrics,
        "searching": True,  # the page has a box of its own
        "asked": bool(question.text or narrowed.typed),
        "missed": _missed(question, narrowed, found, query),
    }


def _found(question: Question, narrowed: Filter, query: QueryDict, opds: list[OPD], rubrics: list[Rubric]) -> Found:
    if not question.terms and (question.text or not narrowed.typed):
        return Found()
    news = narrowed.narrow(Publication.objects.visible())
    first = having(news, question) if question.terms else news
    page = page_of(first, query)
    if page.items or _goes_on(query) or narrowed.problems:
        return Found(_hits(page, question), page, None if _goes_on(query) else _count(first, page))
    meant = _meant(question, opds, rubrics)
    page = page_of(having(news, meant), query) if meant else Page()
    return Found(_hits(page, meant), page, meant=meant) if meant and page.items else Found(count=0)


def _meant(question: Question, opds: list[OPD], rubrics: list[Rubric]) -> Question | None:
    """The question with the nearest known word for each that nothing has; None where there is none."""
    near = nearest.nearest(question.words, [*(opd.name for opd in opds), *_short(opds), *(r.name for r in rubrics)])
    if not near:
        return None
    return asked(WORD.sub(lambda word: near.get(word[0].lower(), word[0]), question.text), opds)


def _short(opds: list[OPD]) -> list[str]:
    return [" ".join([opd.short_name, *map(str, opd.aliases)]) for opd in opds]


def _hits(page: Page, question: Question) -> list[Hit]:
    """One query for the texts of the page: read with the list, every found text would be unpacked to be sorted."""
    marker = Marker(question)
    texts = Publication.objects.filter(pk__in=[item.pk for item in page.items]).values_list(
        "pk", Left("search_text", READ)
    )
    by_pk = dict(texts) if page.items else {}
    return [
        Hit(item, marker.marked(item.title), marker.excerpt(by_pk[item.pk].removeprefix(item.title)))
        for item in page.items
        if item.pk in by_pk
    ]


def _count(news: PublicationQuerySet, page: Page) -> int:
    """How many there are; one more than `COUNTED` for anything beyond."""
    return news.order_by()[: COUNTED + 1].count() if page.older else len(page.items)


def _goes_on(query: QueryDict) -> bool:
    return OLDER in query or NEWER in query


def _missed(question: Question, narrowed: Filter, found: Found, query: QueryDict) -> str:
    """The words to be counted as looked for in vain: of the whole portal, and nothing that could be about a person."""
    if found.hits or not question.terms or narrowed.typed or _goes_on(query):
        return ""
    words = " ".join(words_of(question.text))
    return words if may_be_counted(question.text) and may_be_counted(words) else ""
