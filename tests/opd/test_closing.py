"""/admin/news/opd/<id>/switch-off/ and switch-on/: an agency is closed, taken over and opened again."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import User
from news.models import Article, Publication
from news.workflow import Live, State
from opd import access, roles
from opd.models import OPD, Membership
from opd.rights import Right, Role
from tests.factories import OPDFactory
from tests.news.stage import put

ODD_IDS = ["0", "999", "9" * 18, "9" * 19, "satu"]


@pytest.fixture
def portal(cast, sign_in):
    return sign_in(cast.superuser)


def off(opd) -> str:
    return f"/admin/news/opd/{opd.pk}/switch-off/"


def on(opd) -> str:
    return f"/admin/news/opd/{opd.pk}/switch-on/"


def close(browser, opd, **typed):
    return browser.post(off(opd), {"successor": ""} | typed)


def holds(user, right, opd) -> bool:
    return access.holds(User.objects.get(pk=user.pk), right, opd)


def state(opd):
    return OPD.objects.values_list("active", "successor").get(pk=opd.pk)


def states() -> list:
    return list(Article.objects.order_by("pk").values_list("state", flat=True))


class TestSwitchOff:
    def test_ends_the_members_rights_and_leaves_review_and_news(self, cast, portal, sign_in):
        shown = put(cast, State.PUBLISHED, Live.SHOWN)
        writer = sign_in(cast.writer)
        assert writer.get("/admin/").status_code == 200
        answer = close(portal, cast.dinkes)
        assert (answer.status_code, answer.url) == (302, f"/admin/opd/opd/{cast.dinkes.pk}/change/")
        assert "Dinkes dinonaktifkan. Beritanya tetap bisa dibaca." in portal.get(answer.url).content.decode()
        assert state(cast.dinkes) == (False, None)
        assert not Membership.objects.filter(opd=cast.dinkes).exists()
        assert writer.get("/admin/").status_code == 302
        assert not holds(cast.admin, Right.WRITE_NEWS, cast.dinkes)
        assert holds(cast.editor, Right.REVIEW_NEWS, cast.dinkes)
        assert Publication.objects.visible().get().pk == shown.pk
        assert sign_in().get(f"/berita/{shown.pk}/{shown.publication.slug}/").status_code == 200
        entry = LogEntry.objects.get()
        assert (entry.user, entry.object_id, entry.change_message) == (
            cast.superuser,
            str(cast.dinkes.pk),
            "Dinonaktifkan.",
        )

    def test_asks_first(self, cast, portal):
        page = portal.get(off(cast.dinkes)).content.decode()
        assert "Hak semua anggota timnya berakhir saat ini juga." in page
        assert f'<option value="{cast.dpupr.pk}">DPUPR</option>' in page
        assert f'<option value="{cast.dinkes.pk}">' not in page
        assert state(cast.dinkes) == (True, None)

    @pytest.mark.parametrize(
        ("where", "live"), [(State.IN_REVIEW, Live.NONE), (State.IN_REVIEW, Live.SHOWN), (State.PUBLISHED, Live.AHEAD)]
    )
    def test_is_refused_while_something_is_on_its_way(self, cast, portal, where, live):
        article = put(cast, where, live)
        answer = close(portal, cast.dinkes, successor=cast.dpupr.pk)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Dinkes masih punya 1 naskah yang ditinjau atau dijadwalkan" in page
        assert article.title in page
        assert f'<option value="{cast.dpupr.pk}" selected>' in page
        assert state(cast.dinkes) == (True, None)
        assert states() == [where]
        assert Membership.objects.filter(opd=cast.dinkes).count() == 2

    def test_calls_it_back_when_the_same_form_says_so(self, cast, portal):
        waiting = put(cast, State.IN_REVIEW, Live.NONE)
        revision = put(cast, State.IN_REVIEW, Live.SHOWN)
        ahead = put(cast, State.PUBLISHED, Live.AHEAD)
        elsewhere = put(cast, State.IN_REVIEW, Live.NONE, opd=cast.dpupr)
        answer = close(portal, cast.dinkes, call_back="on")
        assert answer.status_code == 302
        assert states() == [State.DRAFT, State.DRAFT, State.DRAFT, State.IN_REVIEW]
        assert list(Publication.objects.values_list("pk", flat=True)) == [revision.pk]
        assert [event.by for event in waiting.events.filter(action="recall")] == [cast.superuser]
        assert list(ahead.events.filter(by=cast.superuser).values_list("action", flat=True)) == ["unschedule", "recall"]
        assert not elsewhere.events.filter(by=cast.superuser).exists()

    def test_nothing_is_called_back_when_the_closing_fails(self, cast, portal, monkeypatch):
        put(cast, State.IN_REVIEW, Live.NONE)

        def refuse(opd, successor):
            raise roles.RoleRefused("Pilih OPD penerus yang lain.")

        monkeypatch.setattr(roles, "close", refuse)
        answer = close(portal, cast.dinkes, call_back="on")
        assert answer.status_code == 422
        assert "Pilih OPD penerus yang lain." in answer.content.decode()
        assert states() == [State.IN_REVIEW]

    def test_the_successors_admin_takes_over(self, cast, portal, sign_in):
        draft = put(cast, State.DRAFT, Live.NONE)
        browser = sign_in(cast.outsider)
        assert browser.get(f"/admin/news/article/{draft.pk}/change/").status_code == 404
        assert close(portal, cast.dinkes, successor=cast.dpupr.pk).status_code == 302
        assert state(cast.dinkes) == (False, cast.dpupr.pk)
        assert browser.get(f"/admin/news/article/{draft.pk}/change/").status_code == 200
        assert browser.post(f"/admin/news/article/{draft.pk}/submit/", {"seen": "1"}).status_code == 302
        assert states() == [State.IN_REVIEW]
        new = {"title": "Judul", "body": "", "summary": "", "seen": "1", "opd": cast.dinkes.pk}
        browser.post("/admin/news/article/add/", new)
        assert not Article.objects.filter(opd=cast.dinkes, title="Judul").exists()  # nothing new for a closed OPD

    @pytest.mark.parametrize("case", ["itself", "closed into it", "closed", "unknown", "19 digits", "words"])
    def test_no_successor_but_another_open_opd(self, cast, portal, case):
        other = roles.close(OPDFactory(), cast.dinkes if case == "closed into it" else None)
        successor = {"itself": cast.dinkes.pk, "unknown": 999, "19 digits": "9" * 19, "words": "dpupr"}.get(
            case, other.pk
        )
        answer = close(portal, cast.dinkes, successor=successor)
        assert answer.status_code == 422
        assert state(cast.dinkes) == (True, None)

    def test_a_closed_one_is_not_closed_again(self, cast, portal):
        roles.close(cast.dinkes, cast.dpupr)
        assert portal.get(off(cast.dinkes)).status_code == 404
        assert close(portal, cast.dinkes).status_code == 404
        assert state(cast.dinkes) == (False, cast.dpupr.pk)


class TestSwitchOn:
    def test_opens_it_with_an_empty_team(self, cast, portal):
        roles.close(cast.dinkes, cast.dpupr)
        answer = portal.post(on(cast.dinkes))
        assert (answer.status_code, answer.url) == (302, f"/admin/opd/opd/{cast.dinkes.pk}/change/")
        assert state(cast.dinkes) == (True, None)
        assert not holds(cast.admin, Right.WRITE_NEWS, cast.dinkes)
        assert not holds(cast.outsider, Right.WRITE_NEWS, cast.dinkes)
        assert LogEntry.objects.get().change_message == "Diaktifkan lagi."
        roles.appoint(cast.admin, cast.dinkes, Role.ADMIN)
        assert holds(cast.admin, Right.MANAGE_TEAM, cast.dinkes)

    def test_following_a_link_opens_nothing(self, cast, portal):
        roles.close(cast.dinkes)
        answer = portal.get(on(cast.dinkes))
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "Alamat ini tidak mengubah apa pun bila dibuka sebagai tautan." in answer.content.decode()
        assert state(cast.dinkes) == (False, None)

    def test_an_open_one_is_not_opened(self, cast, portal):
        for answer in (portal.get(on(cast.dinkes)), portal.post(on(cast.dinkes))):
            assert answer.status_code == 404
        assert Membership.objects.filter(opd=cast.dinkes).count() == 2


@pytest.mark.parametrize("place", [off, on])
class TestWho:
    @pytest.fixture
    def opd(self, cast, place):
        return roles.close(cast.dinkes, cast.dpupr) if place is on else cast.dinkes

    def test_nobody_but_the_portal_administrator(self, cast, sign_in, place, opd):
        before = state(opd)
        # Whoever keeps the OPD's page is refused, the others do not see it; closed, that is its successor's admin.
        refused = "outsider" if place is on else "admin"
        for who in ("writer", "admin", "editor", "outsider", "nobody", None):
            browser = sign_in(getattr(cast, who) if who else None)
            for answer in (browser.get(place(opd)), browser.post(place(opd), {"successor": ""})):
                allowed = {403} if who == refused else {404, 302}
                assert answer.status_code in allowed, who
                if answer.status_code == 302:
                    assert answer.url.startswith("/admin/login/?next=")
        assert state(opd) == before

    def test_a_switched_off_administrator_neither(self, cast, sign_in, place, opd):
        before = state(opd)
        browser = sign_in(cast.superuser)
        User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
        assert browser.post(place(opd), {"successor": ""}).status_code == 302
        assert state(opd) == before

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, cast, portal, place, opd, odd):
        url = place(opd).replace(f"/{opd.pk}/", f"/{odd}/")
        assert portal.get(url).status_code == 404
        assert portal.post(url, {"successor": ""}).status_code == 404
