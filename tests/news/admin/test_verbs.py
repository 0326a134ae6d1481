"""/admin/news/article/<id>/<verb>/: one address for each verb, POST only, the same six answers everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from news import policy, services
from news.models import Article, ArticleEvent, Note, NoteTag, Publication
from news.workflow import Action, Live, State
from opd import access
from opd.models import OPD
from opd.rights import Right
from tests.factories import NoteFactory, NoteTagFactory, UserFactory
from tests.news.admin.page import Page, verbs
from tests.news.stage import POSSIBLE, put

D, R, I, P, W = State.DRAFT, State.RETURNED, State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN  # noqa: E741  (the letters of the table)
NONE, AHEAD, SHOWN, UNREVIEWED, GONE = Live.NONE, Live.AHEAD, Live.SHOWN, Live.UNREVIEWED, Live.WITHDRAWN

# verb: where it can be done, what it leads to, the rights of which any one is enough, where it cannot be done (None: there is
# no such place), what is said
VERBS = {
    "hand-in": ((D, NONE), D, {"write_news"}, (P, SHOWN), "Diserahkan. Admin OPD sudah diberi tahu."),
    "submit": ((D, NONE), I, {"submit_news"}, (I, NONE), "Diajukan. Redaksi Dinkominfo akan meninjaunya."),
    "recall": ((I, NONE), D, {"submit_news"}, (D, NONE), "Ditarik kembali. Naskah menjadi draf lagi."),
    "send-back": ((I, NONE), R, {"review_news"}, (D, SHOWN), "Dikembalikan. Penulis menerima catatan Anda."),
    "publish": ((I, NONE), P, {"review_news"}, (R, NONE), "Terbit. Pembaca sudah bisa membacanya di portal."),
    "schedule": ((I, NONE), P, {"review_news"}, (I, SHOWN), "Dijadwalkan terbit "),
    "reschedule": ((P, AHEAD), P, {"review_news"}, (P, SHOWN), "Jadwal diubah: terbit "),
    "unschedule": ((P, AHEAD), I, {"review_news", "submit_news"}, (P, SHOWN), "Jadwal dibatalkan. Naskah kembali menunggu tinjauan."),
    "publish-urgent": ((R, NONE), P, {"publish_urgent"}, (I, NONE), "Terbit segera. Redaksi akan meninjaunya menyusul."),
    "confirm-urgent": ((P, UNREVIEWED), P, {"review_news"}, (P, SHOWN), "Disahkan. Tinjauan susulan selesai."),
    "revise": ((P, SHOWN), D, {"write_news"}, (I, NONE), "Naskah terbuka lagi. Pembaca tetap melihat versi lama"),
    "correct": ((W, GONE), I, {"review_news"}, (R, NONE), "Naskah terbuka dalam tinjauan."),
    "withdraw": ((P, SHOWN), W, {"review_news", "submit_news"}, (I, NONE), "Ditarik dari portal. Pembaca melihat alasan yang Anda tulis."),
    "transfer": ((D, NONE), D, set(), (I, NONE), "Naskah sudah dipindahkan."),
    "restore": ((R, NONE), R, {"write_news"}, (P, SHOWN), "Versi lama dipakai lagi sebagai versi terbaru."),
    "take": ((I, NONE), I, {"review_news"}, (D, NONE), "Diambil. Redaktur lain melihat bahwa Anda sedang membacanya."),
    "let-go": ((I, NONE), I, set(), (D, NONE), "Dilepaskan. Redaktur lain bisa mengambilnya."),
    "note": ((I, NONE), I, {"review_news"}, (R, NONE), "Catatan tersimpan."),
    "answer": ((R, NONE), R, {"write_news", "review_news"}, None, "Jawaban tersimpan."),
    "settle": ((R, NONE), R, {"write_news", "review_news"}, None, "Catatan ditandai selesai."),
    "reopen": ((D, SHOWN), D, {"write_news", "review_news"}, None, "Catatan dibuka lagi."),
    "look-again": ((P, SHOWN), P, {"write_news", "review_news"}, None, "Dicatat: perlu ditinjau ulang pada "),
    "pass-on": ((P, SHOWN), P, {"manage_team"}, None, "Dialihkan. Rekan itu sekarang memegang naskah ini"),
}  # fmt: skip
REASONED = ("send-back", "publish-urgent", "withdraw")
KEPT = {verb: ["Tanggalnya keliru."] for verb in (*REASONED, "submit", "publish", "schedule", "confirm-urgent")} | {
    "note": ["Pekan ke berapa?"]
}
TIMED = ("schedule", "reschedule")
ELSEWHERE = {"restore", "note", "answer", "settle", "reopen"}  # their buttons stand at a note or at an older version
SECOND_PERSON = ("send-back", "publish", "schedule", "confirm-urgent")


def address(article, verb: str) -> str:
    return f"/admin/news/article/{article.pk}/{verb}/"


def change(article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def local(**ahead) -> str:
    return f"{timezone.localtime() + timedelta(**ahead):%Y-%m-%dT%H:%M}"


def there(cast, verb: str, state, live) -> Article:
    """An article on which the verb can be done by whoever may."""
    article = put(cast, state, live)
    if verb == "let-go" and (state, live) == VERBS[verb][0]:
        Article.objects.update(taken_by=cast.editor2, taken_until=timezone.now() + timedelta(hours=1))
    if verb == "restore":
        Article.objects.update(title="Judul Sementara")  # so that the version kept is another text
    if verb in {"answer", "settle", "reopen"}:
        NoteFactory(article=article, by=cast.editor, settled=verb == "reopen")
    return Article.objects.get(pk=article.pk)


def posted(cast, **other) -> dict:
    note = Note.objects.first()
    return {
        "quote": "setiap Selasa",
        "tag": (NoteTag.objects.first() or NoteTagFactory()).pk,
        "words": "Pekan ke berapa?",
        "about": note.pk if note else "",
        "version": "1",
        "on": f"{timezone.localdate() + timedelta(days=30)}",
        "seen": "1",
        "note": "Tanggalnya keliru.",
        "at": local(days=1),
        "opd": cast.dpupr.pk,
        "to": cast.admin.pk,
    } | other


def everything(article) -> tuple:
    row = Article.objects.values_list().get(pk=article.pk)
    return row, list(Publication.objects.values_list()), ArticleEvent.objects.count()


@pytest.fixture
def holding(monkeypatch):
    """A person who holds exactly these rights everywhere, whatever roles exist: `holding(Right.WRITE_NEWS)`."""
    real = access.opds_where

    def give(*rights):
        person = UserFactory(username="pemegang.hak")

        def opds_where(user, *asked):
            if user.pk != person.pk:
                return real(user, *asked)
            return frozenset(OPD.objects.values_list("pk", flat=True)) if {*asked} & {*rights} else frozenset()

        monkeypatch.setattr(access, "opds_where", opds_where)
        monkeypatch.setattr("news.models.article.opds_where", opds_where)
        return person

    return give


# --- It works ---------------------------------------------------------------------------------------------------------
WITH_RIGHT = [(verb, right) for verb, row in VERBS.items() for right in sorted(row[2]) or ["superuser"]]


@pytest.mark.parametrize(("verb", "right"), WITH_RIGHT)
def test_with_one_of_the_rights_it_is_done_and_said(cast, sign_in, holding, verb, right):
    """The right alone, and the one with which a draft is seen at all."""
    (state, live), end, _, _, said = VERBS[verb]
    article = there(cast, verb, state, live)
    person = cast.superuser if right == "superuser" else holding(right, Right.WRITE_NEWS)
    browser = sign_in(person)
    answer = browser.post(address(article, verb), posted(cast))
    assert (answer.status_code, answer.url.partition("#catatan")[0]) == (302, change(article))
    assert said in Page(browser.get(change(article))).text
    assert Article.objects.get(pk=article.pk).state == end
    event = ArticleEvent.objects.newest_first().filter(article=article).first()
    assert (event.action, event.by) == (verb, person)


def test_a_moved_draft_is_the_other_opds(cast, sign_in):
    article = put(cast, D, NONE)
    sign_in(cast.superuser).post(address(article, "transfer"), posted(cast))
    assert sign_in(cast.outsider).get(change(article)).status_code == 200
    assert sign_in(cast.writer).get(change(article)).status_code == 404


def test_a_draft_that_was_saved_meanwhile_is_moved_by_who_has_read_it(cast, sign_in):
    article = put(cast, D, NONE)
    services.save_text(article, by=cast.writer, seen=1, body="<p>Disimpan pada saat terakhir.</p>")
    before = everything(article)
    browser, url = sign_in(cast.superuser), address(article, "transfer")
    answer = browser.post(url, posted(cast))
    assert (answer.status_code, everything(article)) == (422, before)
    page = Page(answer)
    assert "Naskah ini sudah diubah orang lain sejak Anda membukanya." in page.text
    assert (page.forms[url]["seen"], page.forms[url]["opd"]) == ("2", str(cast.dpupr.pk))
    assert browser.post(url, posted(cast, seen="2")).status_code == 302
    assert Article.objects.get().body == "<p>Disimpan pada saat terakhir.</p>"


def test_a_draft_is_moved_to_another_opd_only(cast, sign_in):
    article = put(cast, D, NONE)
    before = everything(article)
    browser = sign_in(cast.superuser)
    choices = Page(browser.get(change(article))).source.partition('name="opd"')[2].partition("</select>")[0]
    assert f'value="{cast.dpupr.pk}"' in choices
    assert f'value="{cast.dinkes.pk}"' not in choices
    answer = browser.post(address(article, "transfer"), posted(cast, opd=cast.dinkes.pk))
    assert (answer.status_code, everything(article)) == (422, before)
    assert "Pilih OPD lain yang masih aktif." in Page(answer).text


# --- It is refused ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("verb", "row"), VERBS.items())
def test_without_the_right_it_is_refused_while_holding_all_others(cast, sign_in, holding, verb, row):
    (state, live), _, rights, _, _ = row
    person = holding(*(set(Right) - rights))
    article = there(cast, verb, state, live)
    before = everything(article)
    browser = sign_in(person)
    seen = browser.get(change(article)).status_code
    answer = browser.post(address(article, verb), posted(cast))
    assert answer.status_code == (403 if seen == 200 else seen)
    assert seen in {200, 302, 404}
    assert everything(article) == before
    if seen == 200 and verb != "let-go":  # who holds every right may not let go what another holds
        assert verb not in verbs(Page(browser.get(change(article))))
        assert f"Peran Anda tidak mencakup “{Action(verb).label}” untuk naskah Dinkes." in Page(answer).text


@pytest.mark.parametrize(("verb", "row"), VERBS.items())
def test_others_do_not_find_it_and_visitors_sign_in_first(cast, sign_in, verb, row):
    article = there(cast, verb, *row[0])
    before = everything(article)
    answers = {
        who: sign_in(getattr(cast, who)).post(address(article, verb), posted(cast)) for who in ("outsider", "nobody")
    }
    assert answers["outsider"].status_code == 404
    assert answers["nobody"].status_code in {302, 403}
    for method in ("get", "post"):
        answer = getattr(sign_in(), method)(address(article, verb))
        assert answer.status_code == 302
        assert answer.url.startswith(("/akun/login/?next=", "/admin/login/?next="))
    assert everything(article) == before


@pytest.mark.parametrize(("verb", "row"), VERBS.items())
@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_post_does_it(cast, sign_in, verb, row, method):
    article = put(cast, *row[0])
    before = everything(article)
    answer = getattr(sign_in(cast.superuser), method)(f"{address(article, verb)}?seen=1&note=x&at={local(days=1)}")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert everything(article) == before
    if method == "get":
        assert change(article) in Page(answer).links
        assert f"“{Action(verb).label}” dilakukan dengan tombol" in Page(answer).text


@pytest.mark.parametrize(("verb", "row"), [(verb, row) for verb, row in VERBS.items() if row[3]])
def test_not_now_is_said_on_the_articles_page_and_the_reason_stays(cast, sign_in, verb, row):
    article = put(cast, *row[3])
    before = everything(article)
    answer = sign_in(cast.superuser).post(address(article, verb), posted(cast))
    assert answer.status_code == 422
    assert everything(article) == before
    page = Page(answer)
    assert f"“{Action(verb).label}” tidak bisa dilakukan sekarang" in page.text
    assert verb not in verbs(page)
    assert page.kept == KEPT.get(verb, [])
    own = [action for action in page.forms if action.startswith("/admin/news/")]
    assert own == [address(article, name) for name in (action.rstrip("/").rpartition("/")[2] for action in own)]
    if page.form:
        assert f'action="{change(article)}"' in page.source


@pytest.mark.parametrize("verb", REASONED)
def test_without_a_reason_it_is_refused(cast, sign_in, verb):
    article = put(cast, *VERBS[verb][0])
    before = everything(article)
    for note in ("", "  \r\n ", "x" * 2001, "a\x00b"):
        answer = sign_in(cast.superuser).post(address(article, verb), posted(cast, note=note))
        assert answer.status_code == 422
        page = Page(answer)
        assert page.forms[address(article, verb)]["note"].split() == note.split()
        if not note.strip():
            assert "Tuliskan alasannya lebih dulu." in page.text
    assert everything(article) == before


@pytest.mark.parametrize("verb", REASONED)
def test_a_reason_keeps_only_what_can_be_seen(cast, sign_in, verb):
    article = put(cast, *VERBS[verb][0])
    url = address(article, verb)
    answer = sign_in(cast.superuser).post(url, posted(cast, note="\u200b \u202e\u200d"))
    assert answer.status_code == 422
    assert "Tuliskan alasannya lebih dulu." in Page(answer).text
    sign_in(cast.superuser).post(url, posted(cast, note="Laporan\u202egpj\r\nkeliru.\u200b"))
    assert ArticleEvent.objects.newest_first().first().note.split() == ["Laporangpj", "keliru."]


@pytest.mark.parametrize("verb", REASONED)
def test_a_reason_stays_in_its_own_box_when_the_text_was_changed_meanwhile(cast, sign_in, verb):
    article = put(cast, *VERBS[verb][0])
    reason = '</textarea><script>alert(1)</script> "Tanggalnya" keliru.'
    answer = sign_in(cast.superuser).post(address(article, verb), posted(cast, note=reason, seen="abc"))
    assert answer.status_code == 422
    page = Page(answer)
    assert page.forms[address(article, verb)]["note"] == reason
    assert page.forms[address(article, verb)]["seen"] == "1"
    assert "<script>alert" not in page.source
    others = [form.get("note") for action, form in page.forms.items() if action != address(article, verb)]
    assert reason not in others


TIMES = [  # relative to now, or as typed
    (lambda: local(minutes=-2), "Waktu terbit sudah lewat."),
    (lambda: local(days=-3650), "Waktu terbit sudah lewat."),
    (lambda: local(days=3650), "paling lama setahun"),
    (lambda: "", "Pilih waktu terbitnya."),
    (lambda: "besok pagi", "Waktu ini tidak terbaca. Contoh:"),
    (lambda: "16-05-2099 13:44", "Waktu ini tidak terbaca. Contoh:"),
]


@pytest.mark.parametrize("verb", TIMED)
@pytest.mark.parametrize(("at", "said"), TIMES)
def test_a_time_that_cannot_be_is_refused_and_stays_in_its_box(cast, sign_in, verb, at, said):
    article = put(cast, *VERBS[verb][0])
    before = everything(article)
    typed = at()
    answer = sign_in(cast.editor).post(address(article, verb), posted(cast, at=typed))
    assert answer.status_code == 422
    assert said in Page(answer).text
    assert Page(answer).forms[address(article, verb)]["at"] == typed
    assert everything(article) == before


def test_the_time_is_bloras_own(cast, sign_in):
    article = put(cast, I, NONE)
    day = timezone.localdate() + timedelta(days=2)
    sign_in(cast.editor).post(address(article, "schedule"), {"seen": "1", "at": f"{day}T07:00"})
    assert f"{Publication.objects.get().published_at.isoformat()}" == f"{day}T00:00:00+00:00"


@pytest.mark.parametrize("verb", SECOND_PERSON)
def test_who_had_a_hand_in_it_is_told_that_another_decides(cast, sign_in, verb):
    article = put(cast, *VERBS[verb][0])
    ArticleEvent.objects.create(article=article, action="submit", by=cast.editor, start=D, end=I, live=NONE, version=1)
    before = everything(article)
    browser = sign_in(cast.editor)
    assert verb not in verbs(Page(browser.get(change(article))))
    answer = browser.post(address(article, verb), posted(cast))
    assert answer.status_code == 403
    assert "Anda ikut menulis atau mengajukan naskah ini, jadi orang lain yang harus memeriksanya." in Page(answer).text
    assert everything(article) == before
    assert sign_in(cast.editor2).post(address(article, verb), posted(cast)).status_code == 302


def test_an_incomplete_text_is_not_handed_on(cast, sign_in):
    article = put(cast, D, NONE)
    Article.objects.filter(pk=article.pk).update(summary="")
    for verb in ("hand-in", "submit", "publish-urgent"):
        answer = sign_in(cast.superuser).post(address(article, verb), posted(cast))
        assert answer.status_code == 422
        assert "Naskah belum lengkap: Ringkasan belum ditulis." in Page(answer).text


# --- The buttons ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("state", "live"), POSSIBLE)
def test_the_buttons_on_the_page_are_what_is_open_to_the_person(cast, sign_in, state, live):
    article = put(cast, state, live)
    for who in ("writer", "admin", "editor", "superuser"):
        user = getattr(cast, who)
        answer = sign_in(user).get(change(article))
        if answer.status_code == 404:
            assert who == "editor"
            continue
        page = Page(answer)
        open_to = {action.value for action in policy.open_actions(user, Article.objects.get(pk=article.pk))}
        assert verbs(page) == open_to - {"edit", "delete"} - ELSEWHERE, who
        assert (f"/admin/news/article/{article.pk}/delete/" in page.links) is ("delete" in open_to), who
        primary = page.source.count('class="desk-button desk-button--primary"')
        assert primary <= 1  # one next step, not two


# --- Delete -----------------------------------------------------------------------------------------------------------
def test_delete_asks_first_and_then_puts_the_draft_into_the_bin(cast, sign_in):
    article = put(cast, D, NONE)
    url = address(article, "delete")
    browser = sign_in(cast.writer)
    page = Page(browser.get(url))
    assert page.status == 200
    assert article.title in page.text
    assert Article.objects.kept().count() == 1
    answer = browser.post(url, {"post": "yes"})
    assert (answer.status_code, answer.url) == (302, "/admin/news/article/")
    assert Article.objects.get().deleted_at  # kept 30 days
    assert ArticleEvent.objects.newest_first().first().action == "delete"
    for who in ("writer", "admin", "editor", "superuser", "outsider"):
        browser = sign_in(getattr(cast, who))
        for name in ("change", "history", "preview", "delete", "submit"):
            assert browser.get(address(article, name)).status_code == 404
        assert browser.post(address(article, "submit"), posted(cast)).status_code == 404
        assert browser.post(address(article, "delete"), {"post": "yes"}).status_code == 404
        assert change(article) not in browser.get("/admin/news/article/").content.decode()


NOT_DELETED = [(state, live) for state, live in POSSIBLE if (state, live) != (D, NONE)]


@pytest.mark.parametrize(("state", "live"), NOT_DELETED)
def test_what_has_left_its_office_is_never_deleted(cast, sign_in, state, live):
    article = put(cast, state, live)
    for who in ("writer", "admin", "editor", "superuser"):
        browser = sign_in(getattr(cast, who))
        for answer in (
            browser.get(address(article, "delete")),
            browser.post(address(article, "delete"), {"post": "yes"}),
        ):
            assert answer.status_code == 403
    assert Article.objects.get().deleted_at is None


def test_a_draft_that_was_submitted_and_recalled_is_never_deleted(cast, sign_in):
    article = services.recall(put(cast, I, NONE), by=cast.admin)
    assert sign_in(cast.writer).post(address(article, "delete"), {"post": "yes"}).status_code == 403
    assert Article.objects.get().deleted_at is None


def test_what_is_submitted_while_its_deletion_is_asked_for_stays(cast, sign_in, monkeypatch):
    article = put(cast, D, NONE)
    really = services.delete

    def too_late(article, *, by):
        services.submit(article, by=cast.admin, seen=1)
        return really(article, by=by)

    monkeypatch.setattr(services, "delete", too_late)
    browser = sign_in(cast.writer)
    answer = browser.post(address(article, "delete"), {"post": "yes"})
    assert (answer.status_code, answer.url) == (302, change(article))
    assert "“Hapus” tidak bisa dilakukan sekarang" in Page(browser.get(change(article))).text
    assert Article.objects.get().deleted_at is None
