"""What the desk says where the admin's own pages would speak of data and objects."""

from __future__ import annotations

import pytest
from django.contrib import admin

from news.models import Rubric
from news.workflow import Live, State
from opd.models import OPD
from tests.news.admin.page import Page
from tests.news.stage import put

NOTHING = "Tidak ada yang cocok Coba kata lain, atau kosongkan penyaring."


@pytest.mark.parametrize("url", ["/admin/news/article/?q=zzz", "/admin/opd/unit/?q=zzz", "/admin/opd/opd/?q=zzz"])
def test_a_list_that_finds_nothing_says_what_to_try(cast, sign_in, url):
    assert NOTHING in Page(sign_in(cast.superuser).get(url)).text


def test_an_empty_history_says_so(cast, sign_in):
    page = Page(sign_in(cast.superuser).get(f"/admin/news/rubric/{Rubric.objects.first().pk}/history/"))
    assert "Belum ada perubahan yang tercatat." in page.text


def test_what_goes_alone_is_asked_about_by_its_name(cast, sign_in):
    article = put(cast, State.DRAFT, Live.NONE)
    url = f"/admin/news/article/{article.pk}/delete/"
    page = Page(sign_in(cast.writer).get(url))
    assert f"Hapus “{article}”?" in page.text
    assert "data terkait" not in page.text
    assert sign_in(cast.writer).post(url, {"post": "yes"}).status_code == 302
    article.refresh_from_db()
    assert article.deleted_at is not None


def test_deleting_stands_among_what_is_rare_and_not_beside_saving(cast, sign_in):
    article = put(cast, State.DRAFT, Live.NONE)
    source = Page(sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/change/")).source
    delete = f"/admin/news/article/{article.pk}/delete/"
    assert source.count(delete) == 1
    assert source.index("verbs__rare") < source.index(delete) < source.index('id="article_form"')


def test_every_list_begins_with_a_column_that_has_a_name_on_a_phone():
    """unfold calls the first cell "Pilih baris ini" unless it is the link to the row."""
    nameless = [
        model.__name__
        for model, page in admin.site._registry.items()
        if page.list_display[0] not in (page.get_list_display_links(None, page.list_display) or ())
    ]
    assert nameless == []


def test_the_teams_page_says_team_in_the_path_above_it(cast, sign_in):
    source = sign_in(cast.admin).get(f"/admin/opd/opd/{cast.dinkes.pk}/team/").content.decode()
    path = source[source.index("<h1") : source.index("</h1>")]
    assert f"Tim {OPD.objects.get(pk=cast.dinkes.pk)}" in path
