"""`seeds/sites.py`: the places where OPDs have accounts, and the sample sites of the demo."""

from __future__ import annotations

import tomllib

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from news import html
from opd import roles
from opd.models import OPD, OfficialAccount, Page, Platform
from seeds import agencies, sites
from tests.seeds.loading import DATA

WRITTEN = tomllib.loads((DATA / "sites.toml").read_text("utf-8"))


@pytest.fixture
def demo(db, settings, tmp_path) -> list[OPD]:
    """The OPDs whose sites were filled; each has its admin, as in the demo."""
    settings.MEDIA_ROOT = tmp_path
    agencies.load()
    sites.platforms()
    opds = [OPD.objects.get(slug=site["opd"]) for site in WRITTEN["site"]]
    for opd in opds:
        roles.appoint(User.objects.create_user(f"admin.{opd.slug}", name=f"Admin {opd}"), opd, "admin")
    assert sites.demo() == 5
    return opds


def test_every_page_says_that_it_is_a_sample_and_is_as_the_cleaner_leaves_it(demo):
    assert Page.objects.count() == sum(len(site["pages"]) for site in WRITTEN["site"]) >= 16
    for page in Page.objects.all():
        assert "bukan keterangan resmi" in page.body
        assert html.clean(page.body) == page.body
        assert page.versions.get().history_user.username == f"admin.{page.opd.slug}"


def test_hours_covers_and_accounts_are_whole(demo):
    names = set(default_storage.listdir("")[1])
    for opd in demo:
        opd.refresh_from_db()
        assert opd.hours
        assert "contoh" in opd.hours_note.lower()
        assert bool(opd.cover) == bool(opd.cover_alt)
        assert {file["name"] for file in opd.cover} <= names
        opd.full_clean()
    for account in OfficialAccount.objects.select_related("platform"):
        account.full_clean()
        assert account.address.startswith(account.platform.begins)
        assert "contoh" in account.label.lower()


def test_a_second_time_nothing_is_written_over(demo):
    Page.objects.filter(opd=demo[0], kind="profil").update(body="<p>Tulisan admin.</p>")
    Platform.objects.filter(name="X").update(name="Twitter")
    assert (sites.platforms(), sites.demo()) == (0, 0)
    assert Page.objects.get(opd=demo[0], kind="profil").body == "<p>Tulisan admin.</p>"
    assert Platform.objects.count() == 7
