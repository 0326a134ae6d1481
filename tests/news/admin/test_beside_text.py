"""Who else a text is about and its summary in Javanese, at the desk: typed, reviewed, compared, put together, restored."""

from __future__ import annotations

import pytest

from news import services
from news.models import Article
from news.workflow import Live, State
from tests.news.admin.page import Page
from tests.news.stage import put

TYPED = {"parties": "PMI Blora, APTRI", "summary_jv": "Enggal dipunwiwiti."}
FORM = {
    "title": "Donor Darah di Pendopo",
    "body": "<p>Isi.</p>",
    "summary": "Ringkas.",
    "lead_alt": "",
    "lead_credit": "",
    "byline": "(Tim Dinkes. Blora)",
    "seen": "1",
}


@pytest.fixture
def draft(cast) -> Article:
    return put(cast, State.DRAFT, Live.NONE)


@pytest.fixture
def send(cast, sign_in, draft):
    browser = sign_in(cast.writer)

    def post(**typed):
        answer = browser.post(f"/admin/news/article/{draft.pk}/change/", FORM | {"rubric": cast.rubric.pk} | typed)
        return Page(answer) if answer.status_code == 200 else Article.objects.get(pk=draft.pk)

    return post


def test_they_are_saved_and_may_be_left_empty(send):
    saved = send(**TYPED)
    assert (saved.parties, saved.summary_jv) == ("PMI Blora, APTRI", "Enggal dipunwiwiti.")
    saved = send(seen="2", parties="", summary_jv="")
    assert (saved.parties, saved.summary_jv, saved.version) == ("", "", 3)


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("parties", ", ".join(f"Lembaga {n}" for n in range(11)), "Ada 11 pihak"),
        ("parties", "x" * 301, "300"),
        ("summary_jv", "x" * 301, "300"),
    ],
)
def test_what_does_not_fit_is_told_and_stays_typed(send, draft, name, typed, told):
    page = send(**{name: typed})
    assert told in page.text
    assert page.form[name] == typed
    assert Article.objects.get(pk=draft.pk).version == 1


def test_what_the_other_one_wrote_there_is_taken(cast, draft, send):
    services.save_text(draft, by=cast.admin, seen=1, **TYPED)
    page = send(parties="", summary_jv="", body="<p>Isi saya.</p>")
    assert (page.form["parties"], page.form["summary_jv"]) == ("PMI Blora, APTRI", "Enggal dipunwiwiti.")
    assert "Pihak terkait diambil dari versi terbaru" in page.text


def test_what_both_wrote_there_is_asked(cast, draft, send):
    services.save_text(draft, by=cast.admin, seen=1, parties="BPK")
    page = send(parties="PMI")
    assert "Pihak terkait: pilih salah satu" in page.text
    assert send(seen=page.form["seen"], parties="PMI", **{"pilih-parties": "terbaru"}).parties == "BPK"


def test_the_editor_reads_them_and_sees_what_changed(cast, draft, sign_in):
    article = services.save_text(draft, by=cast.writer, seen=1, **TYPED)
    article = services.submit(article, by=cast.admin, seen=2)
    services.save_text(article, by=cast.editor2, seen=2, parties="PMI Blora, BPK")
    answer = sign_in(cast.editor).get(f"/admin/news/article/{draft.pk}/review/")
    assert '<span lang="jv">Enggal dipunwiwiti.</span>' in answer.content.decode()
    assert "PMI Blora, BPK" in Page(answer).text
    assert "Pihak terkait berubah." in Page(answer).text


def test_an_older_version_brings_them_back(cast, draft):
    article = services.save_text(draft, by=cast.writer, seen=1, **TYPED)
    article = services.save_text(article, by=cast.writer, seen=2, parties="", summary_jv="")
    article = services.restore(article, by=cast.writer, seen=3, version=2)
    assert (article.parties, article.summary_jv) == ("PMI Blora, APTRI", "Enggal dipunwiwiti.")


def test_who_may_only_read_sees_them(cast, draft, sign_in):
    article = services.save_text(draft, by=cast.writer, seen=1, **TYPED)
    services.submit(article, by=cast.admin, seen=2)
    page = Page(sign_in(cast.writer).get(f"/admin/news/article/{draft.pk}/change/"))
    assert "PMI Blora, APTRI" in page.text
    assert "Enggal dipunwiwiti." in page.text
