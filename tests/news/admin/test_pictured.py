"""The photos, videos and galleries of a text on the desk's pages: in their places, with what readers are told of each."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import notes, services
from news.models import Article, MediaKind
from tests.factories import MediaAssetFactory, NoteTagFactory
from tests.news.admin.page import ARTICLE, Page

FILE = {"name": "a.jpg", "width": 320, "height": 213, "type": "image/jpeg"}


def media(cast, name: str, **given):
    """An asset of dinkes whose file is `<name>.jpg`."""
    given = {"opd": cast.dinkes, "created_by": cast.writer, "alt": f"Alt {name}", **given}
    return MediaAssetFactory(sizes=[FILE | {"name": f"{name}.jpg"}], **given)


def fig(*assets, caption: str = "", alt: str = "") -> str:
    told = f' data-alt="{alt}"' if alt else ""
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-media="{" ".join(str(one.pk) for one in assets)}"{told}>{below}</figure>'


@pytest.fixture
def photo(cast):
    return media(cast, "antre", credit="Humas Dinkes")


def write(cast, body: str) -> Article:
    return services.write(cast.dinkes, by=cast.writer, title="Posyandu", summary="Buka.", body=body, rubric=cast.rubric)


def in_review(cast, body: str) -> Article:
    return services.submit(write(cast, body), by=cast.admin, seen=1)


def change(article: Article, cast, body: str) -> Article:
    return services.save_text(article, by=cast.writer, seen=article.version, body=body)


def as_read(source: str) -> str:
    return source.partition('<div class="as-read"')[2].partition('<p class="review__byline">')[0]


def pictures(source: str) -> list[str]:
    return re.findall(r'<img src="/media/([a-z]+)\.jpg"', source)


class TestReview:
    def test_shows_the_photo_in_its_place_with_what_is_said_of_it(self, cast, sign_in, photo):
        article = in_review(cast, f"<p>Satu.</p>{fig(photo, caption='Warga antre')}<p>Dua.</p>")
        body = as_read(sign_in(cast.editor).get(f"{ARTICLE}{article.pk}/review/").content.decode())
        places = [
            body.index(one) for one in ("Satu.", "antre.jpg", "Humas Dinkes", ": Alt antre", "Warga antre", "Dua.")
        ]
        assert places == sorted(places)

    def test_the_texts_own_alternative_counts(self, cast, sign_in, photo):
        article = in_review(cast, f"<p>a</p>{fig(photo, alt='Yang ini saja')}")
        body = as_read(sign_in(cast.editor).get(f"{ARTICLE}{article.pk}/review/").content.decode())
        assert 'alt="Yang ini saja"' in body
        assert "Alt antre" not in body

    def test_shows_a_gallery_in_its_order(self, cast, sign_in, photo):
        article = in_review(cast, f"<p>a</p>{fig(media(cast, 'dua'), photo, media(cast, 'tiga'))}")
        body = as_read(sign_in(cast.editor).get(f"{ARTICLE}{article.pk}/review/").content.decode())
        assert pictures(body) == ["dua", "antre", "tiga"]
        assert "Galeri, 3 foto" in body
        assert 'aria-label="Galeri"' in body

    def test_shows_what_a_video_and_an_infographic_say(self, cast, sign_in, photo):
        video = media(
            cast,
            "video",
            kind=MediaKind.VIDEO,
            title="Rapat",
            youtube="dQw4w9WgXcQ",
            still=photo,
            transcript="Kami siap.",
        )
        told = {"text_equivalent": "Stunting turun.", "table": [["Tahun", "Angka"], ["2024", "12"]]}
        graphic = media(cast, "grafik", kind=MediaKind.INFOGRAPHIC, title="Stunting", **told)
        article = in_review(cast, f"<p>a</p>{fig(video)}{fig(graphic)}")
        body = as_read(sign_in(cast.editor).get(f"{ARTICLE}{article.pk}/review/").content.decode())
        assert pictures(body) == ["antre", "grafik"]
        for words in ("Video: Rapat", "watch?v=dQw4w9WgXcQ", "Kami siap.", "Stunting turun.", "<td>2024</td>"):
            assert words in body

    def test_what_may_not_be_used_any_more_is_told(self, cast, sign_in):
        shared = media(cast, "pinjaman", opd=cast.dpupr, shared=True)
        article = in_review(cast, f"<p>a</p>{fig(shared, caption='Kata')}")
        shared.shared = False
        shared.save()
        body = as_read(sign_in(cast.editor).get(f"{ARTICLE}{article.pk}/review/").content.decode())
        assert "pinjaman.jpg" not in body
        assert f"Media nomor {shared.pk} tidak ada lagi" in body

    def test_a_note_hangs_on_the_words_of_a_caption_and_nothing_moves(self, cast, sign_in, photo):
        article = in_review(cast, f"<p>Satu dua.</p>{fig(photo, caption='Warga antre pagi')}<p>Tiga empat.</p>")
        for quote in ("antre pagi", "Tiga", "dua. Warga"):
            notes.write(article, by=cast.editor, tag=NoteTagFactory(), words="Periksa", quote=quote)
        body = as_read(sign_in(cast.editor).get(f"{ARTICLE}{article.pk}/review/").content.decode())
        words = re.sub(r"<section.*</section>|<[^>]+>", "", body, flags=re.DOTALL)
        marked = re.findall(r'<mark class="passage"[^>]*>([^<]*)', body)
        assert marked == ["dua.", "Warga", "antre pagi", "Tiga"]
        assert "Satu dua. Warga antre pagiTiga empat." in " ".join(words.split())
        assert pictures(body) == ["antre"]

    def test_costs_the_same_however_many_there_are(self, cast, sign_in):
        browser = sign_in(cast.editor)
        counted = []
        for many in (1, 1, 12):  # the first finds out which hosts are ours
            shown = [media(cast, f"foto{'x' * at}") for at in range(many)]
            article = in_review(cast, "<p>a</p>" + "".join(fig(one) for one in shown) + fig(*shown, shown[0]))
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(f"{ARTICLE}{article.pk}/review/").status_code == 200
            counted.append(len(queries))
        assert counted[1] == counted[2]


class TestElsewhere:
    def test_the_text_that_is_only_read_shows_them(self, cast, sign_in, photo):
        article = in_review(cast, f"<p>a</p>{fig(photo)}")
        page = sign_in(cast.writer).get(f"{ARTICLE}{article.pk}/change/").content.decode()
        assert pictures(page.partition('class="as-read"')[2]) == ["antre"]

    def test_an_old_version_shows_them(self, cast, sign_in, photo):
        article = change(write(cast, f"<p>a</p>{fig(photo)}"), cast, "<p>a</p>")
        page = sign_in(cast.writer).get(f"{ARTICLE}{article.pk}/compare/?dari=1&ke=1").content.decode()
        assert pictures(as_read(page)) == ["antre"]

    def test_two_versions_are_compared(self, cast, sign_in, photo):
        other = media(cast, "sore")
        article = change(write(cast, f"<p>a</p>{fig(photo)}"), cast, f"<p>a</p>{fig(other)}")
        answer = sign_in(cast.writer).get(f"{ARTICLE}{article.pk}/compare/?dari=1&ke=2")
        assert "1 foto diganti." in Page(answer).text
        assert pictures(answer.content.decode()) == ["antre", "sore"]

    def test_bringing_one_back_shows_which_come_back(self, cast, sign_in, photo):
        article = change(write(cast, f"<p>a</p>{fig(photo)}"), cast, "<p>a</p>")
        answer = sign_in(cast.writer).get(f"{ARTICLE}{article.pk}/compare/?dari=2&ke=1")
        assert "1 foto baru." in Page(answer).text
        assert pictures(answer.content.decode()) == ["antre"]

    def test_who_wrote_at_the_same_time_sees_them_in_the_choice(self, cast, sign_in, photo):
        other = media(cast, "sore")
        article = write(cast, "<p>a</p>")
        browser = sign_in(cast.writer)
        form = Page(browser.get(f"{ARTICLE}{article.pk}/change/")).form
        change(article, cast, f"<p>a</p>{fig(photo)}")
        answer = browser.post(f"{ARTICLE}{article.pk}/change/", form | {"body": f"<p>a</p>{fig(other)}"})
        assert pictures(answer.content.decode().partition('class="compare"')[2]) == ["antre", "sore"]


def test_words_about_a_photo_stay_words(cast, sign_in):
    evil = '"><script>alert(1)</script>'
    asset = media(cast, "a", kind=MediaKind.INFOGRAPHIC, title=evil, caption=evil, credit=evil, alt=evil, text_equivalent=evil, table=[[evil]])  # fmt: skip
    article = in_review(cast, f"<p>a</p>{fig(asset)}{fig(asset, media(cast, 'b'))}")
    body = as_read(sign_in(cast.editor).get(f"{ARTICLE}{article.pk}/review/").content.decode())
    assert "<script" not in body
    assert body.count("&lt;script&gt;") >= 6
