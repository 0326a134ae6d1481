"""`/admin/news/opd/<pk>/site/…`: the OPD's admin keeps the pages of its site."""

from __future__ import annotations

import pytest

from news import site_pages
from opd import roles
from opd.models import Page, PageKind
from opd.rights import Role
from tests.factories import UserFactory

BODY = "<p>Melayani warga.</p>"


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.admin)


def at(opd, part: str = "") -> str:
    return f"/admin/news/opd/{opd.pk}/site/{part}"


def saved(cast, body: str = BODY, seen: int = 0, kind: str = "layanan") -> Page:
    return site_pages.save(Page(opd=cast.dinkes, kind=kind), by=cast.admin, seen=seen, body=body)


def words(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


class TestList:
    def test_the_whole_set_is_there_with_its_state(self, cast, desk):
        saved(cast)
        Page.objects.create(opd=cast.dinkes, kind="pejabat", body=BODY, shown=False, position=50)
        page = words(desk.get(at(cast.dinkes)))
        for kind in PageKind:
            assert f'id="{kind.value}"' in page
        assert (page.count(">Tampil<"), page.count(">Disembunyikan<"), page.count(">Belum diisi<")) == (1, 1, 6)
        for kind in ("kontak", "ppid"):
            assert f"site/{kind}/hide/" not in page
        assert "site/profil/hide/" in page
        assert "site/pejabat/show/" in page

    def test_the_first_has_no_way_up_and_the_last_none_down(self, cast, desk):
        page = words(desk.get(at(cast.dinkes)))
        assert "site/profil/up/" not in page
        assert "site/ppid/down/" not in page
        assert (page.count("/up/"), page.count("/down/")) == (7, 7)

    def test_the_side_bar_leads_there(self, cast, desk, sign_in):
        assert f'href="{at(cast.dinkes)}"' in words(desk.get("/admin/"))
        assert "/site/" not in words(sign_in(cast.writer).get("/admin/"))


class TestEdit:
    def test_what_is_saved_is_read_at_once(self, cast, desk, sign_in):
        answer = desk.post(at(cast.dinkes, "layanan/"), {"seen": "0", "body": BODY, "shown": "on"})
        assert (answer.status_code, answer.url) == (302, at(cast.dinkes, "layanan/"))
        assert BODY in words(sign_in().get("/opd/dinkes/layanan/"))
        assert Page.versions.get().history_user == cast.admin

    def test_the_form_shows_what_is_there_without_a_media_button(self, cast, desk):
        saved(cast)
        page = words(desk.get(at(cast.dinkes, "layanan/")))
        assert "Melayani warga." in page
        assert 'name="seen" value="1"' in page
        assert "pustaka" not in page
        assert 'href="/opd/dinkes/layanan/"' in page

    def test_taking_the_tick_away_hides_it(self, cast, desk, sign_in):
        saved(cast)
        assert desk.post(at(cast.dinkes, "layanan/"), {"seen": "1", "body": BODY}).status_code == 302
        assert sign_in().get("/opd/dinkes/layanan/").status_code == 404

    def test_contacts_have_no_tick_and_stay(self, cast, desk):
        assert 'name="shown"' not in words(desk.get(at(cast.dinkes, "kontak/")))
        assert desk.post(at(cast.dinkes, "kontak/"), {"seen": "0", "body": BODY}).status_code == 302
        assert Page.objects.get().shown

    def test_a_stale_save_is_refused_with_both_texts_and_the_next_one_knows(self, cast, desk):
        saved(cast, "<p>Tulisan orang lain.</p>")
        mine = {"seen": "0", "body": "<p>Tulisan saya.</p>", "shown": "on"}
        page = words(desk.post(at(cast.dinkes, "layanan/"), mine), 409)
        assert "Belum tersimpan: Anda sendiri (di jendela lain) menyimpan versi 1 pukul " in page
        assert ("<del>orang" in page, "<ins>saya" in page) == (True, True)
        assert "&lt;p&gt;Tulisan saya.&lt;/p&gt;" in page  # in the form
        assert 'name="seen" value="1"' in page
        assert Page.objects.get().body == "<p>Tulisan orang lain.</p>"
        assert desk.post(at(cast.dinkes, "layanan/"), mine | {"seen": "1"}).status_code == 302
        assert [one.body for one in Page.versions.order_by("version")] == ["<p>Tulisan orang lain.</p>", mine["body"]]

    def test_a_stale_save_names_the_other_person_and_says_when_the_words_are_the_same(self, cast, desk):
        colleague = UserFactory(name="Sri Rahayu")
        roles.appoint(colleague, cast.dinkes, Role.ADMIN)
        site_pages.save(Page(opd=cast.dinkes, kind="layanan"), by=colleague, seen=0, body=BODY)
        page = words(desk.post(at(cast.dinkes, "layanan/"), {"seen": "0", "body": BODY, "shown": "on"}), 409)
        assert "Belum tersimpan: Sri Rahayu menyimpan versi 1 pukul " in page
        assert "Isinya sama dengan tulisan Anda." in page

    @pytest.mark.parametrize("body", ["<p>Tetap ada.</p>" + "<b>" * 60, "<p>Tetap ada.</p>" + "<p>" * 20_000])
    def test_a_refused_body_stays_in_the_form(self, cast, desk, body):
        page = words(desk.post(at(cast.dinkes, "layanan/"), {"seen": "0", "body": body, "shown": "on"}), 422)
        assert "Tetap ada." in page
        assert "Isi halaman ini" in page
        assert Page.objects.count() == 0

    def test_hidden_links_are_told(self, cast, desk):
        body = f'{BODY}<p style="display:none"><a href="https://judi.example/">slot</a></p>'
        answer = desk.post(at(cast.dinkes, "layanan/"), {"seen": "0", "body": body, "shown": "on"}, follow=True)
        assert "bagian tersembunyi" in words(answer)
        assert Page.objects.get().body == BODY

    @pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
    def test_odd_versions_change_nothing(self, cast, desk, seen):
        answer = desk.post(at(cast.dinkes, "layanan/"), {"seen": seen, "body": BODY, "shown": "on"})
        assert answer.status_code in {409, 422}
        assert Page.objects.count() == 0

    @pytest.mark.parametrize("part", ["tidak-ada/", "berita/", "PROFIL/", "layanan/hapus/", "layanan/history/1/"])
    def test_odd_addresses_are_404(self, cast, desk, part):
        assert desk.get(at(cast.dinkes, part)).status_code == 404
        assert desk.get(f"/admin/news/opd/{'9' * 30}/site/").status_code == 404


class TestVerbs:
    def test_order_by_buttons_is_the_menus(self, cast, desk, sign_in):
        assert desk.post(at(cast.dinkes, "layanan/up/")).url == at(cast.dinkes) + "#layanan"
        desk.post(at(cast.dinkes, "ppid/up/"))
        page = words(sign_in().get("/opd/dinkes/"))
        assert page.index(">PPID<") < page.index(">Kontak<")

    def test_hide_and_show(self, cast, desk, sign_in):
        saved(cast)
        desk.post(at(cast.dinkes, "layanan/hide/"))
        assert sign_in().get("/opd/dinkes/layanan/").status_code == 404
        desk.post(at(cast.dinkes, "layanan/show/"))
        assert BODY in words(sign_in().get("/opd/dinkes/layanan/"))

    def test_who_forges_the_hiding_of_contacts_is_told(self, cast, desk):
        answer = desk.post(at(cast.dinkes, "kontak/hide/"), follow=True)
        assert "selalu tampil" in words(answer)
        assert Page.objects.count() == 0

    @pytest.mark.parametrize("verb", ["up", "down", "show", "hide", "restore"])
    def test_nothing_happens_by_a_link(self, cast, desk, verb):
        saved(cast)
        answer = desk.get(at(cast.dinkes, f"layanan/{verb}/"))
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert Page.objects.count() == 1


class TestHistory:
    def test_lists_shows_and_brings_back(self, cast, desk):
        saved(cast)
        saved(cast, "<p>Kedua.</p>", seen=1)
        listed = words(desk.get(at(cast.dinkes, "layanan/history/")))
        assert listed.count("oleh Admin Dinkes") == 2
        older = words(desk.get(at(cast.dinkes, "layanan/history/?versi=1")))
        assert BODY in older
        assert "Pakai lagi versi ini" in older
        assert "Pakai lagi versi ini" not in words(desk.get(at(cast.dinkes, "layanan/history/?versi=2")))
        answer = desk.post(at(cast.dinkes, "layanan/restore/"), {"version": "1", "seen": "2"})
        assert answer.status_code == 302
        page = Page.objects.get()
        assert (page.body, page.version) == (BODY, 3)

    def test_bringing_back_on_top_of_what_one_has_not_read_is_refused(self, cast, desk):
        saved(cast)
        saved(cast, "<p>Kedua.</p>", seen=1)
        answer = desk.post(at(cast.dinkes, "layanan/restore/"), {"version": "1", "seen": "1"}, follow=True)
        assert "Halaman ini sudah disimpan lagi sejak Anda membukanya." in words(answer)
        assert Page.objects.get().body == "<p>Kedua.</p>"

    @pytest.mark.parametrize("odd", ["0", "7", "x", "-1", "9" * 30, "%00"])
    def test_odd_versions_are_404(self, cast, desk, odd):
        saved(cast)
        assert desk.get(at(cast.dinkes, f"layanan/history/?versi={odd}")).status_code == 404
        answer = desk.post(at(cast.dinkes, "layanan/restore/"), {"version": odd, "seen": "1"})
        assert answer.status_code in {302, 404}
        assert Page.objects.get().version == 1

    def test_a_page_that_was_never_saved_has_none(self, cast, desk):
        assert "belum pernah disimpan" in words(desk.get(at(cast.dinkes, "profil/history/")))
