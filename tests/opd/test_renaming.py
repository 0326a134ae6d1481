"""An OPD that gets another address keeps the ones it had, and nobody else takes them."""

from __future__ import annotations

import pytest

from opd.models import OPD, FormerSlug
from seeds import agencies
from tests.factories import OPDFactory
from tests.news.admin.page import Page


@pytest.fixture
def portal(cast, sign_in):
    return sign_in(cast.superuser)


def save(browser, opd: OPD, **changed):
    url = f"/admin/opd/opd/{opd.pk}/change/"
    answer = browser.post(url, Page(browser.get(url)).forms[""] | changed)
    opd.refresh_from_db()
    return answer


def former() -> dict[str, int]:
    return dict(FormerSlug.objects.values_list("slug", "opd"))


def test_what_it_had_is_kept(cast, portal):
    assert save(portal, cast.dinkes, slug="dinkesda").status_code == 302
    assert former() == {"dinkes": cast.dinkes.pk}
    assert save(portal, cast.dinkes, phone="0296 1").status_code == 302
    assert save(portal, cast.dinkes, slug="kesehatan").status_code == 302
    assert former() == {"dinkes": cast.dinkes.pk, "dinkesda": cast.dinkes.pk}


def test_it_may_go_back(cast, portal):
    save(portal, cast.dinkes, slug="dinkesda")
    save(portal, cast.dinkes, slug="dinkes")
    assert former() == {"dinkesda": cast.dinkes.pk}


def test_another_may_not_take_it(cast, portal):
    save(portal, cast.dinkes, slug="dinkesda")
    answer = save(portal, cast.dpupr, slug="dinkes")
    assert answer.status_code == 200
    assert "pernah dipakai Dinkes" in answer.content.decode()
    assert cast.dpupr.slug == "dpupr"
    new = {
        "name": "Dinas Baru",
        "short_name": "Baru",
        "slug": "dinkes",
        "kind": "dinas",
        "accent": "1",
        "phone": "0296 77",
    }
    answer = portal.post("/admin/opd/opd/add/", new)
    assert "pernah dipakai Dinkes" in answer.content.decode()
    assert "0296 77" in answer.content.decode()
    assert not OPD.objects.filter(name="Dinas Baru").exists()


def test_the_seed_does_not_bring_it_back(cast, portal):
    row = agencies.rows("opd.csv")[0]
    opd = OPDFactory(slug="nama-baru", short_name="Nama Baru", name="Nama yang Baru")
    FormerSlug.objects.create(slug=row["slug"], opd=opd)
    agencies.load()
    assert not OPD.objects.filter(slug=row["slug"]).exists()
    assert OPD.objects.filter(slug=agencies.rows("opd.csv")[1]["slug"]).exists()


class TestAHostOfItsOwn:
    def test_is_the_portal_administrators_to_give(self, cast, portal, sign_in):
        assert save(portal, cast.dinkes, host="sehat.example.go.id").status_code == 302
        assert cast.dinkes.host == "sehat.example.go.id"
        assert save(portal, cast.dinkes, host="").status_code == 302
        assert cast.dinkes.host is None
        save(sign_in(cast.admin), cast.dinkes, host="jahat.example")
        assert cast.dinkes.host is None

    def test_two_without_one_are_no_trouble(self, cast, portal):
        assert save(portal, cast.dinkes, host="").status_code == save(portal, cast.dpupr, host="").status_code == 302

    @pytest.mark.parametrize(
        "name",
        [
            "localhost",
            "x.localhost",
            "portal.example.go.id",
            "dpupr.portal.example.go.id",
            "127.0.0.1",
            "10.0.0.7",
            "https://sehat.example.go.id",
            "sehat.example.go.id/",
            "sehat",
            "Sehat.example.go.id",
            "sehat.example.go.id:80",
        ],
    )
    def test_is_a_name_that_is_not_the_portals(self, cast, portal, settings, name):
        url = f"/admin/opd/opd/{cast.dinkes.pk}/change/"
        form = Page(portal.get(url)).forms[""]
        settings.PORTAL_HOST = "portal.example.go.id"
        answer = portal.post(url, form | {"host": name})
        assert answer.status_code == 200
        cast.dinkes.refresh_from_db()
        assert cast.dinkes.host is None

    def test_is_one_opds_alone(self, cast, portal):
        save(portal, cast.dinkes, host="sehat.example.go.id")
        assert save(portal, cast.dpupr, host="sehat.example.go.id").status_code == 200
        assert cast.dpupr.host is None
