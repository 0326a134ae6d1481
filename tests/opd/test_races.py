"""Two admins at the same moment, on a database that really locks."""

from __future__ import annotations

import time
from threading import Thread

import pytest
from django.db import connection, connections

from accounts.models import AuditEntry
from opd import access, pictures, roles
from opd.models import OPD, Desk, FormerSlug, Membership
from opd.rights import Right, Role
from opd.roles import RoleRefused
from tests.factories import UserFactory
from tests.news.admin.page import Page
from tests.news.test_races import at_once
from tests.opd.test_opd_profile import address, files, photo

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_row_locks(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")


def refusal_of(call):
    try:
        call()
    except RoleRefused as refusal:
        return str(refusal)
    return None


def test_two_admins_who_dismiss_each_other_do_not_both_go(cast, monkeypatch):
    roles.appoint(UserFactory(name="Admin Kedua"), cast.dinkes, Role.ADMIN)
    look = roles._another_admin

    def looks_and_thinks_it_over(membership):
        found = look(membership)
        time.sleep(0.5)  # long enough for the other one to look as well, if nothing keeps them out
        return found

    monkeypatch.setattr(roles, "_another_admin", looks_and_thinks_it_over)
    both = Membership.objects.filter(opd=cast.dinkes, role=Role.ADMIN)
    answers = at_once([lambda each=each: refusal_of(lambda: roles.dismiss(each)) for each in both])
    assert sorted(answer is None for answer in answers) == [False, True]
    assert "Angkat admin lain lebih dulu." in next(filter(None, answers))
    assert roles.admins(cast.dinkes).count() == 1


def test_whoever_joins_a_desk_while_its_page_is_saved_does_not_leave_without_a_word(cast, sign_in, monkeypatch):
    desk, look, joining = Desk.objects.get(), roles.desk_papers, []

    def join():
        try:
            roles.join_desk(cast.nobody, desk)
        finally:
            connections.close_all()

    def looks_and_somebody_joins(desk):
        found = look(desk)
        if not joining:
            joining.append(Thread(target=join))
            joining[0].start()
            joining[0].join(0.5)  # there is time enough, if nothing keeps them waiting
        return found

    monkeypatch.setattr(roles, "desk_papers", looks_and_somebody_joins)
    typed = {"name": desk.name, "all_opds": "on", "members": [cast.editor.pk, cast.editor2.pk]}
    assert sign_in(cast.superuser).post(f"/admin/opd/desk/{desk.pk}/change/", typed).status_code == 302
    joining[0].join()
    last = AuditEntry.objects.filter(action="desk.changed").latest("pk")
    assert last.after["members"] == sorted(desk.members.values_list("username", flat=True))


class TestTheProfileWhileAPhotoIsDecoded:
    """An OPD's admin saves the profile with a photo; somebody else saves while the server still looks at the photo."""

    @pytest.fixture
    def save(self, cast, sign_in, settings, tmp_path, monkeypatch):
        settings.MEDIA_ROOT = tmp_path
        accept, browser = pictures.accept, sign_in(cast.admin)
        form = Page(browser.get(address(cast.dinkes))).forms[""]

        def posted(meanwhile, **typed):
            others = [Thread(target=lambda: (meanwhile(), connections.close_all()))]

            def slowly(upload):
                if others:
                    others[0].start()
                    others.pop().join(10)
                return accept(upload)

            monkeypatch.setattr(pictures, "accept", slowly)
            return browser.post(address(cast.dinkes), form | typed)

        return posted

    def other(self, cast, sign_in, **typed):
        """Another person who has read the page and saves it with a change."""
        browser = sign_in(cast.superuser)
        form = Page(browser.get(address(cast.dinkes))).forms[""]
        return lambda: browser.post(address(cast.dinkes), form | typed)

    def test_a_new_name_stays(self, cast, save, sign_in):
        renaming = self.other(cast, sign_in, slug="dinkesda", short_name="Dinkesda", host="sehat.example.go.id")
        assert save(renaming, picture=photo(300, 300), phone="0296 1").status_code == 302
        now = OPD.objects.get(pk=cast.dinkes.pk)
        assert (now.slug, now.short_name, now.host, now.phone) == (
            "dinkesda",
            "Dinkesda",
            "sehat.example.go.id",
            "0296 1",
        )
        assert dict(FormerSlug.objects.values_list("slug", "opd")) == {"dinkes": cast.dinkes.pk}
        assert AuditEntry.objects.filter(action="opd.changed").count() == 1
        assert len(now.logo) == 1

    def test_a_closed_opd_stays_closed(self, cast, save):
        answer = save(lambda: roles.close(cast.dinkes, cast.dpupr), picture=photo(300, 300), phone="0296 1")
        assert answer.status_code < 500
        now = OPD.objects.get(pk=cast.dinkes.pk)
        assert (now.active, now.successor) == (False, cast.dpupr)
        assert not access.holds(cast.admin, Right.WRITE_NEWS, now)
        assert not roles.group_of(now, Role.ADMIN).groupobjectpermission_set.exists()

    def test_the_same_words_are_shown(self, cast, save, sign_in):
        answer = save(
            self.other(cast, sign_in, phone="0296 1"), cover_photo=photo(600, 400), cover_alt="Kantor.", phone="0296 2"
        )
        page = Page(answer)
        assert (answer.status_code, OPD.objects.get(pk=cast.dinkes.pk).phone) == (409, "0296 1")
        assert "Yang tersimpan sekarang: “0296 1”." in page.text
        assert page.forms[""]["phone"] == "0296 2"
        assert files() == set()

    def test_two_photos_leave_no_file_behind(self, cast, save, sign_in):
        other = self.other(cast, sign_in, cover_photo=photo(500, 300), cover_alt="Satu.")
        assert save(other, cover_photo=photo(600, 400), cover_alt="Satu.").status_code == 302
        now = OPD.objects.get(pk=cast.dinkes.pk)
        assert {file["name"] for file in now.cover} == files()


def test_whoever_closes_an_opd_waits_until_its_profile_is_saved(cast, sign_in, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    save_small, closing = pictures.save_small, []

    def close():
        try:
            roles.close(cast.dinkes, cast.dpupr)
        finally:
            connections.close_all()

    def slowly(picture):
        closing.append(Thread(target=close))
        closing[0].start()
        closing[0].join(0.5)  # there is time enough, if nothing keeps them waiting
        return save_small(picture)

    monkeypatch.setattr(pictures, "save_small", slowly)
    browser = sign_in(cast.admin)
    form = Page(browser.get(address(cast.dinkes))).forms[""]
    typed = form | {"picture": photo(300, 300), "phone": "0296 1"}
    assert browser.post(address(cast.dinkes), typed).status_code == 302
    closing[0].join()
    now = OPD.objects.get(pk=cast.dinkes.pk)
    assert (now.active, now.successor, now.phone, len(now.logo)) == (False, cast.dpupr, "0296 1", 1)
