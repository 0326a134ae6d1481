"""Fifty people press the same button of the same article at the same moment, as browsers do it, on a database that locks."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from django.db import connection

from news.models import Article, ArticleEvent, Publication
from news.workflow import Live, State
from opd import roles
from opd.models import Desk
from opd.rights import Role
from tests.factories import UserFactory
from tests.news.admin.page import Page
from tests.news.stage import put
from tests.news.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FIFTY = 50
SECONDS = 120


@pytest.fixture(autouse=True)
def _needs_row_locks(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")


def browsers(cast, sign_in, role: Role) -> list:
    """Fifty people of dinkes or of the editors' desk, each signed in."""
    people = [UserFactory(name=f"Rekan {number}") for number in range(FIFTY)]
    if role is Role.EDITOR:
        Desk.objects.get().members.add(*people)
        roles.seat_editors()
    else:
        for person in people:
            roles.appoint(person, cast.dinkes, role)
    return [sign_in(person) for person in people]


def press(everybody, url: str, posts: list[dict]) -> list:
    """Each answer with its status, in time."""
    began = time.monotonic()
    answers = at_once(
        [lambda one=one, post=post: one.post(url, post) for one, post in zip(everybody, posts, strict=True)]
    )
    assert time.monotonic() - began < SECONDS
    return answers


def opened(browser, article) -> dict:
    """The form as the page gives it to a browser."""
    form = Page(browser.get(f"/admin/news/article/{article.pk}/change/")).form
    return {name: value for name, value in form.items() if name not in ("picture", "csrfmiddlewaretoken")}


def test_of_fifty_saves_of_one_version_exactly_one_wins_and_nobodys_text_is_lost(cast, sign_in):
    article = put(cast, State.DRAFT, Live.NONE)
    everybody = browsers(cast, sign_in, Role.WRITER)
    form = opened(everybody[0], article)
    typed = [form | {"title": f"Judul ke-{number}x", "body": f"<p>Isi ke-{number}x</p>"} for number in range(FIFTY)]
    before = ArticleEvent.objects.count()
    answers = press(everybody, f"/admin/news/article/{article.pk}/change/", typed)

    assert Counter(answer.status_code for answer in answers) == {302: 1, 200: FIFTY - 1}
    (winner,) = [number for number, answer in enumerate(answers) if answer.status_code == 302]
    saved = Article.objects.get()
    assert (saved.version, saved.title, saved.body) == (2, f"Judul ke-{winner}x", f"<p>Isi ke-{winner}x</p>")
    assert ArticleEvent.objects.count() == before + 1
    assert list(saved.versions.values_list("version", flat=True)) == [2, 1]
    for number, answer in enumerate(answers):
        if number != winner:
            page = Page(answer)
            assert (page.form["title"], page.form["body"]) == (f"Judul ke-{number}x", f"<p>Isi ke-{number}x</p>")
            assert page.form["seen"] == "2"
            assert f"ke-{winner}x" in page.text  # beside it


VERBS = {  # verb → where it starts, whose it is, where it ends
    "submit": (State.DRAFT, Role.ADMIN, State.IN_REVIEW),
    "publish": (State.IN_REVIEW, Role.EDITOR, State.PUBLISHED),
    "take": (State.IN_REVIEW, Role.EDITOR, State.IN_REVIEW),
}


@pytest.mark.parametrize("verb", VERBS)
def test_of_fifty_who_press_a_button_exactly_one_does_it(cast, sign_in, verb):
    start, role, end = VERBS[verb]
    article = put(cast, start, Live.NONE)
    everybody = browsers(cast, sign_in, role)
    before = ArticleEvent.objects.count()
    answers = press(everybody, f"/admin/news/article/{article.pk}/{verb}/", [{"seen": "1"}] * FIFTY)

    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: FIFTY - 1}
    assert ArticleEvent.objects.count() == before + 1
    assert ArticleEvent.objects.latest("pk").action == verb
    saved = Article.objects.get()
    assert (saved.state, saved.version, bool(saved.taken_by)) == (end, 1, verb == "take")
    assert Publication.objects.count() == (verb == "publish")
