"""news/snapshot.py: what the public would see of an article as it is now."""

from __future__ import annotations

import re

import pytest

from news import services
from news.models import Article, Publication
from news.snapshot import slug, snapshot
from news.workflow import Live, State
from tests.factories import ArticleFactory, MediaAssetFactory
from tests.news.stage import put

SHARING = re.compile(r'<section class="share".*?</section>\s*', re.DOTALL)
SLUGS = [
    ("Posyandu Ngawen Buka Setiap Selasa", "posyandu-ngawen-buka-setiap-selasa"),
    ("Jum’at, Pukul 08.00 – 11.00 WIB!", "jumat-pukul-0800-1100-wib"),
    ("Café Kèndhil é", "cafe-kendhil-e"),
    ("  --Bupati--  ", "bupati"),
    ("ꦲꦏ꧀ꦱꦫ ꦗꦮ", "berita"),
    ("🎉🎉", "berita"),
    ("!!!", "berita"),
    ("ꦲꦏ꧀ꦱꦫ Jawa", "jawa"),
    ("a" * 200, "a" * 80),
    ("kata " * 40, "kata-" * 15 + "kata"),
    ("x" * 79 + " y", "x" * 79),
    ("x" * 80 + " y", "x" * 80),
    ("x" * 78 + " y", "x" * 78 + "-y"),
    ("satu " + "b" * 100, "satu"),
]


@pytest.mark.parametrize(("title", "words"), SLUGS)
def test_the_words_of_the_address(title, words):
    assert slug(title) == words
    assert re.fullmatch(r"[a-z0-9_]+(-[a-z0-9_]+)*", words)
    assert len(words) <= 80


SIZES = [
    {"name": "a" * 32 + "-480.webp", "width": 480, "height": 320, "type": "image/webp"},
    {"name": "a" * 32 + "-1200.jpg", "width": 1200, "height": 800, "type": "image/jpeg"},
]


@pytest.fixture
def article(cast) -> Article:
    return ArticleFactory(
        opd=cast.dinkes,
        rubric=cast.rubric,
        created_by=cast.writer,
        keeper=cast.writer,
        title="Posyandu & Ngawen",
        summary="Warga <b>datang</b>.",
        body='<h2>Jadwal</h2><ul><li>Senin</li><li>Selasa</li></ul><p>3 &lt; 4</p><script>alert("rahasia")</script>',
        lead=MediaAssetFactory(opd=cast.dinkes, created_by=cast.writer, sizes=SIZES),
        lead_alt="Balita ditimbang",
        lead_credit="Foto: PKM Ngawen",
        version=7,
    )


def test_it_is_made_of_the_working_copy_and_not_saved(article, cast):
    page = snapshot(article)
    assert (page.pk, page.opd, page.rubric, page.version, page.title) == (
        article.pk,
        cast.dinkes,
        cast.rubric,
        7,
        "Posyandu & Ngawen",
    )
    assert (page.slug, page.summary, page.byline) == ("posyandu-ngawen", "Warga <b>datang</b>.", "(Tim Dinkes. Blora)")
    assert not Publication.objects.exists()


def test_its_body_is_clean_however_the_text_came_in(article):
    assert snapshot(article).body == "<h2>Jadwal</h2><ul><li>Senin</li><li>Selasa</li></ul><p>3 &lt; 4</p>"


def test_the_words_to_be_searched_are_words(article):
    assert snapshot(article).search_text == "Posyandu & Ngawen Warga <b>datang</b>. Jadwal Senin Selasa 3 < 4"


def test_its_pictures(article):
    assert snapshot(article).pictures == {
        "lead": {
            "asset": article.lead_id, "kind": "photo", "title": "", "alt": "Balita ditimbang", "caption": "",
            "credit": "Foto: PKM Ngawen", "sizes": SIZES, "crops": [], "tint": [],
        }
    }  # fmt: skip
    article.lead = None
    assert snapshot(article).pictures == {}


def test_its_byline_is_the_typed_one(article):
    article.byline = "(Tim PKM. Ngawen)"
    assert snapshot(article).byline == "(Tim PKM. Ngawen)"


# --- The preview is the page -----------------------------------------------------------------------------------------
def inside(response) -> str:
    """The article as a reader sees it, its date aside: a preview cannot know when it will be published."""
    assert response.status_code == 200
    text = re.search(r"<article.*?</article>", response.content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<time.*?</time>", "<time>", text, flags=re.DOTALL))


def side(response) -> str:
    return re.sub(r".*</article>", "", response.content.decode(), flags=re.DOTALL)


def test_the_preview_is_the_published_page(cast, sign_in, article):
    preview = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/preview/")
    services.submit(article, by=cast.admin, seen=7)
    services.publish(article, by=cast.editor, seen=7)
    public = sign_in().get(f"/berita/{article.pk}/posyandu-ngawen/")
    assert inside(preview) == SHARING.sub("", inside(public))  # there is nothing to pass on yet
    for words in (
        "Posyandu &amp; Ngawen",
        "<h2>Jadwal</h2>",
        "Balita ditimbang",
        "Foto: PKM Ngawen",
        "(Tim Dinkes. Blora)",
    ):
        assert words in inside(public)
    assert "rahasia" not in preview.content.decode()
    assert "Pratinjau: beginilah pembaca akan melihatnya." in preview.content.decode()
    assert "Pratinjau" not in public.content.decode()
    assert "Dinas Kesehatan Daerah Kabupaten Blora" in side(preview)


def test_the_preview_shows_the_working_copy_while_readers_have_the_old_text(cast, sign_in, article):
    services.submit(article, by=cast.admin, seen=7)
    services.publish(article, by=cast.editor, seen=7)
    services.revise(article, by=cast.writer)
    services.save_text(article, by=cast.writer, seen=7, title="Judul Baru")
    assert "Judul Baru" in inside(sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/preview/"))
    assert "Judul Baru" not in inside(sign_in().get(f"/berita/{article.pk}/posyandu-ngawen/"))
    assert Publication.objects.get().title == "Posyandu & Ngawen"


def test_a_preview_of_a_title_alone_is_a_page(cast, sign_in):
    article = services.write(cast.dinkes, by=cast.writer, title="Baru Judul")
    assert "Baru Judul" in inside(sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/preview/"))


@pytest.mark.parametrize(
    ("who", "status"), [("writer", 200), ("admin", 200), ("superuser", 200), ("editor", 404), ("outsider", 404)]
)
def test_who_previews_a_draft(cast, sign_in, article, who, status):
    answer = sign_in(getattr(cast, who)).get(f"/admin/news/article/{article.pk}/preview/")
    assert answer.status_code == status
    if status == 200:
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


HOURS = [  # state, what readers have: keeps the first hour, is called revised
    (State.DRAFT, Live.NONE, False, False),
    (State.DRAFT, Live.SHOWN, True, True),
    (State.IN_REVIEW, Live.UNREVIEWED, True, True),
    (State.IN_REVIEW, Live.WITHDRAWN, True, True),
    (State.PUBLISHED, Live.AHEAD, True, False),
]


@pytest.mark.parametrize(("state", "live", "keeps", "revised"), HOURS)
def test_a_preview_shows_the_hours_that_readers_will_see(cast, state, live, keeps, revised):
    article = put(cast, state, live)
    page = snapshot(article)
    first = Publication.objects.filter(pk=article.pk).values_list("published_at", flat=True).first()
    assert (page.published_at == first) is keeps
    assert (page.revised_at is not None) is revised
