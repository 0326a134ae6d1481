"""What goes with an article to another OPD and what stays; who is told of it; how many notes and answers there can be."""

from __future__ import annotations

import pytest
from django.core import mail

from news import notes, services
from news.models import Article, Note
from news.refusals import Refused
from news.workflow import Live, State
from opd import roles
from opd.models import Membership
from opd.rights import Role
from tests.factories import NoteFactory, NoteTagFactory
from tests.news.admin.page import Page
from tests.news.stage import put

SECRET = "Rahasia Dinkes"


@pytest.fixture
def moved(cast) -> Article:
    """Written, annotated and returned at Dinkes, recalled, and then given to DPUPR, whose admin has saved it since."""
    article = put(cast, State.IN_REVIEW, Live.NONE)
    tag = NoteTagFactory()
    note = notes.write(article, by=cast.editor, tag=tag, words=f"{SECRET} catatan", quote="setiap Selasa")
    notes.answer(note, by=cast.writer, words=f"{SECRET} jawaban")
    services.send_back(article, by=cast.editor, note=f"{SECRET} alasan")
    services.submit(article, by=cast.admin, seen=1)
    article = services.recall(article, by=cast.admin)
    return services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)


@pytest.mark.parametrize("page", ["change", "review", "history"])
def test_what_was_said_at_the_former_opd_stays_there(cast, sign_in, moved, page):
    for who in ("outsider", "editor"):
        answer = sign_in(getattr(cast, who)).get(f"/admin/news/article/{moved.pk}/{page}/")
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
    assert "Dinkes → DPUPR" in Page(sign_in(cast.outsider).get(f"/admin/news/article/{moved.pk}/history/")).text


def test_its_notes_are_done_and_cannot_be_answered_any_more(cast, sign_in, moved):
    note = Note.objects.get()
    assert note.settled_by == cast.superuser
    posted = {"about": note.pk, "words": "Apa?", "seen": str(moved.version)}
    assert sign_in(cast.outsider).post(f"/admin/news/article/{moved.pk}/answer/", posted).status_code == 422
    assert note.answers.count() == 1


def test_new_notes_are_the_new_opds(cast, sign_in, moved):
    services.submit(moved, by=cast.outsider, seen=moved.version)
    notes.write(moved, by=cast.editor, tag=NoteTagFactory(), words="Kapan?", quote="setiap Selasa")
    assert "Kapan?" in Page(sign_in(cast.outsider).get(f"/admin/news/article/{moved.pk}/review/")).text


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    def addresses(call) -> set[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call()
        return {letter.to[0] for letter in mail.outbox}

    return addresses


def test_the_former_opds_people_hear_nothing_of_it(cast, moved, told):
    services.submit(moved, by=cast.outsider, seen=moved.version)
    assert told(lambda: services.send_back(moved, by=cast.editor, note="Sebut pekannya.")) == {cast.outsider.email}


def test_who_has_left_hears_nothing(cast, told):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    assert told(lambda: services.send_back(article, by=cast.editor, note="Lagi.")) == {
        cast.writer.email,
        cast.admin.email,
    }
    article = put(cast, State.IN_REVIEW, Live.NONE)
    roles.dismiss(Membership.objects.get(user=cast.writer, role=Role.WRITER))
    assert told(lambda: services.send_back(article, by=cast.editor, note="Lagi.")) == {cast.admin.email}


# --- Limits ----------------------------------------------------------------------------------------------------------
def test_a_note_has_so_many_answers_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(notes, "MOST_ANSWERS", 2)
    note = NoteFactory(article=put(cast, State.IN_REVIEW, Live.NONE))
    for _ in range(2):
        notes.answer(note, by=cast.writer, words="Ya.")
    with pytest.raises(Refused, match="sudah dijawab 2 kali"):
        notes.answer(note, by=cast.writer, words="Ya.")
    assert note.answers.count() == 2


def test_an_article_has_so_many_notes_settled_ones_included(cast, monkeypatch):
    monkeypatch.setattr(notes, "MOST_NOTES", 1)
    article = put(cast, State.IN_REVIEW, Live.NONE)
    notes.settle(NoteFactory(article=article), by=cast.editor)
    with pytest.raises(Refused, match="sudah punya 1 catatan"):
        notes.write(article, by=cast.editor, tag=NoteTagFactory(), words="Kapan?", quote="setiap Selasa")


def test_a_correction_by_an_editor_is_not_urgent_because_the_text_was(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    services.submit(article, by=cast.admin, seen=1, urgent=True)
    services.publish(article, by=cast.editor, seen=1)
    assert services.correct(article, by=cast.editor).urgent is False


@pytest.mark.parametrize("note", ["Ralat: jadwal keliru", "Bagus.\r\n ralat: keliru"])
def test_a_correction_is_not_hidden_in_a_word_to_the_writer(cast, sign_in, note):
    article = put(cast, State.IN_REVIEW, Live.SHOWN)
    posted = {"seen": "1", "change": "ejaan", "note": note}
    answer = sign_in(cast.editor).post(f"/admin/news/article/{article.pk}/publish/", posted)
    assert answer.status_code == 422
    assert "Tulis ralat di kotak ralat, supaya pembaca juga membacanya." in Page(answer).text
