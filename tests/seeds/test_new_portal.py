"""`manage.py seed` without DEMO: the agencies and nobody, and later nothing of what people have changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import User
from news.models import Article, MediaAsset, Publication, Rubric
from opd import access, checks, roles
from opd.models import OPD, Desk, Holiday, Membership, OfficialAccount, Page, Platform, Unit, WorkingHours
from opd.working_time import Calendar
from tests.seeds.loading import everything, rows, seed


@pytest.fixture(autouse=True)
def _not_a_demo(db, settings):
    settings.DEMO = False


def test_has_44_opds_with_their_units_rubrics_and_a_desk_and_nobody():
    assert "hal baru dimuat" in seed()
    assert OPD.objects.active().count() == 44
    assert Rubric.objects.count() == 10
    assert Unit.objects.count() == len(rows("units.csv")) > 30
    assert [desk.name for desk in Desk.objects.all()] == ["Redaksi Dinkominfo"]
    assert Platform.objects.count() == len(rows("platforms.csv")) == 7
    for model in (User, Membership, Article, Publication, MediaAsset, Page, OfficialAccount):
        assert not model.objects.exists()


def test_each_opd_is_as_the_list_says_and_ready_to_work():
    seed()
    for row in rows("opd.csv"):
        opd = OPD.objects.get(slug=row["slug"])
        opd.full_clean()
        assert (opd.name, opd.short_name, opd.kind, str(opd.accent)) == (
            row["name"],
            row["short_name"],
            row["kind"],
            row["accent"],
        )
        assert opd.aliases == [alias for alias in row["aliases"].split("|") if alias]
    assert {found.id for found in checks.every_open_opd_has_people(None, ["default"])} == {"opd.W001", "opd.W002"}
    person = User.objects.create_user("siti", name="Siti")
    roles.appoint(person, OPD.objects.get(slug="kecamatan-cepu"), "admin")
    assert access.may_enter(person)


def test_a_second_time_there_is_nothing_to_do():
    seed()
    before = everything()
    assert seed() == "Data awal sudah lengkap.\n"
    assert everything() == before


def test_what_an_administrator_has_changed_stays_and_comes_back_under_no_old_name():
    seed()
    OPD.objects.filter(slug="dinkes").update(slug="dinkesda", description="Diubah")
    OPD.objects.filter(slug="dpupr").update(name="Dinas PU", short_name="PU")
    Rubric.objects.filter(slug="kesehatan").update(slug="sehat")
    Unit.objects.filter(opd__slug="dinkesda", name="Sekretariat").update(name="Sekretariat Dinas")
    Desk.objects.update(name="Redaksi Kabupaten")
    before = everything()
    assert seed() == "Data awal sudah lengkap.\n"
    assert everything() == before


def test_the_directory_shows_all_of_them(client, settings):
    seed()
    settings.DEMO = True  # so that localhost is the portal
    page = client.get("/opd/", headers={"host": "localhost"}).content.decode()
    assert [row["name"] for row in rows("opd.csv") if row["name"] not in page] == []


def test_has_the_holidays_of_two_years_and_an_office_week():
    seed()
    assert {day.year for day in Holiday.objects.dates("date", "year")} == {2025, 2026}
    assert Holiday.objects.get(date=date(2026, 5, 1)).name == "Hari Buruh Internasional"
    for holiday in Holiday.objects.all():
        holiday.full_clean()
    for hours in WorkingHours.objects.all():
        hours.full_clean()
    assert Calendar.load().day == timedelta(hours=7.5)


def test_no_holiday_and_no_hour_that_was_taken_out_comes_back():
    seed()
    Holiday.objects.filter(date=date(2026, 5, 1)).delete()
    Holiday.objects.filter(date=date(2026, 12, 25)).update(name="Natal", date=date(2026, 12, 23))
    WorkingHours.objects.exclude(weekday=4).delete()
    before = everything()
    assert seed() == "Data awal sudah lengkap.\n"
    assert everything() == before


def test_a_year_without_any_gets_its_own():
    seed()
    number = Holiday.objects.count()
    Holiday.objects.filter(date__year=2026).delete()
    assert "25 hal baru" in seed()
    assert Holiday.objects.count() == number
