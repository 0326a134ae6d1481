"""Two people at one article: nobody's text is lost, and nothing is saved over what one has not read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news import services
from news.admin import conflict, scope
from news.models import Article, ArticleEvent
from news.workflow import Live, State
from tests.news.admin.page import Page, verbs
from tests.news.stage import put

MINE = {
    "title": "Judul Saya",
    "body": "<p>Isi saya</p>",
    "summary": "Ringkasan saya",
    "lead_alt": "",
    "lead_credit": "",
    "byline": "",
}
THEIRS = {"title": "Judul Mereka", "body": "<p>Isi <strong>mereka</strong></p>", "summary": "Ringkasan mereka"}


@pytest.fixture
def article(cast) -> Article:
    """A draft of version 2: saved by the admin after the writer opened it."""
    article = put(cast, State.DRAFT, Live.NONE)
    return services.save_text(article, by=cast.admin, seen=1, **THEIRS)


def change(article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def tomorrow() -> str:
    return f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"


def kept(article) -> tuple:
    return Article.objects.values_list().get(pk=article.pk), ArticleEvent.objects.count(), article.versions.count()


# --- A save ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seen", ["1", "3", "", "0", "abc"])
def test_a_save_over_an_unread_text_is_refused_with_both_texts(cast, sign_in, article, seen):
    before = kept(article)
    answer = sign_in(cast.writer).post(change(article), MINE | {"seen": seen, "rubric": cast.rubric.pk})
    assert answer.status_code == 200
    assert kept(article) == before
    page = Page(answer)
    assert {name: page.form[name] for name in MINE} == MINE  # what was typed stands in the form
    assert page.form["rubric"] == str(cast.rubric.pk)
    assert "Versi terbaru Disimpan Admin Dinkes pukul" in page.text
    for part in ("title", "body", "summary"):  # each is shown, with its words marked, and can be chosen
        assert page.form[f"pilih-{part}"] == "saya"
    for theirs, mine in (("Mereka", "Saya"), ("mereka", "saya")):
        assert re.search(f"<del[^>]*>[^<]*{theirs}", page.source)
        assert re.search(f"<ins[^>]*>[^<]*{mine}", page.source)


@pytest.mark.parametrize(
    ("now", "when"),
    [("2099-11-24T14:05", "pukul 14.05"), ("2099-11-25T08:00", "24 November 2099 pukul 14.05")],
)
def test_it_names_who_saved_and_when(cast, sign_in, article, monkeypatch, now, when):
    # Far ahead: everybody here has a role by then, whatever day it is.
    Article.objects.update(saved_at=datetime.fromisoformat("2099-11-24T14:05+07:00"))
    monkeypatch.setattr(conflict.timezone, "localdate", lambda: datetime.fromisoformat(now).date())
    page = Page(sign_in(cast.writer).post(change(article), MINE | {"seen": "1"}))
    assert f"Belum tersimpan: Admin Dinkes menyimpan versi 2 {when} selagi Anda menulis." in page.text


def test_the_next_save_is_made_knowing_both_and_wins(cast, sign_in, article):
    browser = sign_in(cast.writer)
    page = Page(browser.post(change(article), MINE | {"seen": "1"}))
    assert page.form["seen"] == "2"
    again = {name: value for name, value in page.form.items() if name != "picture"}
    assert browser.post(change(article), again).status_code == 302
    saved = Article.objects.get()
    assert (saved.title, saved.body, saved.version) == ("Judul Saya", "<p>Isi saya</p>", 3)
    assert saved.versions.filter(version=2, title="Judul Mereka").exists()  # theirs can be read in the versions


def test_a_third_text_saved_in_between_is_refused_again(cast, sign_in, article):
    browser = sign_in(cast.writer)
    page = Page(browser.post(change(article), MINE | {"seen": "1"}))
    services.save_text(article, by=cast.admin, seen=2, title="Judul Ketiga")
    again = Page(browser.post(change(article), MINE | {"seen": page.form["seen"]}))
    assert "Judul Ketiga" in again.text
    assert again.form["seen"] == "3"
    assert Article.objects.get().title == "Judul Ketiga"


def test_a_dirty_text_that_was_saved_by_other_ways_is_shown_clean(cast, sign_in, article):
    Article.objects.filter(pk=article.pk).update(body="<p>Isi</p><script>alert(1)</script><img src=x onerror=alert(1)>")
    page = Page(sign_in(cast.writer).post(change(article), MINE | {"seen": "1"}))
    assert "<script>alert" not in page.source
    assert "<img src=x" not in page.source


def test_a_move_of_the_state_alone_is_no_conflict(cast, sign_in, article):
    Article.objects.filter(pk=article.pk).update(rubric=cast.rubric)
    services.hand_in(article, by=cast.writer)
    assert sign_in(cast.writer).post(change(article), MINE | {"seen": "2"}).status_code == 302
    assert Article.objects.get().title == "Judul Saya"


# --- A save after the article has gone on ---------------------------------------------------------------------------
MOVED_ON = {  # what happened meanwhile → who is too late with the text
    "submitted": ("writer", lambda article, cast: services.submit(article, by=cast.admin, seen=2)),
    "published in a hurry": ("writer", lambda article, cast: services.publish_urgent(article, by=cast.admin, seen=2, note="Banjir.")),
    "recalled": ("editor", lambda article, cast: services.recall(services.submit(article, by=cast.admin, seen=2), by=cast.admin)),
    "sent back": (
        "editor", lambda article, cast: services.send_back(services.submit(article, by=cast.admin, seen=2), by=cast.editor2, note="Lengkapi."),
    ),
    "published": (
        "editor", lambda article, cast: services.publish(services.submit(article, by=cast.admin, seen=2), by=cast.editor2, seen=2),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("who", "meanwhile"), MOVED_ON.values(), ids=MOVED_ON)
def test_whoever_comes_too_late_gets_the_typed_text_to_copy(cast, sign_in, article, who, meanwhile):
    meanwhile(article, cast)
    before = kept(article)
    typed = MINE | {"title": '"Judul" </textarea><b>', "seen": "2"}
    answer = sign_in(getattr(cast, who)).post(change(article), typed)
    assert answer.status_code == 409
    page = Page(answer)
    assert page.kept == ['"Judul" </textarea><b>', "<p>Isi saya</p>", "Ringkasan saya"]
    assert "Tulisan Anda tidak hilang" in page.text
    assert change(article) in page.links
    assert page.form == {}
    assert kept(article) == before


@pytest.mark.parametrize("seen", ["1", "2"])
def test_a_body_that_is_refused_is_not_compared_first(cast, sign_in, article, seen, monkeypatch):
    """Comparing it would cost what refusing it saves: 60,000 lists in each other took minutes."""
    monkeypatch.setattr(conflict, "between", lambda form, seen: pytest.fail("it was compared"))
    body = "<ul><li>x" * 6000
    before = kept(article)
    answer = sign_in(cast.writer).post(change(article), MINE | {"seen": seen, "rubric": cast.rubric.pk, "body": body})
    assert answer.status_code == 200
    assert kept(article) == before
    page = Page(answer)
    assert "terlalu banyak tabel atau daftar" in page.text
    assert (page.form["body"], page.form["seen"]) == (body, seen)  # the next save still meets the other's text


def test_the_outsider_gets_nothing_back(cast, sign_in, article):
    answer = sign_in(cast.outsider).post(change(article), MINE | {"seen": "2"})
    assert answer.status_code == 404
    assert "Judul" not in answer.content.decode()


def test_a_draft_thrown_away_meanwhile_is_not_there(cast, sign_in, article):
    services.delete(article, by=cast.admin)
    assert sign_in(cast.writer).post(change(article), MINE | {"seen": "2"}).status_code == 404


def test_a_draft_thrown_away_while_a_button_is_pressed_is_not_there(cast, sign_in, article, monkeypatch):
    """Between the fetch and the lock, as two people at once do it on PostgreSQL."""
    fetch = scope.fetch

    def and_thrown_away(request, article_id):
        found = fetch(request, article_id)
        services.delete(found, by=cast.admin)
        return found

    monkeypatch.setattr(scope, "fetch", and_thrown_away)
    answer = sign_in(cast.admin).post(f"/admin/news/article/{article.pk}/submit/", {"seen": "2"})
    assert answer.status_code == 404


# --- A verb ----------------------------------------------------------------------------------------------------------
READS_THE_TEXT = {  # verb → where it starts, who presses it; the other verbs decide nothing about the text
    "submit": (State.DRAFT, Live.NONE, "admin"),
    "publish-urgent": (State.RETURNED, Live.NONE, "admin"),
    "publish": (State.IN_REVIEW, Live.NONE, "editor"),
    "schedule": (State.IN_REVIEW, Live.NONE, "editor"),
    "confirm-urgent": (State.PUBLISHED, Live.UNREVIEWED, "editor"),
}


@pytest.mark.parametrize(("verb", "place"), READS_THE_TEXT.items())
@pytest.mark.parametrize("seen", ["1", "6", "0"])
def test_a_verb_on_an_unread_text_changes_nothing(cast, sign_in, verb, place, seen):
    state, live, who = place
    article = put(cast, state, live)
    Article.objects.filter(pk=article.pk).update(version=5, title="Judul Mereka")
    if live == Live.UNREVIEWED:
        type(article.publication).objects.update(version=5)
    before = kept(article)
    posted = {"seen": seen, "note": "Banjir di Cepu.", "at": tomorrow()}
    answer = sign_in(getattr(cast, who)).post(f"/admin/news/article/{article.pk}/{verb}/", posted)
    assert answer.status_code == 422
    assert kept(article) == before
    page = Page(answer)
    assert "sudah diubah orang lain sejak Anda membukanya" in page.text
    assert "Judul Mereka" in page.text


def test_after_reading_the_new_text_the_verb_is_accepted(cast, sign_in):
    """The answer shows the text as it is, so the button beside it carries its version."""
    article = put(cast, State.IN_REVIEW, Live.NONE)
    Article.objects.filter(pk=article.pk).update(version=5)
    browser = sign_in(cast.editor)
    url = f"/admin/news/article/{article.pk}/publish/"
    page = Page(browser.post(url, {"seen": "1"}))
    assert "publish" in verbs(page)
    assert page.forms[url]["seen"] == "5"
    assert browser.post(url, page.forms[url]).status_code == 302
    assert Article.objects.get().state == State.PUBLISHED
