"""Five faults planted one at a time: each must be seen by the tests of the corpus, or those tests prove nothing."""

from __future__ import annotations

from types import SimpleNamespace

import nh3

from accounts.words import seen
from news import html, snapshot
from news.models import Article
from tests.content import test_injection as corpus_tests
from tests.content.corpus import corpus
from tests.content.reading import Text
from tests.factories import ArticleFactory

SOME = [
    one for one in corpus()[:14] + corpus()[205:219] if seen(one.text) == one.text
]  # elements with handlers, and links with schemes


def preview(cast, sign_in, payloads) -> list[str]:
    """What acts in the previews of texts that stand in the database as no service would leave them."""
    wrong = []
    for payload in payloads:
        article = ArticleFactory(opd=cast.dinkes, rubric=cast.rubric, created_by=cast.writer, body=payload.text)
        source = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/preview/").content.decode()
        wrong += Text(corpus_tests.prose(source)).wrong
    return wrong


def desk_list(cast, sign_in, payloads) -> list[str]:
    """What acts in the starting page's list of titles."""
    for payload in payloads:
        ArticleFactory(opd=cast.dinkes, created_by=cast.writer, title=payload.text[:200])
    source = sign_in(cast.writer).get("/admin/").content.decode()
    assert source.count('class="shelf__item"') == 6
    return corpus_tests.Skeleton(source).acting


def test_without_a_fault_all_is_well(cast, sign_in):
    reference = corpus_tests.Skeleton(
        corpus_tests.without_body(corpus_tests.page_of(corpus_tests.written(cast, corpus_tests.PLAIN)))
    ).bones
    Article.objects.get().publication.delete()
    assert corpus_tests.in_bodies(SOME) == []
    assert corpus_tests.through_the_services(cast, SOME[:2], reference) == []
    assert preview(cast, sign_in, SOME) == []
    assert desk_list(cast, sign_in, SOME[:6]) == []


def test_the_cleaner_is_off(cast, monkeypatch):
    monkeypatch.setattr(html, "examine", lambda dirty: html.Examined(dirty, ()))
    assert len(corpus_tests.in_bodies(SOME)) >= len(SOME)
    assert corpus_tests.through_the_services(cast, SOME[:2], []) != []
    assert any("kept" in one for one in corpus_tests.through_the_services(cast, SOME[:2], []))


def test_links_keep_whatever_address_they_have(monkeypatch):
    lax = nh3.Cleaner(
        tags=set(html.TAGS),
        attributes=html.ATTRIBUTES,
        url_schemes=set(html.SCHEMES) | {"javascript", "data", "vbscript"},
        link_rel="noopener",
    )
    monkeypatch.setattr(html, "_CLEANER", lax)
    assert any("href javascript" in one for one in corpus_tests.in_bodies(SOME))


def test_the_preview_is_raw(cast, sign_in, monkeypatch):
    monkeypatch.setattr(snapshot, "html", SimpleNamespace(clean=lambda dirty: dirty, plain=html.plain))
    assert preview(cast, sign_in, SOME) != []


def test_the_title_is_not_escaped_on_its_page(cast, with_template):
    with_template("public/article.html", "<h1>{{ publication.title }}</h1>", "<h1>{{ publication.title|safe }}</h1>")
    assert any("page" in one for one in corpus_tests.through_the_services(cast, SOME[:2], []))


def test_titles_are_not_escaped_in_the_desks_lists(cast, sign_in, with_template):
    with_template("news/admin/article_list.html", "{{ article.title }}", "{{ article.title|safe }}")
    assert desk_list(cast, sign_in, SOME[:6]) != []


def test_the_feed_carries_what_nobody_cleaned(cast, sign_in, monkeypatch):
    monkeypatch.setattr(html, "examine", lambda dirty: html.Examined(dirty, ()))
    bodies = [one for one in corpus_tests.wrong_in_feed(cast, sign_in, SOME[:12]) if "title" not in one]
    assert any("<img" in one for one in bodies)
