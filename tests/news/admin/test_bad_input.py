"""Titles, texts and pictures that go wrong: refused with a reason and the typed words, or taken without what is bad in them."""

from __future__ import annotations

import os

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from news import services
from news.models import Article, MediaAsset, Publication
from tests import pictures as made
from tests.news.admin.page import Page

ADD = "/admin/news/article/add/"
JAVANESE = "ꦲꦏ꧀ꦱꦫ ꦗꦮ"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def writer(cast, sign_in):
    return sign_in(cast.writer)


def refused(answer) -> Page:
    assert answer.status_code == 200
    assert not Article.objects.exists()
    return Page(answer)


# --- Titles ----------------------------------------------------------------------------------------------------------
NO_TITLE = "Tulis judulnya dulu; bagian lain boleh menyusul."
BAD_TITLES = [
    ("", NO_TITLE),
    ("   \t ", NO_TITLE),
    ("\u00a0\u3000", NO_TITLE),
    ("\u200b\u202e\ufeff", NO_TITLE),
    ("\u200d \u200c", NO_TITLE),
    ("a" * 201, "paling banyak 200 karakter"),
    ("kata " * 20_000, "paling banyak 200 karakter"),
    ("Judul\x00Berita", "tidak diizinkan"),
]


@pytest.mark.parametrize(("title", "reason"), BAD_TITLES, ids=range(len(BAD_TITLES)))
def test_a_bad_title_gives_the_form_again_with_everything_typed(writer, title, reason):
    page = refused(writer.post(ADD, {"title": title, "body": "<p>Isi yang panjang</p>", "summary": "Ringkas"}))
    assert reason in page.text
    assert page.form["title"].split() == title.split()
    assert (page.form["body"], page.form["summary"]) == ("<p>Isi yang panjang</p>", "Ringkas")


GOOD_TITLES = [  # typed, kept, the words of its address
    ("Posyandu Ngawen", "Posyandu Ngawen", "posyandu-ngawen"),
    ("  Posyandu\tNgawen\r\nBuka ", "Posyandu Ngawen Buka", "posyandu-ngawen-buka"),
    ("Laporan\u202egpj.exe", "Laporangpj.exe", "laporangpjexe"),
    ("Bupati 🎉 Resmikan 👩‍👩‍👧‍👦 ❤️", "Bupati 🎉 Resmikan 👩‍👩‍👧‍👦 ❤️", "bupati-resmikan"),
    (JAVANESE, JAVANESE, "berita"),
    ("Jum’at – “Pekan Ké-3”", "Jum’at – “Pekan Ké-3”", "jumat-pekan-ke-3"),
    ("a" * 200, "a" * 200, "a" * 80),
    ("<script>alert(1)</script>", "<script>alert(1)</script>", "scriptalert1script"),
    ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>', "img-srcx-onerroralert1"),
    ("{{ 7|add:7 }} {% now 'Y' %}", "{{ 7|add:7 }} {% now 'Y' %}", "7add7-now-y"),
    ("; DROP TABLE news_article; --", "; DROP TABLE news_article; --", "drop-table-news_article"),
]


@pytest.mark.parametrize(("typed", "kept", "slug"), GOOD_TITLES, ids=range(len(GOOD_TITLES)))
def test_every_other_title_is_kept_shown_as_words_and_published(cast, sign_in, writer, typed, kept, slug):
    answer = writer.post(ADD, {"title": typed, "body": "<p>Isi.</p>", "summary": "Ringkas.", "rubric": cast.rubric.pk})
    assert answer.status_code == 302
    article = Article.objects.get()
    assert article.title == kept
    services.submit(article, by=cast.admin, seen=1)
    services.publish(article, by=cast.editor, seen=1)
    pages = [
        "/admin/news/article/",
        *(f"/admin/news/article/{article.pk}/{page}/" for page in ("change", "history", "preview")),
    ]
    public = [f"/berita/{article.pk}/{slug}/", "/", "/berita/"]
    for browser, urls in ((writer, pages), (sign_in(), public)):
        for url in urls:
            answer = browser.get(url)
            assert answer.status_code == 200, url
            assert "<script>alert" not in answer.content.decode()
            assert "<img src=x" not in answer.content.decode()
            assert " ".join(kept.split()) in Page(answer).text or len(kept) > 100
    assert Publication.objects.get().slug == slug


# --- Texts -----------------------------------------------------------------------------------------------------------
TOO_LONG = (
    "Isi berita ini lebih dari 1 MB. Biasanya karena ada gambar yang ditempel; hapus gambarnya, lalu simpan lagi."
)
TOO_DEEP = "Isi berita ini memuat terlalu banyak tabel atau daftar. Bagi menjadi beberapa berita, lalu simpan lagi."
BAD_BODIES = [
    ("<p>" + "Kalimat panjang. " * 95_000 + "</p>", TOO_LONG),
    ("é" * 600_000, TOO_LONG),
    ("<ul><li>" * 60_000, TOO_DEEP),
    ("<b>" * 51 + "a", "Tempel ulang tanpa format"),
    ("<p>a\x00b</p>", "tidak diizinkan"),
]


@pytest.mark.parametrize(("body", "reason"), BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_text_that_cannot_be_taken_comes_back_in_the_form(writer, body, reason):
    page = refused(writer.post(ADD, {"title": "Judul", "body": body}))
    assert reason in page.text
    assert page.form["body"] == body
    assert page.form["title"] == "Judul"


def test_a_long_text_within_the_limits_is_taken(writer):
    table = "<table><tbody>" + "<tr><td>Satu</td><td>Dua</td></tr>" * 1_000 + "</tbody></table>"
    assert writer.post(ADD, {"title": "Judul", "body": table + "<p>" + "a" * 900_000 + "</p>"}).status_code == 302
    assert len(Article.objects.get().body) > 900_000


BODIES = [
    ('<p>a</p><script>alert(1)</script><img src=x onerror="alert(1)">', "<p>a</p>"),
    (
        '<p onmouseover="alert(1)">a <a href="javascript:alert(1)">b</a></p>',
        '<p>a <a rel="noopener noreferrer nofollow">b</a></p>',
    ),
    ('<iframe src="https://youtube.com/embed/x"></iframe><p>a</p>', "<p>a</p>"),
    ('<p>a</p><img src="data:image/png;base64,' + "A" * 900_000 + '">', "<p>a</p>"),
    ("</textarea><script>alert(1)</script>a", "a"),
]


@pytest.mark.parametrize(("body", "kept"), BODIES, ids=range(len(BODIES)))
def test_a_dirty_text_is_saved_clean(writer, body, kept):
    assert writer.post(ADD, {"title": "Judul", "body": body}).status_code == 302
    assert Article.objects.get().body == kept


@pytest.mark.parametrize("name", ["title", "body", "summary", "lead_alt", "lead_credit", "byline"])
def test_what_is_given_back_does_not_break_out_of_its_field(writer, name):
    typed = {
        "title": "",
        name: '"></textarea><script>alert(1)</script>'
        if name != "title"
        else '"><script>alert(1)</script>' + "a" * 200,
    }
    page = refused(writer.post(ADD, typed))
    assert "<script>alert" not in page.source
    assert page.form[name] == typed[name]


ODD_POSTS = [
    {"rubric": "9999999999999999999"}, {"rubric": "abc"}, {"rubric": "\x00"}, {"unit": "1' OR 1=1"}, {"byline": "x" * 101},
    {"summary": "x" * 301}, {"lead_alt": "x" * 201}, {"lead_credit": "x" * 101}, {"picture": "bukan berkas"}, {"seen": "9" * 40},
    {"seen": "abc"}, {"remove_picture": "on"}, {"_continue": "1"}, {"_addanother": "1"}, {"_saveasnew": "1"}, {"_popup": "1"},
    {"rubric": ["1", "2"]}, {"version": "\x00"}, {"lead": "999"}, {"state": "published"},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_POSTS, ids=[str(odd)[:30] for odd in ODD_POSTS])
def test_odd_values_in_the_other_fields_never_break_the_page(cast, writer, odd):
    article = services.write(cast.dinkes, by=cast.writer, title="Semula")
    for url in (ADD, f"/admin/news/article/{article.pk}/change/"):
        answer = writer.post(url, {"title": "Judul", "seen": "1"} | odd)
        assert answer.status_code in {200, 302}
    for article in Article.objects.all():
        assert (article.state, article.opd, article.lead) == ("draft", cast.dinkes, None)


# --- Pictures --------------------------------------------------------------------------------------------------------
NOT_A_PICTURE = "Berkas ini bukan foto JPEG, PNG, atau WebP. Pilih foto lain, atau simpan ulang foto itu sebagai JPEG."
BROKEN = "Foto ini rusak atau terpotong sehingga tidak bisa dibuka. Ambil ulang atau kirim ulang fotonya."
TOO_HEAVY = "Foto ini lebih besar dari 15 MB. Kecilkan dulu, lalu unggah lagi."
TOO_LARGE = "Foto ini lebih dari 40 megapiksel. Kecilkan dulu, lalu unggah lagi."
EMPTY = "Berkas yang dikirim kosong."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD_PICTURES = {
    "a text": ("foto.jpg", lambda: b"ini bukan foto", NOT_A_PICTURE),
    "SVG": ("logo.svg", lambda: SVG, NOT_A_PICTURE),
    "SVG named PNG": ("logo.png", lambda: SVG, NOT_A_PICTURE),
    "HTML": ("x.html", lambda: b"<!DOCTYPE html><script>alert(1)</script>", NOT_A_PICTURE),
    "PHP": ("x.php.jpg", lambda: b"<?php system('id') ?>", NOT_A_PICTURE),
    "GIF": ("x.gif", lambda: made.encoded(made.photo(), "GIF"), NOT_A_PICTURE),
    "animated GIF": ("x.jpg", lambda: made.animated("GIF"), NOT_A_PICTURE),
    "BMP": ("x.bmp", lambda: made.encoded(made.photo(), "BMP"), NOT_A_PICTURE),
    "TIFF": ("x.tiff", lambda: made.encoded(made.photo(), "TIFF"), NOT_A_PICTURE),
    "cut JPEG": ("x.jpg", made.cut, BROKEN),
    "many scans": ("x.jpg", made.many_scans, BROKEN),
    "empty": ("x.jpg", lambda: b"", EMPTY),
    "bomb": ("x.png", made.bomb, TOO_LARGE),
    "16 MB": ("x.jpg", made.heavy, TOO_HEAVY),
}
TYPED = {
    "title": "Posyandu Ngawen",
    "body": "<p>Isi.</p>",
    "summary": "Ringkas.",
    "lead_alt": "Balita ditimbang",
    "lead_credit": "Foto: PKM",
}


@pytest.mark.parametrize(("name", "make", "reason"), BAD_PICTURES.values(), ids=BAD_PICTURES)
def test_a_bad_picture_is_refused_with_its_reason_and_the_typed_text(writer, storage, name, make, reason):
    page = refused(writer.post(ADD, TYPED | {"picture": SimpleUploadedFile(name, make(), "image/jpeg")}))
    assert reason in page.text
    assert {field: page.form[field] for field in TYPED} == TYPED
    assert os.listdir(storage) == []
    assert not MediaAsset.objects.exists()


def test_the_bomb_is_small():
    assert len(made.bomb()) < 50_000


GOOD_PICTURES = {
    "JPEG": ("x.jpg", made.jpeg),
    "with its place": ("x.jpg", made.jpeg_with_place),
    "JPEG and PHP": ("x.php", made.with_php),
    "CMYK": ("x.jpg", lambda: made.encoded(made.photo(mode="CMYK"), "JPEG")),
    "16 bits": ("x.png", made.sixteen_bits),
    "palette": ("x.png", made.palette),
    "WebP": ("x.webp", lambda: made.encoded(made.photo(), "WEBP")),
    "animated WebP": ("x.webp", lambda: made.animated("WEBP")),
    "a name of 5,000 characters": ("x" * 5_000 + ".jpg", made.jpeg),
    "a name that climbs": ("../../x.jpg", made.jpeg),
    "a name with a NUL": ("x\x00.php.jpg", made.jpeg),
    "no extension": ("foto", made.jpeg),
}


@pytest.mark.parametrize(("name", "make"), GOOD_PICTURES.values(), ids=GOOD_PICTURES)
def test_a_good_picture_is_kept_as_pixels_under_a_name_of_ours(cast, sign_in, writer, storage, name, make):
    answer = writer.post(ADD, TYPED | {"picture": SimpleUploadedFile(name, make(), "image/svg+xml")})
    assert answer.status_code == 302
    asset = MediaAsset.objects.get()
    assert (asset.opd, asset.created_by, Article.objects.get().lead) == (cast.dinkes, cast.writer, asset)
    assert sorted(file["name"] for file in (asset.original, *asset.sizes)) == sorted(os.listdir(storage))
    widths = [size["width"] for size in asset.sizes]
    assert widths == sorted(widths)
    for size in (asset.original, *asset.sizes):
        content = (storage / size["name"]).read_bytes()
        assert not [trace for trace in (b"Exif", b"GPS", b"<?php", b"<script", b"Ngawen") if trace in content]
        shown = sign_in().get(f"/media/{size['name']}")
        assert (shown.status_code, shown["Content-Type"], b"".join(shown.streaming_content)) == (
            200,
            size["type"],
            content,
        )


def test_a_refused_form_keeps_no_good_picture_either(writer, storage):
    page = refused(writer.post(ADD, TYPED | {"title": "", "picture": SimpleUploadedFile("x.jpg", made.jpeg())}))
    assert NO_TITLE in page.text
    assert os.listdir(storage) == []


def test_a_full_storage_gives_the_typed_text_back(cast, writer, storage, monkeypatch):
    article = services.write(cast.dinkes, by=cast.writer, title="Semula")

    def full(name, content, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    for url in (ADD, f"/admin/news/article/{article.pk}/change/"):
        answer = writer.post(url, TYPED | {"seen": "1", "picture": SimpleUploadedFile("x.jpg", made.jpeg())})
        page = Page(answer)
        assert answer.status_code == 409
        assert "tempat penyimpanan portal bermasalah" in page.text
        assert page.kept == [TYPED[name] for name in ("title", "body", "summary", "lead_alt", "lead_credit")]
    assert Article.objects.get().title == "Semula"
    assert os.listdir(storage) == []


def test_a_picture_is_replaced_and_taken_away(writer, storage):
    writer.post(ADD, TYPED | {"picture": SimpleUploadedFile("x.jpg", made.jpeg())})
    article = Article.objects.get()
    url = f"/admin/news/article/{article.pk}/change/"
    writer.post(url, TYPED | {"seen": "1", "picture": SimpleUploadedFile("y.jpg", made.jpeg(600, 400))})
    second = Article.objects.get()
    assert (second.version, second.lead == article.lead, second.lead.sizes[-1]["width"]) == (2, False, 600)
    assert Page(writer.get(url)).form["remove_picture"] == ""
    writer.post(url, TYPED | {"seen": "2", "remove_picture": "on"})
    third = Article.objects.get()
    assert (third.version, third.lead, third.lead_alt, third.lead_credit) == (3, None, "", "")
