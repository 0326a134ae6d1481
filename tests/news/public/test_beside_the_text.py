"""What stands on an article's page beside its text: the summary in Javanese, who else it is about, how it is passed on."""

from __future__ import annotations

import re

import pytest

from news import services
from news.models import Publication
from news.workflow import Live, State
from tests.factories import PublicationFactory
from tests.news.stage import put

EVIL = '"><script>alert(1)</script>'


def show(visitor, item) -> str:
    response = visitor.get(f"/berita/{item.pk}/{item.slug}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("words", ["Posyandu sapunika dipunwiwiti enjing.", "ꦥꦺꦴꦱꦾꦤ꧀ꦝꦸ ꦲꦺꦤ꧀ꦗꦶꦁ꧉"])
def test_a_summary_in_javanese_is_marked_as_such(visitor, words):
    content = show(visitor, PublicationFactory(summary_jv=words))
    assert f'<p lang="jv">{words}</p>' in content
    assert content.count("Ringkasan Basa Jawa") == 1


def test_without_one_there_is_no_heading(visitor):
    assert "Basa Jawa" not in show(visitor, PublicationFactory())


def test_parties_lead_to_what_else_is_said_of_them(visitor):
    content = show(visitor, PublicationFactory(parties=["PMI Blora", "A & B"]))
    line = re.findall(r'<p class="parties">.*?</p>', content, re.DOTALL)[0]
    assert '<a href="/cari/?q=%22PMI%20Blora%22">PMI Blora</a>, ' in line
    assert '<a href="/cari/?q=%22A%20%26%20B%22">A &amp; B</a></p>' in line
    assert 'class="parties"' not in show(visitor, PublicationFactory())


def test_whatever_was_typed_is_only_words(visitor):
    content = show(visitor, PublicationFactory(summary_jv=EVIL, parties=[EVIL]))
    assert "<script>alert" not in content
    assert "q=%22%22%3E%3Cscript%3E" in content


def test_the_address_is_copied_by_a_button_that_waits_for_its_script(visitor):
    item = PublicationFactory()
    content = show(visitor, item)
    button = re.findall(r"<button[^>]*data-copy[^>]*>", content)
    there = f"http://localhost/berita/{item.pk}/{item.slug}/"
    assert button == [f'<button class="button button--quiet" type="button" data-copy="{there}" hidden>']
    assert f'<input type="text" readonly value="{there}">' in content


def test_what_was_typed_at_the_desk_reaches_readers_with_the_next_approval(cast, visitor):
    article = put(cast, State.IN_REVIEW, Live.SHOWN)
    typed = {"parties": "PMI  Blora; APTRI, pmi blora", "summary_jv": "Enggal\u200b dipunwiwiti."}
    article = services.save_text(article, by=cast.editor2, seen=1, **typed)
    assert "APTRI" not in show(visitor, Publication.objects.get())
    services.publish(article, by=cast.editor, seen=article.version)
    page = Publication.objects.get()
    assert page.parties == ["PMI Blora", "APTRI"]
    assert page.summary_jv == "Enggal dipunwiwiti."
    assert "APTRI" in show(visitor, page)
