"""/admin/news/opd/<opd>/hand-over/<person>/: what somebody holds in an OPD goes to a colleague, in one step or not at all."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry, User
from news import handing
from news.models import Article, ArticleEvent
from news.refusals import Refused
from news.workflow import Live, State
from opd import invitations, roles
from opd.models import OPD, Invitation, Membership
from opd.rights import RIGHTS, Right, Role
from tests.factories import UnitFactory, UserFactory
from tests.news.admin.page import Page
from tests.news.stage import put

TODAY = timezone.localdate
ODD_IDS = ["0", "999", "9" * 18, "9" * 19, "satu", "-1", "1%00"]


@pytest.fixture
def budi(cast):
    person = UserFactory(username="budi", name="Budi Santoso")
    roles.appoint(person, cast.dinkes, Role.WRITER)
    return person


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.admin)


def address(opd, person) -> str:
    return f"/admin/news/opd/{opd.pk}/hand-over/{person.pk}/"


def team(opd) -> str:
    return f"/admin/opd/opd/{opd.pk}/team/"


def invite(cast, by, **other):
    wanted = {"email": "sri@contoh.test", "name": "Sri", "role": Role.WRITER, "opd": cast.dinkes}
    return invitations.invite(**wanted | other, by=by)


def everything() -> list:
    models = (Article, ArticleEvent, Membership, Invitation, AuditEntry, LogEntry, User.groups.through)
    return [list(model._base_manager.order_by("pk").values_list()) for model in models]


def memberships(person) -> set:
    return set(Membership.objects.filter(user=person).values_list("opd__slug", "role", "acting", "since", "until"))


class TestThePage:
    def test_shows_what_the_person_holds_here_and_nothing_from_elsewhere(self, cast, budi, desk):
        unit = UnitFactory(opd=cast.dinkes, name="Bidang Yankes")
        roles.appoint(cast.writer, cast.dinkes, Role.WRITER, unit=unit)
        roles.appoint(cast.writer, cast.dinkes, Role.ADMIN, until=TODAY() + timedelta(days=9))
        roles.appoint(cast.writer, cast.dpupr, Role.WRITER)
        here = [put(cast, state, Live.NONE).title for state in (State.DRAFT, State.RETURNED, State.IN_REVIEW)]
        put(cast, State.PUBLISHED, Live.AHEAD)
        put(cast, State.PUBLISHED, Live.SHOWN)
        elsewhere = put(cast, State.DRAFT, Live.NONE, opd=cast.dpupr).title
        invite(cast, User.objects.get(pk=cast.writer.pk))
        page = Page(desk.get(address(cast.dinkes, cast.writer)))
        assert page.status == 200
        for words in (
            "Yang dipegang Penulis Dinkes di Dinkes", "Admin OPD", "Bidang Yankes", "Undangan untuk sri@contoh.test",
            "2 naskah yang belum diajukan atau dikembalikan redaksi", "1 naskah yang sedang ditinjau redaksi",
            "1 berita yang dijadwalkan", "1 berita yang sudah terbit atau ditarik", *here, "Rekan itu menerima e-mail",
        ):  # fmt: skip
            assert words in page.text, words
        assert elsewhere not in page.text
        assert "DPUPR" not in page.text
        assert page.choices["to"] == ["", str(cast.admin.pk), str(budi.pk)]

    def test_lists_the_newest_twenty_and_says_how_many_there_are(self, cast, desk):
        titles = [put(cast, State.DRAFT, Live.NONE).title for _ in range(23)]
        page = Page(desk.get(address(cast.dinkes, cast.writer)))
        assert sum(bool(re.search(rf"{title}(?!\d)", page.text)) for title in titles) == 20
        assert "Ditampilkan 20 yang terbaru dari 23 naskah. Semuanya ikut dialihkan." in page.text

    def test_says_where_to_find_a_colleague_when_there_is_none(self, cast, desk):
        roles.dismiss(Membership.objects.get(user=cast.writer))
        page = Page(desk.get(address(cast.dinkes, cast.admin)))
        assert "Belum ada rekan yang bertugas di Dinkes hari ini." in page.text
        assert team(cast.dinkes) in page.links
        assert "to" not in page.choices

    def test_opening_it_changes_nothing(self, cast, budi, desk):
        put(cast, State.DRAFT, Live.NONE)
        before = everything()
        desk.get(address(cast.dinkes, cast.writer))
        assert everything() == before


class TestHandingOver:
    def test_all_of_it_in_one_step(self, cast, budi, desk, django_capture_on_commit_callbacks):
        states = [(State.DRAFT, Live.NONE), (State.IN_REVIEW, Live.NONE), (State.PUBLISHED, Live.AHEAD), (State.WITHDRAWN, Live.WITHDRAWN)]  # fmt: skip
        articles = [put(cast, *place) for place in states]
        foreign = put(cast, State.DRAFT, Live.NONE, opd=cast.dpupr)
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(address(cast.dinkes, cast.writer), {"to": budi.pk, "role": "tidak"})
        assert (answer.status_code, answer.url) == (302, team(cast.dinkes))
        said = "Serah terima selesai: 4 naskah Penulis Dinkes sekarang dipegang Budi Santoso. Peran Penulis Dinkes di Dinkes sudah berakhir."
        assert said in Page(desk.get(answer.url)).text
        assert set(Article.objects.filter(opd=cast.dinkes).values_list("keeper", flat=True)) == {budi.pk}
        assert Article.objects.get(pk=foreign.pk).keeper == cast.writer
        assert memberships(cast.writer) == set()
        assert memberships(budi) == {("dinkes", "writer", False, TODAY(), None)}
        notes = ArticleEvent.objects.filter(action="pass-on").values_list("article", "note", "by")
        note = "Dari Penulis Dinkes kepada Budi Santoso."
        assert set(notes) == {(article.pk, note, cast.admin.pk) for article in articles}
        (letter,) = mail.outbox
        assert letter.to == [budi.email]
        entry = AuditEntry.objects.get(action="duty.handed_over")
        assert (entry.by, entry.object_id) == (cast.admin, str(cast.writer.pk))
        assert entry.before["keeper"] == "penulis"
        assert entry.after["keeper"] == "budi"
        assert entry.after["article_count"] == 4
        assert sorted(entry.after["articles"]) == [article.pk for article in articles]
        assert entry.before["roles"] == ["Penulis"]
        assert AuditEntry.objects.filter(action="role.ended", object_id=str(cast.writer.pk)).count() == 1
        assert "Serah terima dari Penulis Dinkes kepada Budi Santoso." in LogEntry.objects.get().change_message

    def test_the_articles_page_says_who_wrote_it_and_who_keeps_it(self, cast, budi, desk, sign_in):
        article = put(cast, State.DRAFT, Live.NONE)
        desk.post(address(cast.dinkes, cast.writer), {"to": budi.pk, "role": "tidak"})
        browser = sign_in(budi)
        page = Page(browser.get(f"/admin/news/article/{article.pk}/change/"))
        assert "Ditulis oleh Penulis Dinkes, dipegang Budi Santoso, disimpan" in page.text
        assert "Dialihkan oleh Admin Dinkes" in page.text
        assert "tidak lagi bertugas" not in page.text
        assert article.title in Page(browser.get("/admin/news/article/?milik=saya")).text

    def test_the_role_too_for_good(self, cast, budi, desk):
        unit = UnitFactory(opd=cast.dinkes)
        roles.appoint(cast.writer, cast.dinkes, Role.ADMIN, unit=unit)
        answer = desk.post(address(cast.dinkes, cast.writer), {"to": budi.pk, "role": "tetap"})
        assert answer.status_code == 302
        assert memberships(budi) == {
            ("dinkes", "writer", False, TODAY(), None),
            ("dinkes", "admin", False, TODAY(), None),
        }
        assert Membership.objects.get(user=budi, role="admin").unit == unit
        assert "Budi Santoso sekarang Admin OPD Dinkes." in Page(desk.get(answer.url)).text

    def test_the_role_too_while_standing_in(self, cast, budi, desk):
        roles.appoint(cast.writer, cast.dinkes, Role.ADMIN)
        first, last = TODAY() + timedelta(days=2), TODAY() + timedelta(days=30)
        typed = {"to": budi.pk, "role": "plt", "since": first, "until": last}
        assert desk.post(address(cast.dinkes, cast.writer), typed).status_code == 302
        assert ("dinkes", "admin", True, first, last) in memberships(budi)
        assert ("dinkes", "writer", False, TODAY(), None) in memberships(budi)  # their own stays as it is
        assert memberships(cast.writer) == set()

    def test_the_last_admin_hands_over_in_the_same_step_or_not_at_all(self, cast, budi, desk):
        put(cast, State.DRAFT, Live.NONE)
        Article.objects.update(keeper=cast.admin)
        before = everything()
        answer = desk.post(address(cast.dinkes, cast.admin), {"to": budi.pk, "role": "tidak"})
        assert answer.status_code == 422
        said = Page(answer).text
        assert "Admin Dinkes satu-satunya admin Dinkes. Angkat admin lain lebih dulu." in said
        assert "Bisa juga sekaligus: pilih “Ya, seterusnya”" in said
        assert everything() == before
        later = {
            "to": budi.pk,
            "role": "plt",
            "since": TODAY() + timedelta(days=1),
            "until": TODAY() + timedelta(days=9),
        }
        assert desk.post(address(cast.dinkes, cast.admin), later).status_code == 422
        assert everything() == before
        answer = desk.post(address(cast.dinkes, cast.admin), {"to": budi.pk, "role": "tetap"})
        assert (answer.status_code, answer.url) == (302, "/admin/")  # the team's page is no longer theirs
        assert set(roles.admins(cast.dinkes)) == {budi}
        assert Article.objects.get().keeper == budi
        assert memberships(cast.admin) == set()

    def test_for_somebody_whose_membership_has_ended(self, cast, budi, desk):
        article = put(cast, State.DRAFT, Live.NONE)
        roles.dismiss(Membership.objects.get(user=cast.writer))
        start = Page(desk.get("/admin/"))
        assert "Tanpa pemegang" in start.text
        assert article.title in Page(desk.get("/admin/news/article/?milik=tanpa")).text
        page = Page(desk.get(f"/admin/news/article/{article.pk}/change/"))
        assert "Penulis Dinkes, yang memegang naskah ini, tidak lagi bertugas di Dinkes." in page.text
        assert address(cast.dinkes, cast.writer) in page.links
        page = Page(desk.get(address(cast.dinkes, cast.writer)))
        assert "Tidak lagi punya peran di Dinkes." in page.text
        assert "role" not in page.choices
        typed = {"to": budi.pk, "role": "tetap"}  # a role that is not there is not given
        assert desk.post(address(cast.dinkes, cast.writer), typed).status_code == 302
        assert Article.objects.get().keeper == budi
        assert memberships(budi) == {("dinkes", "writer", False, TODAY(), None)}
        assert "Tanpa pemegang" not in Page(desk.get("/admin/")).text
        assert desk.get(address(cast.dinkes, cast.writer)).status_code == 404  # holds nothing here any more

    def test_of_a_closed_opd_by_its_successors_admin(self, cast, sign_in):
        put(cast, State.DRAFT, Live.NONE)
        roles.close(cast.dinkes, cast.dpupr)
        browser = sign_in(cast.outsider)
        answer = browser.post(address(cast.dinkes, cast.writer), {"to": cast.outsider.pk})
        assert answer.status_code == 302
        assert Article.objects.get().keeper == cast.outsider

    def test_of_two_at_once_the_second_is_told(self, cast, budi):
        put(cast, State.DRAFT, Live.NONE)
        handing.hand_over(cast.dinkes, cast.writer, to=budi, by=cast.admin)
        before = everything()
        with pytest.raises(Refused, match="tidak lagi memegang apa pun di Dinkes"):
            handing.hand_over(cast.dinkes, cast.writer, to=cast.admin, by=cast.admin)
        assert everything() == before


class TestInvitations:
    def test_whoever_does_it_answers_for_them_now(self, cast, budi, desk):
        roles.appoint(cast.writer, cast.dinkes, Role.ADMIN)
        made = invite(cast, User.objects.get(pk=cast.writer.pk))
        answer = desk.post(address(cast.dinkes, cast.writer), {"to": budi.pk, "role": "tidak"})
        assert answer.status_code == 302
        invitation = Invitation.objects.get()
        assert (invitation.invited_by, invitation.revoked_at) == (cast.admin, None)
        assert invitations.stands(invitation)
        assert AuditEntry.objects.get(action="duty.handed_over").after["invitations_passed"] == [made.pk]

    def test_who_leaves_by_themselves_passes_them_to_the_new_admin(self, cast, budi, desk):
        invite(cast, cast.admin)
        desk.post(address(cast.dinkes, cast.admin), {"to": budi.pk, "role": "tetap"})
        assert Invitation.objects.get().invited_by == budi
        assert invitations.stands(Invitation.objects.get())

    def test_what_nobody_may_give_is_revoked(self, cast, budi, desk):
        invite(cast, cast.admin)
        roles.appoint(UserFactory(), cast.dinkes, Role.ADMIN)
        desk.post(address(cast.dinkes, cast.admin), {"to": budi.pk, "role": "tidak"})
        assert Invitation.objects.get().revoked_at
        assert AuditEntry.objects.filter(action="invitation.revoked").count() == 1

    def test_others_and_answered_ones_stay(self, cast, budi, desk):
        roles.appoint(cast.writer, cast.dinkes, Role.ADMIN)
        leaver = User.objects.get(pk=cast.writer.pk)
        roles.appoint(leaver, cast.dpupr, Role.ADMIN)
        invite(cast, cast.admin, email="satu@contoh.test")
        invite(cast, leaver, email="dua@contoh.test", opd=cast.dpupr)
        old = invite(cast, leaver, email="tiga@contoh.test")
        Invitation.objects.filter(pk=old.pk).update(revoked_at=timezone.now())
        before = set(Invitation.objects.values_list("email", "invited_by", "revoked_at"))
        desk.post(address(cast.dinkes, cast.writer), {"to": budi.pk, "role": "tidak"})
        assert set(Invitation.objects.values_list("email", "invited_by", "revoked_at")) == before


def test_an_empty_post_is_refused(cast, budi, desk):
    before = everything()
    answer = desk.post(address(cast.dinkes, cast.writer))
    assert answer.status_code == 422
    assert "Pilih rekan yang menerima." in Page(answer).text
    assert everything() == before


REFUSED = [  # what is typed, and what is said
    ({"to": ""}, "Pilih rekan yang menerima."),
    ({"to": "outsider"}, "Orang ini tidak bertugas di OPD ini hari ini."),
    ({"to": "nobody"}, "Orang ini tidak bertugas di OPD ini hari ini."),
    ({"to": "editor"}, "Orang ini tidak bertugas di OPD ini hari ini."),
    ({"to": "writer"}, "Orang ini tidak bertugas di OPD ini hari ini."),  # the one who leaves
    ({"to": "9" * 19}, "Orang ini tidak bertugas di OPD ini hari ini."),
    ({"to": "x\x00"}, ""),
    ({"role": ""}, "wajib"),
    ({"role": "redaktur"}, ""),
    ({"role": "plt"}, "Isi hari terakhir pelaksana tugas."),
    ({"role": "plt", "until": "kapan-kapan"}, ""),
    ({"role": "plt", "until": "2020-01-01"}, "Tanggal terakhirnya sudah lewat."),
    ({"role": "tetap", "since": "2020-01-01"}, "Tanggal mulainya sudah lewat."),
    ({"role": "plt", "since": "2099-05-01", "until": "2099-04-01"}, "Tanggal terakhirnya mendahului tanggal mulainya."),
]


@pytest.mark.parametrize(("typed", "said"), REFUSED)
def test_what_cannot_be_is_refused_with_the_typed_kept(cast, budi, desk, typed, said):
    roles.appoint(cast.writer, cast.dinkes, Role.ADMIN)
    put(cast, State.DRAFT, Live.NONE)
    before = everything()
    if person := getattr(cast, typed.get("to", ""), None):
        typed = typed | {"to": person.pk}
    posted = {"to": budi.pk, "role": "tidak", "since": "", "until": ""} | typed
    answer = desk.post(address(cast.dinkes, cast.writer), posted)
    assert answer.status_code == 422
    page = Page(answer)
    assert said in page.text
    assert page.forms[""]["until"] == posted["until"]
    assert everything() == before


class TestWho:
    def both(self, browser, cast, budi):
        url = address(cast.dinkes, cast.writer)
        return browser.get(url), browser.post(url, {"to": budi.pk, "role": "tidak"})

    @pytest.fixture(autouse=True)
    def something_to_take(self, cast, budi):
        put(cast, State.DRAFT, Live.NONE)
        self.before = everything()
        yield
        assert everything() == self.before

    @pytest.mark.parametrize("who", ["outsider", "writer", "editor"])
    def test_is_not_there_for_whoever_does_not_see_the_opd(self, cast, budi, sign_in, who):
        for answer in self.both(sign_in(getattr(cast, who)), cast, budi):
            assert answer.status_code == 404

    def test_needs_a_sign_in_and_a_role(self, cast, budi, sign_in):
        for answer in (*self.both(sign_in(), cast, budi), *self.both(sign_in(cast.nobody), cast, budi)):
            assert answer.status_code == 302
            assert answer.url.startswith(("/admin/login/?next=", "/akun/login/?next="))

    def test_a_persons_id_tells_no_stranger(self, cast, budi, desk):
        for person in (cast.outsider, cast.nobody, cast.editor, cast.superuser):
            answers = desk.get(address(cast.dinkes, person)), desk.post(address(cast.dinkes, person), {"to": budi.pk})
            for answer in answers:
                assert answer.status_code == 404
                assert person.name not in answer.content.decode()

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids_are_404(self, cast, sign_in, odd):
        browser = sign_in(cast.superuser)
        for url in (
            f"/admin/news/opd/{odd}/hand-over/{cast.writer.pk}/",
            f"/admin/news/opd/{cast.dinkes.pk}/hand-over/{odd}/",
        ):
            assert browser.get(url).status_code == 404
            assert browser.post(url, {"to": cast.admin.pk}).status_code == 404


def test_is_refused_without_the_right_while_holding_all_others(cast, budi, sign_in, monkeypatch):
    put(cast, State.DRAFT, Live.NONE)
    monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset(Right) - {Right.MANAGE_TEAM})
    roles.establish(cast.dinkes)
    before = everything()
    browser = sign_in(cast.writer)
    url = address(cast.dinkes, cast.writer)
    for answer in (browser.get(url), browser.post(url, {"to": budi.pk, "role": "tidak"})):
        assert answer.status_code == 403
        assert "Hanya admin OPD ini yang mengatur serah terima di timnya." in answer.content.decode()
    assert everything() == before


def test_nobody_gives_a_role_they_do_not_hold_by_handing_it_over(cast, budi, sign_in, monkeypatch):
    """A manager of the team who is no admin ends an admin's role, but makes no admin."""
    monkeypatch.setitem(RIGHTS, Role.WRITER, frozenset({Right.WRITE_NEWS, Right.MANAGE_TEAM}))
    roles.establish(cast.dinkes)
    roles.appoint(UserFactory(), cast.dinkes, Role.ADMIN)
    before = everything()
    browser = sign_in(cast.writer)
    url = address(cast.dinkes, cast.admin)
    assert browser.post(url, {"to": budi.pk, "role": "tetap"}).status_code == 403
    assert everything() == before
    assert browser.post(url, {"to": budi.pk, "role": "tidak"}).status_code == 302


def test_the_filter_for_what_nobody_keeps_is_the_admins_alone(cast, sign_in):
    put(cast, State.DRAFT, Live.NONE)
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)
    other = UserFactory()
    roles.appoint(other, cast.dinkes, Role.WRITER)
    mine = "/admin/news/article/?milik=tanpa"
    assert "Tanpa pemegang" in Page(sign_in(cast.admin).get(mine)).text
    assert "Tanpa pemegang" not in Page(sign_in(other).get(mine)).text
    assert sign_in(other).get(mine).status_code == 200
    assert OPD.objects.count() == 2


class TestTheServiceItself:
    """Who calls it without the page is asked the same."""

    @pytest.mark.parametrize("who", ["writer", "outsider", "editor", "nobody"])
    def test_only_who_manages_the_team(self, cast, budi, who):
        before = everything()
        with pytest.raises(PermissionDenied):
            handing.hand_over(cast.dinkes, cast.writer, to=budi, by=getattr(cast, who))
        assert everything() == before

    @pytest.mark.parametrize("who", ["outsider", "editor", "nobody", "superuser", "writer"])
    def test_only_to_a_colleague_of_today(self, cast, who):
        before = everything()
        with pytest.raises(Refused, match="bukan rekan yang bertugas di Dinkes hari ini"):
            handing.hand_over(cast.dinkes, cast.writer, to=getattr(cast, who), by=cast.admin)
        assert everything() == before
