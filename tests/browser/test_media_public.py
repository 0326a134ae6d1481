"""A gallery and a video on the public page of a phone: nothing moves, nothing is asked of YouTube before the tap."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.news.public.shown import figure, files, infographic, media, photo, video
from tests.serving import run_sql

PLAYER = "https://www.youtube-nocookie.com"
MOVED = """window.moved = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) window.moved += each.value; })
    .observe({type: "layout-shift", buffered: true});"""
PLACE = "box => [box.offsetLeft, box.offsetTop, box.offsetWidth, box.offsetHeight]"
WORDS = "<p>Posyandu di Ngawen buka setiap Selasa pukul 08.00 sampai 11.00 WIB, tanpa biaya bagi warga.</p>" * 4
BODY = (
    figure(1, words="Penimbangan di balai desa.")
    + WORDS
    + figure(1, 2, 3, words="Sepekan di posyandu.")
    + WORDS
    + figure(5, words="Cara menimbang.")
    + WORDS
    + figure(6, words="Angkanya.")
)


def drawn(folder: Path, one: dict) -> dict:
    """The picture set with files that are there."""
    base = f"{one['asset']:032x}"
    one = one | {"sizes": files(base, 320, 640), "crops": files(f"{base}-c50x50", 480)}
    for file in one["sizes"] + one["crops"]:
        image = Image.linear_gradient("L").resize((file["width"], file["height"])).convert("RGB")
        image.save(folder / "media" / file["name"])
    return one


@pytest.fixture(scope="module")
def article(portal, place):
    """The address of news that holds one of each: a seeded one, given another text."""
    folder, database = place
    shown = media(*(drawn(folder, one) for one in (photo(1), photo(2), photo(3), video(5), infographic(6))))
    pk, slug = run_sql(
        database,
        "SELECT article_id, slug FROM news_publication WHERE withdrawn_at IS NULL ORDER BY published_at LIMIT 1",
    )[0]
    run_sql(
        database,
        f"UPDATE news_publication SET body='{BODY}', pictures='{json.dumps(shown)}', album_size=3 WHERE article_id={pk}",
    )
    return f"/berita/{pk}/{slug}/"


@pytest.fixture
def reader(browser, portal):
    """`with reader() as (page, asked)`: a phone, and what it asked of others than the portal; YouTube is played by us."""

    @contextmanager
    def phone(**options):
        context = browser.new_context(base_url=portal, viewport={"width": 390, "height": 844}, **options)
        context.add_init_script(MOVED)
        page, asked, refused = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url) if not request.url.startswith(portal) else None)
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        context.route(f"{PLAYER}/**", lambda route: route.fulfill(body="<p>Pemutar</p>", content_type="text/html"))
        context.route("https://www.youtube.com/**", lambda route: route.fulfill(body="Halaman YouTube"))
        yield page, asked
        context.close()
        assert not refused

    return phone


def read_through(page: Page) -> None:
    """To the end, so that everything that waits has come."""
    for picture in page.locator("img[loading=lazy]").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle())


def test_nothing_moves_and_nothing_comes_from_elsewhere(reader, article):
    with reader() as (page, asked):
        page.goto(article)
        read_through(page)
        assert page.evaluate("window.moved") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator(".figure img").first.evaluate("picture => picture.currentSrc").endswith(".avif")
        assert asked == []


def test_through_a_gallery_and_back(reader, article):
    with reader() as (page, _):
        page.goto(article)
        gallery = page.locator(".figure--album")
        expect(gallery.locator("li")).to_have_count(3)
        gallery.get_by_role("link", name="Foto nomor 2").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Foto 2 dari 3")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("link", name="Berikutnya").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Foto 3 dari 3")
        expect(page.get_by_role("link", name="Berikutnya")).to_have_count(0)
        page.get_by_role("link", name="Semua foto").click()
        expect(page.locator(".album--page li")).to_have_count(3)
        page.get_by_role("link", name="Baca beritanya").click()
        assert page.url.endswith(article)


def test_a_video_is_loaded_by_the_tap_and_not_before(reader, article):
    with reader(has_touch=True) as (page, asked):
        page.goto(article)
        read_through(page)
        assert page.locator("iframe").count() == 0
        assert asked == []
        expect(page.locator(".figure__note")).to_contain_text("Video diputar dari YouTube")
        before = page.locator(".video").evaluate(PLACE)
        with page.expect_request(f"{PLAYER}/**"):
            page.locator(".video__play").tap()
        player = page.locator("iframe")
        assert player.get_attribute("src").startswith(f"{PLAYER}/embed/dQw4w9WgXcQ?autoplay=1")
        assert player.get_attribute("title") == "Cara menimbang"
        expect(page.frame_locator("iframe").locator("p")).to_have_text("Pemutar")
        assert page.locator(".video").evaluate(PLACE) == before
        assert {url.partition("/embed")[0] for url in asked} == {PLAYER}
        assert page.evaluate("document.activeElement.tagName") == "IFRAME"


def test_without_script_a_video_is_a_link_and_a_gallery_is_a_gallery(reader, article):
    with reader(java_script_enabled=False) as (page, _):
        page.goto(article)
        expect(page.locator(".figure--album li a")).to_have_count(3)
        page.get_by_role("link", name="Putar video").click()
        page.wait_for_url("https://www.youtube.com/watch?v=dQw4w9WgXcQ")


def test_an_infographic_in_words_and_as_a_table_by_keyboard(reader, article):
    with reader() as (page, _):
        page.goto(article)
        for summary, words in (("Isi infografis dalam tulisan", "Blora paling banyak."), ("Tabel angkanya", "4.210")):
            page.get_by_text(summary).focus()
            page.keyboard.press("Enter")
            expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("region", name="Tabel: Balita ditimbang").get_by_role("rowheader")).to_have_count(2)
        with page.expect_download() as download:
            page.get_by_role("link", name="Unduh tabel").click()
        assert "Kecamatan;Balita" in Path(download.value.path()).read_text(encoding="utf-8-sig")
