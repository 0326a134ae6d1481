"""/admin/: the starting page by role, beside the shelves of tests/news/admin/test_lists.py: figures, charts, notes, words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import notes, services
from news.models import Article, ArticleEvent, Publication
from news.workflow import Action, Live, State
from opd.models import Desk
from tests.factories import NoteFactory, OPDFactory, PublicationFactory, UnitFactory
from tests.news.admin.page import Page
from tests.news.stage import put

START = "/admin/"
# What stands on whose page, whatever there is to do.
SECTIONS = {
    "Janji tinjauan: 4 jam kerja": {"editor", "superuser"},
    "Terbit pekan ini, menurut bidang": {"admin", "outsider"},
    "Terbit delapan pekan terakhir": {"admin", "outsider"},
    "Terbit di seluruh portal, delapan pekan terakhir": {"superuser"},
    "OPD bulan ini": {"superuser"},
    "Tulisan saya": {"writer", "admin", "outsider"},
    "Menunggu tinjauan": {"editor", "superuser"},
}


def text(sign_in, person) -> str:
    return Page(sign_in(person).get(START)).text


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "outsider", "superuser"])
def test_each_role_has_its_own_page(cast, sign_in, who):
    source = sign_in(getattr(cast, who)).get(START).content.decode()
    assert {title for title in SECTIONS if f"<h2>{title}</h2>" in source} == {
        title for title, people in SECTIONS.items() if who in people
    }


# --- Notes -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def note(cast):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    return NoteFactory(article=article, by=cast.editor, words="Selasa pekan ke berapa?")


def shown(sign_in, person) -> bool:
    return "Selasa pekan ke berapa?" in text(sign_in, person)


def test_an_open_note_waits_for_who_keeps_the_text_and_for_nobody_else(cast, sign_in, note):
    who = ("writer", "admin", "editor", "outsider", "superuser")
    assert {name for name in who if shown(sign_in, getattr(cast, name))} == {"writer"}
    assert (
        f"/admin/news/article/{note.article_id}/review/#catatan-{note.pk}"
        in Page(sign_in(cast.writer).get(START)).links
    )


@pytest.mark.parametrize("by", ["writer", "admin"])  # who wrote it, who submitted it
def test_an_answered_note_waits_for_the_editor(cast, sign_in, note, by):
    notes.answer(note, by=getattr(cast, by), words="Pekan pertama.")
    assert not shown(sign_in, cast.writer)
    assert shown(sign_in, cast.editor)
    assert "Catatan yang sudah dijawab penulis" in text(sign_in, cast.editor)
    notes.answer(note, by=cast.editor, words="Tulis itu di naskahnya.")
    assert shown(sign_in, cast.writer)
    assert not shown(sign_in, cast.editor)


def test_a_settled_note_waits_for_nobody(cast, sign_in, note):
    notes.settle(note, by=cast.writer)
    assert not shown(sign_in, cast.writer)
    assert not shown(sign_in, cast.editor)


def test_an_editor_of_other_opds_sees_no_answer(cast, sign_in, note):
    notes.answer(note, by=cast.writer, words="Pekan pertama.")
    desk = Desk.objects.get()
    desk.all_opds = False
    desk.save()
    desk.opds.set([cast.dpupr])
    assert not shown(sign_in, cast.editor)


def test_a_returned_text_says_why(cast, sign_in):
    services.send_back(put(cast, State.IN_REVIEW, Live.NONE), by=cast.editor, note="Sebut pekannya.")
    for who in ("writer", "admin"):
        assert "Alasan redaksi: Sebut pekannya." in text(sign_in, getattr(cast, who))
    assert "Sebut pekannya." not in text(sign_in, cast.outsider)


# --- Words -----------------------------------------------------------------------------------------------------------
def test_praise_reaches_who_keeps_the_text(cast, sign_in):
    article = put(cast, State.IN_REVIEW, Live.SHOWN)
    services.publish(article, by=cast.editor, seen=1, note="Kutipannya kuat.", correction="Yang benar Selasa.")
    assert "Kutipannya kuat. Redaktur Satu" in text(sign_in, cast.writer)
    assert "Ralat: Yang benar Selasa." not in text(sign_in, cast.writer)
    for who in ("admin", "editor", "outsider"):
        assert "Kutipannya kuat." not in text(sign_in, getattr(cast, who))


def test_a_schedule_without_a_word_is_no_message(cast, sign_in):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    services.publish(article, by=cast.editor, seen=1, at=timezone.now() + timedelta(days=1))
    assert "Pesan redaktur untuk Anda" not in text(sign_in, cast.writer)
    services.reschedule(article, by=cast.editor, at=timezone.now() + timedelta(days=2))
    services.unschedule(article, by=cast.editor)
    services.publish(article, by=cast.editor, seen=1, at=timezone.now() + timedelta(days=1), note="Bagus.")
    assert "Bagus. Redaktur Satu" in text(sign_in, cast.writer)


# --- What has to be looked at again ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "live", "is_due"),
    [
        (0, Live.SHOWN, True), (-30, Live.SHOWN, True), (1, Live.SHOWN, False),
        (0, Live.AHEAD, False), (0, Live.WITHDRAWN, False), (0, Live.NONE, False),
    ],
)  # fmt: skip
def test_when_its_day_has_come_it_stands_on_the_page(cast, sign_in, days, live, is_due):
    states = {Live.NONE: State.IN_REVIEW, Live.WITHDRAWN: State.WITHDRAWN}
    article = put(cast, states.get(live, State.PUBLISHED), live)
    Article.objects.filter(pk=article.pk).update(look_again_on=timezone.localdate() + timedelta(days=days))
    for who, concerned in (("writer", True), ("admin", True), ("editor", True), ("outsider", False)):
        assert ("Waktunya ditinjau ulang" in text(sign_in, getattr(cast, who))) is (is_due and concerned), who


# --- Figures ---------------------------------------------------------------------------------------------------------
def test_the_promise_of_this_editors_opds_only(cast, sign_in):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    for minutes in (10, 500):
        ArticleEvent.objects.create(
            article=article,
            action=Action.SEND_BACK,
            by=cast.editor,
            start=State.IN_REVIEW,
            end=State.RETURNED,
            live=Live.NONE,
            version=1,
            waited_minutes=minutes,
        )
    assert "50% 1 dari 2 naskah" in text(sign_in, cast.editor)
    desk = Desk.objects.get()
    desk.all_opds = False
    desk.save()
    desk.opds.set([cast.dpupr])
    assert "belum ada yang diputuskan" in text(sign_in, cast.editor)


def test_an_admin_reads_the_week_of_the_own_opd_only(cast, sign_in):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    Article.objects.filter(pk=article.pk).update(unit=UnitFactory(opd=cast.dinkes, name="Bidang P2P"))
    Publication.objects.update(published_at=timezone.now())
    assert "Bidang P2P 1" in text(sign_in, cast.admin)
    page = text(sign_in, cast.outsider)
    assert "Bidang P2P" not in page
    assert "Pekan ini belum ada yang terbit." in page


def test_the_portal_administrator_sees_the_quiet_ones(cast, sign_in):
    PublicationFactory(article__opd=cast.dinkes)
    page = text(sign_in, cast.superuser)
    assert "1 dari 2 OPD tidak menerbitkan apa pun selama 14 hari terakhir." in page
    assert "1 OPD belum pernah menerbitkan DPUPR" in page
    assert "Dinkes 1 berita bulan ini" in page
    Publication.objects.update(published_at=timezone.now() - timedelta(days=40))
    assert "Dinkes Diam 0 berita bulan ini" in text(sign_in, cast.superuser)


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "superuser"])
def test_the_page_costs_the_same_with_many_opds_notes_and_words(cast, sign_in, who):
    def grow(count: int) -> None:
        for _ in range(count):
            opd = OPDFactory()
            PublicationFactory(article__opd=opd)
            article = put(cast, State.IN_REVIEW, Live.SHOWN)
            notes.answer(NoteFactory(article=article, by=cast.editor), by=cast.writer, words="Ya.")
            NoteFactory(article=article, by=cast.editor)
            services.publish(article, by=cast.editor, seen=1, note="Bagus.")

    grow(1)
    browser = sign_in(getattr(cast, who))
    browser.get(START)
    with CaptureQueriesContext(connection) as few:
        browser.get(START)
    grow(4)
    with CaptureQueriesContext(connection) as many:
        browser.get(START)
    assert len(many) == len(few) <= 32
