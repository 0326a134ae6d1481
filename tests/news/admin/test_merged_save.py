"""A save over a text that somebody saved meanwhile: what is put together by itself, what is asked, what the answer does."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news import services
from news.models import Article, MediaAsset
from news.workflow import Live, State
from tests import pictures as made
from tests.factories import MediaAssetFactory, RubricFactory, UnitFactory
from tests.news.admin.page import Page
from tests.news.stage import put

READ = {
    "title": "Posyandu Ngawen Buka Setiap Selasa",
    "body": "<p>Posyandu buka pukul 08.00.</p><p>Bawa buku KIA.</p>",
    "summary": "Ringkasan.",
    "lead_alt": "",
    "lead_credit": "",
    "byline": "(Tim. Blora)",
}
BODY = {"body": "<p>Posyandu buka pukul 08.00.</p><p>Bawa buku KIA dan KTP.</p>"}


@pytest.fixture
def article(cast) -> Article:
    """Version 2, which both have open."""
    article = put(cast, State.DRAFT, Live.NONE)
    return services.save_text(article, by=cast.writer, seen=1, **READ)


@pytest.fixture
def send(cast, sign_in, article):
    """The writer's form as it was opened at version 2, with what was typed into it; the saved article or the page again."""
    browser = sign_in(cast.writer)
    opened = READ | {"seen": "2", "rubric": cast.rubric.pk, "unit": ""}

    def post(typed: dict, **more):
        answer = browser.post(f"/admin/news/article/{article.pk}/change/", opened | typed | more)
        return Page(answer) if answer.status_code == 200 else Article.objects.get(pk=article.pk)

    return post


def again(page: Page, **choices) -> dict:
    return {name: value for name, value in page.form.items() if name != "picture"} | {
        f"pilih-{name}": value for name, value in choices.items()
    }


def theirs(article, cast, **text) -> Article:
    return services.save_text(article, by=cast.admin, seen=Article.objects.get(pk=article.pk).version, **text)


def asked(page: Page) -> set[str]:
    return {name.removeprefix("pilih-") for name in page.form if name.startswith("pilih-")}


# --- Put together by itself -------------------------------------------------------------------------------------------
def test_what_only_the_other_one_changed_is_taken_and_what_only_i_changed_stays(cast, article, send):
    theirs(article, cast, title="Judul dari Admin")
    page = send(BODY)
    assert (page.form["title"], page.form["body"]) == ("Judul dari Admin", BODY["body"])
    assert "Judul diambil dari versi terbaru" in page.text
    assert "Isi: tulisan Anda dipakai." in page.text
    assert asked(page) == set()
    saved = send(again(page))
    assert (saved.title, saved.body, saved.version) == ("Judul dari Admin", BODY["body"], 4)


def test_choices_of_a_list_are_taken_as_well(cast, article, send):
    sport, unit = RubricFactory(name="Olahraga"), UnitFactory(opd=cast.dinkes)
    theirs(article, cast, rubric=sport, unit=unit)
    page = send(BODY)
    assert (page.form["rubric"], page.form["unit"]) == (str(sport.pk), str(unit.pk))
    assert "Rubrik diambil dari versi terbaru" in page.text
    saved = send(again(page))
    assert (saved.rubric, saved.unit, saved.body) == (sport, unit, BODY["body"])


def test_one_emptied_by_the_other_is_taken_empty(cast, article, send):
    theirs(article, cast, summary="", rubric=None)
    page = send(BODY)
    assert (page.form["summary"], page.form["rubric"]) == ("", "")


def test_the_same_text_sent_twice_is_simply_saved(cast, article, send):
    """A thumb that presses twice: the second answer is the one that is shown."""
    send(BODY)
    saved = send(BODY)
    assert saved.version == 3
    assert saved.events.filter(action="edit").count() == 2


def test_marks_that_the_cleaner_takes_away_are_no_difference(cast, article, send):
    theirs(article, cast, title="Judul dari Admin")
    page = send({"body": READ["body"].replace("<p>", '<p class="x" style="color:red">')} | {"summary": "Lain."})
    assert "Ringkasan: tulisan Anda dipakai." in page.text  # and the body with it, were it different
    assert asked(page) == set()


# --- Asked -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("choice", "expected"), [("saya", BODY["body"]), ("terbaru", "<p>Dari admin.</p>")])
def test_what_both_changed_is_chosen(cast, article, send, choice, expected):
    theirs(article, cast, body="<p>Dari admin.</p>")
    page = send(BODY | {"summary": "Ringkasan saya."})
    assert asked(page) == {"body"}
    assert page.form["body"] == BODY["body"]
    saved = send(again(page, body=choice))
    assert (saved.body, saved.summary, saved.version) == (expected, "Ringkasan saya.", 4)


def test_the_other_ones_part_is_taken_even_if_mine_could_not_be_saved(cast, article, send):
    theirs(article, cast, title="Judul dari Admin")
    page = send({"title": ""} | BODY)
    assert asked(page) == {"title"}
    saved = send(again(page, title="terbaru"))
    assert (saved.title, saved.body) == ("Judul dari Admin", BODY["body"])


def test_the_choice_is_of_the_version_that_was_shown(cast, article, send):
    """Somebody saves again before the choice is sent: nothing is overwritten that was not shown."""
    theirs(article, cast, body="<p>Dari admin.</p>", title="Judul dari Admin")
    page = send(BODY | {"title": "Judul Saya"})
    theirs(article, cast, body="<p>Dari admin lagi.</p>", title="Judul dari Admin Lagi")
    once_more = send(again(page, body="terbaru", title="saya"))
    assert once_more.form["body"] == "<p>Dari admin lagi.</p>"  # theirs was chosen, and theirs has gone on
    assert once_more.form["title"] == "Judul Saya"
    assert asked(once_more) == {"title"}
    saved = send(again(once_more))
    assert (saved.body, saved.title) == ("<p>Dari admin lagi.</p>", "Judul Saya")


def test_without_the_version_that_was_read_all_that_differs_is_asked(cast, article, send):
    theirs(article, cast, title="Judul dari Admin")
    article.versions.filter(version=2).delete()
    page = send(BODY)
    assert asked(page) == {"title", "body"}
    assert page.form["title"] == READ["title"]


@pytest.mark.parametrize("seen", ["", "abc", "-1", "0", "99", "9" * 40, "²"])
@pytest.mark.parametrize("choice", ["terbaru", "saya", "<b>", ""])
def test_odd_numbers_and_choices_lose_nothing(cast, article, send, seen, choice):
    theirs(article, cast, title="Judul dari Admin")
    page = send(BODY | {"seen": seen, "pilih-title": choice, "pilih-state": "terbaru", "pilih-": "terbaru"})
    assert page.form["body"] == BODY["body"]
    assert Article.objects.get(pk=article.pk).version == 3


def test_a_former_opds_version_is_no_ground_to_stand_on(cast, article, sign_in):
    """What the old OPD wrote is not shown to the new one, not even as what it began with."""
    services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)
    typed = READ | {"title": "Judul DPUPR", "seen": "1", "pilih-body": "terbaru", "rubric": cast.rubric.pk}
    page = Page(sign_in(cast.outsider).post(f"/admin/news/article/{article.pk}/change/", typed))
    assert "setiap Selasa pukul 08.00 sampai 11.00 WIB" not in page.source  # version 1
    assert asked(page) == {"title"}  # although nobody but the new OPD changed it since
    assert page.form["body"] == READ["body"]


# --- The picture -------------------------------------------------------------------------------------------------------
@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", made.jpeg())


def test_a_refused_save_keeps_no_picture_and_says_so(cast, article, send, files):
    theirs(article, cast, title="Judul dari Admin")
    page = send(BODY, picture=photo())
    assert "Pilih lagi fotonya" in page.text
    assert not MediaAsset.objects.exists()
    assert list(files.iterdir()) == []


def test_any_refused_form_says_so(cast, article, send, files):
    page = send({"title": ""}, picture=photo())
    assert "Pilih lagi fotonya" in page.text
    page = send({"title": ""})
    assert "Pilih lagi fotonya" not in page.text


def test_the_other_ones_picture_stays_when_i_chose_none(cast, article, send):
    asset = MediaAssetFactory(opd=cast.dinkes)
    theirs(article, cast, lead=asset, lead_alt="Balita ditimbang", lead_credit="Foto: Dinkes")
    page = send(BODY)
    assert "Foto utama diambil dari versi terbaru" in page.text
    assert (page.form["lead_alt"], page.form["lead_credit"]) == ("Balita ditimbang", "Foto: Dinkes")
    saved = send(again(page))
    assert (saved.lead, saved.lead_alt, saved.body) == (asset, "Balita ditimbang", BODY["body"])


@pytest.mark.parametrize(("choice", "kept"), [("terbaru", True), ("saya", False)])
def test_two_pictures_are_chosen_between(cast, article, send, files, choice, kept):
    asset = MediaAssetFactory(opd=cast.dinkes)
    theirs(article, cast, lead=asset, lead_alt="Balita ditimbang", lead_credit="Foto: Dinkes")
    page = send({"lead_alt": "Foto saya", "lead_credit": "Foto: saya"}, picture=photo())
    assert asked(page) == {"lead", "lead_alt", "lead_credit"}
    saved = send(again(page, lead=choice, lead_alt=choice, lead_credit=choice), picture=photo())
    assert (saved.lead == asset) is kept
    assert saved.lead_alt == ("Balita ditimbang" if kept else "Foto saya")


def test_a_picture_taken_away_by_one_and_replaced_by_the_other(cast, article, send):
    first, second = (MediaAssetFactory(opd=cast.dinkes) for _ in range(2))
    theirs(article, cast, lead=first, lead_alt="Satu", lead_credit="Foto: Dinkes")
    theirs(article, cast, lead=second)
    page = send({"seen": "3", "lead_alt": "Satu", "lead_credit": "Foto: Dinkes", "remove_picture": "on"})
    assert "lead" in asked(page)
    saved = send(again(page, lead="terbaru") | {"remove_picture": "on"})
    assert saved.lead == second
