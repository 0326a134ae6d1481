"""/admin/news/article/add/ and /change/: what a person at the desk is asked, and what a save does."""

from __future__ import annotations

import pytest

from news import services
from news.models import Article, ArticleEvent
from news.workflow import Action, Live, State
from opd import roles
from opd.rights import Role
from tests.factories import OPDFactory, RubricFactory, UnitFactory
from tests.news.admin.page import Page, verbs
from tests.news.stage import put

ADD = "/admin/news/article/add/"
TEXT = {
    "title": "Posyandu Ngawen Buka Setiap Selasa",
    "body": "<p>Posyandu buka pukul <strong>08.00</strong>.</p>",
    "summary": "Warga dapat menimbang balita.",
    "byline": "",
}


def change(article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def read(browser, url: str) -> Page:
    response = browser.get(url)
    assert response.status_code == 200
    return Page(response)


def written() -> Article:
    return Article.objects.get()


# --- What is asked ---------------------------------------------------------------------------------------------------
def test_the_fields_stand_in_the_order_one_writes(cast, sign_in):
    UnitFactory(opd=cast.dinkes)
    page = read(sign_in(cast.writer), ADD)
    asked = [name for name in page.form if name not in {"csrfmiddlewaretoken", "seen"}]
    assert asked == [
        "title",
        "body",
        "summary",
        "lead",
        "picture",
        "lead_alt",
        "lead_credit",
        "rubric",
        "unit",
        "parties",
        "summary_jv",
        "byline",
    ]
    assert page.folded & set(asked) == {"unit", "parties", "summary_jv", "byline"}


def test_nothing_in_a_new_form_comes_from_the_address(cast, sign_in):
    page = read(sign_in(cast.writer), f"{ADD}?title=Titipan&byline=Orang+lain&opd={cast.dpupr.pk}&_popup=1")
    assert page.form["title"] == page.form["byline"] == ""
    assert "Titipan" not in page.source.partition('id="article_form"')[2]


@pytest.mark.parametrize(("who", "own"), [("writer", "Dinkes"), ("outsider", "DPUPR")])
def test_one_opd_is_preset_and_not_asked(cast, sign_in, who, own):
    page = read(sign_in(getattr(cast, who)), ADD)
    assert "opd" not in page.form
    assert f"Berita ini untuk {own} ." in page.text
    sign_in(getattr(cast, who)).post(ADD, {"title": "Judul"})
    assert written().opd.short_name == own


def test_two_opds_are_offered_and_no_third_and_no_closed_one(cast, sign_in):
    closed, third = OPDFactory(), OPDFactory()
    for opd in (cast.dpupr, closed):
        roles.appoint(cast.writer, opd, Role.WRITER)
    services.switch_off(closed, by=cast.superuser, successor=cast.dinkes)
    page = read(sign_in(cast.writer), ADD)
    assert page.choices["opd"] == ["", str(cast.dinkes.pk), str(cast.dpupr.pk)]
    browser = sign_in(cast.writer)
    for wrong in (closed, third):
        answer = browser.post(ADD, TEXT | {"opd": wrong.pk})
        assert answer.status_code == 200
        assert Page(answer).form["title"] == TEXT["title"]
    assert not Article.objects.exists()
    assert browser.post(ADD, TEXT | {"opd": cast.dpupr.pk}).status_code == 302
    assert written().opd == cast.dpupr


def test_an_article_keeps_its_opd_and_is_not_asked_for_it(cast, sign_in):
    roles.appoint(cast.writer, cast.dpupr, Role.WRITER)
    article = put(cast, State.DRAFT, Live.NONE)
    page = read(sign_in(cast.writer), change(article))
    assert "opd" not in page.form
    sign_in(cast.writer).post(change(article), TEXT | {"seen": 1, "opd": cast.dpupr.pk})
    assert Article.objects.get().opd == cast.dinkes


def test_units_are_the_own_opds_and_asked_only_where_there_are_any(cast, sign_in):
    assert "unit" not in read(sign_in(cast.writer), ADD).form
    own = UnitFactory(opd=cast.dinkes, name="Bidang Pencegahan")
    foreign = UnitFactory(opd=cast.dpupr, name="Bidang Bina Marga")
    page = read(sign_in(cast.writer), ADD)
    assert page.choices["unit"] == ["", str(own.pk)]
    assert page.form["unit"] == ""
    answer = sign_in(cast.writer).post(ADD, TEXT | {"unit": foreign.pk})
    assert answer.status_code == 200
    assert not Article.objects.exists()


def test_of_two_opds_the_unit_belongs_to_the_chosen_one(cast, sign_in):
    roles.appoint(cast.writer, cast.dpupr, Role.WRITER)
    unit = UnitFactory(opd=cast.dpupr, name="Bidang Bina Marga")
    browser = sign_in(cast.writer)
    answer = browser.post(ADD, TEXT | {"opd": cast.dinkes.pk, "unit": unit.pk})
    assert answer.status_code == 200
    assert "Bidang Bina Marga bukan bagian dari Dinkes." in Page(answer).text
    assert browser.post(ADD, TEXT | {"opd": cast.dpupr.pk, "unit": unit.pk}).status_code == 302
    assert written().unit == unit


def test_rubrics_are_offered_in_their_order_with_none_chosen(cast, sign_in):
    first = RubricFactory(name="Zakat", position=0)
    cast.rubric.position = 1
    cast.rubric.save()
    page = read(sign_in(cast.writer), ADD)
    assert page.choices["rubric"] == ["", str(first.pk), str(cast.rubric.pk)]
    assert page.form["rubric"] == ""


# --- What a save does ------------------------------------------------------------------------------------------------
def test_a_title_alone_is_a_draft_that_says_what_is_missing(cast, sign_in):
    browser = sign_in(cast.writer)
    answer = browser.post(ADD, {"title": "Posyandu Ngawen"})
    article = written()
    assert (answer.status_code, answer.url) == (302, change(article))
    assert (article.state, article.opd, article.created_by, article.version) == (
        State.DRAFT,
        cast.dinkes,
        cast.writer,
        1,
    )
    page = read(browser, change(article))
    assert "Tersimpan." in page.text
    for sentence in ("Isi berita masih kosong.", "Ringkasan belum ditulis.", "Rubrik belum dipilih."):
        assert sentence in page.text
    assert verbs(page) == {"look-again"}  # neither Serahkan nor, for the admin, Ajukan
    assert verbs(read(sign_in(cast.admin), change(article))) == {"pass-on", "look-again"}


def test_a_whole_text_offers_the_next_step(cast, sign_in):
    browser = sign_in(cast.writer)
    browser.post(ADD, TEXT | {"rubric": cast.rubric.pk})
    page = read(browser, change(written()))
    assert "Sebelum bisa diserahkan" not in page.text
    assert verbs(page) == {"hand-in", "look-again"}
    admins = {"hand-in", "submit", "publish-urgent", "pass-on", "look-again"}
    assert verbs(read(sign_in(cast.admin), change(written()))) == admins


def test_a_save_is_the_next_version_with_its_event_and_its_person(cast, sign_in):
    article = services.write(cast.dinkes, by=cast.writer, title="Posyandu Ngawen")
    answer = sign_in(cast.admin).post(change(article), TEXT | {"seen": 1, "rubric": cast.rubric.pk})
    assert (answer.status_code, answer.url) == (302, change(article))
    article = written()
    assert (article.version, article.title, article.rubric) == (2, TEXT["title"], cast.rubric)
    events = list(ArticleEvent.objects.values_list("action", "by", "version", "start", "end"))
    assert events == [
        (Action.CREATE, cast.writer.pk, 1, "", State.DRAFT),
        (Action.EDIT, cast.admin.pk, 2, State.DRAFT, State.DRAFT),
    ]
    versions = list(article.versions.order_by("version").values_list("version", "title", "history_user"))
    assert versions == [(1, "Posyandu Ngawen", cast.writer.pk), (2, TEXT["title"], cast.admin.pk)]


def test_saving_what_is_there_already_is_no_new_version(cast, sign_in):
    browser = sign_in(cast.writer)
    browser.post(ADD, TEXT | {"rubric": cast.rubric.pk})
    page = read(browser, change(written()))
    again = {name: value for name, value in page.form.items() if name != "picture"}
    assert browser.post(change(written()), again).status_code == 302
    assert written().version == 1
    assert ArticleEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"), [("", "(Tim Dinkes. Blora)"), ("  (Tim\tPKM Ngawen. Blora) ", "(Tim PKM Ngawen. Blora)")]
)
def test_the_byline(cast, sign_in, typed, kept):
    sign_in(cast.writer).post(ADD, TEXT | {"byline": typed})
    assert written().byline == kept


def test_the_body_is_cleaned_when_it_is_saved(cast, sign_in):
    dirty = '<p onclick="x()" style="color:red">Jadwal <a href="//jahat.example">di sini</a></p><script>alert(1)</script><p>&nbsp;</p>'
    sign_in(cast.writer).post(ADD, TEXT | {"body": dirty})
    assert written().body == '<p>Jadwal <a rel="noopener noreferrer nofollow">di sini</a></p>'
    assert written().versions.get().body == written().body


def test_words_keep_their_signs_and_lose_what_nobody_sees(cast, sign_in):
    typed = {"title": ' 5 < 6 &  "Ngawen" ', "summary": "Satu\r\ndua\u202e tiga", "body": "<p>a&#x202e;b</p>"}
    sign_in(cast.writer).post(ADD, typed)
    article = written()
    assert (article.title, article.summary, article.body) == ('5 < 6 & "Ngawen"', "Satu dua tiga", "<p>ab</p>")


# --- Who may save, and when ------------------------------------------------------------------------------------------
SAVES = {  # in which state each of them may save the text; the outsider never sees it
    State.DRAFT: "writer admin superuser",
    State.RETURNED: "writer admin superuser",
    State.IN_REVIEW: "editor superuser",
    State.PUBLISHED: "",
    State.WITHDRAWN: "",
}
LIVE = {State.PUBLISHED: Live.SHOWN, State.WITHDRAWN: Live.WITHDRAWN}


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "superuser", "outsider", "nobody"])
@pytest.mark.parametrize("state", State)
def test_who_may_save_the_text_when(cast, sign_in, state, who):
    article = put(cast, state, LIVE.get(state, Live.NONE))
    browser = sign_in(getattr(cast, who))
    hidden = who in {"outsider", "nobody"} or (who == "editor" and state == State.DRAFT)
    may = who in SAVES[state].split()
    shown = browser.get(change(article))
    if hidden:
        assert shown.status_code in ({302, 403} if who == "nobody" else {404})
    else:
        assert ("title" in Page(shown).form) is may
        assert ("title" in Page(shown).form) is ('name="_save"' in Page(shown).source)
    answer = browser.post(change(article), TEXT | {"seen": 1})
    expected = {302} if may else {404} if who != "nobody" and hidden else {302, 403} if hidden else {409}
    assert answer.status_code in expected
    saved = Article.objects.get()
    assert (saved.title == TEXT["title"], saved.version) == ((True, 2) if may else (False, 1))
    assert saved.state == state


def test_a_text_that_is_only_read_is_a_text_and_not_its_tags(cast, sign_in):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    article.body = (
        "<h2>Jadwal</h2><p>Senin <strong>pagi</strong></p><script>alert(1)</script><img src=x onerror=alert(1)>"
    )
    article.save()
    page = read(sign_in(cast.writer), change(article))
    assert "<h2>Jadwal</h2><p>Senin <strong>pagi</strong></p>" in page.source
    assert "&lt;strong&gt;" not in page.source
    assert "alert(1)" not in page.source
    assert article.title in page.text
    assert "Kesehatan" in page.text
    assert not [link for link in page.links if "/rubric/" in link or "/unit/" in link or "/opd/" in link]


def test_what_an_editor_saves_in_review_is_shown_to_the_writer(cast, sign_in):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    assert sign_in(cast.editor).post(change(article), TEXT | {"seen": 1}).status_code == 302
    page = read(sign_in(cast.writer), change(article))
    assert "Disimpan oleh Redaktur Satu" in page.text
    assert TEXT["title"] in page.text
