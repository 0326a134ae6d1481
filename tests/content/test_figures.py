"""Pictures of the library in a text: nothing written in or around one gets out of its attributes, on any page that shows it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3
import pytest

from accounts.words import line
from news import html, inserts, services
from news.models import Publication
from tests.content.corpus import FIGURES, figures
from tests.content.reading import Skeleton, Text
from tests.content.test_injection import page_of
from tests.factories import MediaAssetFactory

ASSET = 900_000_001  # far from what the database numbers by itself
CORPUS = figures(ASSET)
PLAIN = f'<figure data-media="{ASSET}" data-alt="Kata"><figcaption>Kata</figcaption></figure>'


def in_figures(payloads=CORPUS) -> list[str]:
    """What the cleaner leaves of each that could act, that is not its last word, or that says another picture."""
    wrong = []
    for payload in payloads:
        for around in ("{}", "<p>a {} b</p>", "<ul><li>{}</li></ul>", "<blockquote>{}<p>a</p></blockquote>"):
            cleaned = html.clean(around.replace("{}", payload.text))
            found = Text(cleaned).wrong + ([] if html.clean(cleaned) == cleaned else ["not final"])
            found += [] if set(inserts.ids(cleaned)) <= {ASSET} else [f"ids {inserts.ids(cleaned)}"]
            wrong += [f"{payload}: {one}" for one in found]
    return wrong


def test_the_corpus_is_as_large_as_it_says():
    assert len(FIGURES) == 13
    assert len({payload.text for payload in CORPUS}) >= 350
    assert sum(bool(inserts.ids(html.clean(payload.text))) for payload in CORPUS) >= 200


def test_nothing_that_acts_is_left_of_any_of_them():
    assert in_figures() == []


class _Alts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.alts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.alts += [value or "" for name, value in attrs if (tag, name) == ("img", "alt")]


@pytest.fixture
def photo(cast):
    return MediaAssetFactory(pk=ASSET, opd=cast.dinkes, created_by=cast.writer, title="Foto", alt="Dari pustaka")


def published(cast, body: str):
    article = services.write(
        cast.dinkes, by=cast.writer, title="Judul", summary="Ringkas", body=f"<p>Isi.</p>{body}", rubric=cast.rubric
    )
    article = services.submit(article, by=cast.admin, seen=1)
    return services.publish(article, by=cast.editor, seen=1)


def where_it_is_read(cast, sign_in, body: str) -> list[str]:
    """The public page, the feed's page of the same text, and the desk's: review, preview, comparison with an earlier one."""
    article = published(cast, body)
    pages = [page_of(article)]
    editor = sign_in(cast.editor)
    for address in ("review/", "preview/", "history/"):
        answer = editor.get(f"/admin/news/article/{article.pk}/{address}")
        assert answer.status_code == 200, address
        pages.append(answer.content.decode())
    article = services.revise(article, by=cast.writer)
    services.save_text(article, by=cast.writer, seen=article.version, body="<p>Isi.</p>")
    answer = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/compare/?dari=1&ke=2")
    assert answer.status_code == 200
    Publication.objects.filter(pk=article.pk).update(withdrawn_at=article.saved_at, withdrawn_reason="x")
    return [*pages, answer.content.decode()]


def on_pages(cast, sign_in, payloads) -> list[str]:
    wrong = []
    for payload in payloads:
        kept = html.clean(payload.text)
        alts = [insert.alt for insert in inserts.found(kept)]
        for number, page in enumerate(where_it_is_read(cast, sign_in, payload.text)):
            wrong += [f"{payload} on page {number}: {one}" for one in Skeleton(page).acting]
            shown = _Alts(page).alts if number == 0 else alts
            wrong += [f"{payload}: {alt} is not read" for alt in alts if alt and alt not in shown]
    return wrong


@pytest.mark.parametrize("part", range(3))
def test_on_every_page_that_shows_them(cast, sign_in, photo, part):
    assert on_pages(cast, sign_in, CORPUS[part * 5 :: 61]) == []


def test_an_alternative_text_changes_no_page(cast, sign_in, photo):
    """Whatever stands in it: the same elements with the same attributes."""
    plain = Skeleton(page_of(published(cast, PLAIN))).bones
    for way in (
        '"><img src=x onerror=alert(1)>',
        "' onload='x",
        "</figure></article><script>x</script>",
        "{{ 1 }}{% x %}",
    ):
        body = f'<figure data-media="{ASSET}" data-alt="{way.replace(chr(34), "&quot;")}"><figcaption>Kata</figcaption></figure>'
        page = page_of(published(cast, body))
        assert line(way) in _Alts(page).alts
        bones = Skeleton(
            re.sub(r'<section class="section section--tinted".*?</section>', "", page, flags=re.DOTALL)
        ).bones
        assert bones == plain


# --- Faults: each of these must be seen, or the tests above prove nothing ------------------------------------------------
def test_the_filter_of_the_attributes_is_off(monkeypatch):
    lax = nh3.Cleaner(
        tags=set(html.TAGS), attributes=html.ATTRIBUTES, url_schemes=set(html.SCHEMES), link_rel="noopener"
    )
    monkeypatch.setattr(html, "_CLEANER", lax)
    wrong = in_figures(CORPUS[::2])
    for name in ("data-alt", "data-media", "data-size"):
        assert any(name in one for one in wrong), name


def test_the_cleaner_is_off(monkeypatch):
    monkeypatch.setattr(html, "clean", lambda dirty: dirty)
    assert len(in_figures(CORPUS[::7])) > len(CORPUS[::7])


@pytest.mark.parametrize(
    ("name", "words"), [("components/picture.html", "{{ alt }}"), ("news/admin/body_media.html", "{{ one.alt }}")]
)
def test_an_alternative_text_is_not_escaped(cast, sign_in, photo, with_template, name, words):
    with_template(name, words, words.replace(" }}", "|safe }}"))
    evil = [one for one in CORPUS if any('"><img' in insert.alt for insert in inserts.found(html.clean(one.text)))]
    assert on_pages(cast, sign_in, evil[:3]) != []
