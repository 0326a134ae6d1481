"""The correction notes that readers see: on the page, in feeds, and never before the text they belong to."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest

from news import services
from news.models import Article, Publication
from news.workflow import Live, State
from tests.factories import PublicationFactory
from tests.inline import without_style
from tests.news.stage import put

FIRST = {"at": "2024-05-16T06:44:00+00:00", "words": "Jadwalnya Selasa, bukan Senin."}
SECOND = {"at": "2024-05-17T20:00:00+00:00", "words": "Tempatnya Balai Desa Ngawen."}
MARKUP = '<script>alert("x")</script><b>& lain</b>'
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def page(visitor, item) -> str:
    answer = visitor.get(f"/berita/{item.pk}/{item.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def box(content: str) -> str:
    found = re.findall(r"<aside.*?</aside>", content, re.DOTALL)
    return found[0] if found else ""


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_the_page_shows_each_with_its_date_the_oldest_first(visitor):
    content = page(visitor, PublicationFactory(corrections=[FIRST, SECOND], revised_at="2024-05-17T20:00:00+00:00"))
    assert words(box(content)) == (
        "Ralat Kamis, 16 Mei 2024 Jam 13:44 WIB Jadwalnya Selasa, bukan Senin. "
        "Sabtu, 18 Mei 2024 Jam 03:00 WIB Tempatnya Balai Desa Ngawen."
    )
    assert '<aside class="corrections" id="ralat" aria-labelledby="judul-ralat">' in content
    assert 'id="judul-ralat">Ralat</h2>' in content
    assert content.index('class="byline"') < content.index("<aside") < content.index("</article>")


def test_the_line_under_the_headline_leads_to_it(visitor):
    content = page(visitor, PublicationFactory(corrections=[FIRST], revised_at="2024-05-17T20:00:00+00:00"))
    line = content[content.index('class="signed"') : content.index('class="reading__opening"')]
    assert words(line.rpartition("<")[0]).endswith("Diperbarui Sabtu, 18 Mei 2024 Jam 03:00 WIB · Lihat ralat")
    assert 'href="#ralat"' in line


def test_without_one_there_is_neither_box_nor_link(visitor):
    content = page(visitor, PublicationFactory(revised_at="2024-05-17T20:00:00+00:00"))
    assert "Diperbarui" in content
    assert "ralat" not in without_style(content).lower()


@pytest.mark.parametrize("said", [MARKUP, "k" * 500, "{{ 1 }} %s &lt;", "-->'\"</aside>"])
def test_whatever_was_written_is_only_words(visitor, said):
    item = PublicationFactory(corrections=[FIRST | {"words": said}])
    content = page(visitor, item)
    assert content.count("<aside") == content.count("</aside>") == 1
    assert "<script>" not in content
    assert "<b>" not in box(content)
    assert said in unescape(box(content))


# --- Feeds ------------------------------------------------------------------------------------------------------------
def full_text(visitor, address: str) -> str:
    return ElementTree.fromstring(visitor.get(address).content).find(f"channel/item/{CONTENT}").text


@pytest.mark.parametrize("address", ["/feed/", "/opd/dinkes/feed/"])
def test_feeds_have_it_at_the_end_of_the_text(visitor, address):
    PublicationFactory(
        article__opd__slug="dinkes", body="<p>Datang.</p>", corrections=[FIRST, SECOND | {"words": MARKUP}]
    )
    assert full_text(visitor, address) == (
        "<p>Datang.</p><h2>Ralat</h2>"
        "<p>Kamis, 16 Mei 2024 Jam 13:44 WIB: Jadwalnya Selasa, bukan Senin.</p>"
        "<p>Sabtu, 18 Mei 2024 Jam 03:00 WIB: &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&lt;b&gt;&amp; lain&lt;/b&gt;</p>"
    )


def test_a_feed_without_one_has_the_text_alone(visitor):
    PublicationFactory(body="<p>Datang.</p>")
    assert full_text(visitor, "/feed/") == "<p>Datang.</p>"


# --- Not before its time ----------------------------------------------------------------------------------------------
def everywhere(visitor, item) -> str:
    addresses = (f"/berita/{item.pk}/{item.slug}/", "/", "/berita/", "/feed/", "/sitemap.xml", "/opd/dinkes/")
    return "".join(visitor.get(address).content.decode() for address in addresses)


def test_nothing_of_it_reaches_readers_before_the_text_is_published(cast, visitor, sign_in):
    article = put(cast, State.IN_REVIEW, Live.SHOWN)
    url = f"/admin/news/article/{article.pk}/publish/"
    typed = {"seen": "1", "change": "isi", "correction": "Jadwalnya Selasa."}
    item = Publication.objects.get()
    refused = sign_in(cast.editor).post(url, typed | {"seen": "7"})
    assert refused.status_code == 422
    assert "Jadwalnya Selasa." in refused.content.decode()  # kept for the editor
    assert "Jadwalnya" not in everywhere(visitor, item)
    assert sign_in(cast.editor).post(url, typed).status_code == 302
    item = Publication.objects.get()
    assert "Jadwalnya Selasa." in box(page(visitor, item))


def test_a_preview_shows_the_notes_that_stand_already(cast, sign_in):
    article = put(cast, State.DRAFT, Live.SHOWN)
    Publication.objects.update(corrections=[FIRST])
    answer = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/preview/")
    assert "Jadwalnya Selasa, bukan Senin." in box(answer.content.decode())


def test_a_withdrawn_text_shows_why_and_nothing_else(cast, visitor):
    article = put(cast, State.PUBLISHED, Live.SHOWN)
    Publication.objects.update(corrections=[FIRST])
    services.withdraw(Article.objects.get(pk=article.pk), by=cast.editor, note="Sumbernya keliru.")
    answer = visitor.get(f"/berita/{article.pk}/{Publication.objects.get().slug}/")
    assert answer.status_code == 410
    assert "Sumbernya keliru." in answer.content.decode()
    assert "Jadwalnya" not in answer.content.decode()
