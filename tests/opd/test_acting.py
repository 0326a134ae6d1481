"""Acting posts and dates: nobody acts before their first day or after their last, and no OPD is left without an admin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from opd import access, roles, terms, vacancies
from opd.models import OPD, Membership
from opd.rights import Right, Role
from opd.roles import RoleRefused
from tests.factories import OPDFactory, UserFactory

FIRST, LAST = date(2026, 12, 1), date(2027, 1, 31)


@pytest.fixture
def at(monkeypatch):
    """Set the clock to a moment in UTC; Blora is seven hours ahead."""

    def turn(*moment: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))

    return turn


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def team(opd, rest="") -> str:
    return f"/admin/opd/opd/{opd.pk}/team/{rest}"


def dates(user) -> list:
    return list(Membership.objects.filter(user=user).values_list("role", "since", "until", "acting"))


# Moment in UTC, what it is in Blora, does the acting admin hold the team?
MIDNIGHTS = [
    ((2026, 11, 30, 16, 59, 59), "30 November 23.59.59", False),
    ((2026, 11, 30, 17, 0, 0), "1 December 00.00", True),
    ((2026, 12, 24, 5, 0, 0), "in between", True),
    ((2027, 1, 31, 16, 59, 59), "31 January 23.59.59", True),
    ((2027, 1, 31, 17, 0, 0), "1 February 00.00", False),
]


class TestRights:
    @pytest.mark.parametrize(("moment", "_local", "held"), MIDNIGHTS)
    def test_begin_and_end_at_midnight_in_blora(self, cast, at, moment, _local, held):
        at(2026, 11, 24)
        roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN, since=FIRST, until=LAST, acting=True)
        at(*moment)
        someone = User.objects.get(pk=cast.nobody.pk)
        for right in (Right.WRITE_NEWS, Right.MANAGE_TEAM):
            assert access.holds(someone, right, cast.dinkes) is held
        assert access.may_enter(someone) is held
        assert (cast.nobody in roles.admins(cast.dinkes)) is held

    def test_the_team_page_opens_on_the_first_day_and_closes_after_the_last(self, cast, sign_in):
        roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN)
        for since, until, status in ((1, 2, 403), (0, 0, 200), (-2, -1, 403)):
            Membership.objects.filter(user=cast.nobody).update(since=day(since), until=day(until), acting=True)
            answer = sign_in(cast.nobody).get(team(cast.dinkes))
            assert (answer.status_code == 200) is (status == 200)


class TestPage:
    def post(self, browser, opd, **typed):
        return browser.post(team(opd, "appoint/"), {"person": "tanpa.peran", "role": "admin"} | typed)

    def test_appoints_an_acting_admin_and_says_from_when(self, cast, sign_in):
        browser = sign_in(cast.admin)
        first, last = day(7), day(37)
        typed = {"since": first.isoformat(), "until": last.isoformat(), "acting": "on"}
        assert self.post(browser, cast.dinkes, **typed).status_code == 302
        assert dates(cast.nobody) == [("admin", first, last, True)]
        page = browser.get(team(cast.dinkes)).content.decode()
        assert f"Tanpa Peran menjadi Plt. Admin OPD Dinkes mulai {terms.short(first)}." in page
        assert "Plt. Admin OPD</span>" in page
        assert f"mulai {terms.short(first)} – {terms.short(last)}" in page

    def test_an_acting_post_needs_its_last_day(self, cast, sign_in):
        answer = self.post(sign_in(cast.admin), cast.dinkes, acting="on")
        assert answer.status_code == 422
        assert "selalu punya hari terakhir" in answer.content.decode()
        assert '<details class="fold" open>' in answer.content.decode()
        assert dates(cast.nobody) == []

    def test_dates_that_turn_around_are_refused(self, cast, sign_in):
        answer = self.post(sign_in(cast.admin), cast.dinkes, since=day(5).isoformat(), until=day(4).isoformat())
        assert answer.status_code == 422
        assert "mendahului tanggal mulainya" in answer.content.decode()
        assert dates(cast.nobody) == []

    def test_lists_running_future_and_ended_ones_in_this_order(self, cast, sign_in):
        for name, since, until in (("Sudah", -9, -1), ("Nanti", 3, 9), ("Kini", -1, 4)):
            person = UserFactory(name=f"Orang {name}")
            roles.appoint(person, cast.dinkes, Role.WRITER)
            Membership.objects.filter(user=person).update(since=day(since), until=day(until))
        page = sign_in(cast.admin).get(team(cast.dinkes)).content.decode()
        assert page.index("Orang Kini") < page.index("Orang Nanti") < page.index("Orang Sudah")
        assert f"berakhir {terms.short(day(-1))}" in page


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2026, 1, 2), None, "sejak 2 Jan 2026"),
        (date(2026, 1, 2), date(2027, 3, 4), "2 Jan 2026 – 4 Mar 2027"),
        (FIRST, LAST, "mulai 1 Des 2026 – 31 Jan 2027"),
        (FIRST, None, "mulai 1 Des 2026"),
        (date(2026, 1, 2), date(2026, 11, 23), "berakhir 23 Nov 2026"),
        (None, None, "tanpa batas waktu"),
        (None, LAST, "sampai 31 Jan 2027"),
    ],
)
def test_how_a_period_reads(at, since, until, words):
    at(2026, 11, 24, 5)
    assert terms.period(since, until) == words


# The dates of dinkes' only admin are (since -30, no end). New dates; another admin's days; is it refused?
KEEPS = {
    "an end": ((None, 9), None, True),
    "an end today": ((None, 0), None, True),
    "a first day in the future": ((3, None), None, True),
    "no change": ((None, None), None, False),
    "an end, another stays": ((None, 9), (-5, None), False),
    "an end, another until the same day": ((None, 9), (-5, 9), True),
    "an end, another begins the day after": ((None, 9), (10, None), False),
    "an end, another begins two days after": ((None, 9), (11, None), True),
    "a first day in the future, another today": ((3, None), (-5, None), False),
    "a first day in the future, another from tomorrow": ((3, None), (1, None), True),
}


class TestAnAdminStays:
    @pytest.mark.parametrize("case", KEEPS)
    def test_new_dates_do_not_leave_the_opd_without_one(self, cast, case):
        (since, until), other, refused = KEEPS[case]
        Membership.objects.filter(user=cast.admin).update(since=day(-30))
        if other:
            roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN)
            end = None if other[1] is None else day(other[1])
            Membership.objects.filter(user=cast.nobody).update(since=day(other[0]), until=end)
        before = dates(cast.admin)
        asked = {"since": None if since is None else day(since), "until": None if until is None else day(until)}
        if refused:
            with pytest.raises(RoleRefused, match="tidak punya admin pada"):
                roles.appoint(cast.admin, cast.dinkes, Role.ADMIN, **asked)
            assert dates(cast.admin) == before
        else:
            roles.appoint(cast.admin, cast.dinkes, Role.ADMIN, **asked)

    def test_the_page_says_it_and_keeps_what_was_typed(self, cast, sign_in):
        last = day(20).isoformat()
        answer = sign_in(cast.admin).post(
            team(cast.dinkes, "appoint/"), {"person": "admin", "role": "admin", "until": last}
        )
        assert answer.status_code == 422
        assert "Angkat dulu admin lain" in answer.content.decode()
        assert f'value="{last}"' in answer.content.decode()
        assert Membership.objects.get(user=cast.admin).until is None

    def test_a_writers_end_and_a_new_acting_admins_are_nobodys_loss(self, cast):
        roles.appoint(cast.writer, cast.dinkes, Role.WRITER, until=day(1))
        new = OPDFactory()
        roles.appoint(cast.nobody, new, Role.ADMIN, until=day(9), acting=True)
        roles.appoint(cast.nobody, new, Role.ADMIN, until=day(30), acting=True)  # longer is no loss either

    def test_an_ended_admin_is_cleared_away_without_a_successor(self, cast):
        Membership.objects.filter(user=cast.admin).update(since=day(-30), until=day(-1))
        roles.dismiss(Membership.objects.get(user=cast.admin))
        assert not Membership.objects.filter(user=cast.admin).exists()

    def test_a_demo_admin_is_none_without_a_demo(self, cast, settings):
        User.objects.filter(pk=cast.admin.pk).update(is_demo=True)
        User.objects.filter(pk=cast.editor.pk).update(is_demo=True)
        assert cast.admin in roles.admins(cast.dinkes)
        assert cast.editor in roles.editors(cast.dinkes)
        settings.DEMO = False
        assert not roles.admins(cast.dinkes).exists()
        assert list(roles.editors(cast.dinkes)) == [cast.editor2]


# Days of the admins of one OPD -> the last day that has one, or None when nothing has to be said.
ENDS = [
    ([(-30, None)], None),
    ([(-30, 10)], 10),
    ([(-30, 0)], 0),
    ([(-30, 59)], 59),
    ([(-30, 60)], None),
    ([(-30, 10), (11, None)], None),
    ([(-30, 10), (12, None)], 10),
    ([(-30, 10), (5, 20)], 20),
    ([(-30, 10), (5, 20), (-3, None)], None),
    ([(3, 10)], None),  # none today: that is another message
    ([(-30, -1)], None),
]


class TestSaidEarly:
    @pytest.mark.parametrize(("spans", "last"), ENDS, ids=str)
    def test_the_last_day_with_an_admin(self, cast, spans, last):
        opd = OPDFactory()
        for since, until in spans:
            person = UserFactory()
            roles.appoint(person, opd, Role.ADMIN)
            end = None if until is None else day(until)
            Membership.objects.filter(user=person).update(since=day(since), until=end)
        found = vacancies.last_days(OPD.objects.all())
        assert found == ({} if last is None else {opd: day(last)})

    def test_nobody_who_cannot_sign_in_counts(self, cast):
        roles.appoint(UserFactory(is_active=False), cast.dinkes, Role.ADMIN)
        Membership.objects.filter(user=cast.admin).update(until=day(9))
        assert vacancies.last_days([cast.dinkes]) == {cast.dinkes: day(9)}
        OPD.objects.filter(pk=cast.dinkes.pk).update(active=False)
        assert vacancies.last_days([cast.dinkes]) == {}

    def test_on_the_team_page_and_on_the_starting_page(self, cast, sign_in):
        Membership.objects.filter(user=cast.admin).update(until=date(2099, 1, 31))
        words = "Admin terakhir Dinkes bertugas sampai"
        for page in ("/admin/", team(cast.dinkes)):
            assert words not in sign_in(cast.admin).get(page).content.decode()
        Membership.objects.filter(user=cast.admin).update(until=day(9))
        for who in ("admin", "superuser"):
            for page in ("/admin/", team(cast.dinkes)):
                assert words in sign_in(getattr(cast, who)).get(page).content.decode()
        for who in ("writer", "editor", "outsider"):
            assert words not in sign_in(getattr(cast, who)).get("/admin/").content.decode()


def test_blora_keeps_its_own_time():
    assert settings.TIME_ZONE == "Asia/Jakarta"


# --- Nobody makes himself stay -------------------------------------------------------------------------------------------
@pytest.fixture
def acting(cast):
    """An acting admin of dinkes until the end of next week."""
    last = timezone.localdate() + timedelta(days=7)
    roles.appoint(cast.nobody, cast.dinkes, Role.ADMIN, until=last, acting=True)
    return cast.nobody, last


@pytest.mark.parametrize(
    ("person", "role", "days", "status"),
    [
        ("tanpa.peran", "admin", None, 422),  # himself, without end
        ("tanpa.peran", "admin", 8, 422),
        ("penulis", "admin", None, 422),
        ("penulis", "admin", 8, 422),
        ("penulis", "admin", 7, 302),
        ("penulis", "writer", None, 302),
        ("baru@contoh.test", "admin", None, 422),
        ("baru@contoh.test", "admin", 7, 302),
        ("baru@contoh.test", "writer", None, 302),
    ],
)
def test_an_acting_admin_makes_no_admin_for_longer_than_himself(cast, sign_in, acting, person, role, days, status):
    _, last = acting
    until = "" if days is None else str(last + timedelta(days=days - 7))
    data = {"person": person, "invite": person, "role": role, "until": until, "name": "Orang Baru"}
    answer = sign_in(cast.nobody).post(f"/admin/opd/opd/{cast.dinkes.pk}/team/appoint/", data)
    assert answer.status_code == status
    assert Membership.objects.get(user=cast.nobody, role="admin").until == last
    assert ("paling lama" in answer.content.decode()) is (status == 422)
