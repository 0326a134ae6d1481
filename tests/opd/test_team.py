"""/admin/opd/opd/<id>/team/: an OPD's admin brings people in, gives them roles and lets them go."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts.models import User
from opd import access, roles
from opd.models import OPD, Membership
from opd.rights import RIGHTS, Right, Role
from tests.factories import OPDFactory, UnitFactory, UserFactory

NIP = "198001012005012001"
ODD_IDS = ["0", "999", "9" * 18, "9" * 19, "9" * 400, "-1", "1.0", "satu", "%00", "1%00"]


@pytest.fixture
def siti(cast):
    return UserFactory(username="siti.aminah", name="Siti Aminah", email="siti@contoh.test", nip=NIP)


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.admin)


def team(cast, rest="") -> str:
    return f"/admin/opd/opd/{cast.dinkes.pk}/team/{rest}"


def appoint(browser, cast, **typed):
    return browser.post(
        team(cast, "appoint/"), {"person": "siti.aminah", "role": "writer", "unit": "", "until": ""} | typed
    )


def membership(user, opd, role="writer") -> Membership:
    return Membership.objects.get(user=user, opd=opd, role=role)


def papers() -> list:
    return list(Membership.objects.order_by("pk").values()) + list(User.groups.through.objects.order_by("pk").values())


def holds(user, right, opd) -> bool:
    return access.holds(User.objects.get(pk=user.pk), right, opd)


class TestTeam:
    def test_shows_who_is_in_it_and_nobody_else(self, cast, desk):
        UnitFactory(opd=cast.dpupr, name="Bidang Bina Marga")
        UnitFactory(opd=cast.dinkes, name="Seksi Promosi Kesehatan")
        page = desk.get(team(cast)).content.decode()
        for words in ("Penulis Dinkes", "Admin Dinkes", "Seksi Promosi Kesehatan", "Simpan anggota"):
            assert words in page
        for words in ("Admin DPUPR", "Redaktur Satu", "Tanpa Peran", "Bidang Bina Marga"):
            assert words not in page

    def test_says_who_was_switched_off_and_until_when(self, cast, desk):
        Membership.objects.filter(user=cast.writer).update(since="2026-01-02", until="2027-03-04")
        User.objects.filter(pk=cast.writer.pk).update(is_active=False)
        page = desk.get(team(cast)).content.decode()
        assert "akun dinonaktifkan" in page
        assert "2 Jan 2026 – 4 Mar 2027" in page

    def test_costs_as_much_with_thirty_people(self, cast, desk, django_assert_max_num_queries):
        for _ in range(30):
            roles.appoint(UserFactory(), cast.dinkes, Role.WRITER, unit=UnitFactory(opd=cast.dinkes))
        with django_assert_max_num_queries(30):
            assert desk.get(team(cast)).status_code == 200

    def test_of_a_closed_opd_takes_nobody_in(self, cast, sign_in):
        roles.close(cast.dinkes, cast.dpupr)
        browser = sign_in(cast.outsider)
        page = browser.get(team(cast)).content.decode()
        assert "Simpan anggota" not in page
        answer = appoint(browser, cast, person="tanpa.peran")
        assert answer.status_code == 422
        assert "tidak aktif" in answer.content.decode()


class TestAppoint:
    @pytest.mark.parametrize(
        "typed", ["siti.aminah", "  Siti.Aminah ", "siti@contoh.test", "SITI@Contoh.Test", NIP, f" {NIP}"]
    )
    def test_by_username_e_mail_or_nip(self, cast, desk, siti, typed):
        unit = UnitFactory(opd=cast.dinkes)
        last = timezone.localdate() + timedelta(days=30)
        answer = appoint(desk, cast, person=typed, unit=unit.pk, until=last.isoformat())
        assert (answer.status_code, answer.url) == (302, team(cast))
        made = membership(siti, cast.dinkes)
        assert (made.unit, made.until) == (unit, last)
        assert holds(siti, Right.WRITE_NEWS, cast.dinkes)
        assert "Siti Aminah sekarang Penulis Dinkes." in desk.get(answer.url).content.decode()

    def test_as_admin(self, cast, desk, siti, sign_in):
        assert appoint(desk, cast, role="admin").status_code == 302
        assert sign_in(siti).get(team(cast)).status_code == 200

    @pytest.mark.parametrize(
        "typed",
        [
            "siti",
            "aminah",
            "siti.amina",
            "siti.aminah2",
            "contoh.test",
            "@",
            NIP[:17],
            NIP + "1",
            "Siti Aminah",
            "%",
            "_" * 11,
            "siti_aminah",
            "*",
        ],
    )
    def test_a_part_of_a_name_finds_nobody(self, cast, desk, siti, typed):
        before = papers()
        answer = appoint(desk, cast, person=typed)
        assert answer.status_code == 422
        assert "Tidak ada orang dengan nama pengguna, e-mail, atau NIP persis seperti itu." in answer.content.decode()
        assert papers() == before

    def test_somebody_switched_off_is_not_found(self, cast, desk, siti):
        User.objects.filter(pk=siti.pk).update(is_active=False)
        assert appoint(desk, cast).status_code == 422
        assert not Membership.objects.filter(user=siti).exists()

    def test_words_that_mean_two_people_find_neither(self, cast, desk, siti):
        UserFactory(username=NIP)
        assert appoint(desk, cast, person=NIP).status_code == 422

    @pytest.mark.parametrize("role", ["editor", "superuser", "", "raja"])
    def test_no_role_but_a_members(self, cast, desk, siti, role):
        before = papers()
        assert appoint(desk, cast, role=role).status_code == 422
        assert papers() == before

    @pytest.mark.parametrize("unit", ["foreign", "9" * 19, "0", "-1", "x", "1\0"])
    def test_no_unit_but_the_opds_own(self, cast, desk, siti, unit):
        foreign = UnitFactory(opd=cast.dpupr, name="Bidang Bina Marga")
        answer = appoint(desk, cast, unit=foreign.pk if unit == "foreign" else unit)
        assert answer.status_code == 422
        assert "Bidang Bina Marga" not in answer.content.decode()
        assert not Membership.objects.filter(user=siti).exists()

    @pytest.mark.parametrize("until", ["2020-01-01", "0001-01-01", "besok", "2026-02-30", "99999-01-01"])
    def test_no_last_day_that_is_over_or_none(self, cast, desk, siti, until):
        answer = appoint(desk, cast, until=until)
        assert answer.status_code == 422
        assert not Membership.objects.filter(user=siti).exists()

    def test_a_last_day_does_not_end_the_last_admin(self, cast, desk):
        Membership.objects.filter(user=cast.admin).update(since="2020-01-01")
        answer = appoint(desk, cast, person="admin", role="admin", until="2020-01-02")
        assert answer.status_code == 422
        assert "Tanggal terakhirnya sudah lewat." in answer.content.decode()
        assert holds(cast.admin, Right.MANAGE_TEAM, cast.dinkes)

    def test_what_was_typed_survives_a_refusal(self, cast, desk, siti):
        unit = UnitFactory(opd=cast.dinkes)
        last = (timezone.localdate() + timedelta(days=9)).isoformat()
        page = appoint(desk, cast, person='Siti "A" <b>', role="admin", unit=unit.pk, until=last).content.decode()
        assert 'value="Siti &quot;A&quot; &lt;b&gt;"' in page
        assert f'value="{last}"' in page
        assert '<option value="admin" selected>' in page
        assert f'<option value="{unit.pk}" selected>' in page

    def test_is_written_into_the_log_of_the_opd(self, cast, desk, siti):
        appoint(desk, cast, role="admin")
        entry = LogEntry.objects.get()
        assert (entry.user, entry.content_type.model, entry.object_id) == (cast.admin, "opd", str(cast.dinkes.pk))
        assert "Siti Aminah diangkat menjadi Admin OPD." in entry.change_message
        assert (
            "Siti Aminah diangkat menjadi Admin OPD."
            in desk.get(f"/admin/opd/opd/{cast.dinkes.pk}/history/").content.decode()
        )

    def test_nothing_of_another_opd_is_taken_from_the_form(self, cast, desk, siti):
        appoint(desk, cast, opd=cast.dpupr.pk, opd_id=cast.dpupr.pk, user=cast.nobody.pk, by=cast.nobody.pk)
        made = Membership.objects.get(user=siti)
        assert (made.opd, made.since) == (cast.dinkes, timezone.localdate())
        assert not Membership.objects.filter(user=cast.nobody).exists()


class TestDismiss:
    def dismiss(self, browser, cast, one: Membership):
        return browser.post(team(cast, f"{one.pk}/dismiss/"), {"yes": "1"})

    def test_ends_the_rights_at_the_next_request(self, cast, desk, sign_in):
        writer = sign_in(cast.writer)
        assert writer.get("/admin/news/article/add/").status_code == 200
        answer = self.dismiss(desk, cast, membership(cast.writer, cast.dinkes))
        assert (answer.status_code, answer.url) == (302, team(cast))
        assert writer.get("/admin/news/article/add/").status_code == 302
        assert writer.get("/admin/").status_code == 302
        assert "Penulis Dinkes tidak lagi Penulis Dinkes." in desk.get(answer.url).content.decode()
        assert "Penulis Dinkes tidak lagi Penulis." in LogEntry.objects.get().change_message

    def test_the_last_admin_is_told_what_to_do_first(self, cast, desk):
        before = papers()
        answer = self.dismiss(desk, cast, membership(cast.admin, cast.dinkes, "admin"))
        assert answer.status_code == 422
        assert "Admin Dinkes satu-satunya admin Dinkes. Angkat admin lain lebih dulu." in answer.content.decode()
        assert papers() == before
        assert not LogEntry.objects.exists()

    def test_an_admin_who_leaves_is_led_to_the_starting_page(self, cast, desk, siti):
        """Their own team's page is no longer there for them."""
        roles.appoint(siti, cast.dinkes, Role.ADMIN)
        roles.appoint(cast.admin, cast.dpupr, Role.WRITER)
        answer = self.dismiss(desk, cast, membership(cast.admin, cast.dinkes, "admin"))
        assert (answer.status_code, answer.url) == (302, "/admin/")
        assert desk.get("/admin/").status_code == 200
        assert desk.get(team(cast)).status_code == 404

    def test_reaches_nobody_of_another_opd(self, cast, desk, sign_in):
        foreign = membership(cast.outsider, cast.dpupr, "admin")
        own = membership(cast.writer, cast.dinkes)
        before = papers()
        assert self.dismiss(desk, cast, foreign).status_code == 404
        theirs = f"/admin/opd/opd/{cast.dpupr.pk}/team/{own.pk}/dismiss/"
        assert desk.post(theirs).status_code == 404
        assert sign_in(cast.outsider).post(theirs).status_code == 404
        assert sign_in(cast.superuser).post(theirs).status_code == 404
        assert papers() == before

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, cast, desk, odd):
        for browser_answer in (desk.get(team(cast, f"{odd}/dismiss/")), desk.post(team(cast, f"{odd}/dismiss/"))):
            assert browser_answer.status_code == 404


PLACES = ["", "appoint/", "{writer}/dismiss/"]


@pytest.mark.parametrize("place", PLACES)
class TestWho:
    def both(self, browser, cast, place):
        url = team(cast, place.format(writer=membership(cast.writer, cast.dinkes).pk))
        return browser.get(url), browser.post(url, {"person": "tanpa.peran", "role": "writer"})

    @pytest.mark.parametrize("who", ["outsider", "writer", "editor"])
    def test_is_not_there_for_whoever_does_not_see_the_opd(self, cast, sign_in, place, who):
        before = papers()
        for answer in self.both(sign_in(getattr(cast, who)), cast, place):
            assert answer.status_code == 404
        assert papers() == before

    def test_is_refused_without_the_right_while_holding_all_others(self, cast, sign_in, place, monkeypatch):
        monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset(Right) - {Right.MANAGE_TEAM})
        roles.establish(cast.dinkes)
        before = papers()
        for answer in self.both(sign_in(cast.writer), cast, place):
            assert answer.status_code == 403
            assert "Hanya admin OPD ini yang mengatur timnya." in answer.content.decode()
        assert papers() == before

    def test_needs_a_sign_in_and_a_role(self, cast, sign_in, place):
        before = papers()
        for browser in (sign_in(), sign_in(cast.nobody)):
            looked, posted = self.both(browser, cast, place)
            assert looked.status_code == 302
            assert looked.url.startswith(("/admin/login/?next=", "/akun/login/?next="))
            assert posted.status_code in {302, 403}
        assert papers() == before

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, cast, sign_in, place, odd):
        url = f"/admin/opd/opd/{odd}/team/" + place.format(writer=membership(cast.writer, cast.dinkes).pk)
        for browser in (sign_in(cast.admin), sign_in(cast.superuser)):
            assert browser.get(url).status_code == 404
            assert browser.post(url).status_code == 404


@pytest.mark.parametrize("place", PLACES[1:])
def test_following_a_link_changes_nothing_and_shows_the_team(cast, desk, place):
    before = papers()
    answer = desk.get(team(cast, place.format(writer=membership(cast.writer, cast.dinkes).pk)))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Anggota tim Dinkes" in answer.content.decode()
    assert papers() == before


def test_a_manager_who_holds_less_cannot_make_an_admin(cast, sign_in, siti, monkeypatch):
    monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset({Right.WRITE_NEWS, Right.MANAGE_TEAM}))
    roles.establish(cast.dinkes)
    browser = sign_in(cast.writer)
    assert appoint(browser, cast, role="admin").status_code == 403
    assert appoint(browser, cast, person="penulis", role="admin").status_code == 403
    assert not Membership.objects.filter(user__in=[siti, cast.writer], role="admin").exists()
    assert appoint(browser, cast, role="writer").status_code == 302


def test_the_portal_administrator_appoints_the_first_admin_of_a_new_opd(cast, sign_in, siti):
    new = OPDFactory(short_name="Baru")
    browser = sign_in(cast.superuser)
    page = browser.get(f"/admin/opd/opd/{new.pk}/team/").content.decode()
    assert re.search(r"Belum ada anggota", page)
    answer = browser.post(f"/admin/opd/opd/{new.pk}/team/appoint/", {"person": NIP, "role": "admin"})
    assert answer.status_code == 302
    assert set(roles.admins(OPD.objects.get(pk=new.pk))) == {siti}
