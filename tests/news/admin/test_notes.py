"""Notes at passages on the pages of the desk: written, answered, settled, opened again, and what is typed stays."""

from __future__ import annotations

import pytest

from news import services
from news.models import Article, ArticleEvent, Note, NoteAnswer, NoteTag
from news.workflow import Live, State
from tests.factories import MediaAssetFactory, NoteFactory, NoteTagFactory
from tests.news.admin.page import Page
from tests.news.stage import put

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7|add:7 }}'


def address(article, verb: str) -> str:
    return f"/admin/news/article/{article.pk}/{verb}/"


@pytest.fixture
def waiting(cast) -> Article:
    return put(cast, State.IN_REVIEW, Live.NONE)


@pytest.fixture
def tag(db) -> NoteTag:
    return NoteTagFactory(name="fakta")


@pytest.fixture
def note(cast, waiting, tag) -> Note:
    return NoteFactory(article=waiting, by=cast.editor, tag=tag)


def typed(tag, **other) -> dict:
    return {
        "seen": "1",
        "page": "review",
        "quote": "setiap Selasa",
        "field": "body",
        "tag": tag.pk,
        "words": "Pekan ke berapa?",
    } | other


def everything() -> tuple:
    rows = [list(model.objects.order_by("pk").values_list()) for model in (Note, NoteAnswer)]
    return rows, ArticleEvent.objects.count()


# --- Written ----------------------------------------------------------------------------------------------------------
def test_the_form_stands_beside_the_text_for_whoever_reviews(cast, sign_in, waiting, tag):
    page = Page(sign_in(cast.editor).get(address(waiting, "review")))
    form = page.forms[address(waiting, "note")]
    assert form == {
        "csrfmiddlewaretoken": form["csrfmiddlewaretoken"],
        "seen": "1",
        "page": "review",
        "field": "",
        "before": "",
        "after": "",
        "quote": "",
        "tag": "",
        "words": "",
    }
    assert str(tag.pk) in page.choices["tag"]
    for person in (cast.writer, cast.admin):
        assert address(waiting, "note") not in Page(sign_in(person).get(address(waiting, "review"))).forms


def test_it_is_written_and_found_again_at_its_passage(cast, sign_in, waiting, tag):
    browser = sign_in(cast.editor)
    answer = browser.post(address(waiting, "note"), typed(tag))
    note = Note.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{address(waiting, 'review')}#catatan-{note.pk}")
    page = Page(browser.get(address(waiting, "review")))
    assert "Catatan tersimpan." in page.text
    assert f'<mark class="passage" data-note="{note.pk}" id="passage-{note.pk}">setiap Selasa</mark>' in page.source
    assert f'id="catatan-{note.pk}"' in page.source
    assert f"#passage-{note.pk}" in page.links
    assert "1 catatan" in page.text
    assert "fakta “setiap Selasa” Pekan ke berapa? Redaktur Satu" in page.text


REFUSED = [
    ({"quote": ""}, "Pilih dulu bagian naskah yang Anda maksud."),
    ({"quote": "kata lain"}, "Kata-kata itu tidak ada di naskah yang sekarang."),
    ({"quote": "x" * 20_001}, "20000"),
    ({"words": ""}, "Tuliskan catatannya lebih dulu."),
    ({"words": "\u200b"}, "Tuliskan catatannya lebih dulu."),
    ({"words": "x" * 2001}, "2000"),
    ({"words": "a\x00b"}, "Karakter kosong (null) tidak diizinkan."),
    ({"tag": ""}, "Pilih jenis catatannya."),
    ({"tag": "999999"}, "Pilih salah satu dari daftar."),
    ({"tag": "9" * 40}, "Pilih salah satu dari daftar."),
    ({"tag": "abc"}, "Pilih salah satu dari daftar."),
    ({"field": "state"}, "state"),
    ({"seen": "abc"}, "bilangan bulat"),
]  # fmt: skip


@pytest.mark.parametrize(("other", "said"), REFUSED)
def test_what_cannot_be_a_note_is_refused_with_everything_typed(cast, sign_in, waiting, tag, other, said):
    before = everything()
    sent = typed(tag, before="buka ", after=" pukul") | other
    answer = sign_in(cast.editor).post(address(waiting, "note"), sent)
    assert answer.status_code == 422
    assert everything() == before
    page = Page(answer)
    assert said in page.text
    kept = page.forms[address(waiting, "note")]
    for name in {"quote", "words", "before", "after"}:
        assert kept[name].replace("\x00", "\ufffd") == sent[name].replace("\x00", "\ufffd"), name
    assert kept["seen"] == "1"


def test_a_field_that_is_left_out_is_looked_for_everywhere(cast, sign_in, waiting, tag):
    sign_in(cast.editor).post(
        address(waiting, "note"), {"seen": "1", "quote": "tanpa biaya", "tag": tag.pk, "words": "Benar?"}
    )
    assert Note.objects.get().field == "summary"


@pytest.mark.parametrize("field", ["title", "summary", "lead_alt", "lead_credit", "body"])
def test_a_passage_of_every_part_of_the_text_is_marked_and_nothing_in_it_runs(cast, sign_in, waiting, tag, field):
    Article.objects.update(
        lead=MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer), **{field: f"Awal {EVIL} akhir"}
    )
    if field == "body":
        Article.objects.update(body="<p>Awal &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; akhir</p>")
    quote = '"><script>alert(1)</script>'
    browser = sign_in(cast.editor)
    answer = browser.post(address(waiting, "note"), typed(tag, quote=quote, field=field, words=EVIL))
    assert answer.status_code == 302
    note = Note.objects.get()
    assert (note.field, note.quote) == (field, quote)
    for who in (cast.editor, cast.writer):
        page = Page(sign_in(who).get(address(waiting, "review")))
        assert f'id="passage-{note.pk}"' in page.source
        assert "<script>alert" not in page.source
        assert "<img src=x" not in page.source
        assert "{{ 7|add:7 }}" in page.text


# --- Beside the text --------------------------------------------------------------------------------------------------
def test_the_writer_sees_it_on_the_page_of_the_text_and_on_the_form(cast, sign_in, waiting, note):
    services.send_back(waiting, by=cast.editor, note="Lihat catatannya.")
    browser = sign_in(cast.writer)
    for name, link in (
        ("review", f"#passage-{note.pk}"),
        ("change", f"{address(waiting, 'review')}#passage-{note.pk}"),
    ):
        page = Page(browser.get(address(waiting, name)))
        assert "“setiap Selasa” Selasa pekan ke berapa? Redaktur Satu" in page.text
        assert link in page.links
        for verb in ("answer", "settle"):
            form = page.forms[address(waiting, verb)]
            assert form["about"] == str(note.pk)
            assert form["page"] == ("review" if name == "review" else "")
    assert page.source.count("data-verb") >= 3  # unsaved words in the form hold these back too


def test_a_passage_that_is_gone_says_so_and_shows_what_it_was(cast, sign_in, waiting, note):
    services.save_text(waiting, by=cast.editor, seen=1, body="<p>Kader menimbang balita.</p>")
    page = Page(sign_in(cast.editor).get(address(waiting, "review")))
    assert "“setiap Selasa” Bagian ini sudah tidak ada di naskah." in page.text
    assert f"#passage-{note.pk}" not in page.links
    assert "pada versi 1" in page.text


def test_they_stand_in_the_order_of_the_text_and_what_is_done_is_folded(cast, sign_in, waiting, tag):
    last = NoteFactory(
        article=waiting, by=cast.editor, tag=tag, quote="11.00 WIB", before="sampai ", after=".", words="Kedua."
    )
    first = NoteFactory(
        article=waiting,
        by=cast.editor,
        tag=tag,
        field="title",
        quote="Ngawen",
        before="Posyandu ",
        after="",
        words="Pertama.",
    )
    done = NoteFactory(article=waiting, by=cast.editor, tag=tag, words="Beres.")
    browser = sign_in(cast.editor)
    browser.post(address(waiting, "settle"), {"seen": "1", "page": "review", "about": done.pk})
    page = Page(browser.get(address(waiting, "review")))
    places = [page.source.index(f'id="catatan-{note.pk}"') for note in (first, last, done)]
    assert places == sorted(places)
    assert "2 catatan" in page.text
    assert "1 catatan selesai" in page.text
    assert "Ditandai selesai oleh Redaktur Satu" in page.text
    assert f'id="passage-{done.pk}"' not in page.source
    assert [form["about"] for action, form in page.forms.items() if action.endswith("/reopen/")] == [str(done.pk)]


# --- Answered, settled, opened again ----------------------------------------------------------------------------------
PAGES = [("review", "review"), ("", "change"), ("https://evil.example/", "change")]


@pytest.mark.parametrize(("page", "leads"), PAGES)
@pytest.mark.parametrize("verb", ["answer", "settle", "reopen"])
def test_after_it_one_is_where_one_was(cast, sign_in, waiting, note, verb, page, leads):
    browser = sign_in(cast.writer)
    answer = browser.post(
        address(waiting, verb), {"seen": "1", "page": page, "about": note.pk, "words": "Setiap pekan."}
    )
    at = (
        "catatan" if verb == "settle" else f"catatan-{note.pk}"
    )  # from a settled one to the list, where the next one is
    assert (answer.status_code, answer.url) == (302, f"{address(waiting, leads)}#{at}")


def test_an_answer_stands_under_its_note(cast, sign_in, waiting, note):
    sign_in(cast.writer).post(
        address(waiting, "answer"), {"seen": "1", "page": "review", "about": note.pk, "words": f"Ya. {EVIL}"}
    )
    page = Page(sign_in(cast.editor).get(address(waiting, "review")))
    assert f"Ya. {EVIL} Penulis Dinkes menjawab" in page.text
    assert "<script>alert" not in page.source


@pytest.mark.parametrize("verb", ["answer", "settle", "reopen"])
@pytest.mark.parametrize("about", ["other", "", "0", "-1", "abc", "9" * 18, "9" * 30, "1.5", "\x00"])
def test_only_a_note_of_this_article_is_answered(cast, sign_in, waiting, note, verb, about):
    other = NoteFactory(article=put(cast, State.IN_REVIEW, Live.NONE), by=cast.editor)
    before = everything()
    about = str(other.pk) if about == "other" else about
    answer = sign_in(cast.writer).post(
        address(waiting, verb), {"seen": "1", "page": "review", "about": about, "words": "Setiap pekan."}
    )
    assert answer.status_code == 422
    assert everything() == before
    page = Page(answer)
    assert any(
        said in page.text
        for said in ("Catatan ini tidak ada di naskah ini.", "Catatan mana?", "Karakter kosong (null)")
    )
    assert page.kept == (["Setiap pekan."] if verb == "answer" else [])


@pytest.mark.parametrize("page", ["review", ""])
@pytest.mark.parametrize("words", ["  ", "\u200b", "x" * 2001])
def test_a_refused_answer_stays_at_its_note(cast, sign_in, waiting, note, page, words):
    services.send_back(waiting, by=cast.editor, note="Lihat catatannya.")
    other = NoteFactory(article=waiting, by=cast.editor)
    answer = sign_in(cast.writer).post(
        address(waiting, "answer"), {"seen": "1", "page": page, "about": note.pk, "words": words}
    )
    assert answer.status_code == 422
    source = Page(answer).source
    assert f'id="jawab-{note.pk}" rows="3" maxlength="2000" required>{words}</textarea>' in source
    assert f'id="jawab-{other.pk}" rows="3" maxlength="2000" required></textarea>' in source
    assert Page(answer).kept == []
    assert not NoteAnswer.objects.exists()


def test_words_for_a_note_that_can_be_written_no_more_can_be_copied(cast, sign_in, waiting, tag):
    services.publish(waiting, by=cast.editor2, seen=1)
    answer = sign_in(cast.editor).post(address(waiting, "note"), typed(tag))
    assert answer.status_code == 422
    assert Page(answer).kept == ["Pekan ke berapa?"]


# --- Before it is submitted again -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["review", "change"])
def test_who_submits_again_is_told_of_open_notes_and_may_all_the_same(cast, sign_in, waiting, note, name):
    services.send_back(waiting, by=cast.editor, note="Lihat catatannya.")
    browser = sign_in(cast.admin)
    assert "Masih ada 1 catatan yang belum selesai" in Page(browser.get(address(waiting, name))).text
    assert browser.post(address(waiting, "submit"), {"seen": "1"}).status_code == 302
    assert Note.objects.open().count() == 1
    services.recall(waiting, by=cast.admin)
    Note.objects.update(settled_by=cast.admin, settled_at="2026-01-01T00:00:00Z")
    assert "Masih ada" not in Page(browser.get(address(waiting, name))).text


# --- What a note can be about -----------------------------------------------------------------------------------------
def test_the_portal_administrator_keeps_the_kinds(cast, sign_in):
    browser = sign_in(cast.superuser)
    answer = browser.post(
        "/admin/news/notetag/add/", {"name": "tautan", "description": "Alamat yang mati.", "position": "9"}
    )
    assert answer.status_code == 302
    tag = NoteTag.objects.get(name="tautan")
    assert "tautan" in Page(browser.get("/admin/news/notetag/")).text
    assert browser.post("/admin/news/notetag/add/", {"name": "tautan", "position": "9"}).status_code == 200  # once only
    assert (
        browser.post(f"/admin/news/notetag/{tag.pk}/change/", {"name": "tautan mati", "position": "9"}).status_code
        == 302
    )
    assert "/admin/news/notetag/" in Page(browser.get("/admin/")).links
    assert "/admin/news/notetag/" not in Page(sign_in(cast.admin).get("/admin/")).links
    assert list(NoteTag.objects.values_list("name", flat=True)) == ["tautan mati"]
