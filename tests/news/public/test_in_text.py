"""Photos, galleries, videos and infographics in an article, on /berita/<id>/<slug>/"""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from news.models.publication import Publication
from news.public import pages
from tests.factories import ArticleFactory, PublicationFactory
from tests.news.public.shown import album, figure, infographic, media, news, photo, video

PLAYER = "https://www.youtube-nocookie.com"
FRAMES = f"frame-src {PLAYER}"


def answer(visitor, item):
    response = visitor.get(item.get_absolute_url())
    assert response.status_code == 200
    return response


def show(visitor, item) -> str:
    """The text of the page, without what stands between tags only for order's sake."""
    content = answer(visitor, item).content.decode()
    return re.sub(r">\s+<", "><", content).partition('<div class="prose">')[2].partition('<p class="byline">')[0]


class TestPhoto:
    def test_it_comes_in_three_formats_in_its_own_shape(self, visitor):
        content = show(visitor, news(photo(7, credit="Foto: Dinkes"), body=figure(7, words="Di Ngawen.")))
        base = f"/media/{7:032x}"
        assert content.startswith('<figure class="figure figure--full"><span class="picture picture--whole"><svg ')
        for end in ("avif", "webp"):
            assert f'<source type="image/{end}" srcset="{base}-320.{end} 320w, {base}-640.{end} 640w, ' in content
        assert f'<img src="{base}-960.jpg" srcset="{base}-320.jpg 320w' in content
        assert 'width="960" height="640" alt="Foto nomor 7" loading="lazy" decoding="async">' in content
        assert '<p class="figure__credit">Foto: Dinkes</p><figcaption>Di Ngawen.</figcaption></figure>' in content

    def test_its_place_is_held_by_six_of_its_colours(self, visitor):
        content = show(visitor, news(photo(7)))
        assert re.findall(r'<rect x="(\d)" y="(\d)" width="1" height="1" fill="(#\w+)"/>', content) == [
            ("0", "0", "#112233"),
            ("1", "0", "#223344"),
            ("2", "0", "#334455"),
            ("0", "1", "#445566"),
            ("1", "1", "#556677"),
            ("2", "1", "#667788"),
        ]
        assert "<svg" not in show(visitor, news(photo(8, tint=[])))

    def test_half_of_the_measure(self, visitor):
        content = show(visitor, news(photo(7), body=figure(7, size="half")))
        assert '<figure class="figure figure--half">' in content
        assert 'sizes="(min-width: 40rem) 18rem, 100vw"' in content

    def test_this_text_can_say_it_in_its_own_words(self, visitor):
        item = news(photo(7), body=figure(7, alt="Antre &lt;b&gt; &quot;pagi&quot;"))
        assert 'alt="Antre &lt;b&gt; &quot;pagi&quot;"' in show(visitor, item)

    def test_decoration_is_silent(self, visitor):
        assert 'alt=""' in show(visitor, news(photo(7, alt="")))

    def test_of_what_is_gone_only_the_caption_is_left(self, visitor):
        content = show(visitor, news(photo(7), body=figure(8, words="Gambar lama.") + figure(8, 9)))
        assert content.startswith(
            '<figure class="figure figure--full"><figcaption>Gambar lama.</figcaption></figure>'
            '<figure class="figure figure--album"></figure>'
        )

    def test_before_its_sizes_are_made(self, visitor):
        one = [{"name": f"{7:032x}-960.jpg", "width": 960, "height": 640, "type": "image/jpeg"}]
        content = show(visitor, news(photo(7, sizes=one, crops=[], tint=[])))
        assert f'<span class="picture picture--whole"><img src="/media/{7:032x}-960.jpg" width="960"' in content
        assert "<source" not in content
        assert "srcset" not in content

    def test_words_in_a_picture_set_stay_words(self, visitor):
        evil = '"><script>alert(1)</script>'
        shown = [photo(7, alt=evil, credit=evil, title=evil, caption=evil, tint=[evil] * 6)]
        shown += [video(8, title=evil, transcript=evil, alt=evil), infographic(9, title=evil, text_equivalent=evil)]
        content = show(visitor, news(*shown, body=figure(7) + figure(8) + figure(9) + figure(7, 8)))
        assert "<script" not in content


class TestGallery:
    def test_every_picture_leads_to_its_large_page_in_the_order_of_the_text(self, visitor):
        item = album(9, 7, 8, article__opd__slug="dinkes")
        content = show(visitor, item)
        links = re.findall(r'<a href="(/opd/[^"]+)"', content)
        there = f"/opd/dinkes/galeri/{item.pk}/"
        assert links == [f"{there}1/", f"{there}2/", f"{there}3/", there]
        assert re.findall(r'alt="Foto nomor (\d)"', content) == ["9", "7", "8"]
        assert f'<a href="{there}">Lihat sebagai album</a> · 3 foto' in content

    def test_it_shows_the_light_crops(self, visitor):
        content = show(visitor, album(7, 8))
        assert f'<source type="image/avif" srcset="/media/{7:032x}-c50x50-480.avif">' in content
        assert "-1600" not in content

    def test_a_second_gallery_goes_on_counting(self, visitor):
        item = news(*map(photo, (1, 2, 3, 4)), body=figure(1, 2) + figure(5) + figure(3, 99, 4, 2), album_size=5)
        numbers = re.findall(rf'/galeri/{item.pk}/(\d)/"', show(visitor, item))
        assert numbers == ["1", "2", "3", "4", "5"]

    def test_a_picture_without_words_is_told_by_its_number(self, visitor):
        item = news(photo(1), photo(2, alt=""), body=figure(1, 2), album_size=2)
        assert show(visitor, item).count('<span class="unseen">') == 1
        assert '<span class="unseen">Foto (2)</span></a>' in show(visitor, item)


class TestVideo:
    def test_a_link_to_youtube_until_the_reader_asks(self, visitor):
        content = show(visitor, news(video(5, transcript="Timbang tanpa alas kaki.\nCatat.", credit="Video: Dinkes")))
        watch = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
        assert (
            f'<a class="video__play" href="{watch}" rel="noopener noreferrer nofollow" data-player="{PLAYER}/embed/'
            in content
        )
        assert 'data-title="Cara menimbang"' in content
        assert "Putar video" in content
        assert f'Video diputar dari <a href="{watch}" rel="noopener noreferrer nofollow">YouTube</a>.' in content
        assert "Ada teks terjemahannya." in content
        assert "<details" in content
        assert "<p>Timbang tanpa alas kaki.<br>Catat.</p>" in content
        assert "<iframe" not in content

    def test_the_page_may_frame_the_player_and_loads_one_small_script(self, visitor):
        response = answer(visitor, news(video(5)))
        assert f"; {FRAMES};" in response["Content-Security-Policy"]
        assert response.content.decode().count('<script src="/static/js/video.js" defer></script>') == 1

    @pytest.mark.parametrize(
        "item",
        [
            lambda: news(photo(5)),
            lambda: news(video(5), body="<p>Tanpa video.</p>"),
            lambda: news(video(5), photo(6), body=figure(5, 6), album_size=2),
            lambda: PublicationFactory(body=figure(5)),
        ],
        ids=["photo", "not in the text", "a still in a gallery", "gone"],
    )
    def test_no_other_page_may(self, visitor, item):
        response = answer(visitor, item())
        assert "frame-src" not in response["Content-Security-Policy"]
        assert "youtube-nocookie" not in response["Permissions-Policy"]
        assert "video.js" not in response.content.decode()

    def test_without_a_still_there_is_a_leaf(self, visitor):
        content = show(visitor, news(video(5, sizes=[], crops=[], tint=[], captioned=False)))
        assert "picture--leaf" in content
        assert "terjemahan" not in content
        assert "<details" not in content


class TestInfographic:
    def test_large_in_words_and_as_a_table(self, visitor):
        item = news(infographic(6))
        content = show(visitor, item)
        assert f'<a class="figure__large" href="/media/{6:032x}-1600.jpg">' in content
        assert "<p>Blora paling banyak.</p>" in content
        assert "<p>Bogorejo paling sedikit.</p>" in content
        assert '<div class="sheet" role="region" aria-label="Tabel: Balita ditimbang" tabindex="0"><table>' in content
        assert '<caption>Balita ditimbang</caption><thead><tr><th scope="col">Kecamatan</th>' in content
        assert '<tr><th scope="row">Blora</th><td>4.210</td></tr>' in content
        assert f'<a href="/berita/{item.pk}/tabel/6.csv" download>' in content

    def test_without_a_table(self, visitor):
        content = show(visitor, news(infographic(6, table=[])))
        assert "<table" not in content
        assert ".csv" not in content
        assert content.count("<details") == 1


class TestPreview:
    """The page of a Publication that was never saved."""

    @pytest.fixture
    def content(self, db) -> str:
        article = ArticleFactory(body=figure(1, 2) + figure(5) + figure(6))
        same = {name: getattr(article, name) for name in ("opd", "rubric", "title", "summary", "body")}
        shown = media(photo(1), photo(2), video(5), infographic(6))
        unsaved = Publication(article=article, pictures=shown, published_at=article.saved_at, **same)
        context = pages.article_page(unsaved) | {"preview": True}
        return render_to_string("public/article.html", context, RequestFactory().get("/", HTTP_HOST="localhost"))

    def test_everything_is_shown(self, content):
        for words in ("Foto nomor 1", "Foto nomor 2", "Putar video", "Blora paling banyak.", "4.210"):
            assert words in content

    def test_and_nothing_leads_to_what_is_not_there_yet(self, content):
        assert "/galeri/" not in content
        assert ".csv" not in content
        assert "<script" not in content


def test_the_number_of_queries_is_fixed(visitor, django_assert_num_queries):
    shown = [photo(1), photo(2), video(5), infographic(6)]
    item = news(*shown, body=figure(1, 2) + figure(1) * 20 + figure(5) + figure(6), album_size=2)
    with django_assert_num_queries(4):
        show(visitor, item)
