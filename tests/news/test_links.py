"""news/links.py: what an editor is shown of the links that lead away from the portal."""

from __future__ import annotations

import pytest

from news import html, links, services
from news.links import DOUBTS, Link
from tests.factories import ArticleFactory

HOSTS = [  # address, host, kind
    ("https://www.kompas.example/a?b#c", "www.kompas.example", "situs lain"),
    ("http://localhost:8000/berita/1/", "localhost", "portal ini"),
    ("https://dinkes.localhost/", "dinkes.localhost", "portal ini"),
    ("https://situs-opd.example/", "situs-opd.example", "portal ini"),
    ("https://blorakab.go.id/", "blorakab.go.id", "situs pemerintah"),
    ("https://dinkes.blorakab.go.id./x", "dinkes.blorakab.go.id", "situs pemerintah"),
    ("https://WWW.BPS.GO.ID/", "www.bps.go.id", "situs pemerintah"),
    ("https://blorakab.go.id.slot.example/", "blorakab.go.id.slot.example", "situs lain"),
    ("https://fakego.id/", "fakego.id", "situs lain"),
    ("https://xgo.id/", "xgo.id", "situs lain"),
    ("https://notlocalhost/", "notlocalhost", "situs lain"),
]


@pytest.mark.parametrize(("href", "host", "kind"), HOSTS)
def test_whose_site_it_is(href, host, kind):
    link = links.read(href, "kata", frozenset({"situs-opd.example"}))
    assert (link.href, link.host, link.words, link.kind) == (href, host, "kata", kind)


DOUBTFUL = [
    ("https://bank.co.id@evil.example/", "kata", {"name"}),
    ("https://bank.co.id%40evil.example/", "kata", {"name"}),
    ("https://user:rahasia@evil.example/", "kata", {"name"}),
    ("https://xn--pple-43d.com/", "kata", {"letters"}),
    ("https://\u0430pple.example/", "kata", {"letters"}),
    ("http://10.0.0.1/", "kata", {"number"}),
    ("http://167772161/", "kata", {"number"}),
    ("http://0x7f.1/", "kata", {"number"}),
    ("http://[::1]/", "kata", {"number"}),
    ("https://a.example:8443/", "kata", {"port"}),
    ("https://a.example:443/", "kata", set()),
    ("https://bit.ly/3xYz", "kata", {"short"}),
    ("https://www.s.id/x", "kata", {"short"}),
    ("https://heylink.me/slot", "kata", {"short"}),
    ("https://bit.lya.example/", "kata", set()),
    ("https://evil.example/", "https://blorakab.go.id/berita", {"other"}),
    ("https://evil.example/", "blorakab.go.id", {"other"}),
    ("https://www.blorakab.go.id/", "blorakab.go.id", set()),
    ("https://ppid.blorakab.go.id/", "blorakab.go.id", set()),
    ("https://a.example/", "Pukul 08.00", set()),
    ("https://a.example/", "s!", {"few"}),
    ("https://blorakab.go.id/", "1", set()),
    ("https://a.example/", "Peraturan No. 5 Tahun 2024.pdf", set()),
    ("http://[evil/", "kata", {"unread"}),
    ("https://a.example:99999/", "kata", {"unread"}),
    ("http://user@10.0.0.1:81/", "https://bri.co.id", {"name", "number", "port", "other"}),
]


@pytest.mark.parametrize(("href", "words", "doubts"), DOUBTFUL)
def test_what_an_editor_should_look_at(href, words, doubts):
    assert set(links.read(href, words).doubts) == {DOUBTS[name] for name in doubts}


@pytest.mark.parametrize("href", ["/berita/1/x/", "#jadwal", "mailto:a@b.example", "tel:+62296531", "", "berita"])
def test_what_opens_no_other_site_is_not_listed(href):
    assert links.read(href, "kata") is None


def to(*hosts: str, between: str = " dan ") -> str:
    return "<p>" + between.join(f'<a href="https://{host}/">{host[:2]}</a>' for host in hosts) + "</p>"


SIX = [f"s{n}.example" for n in range(6)]
CROWDS = [  # text, how many of its links are marked
    (to(*SIX, between=" kata kata kata kata "), 6),
    (to(*SIX[:5], between=" kata kata kata kata "), 0),
    (to(*["s0.example"] * 6, between=" kata kata kata "), 0),
    (to(*SIX[:4], between=" "), 4),
    (to(*SIX[:3], between=" "), 0),
    ("".join(to(host) for host in SIX), 0),  # a list of sources: one in a paragraph
    ("<ul>" + "".join(to(host).replace("p>", "li>") for host in SIX) + "</ul>", 0),
    (to(*[f"d{n}.blorakab.go.id" for n in range(8)], between=" "), 0),
    (to(*SIX, between=" kata kata kata kata ") + to("a.example"), 6),
]


@pytest.mark.parametrize(("text", "marked"), CROWDS)
def test_stuffing_is_marked_and_a_list_of_sources_is_not(text, marked):
    found = links.outside(html.clean(text))
    assert sum(DOUBTS["crowd"] in link.doubts for link in found) == marked
    assert html.clean(text).count("<a ") == text.count("<a ")  # told, never removed


def test_the_links_of_a_text_in_their_order_each_once():
    body = html.clean(
        '<p><a href="https://b.example/x?a=1&amp;b=2">Satu <b>dua</b></a> <a href="/berita/">dalam</a> '
        '<a href="https://a.example/">tiga</a> <a href="https://a.example/">tiga</a></p>'
    )
    assert links.outside(body) == [
        Link("https://b.example/x?a=1&b=2", "b.example", "Satu dua", "situs lain"),
        Link("https://a.example/", "a.example", "tiga", "situs lain"),
    ]
    assert links.outside("") == []


# --- At the desk -------------------------------------------------------------------------------------------------
HIDDEN = '<a href="https://slot.example/?a=&quot;&gt;x" style="display:none">slot &lt;b&gt;gacor</a>'
BODY = f'<p>Baca <a href="https://bank.co.id@evil.example/">bank</a> dan <a href="https://blorakab.go.id/">Blora</a></p>{HIDDEN}'


@pytest.fixture
def submitted(cast):
    article = ArticleFactory(opd=cast.dinkes, rubric=cast.rubric, created_by=cast.writer)
    article = services.save_text(article, by=cast.writer, seen=1, body=BODY)
    return services.submit(article, by=cast.admin, seen=2)


def test_the_editor_reads_where_the_links_lead_and_what_was_taken_out(cast, sign_in, submitted):
    source = sign_in(cast.editor).get(f"/admin/news/article/{submitted.pk}/change/").content.decode()
    assert "Tautan keluar (2)" in source
    assert "<strong>evil.example</strong>" in source
    assert "https://bank.co.id@evil.example/</span>" in source
    assert "Perlu diperiksa" in source
    assert "situs pemerintah" in source
    assert "Tautan tersembunyi dibuang" in source
    assert "“slot &lt;b&gt;gacor”" in source
    panels = source.partition('id="tautan-tersembunyi"')[2].partition("article_form")[0]
    assert "<a " not in panels.partition("</section>")[0]
    assert 'evil.example/"' not in panels.replace('">', "")  # as text only: nothing to press by mistake


def test_an_opds_own_host_is_this_portal(cast, sign_in):
    cast.dpupr.host = "dpupr-blora.example"
    cast.dpupr.save()
    article = ArticleFactory(opd=cast.dinkes, rubric=cast.rubric, created_by=cast.writer, keeper=cast.writer)
    services.save_text(article, by=cast.writer, seen=1, body='<p><a href="https://dpupr-blora.example/">Jalan</a></p>')
    source = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/change/").content.decode()
    said = source.partition("<strong>dpupr-blora.example</strong>")[2][:100]
    assert "portal ini" in said
    assert "situs lain" not in said


@pytest.mark.parametrize("page", ["/admin/news/queue/", "/admin/", "/admin/news/article/"])
def test_the_mark_in_the_lists(cast, sign_in, submitted, page):
    assert "Tautan tersembunyi dibuang" in sign_in(cast.editor).get(page).content.decode()
    services.publish(submitted, by=cast.editor, seen=2)
    assert "Tautan tersembunyi dibuang" not in sign_in(cast.editor).get(page).content.decode()


def test_the_writer_is_told_in_friendly_words(cast, sign_in):
    browser = sign_in(cast.writer)
    address = browser.post("/admin/news/article/add/", {"title": "Posyandu", "body": BODY}).url
    page = browser.get(address).content.decode()
    assert "Ada 1 bagian tersembunyi di tulisan Anda" in page
    assert "slot.example" in page
    again = browser.post(address, {"title": "Posyandu", "body": "<p>Baca</p>", "seen": "1"})
    assert "Ada 1 bagian tersembunyi" not in browser.get(again.url).content.decode()
    assert "Tautan tersembunyi dibuang" in browser.get(again.url).content.decode()


def test_an_outsider_reads_none_of_it(cast, sign_in, submitted):
    answer = sign_in(cast.outsider).get(f"/admin/news/article/{submitted.pk}/change/")
    assert answer.status_code == 404
    assert "slot.example" not in answer.content.decode()


def test_a_text_without_links_has_no_panel(cast, sign_in):
    article = ArticleFactory(opd=cast.dinkes, created_by=cast.writer, keeper=cast.writer)
    source = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/change/").content.decode()
    assert "Tautan keluar" not in source
    assert "Tautan tersembunyi" not in source
