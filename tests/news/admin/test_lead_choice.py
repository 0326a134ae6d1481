"""The lead of an article is chosen from the library, uploaded, removed, or left as it is."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news import services
from news.models import Article, MediaAsset
from news.workflow import Live, State
from tests.factories import MediaAssetFactory
from tests.news.library_files import storage_in
from tests.news.stage import put
from tests.pictures import jpeg

TYPED = {"title": "Judul", "body": "<p>Isi.</p>", "summary": "Ringkas.", "lead_alt": "Kader", "lead_credit": "Dinkes"}


@pytest.fixture
def lead(cast) -> MediaAsset:
    return MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, told=True)


@pytest.fixture
def article(cast, lead) -> Article:
    draft = put(cast, State.DRAFT, Live.NONE)
    return services.save_text(draft, by=cast.writer, seen=1, lead=lead, lead_alt="Kader", lead_credit="Dinkes")


@pytest.fixture
def save(cast, sign_in, settings, tmp_path, article):
    storage_in(settings, tmp_path / "media")
    browser = sign_in(cast.writer)

    def post(**more):
        answer = browser.post(f"/admin/news/article/{article.pk}/change/", TYPED | {"seen": "2"} | more)
        article.refresh_from_db()
        return answer

    return post


def test_a_page_without_the_script_leaves_it(save, article, lead):
    assert save().status_code == 302
    assert article.lead == lead


def test_another_one_is_chosen(cast, save, article):
    other = MediaAssetFactory(opd=cast.dpupr, told=True, shared=True)
    save(lead=other.pk)
    assert article.lead == other


def test_an_emptied_field_removes_it_and_its_words(save, article):
    save(lead="")
    assert (article.lead, article.lead_alt, article.lead_credit) == (None, "", "")


def test_an_upload_wins_over_the_choice_and_removal_over_nothing(cast, save, article, lead):
    save(lead=lead.pk, picture=SimpleUploadedFile("a.jpg", jpeg(60, 40), "image/jpeg"))
    assert article.lead not in (None, lead)
    assert (article.lead.opd, article.lead.alt, article.lead.credit) == (cast.dinkes, "Kader", "Dinkes")
    save(seen="3", remove_picture="on", lead=article.lead.pk)
    assert article.lead is None


@pytest.mark.parametrize("odd", ["0", "-1", "abc", "9" * 30, "1\0", "1,2"])
def test_what_is_no_choice_is_refused_and_the_words_stay(save, article, lead, odd):
    answer = save(lead=odd)
    assert answer.status_code == 200
    assert "Judul" in answer.content.decode()
    assert (article.lead, article.version) == (lead, 2)


def test_a_video_is_no_lead(cast, save, article, lead):
    assert save(lead=MediaAssetFactory(opd=cast.dinkes, video=True).pk).status_code == 200
    assert article.lead == lead
