"""The rubrics at the desk: made and changed by the portal administrator."""

from __future__ import annotations

from news.models import Rubric
from tests.news.admin.page import Page

LIST = "/admin/news/rubric/"


def test_a_new_one_is_given_its_address(cast, sign_in):
    browser = sign_in(cast.superuser)
    form = Page(browser.get(f"{LIST}add/")).forms[""] | {"name": "Layanan Publik", "slug": "layanan-publik"}
    assert browser.post(f"{LIST}add/", form).status_code == 302
    assert Rubric.objects.get(name="Layanan Publik").slug == "layanan-publik"


def test_it_keeps_its_address(cast, sign_in):
    """Readers and feed readers have it, and nothing leads on from an old one."""
    address, before = f"{LIST}{cast.rubric.pk}/change/", cast.rubric.slug
    browser = sign_in(cast.superuser)
    form = Page(browser.get(address)).forms[""]
    assert "slug" not in form
    assert browser.post(address, form | {"name": "Nama Baru", "slug": "alamat-baru"}).status_code == 302
    cast.rubric.refresh_from_db()
    assert (cast.rubric.name, cast.rubric.slug) == ("Nama Baru", before)
