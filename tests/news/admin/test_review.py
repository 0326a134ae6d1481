"""/admin/news/article/<id>/review/: the whole of one article on one screen, and where its buttons lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import notes, policy, services
from news.admin.beside import AT_A_NOTE
from news.models import Article, ArticleEvent
from news.workflow import Action, Live, State
from tests.factories import MediaAssetFactory, NoteFactory, NoteTagFactory, UserFactory
from tests.news.admin.page import Page, verbs
from tests.news.stage import POSSIBLE, put

QUEUE = "/admin/news/queue/"
SHOWN_ELSEWHERE = {"edit", "delete", "restore"} | {action.value for action in AT_A_NOTE}


def review(article) -> str:
    return f"/admin/news/article/{article.pk}/review/"


def address(article, verb: str) -> str:
    return f"/admin/news/article/{article.pk}/{verb}/"


def read(browser, article) -> Page:
    return Page(browser.get(review(article)))


@pytest.fixture
def waiting(cast) -> Article:
    return put(cast, State.IN_REVIEW, Live.NONE)


# --- Who, and what they find ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("state", "live"), POSSIBLE)
def test_the_buttons_are_what_is_open_to_the_person(cast, sign_in, state, live):
    article = put(cast, state, live)
    NoteFactory(article=article, by=cast.editor)
    for who in ("writer", "admin", "editor", "superuser"):
        user = getattr(cast, who)
        answer = sign_in(user).get(review(article))
        if who == "editor" and (state, live) == (State.DRAFT, Live.NONE):
            assert answer.status_code == 404
            continue
        page = Page(answer)
        open_to = {action.value for action in policy.open_actions(user, Article.objects.get(pk=article.pk))}
        at_notes = {action.value for action in AT_A_NOTE} - {"reopen"}  # that one stands at a settled note
        on_top = {"pin"} if who in ("editor", "superuser") and live in (Live.SHOWN, Live.UNREVIEWED) else set()
        assert verbs(page) - at_notes == (open_to - SHOWN_ELSEWHERE) | on_top, who
        assert verbs(page) & at_notes == open_to & at_notes, who
        assert (address(article, "change") in page.links) is ("edit" in open_to), who
        assert (
            page.source.count('class="desk-button desk-button--primary" data-verb') <= 2
        )  # the panel's, and a new note's


def test_it_shows_the_text_in_the_order_of_the_public_page(cast, sign_in, waiting):
    picture = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer)
    Article.objects.update(
        title="Judul & Tanda",
        summary="Ringkasan.",
        lead=picture,
        lead_alt="Kader",
        lead_credit="Foto: Dinkes",
        byline="(Tim. Blora)",
    )
    page = read(sign_in(cast.editor), waiting)
    text = page.text[page.text.index("Dinas Kesehatan Daerah Kabupaten Blora") :]
    order = ["Foto: Dinkes", "Teks alternatif: Kader", "Ringkasan.", "Posyandu di Ngawen buka", "(Tim. Blora)"]
    assert sorted(order, key=text.index) == order
    assert "Judul & Tanda" in page.text


def test_an_empty_byline_is_the_opds_own(cast, sign_in, waiting):
    assert cast.dinkes.byline in read(sign_in(cast.editor), waiting).text


def test_what_the_opd_said_stands_on_top_while_it_waits(cast, sign_in):
    article = put(cast, State.DRAFT, Live.NONE)
    services.submit(article, by=cast.admin, seen=1, urgent=True, note="Acaranya <b>besok</b> pagi.")
    page = read(sign_in(cast.editor), article)
    assert "Mendesak" in page.text
    assert "Pesan untuk redaktur: Acaranya <b>besok</b> pagi." in page.text
    services.send_back(article, by=cast.editor, note="Lengkapi.")
    assert "Pesan untuk redaktur" not in read(sign_in(cast.editor), article).text
    services.submit(article, by=cast.admin, seen=1, note="Sudah lengkap.")
    again = read(sign_in(cast.editor), article).text
    assert "Pesan untuk redaktur: Sudah lengkap." in again
    assert "Pesan untuk redaktur: Acaranya" not in again


def test_why_it_went_out_without_review_stands_on_top_until_it_is_confirmed(cast, sign_in):
    article = put(cast, State.DRAFT, Live.NONE)
    services.publish_urgent(article, by=cast.admin, seen=1, note="Banjir di Cepu.")
    assert "Alasan terbit segera: Banjir di Cepu." in read(sign_in(cast.editor), article).text
    services.confirm_urgent(article, by=cast.editor, seen=1)
    assert "Alasan terbit segera" not in read(sign_in(cast.editor), article).text


def test_the_buttons_of_a_schedule_are_at_hand(cast, sign_in):
    page = read(sign_in(cast.editor), put(cast, State.PUBLISHED, Live.AHEAD))
    at_hand = page.source.partition('class="review__bar"')[2].partition("review__rare")[0]
    assert "/reschedule/" in at_hand
    assert "/unschedule/" in at_hand


def test_who_reads_it_is_named_until_it_lapses(cast, sign_in, waiting):
    until = timezone.now() + timedelta(minutes=30)
    Article.objects.update(taken_by=cast.editor2, taken_until=until)
    said = f"Redaktur Dua sedang meninjau sampai {timezone.localtime(until):%H.%M}."
    assert said in read(sign_in(cast.editor), waiting).text
    assert "Anda sedang meninjau sampai" in read(sign_in(cast.editor2), waiting).text
    Article.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    assert "sedang meninjau" not in read(sign_in(cast.editor), waiting).text


def test_nothing_in_the_text_runs(cast, sign_in, waiting):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    Article.objects.update(title=evil, summary=evil, lead_credit=evil, body=f"<p>Isi {evil}</p>", byline=evil)
    source = read(sign_in(cast.editor), waiting).source
    assert "<script>alert" not in source
    assert "<img src=x" not in source
    assert "onerror" not in source.replace("onerror=&quot;", "")


def test_reading_changes_nothing(cast, sign_in, waiting):
    before = list(Article.objects.values()), ArticleEvent.objects.count()
    for method in ("get", "head", "post", "options"):
        assert getattr(sign_in(cast.editor), method)(review(waiting)).status_code == 200
    assert (list(Article.objects.values()), ArticleEvent.objects.count()) == before


# --- What changed -----------------------------------------------------------------------------------------------------
def test_at_the_first_review_nothing_is_compared(cast, sign_in):
    article = services.write(
        cast.dinkes, by=cast.writer, title="Judul", summary="R.", body="<p>Isi.</p>", rubric=cast.rubric
    )
    services.submit(article, by=cast.admin, seen=1)
    text = read(sign_in(cast.editor), article).text
    assert "Yang berubah sejak terakhir ditinjau" not in text
    assert "Yang diubah redaksi" not in text


def test_after_a_return_the_editor_sees_what_changed_since(cast, sign_in):
    article = returned(cast)
    services.save_text(article, by=cast.writer, seen=1, body="<p>Loket buka Selasa.</p>")
    services.submit(article, by=cast.admin, seen=2)
    page = read(sign_in(cast.editor), article)
    assert "Yang berubah sejak terakhir ditinjau" in page.text
    assert "<ins>Selasa." in page.source
    assert f"/admin/news/article/{article.pk}/compare/?dari=1&ke=2" in page.links


def test_submitted_again_as_it_was_is_said(cast, sign_in):
    article = returned(cast)
    services.submit(article, by=cast.admin, seen=1)
    assert "Tidak ada yang berubah." in read(sign_in(cast.editor), article).text


def test_the_writer_sees_what_the_editors_changed_and_why(cast, sign_in):
    article = services.submit(written(cast), by=cast.admin, seen=1)
    services.save_text(article, by=cast.editor, seen=1, why="Sesuai <i>undangan</i>.", body="<p>Loket buka Kamis.</p>")
    services.send_back(article, by=cast.editor, note="Periksa tanggalnya.")
    page = read(sign_in(cast.writer), article)
    assert "Yang diubah redaksi dalam tinjauan" in page.text
    assert "Redaktur Satu mengubah naskah ini dalam tinjauan (versi 2): Sesuai <i>undangan</i>." in page.text
    assert "<ins>Kamis." in page.source
    services.save_text(article, by=cast.writer, seen=2, body="<p>Loket buka Jumat.</p>")  # their change stays theirs
    assert "<ins>Kamis." in read(sign_in(cast.writer), article).source
    services.submit(article, by=cast.admin, seen=3)  # what the editors are given now is the writer's again
    assert "Yang diubah redaksi" not in read(sign_in(cast.writer), article).text


def test_an_editor_may_say_why_while_it_is_in_review_and_only_then(cast, sign_in):
    article = services.submit(written(cast), by=cast.admin, seen=1)
    browser, change = sign_in(cast.editor), address(article, "change")
    form = Page(browser.get(change)).form
    assert form["why"] == ""
    assert browser.post(change, form | {"title": "Judul Baru", "why": "Lebih jelas."}).status_code == 302
    event = ArticleEvent.objects.newest_first().first()
    assert (event.action, event.note, event.by) == ("edit", "Lebih jelas.", cast.editor)
    services.send_back(article, by=cast.editor, note="Periksa.")
    assert "why" not in Page(sign_in(cast.writer).get(change)).form


def test_a_version_that_was_pruned_is_not_compared(cast, sign_in):
    article = returned(cast)
    services.save_text(article, by=cast.writer, seen=1, title="Judul Kedua")
    Article.versions.filter(version=1).delete()
    assert sign_in(cast.writer).get(review(article)).status_code == 200


def written(cast) -> Article:
    text = {"title": "Loket Buka", "summary": "Jadwal.", "body": "<p>Loket buka Senin.</p>", "rubric": cast.rubric}
    return services.write(cast.dinkes, by=cast.writer, **text)


def returned(cast) -> Article:
    article = services.submit(written(cast), by=cast.admin, seen=1)
    return services.send_back(article, by=cast.editor, note="Lengkapi jadwalnya.")


# --- Where a button leads ---------------------------------------------------------------------------------------------
# who, verb, from → where they go on
LEADS = [
    ("editor", "publish", (State.IN_REVIEW, Live.NONE), "queue"),
    ("editor", "schedule", (State.IN_REVIEW, Live.NONE), "queue"),
    ("editor", "send-back", (State.IN_REVIEW, Live.NONE), "queue"),
    ("editor", "confirm-urgent", (State.PUBLISHED, Live.UNREVIEWED), "queue"),
    ("editor", "take", (State.IN_REVIEW, Live.NONE), "review"),
    ("editor", "correct", (State.PUBLISHED, Live.SHOWN), "change"),
    ("writer", "revise", (State.PUBLISHED, Live.SHOWN), "change"),
    ("admin", "recall", (State.IN_REVIEW, Live.NONE), "change"),
    ("admin", "submit", (State.DRAFT, Live.NONE), "review"),
    ("writer", "hand-in", (State.DRAFT, Live.NONE), "review"),
    ("admin", "withdraw", (State.PUBLISHED, Live.SHOWN), "review"),
]


@pytest.mark.parametrize(("who", "verb", "place", "leads"), LEADS)
def test_where_a_button_of_this_page_leads(cast, sign_in, who, verb, place, leads):
    article = put(cast, *place)
    browser = sign_in(getattr(cast, who))
    form = read(browser, article).forms[address(article, verb)]
    assert form["page"] == "review"
    at = timezone.localtime() + timedelta(days=1)
    answer = browser.post(address(article, verb), form | {"note": "Ada alasannya.", "at": f"{at:%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 302
    assert answer.url == (QUEUE if leads == "queue" else address(article, leads))
    page = Page(browser.get(answer.url))
    if leads == "queue":
        assert f"“{article.title}”:" in page.text
        assert review(article) in page.links


ODD_PAGES = ["", "change", "https://evil.example/", "//evil.example", "review ", "../queue", "\x00", "x" * 5000]


@pytest.mark.parametrize("page", ODD_PAGES)
def test_an_odd_way_back_leads_to_the_article(cast, sign_in, waiting, page):
    answer = sign_in(cast.editor).post(address(waiting, "take"), {"seen": "1", "page": page})
    assert answer.status_code in {302, 422}
    assert answer.get("Location", address(waiting, "change")) == address(waiting, "change")


def test_a_refused_verb_keeps_what_was_typed_on_this_page(cast, sign_in, waiting):
    browser = sign_in(cast.editor)
    typed = {"page": "review", "seen": "1", "note": "Jadwalnya </textarea> keliru.", "at": "besok pagi"}
    answer = browser.post(address(waiting, "schedule"), typed)
    assert answer.status_code == 422
    page = Page(answer)
    assert "Waktu ini tidak terbaca." in page.text
    assert page.forms[address(waiting, "schedule")]["note"] == typed["note"]
    assert page.forms[address(waiting, "schedule")]["at"] == "besok pagi"
    assert page.forms[address(waiting, "schedule")]["page"] == "review"
    assert f'data-review="{review(waiting)}"' in page.source


def test_a_reason_for_what_somebody_else_decided_meanwhile_can_be_copied(cast, sign_in, waiting):
    services.publish(waiting, by=cast.editor2, seen=1)
    answer = sign_in(cast.editor).post(
        address(waiting, "send-back"), {"page": "review", "seen": "1", "note": "Lengkapi."}
    )
    assert answer.status_code == 422
    assert Page(answer).kept == ["Lengkapi."]


# --- What it costs ----------------------------------------------------------------------------------------------------
def busy(cast, times: int) -> Article:
    """An article with that many notes, answers, events and versions, each by people of its own."""
    article = services.submit(written(cast), by=cast.admin, seen=1)
    services.send_back(article, by=cast.editor, note="Lengkapi.")
    for number in range(times):
        services.save_text(article, by=cast.writer, seen=1 + number, summary=f"Jadwal {number}.")
        article.refresh_from_db()
    services.submit(article, by=cast.admin, seen=article.version)
    services.save_text(article, by=cast.editor, seen=article.version, title="Loket Buka Lagi")
    for number in range(times):
        note = NoteFactory(article=article, by=UserFactory(), quote="Loket buka", before="", after=" Senin.")
        notes.answer(note, by=cast.writer, words=f"Jawaban {number}")
        if number % 2:
            notes.settle(note, by=cast.admin)
    return article


# Half of them are every page's: who is there, their rights, the side bar.
MOST = {"review": 28, "change": 24}


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "superuser"])
@pytest.mark.parametrize("page", ["review", "change"])
def test_the_number_of_queries_is_fixed(cast, sign_in, who, page):
    NoteTagFactory.create_batch(9)
    few, many = busy(cast, 2), busy(cast, 12)
    photo = MediaAssetFactory(opd=cast.dinkes, told=True)
    Article.objects.update(body=f'<p>Loket buka Senin.</p><figure data-media="{photo.pk}"></figure>')
    browser = sign_in(getattr(cast, who))
    counts = []
    for article in (few, few, many):  # the first request also fills what a process keeps
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address(article, page)).status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2]
    assert counts[2] <= MOST[page]


def test_only_the_newest_events_are_shown(cast, sign_in, waiting):
    row = {"article": waiting, "by": cast.writer, "start": "draft", "end": "draft", "live": "none", "version": 1}
    ArticleEvent.objects.bulk_create(ArticleEvent(action=Action.EDIT, note=f"Kejadian {n}.", **row) for n in range(60))
    text = read(sign_in(cast.editor), waiting).text
    assert "Kejadian 59." in text
    assert "Kejadian 10." in text
    assert "Kejadian 9." not in text
