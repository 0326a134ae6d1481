"""news/notices.py: who gets a letter about what, and what stands in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from news import services
from news.models import Article, ArticleEvent
from news.workflow import Action, Live, State
from opd import access, roles
from opd.models import Membership
from opd.rights import Role
from tests.factories import NoteFactory, UserFactory
from tests.news.stage import do, put

PORTAL = "https://portal.blora.test"
WRITER, ADMIN, HOLDER = "penulis@contoh.test", "admin@contoh.test", "redaktur2@contoh.test"
NOBODY: set[str] = set()

# action: where from, by whom, who is written to, the sentence
LETTERS = {
    Action.CREATE: None,
    Action.EDIT: ((State.DRAFT, Live.NONE), "writer", NOBODY, ""),
    Action.HAND_IN: ((State.DRAFT, Live.NONE), "writer", {ADMIN}, "Penulis Dinkes menyerahkan naskah ini."),
    Action.SUBMIT: ((State.DRAFT, Live.NONE), "admin", NOBODY, ""),
    Action.RECALL: (
        (State.IN_REVIEW, Live.NONE),
        "admin",
        {HOLDER},
        "Admin Dinkes menarik kembali naskah yang sedang Anda",
    ),
    Action.SEND_BACK: (
        (State.IN_REVIEW, Live.NONE),
        "editor",
        {WRITER, ADMIN},
        "Redaktur Satu mengembalikan naskah ini",
    ),
    Action.PUBLISH: ((State.IN_REVIEW, Live.NONE), "editor", {WRITER, ADMIN}, "Naskah ini sudah terbit di portal."),
    Action.SCHEDULE: ((State.IN_REVIEW, Live.NONE), "editor", {WRITER, ADMIN}, "Naskah ini disetujui dan terbit"),
    Action.RESCHEDULE: (
        (State.PUBLISHED, Live.AHEAD),
        "editor",
        {WRITER, ADMIN},
        "Redaktur Satu mengubah jadwal naskah ini",
    ),
    Action.UNSCHEDULE: ((State.PUBLISHED, Live.AHEAD), "admin", {WRITER}, "Admin Dinkes membatalkan jadwal terbit"),
    Action.PUBLISH_URGENT: ((State.DRAFT, Live.NONE), "admin", NOBODY, ""),
    Action.CONFIRM_URGENT: ((State.PUBLISHED, Live.UNREVIEWED), "editor", {WRITER, ADMIN}, "Redaksi sudah memeriksa"),
    Action.REVISE: ((State.PUBLISHED, Live.SHOWN), "writer", NOBODY, ""),
    Action.CORRECT: ((State.PUBLISHED, Live.SHOWN), "editor", NOBODY, ""),
    Action.WITHDRAW: ((State.PUBLISHED, Live.SHOWN), "editor", {WRITER, ADMIN}, "Berita ini ditarik dari portal"),
    Action.DELETE: ((State.DRAFT, Live.NONE), "writer", NOBODY, ""),
    Action.TRANSFER: ((State.DRAFT, Live.NONE), "superuser", NOBODY, ""),
    Action.PASS_ON: None,  # in a letter of its own: tests/news/test_pass_on.py
    Action.RESTORE: ((State.RETURNED, Live.NONE), "writer", NOBODY, ""),
    Action.TAKE: ((State.IN_REVIEW, Live.NONE), "editor", NOBODY, ""),
    Action.LET_GO: None,  # needs somebody who holds it
    Action.NOTE: ((State.IN_REVIEW, Live.NONE), "editor", NOBODY, ""),
    Action.ANSWER: ((State.RETURNED, Live.NONE), "writer", NOBODY, ""),
    Action.SETTLE: ((State.RETURNED, Live.NONE), "writer", NOBODY, ""),
    Action.REOPEN: None,
    Action.LOOK_AGAIN: ((State.PUBLISHED, Live.SHOWN), "writer", NOBODY, ""),
}


@pytest.fixture(autouse=True)
def at_the_portal(settings):
    settings.PORTAL_URL = PORTAL


@pytest.fixture
def posted(django_capture_on_commit_callbacks):
    """The letters that a call sends: `posted(lambda: services.withdraw(…))`."""

    def run(call) -> list:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call()
        return list(mail.outbox)

    return run


def to(letters) -> set[str]:
    assert all(len(letter.to) == 1 and not letter.cc and not letter.bcc for letter in letters)
    people = [letter.to[0] for letter in letters]
    assert len(people) == len(set(people))  # nobody twice
    return set(people)


def test_the_table_names_every_action():
    assert LETTERS.keys() == set(Action)


@pytest.mark.parametrize("action", [action for action, row in LETTERS.items() if row])
def test_who_is_written_to(cast, posted, action):
    (state, live), who, people, sentence = LETTERS[action]
    article = put(cast, state, live)
    if action == Action.RECALL:
        services.take(article, by=cast.editor2)
    letters = posted(lambda: do(action, article, getattr(cast, who), cast))
    assert to(letters) == people
    for letter in letters:
        assert letter.subject == f"[Portal Blora] {action.label}: {article.title}"
        assert sentence in letter.body
        assert f"{PORTAL}/admin/news/article/{article.pk}/change/" in letter.body
        assert "None" not in letter.body


# --- A return ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("open_notes", "words"), [(0, ""), (1, "1 catatan redaktur"), (3, "3 catatan redaktur")])
def test_a_return_carries_its_reason_and_counts_the_open_notes(cast, posted, open_notes, words):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    NoteFactory.create_batch(open_notes, article=article)
    NoteFactory(article=article, settled_by=cast.writer, settled_at=timezone.now())
    letters = posted(lambda: services.send_back(article, by=cast.editor, note="Sebut harinya.\nDan tempatnya."))
    for letter in letters:
        assert "Alasan: Sebut harinya.\nDan tempatnya." in letter.body
        assert f"Baca naskah beserta catatannya: {PORTAL}/admin/news/article/{article.pk}/review/" in letter.body
        assert ("belum selesai" in letter.body) is bool(open_notes)
        assert words in letter.body


# --- An approval ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("action", ["publish", "schedule", "confirm"])
def test_praise_reaches_the_writer(cast, posted, action):
    state, live = (State.PUBLISHED, Live.UNREVIEWED) if action == "confirm" else (State.IN_REVIEW, Live.NONE)
    article = put(cast, state, live)
    praise = {"by": cast.editor, "seen": 1, "note": "Bagus, kutipannya kuat."}
    calls = {
        "publish": lambda: services.publish(article, **praise),
        "schedule": lambda: services.publish(article, at=timezone.now() + timedelta(days=1), **praise),
        "confirm": lambda: services.confirm_urgent(article, **praise),
    }
    letters = posted(calls[action])
    assert to(letters) == {WRITER, ADMIN}
    assert all("Redaktur Satu menulis: Bagus, kutipannya kuat." in letter.body for letter in letters)


def test_without_praise_nobody_is_said_to_have_written(cast, posted):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    (letter, _) = posted(lambda: services.publish(article, by=cast.editor, seen=1))
    assert "menulis:" not in letter.body
    assert f"Baca di portal: {PORTAL}/berita/{article.pk}/" in letter.body


def test_a_schedule_is_said_in_bloras_own_hour(cast, posted, monkeypatch):
    Membership.objects.update(since=date(2024, 1, 1))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 5, 15, 1, 0, tzinfo=UTC))
    article = put(cast, State.IN_REVIEW, Live.NONE)
    at = datetime(2024, 5, 16, 6, 44, tzinfo=UTC)
    first = posted(lambda: services.publish(article, by=cast.editor, seen=1, at=at, note="Rapi."))
    assert "Naskah ini disetujui dan terbit 16 Mei 2024 Jam 13:44 WIB." in first[0].body
    assert "Redaktur Satu menulis: Rapi." in first[0].body
    assert "/berita/" not in first[0].body  # nobody can read it yet
    later = posted(lambda: services.reschedule(article, by=cast.editor, at=at + timedelta(days=1)))
    assert "Redaktur Satu mengubah jadwal naskah ini: terbit 17 Mei 2024 Jam 13:44 WIB." in later[0].body
    assert "menulis:" not in later[0].body


def test_a_correction_stands_apart_from_the_praise(cast, posted):
    article = put(cast, State.IN_REVIEW, Live.SHOWN)
    words = {"note": "Cepat sekali diperbaiki.", "correction": "Jadwalnya Selasa, bukan Senin."}
    (letter, _) = posted(lambda: services.publish(article, by=cast.editor, seen=1, **words))
    assert "Redaktur Satu menulis: Cepat sekali diperbaiki.\n\nRalat untuk pembaca: Jadwalnya Selasa" in letter.body


# --- What the editors changed ----------------------------------------------------------------------------------------
def in_review_again(cast) -> Article:
    article = services.write(
        cast.dinkes, by=cast.writer, title="Posyandu", body="<p>Datang.</p>", summary="Ada.", rubric=cast.rubric
    )
    article = services.save_text(article, by=cast.writer, seen=1, title="Posyandu Ngawen")
    return services.submit(article, by=cast.admin, seen=2)


def test_a_publication_says_where_to_see_what_the_editors_changed(cast, posted):
    article = in_review_again(cast)
    article = services.save_text(article, by=cast.editor, seen=2, title="Posyandu Ngawen Buka")
    article = services.save_text(article, by=cast.editor, seen=3, summary="Ada setiap pekan.")
    letters = posted(lambda: services.publish(article, by=cast.editor, seen=4))
    there = f"Lihat apa yang berubah: {PORTAL}/admin/news/article/{article.pk}/compare/?dari=2&ke=4"
    assert all(there in letter.body for letter in letters)


def test_a_text_that_the_editors_left_alone_says_nothing_of_it(cast, posted):
    article = in_review_again(cast)
    (letter, _) = posted(lambda: services.publish(article, by=cast.editor, seen=2))
    assert "/compare/" not in letter.body


def test_what_was_changed_for_an_earlier_publication_is_not_told_again(cast, posted):
    article = services.save_text(in_review_again(cast), by=cast.editor, seen=2, title="Posyandu Ngawen Buka")
    services.publish(article, by=cast.editor, seen=3)
    services.revise(article, by=cast.writer)
    services.save_text(article, by=cast.writer, seen=3, title="Posyandu Ngawen Tutup")
    services.submit(article, by=cast.admin, seen=4)
    (letter, _) = posted(lambda: services.publish(article, by=cast.editor, seen=4))
    assert "/compare/" not in letter.body


def test_a_confirmation_says_nothing_of_what_was_changed_in_a_review_before_it(cast, posted):
    article = services.save_text(in_review_again(cast), by=cast.editor, seen=2, title="Posyandu Ngawen Buka")
    services.send_back(article, by=cast.editor, note="Jamnya?")
    services.publish_urgent(article, by=cast.admin, seen=3, note="Mendesak.")
    letters = posted(lambda: services.confirm_urgent(article, by=cast.editor, seen=3))
    assert letters
    assert all("/compare/" not in letter.body for letter in letters)


# --- To whom ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("still_there", [True, False])
def test_who_wrote_it_hears_of_its_approval_while_a_colleague_keeps_it(cast, posted, still_there):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    keeper = UserFactory(username="rekan")
    roles.appoint(keeper, cast.dinkes, Role.WRITER)
    Article.objects.filter(pk=article.pk).update(keeper=keeper)
    if not still_there:
        cast.writer.memberships.get().delete()
        access.forget(cast.writer)
    letters = posted(lambda: services.publish(article, by=cast.editor, seen=1, note="Bagus."))
    assert to(letters) == {"rekan@contoh.test", ADMIN} | ({WRITER} if still_there else NOBODY)


def test_nobody_writes_to_themselves_to_the_inactive_or_to_nowhere(cast, posted):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    assert to(posted(lambda: services.withdraw(article, by=cast.admin, note="Keliru."))) == {WRITER}
    other = put(cast, State.PUBLISHED, Live.SHOWN)
    type(cast.writer).objects.filter(pk=cast.writer.pk).update(is_active=False)
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(email="")
    assert posted(lambda: services.withdraw(other, by=cast.editor, note="Keliru.")) == []


# --- The head of a letter ---------------------------------------------------------------------------------------------
def test_no_title_and_no_word_writes_into_the_head_of_a_letter(cast, posted):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    evil = "Rapat\r\nBcc: korban@contoh.test\r\n\r\nKlik di sini"
    Article.objects.filter(pk=article.pk).update(title=evil)
    letters = posted(lambda: services.send_back(article, by=cast.editor, note=evil + "\nSubject: Lain"))
    assert to(letters) == {WRITER, ADMIN}
    for letter in letters:
        head = letter.message().as_string().partition("\n\n")[0]
        assert letter.subject == "[Portal Blora] Kembalikan: Rapat Bcc: korban@contoh.test Klik di sini"
        assert "\nBcc:" not in head
        assert "Lain" not in head


def test_a_long_title_is_cut(cast, posted):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    Article.objects.filter(pk=article.pk).update(title="kata " * 40)
    (letter, _) = posted(lambda: services.publish(article, by=cast.editor, seen=1))
    assert len(letter.subject) <= 150


def test_a_mail_server_that_is_down_stops_nobody(cast, posted, settings, caplog):
    settings.EMAIL_BACKEND = "tests.news.test_notices.Down"
    article = put(cast, State.IN_REVIEW, Live.NONE)
    assert posted(lambda: services.publish(article, by=cast.editor, seen=1)) == []
    assert ArticleEvent.objects.latest("pk").action == Action.PUBLISH
    assert "was not sent" in caplog.text


def Down(*args, **kwargs):
    raise ConnectionRefusedError
