"""opd/links.py and what the desk takes as a link: an address leads where a reader of it thinks it leads."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from opd.models import OPD, OfficialAccount, Platform
from opd.models.agency import is_a_map
from tests.factories import PlatformFactory

MAPS = [
    "https://maps.app.goo.gl/AbC123",
    "https://goo.gl/maps/AbC123",
    "https://www.google.com/maps/place/Dinas+Kesehatan/@-6.9698,111.4184,17z/data=!3m1!4b1?entry=ttu",
    "https://www.google.com:443/maps?q=-6.9698,111.4184",
    "https://google.com/maps/dir/?api=1&destination=-6.9698,111.4184",
    "https://maps.google.com/?q=-6.9698,111.4184",
    "https://maps.google.com?cid=12345",
    "https://maps.google.com/maps?q=Blora",
    "HTTPS://WWW.GOOGLE.COM/maps/place/Blora",
    "https://www.openstreetmap.org/#map=17/-6.9698/111.4184",
    "https://osm.org/go/4aBcD",
]
NO_MAPS = [
    "http://www.google.com/maps",
    "https://jahat.example/maps",
    "https://www.google.com.jahat.example/maps",
    "https://jahat.example\\@www.google.com/maps",  # browsers take \ for /
    "https://jahat.example;@www.google.com/maps",
    "https://www.google.com@www.google.com/maps",
    "https://jahat.example\t@www.google.com/maps",  # and leave tabs out
    "https://www.google.com/maps\n",
    "https://www.google.com/ maps",
    "https://www.google.com/maps\u00a0",
    "https://www.google.com/maps\u202e",
    "https://www.google.com/maps\\..\\url?q=https://jahat.example",
    "https://www.google.com/url?q=https://jahat.example",
    "https://maps.google.com/url?q=https://jahat.example",
    "https://www.google.com/maps/../url?q=https://jahat.example",
    "https://www.google.com/maps/%2e%2E/url?q=https://jahat.example",
    "https://www.google.com/maps/.%2e/url?q=https://jahat.example",
    "https://www.google.com/mapsurl?q=https://jahat.example",
    "https://www.google.com/",
    "https://www.google.com:8443/maps",
    "https://www.google.com:x/maps",
    "https://www.google.com:99999/maps",
    "https://[/maps",
    "https:///www.google.com/maps",
    "https:www.google.com/maps",
    "https://goo.gl/AbC123",
    "//www.google.com/maps",
    "javascript:alert(1)",
]
SITES = [
    "https://dinkes.blorakab.go.id",
    "http://dinkes.blorakab.go.id/profil?halaman=1",
    "https://dinkes.blorakab.go.id:8443/",
    "https://www.youtube.com/@dinkes",
]
NO_SITES = [
    "https://jahat.example\\@blorakab.go.id",
    "https://jahat.example\\.blorakab.go.id",
    "https://jahat.example;@blorakab.go.id",
    "https://blorakab.go.id@jahat.example",
    "https://blorakab.go.id:sandi@jahat.example",
    "https://blorakab.go.id/profil\\kami",
    "https://blorakab.go.id/profil\u202ekami",
]


@pytest.mark.parametrize("address", MAPS)
def test_a_map_is_taken(address):
    is_a_map(address)


@pytest.mark.parametrize("address", NO_MAPS)
def test_what_is_no_map_or_may_lead_elsewhere_is_refused(address):
    with pytest.raises(ValidationError, match="Tempel tautan dari Google Maps"):
        is_a_map(address)


@pytest.mark.parametrize(
    ("field", "address", "words"),
    [("map_link", "https://jahat.example\\@www.google.com/maps", "Tempel tautan dari Google Maps")]
    + [("website", address, "Tulis alamat lengkap") for address in NO_SITES]
    + [("website", address, "") for address in SITES],
)
def test_the_desk_says_so_and_keeps_what_was_typed(cast, sign_in, field, address, words):
    url = f"/admin/opd/opd/{cast.dinkes.pk}/change/"
    answer = sign_in(cast.admin).post(url, {"accent": "1", "phone": "0296 531127", field: address})
    assert answer.status_code == (200 if words else 302)
    assert getattr(OPD.objects.get(pk=cast.dinkes.pk), field) == ("" if words else address)
    if words:
        assert words in answer.content.decode()
        assert "0296 531127" in answer.content.decode()


@pytest.mark.parametrize("rest", ["a\\b", "a b", "a\u202eb", "a\tb"])
def test_an_account_leads_where_it_says(cast, sign_in, rest):
    """What a browser would read otherwise; signs that nobody sees are taken out before."""
    form = {"opd": cast.dinkes.pk, "platform": PlatformFactory().pk, "active": "on"}
    sign_in(cast.admin).post("/admin/opd/officialaccount/add/", form | {"address": f"https://www.instagram.com/{rest}"})
    assert set(OfficialAccount.objects.values_list("address", flat=True)) <= {"https://www.instagram.com/ab"}


def test_a_platform_does_not_begin_elsewhere(cast, sign_in):
    typed = {"name": "Palsu", "begins": "https://jahat.example\\.instagram.com/", "position": "9"}
    assert sign_in(cast.superuser).post("/admin/opd/platform/add/", typed).status_code == 200
    assert not Platform.objects.filter(name="Palsu").exists()
