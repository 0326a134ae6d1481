"""The queue with 10,000 items waiting: the same queries as with ten, and an index for what the database would sort."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.admin.queue import unreviewed, waiting
from news.models import Article, ArticleEvent, Publication
from news.workflow import Action, Live, State
from tests.factories import NoteFactory, UserFactory
from tests.news.admin.page import Page

QUEUE = "/admin/news/queue/"
MANY = 10_001
NARROWED = ["", "?saring=belum", "?saring=saya", "?saring=lewat", "?opd={opd}&rubrik=kesehatan"]
# Of the page itself: the calendar (2), the filter's choices (2), the list and its count, what went out in a hurry, the
# head, the promise kept, open notes and messages. The rest is every page's: who is there, their rights, the side bar.
OF_THE_PAGE = 11
OF_THE_DESK = 10


def lay(cast, number: int) -> list[Article]:
    """So many articles in review, of two OPDs and thirty people: one in fifty urgent, half of them late, a few taken."""
    people, now = UserFactory.create_batch(30), timezone.now()
    rows = []
    for n in range(number):
        person, began = people[n % 30], now - timedelta(days=10 * (n % 2), minutes=n % 600)
        holder = cast.editor if n % 7 == 0 else cast.superuser if n % 7 == 1 else None
        rows.append(
            Article(
                opd=cast.dpupr if n % 3 else cast.dinkes, rubric=cast.rubric, created_by=person, keeper=person,
                title=f"Naskah {n}", body="<p>Isi.</p>" * 100, saved_at=now, state=State.IN_REVIEW, submitted_by=person,
                submitted_at=began, first_submitted_at=began, urgent=n % 50 == 0, taken_by=holder,
                taken_until=holder and now + timedelta(hours=1),
            )
        )  # fmt: skip
    return surround(Article.objects.bulk_create(rows, batch_size=500), people[0])


def surround(articles: list[Article], by) -> list[Article]:
    """Each with its event; some with a note, the rest already public, and a few that went out in a hurry."""
    fields = {"by": by, "start": State.DRAFT, "end": State.IN_REVIEW, "live": Live.NONE, "version": 1}
    submitted = [
        ArticleEvent(article=article, action=Action.SUBMIT, note="Mohon dibaca.", **fields) for article in articles
    ]
    ArticleEvent.objects.bulk_create(submitted, batch_size=1000)
    for article in articles[:3]:
        NoteFactory(article=article, by=by)
    public = [
        Publication(
            article=article, opd=article.opd, rubric=article.rubric, version=1, title=article.title, body="<p>Isi.</p>",
            published_at=article.submitted_at, unreviewed=place < 4,
        )
        for place, article in enumerate(articles[3:])
    ]  # fmt: skip
    Publication.objects.bulk_create(public, batch_size=500)
    return articles


def asked(browser, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return [query["sql"] for query in queries]


@pytest.fixture
def crowd(cast, sign_in) -> SimpleNamespace:
    """What each address asked with twenty items, and the 10,000 that came after."""
    addresses = [QUEUE + query.format(opd=cast.dinkes.pk) for query in NARROWED]
    browsers = {who: sign_in(getattr(cast, who)) for who in ("editor", "superuser")}
    lay(cast, 20)
    for browser in browsers.values():
        browser.get(QUEUE)  # the content types are asked once per process
    few = {(who, url): len(asked(browser, url)) for who, browser in browsers.items() for url in addresses}
    lay(cast, MANY)
    return SimpleNamespace(cast=cast, browsers=browsers, few=few)


def test_ten_thousand_cost_as_many_queries_as_twenty(crowd):
    many = {(who, url): asked(crowd.browsers[who], url) for who, url in crowd.few}
    assert {case: len(found) for case, found in many.items()} == crowd.few
    editors = many["editor", QUEUE]
    assert len(editors) <= OF_THE_PAGE + OF_THE_DESK
    assert not [sql for sql in editors if '"news_article"."body"' in sql]  # fifty texts that nobody sees
    page = Page(crowd.browsers["editor"].get(QUEUE))
    assert "lebih dari 10.000 naskah menunggu tinjauan" in page.text
    assert "Antrean tinjauan 99+" in page.text  # the side bar counts no further
    assert crowd.browsers["editor"].get(f"{QUEUE}?p=200").status_code == 200
    assert crowd.browsers["editor"].get(f"{QUEUE}?p=201").status_code == 404


def plan(rows) -> list[dict]:
    """The nodes of PostgreSQL's plan for a queryset, the outermost first."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    nodes, todo = [], [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    while todo:
        nodes.append(todo.pop())
        todo += nodes[-1].get("Plans", [])
    return nodes


@pytest.mark.postgres
@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_the_database_finds_the_head_of_the_queue_by_an_index(crowd, who):
    """Nothing is sorted, and no table that grows is read from end to end."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's plans")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    user = getattr(crowd.cast, who)
    head, hurried = plan(waiting(user)[:50]), plan(unreviewed(user)[:51])
    assert "Sort" not in {node["Node Type"] for node in head}
    assert "article_waiting" in {node.get("Index Name") for node in head}
    assert "publication_unreviewed" in {node.get("Index Name") for node in hurried}
    grown = {"news_article", "news_publication"}
    for node in head + hurried + plan(unreviewed(user).order_by()[:100]):
        assert not (node["Node Type"] == "Seq Scan" and node["Relation Name"] in grown), node
