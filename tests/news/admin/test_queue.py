"""The review queue: its order, what each row says, who reads what, and how it is narrowed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils.html import strip_tags

from news import moments, services
from news.models import Article, Publication
from news.workflow import Live, State
from opd import roles
from opd.models import Holiday
from opd.rights import Role
from tests.factories import DeskFactory, NoteFactory, OPDFactory, RubricFactory, UserFactory
from tests.news.admin.page import Page
from tests.news.stage import put

QUEUE = "/admin/news/queue/"
NOW = datetime(2026, 5, 13, 11, 30, tzinfo=moments.JAKARTA)  # a Wednesday; the built-in week opens at 07.30


def at(text: str) -> datetime:
    """`05-14 09:00` of 2026 on a clock in Blora."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=moments.JAKARTA)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def stop(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    stop(NOW)
    return stop


@pytest.fixture
def lay(cast):
    """An article in review, or one that went out in a hurry, that began to wait at that moment."""

    def lay(
        title: str, since: str = "05-13 09:00", *, state=State.IN_REVIEW, live=Live.NONE, opd=None, first="", **fields
    ) -> Article:
        """`first` is when readers first had it, of a revision that went out in a hurry."""
        article = put(cast, state, live, opd=opd)
        if live == Live.UNREVIEWED:
            hours = {"published_at": at(first), "revised_at": at(since)} if first else {"published_at": at(since)}
            Publication.objects.filter(pk=article.pk).update(**hours)
        Article.objects.filter(pk=article.pk).update(title=title, submitted_at=at(since), **fields)
        return Article.objects.get(pk=article.pk)

    return lay


@pytest.fixture
def shown(cast, sign_in):
    def shown(query: str = "", user=None) -> Page:
        response = sign_in(user or cast.editor).get(QUEUE + query)
        assert response.status_code == 200
        return Page(response)

    return shown


def titles(page: Page) -> list[str]:
    return re.findall(r'/review/">(.*?)</a></h3>', page.source)


def row(page: Page, title: str) -> str:
    """What a screen reader says of one row, in its order."""
    found = [part for part in re.findall(r'<li class="queue__row.*?</li>', page.source, re.DOTALL) if title in part]
    assert len(found) == 1
    return " ".join(strip_tags(found[0]).split())


def editor_of(*opds):
    desk, person = DeskFactory(all_opds=False), UserFactory()
    desk.opds.set(opds)
    desk.members.set([person])
    roles.seat_editors()
    return person


# --- The order -------------------------------------------------------------------------------------------------------
ORDER = [  # the title says the place: published in a hurry, then urgent, then the rest; each the oldest first
    ("6 biasa, pagi ini", "05-13 08:00", {}),
    ("3 segera, revisi", "05-13 08:30", {"state": State.PUBLISHED, "live": Live.UNREVIEWED, "first": "01-12 08:00"}),
    ("2 segera, pagi ini", "05-13 07:45", {"state": State.PUBLISHED, "live": Live.UNREVIEWED}),
    ("5 biasa, pekan lalu", "05-04 08:00", {}),
    ("4 mendesak, baru", "05-13 11:20", {"urgent": True}),
    ("7 biasa, baru", "05-13 11:29", {}),
    ("1 segera, kemarin", "05-12 09:00", {"state": State.RETURNED, "live": Live.UNREVIEWED}),
]


def test_the_order(lay, shown):
    for title, since, fields in ORDER:
        lay(title, since, **fields)
    assert titles(shown()) == sorted(title for title, _, _ in ORDER)


def test_of_the_same_moment_the_first_one_is_first(lay, shown):
    for title in ("satu", "dua", "tiga"):
        lay(title)
    assert titles(shown()) == ["satu", "dua", "tiga"]


def test_what_does_not_wait_is_not_there(cast, lay, shown):
    lay("draf", state=State.DRAFT)
    lay("dikembalikan", state=State.RETURNED)
    lay("terbit", state=State.PUBLISHED, live=Live.SHOWN)
    lay("dijadwalkan", state=State.PUBLISHED, live=Live.AHEAD)
    lay("ditarik", state=State.WITHDRAWN, live=Live.WITHDRAWN)
    page = shown()
    assert titles(page) == []
    assert "Antrean kosong. Semua naskah sudah ditinjau." in page.text
    assert "0 naskah menunggu tinjauan 0 lewat janji 4 jam kerja" in page.text


# --- A row -----------------------------------------------------------------------------------------------------------
def test_a_row_reads_from_the_title_to_the_button(cast, lay, shown):
    article = lay("Posyandu Ngawen", "05-13 09:20", urgent=True)
    services.send_back(article, by=cast.editor, note="Lengkapi.")
    article = services.submit(
        Article.objects.get(pk=article.pk), by=cast.admin, seen=1, urgent=True, note="Mohon terbit siang ini."
    )
    Article.objects.filter(pk=article.pk).update(submitted_at=at("05-13 09:20"))
    NoteFactory.create_batch(2, article=article, by=cast.editor)
    NoteFactory(article=article, by=cast.editor, settled_by=cast.admin, settled_at=NOW)
    assert row(shown(), "Posyandu Ngawen") == (
        "Posyandu Ngawen Mendesak 2 catatan terbuka Berita baru · Dinkes · Kesehatan "
        "Diajukan oleh Admin Dinkes, Rabu, 13 Mei 2026 Jam 09:20 WIB Pesan: Mohon terbit siang ini. "
        "Menunggu 2 jam kerja 10 menit dari 4 jam Dijawab paling lambat 13 Mei 2026 Jam 13:50 WIB Ambil"
    )


def test_a_hurried_one_says_why_and_where_its_text_is(cast, lay, shown):
    article = services.publish_urgent(put(cast, State.DRAFT, Live.NONE), by=cast.admin, seen=1, note="Banjir.")
    Article.objects.filter(pk=article.pk).update(title="Banjir Cepu")
    said = row(shown(), "Banjir Cepu")
    assert said.startswith("Banjir Cepu Dinkes · Kesehatan Terbit Rabu, 13 Mei 2026 Jam 11:30 WIB")
    assert "Alasan terbit segera: Banjir." in said
    assert "Naskah:" not in said
    services.send_back(Article.objects.get(pk=article.pk), by=cast.editor, note="Sumbernya?")
    assert "Naskah: Dikembalikan" in row(shown(), "Banjir Cepu")


def test_a_revision_of_a_hurried_one_stands_in_both_lists_with_a_wait_for_each(cast, lay, shown):
    article = lay("Banjir Cepu", "05-12 09:00", live=Live.UNREVIEWED)
    Article.objects.filter(pk=article.pk).update(submitted_at=at("05-13 10:30"))
    page = shown()
    assert titles(page) == ["Banjir Cepu", "Banjir Cepu"]
    assert page.text.index("Menunggu 1 hari kerja") < page.text.index("Menunggu 1 jam kerja dari 4 jam")
    assert "Revisi berita terbit" in page.text
    assert titles(shown("?saring=lewat")) == ["Banjir Cepu"]


def test_a_hurried_revision_of_old_news_waits_since_the_revision(lay, shown):
    lay("Banjir Cepu", "05-13 10:30", state=State.PUBLISHED, live=Live.UNREVIEWED, first="01-12 09:00")
    said = row(shown(), "Banjir Cepu")
    assert "Terbit Rabu, 13 Mei 2026 Jam 10:30 WIB" in said
    assert "Menunggu 1 jam kerja dari 4 jam" in said
    assert titles(shown("?saring=lewat")) == []
    lay("Longsor", "05-12 09:00", state=State.PUBLISHED, live=Live.UNREVIEWED, first="01-12 09:00")
    assert titles(shown("?saring=lewat")) == ["Longsor"]


REVISIONS = [
    (Live.NONE, "Berita baru"),
    (Live.SHOWN, "Revisi berita terbit"),
    (Live.WITHDRAWN, "Revisi berita yang ditarik"),
]


@pytest.mark.parametrize(("live", "words"), REVISIONS)
def test_a_revision_is_told_from_something_new(lay, shown, live, words):
    lay("Naskah", live=live)
    said = row(shown(), "Naskah")
    assert [other for _, other in REVISIONS if other in said] == [words]


def test_an_old_message_is_not_said_again(cast, lay, shown):
    article = services.submit(put(cast, State.DRAFT, Live.NONE), by=cast.admin, seen=1, note="Sekarang.")
    assert "Pesan: Sekarang." in shown().text
    services.publish(article, by=cast.editor, seen=1)
    services.correct(Article.objects.get(pk=article.pk), by=cast.editor)
    page = shown()
    assert "Sekarang." not in page.text
    assert "Anda yang mengajukannya, jadi redaktur lain yang memutuskan." in page.text
    assert "Anda yang mengajukannya" not in shown(user=cast.editor2).text


# when it was submitted, what time it is, the words, the class of the row
WAITS = [
    ("05-08 14:30", "05-11 08:30", "Menunggu 2 jam kerja dari 4 jam", "queue__row"),
    ("05-08 14:30", "05-11 10:30", "Lewat janji Menunggu 4 jam kerja dari 4 jam", "queue__row--late"),
    ("05-08 14:30", "05-11 14:29", "Lewat janji Menunggu 7 jam kerja 29 menit", "queue__row--late"),
    ("05-08 14:30", "05-11 14:30", "Lewat satu hari kerja Menunggu 1 hari kerja", "queue__row--very-late"),
    ("05-09 10:00", "05-10 20:00", "Masuk di luar jam kerja Dijawab paling lambat 11 Mei 2026 Jam 11:30 WIB", "queue__row"),
    ("03-17 14:30", "03-25 08:00", "Menunggu 1 jam kerja 30 menit dari 4 jam", "queue__row"),
    ("03-20 09:00", "03-24 12:00", "Masuk di luar jam kerja Dijawab paling lambat 25 Maret 2026 Jam 11:30 WIB", "queue__row"),
]  # fmt: skip


@pytest.mark.parametrize(("since", "now", "words", "look"), WAITS)
def test_the_wait_across_a_weekend_and_lebaran(lay, shown, clock, since, now, words, look):
    for day in range(18, 25):
        Holiday.objects.create(date=f"2026-03-{day}", name=f"Lebaran {day}")
    lay("Naskah", since)
    clock(at(now))
    page = shown()
    assert words in row(page, "Naskah")
    assert re.findall(r'class="queue__row ?([^"]*)"', page.source) == [look.removeprefix("queue__row") and look]
    assert ("Dijawab paling lambat" in page.text) is (look == "queue__row")


# --- Taken -----------------------------------------------------------------------------------------------------------
def test_taking_and_letting_go_lead_back_to_the_queue(cast, lay, sign_in, shown):
    article = lay("Naskah")
    take, let_go = (f"/admin/news/article/{article.pk}/{verb}/" for verb in ("take", "let-go"))
    browser = sign_in(cast.editor)
    page = Page(browser.get(QUEUE))
    answer = browser.post(take, page.forms[take])
    assert (answer.status_code, answer["Location"]) == (302, QUEUE)
    page = Page(browser.get(QUEUE))
    assert "Anda sedang meninjau sampai 12.30 Lepaskan" in row(page, "Naskah")
    assert take not in page.forms
    other = shown(user=cast.editor2)
    assert "Redaktur Satu sedang meninjau sampai 12.30" in row(other, "Naskah")
    assert not {take, let_go} & other.forms.keys()
    answer = browser.post(let_go, page.forms[let_go])
    assert (answer.status_code, answer["Location"]) == (302, QUEUE)
    assert "sedang meninjau" not in shown().text


def test_a_hold_lapses_by_itself(cast, lay, shown, clock):
    services.take(lay("Naskah"), by=cast.editor2)
    clock(NOW + timedelta(minutes=59))
    assert "Redaktur Dua sedang meninjau sampai 12.30" in row(shown(), "Naskah")
    clock(NOW + timedelta(minutes=60))
    assert row(shown(), "Naskah").endswith("Ambil")
    assert "sedang meninjau" not in shown().text


def test_the_portal_administrator_may_free_what_somebody_holds(cast, lay, shown):
    article = services.take(lay("Naskah"), by=cast.editor2)
    page = shown(user=cast.superuser)
    assert "Redaktur Dua sedang meninjau" in page.text
    assert f"/admin/news/article/{article.pk}/let-go/" in page.forms


# --- Who sees what ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "status"), [("writer", 403), ("admin", 403), ("outsider", 403), ("nobody", 302)])
def test_only_who_reviews_has_a_queue(cast, sign_in, who, status):
    assert sign_in(getattr(cast, who)).get(QUEUE).status_code == status


def test_an_editor_of_one_opd_finds_nothing_of_another(cast, lay, shown, clock):
    lay("naskah dinkes", "05-04 09:00")
    lay("segera dinkes", state=State.PUBLISHED, live=Live.UNREVIEWED)
    article = lay("naskah jalan", opd=cast.dpupr)
    one = editor_of(cast.dpupr)
    roles.appoint(one, cast.dinkes, Role.WRITER)  # reads its articles, and reviews none of them
    page = shown(user=one)
    assert titles(page) == ["naskah jalan"]
    assert "1 naskah menunggu tinjauan 0 lewat janji" in page.text
    assert "opd" not in page.choices  # one alone needs no filter
    assert not re.search("naskah dinkes|segera dinkes", page.source)
    assert titles(shown(f"?opd={cast.dinkes.pk}", one)) == ["naskah jalan"]
    services.publish(article, by=one, seen=1)
    clock(NOW + timedelta(minutes=1))
    assert "Janji ditepati bulan ini: 100% (1 dari 1 naskah)" in shown(user=one).text
    assert "Bulan ini belum ada naskah yang diputuskan" in shown(user=editor_of(cast.dinkes)).text


def test_the_portal_administrator_reads_all(cast, lay, shown):
    lay("naskah dinkes")
    lay("naskah jalan", opd=cast.dpupr)
    assert titles(shown(user=cast.superuser)) == ["naskah dinkes", "naskah jalan"]


# --- Narrowed --------------------------------------------------------------------------------------------------------
@pytest.fixture
def full(cast, lay):
    """Letters that say what an article is: d or p its OPD, l late, f free, m mine, u in a hurry, r another rubric."""
    other = RubricFactory(slug="jalan")
    until = NOW + timedelta(minutes=30)
    lay("d f", "05-13 09:00")
    lay("d l f", "05-12 09:00")
    lay("d l m", "05-11 09:00", taken_by=cast.editor, taken_until=until)
    lay("p theirs", "05-13 10:00", opd=cast.dpupr, taken_by=cast.editor2, taken_until=until)
    lay("p r f lapsed", "05-13 08:00", opd=cast.dpupr, rubric=other, taken_by=cast.editor, taken_until=NOW)
    lay("d u l f", "05-12 08:00", state=State.PUBLISHED, live=Live.UNREVIEWED)
    lay("p u r m", "05-13 08:00", state=State.PUBLISHED, live=Live.UNREVIEWED, opd=cast.dpupr, rubric=other,
        taken_by=cast.editor, taken_until=until)  # fmt: skip
    return [*(title for _, title in sorted(Article.objects.values_list("pk", "title")))]


FILTERS = [
    ("opd={dinkes}", lambda words: "d" in words),
    ("opd={dpupr}", lambda words: "p" in words),
    ("rubrik=jalan", lambda words: "r" in words),
    ("saring=belum", lambda words: "f" in words),
    ("saring=saya", lambda words: "m" in words),
    ("saring=lewat", lambda words: "l" in words),
    ("opd={dpupr}&rubrik=jalan&saring=saya", lambda words: {"p", "r", "m"} <= words),
    ("opd={dinkes}&rubrik=jalan", lambda words: False),
    ("", lambda words: True),
]


@pytest.mark.parametrize(("query", "fits"), FILTERS)
def test_the_filters(cast, full, shown, query, fits):
    query = query.format(dinkes=cast.dinkes.pk, dpupr=cast.dpupr.pk)
    page = shown(f"?{query}")
    found = titles(page)
    assert set(found) == {title for title in full if fits(set(title.split()))}
    assert len(found) == len(set(found))
    assert "5 naskah menunggu tinjauan 2 lewat janji" in page.text  # the head is about all of it
    assert ("Tampilkan semua" in page.text) is bool(query)
    form = page.forms[QUEUE]
    assert {name: value for name, value in form.items() if value} == dict(
        pair.split("=") for pair in query.split("&") if pair
    )
    if found == []:
        assert "Tidak ada naskah yang sesuai saringan ini." in page.text


def test_the_choices_name_only_the_opds_this_person_reviews(cast, shown):
    third = OPDFactory(short_name="Dinas Rahasia")
    page = shown(user=editor_of(cast.dinkes, cast.dpupr))
    assert page.choices["opd"] == ["", str(cast.dinkes.pk), str(cast.dpupr.pk)]
    assert third.short_name not in page.source
    assert str(third.pk) in shown().choices["opd"]


ODD = [
    "opd=0",
    "opd=abc",
    "opd=99999999999999999999",
    "opd=%00",
    "opd[]=1",
    "opd=1&opd=x",
    "rubrik=%00",
    "rubrik='--",
    "saring=semua",
]
ODD += [
    "saring=%F0%9F%92%A9",
    "saring=belum'",
    "e=1",
    "q=1",
    "state__exact=draft",
    "body__contains=a",
    "o=-1",
    "_to_field=x",
]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_value_narrows_nothing(lay, shown, query):
    lay("Naskah")
    page = shown(f"?{query}")
    assert titles(page) == ["Naskah"]
    assert "Tampilkan semua" not in page.text


@pytest.mark.parametrize("number", ["0", "-1", "2", "x", "", "1.0", "²", "%00", "999999999999999999999"])
def test_an_odd_page_is_not_found(lay, sign_in, cast, number):
    lay("Naskah")
    assert sign_in(cast.editor).get(f"{QUEUE}?p={number}").status_code == 404


def test_the_pages_keep_what_was_chosen(cast, lay, shown):
    for number in range(101):
        lay(f"naskah {number:03}", "05-12 08:00")
    lay("lain", opd=cast.dpupr)
    lay("segera", "05-12 08:00", state=State.PUBLISHED, live=Live.UNREVIEWED)
    chosen = f"opd={cast.dinkes.pk}&saring=lewat"
    first, second, third = (shown(f"?{chosen}&p={number}") for number in (1, 2, 3))
    assert titles(first) == ["segera"] + [f"naskah {number:03}" for number in range(50)]
    assert titles(second) == [f"naskah {number:03}" for number in range(50, 100)]
    assert titles(third) == ["naskah 100"]
    assert [f"?{chosen}&p={number}" for number in (1, 3)] == [link for link in second.links if "p=" in link]
    assert "101 naskah sesuai saringan." in second.text
    assert "Halaman 2 dari 3" in second.text
