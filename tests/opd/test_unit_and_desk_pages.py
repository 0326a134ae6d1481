"""/admin/opd/unit/ and /admin/opd/desk/: an OPD's parts, kept by its admin, and the editors' desks."""

from __future__ import annotations

import pytest

from accounts.models import User
from opd import access, roles
from opd.models import OPD, Desk, Unit
from opd.rights import RIGHTS, Right, Role
from tests.factories import OPDFactory, UnitFactory, UserFactory
from tests.news.admin.page import Page

ODD_IDS = ["0", "9" * 18, "9" * 19, "satu", "%00"]


def holds(user, right, opd) -> bool:
    return access.holds(User.objects.get(pk=user.pk), right, opd)


class TestUnits:
    @pytest.fixture
    def unit(self, cast):
        return UnitFactory(opd=cast.dinkes, name="Bidang Kesehatan Masyarakat")

    @pytest.fixture
    def desk(self, cast, sign_in):
        return sign_in(cast.admin)

    def test_the_opds_admin_adds_one(self, cast, desk):
        answer = desk.post("/admin/opd/unit/add/", {"opd": cast.dinkes.pk, "name": "Puskesmas Ngawen", "kind": "upt"})
        assert answer.status_code == 302
        made = Unit.objects.get()
        assert (made.opd, made.name, made.kind) == (cast.dinkes, "Puskesmas Ngawen", "upt")

    def test_and_renames_it_without_moving_it(self, cast, desk, unit):
        answer = desk.post(
            f"/admin/opd/unit/{unit.pk}/change/", {"opd": cast.dpupr.pk, "name": "Bidang Baru", "kind": "seksi"}
        )
        assert answer.status_code == 302
        unit.refresh_from_db()
        assert (unit.opd, unit.name, unit.kind) == (cast.dinkes, "Bidang Baru", "seksi")

    def test_what_two_tabs_changed_is_kept(self, desk, unit):
        url = f"/admin/opd/unit/{unit.pk}/change/"
        older = Page(desk.get(url)).forms[""]
        assert desk.post(url, older | {"name": "Bidang Baru"}).status_code == 302
        assert desk.post(url, older | {"kind": "seksi"}).status_code == 302
        unit.refresh_from_db()
        assert (unit.name, unit.kind) == ("Bidang Baru", "seksi")
        answer = desk.post(url, older | {"name": "Bidang Lain"})
        assert answer.status_code == 409
        assert "“Bidang Baru”" in Page(answer).text
        assert desk.post(url, Page(answer).forms[""]).status_code == 302
        assert Unit.objects.get().name == "Bidang Lain"

    def test_two_of_one_name_are_refused_with_a_sentence(self, cast, desk, unit):
        other = UnitFactory(opd=cast.dinkes, name="Seksi Gizi")
        UnitFactory(opd=cast.dpupr, name="Sekretariat")
        taken = {"name": "Bidang Kesehatan Masyarakat", "kind": "bidang"}
        for answer in (
            desk.post("/admin/opd/unit/add/", taken | {"opd": cast.dinkes.pk}),
            desk.post(f"/admin/opd/unit/{other.pk}/change/", taken),
        ):
            assert answer.status_code == 200
            assert "sudah ada" in answer.content.decode()
        assert sorted(Unit.objects.filter(opd=cast.dinkes).values_list("name", flat=True)) == [
            "Bidang Kesehatan Masyarakat",
            "Seksi Gizi",
        ]
        same = desk.post(
            f"/admin/opd/unit/{other.pk}/change/", {"name": "Sekretariat", "kind": "bidang"}
        )  # another OPD has one too
        assert same.status_code == 302

    @pytest.mark.parametrize("opd", ["foreign", "closed", "", "9" * 19, "x"])
    def test_no_opd_but_an_open_one_of_theirs(self, cast, desk, opd):
        closed = roles.close(OPDFactory(), cast.dinkes)
        posted = {"foreign": cast.dpupr.pk, "closed": closed.pk}.get(opd, opd)
        answer = desk.post("/admin/opd/unit/add/", {"opd": posted, "name": "Bidang Curian", "kind": "bidang"})
        assert answer.status_code == 200
        assert "DPUPR" not in answer.content.decode()
        assert not Unit.objects.exists()

    def test_without_an_open_opd_there_is_no_choice_at_all(self, cast, sign_in, unit):
        """An empty list of choices once meant every OPD."""
        closed = roles.close(OPDFactory(), cast.dpupr)
        OPD.objects.filter(pk=cast.dpupr.pk).update(active=False)
        OPD.objects.filter(pk=cast.dinkes.pk).update(active=False)
        browser = sign_in(cast.superuser)
        page = browser.get("/admin/opd/unit/add/").content.decode()
        assert f'<option value="{closed.pk}"' not in page
        assert (
            browser.post("/admin/opd/unit/add/", {"opd": closed.pk, "name": "Bidang", "kind": "bidang"}).status_code
            == 200
        )
        assert Unit.objects.count() == 1

    @pytest.mark.parametrize(
        ("who", "statuses"),
        [("outsider", {404}), ("writer", {403, 404}), ("editor", {403, 404}), ("nobody", {302}), (None, {302})],
    )
    def test_nobody_else_gets_there(self, cast, sign_in, unit, who, statuses):
        browser = sign_in(getattr(cast, who) if who else None)
        for page in ("change", "history"):
            url = f"/admin/opd/unit/{unit.pk}/{page}/"
            assert browser.get(url).status_code in statuses
            assert browser.post(url, {"name": "Diambil", "kind": "bidang"}).status_code in statuses
        assert Unit.objects.get().name == "Bidang Kesehatan Masyarakat"
        if who == "outsider":
            assert "Bidang Kesehatan" not in browser.get("/admin/opd/unit/").content.decode()

    def test_is_refused_without_the_right_while_holding_all_others(self, cast, sign_in, unit, monkeypatch):
        monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset(Right) - {Right.MANAGE_TEAM})
        roles.establish(cast.dinkes)
        browser = sign_in(cast.writer)
        assert browser.get("/admin/opd/unit/").status_code == 403
        assert browser.get("/admin/opd/unit/add/").status_code == 403
        assert browser.post(
            f"/admin/opd/unit/{unit.pk}/change/", {"name": "Diambil", "kind": "bidang"}
        ).status_code in {403, 404}
        assert Unit.objects.get().name == "Bidang Kesehatan Masyarakat"

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, cast, desk, odd):
        for page in ("change", "history"):
            assert desk.get(f"/admin/opd/unit/{odd}/{page}/").status_code == 404

    def test_none_is_deleted(self, cast, sign_in, unit):
        assert sign_in(cast.superuser).post(f"/admin/opd/unit/{unit.pk}/delete/", {"post": "yes"}).status_code == 403
        assert Unit.objects.exists()


class TestDesks:
    @pytest.fixture
    def portal(self, cast, sign_in):
        return sign_in(cast.superuser)

    def save(self, browser, desk, **typed):
        return browser.post(f"/admin/opd/desk/{desk.pk}/change/", {"name": desk.name} | typed)

    def test_saving_one_seats_its_editors_at_once(self, cast, portal, sign_in):
        desk = Desk.objects.get()
        members = [cast.editor.pk, cast.nobody.pk]
        assert self.save(portal, desk, opds=[cast.dpupr.pk], members=members).status_code == 302
        assert not holds(cast.editor, Right.REVIEW_NEWS, cast.dinkes)
        assert holds(cast.editor, Right.REVIEW_NEWS, cast.dpupr)
        assert not holds(cast.editor2, Right.REVIEW_NEWS, cast.dpupr)
        assert holds(cast.nobody, Right.REVIEW_NEWS, cast.dpupr)
        assert sign_in(cast.nobody).get("/admin/news/queue/").status_code == 200
        assert sign_in(cast.editor2).get("/admin/news/queue/").status_code == 302
        assert self.save(portal, desk, all_opds="on", members=[cast.editor2.pk]).status_code == 302
        assert holds(cast.editor2, Right.REVIEW_NEWS, cast.dinkes)
        assert not holds(cast.editor, Right.REVIEW_NEWS, cast.dpupr)

    def test_a_new_one_too(self, cast, portal):
        typed = {"name": "Redaksi Kecamatan", "opds": [cast.dinkes.pk], "members": [cast.nobody.pk]}
        assert portal.post("/admin/opd/desk/add/", typed).status_code == 302
        assert holds(cast.nobody, Right.REVIEW_NEWS, cast.dinkes)
        assert not holds(cast.nobody, Right.REVIEW_NEWS, cast.dpupr)

    def test_a_name_is_used_once(self, cast, portal):
        assert portal.post("/admin/opd/desk/add/", {"name": "Redaksi Dinkominfo"}).status_code == 200
        assert Desk.objects.count() == 1

    def test_saving_one_keeps_its_editors_who_are_switched_off(self, cast, portal):
        desk, stranger = Desk.objects.get(), UserFactory(is_active=False)
        User.objects.filter(pk=cast.editor2.pk).update(is_active=False)
        page = Page(portal.get(f"/admin/opd/desk/{desk.pk}/change/"))
        assert "Redaktur Dua (akun dinonaktifkan)" in page.text
        assert "Redaktur Satu (akun" not in page.text
        assert str(stranger) not in page.text
        assert self.save(portal, desk, all_opds="on", members=[cast.editor.pk, cast.editor2.pk]).status_code == 302
        assert set(desk.members.all()) == {cast.editor, cast.editor2}
        assert self.save(portal, desk, all_opds="on", members=[cast.editor.pk, stranger.pk]).status_code == 200
        assert self.save(portal, desk, all_opds="on", members=[cast.editor.pk]).status_code == 302
        assert set(desk.members.all()) == {cast.editor}

    @pytest.mark.parametrize("who", ["writer", "admin", "editor", "outsider"])
    def test_are_the_portal_administrators_alone(self, cast, sign_in, who):
        browser, desk = sign_in(getattr(cast, who)), Desk.objects.get()
        members = list(desk.members.values_list("pk", flat=True))
        typed = {"name": "Diambil", "all_opds": "on", "members": [getattr(cast, who).pk]}
        for page in ("", "add/", f"{desk.pk}/change/", f"{desk.pk}/history/"):
            assert browser.get(f"/admin/opd/desk/{page}").status_code == 403
            assert browser.post(f"/admin/opd/desk/{page}", typed).status_code == 403
        assert list(Desk.objects.get().members.values_list("pk", flat=True)) == members

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, cast, portal, odd):
        for page in ("change", "history"):
            assert portal.get(f"/admin/opd/desk/{odd}/{page}/").status_code == 404

    def test_somebody_switched_off_reviews_nothing(self, cast, portal):
        gone = UserFactory(is_active=False)
        self.save(portal, Desk.objects.get(), all_opds="on", members=[gone.pk])
        assert not holds(gone, Right.REVIEW_NEWS, cast.dinkes)
