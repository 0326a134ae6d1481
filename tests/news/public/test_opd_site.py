"""`/opd/<slug>/<page>/`: an OPD's site is whole from its first minute, and says what it does not know."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opd import opening
from opd.models import Page
from tests.factories import OfficialAccountFactory, OPDFactory, UnitFactory
from tests.news.public.shown import figure, news, photo

KINDS = ["profil", "visi-misi", "struktur-organisasi", "tugas-fungsi", "pejabat", "layanan", "kontak", "ppid"]
MENU = re.compile(r'<nav class="site__menu".*?</nav>', re.DOTALL)
LINK = re.compile(r'<a href="([^"]+)"([^>]*)>([^<]+)</a>')


@pytest.fixture
def opd(db):
    return OPDFactory(slug="brida", short_name="Brida", name="Badan Riset Kabupaten Blora", accent=7)


def shown(visitor, address: str, status: int = 200) -> str:
    answer = visitor.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def menu(page: str) -> list[tuple[str, str, str]]:
    """Label, address and `aria-current` of each place."""
    found = LINK.findall(MENU.search(page)[0])
    return [(label, address, re.sub(r'.*aria-current="(\w+)".*', r"\1", rest)) for address, rest, label in found]


def labels(page: str) -> list[str]:
    return [label for label, _, _ in menu(page)]


class TestNewOPD:
    """Nobody has written a word yet."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_standard_page_answers_and_names_the_opd(self, visitor, opd, kind):
        page = shown(visitor, f"/opd/brida/{kind}/")
        assert "Badan Riset Kabupaten Blora" in page
        assert page.count("<h1") == 1

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_nobody_wrote_is_not_for_search_engines(self, visitor, opd, kind):
        assert '<meta name="robots" content="noindex">' in shown(visitor, f"/opd/brida/{kind}/")
        Page.objects.create(opd=opd, kind=kind, body="<p>Sudah diisi.</p>")
        page = shown(visitor, f"/opd/brida/{kind}/")
        assert "noindex" not in page
        assert "<p>Sudah diisi.</p>" in page
        assert "belum mengisi" not in page

    @pytest.mark.parametrize("kind", sorted({*KINDS} - {"kontak", "ppid"}))
    def test_an_empty_page_says_so_and_where_to_ask(self, visitor, opd, kind):
        page = shown(visitor, f"/opd/brida/{kind}/")
        assert "Brida belum mengisi halaman ini." in page
        assert "pengelola portal ini" in page
        opd.phone = "(0296) 531000"
        opd.save()
        page = shown(visitor, f"/opd/brida/{kind}/")
        assert 'href="tel:0296531000"' in page
        assert "pengelola portal ini" not in page

    def test_ppid_tells_the_law_and_that_it_is_general(self, visitor, opd):
        page = shown(visitor, "/opd/brida/ppid/")
        for words in ("Nomor 14 Tahun 2008", "10 hari kerja", "7 hari kerja", "belum menulis halaman PPID sendiri"):
            assert words in page

    def test_the_menu_has_what_a_citizen_needs(self, visitor, opd):
        assert labels(shown(visitor, "/opd/brida/")) == ["Beranda", "Berita", "Profil", "Layanan", "Kontak", "PPID"]

    def test_profile_shows_what_is_known(self, visitor, opd):
        opd.description = "Meneliti jati."
        opd.save()
        UnitFactory(opd=opd, name="Bidang Riset")
        page = shown(visitor, "/opd/brida/profil/")
        assert "Meneliti jati." in page
        assert "Bidang Riset" in page


class TestMenu:
    def test_is_the_same_everywhere_and_marks_the_page_one_is_on(self, visitor, opd):
        Page.objects.create(opd=opd, kind="visi-misi", body="<p>Visi.</p>", position=5)
        held = news(photo(1), photo(2), body=figure(1, 2), album_size=2, article__opd=opd)
        expected = ["Beranda", "Berita", "Galeri", "Visi dan misi", "Profil", "Layanan", "Kontak", "PPID"]
        for part, here, said in (
            ("", "Beranda", "page"),
            ("berita/", "Berita", "page"),
            ("galeri/", "Galeri", "page"),
            (f"galeri/{held.pk}/", "Galeri", "true"),
            (f"galeri/{held.pk}/1/", "Galeri", "true"),
            ("visi-misi/", "Visi dan misi", "page"),
            ("kontak/", "Kontak", "page"),
        ):
            found = menu(shown(visitor, f"/opd/brida/{part}"))
            assert [label for label, _, _ in found] == expected, part
            assert [(label, current) for label, _, current in found if current] == [(here, said)]

    def test_a_hidden_page_is_nowhere(self, visitor, opd):
        Page.objects.create(opd=opd, kind="layanan", body="<p>Rahasia.</p>", shown=False)
        assert "Layanan" not in labels(shown(visitor, "/opd/brida/"))
        assert "Rahasia." not in shown(visitor, "/opd/brida/layanan/", 404)

    def test_another_opds_pages_do_not_appear(self, visitor, opd):
        Page.objects.create(opd=OPDFactory(slug="lain"), kind="pejabat", body="<p>Lain.</p>")
        assert "Pejabat" not in labels(shown(visitor, "/opd/brida/"))
        assert "Lain." not in shown(visitor, "/opd/brida/pejabat/")


class TestContact:
    def test_everything_that_is_known(self, visitor, opd):
        opd.address, opd.phone, opd.email = "Jl. Pemuda 1", "+62 296 531-000", "brida@blorakab.go.id"
        opd.website, opd.map_link = "https://brida.blorakab.go.id", "https://maps.app.goo.gl/abc"
        opd.hours = opening.read([("07:30", "15:30")] * 5 + [("", "")] * 2)
        opd.hours_note = "Loket tutup saat salat Jumat."
        opd.save()
        UnitFactory(opd=opd, name="Bidang Riset")
        page = shown(visitor, "/opd/brida/kontak/")
        for words in (
            'href="tel:+62296531000"', 'href="mailto:brida@blorakab.go.id"', 'href="https://maps.app.goo.gl/abc" rel="noopener"',
            "Buka peta", "Jl. Pemuda 1", "Senin–Jumat", "07.30–15.30 WIB", "tutup", "Loket tutup saat salat Jumat.", "Bidang Riset",
        ):  # fmt: skip
            assert words in page, words
        assert "noindex" not in page

    def test_accounts_in_use_are_linked_and_retired_ones_are_not(self, visitor, opd):
        OfficialAccountFactory(opd=opd, address="https://www.instagram.com/brida.blora")
        OfficialAccountFactory(
            opd=opd, address="https://www.instagram.com/brida.lama", label="@brida.lama", active=False
        )
        for part in ("", "kontak/"):
            page = shown(visitor, f"/opd/brida/{part}")
            assert 'href="https://www.instagram.com/brida.blora" rel="noopener"' in page
            assert "brida.blora</a>" in page
            assert "https://www.instagram.com/brida.lama" not in page
            assert re.search(r"@brida\.lama <[^>]+>tidak dipakai lagi", page)


class TestSafe:
    def test_a_body_that_came_in_past_the_cleaner_runs_nothing(self, visitor, opd):
        Page.objects.create(
            opd=opd, kind="profil", body="<p>Aman</p><script>alert(1)</script><img src=x onerror=alert(1)>"
        )
        page = shown(visitor, "/opd/brida/profil/")
        assert "<p>Aman</p>" in page
        assert "alert(1)" not in page

    def test_names_and_labels_are_escaped(self, visitor, opd):
        OfficialAccountFactory(opd=opd, label="<b>tebal</b>")
        opd.hours_note, opd.cover_alt = "<i>jam</i>", '"><i>sampul</i>'
        opd.cover = [{"name": "a.jpg", "width": 480, "height": 320, "type": "image/jpeg"}]
        opd.save()
        page = shown(visitor, "/opd/brida/")
        assert "&lt;b&gt;tebal" in page
        assert "<i>" not in page

    @pytest.mark.parametrize("odd", ["tidak-ada", "PROFIL", "profil%00", "profil/x", "profilx", "visi_misi", "%20"])
    def test_odd_pages_are_not_found(self, visitor, opd, odd):
        assert visitor.get(f"/opd/brida/{odd}/").status_code == 404

    @pytest.mark.parametrize("part", ["", "profil/", "kontak/", "ppid/", "berita/", "galeri/"])
    def test_few_queries_however_much_there_is(self, visitor, opd, part):
        def asked() -> int:
            with CaptureQueriesContext(connection) as captured:
                shown(visitor, f"/opd/brida/{part}")
            return len(captured)

        for kind in KINDS:
            Page.objects.create(opd=opd, kind=kind, body="<p>Isi.</p>")
        few = asked()
        OfficialAccountFactory.create_batch(5, opd=opd)
        UnitFactory.create_batch(5, opd=opd)
        assert asked() == few <= 10


class TestClosed:
    def test_its_pages_stay_with_a_notice(self, visitor, opd):
        opd.active = False
        opd.save()
        Page.objects.create(opd=opd, kind="profil", body="<p>Dulu.</p>")
        page = shown(visitor, "/opd/brida/profil/")
        assert "sudah tidak aktif" in page
        assert "<p>Dulu.</p>" in page

    def test_a_successors_pages_take_over(self, visitor, opd):
        opd.active, opd.successor = False, OPDFactory(slug="bapperida")
        opd.save()
        answer = visitor.get("/opd/brida/layanan/")
        assert (answer.status_code, answer["Location"]) == (301, "/opd/bapperida/layanan/")
