"""The list, the starting page and the side bar: what each person finds there, and what it costs."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.models import Article
from news.workflow import Live, State
from opd import roles
from opd.rights import Role
from tests.factories import UserFactory
from tests.news.admin.page import Page
from tests.news.stage import put

LIST, QUEUE, START = "/admin/news/article/", "/admin/news/queue/", "/admin/"
NOW = timezone.now()
PLACES = [
    (State.DRAFT, Live.NONE),
    (State.RETURNED, Live.NONE),
    (State.IN_REVIEW, Live.NONE),
    (State.IN_REVIEW, Live.UNREVIEWED),
    (State.PUBLISHED, Live.AHEAD),
    (State.PUBLISHED, Live.SHOWN),
    (State.PUBLISHED, Live.UNREVIEWED),
    (State.WITHDRAWN, Live.WITHDRAWN),
]


def one(cast, state, live, title, **fields) -> Article:
    """An article with its own people, so that a page that asks for each of them shows up in the count."""
    article = put(cast, state, live, opd=fields.pop("opd", None))
    people = {"created_by": UserFactory(), "submitted_by": article.submitted_by and UserFactory()}
    row = people | fields | {"title": title}
    Article.objects.filter(pk=article.pk).update(**row | {"keeper": row["created_by"]})
    return Article.objects.get(pk=article.pk)


def fill(cast, times: int, **fields) -> None:
    for number in range(times):
        for state, live in PLACES:
            handed_in = {"handed_in_at": NOW} if state in {State.DRAFT, State.RETURNED} and number % 2 else {}
            one(cast, state, live, f"{state} {live} {number}", **(fields | handed_in))


def asked(browser, url: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(url).status_code == 200
    return [query["sql"] for query in queries]


# --- What it costs ---------------------------------------------------------------------------------------------------
PAGES = [(who, url) for who in ("writer", "admin", "editor", "superuser", "outsider") for url in (LIST, START)]
PAGES += [(who, QUEUE) for who in ("editor", "superuser")]
PAGES += [("superuser", LIST + query) for query in ("?q=draft", "?keadaan=published", "?keadaan=unreviewed", "?o=2.1")]


@pytest.mark.parametrize(("who", "url"), PAGES)
def test_a_page_asks_as_much_with_many_articles_as_with_few(cast, sign_in, who, url):
    user = getattr(cast, who)
    if who in {"writer", "outsider"}:
        fill(cast, 1, created_by=user)
    else:
        fill(cast, 1)
    browser = sign_in(user)
    browser.get(url)  # the content types are asked once per process
    few = asked(browser, url)
    fill(cast, 7, **({"created_by": user} if who in {"writer", "outsider"} else {}))
    many = asked(browser, url)
    assert len(many) == len(few) <= 30


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "superuser"])
def test_an_articles_page_asks_as_much_with_a_long_history(cast, sign_in, who):
    article = one(cast, State.IN_REVIEW, Live.SHOWN, "Berita")
    browser = sign_in(getattr(cast, who))
    url = f"{LIST}{article.pk}/change/"
    browser.get(url)
    few = asked(browser, url)
    event = article.events.last()
    for _ in range(60):
        event.pk, event._state.adding, event.by = None, True, UserFactory()
        event.save()
    fill(cast, 3)
    assert len(asked(browser, url)) == len(few) <= 21


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "superuser"])
@pytest.mark.parametrize("url", [LIST, QUEUE, START, LIST + "?keadaan=draft&q=a"])
def test_no_page_counts_all_articles(cast, sign_in, who, url):
    """A count is of a part that ends (`LIMIT` inside it), however many there are."""
    fill(cast, 1)
    browser = sign_in(getattr(cast, who))
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code in {200, 403}
    counts = [
        query["sql"] for query in queries if "COUNT(" in query["sql"].upper() and '"news_article"' in query["sql"]
    ]
    # Decisions and publications are counted of some weeks only, by the indexes on their hours.
    bounded = re.compile(r'"at" < |"published_at" < ')
    counts = [sql for sql in counts if not bounded.search(sql)]
    assert [sql for sql in counts if not re.search(r"LIMIT \d+\) ", sql)] == []
    assert counts or url == QUEUE


# --- The list --------------------------------------------------------------------------------------------------------
@pytest.fixture
def shelf(cast):
    """One article of each kind in dinkes, one of dpupr; the first four are the writer's."""
    fields = {"created_by": cast.writer}
    one(cast, State.DRAFT, Live.NONE, "draf", **fields)
    one(cast, State.DRAFT, Live.NONE, "diserahkan", handed_in_at=NOW, **fields)
    one(cast, State.RETURNED, Live.NONE, "dikembalikan", **fields)
    one(cast, State.RETURNED, Live.NONE, "dikembalikan lalu diserahkan", handed_in_at=NOW, **fields)
    one(cast, State.IN_REVIEW, Live.NONE, "ditinjau", rubric=None)
    one(cast, State.IN_REVIEW, Live.SHOWN, "revisi ditinjau")
    one(cast, State.PUBLISHED, Live.AHEAD, "dijadwalkan")
    one(cast, State.PUBLISHED, Live.SHOWN, "terbit")
    one(cast, State.PUBLISHED, Live.UNREVIEWED, "terbit segera")
    one(cast, State.DRAFT, Live.UNREVIEWED, "revisi terbit segera")
    one(cast, State.WITHDRAWN, Live.WITHDRAWN, "ditarik")
    one(cast, State.IN_REVIEW, Live.NONE, "jalan", opd=cast.dpupr, created_by=cast.outsider)
    gone = one(cast, State.DRAFT, Live.NONE, "dibuang", created_by=cast.writer)
    Article.objects.filter(pk=gone.pk).update(deleted_at=NOW)


def titles(browser, url: str) -> set[str]:
    response = browser.get(url)
    assert response.status_code == 200
    rows = re.findall(
        r'href="/admin/news/article/\d+/change/[^"]*"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL
    )
    return {re.sub(r"<[^>]+>", " ", row).split("\n")[0].strip() for row in rows}


ALL = (
    "draf|diserahkan|dikembalikan|dikembalikan lalu diserahkan|ditinjau|revisi ditinjau|dijadwalkan|terbit|terbit segera|"
    "revisi terbit segera|ditarik"
)  # fmt: skip
NOBODYS = "ditinjau|revisi ditinjau|revisi terbit segera"  # unfinished, and kept by somebody without a role
SUBMITTED = "dikembalikan|dikembalikan lalu diserahkan|ditinjau|revisi ditinjau|dijadwalkan|terbit|terbit segera|revisi terbit segera|ditarik"
FILTERS = [
    ("writer", "", ALL),
    ("writer", "?keadaan=draft", "draf|diserahkan|revisi terbit segera"),
    ("writer", "?keadaan=handed_in", "diserahkan|dikembalikan lalu diserahkan"),
    ("writer", "?keadaan=in_review", "ditinjau|revisi ditinjau"),
    ("writer", "?keadaan=returned", "dikembalikan|dikembalikan lalu diserahkan"),
    ("writer", "?keadaan=ahead", "dijadwalkan"),
    ("writer", "?keadaan=published", "terbit|terbit segera"),
    ("writer", "?keadaan=unreviewed", "terbit segera|revisi terbit segera"),
    ("writer", "?keadaan=withdrawn", "ditarik"),
    ("writer", "?keadaan=apa", ALL),
    ("writer", "?milik=saya", "draf|diserahkan|dikembalikan|dikembalikan lalu diserahkan"),
    ("writer", "?milik=saya&keadaan=returned", "dikembalikan|dikembalikan lalu diserahkan"),
    ("admin", "?milik=saya", ""),
    ("admin", "?milik=tanpa", NOBODYS),
    ("superuser", "?milik=tanpa", NOBODYS),
    ("outsider", "?milik=tanpa", ""),
    ("writer", "?milik=tanpa", ALL),  # no filter of theirs
    ("writer", "?q=REVISI", "revisi ditinjau|revisi terbit segera"),
    ("writer", "?q=segera+terbit", "terbit segera|revisi terbit segera"),
    ("writer", "?q=jalan", ""),
    ("writer", "?q=dibuang", ""),
    ("writer", "?rubrik=kesehatan&keadaan=in_review", "revisi ditinjau"),
    ("editor", "", SUBMITTED + "|jalan"),
    ("editor", "?opd={dpupr}", "jalan"),
    ("editor", "?opd={dinkes}&keadaan=in_review", "ditinjau|revisi ditinjau"),
    ("editor", "?keadaan=draft", "revisi terbit segera"),
    ("outsider", "", "jalan"),
    ("outsider", "?opd={dinkes}", "jalan"),
    ("superuser", "", ALL + "|jalan"),
]


@pytest.mark.parametrize(("who", "query", "found"), FILTERS)
def test_the_list_and_its_filters(cast, sign_in, shelf, who, query, found):
    url = LIST + query.format(dinkes=cast.dinkes.pk, dpupr=cast.dpupr.pk)
    assert titles(sign_in(getattr(cast, who)), url) == set(found.split("|")) - {""}


def test_the_filter_of_opds_is_there_for_people_with_several_only(cast, sign_in, shelf):
    assert f"?opd={cast.dinkes.pk}" in Page(sign_in(cast.editor).get(LIST)).links
    for who in ("writer", "outsider"):
        links = Page(sign_in(getattr(cast, who)).get(LIST)).links
        assert not [link for link in links if "opd=" in link]


# --- The side bar and the starting page ------------------------------------------------------------------------------
SIDEBAR = {  # with the counts that `shelf` makes
    "writer": ["Mulai", "Tulis berita", "Tulisan saya 4", "Semua berita", "Pembaca", "Pustaka media"],
    "admin": [
        "Mulai", "Tulis berita", "Tulisan saya", "Diserahkan kepada saya 2", "Semua berita", "Pembaca", "Pustaka media", "Profil Dinkes", "Tim", "Bidang dan unit", "Halaman", "Akun resmi",
    ],
    "editor": ["Mulai", "Semua berita", "Pembaca", "Pustaka media", "Antrean tinjauan 3", "Tinjauan susulan 2", "Puncak beranda", "Dicari, tidak ditemukan"],
    "outsider": ["Mulai", "Tulis berita", "Tulisan saya", "Diserahkan kepada saya", "Semua berita", "Pembaca", "Pustaka media", "Profil DPUPR", "Tim", "Bidang dan unit", "Halaman", "Akun resmi"],
    "superuser": [
        "Mulai", "Tulis berita", "Tulisan saya", "Diserahkan kepada saya 2", "Semua berita", "Pembaca", "Pustaka media", "Antrean tinjauan 3", "Tinjauan susulan 2", "Puncak beranda", "Dicari, tidak ditemukan",
        "OPD", "Bidang dan unit", "Akun resmi", "Media sosial", "Orang", "Meja redaksi", "Rubrik", "Jenis catatan", "Hari libur", "Jam kerja", "Alamat lama", "Riwayat masuk", "Jejak audit", "Laporan peramban",
    ],
}  # fmt: skip


def sidebar(browser, url: str = START) -> list[str]:
    source = browser.get(url).content.decode()
    part = source.partition('id="nav-sidebar-apps"')[2].partition("openUserLinks")[0]
    links = re.findall(r'<a href="[^"]*".*?</a>', part, re.DOTALL)
    return [
        " ".join(re.sub(r'<span class="material[^>]*>.*?</span>|<[^>]+>', " ", link, flags=re.DOTALL).split())
        for link in links
    ]


@pytest.mark.parametrize("who", SIDEBAR)
def test_the_side_bar(cast, sign_in, shelf, who):
    browser = sign_in(getattr(cast, who))
    assert sidebar(browser) == SIDEBAR[who]
    assert sidebar(browser, LIST) == SIDEBAR[who]


@pytest.mark.parametrize("who", SIDEBAR)
def test_every_link_of_the_side_bar_opens(cast, sign_in, shelf, who):
    browser = sign_in(getattr(cast, who))
    source = browser.get(START).content.decode().partition('id="nav-sidebar-apps"')[2].partition("openUserLinks")[0]
    links = re.findall(r'<a href="([^"]*)"', source)
    assert len(links) == len(SIDEBAR[who])
    assert [link for link in links if browser.get(link.replace("&amp;", "&")).status_code != 200] == []


def test_a_writer_here_who_is_admin_there_counts_what_is_handed_in_there(cast, sign_in, shelf):
    roles.appoint(cast.outsider, cast.dinkes, Role.WRITER)
    assert "Diserahkan kepada saya" in sidebar(sign_in(cast.outsider))  # no number: nothing waits in dpupr


def test_a_count_ends_at_ninety_nine(cast, sign_in):
    Article.objects.bulk_create(
        Article(opd=cast.dinkes, title="x", created_by=cast.writer, keeper=cast.writer, saved_at=NOW)
        for _ in range(101)
    )
    assert "Tulisan saya 99+" in sidebar(sign_in(cast.writer))


SHELVES = {
    "writer": {"Tulisan saya": "draf|diserahkan|dikembalikan|dikembalikan lalu diserahkan"},
    "admin": {
        "Tanpa pemegang": NOBODYS,
        "Diserahkan kepada Anda": "diserahkan|dikembalikan lalu diserahkan",
        "Sedang ditinjau redaksi": "ditinjau|revisi ditinjau",
        "Dikembalikan redaksi": "dikembalikan|dikembalikan lalu diserahkan",
        "Terbit menurut jadwal": "dijadwalkan",
        "Tulisan saya": "",
    },
    "editor": {
        "Perlu tinjauan susulan": "terbit segera|revisi terbit segera",
        "Menunggu tinjauan": "ditinjau|revisi ditinjau|jalan",
    },
    "outsider": {
        "Diserahkan kepada Anda": "",
        "Sedang ditinjau redaksi": "jalan",
        "Dikembalikan redaksi": "",
        "Tulisan saya": "",
    },
    "superuser": {
        "Perlu tinjauan susulan": "terbit segera|revisi terbit segera",
        "Menunggu tinjauan": "ditinjau|revisi ditinjau|jalan",
        "Tanpa pemegang": NOBODYS,
    },
}


@pytest.mark.parametrize("who", SHELVES)
def test_the_starting_page_shows_what_is_to_be_done_now(cast, sign_in, shelf, who):
    source = sign_in(getattr(cast, who)).get(START).content.decode()
    found = {}
    for part in source.split('<section class="desk-panel">')[1:]:
        part = part.partition("</section>")[0]
        if re.search(r'class="(bars|weeks)', part) or "Pekan ini belum ada yang terbit" in part:
            continue  # a chart: tests/news/admin/test_start.py
        items = re.findall(r'class="shelf__title">(.*?)</span>', part)
        found[re.search(r"<h2>(.*?)</h2>", part)[1]] = set(items)
        assert ("Lihat semuanya" in part) is bool(items)
    assert found == {title: set(items.split("|")) - {""} for title, items in SHELVES[who].items()}
    assert list(found) == list(SHELVES[who])
    assert ("Tulis berita" in source) is (who != "editor")


def test_an_item_says_where_it_stands(cast, sign_in, shelf):
    text = Page(sign_in(cast.editor).get(START)).text
    assert "Menunggu tinjauan" in text
    assert "Diajukan oleh" in text
