"""A draft changes hands: its keeper and its history, and nothing else; and which drafts nobody keeps any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import people
from accounts.models import User
from news import keepers, policy, services
from news.models import Article, ArticleEvent
from news.refusals import Refused
from news.workflow import Action, Live, State
from opd import roles
from opd.models import Membership
from opd.rights import Role
from tests.factories import ArticleFactory, OPDFactory, UserFactory
from tests.news.stage import POSSIBLE, put

TO_FINISH = {"draft", "returned", "in_review"}


@pytest.fixture
def colleague(cast):
    person = UserFactory(username="budi", name="Budi Santoso")
    roles.appoint(person, cast.dinkes, Role.WRITER)
    return person


def kept_by(person):
    return Article.objects.filter(keeper=person)


def hands(article) -> set:
    return {who.pk for who in User.objects.all() if policy.had_a_hand(who, article)}


def left(user) -> set[int]:
    return set(keepers.without_keeper(User.objects.get(pk=user.pk)).values_list("pk", flat=True))


class TestPassOn:
    @pytest.mark.parametrize(("state", "live"), POSSIBLE)
    def test_changes_the_keeper_and_nothing_else_wherever_the_article_is(self, cast, colleague, state, live):
        article = put(cast, state, live)
        row, versions = Article.objects.values().get(), article.versions.count()
        hand_before = hands(article)
        assert [one.pk for one in services.pass_on(kept_by(cast.writer), by=cast.admin, to=colleague)] == [article.pk]
        assert Article.objects.values().get() == row | {"keeper_id": colleague.pk}
        assert article.versions.count() == versions
        assert hands(Article.objects.get()) == hand_before
        event = ArticleEvent.objects.newest_first().first()
        assert (event.action, event.by, event.start, event.end, event.live, event.version) == (
            "pass-on", cast.admin, state, state, live, 1,
        )  # fmt: skip
        assert (event.happened, event.note) == ("Dialihkan", "Dari Penulis Dinkes kepada Budi Santoso.")

    def test_neither_the_new_keeper_nor_the_admin_becomes_an_author_by_it(self, cast):
        """An editor who is handed a draft may still decide on it: keeping is not writing."""
        admin = UserFactory(is_superuser=True, name="Pengelola Dua")
        two_hats = UserFactory(name="Dua Topi")
        roles.appoint(two_hats, cast.dinkes, Role.WRITER)
        cast.editor.desks.get().members.add(two_hats)
        roles.seat_editors()
        article = put(cast, State.IN_REVIEW, Live.NONE)
        services.pass_on(kept_by(cast.writer), by=admin, to=two_hats)
        for person in (admin, two_hats):
            assert policy.may(person, Action.PUBLISH, Article.objects.get(pk=article.pk))
        assert not policy.may(cast.writer, Action.PUBLISH, Article.objects.get(pk=article.pk))
        assert services.publish(article, by=two_hats, seen=1).state == State.PUBLISHED

    def test_what_they_keep_already_stays_without_a_word(self, cast, colleague, django_capture_on_commit_callbacks):
        put(cast, State.DRAFT, Live.NONE)
        with django_capture_on_commit_callbacks(execute=True):
            assert services.pass_on(kept_by(cast.writer), by=cast.admin, to=cast.writer) == []
        assert not ArticleEvent.objects.filter(action="pass-on").exists()
        assert mail.outbox == []

    def test_the_bin_is_left_alone(self, cast, colleague):
        article = services.delete(put(cast, State.DRAFT, Live.NONE), by=cast.writer)
        assert services.pass_on(kept_by(cast.writer), by=cast.admin, to=colleague) == []
        assert Article.objects.get(pk=article.pk).keeper == cast.writer

    @pytest.mark.parametrize("who", ["outsider", "nobody", "editor", "writer ended", "writer to come", "switched off"])
    def test_only_to_somebody_on_the_team_today(self, cast, who):
        put(cast, State.DRAFT, Live.NONE)
        today = timezone.localdate()
        to = UserFactory() if " " in who else getattr(cast, who)
        if " " in who:
            membership = roles.appoint(to, cast.dinkes, Role.WRITER)
            dates = {"writer ended": (-9, -1), "writer to come": (1, 9), "switched off": (0, 9)}[who]
            since, until = (today + timedelta(days=days) for days in dates)
            Membership.objects.filter(pk=membership.pk).update(since=since, until=until)
            User.objects.filter(pk=to.pk).update(is_active=who != "switched off")
        with pytest.raises(Refused, match="bukan anggota tim Dinkes hari ini"):
            services.pass_on(kept_by(cast.writer), by=cast.admin, to=to)
        assert Article.objects.get().keeper == cast.writer
        assert not ArticleEvent.objects.filter(action="pass-on").exists()

    def test_one_article_that_may_not_be_passed_on_stops_all(self, cast, colleague):
        put(cast, State.DRAFT, Live.NONE)
        put(cast, State.DRAFT, Live.NONE, opd=cast.dpupr)
        with pytest.raises(PermissionDenied):
            services.pass_on(kept_by(cast.writer), by=cast.admin, to=colleague)
        assert set(Article.objects.values_list("keeper", flat=True)) == {cast.writer.pk}

    def test_the_new_keeper_gets_one_letter_however_many_they_are(
        self, cast, colleague, django_capture_on_commit_callbacks
    ):
        titles = [put(cast, State.DRAFT, Live.NONE).title for _ in range(35)]
        with django_capture_on_commit_callbacks(execute=True):
            services.pass_on(kept_by(cast.writer), by=cast.admin, to=colleague)
        (letter,) = mail.outbox
        assert letter.to == [colleague.email]
        assert letter.subject == "[Portal Blora] 35 naskah dialihkan kepada Anda"
        assert "Admin Dinkes mengalihkan 35 naskah kepada Anda." in letter.body
        assert f"- {titles[0]} (Dinkes, Draf)" in letter.body
        assert "dan 5 naskah lain." in letter.body
        assert titles[-1] not in letter.body
        assert "/admin/news/article/?milik=saya" in letter.body

    def test_costs_a_fixed_number_of_questions_beside_the_events(self, cast, colleague, django_assert_num_queries):
        for _ in range(20):
            put(cast, State.PUBLISHED, Live.SHOWN)
        services.pass_on(Article.objects.none(), by=cast.admin, to=colleague)
        # savepoint twice, articles, rights (3), publications, an event each, closed OPDs, colleagues, the update
        with django_assert_num_queries(31, exact=False):
            services.pass_on(kept_by(cast.writer), by=cast.admin, to=colleague)

    def test_what_happens_later_is_told_to_the_new_keeper(self, cast, colleague, django_capture_on_commit_callbacks):
        article = put(cast, State.IN_REVIEW, Live.NONE)
        services.pass_on(kept_by(cast.writer), by=cast.admin, to=colleague)
        with django_capture_on_commit_callbacks(execute=True):
            services.send_back(article, by=cast.editor, note="Lengkapi.")
        assert colleague.email in [letter.to[0] for letter in mail.outbox]
        assert cast.writer.email not in [letter.to[0] for letter in mail.outbox]


class TestWithoutKeeper:
    @pytest.mark.parametrize(("state", "live"), POSSIBLE)
    def test_names_what_is_to_be_finished_and_has_nobody(self, cast, state, live):
        article = put(cast, state, live)
        assert left(cast.admin) == set()
        roles.dismiss(Membership.objects.get(user=cast.writer))
        assert left(cast.admin) == ({article.pk} if state in TO_FINISH else set())

    def test_is_nobodys_after_a_switch_off_or_a_last_day_and_somebodys_again_when_passed_on(self, cast, colleague):
        article = put(cast, State.DRAFT, Live.NONE)
        people.switch_off(cast.writer, by=cast.superuser)
        assert left(cast.admin) == {article.pk}
        people.switch_on(cast.writer)
        assert left(cast.admin) == set()
        yesterday = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(user=cast.writer).update(since=yesterday, until=yesterday)
        assert left(cast.admin) == {article.pk}
        services.pass_on(kept_by(cast.writer), by=cast.admin, to=colleague)
        assert left(cast.admin) == set()

    def test_shows_it_to_those_who_manage_that_team_alone(self, cast):
        article = put(cast, State.DRAFT, Live.NONE)
        in_review = put(cast, State.IN_REVIEW, Live.NONE)
        roles.appoint(UserFactory(), cast.dinkes, Role.WRITER)
        roles.dismiss(Membership.objects.get(user=cast.writer))
        for who in ("admin", "superuser"):
            assert left(getattr(cast, who)) == {article.pk, in_review.pk}
        for who in ("outsider", "editor", "writer", "nobody"):
            assert left(getattr(cast, who)) == set()

    def test_a_role_elsewhere_is_no_role_here(self, cast):
        article = put(cast, State.DRAFT, Live.NONE)
        roles.appoint(cast.writer, cast.dpupr, Role.WRITER)
        roles.dismiss(Membership.objects.get(user=cast.writer, opd=cast.dinkes))
        assert left(cast.admin) == {article.pk}

    def test_what_the_portal_administrator_began_is_theirs(self, cast):
        ArticleFactory(opd=cast.dinkes, created_by=cast.superuser)
        assert left(cast.admin) == set()

    def test_of_a_closed_opd_it_is_the_last_successors(self, cast):
        """dinkes → between → dpupr: whoever is on the team of dpupr keeps it, and can be given it."""
        article = put(cast, State.DRAFT, Live.NONE)
        between = OPDFactory()
        roles.close(cast.dinkes, between)
        roles.close(between, cast.dpupr)
        outsider = User.objects.get(pk=cast.outsider.pk)
        assert left(cast.outsider) == {article.pk}
        assert left(cast.admin) == set()
        services.pass_on(kept_by(cast.writer), by=outsider, to=cast.outsider)
        assert left(cast.outsider) == set()

    def test_of_an_opd_closed_for_good_it_is_the_portal_administrators(self, cast):
        article = put(cast, State.DRAFT, Live.NONE)
        roles.close(cast.dinkes)
        assert left(cast.superuser) == {article.pk}
        assert not keepers.colleagues(cast.dinkes).exists()

    def test_a_loop_of_successors_ends(self, cast):
        put(cast, State.DRAFT, Live.NONE)
        roles.close(cast.dinkes)
        other = roles.close(OPDFactory())
        type(other).objects.filter(pk=other.pk).update(successor=cast.dinkes)
        type(other).objects.filter(pk=cast.dinkes.pk).update(successor=other)
        assert not keepers.colleagues(cast.dinkes).exists()
        assert len(left(cast.superuser)) == 1
