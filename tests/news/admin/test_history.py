"""/admin/news/article/<pk>/history/: what happened and the versions, in one line of time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from news import services
from news.admin import timeline
from news.models import Article
from news.workflow import Action, Live, State
from tests.news.admin.page import Page
from tests.news.stage import put
from tests.news.test_pruning import happened, written
from tests.news.test_restore import older


def address(article) -> str:
    return f"/admin/news/article/{article.pk}/history/"


def compare(article, query: str) -> str:
    return f"/admin/news/article/{article.pk}/compare/?{query}"


def told(article) -> list[tuple]:
    return [
        (entry.event and entry.event.action, entry.version and entry.version.number, entry.before)
        for entry in timeline.entries(article)
    ]


@pytest.fixture
def story(cast) -> Article:
    article = services.write(
        cast.dinkes, by=cast.writer, title="Judul Satu", body="<p>Isi.</p>", summary="R.", rubric=cast.rubric
    )
    article = services.save_text(article, by=cast.writer, seen=1, title="Judul Dua")
    article = services.submit(article, by=cast.admin, seen=2)
    article = services.send_back(article, by=cast.editor, note="Jamnya?")
    return services.restore(article, by=cast.writer, seen=2, version=1)


def test_it_leads_to_the_review_page_only_when_there_was_a_review(cast, sign_in, story):
    review = f"/admin/news/article/{story.pk}/review/"
    assert review in Page(sign_in(cast.writer).get(address(story))).links
    draft = services.write(cast.dinkes, by=cast.writer, title="Baru")
    assert address(draft).replace("history", "review") not in Page(sign_in(cast.writer).get(address(draft))).links


def test_an_event_stands_with_the_version_that_it_saved(story):
    assert told(story) == [
        (Action.RESTORE, 3, True),
        (Action.SEND_BACK, None, False),
        (Action.SUBMIT, None, False),
        (Action.EDIT, 2, True),
        (Action.CREATE, 1, False),
    ]


def test_a_version_without_an_event_stands_in_its_place(cast, story):
    row = story.versions.get(version=2)
    row.pk, row.version, row.history_date = None, 9, row.history_date - timedelta(hours=1)
    row.save(force_insert=True)
    assert told(story)[-1] == (None, 9, True)
    page = timeline.entries(story)[-1]
    assert page.version.who == "Penulis Dinkes"


def test_after_a_move_only_the_new_opds_versions_have_links(cast, sign_in, story):
    article = services.recall(services.submit(story, by=cast.admin, seen=3), by=cast.admin)
    article = services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)
    assert told(article)[0] == (Action.TRANSFER, 4, False)
    assert all(version is None for _, version, _ in told(article)[1:])
    page = Page(sign_in(cast.outsider).get(address(article)))
    assert [link for link in page.links if "dari=" in link or "ke=" in link] == [compare(article, "dari=4&ke=4")]
    assert sign_in(cast.writer).get(address(article)).status_code == 404


def test_each_version_leads_to_reading_comparing_and_bringing_back(cast, sign_in, story):
    page = Page(sign_in(cast.writer).get(address(story)))
    for number, links in {
        1: {"dari=1&ke=1", "dari=3&ke=1"},
        2: {"dari=2&ke=2", "ke=2", "dari=3&ke=2"},
        3: {"dari=3&ke=3", "ke=3"},
    }.items():
        mine = {link.partition("?")[2] for link in page.links if link.endswith(f"ke={number}")}
        assert mine == links, number
    assert "Versi lama dipakai lagi oleh Penulis Dinkes" in page.text
    assert "Jamnya?" in page.text


@pytest.mark.parametrize(
    ("state", "live", "who", "offered"),
    [
        (State.DRAFT, Live.SHOWN, "writer", True),
        (State.DRAFT, Live.SHOWN, "editor", False),
        (State.IN_REVIEW, Live.NONE, "editor", True),
        (State.IN_REVIEW, Live.NONE, "admin", False),
        (State.PUBLISHED, Live.SHOWN, "admin", False),
        (State.WITHDRAWN, Live.WITHDRAWN, "superuser", False),
    ],
)
def test_bringing_back_is_offered_as_on_the_compare_page(cast, sign_in, state, live, who, offered):
    article = older(put(cast, state, live))
    page = Page(sign_in(getattr(cast, who)).get(address(article)))
    assert (compare(article, "dari=2&ke=1") in page.links) == offered
    assert ("ersi lama bisa dipakai lagi" in page.text or "menariknya kembali" in page.text) == (not offered)


def test_as_many_queries_with_a_long_history(cast, sign_in):
    few, many = (older(put(cast, State.RETURNED, Live.NONE)) for _ in range(2))
    many.versions.filter(version=2).delete()
    many = written(many, 300)
    for number in range(1, 301):
        happened(many, Action.EDIT, number)
        happened(many, Action.HAND_IN, number)
    browser = sign_in(cast.writer)
    browser.get(address(few))
    counts = []
    for article in (few, many):
        with CaptureQueriesContext(connection) as asked:
            page = Page(browser.get(address(article)))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.text.count("Diserahkan kepada admin") == 250  # of the newest 500 events


HISTORICAL = [
    "{pk}/history/{version}/",
    "{pk}/history/{version}/revert/",
    "history/{version}/",
    "{pk}/revert/{version}/",
]


@pytest.mark.parametrize("page", HISTORICAL)
@pytest.mark.parametrize("method", ["get", "post"])
def test_simple_historys_own_pages_are_not_mounted(cast, sign_in, story, page, method):
    """They ask the historical row for permission, and what they revert brings back an old OPD and an old state."""
    url = "/admin/news/article/" + page.format(pk=story.pk, version=story.versions.earliest().pk)
    answer = getattr(sign_in(cast.superuser), method)(url, {"title": "Diambil alih"})
    assert answer.status_code in {302, 404}
    assert Article.objects.get().title == "Judul Satu"
    assert story.versions.count() == 3
    with pytest.raises(NoReverseMatch):
        reverse("admin:news_article_simple_history", args=[story.pk, 1])
