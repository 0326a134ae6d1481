"""The corpus through the services: what is kept is clean, and on every page that shows it it is words and nothing else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.html import escape

from accounts.words import line, seen
from news import html, services
from news.models import Article, Publication
from news.public import pages as public_pages
from opd.models import Unit
from tests.content.corpus import corpus, pages
from tests.content.reading import Skeleton, Text
from tests.factories import MediaAssetFactory

CORPUS = corpus()
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
PLAIN = "Kata biasa"
REQUEST = RequestFactory().get("/", HTTP_HOST="localhost")
ROUNDS = pages()


def test_the_corpus_is_as_large_as_it_says():
    assert len({payload.text for payload in CORPUS}) >= 300
    assert max(map(len, ROUNDS)) <= 20
    assert sorted(payload.number for page in ROUNDS for payload in page) == [payload.number for payload in CORPUS]
    assert set(Counter(payload.kind for payload in CORPUS)) == {
        "event", "scheme", "template", "editor", "style", "script", "breakout", "mutation",
    }  # fmt: skip


def in_bodies(texts=None) -> list[str]:
    """What the cleaner leaves of each that could act."""
    wrong = []
    for payload in texts or CORPUS:
        for around in (
            "{}",
            "<p>a {} b</p>",
            "<table><tr><td>{}</td></tr></table>",
            '<p lang="{}">x</p>',
            "<a href='{}'>x</a>",
        ):
            cleaned = html.clean(around.replace("{}", payload.text))
            found = Text(cleaned).wrong + ([] if html.clean(cleaned) == cleaned else ["not final"])
            wrong += [f"{payload}: {one}" for one in found]
    return wrong


def test_nothing_that_acts_is_left_of_any_of_them():
    assert in_bodies() == []


# --- Through the services to the pages ----------------------------------------------------------------------------
def written(cast, text: str) -> Article:
    """An article in which that text stands in every place where somebody types, submitted and published."""
    lead = MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer)
    lines = {
        "title": text[:200],
        "summary": text[:300],
        "byline": text[:100],
        "lead_alt": text[:200],
        "lead_credit": text[:100],
    }
    article = services.write(
        cast.dinkes, by=cast.writer, body=f"<p>Isi.</p>{text}", lead=lead, rubric=cast.rubric, **lines
    )
    article = services.submit(article, by=cast.admin, seen=1)
    article = services.send_back(article, by=cast.editor, note=text)
    article = services.submit(article, by=cast.admin, seen=1)
    return services.publish(article, by=cast.editor, seen=1)


def named(cast, text: str) -> None:
    """The same in the names of things."""
    rubric, opd, person = cast.rubric, cast.dinkes, cast.writer
    rubric.name, opd.description, opd.address, person.name = text[:60], text[:600], text[:250], text[:150]
    opd.name, opd.short_name = text[:150], text[:40]
    for thing in (rubric, opd, person):
        thing.save()
    Unit.objects.create(opd=opd, name=text[:150])


def page_of(article: Article) -> str:
    """The article's public page, as the view makes it."""
    context = public_pages.article_page(Publication.objects.for_page().get(pk=article.pk))
    return without_regions(engines["django"].get_template("public/article.html").render(context, REQUEST))


def without_regions(page: str) -> str:
    """A cleaned text has no `<div>` of its own: these are what the page puts around wide tables."""
    around = r'<div class="scroll" role="region" aria-label="[^"<>]*" tabindex="0">(.*?</table>)</div>'
    return re.sub(around, r"\1", page, flags=re.DOTALL)


def without_body(page: str) -> str:
    """A page with its prose and what differs by length left out; the prose is read on its own."""
    return re.sub(r'<div class="(?:prose|as-read)">.*?</div>', "", page, flags=re.DOTALL)


def prose(page: str) -> str:
    return page.partition('<div class="prose">')[2].rpartition('<p class="byline">')[0].strip().removesuffix("</div>")


@pytest.fixture
def reference(cast):
    """The article's page when only plain words were typed."""
    article = written(cast, PLAIN)
    return Skeleton(without_body(page_of(article))).bones


def through_the_services(cast, payloads, reference) -> list[str]:
    wrong = []
    for payload in payloads:
        article = written(cast, payload.text)
        wrong += [f"{payload} kept: {one}" for one in Text(article.body).wrong]
        if (article.title, article.summary) != (line(payload.text[:200]), line(payload.text[:300])):
            wrong.append(f"{payload}: the title is not what was typed")
        if article.events.get(action="send-back").note != seen(payload.text).strip():
            wrong.append(f"{payload}: the note is not what was typed")
        source = page_of(article)
        wrong += [f"{payload} read: {one}" for one in Text(prose(source)).wrong]
        skeleton = Skeleton(without_body(source))
        wrong += [f"{payload} page: {one}" for one in skeleton.acting]
        if skeleton.bones != reference:
            wrong.append(f"{payload}: the page is another than with plain words")
        if escape(article.title) not in source:
            wrong.append(f"{payload}: the title is not readable")
        Publication.objects.filter(pk=article.pk).update(withdrawn_at=article.saved_at, withdrawn_reason="x")
    return wrong


@pytest.mark.parametrize("part", range(4))
def test_each_goes_through_the_services_and_is_words_on_its_page(cast, reference, part):
    Publication.objects.update(withdrawn_at="2026-01-01T00:00Z", withdrawn_reason="x")
    assert through_the_services(cast, CORPUS[part::4], reference) == []


ADDRESSES = {  # who: the addresses that show what was typed
    None: ["/", "/berita/", "/opd/dinkes/", "/opd/", "/opd/dinkes/berita/", "/rubrik/kesehatan/", "/berita/{pk}/x/"],
    "writer": [
        "/admin/",
        "/admin/news/article/",
        "/admin/news/article/{pk}/change/",
        "/admin/news/article/{pk}/history/",
        "/admin/news/article/{pk}/preview/",
    ],
    "editor": ["/admin/", "/admin/news/queue/", "/admin/news/article/", "/admin/news/article/{pk}/change/"],
    "superuser": [
        "/admin/opd/opd/",
        "/admin/opd/unit/",
        "/admin/accounts/user/",
        "/admin/news/rubric/",
        "/admin/opd/opd/{opd}/team/",
    ],
}


def everywhere(cast, sign_in, article) -> dict[str, str]:
    """Each address's page, as each person sees it."""
    found = {}
    for who, addresses in ADDRESSES.items():
        browser = sign_in(getattr(cast, who) if who else None)
        for address in addresses:
            answer = browser.get(address.format(pk=article.pk, opd=cast.dinkes.pk), follow=True)
            assert answer.status_code == 200, (who, address)
            found[f"{who} {address}"] = answer.content.decode()
    return found


def wrong_on_pages(cast, sign_in, payloads) -> list[str]:
    """Names, titles, notes and bodies at once, against the same pages with plain words."""
    article = written(cast, PLAIN)
    services.revise(article, by=cast.writer)
    named(cast, PLAIN)
    plain = {where: Skeleton(without_body(page)).bones for where, page in everywhere(cast, sign_in, article).items()}
    Unit.objects.all().delete()
    wrong = []
    for payload in payloads:
        text = payload.text
        article.refresh_from_db()
        lines = dict.fromkeys(("title", "summary", "byline", "lead_alt", "lead_credit"), text[:100])
        article = services.save_text(article, by=cast.writer, seen=article.version, body=f"<p>Isi.</p>{text}", **lines)
        Publication.objects.filter(pk=article.pk).update(
            title=article.title, summary=article.summary, body=article.body
        )
        named(cast, text)
        for where, page in everywhere(cast, sign_in, article).items():
            skeleton = Skeleton(without_body(page))
            wrong += [f"{payload} {where}: {one}" for one in skeleton.acting]
            for body in re.findall(r'<div class="(?:prose|as-read)">(.*?)</div>', page, flags=re.DOTALL):
                wrong += [f"{payload} {where}: {one}" for one in Text(body).wrong]
            same = Counter(
                bone
                for bone in skeleton.bones
                if bone[0] in {"script", "img", "iframe", "svg", "style", "form", "link", "base", "meta", "object"}
            )
            if same - Counter(plain[where]):
                wrong.append(f"{payload} {where}: {same - Counter(plain[where])}")
        Unit.objects.all().delete()
    return wrong


def test_on_every_page_that_shows_typed_words(cast, sign_in):
    """One of each kind and more through all the addresses; in Chromium all of them are opened (tests/browser/test_injection.py)."""
    assert wrong_on_pages(cast, sign_in, CORPUS[::37]) == []


# --- The feed ------------------------------------------------------------------------------------------------------
def wrong_in_feed(cast, sign_in, payloads) -> list[str]:
    made = {written(cast, payload.text).pk: payload for payload in payloads}
    feed = ET.fromstring(sign_in().get("/feed/").content)  # refuses what is not well-formed
    items = feed.findall("channel/item")
    wrong = [] if len(items) == len(made) else [f"{len(items)} of {len(made)} items"]
    for item in items:
        payload = made[int(item.findtext("guid").rstrip("/").rpartition("/")[2])]
        wrong += [f"{payload}: {one}" for one in Text(item.findtext(CONTENT)).wrong]
        if item.findtext("title") != line(payload.text[:200]):
            wrong.append(f"{payload}: the title is not what was typed")
    return wrong


@pytest.mark.parametrize("part", range(3))
def test_the_feed_is_well_formed_and_clean(cast, sign_in, part):
    assert wrong_in_feed(cast, sign_in, CORPUS[part::24][:20]) == []
