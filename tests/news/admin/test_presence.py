"""Two people at one article see each other; what an open page asks by itself keeps nobody signed in and breaks nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from news import presence, pruning, services
from news.models import Article, Presence
from news.workflow import Live, State
from opd import roles
from opd.rights import Role
from tests.factories import UserFactory
from tests.news.admin.page import Page
from tests.news.stage import put

NOBODY = {"people": [], "sentence": "", "version": 1, "saved_by": ""}


@pytest.fixture
def article(cast) -> Article:
    article = put(cast, State.IN_REVIEW, Live.NONE)
    article._history_user = cast.writer
    article.save()  # its version, by the one who wrote it
    return article


def here(article) -> str:
    return f"/admin/news/article/{article.pk}/here/"


def say(browser, article, body='{"writing": false}', **more):
    return browser.post(here(article), body, content_type="application/json", **more)


# --- Who is there -------------------------------------------------------------------------------------------------------
def test_two_people_see_each_other(cast, sign_in, article):
    writer, editor = sign_in(cast.writer), sign_in(cast.editor)
    assert say(writer, article).json() == NOBODY
    seen = say(editor, article, '{"writing": true}').json()
    assert seen["people"] == [{"name": "Penulis Dinkes", "writing": False}]
    assert seen["sentence"] == "Penulis Dinkes juga membuka naskah ini."
    back = say(writer, article).json()
    assert back["people"] == [{"name": "Redaktur Satu", "writing": True}]
    assert back["sentence"] == "Redaktur Satu sedang menulis di naskah ini."
    assert say(editor, article).json()["people"] == seen["people"]
    assert Presence.objects.count() == 2  # one row for each, however often they say it


def test_another_article_is_another_room(cast, sign_in, article):
    other = put(cast, State.IN_REVIEW, Live.NONE)
    say(sign_in(cast.writer), article)
    assert say(sign_in(cast.editor), other).json()["people"] == []


@pytest.mark.parametrize(("seconds", "there"), [(0, True), (44, True), (46, False), (3600, False)])
def test_after_45_seconds_they_are_gone(cast, sign_in, article, seconds, there):
    say(sign_in(cast.writer), article)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=seconds))
    assert bool(say(sign_in(cast.editor), article).json()["people"]) is there
    page = Page(sign_in(cast.editor).get(f"/admin/news/article/{article.pk}/change/"))
    assert ("Penulis Dinkes juga membuka naskah ini." in page.text) is there


def test_at_most_ten_names_and_nothing_but_names(cast, sign_in, article):
    for number in range(12):
        person = UserFactory(name=f'<b>"Rekan" {number:02}</b>', email=f"rahasia{number}@contoh.test")
        presence.say(article, person, writing=number == 11)
    answer = say(sign_in(cast.writer), article)
    assert [one["name"] for one in answer.json()["people"][:2]] == ['<b>"Rekan" 11</b>', '<b>"Rekan" 00</b>']
    assert len(answer.json()["people"]) == 10
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    page = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/change/").content.decode()
    for source in (answer.content.decode(), page):
        assert "rahasia" not in source
    assert "&lt;b&gt;&quot;Rekan&quot; 11&lt;/b&gt; sedang menulis" in page


SENTENCES = [
    ([], ""),
    ([("Ani", False)], "Ani juga membuka naskah ini."),
    ([("Ani", True)], "Ani sedang menulis di naskah ini."),
    ([("Ani", False), ("Budi", False)], "Ani dan Budi juga membuka naskah ini."),
    ([("Ani", True), ("Budi", True), ("Cici", True)], "Ani, Budi dan Cici sedang menulis di naskah ini."),
    ([("Ani", True), ("Budi", False)], "Ani sedang menulis di naskah ini. Budi juga membukanya."),
]


@pytest.mark.parametrize(("people", "expected"), SENTENCES)
def test_the_sentence(people, expected):
    present = [Presence(user=UserFactory.build(name=name), writing=writing) for name, writing in people]
    assert presence.sentence(present) == expected


# --- What was saved meanwhile ------------------------------------------------------------------------------------------
def test_a_version_saved_meanwhile_is_told_with_who_saved_it(cast, sign_in, article):
    services.save_text(article, by=cast.editor, seen=1, title="Judul Baru")
    told = say(sign_in(cast.writer), article).json()
    assert (told["version"], told["saved_by"]) == (2, "Redaktur Satu")
    assert say(sign_in(cast.editor), article).json()["saved_by"] == ""  # their own


def test_a_version_without_a_person_is_somebodys(cast, sign_in, article):
    by_a_command = put(cast, State.IN_REVIEW, Live.NONE)
    assert say(sign_in(cast.writer), by_a_command).json()["saved_by"] == "Orang lain"
    by_a_command.versions.all().delete()
    assert say(sign_in(cast.writer), by_a_command).json()["saved_by"] == "Orang lain"


# --- The address -------------------------------------------------------------------------------------------------------
def test_only_a_post_is_taken_and_reading_writes_nothing(cast, sign_in, article):
    answer = sign_in(cast.writer).get(here(article))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/change/")
    assert not Presence.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "visitor", "nobody"])
def test_nobody_else_is_there(cast, sign_in, article, who):
    answer = say(sign_in(getattr(cast, who, None)), article)
    assert answer.status_code == (404 if who == "outsider" else 302)
    assert not Presence.objects.exists()


def test_an_editor_does_not_see_a_draft_that_never_left_its_office(cast, sign_in):
    assert say(sign_in(cast.editor), put(cast, State.DRAFT, Live.NONE)).status_code == 404


def test_another_sites_form_is_refused(cast, article):
    browser = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    browser.force_login(cast.writer, backend="accounts.backends.SignInBackend")
    assert say(browser, article).status_code == 403
    assert not Presence.objects.exists()


ODD = [
    "",
    "null",
    "[]",
    '"writing"',
    "1",
    '{"writing": "true"}',
    '{"writing": 1}',
    "{",
    "\0",
    "[" * 100_000,
    '{"a":' * 50_000,
]


@pytest.mark.parametrize("body", ODD)
def test_what_is_no_json_of_ours_is_nobody_writing(cast, sign_in, article, body):
    assert say(sign_in(cast.writer), article, body).status_code == 200
    assert Presence.objects.get().writing is False


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_another_kind_of_body_is_nobody_writing(cast, sign_in, article, kind):
    answer = sign_in(cast.writer).post(here(article), b'{"writing": true}', content_type=kind)
    assert answer.status_code == 200
    assert Presence.objects.get().writing is False


def test_bytes_that_are_no_text(cast, sign_in, article):
    assert say(sign_in(cast.writer), article, b"\xff\xfe\xfa").status_code == 200


# --- What it costs, and what it may not cost ---------------------------------------------------------------------------
def test_the_number_of_queries_is_fixed(cast, sign_in, article, django_assert_num_queries):
    browser = sign_in(cast.writer)
    for number in range(3):
        with django_assert_num_queries(14 if connection.vendor == "postgresql" else 13):
            say(browser, article)
        presence.say(article, UserFactory(), writing=True)
        services.save_text(article, by=cast.editor, seen=1 + number, title=f"Judul {number}")


def test_a_table_that_cannot_be_written_breaks_nothing(cast, sign_in, article, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(presence, "say", locked)
    assert say(sign_in(cast.writer), article).json() == NOBODY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_locked_is_not_waited_for(cast, sign_in, article):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    from tests.news.test_races import holding

    browser = sign_in(cast.writer)
    with holding('LOCK TABLE "news_presence" IN EXCLUSIVE MODE'):
        began = timezone.now()
        answer = say(browser, article)
        waited = timezone.now() - began
    assert answer.json() == NOBODY
    assert waited < timedelta(seconds=5)


# --- The session -------------------------------------------------------------------------------------------------------
def move(browser, seen: timedelta) -> None:
    """As if its person had last asked for something so much earlier."""
    session = browser.session
    session["seen"] -= int(seen.total_seconds())
    session.save()


@pytest.mark.parametrize(("minutes", "status"), [(2, 200), (59, 200), (61, 302)])
def test_an_open_page_is_answered_until_the_session_ends(cast, sign_in, article, minutes, status):
    browser = sign_in(cast.writer)
    move(browser, timedelta(minutes=minutes))
    assert say(browser, article).status_code == status


def test_an_open_page_keeps_nobody_signed_in(cast, sign_in, article):
    """Three times twenty minutes, with a call in between each: an hour in which nobody did anything."""
    browser = sign_in(cast.writer)
    for _ in range(2):
        move(browser, timedelta(minutes=20))
        before = browser.session["seen"]
        assert say(browser, article).status_code == 200
        assert browser.session["seen"] == before
    move(browser, timedelta(minutes=21))
    assert say(browser, article)["Location"].startswith("/akun/login/")
    assert browser.get(f"/admin/news/article/{article.pk}/change/").status_code == 302


def test_a_persons_own_request_still_does(cast, sign_in, article):
    browser = sign_in(cast.writer)
    move(browser, timedelta(minutes=50))
    browser.get(f"/admin/news/article/{article.pk}/change/")
    move(browser, timedelta(minutes=50))
    assert say(browser, article).status_code == 200


def test_somebody_whose_role_ended_is_not_there(cast, sign_in, article):
    browser = sign_in(cast.writer)
    roles.dismiss(cast.writer.memberships.get(role=Role.WRITER))
    assert say(browser, article).status_code in {302, 403}
    assert not Presence.objects.exists()


# --- Forgetting --------------------------------------------------------------------------------------------------------
def test_rows_older_than_a_day_are_pruned(cast, article):
    now = timezone.now()
    for person, hours in ((cast.writer, 23), (cast.admin, 25), (cast.editor, 49)):
        Presence.objects.create(article=article, user=person, seen_at=now - timedelta(hours=hours))
    assert pruning.forget_presence(now, most=500, dry_run=True) == 2
    assert [pruning.forget_presence(now, most=1) for _ in range(3)] == [1, 1, 0]
    assert Presence.objects.get().user == cast.writer
