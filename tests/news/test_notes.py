"""news/notes.py: a note hangs on words of the text, outlives edits, and is answered, settled and opened again."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from news import notes, passages, services
from news.admin.beside import notes_of
from news.models import Article, ArticleEvent, Note, NoteAnswer
from news.refusals import NotNow, Refused
from news.workflow import Live, State
from tests.factories import NoteFactory, NoteTagFactory, UserFactory
from tests.news.stage import put

ZERO_WIDTH = "\u200b\u202e\u200d"
TWICE = "<p>Loket buka Senin pukul 08.00.</p><p>Di kecamatan, loket buka Senin pukul 08.00 juga.</p>"


@pytest.fixture
def waiting(cast) -> Article:
    return put(cast, State.IN_REVIEW, Live.NONE)


@pytest.fixture
def tag(db):
    return NoteTagFactory(name="fakta")


def write(article, by, tag, **given) -> Note:
    return notes.write(article, by=by, tag=tag, **({"quote": "setiap Selasa", "words": "Pekan ke berapa?"} | given))


def everything() -> tuple:
    return list(Note.objects.values_list()), list(NoteAnswer.objects.values_list()), ArticleEvent.objects.count()


# --- Where it hangs ---------------------------------------------------------------------------------------------------
# field, quote as the browser sends it → field and quote as they are kept
HANGS = [
    ("body", "setiap  Selasa\n\tpukul", "body", "setiap Selasa pukul"),
    ("body", "setiap\u00a0Selasa", "body", "setiap Selasa"),
    ("body", f"se{ZERO_WIDTH}tiap Selasa", "body", "setiap Selasa"),
    ("title", "Posyandu Ngawen", "title", "Posyandu Ngawen"),
    ("summary", "tanpa biaya.", "summary", "tanpa biaya."),
]


@pytest.mark.parametrize(("field", "quote", "where", "kept"), HANGS)
def test_it_hangs_on_the_texts_own_words(cast, waiting, tag, field, quote, where, kept):
    note = write(waiting, cast.editor, tag, field=field, quote=quote)
    assert (note.field, note.quote) == (where, kept)
    assert (note.version, note.by, note.tag, note.settled_at) == (1, cast.editor, tag, None)


def test_what_stands_beside_it_is_taken_from_the_text_and_never_from_the_browser(cast, waiting, tag):
    note = write(waiting, cast.editor, tag, before="<script>", after="</script>")
    assert note.before.endswith("Posyandu di Ngawen buka ")
    assert note.after.startswith(" pukul 08.00")


def test_of_two_places_it_is_the_one_between_the_same_words(cast, waiting, tag):
    Article.objects.update(body=TWICE)
    first = write(waiting, cast.editor, tag, quote="Senin pukul 08.00", after=".\nDi kecamatan")
    second = write(
        waiting, cast.editor, tag, quote="Senin pukul 08.00", before="Di kecamatan, loket buka ", after=" juga."
    )
    assert (first.before, second.after) == ("Loket buka ", " juga.")


NOWHERE = ["", " ", ZERO_WIDTH, "kata yang tidak ada", "SETIAP SELASA", "<p>", "\x00", "x" * 20_000, "Selasa setiap"]


@pytest.mark.parametrize("quote", NOWHERE)
def test_words_that_are_not_in_the_text_are_refused(cast, waiting, tag, quote):
    before = everything()
    with pytest.raises(Refused, match=r"Kata-kata itu tidak ada di naskah yang sekarang\."):
        write(waiting, cast.editor, tag, quote=quote)
    assert everything() == before


@pytest.mark.parametrize("words", ["", "  \n ", ZERO_WIDTH])
def test_a_note_and_an_answer_say_something(cast, waiting, tag, words):
    note = NoteFactory(article=waiting, by=cast.editor)
    before = everything()
    with pytest.raises(Refused, match=r"Tuliskan catatannya lebih dulu\."):
        write(waiting, cast.editor, tag, words=words)
    with pytest.raises(Refused, match=r"Tuliskan catatannya lebih dulu\."):
        notes.answer(note, by=cast.writer, words=words)
    assert everything() == before


def test_only_what_can_be_seen_is_kept_of_the_words(cast, waiting, tag):
    note = write(waiting, cast.editor, tag, words="Laporan\u202egpj\u200b keliru.")
    assert note.words == "Laporangpj keliru."


def test_a_long_quotation_is_cut_at_a_word(cast, waiting, tag):
    Article.objects.update(body=f"<p>{'kata ' * 400}</p>")
    note = write(waiting, cast.editor, tag, quote="kata " * 300)
    assert 400 < len(note.quote) <= passages.LONGEST
    assert set(note.quote.split()) == {"kata"}


def test_there_is_an_end_to_open_notes(cast, waiting, tag, monkeypatch):
    monkeypatch.setattr(notes, "MOST_OPEN", 3)
    NoteFactory.create_batch(3, article=waiting, by=cast.editor)
    before = everything()
    with pytest.raises(Refused, match=r"Sudah ada 3 catatan yang belum selesai\."):
        write(waiting, cast.editor, tag)
    assert everything() == before
    notes.settle(Note.objects.first(), by=cast.writer)
    assert write(waiting, cast.editor, tag).pk


# --- It outlives edits ------------------------------------------------------------------------------------------------
EDITS = [
    ("<p>Posyandu di Ngawen buka setiap Rabu pukul 08.00 sampai 11.00 WIB.</p>", "setiap Rabu"),  # answered
    (
        "<p>Kader sudah siap.</p><p>Posyandu di Ngawen buka setiap Selasa pukul 08.00 sampai 11.00 WIB.</p>",
        "setiap Selasa",
    ),
    ("<p>Posyandu di Ngawen buka <strong>setiap</strong> Selasa pukul 08.00 sampai 11.00 WIB.</p>", "setiap Selasa"),
    ("<p>Kader menimbang balita di balai desa.</p>", None),
    ("", None),
]


@pytest.mark.parametrize(("body", "there"), EDITS)
def test_it_outlives_an_edit_or_says_that_its_passage_is_gone(cast, waiting, body, there):
    note = NoteFactory(article=waiting, by=cast.editor)
    article = services.save_text(waiting, by=cast.editor, seen=1, body=body)
    beside = notes_of(cast.editor, article)
    assert [one.gone for one in beside.open] == [there is None]
    span = passages.find(article.body, note.passage)
    assert (passages.words_of("body", article.body)[slice(*span)] if span else None) == there


def test_a_passage_that_was_gone_has_its_place_again_after_a_restore(cast, waiting):
    NoteFactory(article=waiting, by=cast.editor)
    article = services.save_text(waiting, by=cast.editor, seen=1, body="<p>Kader menimbang balita.</p>")
    assert [one.gone for one in notes_of(cast.editor, article).open] == [True]
    article = services.restore(article, by=cast.editor, seen=2, version=1)
    assert [one.gone for one in notes_of(cast.editor, article).open] == [False]


def test_a_note_changes_neither_text_nor_state_nor_version(cast, waiting, tag):
    before = list(Article.objects.values_list()), Article.versions.count()
    note = write(waiting, cast.editor, tag)
    notes.answer(note, by=cast.writer, words="Setiap pekan.")
    notes.settle(note, by=cast.writer)
    notes.reopen(note, by=cast.editor)
    assert (list(Article.objects.values_list()), Article.versions.count()) == before
    said = list(
        ArticleEvent.objects.filter(action__in=["note", "answer", "settle", "reopen"]).values_list("action", "note")
    )
    assert said == [
        ("note", "“setiap Selasa”: Pekan ke berapa?"),
        ("answer", "“setiap Selasa”: Setiap pekan."),
        ("settle", "“setiap Selasa”"),
        ("reopen", "“setiap Selasa”"),
    ]


def test_it_leaves_no_hand_in_the_text(cast, waiting, tag):
    """An editor who notes and answers is still the second person."""
    notes.answer(write(waiting, cast.editor, tag), by=cast.editor, words="Maksud saya tanggalnya.")
    assert services.publish(waiting, by=cast.editor, seen=1).state == State.PUBLISHED


# --- Settled and opened again -----------------------------------------------------------------------------------------
def test_settled_twice_it_stays_as_it_was_settled_first(cast, waiting):
    note = NoteFactory(article=waiting, by=cast.editor)
    first = notes.settle(note, by=cast.writer)
    when = first.settled_at
    again = notes.settle(note, by=cast.admin)
    assert (again.settled_by, again.settled_at) == (cast.writer, when)
    opened = notes.reopen(note, by=cast.editor)
    assert (opened.settled_by, opened.settled_at) == (None, None)
    notes.reopen(note, by=cast.admin)
    deeds = list(ArticleEvent.objects.filter(action__in=["settle", "reopen"]).values_list("action", "by"))
    assert deeds == [("settle", cast.writer.pk), ("reopen", cast.editor.pk)]  # what was pressed twice happened once


@pytest.mark.parametrize("deed", ["answer", "settle", "reopen"])
@pytest.mark.parametrize("who", ["outsider", "nobody"])
def test_others_do_nothing_to_a_note(cast, waiting, deed, who):
    note = NoteFactory(article=waiting, by=cast.editor)
    before = everything()
    more = {"words": "Diambil alih."} if deed == "answer" else {}
    with pytest.raises(PermissionDenied):
        getattr(notes, deed)(note, by=getattr(cast, who), **more)
    assert everything() == before


@pytest.mark.parametrize("who", ["writer", "outsider", "nobody"])
@pytest.mark.parametrize("given", [{"quote": "kata yang tidak ada"}, {"words": " "}, {}])
def test_whether_somebody_may_note_is_asked_before_anything_else(cast, waiting, tag, monkeypatch, who, given):
    monkeypatch.setattr(notes, "MOST_OPEN", 0)
    with pytest.raises(PermissionDenied):
        write(waiting, getattr(cast, who), tag, **given)


@pytest.mark.parametrize("who", ["writer", "admin"])
def test_who_only_writes_answers_and_settles_but_does_not_note(cast, waiting, tag, who):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        write(waiting, person, tag)
    note = NoteFactory(article=waiting, by=cast.editor)
    notes.answer(note, by=person, words="Setiap pekan.")
    assert notes.settle(note, by=person).settled_by == person


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.PUBLISHED])
def test_nothing_is_noted_outside_review(cast, tag, state):
    article = put(cast, state, Live.SHOWN if state == State.PUBLISHED else Live.NONE)
    for quote in ("setiap Selasa", "kata yang tidak ada"):
        with pytest.raises(NotNow):
            write(article, cast.superuser, tag, quote=quote)


def test_what_went_out_in_a_hurry_is_noted_on(cast, tag):
    assert write(put(cast, State.PUBLISHED, Live.UNREVIEWED), cast.editor, tag).pk


# --- In the database --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "row",
    [
        {"field": "state"},
        {"quote": ""},
        {"words": ""},
        {"settled_by": "writer"},
        {"settled_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_the_database_keeps_a_note_whole(cast, waiting, row):
    note = NoteFactory(article=waiting, by=cast.editor)
    row = {name: cast.writer if value == "writer" else value for name, value in row.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(**row)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_at_once_the_first_is_the_one(cast):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    note = NoteFactory(article=put(cast, State.IN_REVIEW, Live.NONE), by=cast.editor)
    start = threading.Barrier(2)
    found: list = []

    def press(person):
        try:
            start.wait(5)
            found.append(notes.settle(Note.objects.get(pk=note.pk), by=person).settled_by_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in (cast.writer, cast.admin)]
    [thread.start() for thread in threads]
    [thread.join(10) for thread in threads]
    kept = Note.objects.get().settled_by_id
    assert kept in {cast.writer.pk, cast.admin.pk}
    assert found == [kept, kept]
    assert ArticleEvent.objects.filter(action="settle").count() == 1


# --- Whose turn it is -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("place", ["keeper", "created_by", "submitted_by"])
def test_whoever_of_the_writers_answers_it_is_the_editors_turn(cast, waiting, place):
    people = {name: UserFactory() for name in ("keeper", "created_by", "submitted_by")}
    Article.objects.update(**people)
    note = NoteFactory(article=waiting, by=cast.editor)
    NoteAnswer.objects.create(note=note, by=people[place], words="Pekan pertama.")
    assert list(Note.objects.answered()) == [note]
    assert list(Note.objects.to_answer()) == []
    NoteAnswer.objects.create(note=note, by=cast.editor, words="Tulis itu di naskahnya.")
    assert list(Note.objects.answered()) == []
    assert list(Note.objects.to_answer()) == [note]
