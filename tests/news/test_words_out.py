"""What editors say with a decision, and the correction note for readers: kept apart, found again, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from news import services
from news.models import Article, ArticleEvent, Publication
from news.refusals import Refused
from news.workflow import Action, Live, State
from tests.news.stage import put

NONE, SHOWN, UNREVIEWED, GONE, AHEAD = Live.NONE, Live.SHOWN, Live.UNREVIEWED, Live.WITHDRAWN, Live.AHEAD

# action, what readers had, the note as it is kept: hour, correction, message
NOTES = [
    ("publish", NONE, "", "", "", ""),
    ("publish", NONE, "Bagus.", "", "", "Bagus."),
    ("publish", NONE, "Ralat: judulnya kini tepat.", "", "", "Ralat: judulnya kini tepat."),  # nobody had read it
    ("publish", SHOWN, "Ralat: Selasa.", "", "Selasa.", ""),
    ("publish", SHOWN, "Ralat: Selasa.\nCepat sekali.\nTerima kasih.", "", "Selasa.", "Cepat sekali.\nTerima kasih."),
    ("publish", GONE, "Ralat: Selasa.\nBagus.", "", "Selasa.", "Bagus."),
    ("publish", SHOWN, "Cepat.\nRalat: bukan di baris pertama.", "", "", "Cepat.\nRalat: bukan di baris pertama."),
    ("publish-urgent", SHOWN, "Banjir.\nRalat: Selasa.", "", "Selasa.", "Banjir."),
    ("publish-urgent", NONE, "Banjir.\nRalat: sungai.", "", "", "Banjir.\nRalat: sungai."),
    ("schedule", NONE, "16 Mei 2024 Jam 13:44 WIB", "16 Mei 2024 Jam 13:44 WIB", "", ""),
    ("schedule", NONE, "16 Mei 2024 Jam 13:44 WIB\nRapi.", "16 Mei 2024 Jam 13:44 WIB", "", "Rapi."),
    ("reschedule", AHEAD, "16 Mei 2024 Jam 13:44 WIB", "16 Mei 2024 Jam 13:44 WIB", "", ""),
    ("send-back", NONE, "Ralat: tulis ulang.\nLengkapi.", "", "", "Ralat: tulis ulang.\nLengkapi."),
    ("send-back", UNREVIEWED, "Ralat: tulis ulang.", "", "", "Ralat: tulis ulang."),
    ("confirm-urgent", UNREVIEWED, "Ralat: tidak perlu.", "", "", "Ralat: tidak perlu."),
    ("withdraw", SHOWN, "Ralat: keliru.", "", "", "Ralat: keliru."),
]


@pytest.mark.parametrize(("action", "live", "note", "hour", "correction", "message"), NOTES)
def test_the_parts_of_an_events_note(action, live, note, hour, correction, message):
    event = ArticleEvent(action=action, live=live, note=note)
    assert (event.hour, event.correction, event.message) == (hour, correction, message)


# --- The last word ----------------------------------------------------------------------------------------------------
WORDS = [  # what happened after it was submitted, by whom and what of it is the last word
    ([], None),
    ([("send-back", "Lengkapi.")], "Lengkapi."),
    ([("send-back", "Lengkapi."), ("edit", ""), ("submit", "Sudah kami lengkapi.")], "Lengkapi."),
    ([("send-back", "Lengkapi."), ("submit", ""), ("publish", "")], None),
    ([("send-back", "Lengkapi."), ("submit", ""), ("publish", "Bagus.")], "Bagus."),
    ([("schedule", "")], None),
    ([("schedule", "Rapi.")], "Rapi."),
    ([("publish", "Bagus."), ("withdraw", "Keliru.")], "Bagus."),  # what readers are told stands elsewhere
    ([("publish", "Bagus."), ("note", "Kapan?"), ("answer", "Selasa.")], "Bagus."),
]


@pytest.mark.parametrize(("happened", "word"), WORDS)
def test_the_last_word_is_of_the_newest_decision(cast, happened, word):
    article = put(cast, State.IN_REVIEW, NONE)
    for action, note in happened:
        hour = "16 Mei 2024 Jam 13:44 WIB\n" if action == "schedule" else ""
        common = {"start": State.IN_REVIEW, "end": State.IN_REVIEW, "live": NONE, "version": 1}
        ArticleEvent.objects.create(article=article, action=action, by=cast.editor, note=hour + note, **common)
    found = article.events.last_word()
    assert (found and found.message) == word


def test_the_last_word_is_of_this_article_and_one_question(cast, django_assert_num_queries):
    services.send_back(put(cast, State.IN_REVIEW, NONE), by=cast.editor, note="Naskah lain.")
    article = put(cast, State.IN_REVIEW, NONE)
    with django_assert_num_queries(1):
        assert article.events.last_word() is None
    services.send_back(article, by=cast.editor2, note="Lengkapi.")
    with django_assert_num_queries(1):
        assert str(article.events.last_word().by) == "Redaktur Dua"


def test_the_words_are_for_those_who_still_see_the_text(cast):
    article = put(cast, State.IN_REVIEW, NONE)
    services.publish(article, by=cast.editor, seen=article.version, note="Rapi.")
    assert [event.message for event in ArticleEvent.objects.words_for(article.keeper)] == ["Rapi."]
    Article.objects.filter(pk=article.pk).update(opd=cast.dpupr)
    keeper = User.objects.get(pk=article.keeper_id)
    assert ArticleEvent.objects.words_for(keeper) == []


# --- The correction note ----------------------------------------------------------------------------------------------
def kept() -> list[str]:
    return [one["words"] for one in Publication.objects.get().corrections]


def again(cast, words: str, *, note: str = "") -> Article:
    """The article revised, and published with that correction note."""
    article = Article.objects.get()
    article = services.revise(article, by=cast.writer)
    article = services.save_text(article, by=cast.writer, seen=article.version, title=f"Judul {article.version}")
    article = services.submit(article, by=cast.admin, seen=article.version)
    return services.publish(article, by=cast.editor, seen=article.version, correction=words, note=note)


def test_it_is_dated_and_those_before_it_stay(cast, monkeypatch):
    put(cast, State.PUBLISHED, SHOWN)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 5, 16, 6, 44, tzinfo=UTC))
    again(cast, "Jadwalnya Selasa.")
    again(cast, "")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 5, 17, 6, 44, tzinfo=UTC))
    again(cast, "Tempatnya Ngawen.")
    first, second = Publication.objects.get().dated_corrections
    assert first == (datetime(2027, 5, 16, 6, 44, tzinfo=UTC), "Jadwalnya Selasa.")
    assert second == (datetime(2027, 5, 17, 6, 44, tzinfo=UTC), "Tempatnya Ngawen.")


def test_it_stays_when_the_text_is_withdrawn_and_published_again(cast):
    put(cast, State.PUBLISHED, SHOWN)
    services.withdraw(again(cast, "Jadwalnya Selasa."), by=cast.editor, note="Keliru lagi.")
    assert kept() == ["Jadwalnya Selasa."]
    again(cast, "Tempatnya Ngawen.")
    assert kept() == ["Jadwalnya Selasa.", "Tempatnya Ngawen."]


def test_it_stays_when_the_next_one_goes_out_in_a_hurry_and_is_confirmed(cast):
    put(cast, State.PUBLISHED, SHOWN)
    article = services.revise(again(cast, "Jadwalnya Selasa."), by=cast.writer)
    services.publish_urgent(article, by=cast.admin, seen=article.version, note="Banjir.", correction="Sungainya Lusi.")
    services.confirm_urgent(article, by=cast.editor, seen=article.version)
    assert kept() == ["Jadwalnya Selasa.", "Sungainya Lusi."]
    event = ArticleEvent.objects.get(action=Action.PUBLISH_URGENT)
    assert (event.message, event.correction) == ("Banjir.", "Sungainya Lusi.")


@pytest.mark.parametrize("at", [None, timedelta(days=1)])
def test_of_a_text_that_nobody_has_read_there_is_nothing_to_correct(cast, at):
    article = put(cast, State.IN_REVIEW, NONE)
    when = timezone.now() + at if at else None
    with pytest.raises(Refused, match="Ralat hanya untuk berita yang sudah pernah dibaca orang"):
        services.publish(article, by=cast.editor, seen=1, at=when, correction="Selasa.")
    assert not Publication.objects.exists()
    assert Article.objects.get().state == State.IN_REVIEW


ODD = [
    ("  Selasa,\r\n bukan\tSenin. ", "Selasa, bukan Senin."),
    ("Sela\u202esa\u200b.", "Selasa."),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # plain text: the page escapes it
    ("\u200b \u202e", None),
    ("", None),
    ("x" * 5000, "x" * 5000),
]


@pytest.mark.parametrize(("typed", "words"), ODD)
def test_it_is_one_line_that_can_be_seen(cast, typed, words):
    put(cast, State.PUBLISHED, SHOWN)
    again(cast, typed, note="Bagus.")
    assert kept() == ([words] if words else [])
    event = ArticleEvent.objects.latest("pk")
    assert (event.correction, event.message) == (words or "", "Bagus.")
