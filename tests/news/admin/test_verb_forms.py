"""news/admin/verb_forms.py and the panel: what each verb asks, what it says afterwards, where its button stands."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from news import services
from news.models import Article, ArticleEvent, Publication
from news.workflow import Live, State
from tests.news.admin.page import Page
from tests.news.stage import put

NOW = datetime(2027, 5, 14, 1, 0, tzinfo=UTC)  # Jumat, 08.00 WIB


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def change(article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def press(browser, article, verb: str, **typed):
    return browser.post(f"/admin/news/article/{article.pk}/{verb}/", {"seen": "1", **typed})


# --- Spelling or substance --------------------------------------------------------------------------------------------
# typed: is it published, the correction that readers get, what is said
QUESTION = [
    ({}, None, "Pilih dulu apa yang berubah: ejaan saja, atau isi berita."),
    ({"correction": "Selasa."}, None, "Pilih dulu apa yang berubah: ejaan saja, atau isi berita."),
    ({"change": "lain", "correction": "Selasa."}, None, "Pilih salah satu: ejaan saja, atau isi berita."),
    ({"change": "isi"}, None, "Tuliskan ralatnya: apa yang keliru, dan apa yang benar."),
    (
        {"change": "isi", "correction": " \u200b\u202e "},
        None,
        "Tuliskan ralatnya: apa yang keliru, dan apa yang benar.",
    ),
    ({"change": "isi", "correction": "k" * 501}, None, "501"),
    ({"change": "isi", "correction": "Sela\x00sa."}, None, "null"),
    ({"change": "ejaan", "correction": "Selasa."}, None, "Anda menulis ralat. Pilih “Isi berita”, atau kosongkan"),
    ({"change": "ejaan"}, [], ""),
    ({"change": "ejaan", "correction": "  "}, [], ""),
    ({"change": "isi", "correction": " Selasa,\r\nbukan Senin. "}, ["Selasa, bukan Senin."], ""),
    ({"change": "isi", "correction": "k" * 500}, ["k" * 500], ""),
]


@pytest.mark.parametrize(
    ("verb", "who", "state"), [("publish", "editor", "in_review"), ("publish-urgent", "admin", "draft")]
)
@pytest.mark.parametrize(("typed", "kept", "said"), QUESTION)
def test_what_was_changed_is_asked_of_a_text_that_readers_had(cast, sign_in, verb, who, state, typed, kept, said):
    article = put(cast, State(state), Live.SHOWN)
    browser = sign_in(getattr(cast, who))
    answer = press(browser, article, verb, note="Bagus.", **typed)
    if kept is None:
        page = Page(answer)
        assert answer.status_code == 422
        assert said in page.text.lower() if said == "null" else said in page.text
        form = page.forms[f"/admin/news/article/{article.pk}/{verb}/"]
        assert form["note"] == "Bagus."
        assert form["correction"].strip() == typed.get("correction", "").strip()
        assert form.get("change", "") == (typed.get("change", "") if typed.get("change") != "lain" else "")
        assert Article.objects.get().state == state
        return
    assert answer.status_code == 302
    assert [one["words"] for one in Publication.objects.get().corrections] == kept


@pytest.mark.parametrize("live", [Live.NONE, Live.SHOWN, Live.UNREVIEWED, Live.WITHDRAWN])
def test_it_is_asked_whenever_readers_may_have_had_it_and_nothing_is_chosen_before(cast, sign_in, live):
    article = put(cast, State.IN_REVIEW, live)
    page = Page(sign_in(cast.editor).get(change(article)))
    form = page.forms[f"/admin/news/article/{article.pk}/publish/"]
    assert ("correction" in form) is (live != Live.NONE)
    assert "change" not in form  # two radio buttons, neither checked
    assert ("Isi berita: tulis ralat" in page.text) is (live != Live.NONE)


# --- The hour ---------------------------------------------------------------------------------------------------------
def test_the_hour_is_said_wherever_the_schedule_stands(cast, sign_in, now):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    editor, hour = sign_in(cast.editor), "16 Mei 2027 Jam 13:44 WIB"
    press(editor, article, "schedule", at="2027-05-16T13:44", note="Rapi.")
    text = Page(editor.get(change(article))).text
    assert f"Dijadwalkan terbit {hour}." in text
    assert f"Terbit sendiri {hour}." in text  # the sentence
    assert f"Terbit {hour} Rapi." in text  # what happened, the words apart
    for address in ("/admin/news/article/", f"/admin/news/article/{article.pk}/history/"):
        assert hour in Page(editor.get(address)).text
    press(editor, article, "reschedule", at="2027-05-17T07:00")
    text = Page(editor.get(change(article))).text
    assert "Jadwal diubah: terbit 17 Mei 2027 Jam 07:00 WIB." in text
    assert "Terbit sendiri 17 Mei 2027 Jam 07:00 WIB." in text


@pytest.mark.parametrize(
    ("who", "verbs"), [("editor", {"reschedule", "unschedule"}), ("admin", {"unschedule"}), ("writer", set())]
)
def test_a_schedule_is_changed_and_called_off_at_hand(cast, sign_in, who, verbs):
    article = put(cast, State.PUBLISHED, Live.AHEAD)
    page = Page(sign_in(getattr(cast, who)).get(change(article)))
    near = page.source.partition("verbs__rare")[0]
    for verb in ("reschedule", "unschedule"):
        assert (f"/{verb}/" in near) is (verb in verbs)
        assert (f"/{verb}/" in page.source) is (verb in verbs)


# --- To be looked at again --------------------------------------------------------------------------------------------
# typed: the day that is kept ("-" when it is refused), what is said
LOOK_AGAIN = [
    ({"soon": "3"}, date(2027, 8, 14), "perlu ditinjau ulang pada 14 Agustus 2027."),
    ({"soon": "6"}, date(2027, 11, 14), "perlu ditinjau ulang pada 14 November 2027."),
    ({"soon": "12"}, date(2028, 5, 14), "perlu ditinjau ulang pada 14 Mei 2028."),
    ({"soon": "12", "on": "2027-06-01"}, date(2028, 5, 14), "14 Mei 2028"),
    ({"soon": "tanggal", "on": "2027-06-01"}, date(2027, 6, 1), "1 Juni 2027"),
    ({"on": "2027-06-01"}, date(2027, 6, 1), "1 Juni 2027"),
    ({"soon": "tidak"}, None, "Dicatat: tidak perlu ditinjau ulang."),
    ({"soon": "tidak", "on": "2027-06-01"}, None, "Dicatat: tidak perlu ditinjau ulang."),
    ({}, "-", "Pilih salah satu, atau tulis tanggalnya."),
    ({"soon": "tanggal"}, "-", "Pilih salah satu, atau tulis tanggalnya."),
    ({"soon": "99"}, "-", "Pilih salah satu dari daftar."),
    ({"on": "besok"}, "-", "Tanggal ini tidak terbaca."),
    ({"on": "2027-05-14"}, "-", "Pilih tanggal mulai besok"),
    ({"on": "2033-01-01"}, "-", "Pilih tanggal mulai besok"),
    ({"on": "9999-12-31"}, "-", "Pilih tanggal mulai besok"),
]


@pytest.mark.parametrize(("typed", "day", "said"), LOOK_AGAIN)
def test_the_day_it_is_to_be_looked_at_again(cast, sign_in, now, typed, day, said):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    Article.objects.update(look_again_on=date(2027, 7, 1))
    browser = sign_in(cast.writer)
    answer = press(browser, article, "look-again", **typed)
    refused = day == "-"
    assert answer.status_code == (422 if refused else 302)
    assert said in Page(answer if refused else browser.get(change(article))).text
    assert Article.objects.get().look_again_on == (date(2027, 7, 1) if refused else day)


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        (date(2027, 11, 30), "3", date(2028, 2, 29)),
        (date(2026, 11, 30), "3", date(2027, 2, 28)),
        (date(2028, 2, 29), "12", date(2029, 2, 28)),
        (date(2027, 8, 31), "6", date(2028, 2, 29)),
        (date(2027, 9, 15), "3", date(2027, 12, 15)),
        (date(2027, 12, 31), "12", date(2028, 12, 31)),
    ],
)
def test_a_shorter_month_has_its_last_day(cast, sign_in, monkeypatch, today, months, day):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    monkeypatch.setattr(timezone, "now", lambda: datetime(today.year, today.month, today.day, 5, tzinfo=UTC))
    press(sign_in(cast.superuser), article, "look-again", soon=months)
    assert Article.objects.get().look_again_on == day


# what readers have, the day (from today): the sentence, is it in the filtered list
DUE = [
    (State.PUBLISHED, Live.SHOWN, -1, "Sudah waktunya ditinjau ulang sejak 13 Mei 2027.", True),
    (State.PUBLISHED, Live.SHOWN, 0, "Sudah waktunya ditinjau ulang sejak 14 Mei 2027.", True),
    (State.PUBLISHED, Live.SHOWN, 1, "Perlu ditinjau ulang pada 15 Mei 2027.", False),
    (State.PUBLISHED, Live.SHOWN, None, "", False),
    (State.DRAFT, Live.UNREVIEWED, -1, "Sudah waktunya ditinjau ulang sejak 13 Mei 2027.", True),
    (State.WITHDRAWN, Live.WITHDRAWN, -1, "Perlu ditinjau ulang pada 13 Mei 2027.", False),
    (State.PUBLISHED, Live.AHEAD, -1, "Perlu ditinjau ulang pada 13 Mei 2027.", False),
]


@pytest.mark.parametrize(("state", "live", "days", "sentence", "listed"), DUE)
def test_what_is_due_is_said_and_found(cast, sign_in, now, state, live, days, sentence, listed):
    article = put(cast, state, live)
    ahead = {Live.AHEAD: 1}.get(live, -1)
    Publication.objects.update(published_at=NOW + timedelta(days=ahead))
    Article.objects.update(look_again_on=None if days is None else date(2027, 5, 14) + timedelta(days=days))
    browser = sign_in(cast.admin)
    text = Page(browser.get(change(article))).text
    assert sentence in text
    assert ("itinjau ulang" in text.partition("Lihat seperti pembaca")[0]) is bool(sentence)
    assert (change(article) in browser.get("/admin/news/article/?keadaan=due").content.decode()) is listed
    assert change(article) not in sign_in(cast.outsider).get("/admin/news/article/?keadaan=due").content.decode()


# --- The last word ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["change", "review"])
def test_a_reason_and_a_praise_stand_on_the_article(cast, sign_in, page):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    services.send_back(article, by=cast.editor, note='Sebut harinya.\n<b>"Kapan"</b>?')
    address = f"/admin/news/article/{article.pk}/{page}/"
    shown = Page(sign_in(cast.writer).get(address))
    assert 'Redaktur Satu mengembalikan naskah ini: Sebut harinya. <b>"Kapan"</b>?' in shown.text
    assert "<b>" not in shown.source
    services.submit(Article.objects.get(), by=cast.admin, seen=1)
    services.publish(Article.objects.get(), by=cast.editor, seen=1, note="Bagus, kutipannya kuat.")
    text = Page(sign_in(cast.writer).get(address)).text
    assert "Redaktur Satu menulis: Bagus, kutipannya kuat." in text
    assert "mengembalikan naskah ini:" not in text


def test_a_ralat_stands_apart_from_the_praise_in_what_happened(cast, sign_in):
    article = put(cast, State.IN_REVIEW, Live.SHOWN)
    press(sign_in(cast.editor), article, "publish", change="isi", correction="Selasa.", note="Cepat.")
    text = Page(sign_in(cast.writer).get(change(article))).text
    assert "Redaktur Satu menulis: Cepat." in text
    assert "Ralat untuk pembaca: Selasa. Cepat." in text
    assert "menulis: Ralat" not in text


# --- The panel --------------------------------------------------------------------------------------------------------
PANEL = [  # state, what readers have, who: at hand in this order, under "Lainnya", apart
    ("in_review", "none", "editor", ["publish", "schedule", "send-back", "take"], ["look-again"], []),
    ("published", "shown", "admin", ["revise"], ["pass-on", "look-again"], ["withdraw"]),
    ("published", "shown", "editor", [], ["correct", "look-again"], ["withdraw"]),
    (
        "published",
        "unreviewed",
        "editor",
        ["confirm-urgent", "send-back", "take"],
        ["correct", "look-again"],
        ["withdraw"],
    ),
    ("draft", "none", "admin", ["submit", "hand-in", "publish-urgent"], ["pass-on", "look-again"], []),
    ("draft", "none", "writer", ["hand-in"], ["look-again"], []),
]


@pytest.mark.parametrize(("state", "live", "who", "at_hand", "rare", "danger"), PANEL)
def test_what_is_rare_is_one_tap_further_and_danger_is_apart(cast, sign_in, state, live, who, at_hand, rare, danger):
    article = put(cast, State(state), Live(live))
    source = Page(sign_in(getattr(cast, who)).get(change(article))).source
    near, _, further = source.partition("verbs__rare")
    further, _, apart = further.partition("verbs__danger")

    def verbs(part: str) -> list[str]:
        return re.findall(rf'action="/admin/news/article/{article.pk}/([a-z-]+)/"', part)

    assert (verbs(near), verbs(further), verbs(apart)) == (at_hand, rare, danger)


def test_a_refused_rare_verb_stands_open(cast, sign_in):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    browser = sign_in(cast.admin)
    assert '<details class="verb verbs__rare">' in browser.get(change(article)).content.decode()
    answer = press(browser, article, "look-again", on="besok")
    assert '<details class="verb verbs__rare" open>' in answer.content.decode()


def test_each_question_says_what_to_write_and_who_reads_it(cast, sign_in):
    article = put(cast, State.PUBLISHED, Live.UNREVIEWED)
    text = Page(sign_in(cast.editor).get(change(article))).text
    for words in (
        "Alasan untuk penulis Sebut apa yang perlu diperbaiki. Contoh: ",
        "Alasan untuk pembaca Pembaca melihat alasan ini di alamat beritanya. Contoh: ",
        "setelah ditarik, berita ini baru bisa terbit lagi lewat tinjauan.",
        "Penulis menerimanya lewat e-mail. Contoh: Bagus, kutipannya kuat.",
    ):
        assert words in text


def test_a_reason_of_a_withdrawal_is_what_readers_see(cast, sign_in):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    press(sign_in(cast.editor), article, "withdraw", note="Jadwal yang dimuat keliru.")
    assert ArticleEvent.objects.latest("pk").message == "Jadwal yang dimuat keliru."
    public = sign_in().get(f"/berita/{article.pk}/{Publication.objects.get().slug}/")
    assert public.status_code == 410
    assert "Jadwal yang dimuat keliru." in public.content.decode()
