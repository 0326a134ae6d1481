"""What a page weighs, as it is sent: on a bad signal the first 14 KB come at once, and everything else later or never."""

from __future__ import annotations

import gzip
import random
import re
import zlib
from pathlib import Path

import pytest
from django.utils import timezone

from opd.models import Page
from tests.factories import OPDFactory, PublicationFactory, RubricFactory, UnitFactory
from tests.news.public.shown import figure, infographic, news, photo, video

ROOT = Path(__file__).resolve().parents[3]
AT_ONCE = 14_336  # bytes: what a server sends before it waits for the first answer
WHOLE = 40_000  # bytes: an article's page with its scripts, without its pictures
SCRIPTS = 10_000  # bytes, as they are written
OPENING = "Warga Ngawen dan Japah menerima air bersih mulai pagi ini."
# template: (address, the most it may weigh compressed)
PAGES = {
    "home.html": ("/", 20_000),
    "news.html": ("/berita/", 20_000),
    "archive.html": ("/berita/arsip/", AT_ONCE),
    "month.html": ("/berita/arsip/{month}/", 20_000),
    "article.html": ("/berita/{heavy}/x/", 28_000),
    "withdrawn.html": ("/berita/{withdrawn}/x/", AT_ONCE),
    "rubric.html": ("/rubrik/kesehatan/", 20_000),
    "directory.html": ("/opd/", 20_000),
    "opd.html": ("/opd/dinkes/", 20_000),
    "opd_news.html": ("/opd/dinkes/berita/", 20_000),
    "opd_page.html": ("/opd/dinkes/layanan/", AT_ONCE),
    "albums.html": ("/opd/dinkes/galeri/", 20_000),
    "album.html": ("/opd/dinkes/galeri/{heavy}/", 20_000),
    "album_picture.html": ("/opd/dinkes/galeri/{heavy}/1/", AT_ONCE),
    "search.html": ("/cari/?q=air", 20_000),
    "about.html": ("/tentang/", AT_ONCE),
}
LETTERS = "aiueoaiuebcdghjklmnprstwy"


def prose(letters: int) -> str:
    """Words that a compressor cannot guess, the same each time."""
    chance, words = random.Random(14), []
    while sum(map(len, words)) + len(words) < letters:
        words.append("".join(chance.choices(LETTERS, k=chance.randint(3, 10))))
    return " ".join(words)


@pytest.fixture
def ids(db) -> dict:
    opd, rubric = OPDFactory(slug="dinkes", phone="0296 531000"), RubricFactory(slug="kesehatan")
    UnitFactory.create_batch(8, opd=opd)
    OPDFactory.create_batch(43)
    text = prose(12_000)
    Page.objects.create(opd=opd, kind="layanan", body=f"<p>{text[:4000]}</p>")
    held = [photo(number) for number in range(1, 9)] + [video(20), infographic(21, text_equivalent=text[:600])]
    body = f"<p>{OPENING}</p><p>{text}</p>" + figure(1) + figure(*range(2, 9)) + figure(20) + figure(21)
    ralat = [{"at": timezone.now().isoformat(), "words": text[:300]}]
    heavy = news(*held, body=body, album_size=7, title="Air bersih sampai di Ngawen", corrections=ralat,
                 article__opd=opd, article__rubric=rubric)  # fmt: skip
    for number in range(24):
        words = prose(400 + number)[-290:]
        PublicationFactory(title=words[:70], summary=f"Air. {words}", article__opd=opd, article__rubric=rubric)
    month = timezone.localtime(heavy.published_at)
    return {"heavy": heavy.pk, "withdrawn": PublicationFactory(withdrawn=True).pk, "month": f"{month:%Y/%m}"}


def sent(visitor, address: str) -> bytes:
    answer = visitor.get(address, headers={"accept-encoding": "gzip"}, follow=True)
    assert answer["Content-Encoding"] == "gzip"
    return answer.content


def test_every_template_has_its_budget():
    assert {path.name for path in (ROOT / "templates/public").glob("*.html")} == set(PAGES)


@pytest.mark.parametrize("template", PAGES)
def test_a_page_weighs_no_more(visitor, ids, template):
    address, most = PAGES[template]
    page = sent(visitor, address.format(**ids))
    assert len(page) <= most
    whole = gzip.decompress(page).decode()
    heading = re.search(r"<h1[^>]*>.*?</h1>", whole, re.DOTALL)[0]
    assert heading in at_once(page)


def test_the_headline_and_the_first_words_of_an_article_come_at_once(visitor, ids):
    page = sent(visitor, PAGES["article.html"][0].format(**ids))
    first = at_once(page)
    assert "Air bersih sampai di Ngawen</h1>" in first
    assert OPENING in first
    assert len(first) < len(gzip.decompress(page))


def at_once(page: bytes) -> str:
    """What a browser can read of a compressed page by then."""
    return zlib.decompressobj(wbits=31).decompress(page[:AT_ONCE]).decode(errors="ignore")


def test_a_whole_article_without_its_pictures(visitor, ids):
    page = sent(visitor, PAGES["article.html"][0].format(**ids))
    whole = gzip.decompress(page).decode()
    scripts = re.findall(r'<script src="/static/([^"]+)"', whole)
    assert scripts == ["js/portal.js", "js/video.js"]
    raw = [(ROOT / "static" / name).read_bytes() for name in scripts]
    assert sum(map(len, raw)) <= SCRIPTS
    assert len(page) + sum(len(gzip.compress(script)) for script in raw) <= WHOLE
    assert 'rel="stylesheet"' not in whole
    assert "font-face" not in whole
