"""The table role × action, written out a second time, and the rule of the second person."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from news import policy, services
from news.models import Article
from news.refusals import Refused
from news.workflow import MOVES, Action, Live, State
from opd import roles
from opd.rights import Role
from tests.factories import ArticleFactory, UserFactory
from tests.news.stage import POSSIBLE, do, put

# w writer, a admin, e editor, s superuser of nobody's hand; everyone else (outsider, no role, visitor): never.
WHO = {
    Action.CREATE: "w a s",
    Action.EDIT: "w a s",
    Action.HAND_IN: "w a s",
    Action.SUBMIT: "a s",
    Action.RECALL: "a s",
    Action.SEND_BACK: "e s",
    Action.PUBLISH: "e s",
    Action.SCHEDULE: "e s",
    Action.RESCHEDULE: "e s",
    Action.UNSCHEDULE: "a e s",
    Action.PUBLISH_URGENT: "a s",
    Action.CONFIRM_URGENT: "e s",
    Action.REVISE: "w a s",
    Action.CORRECT: "e s",
    Action.WITHDRAW: "a e s",
    Action.DELETE: "w a s",
    Action.TRANSFER: "s",
    Action.PASS_ON: "a s",
    Action.RESTORE: "w a s",
    Action.TAKE: "e s",
    Action.LET_GO: "s",  # of what nobody holds; who holds it may, see below
    Action.NOTE: "e s",
    Action.ANSWER: "w a e s",
    Action.SETTLE: "w a e s",
    Action.REOPEN: "w a e s",
    Action.LOOK_AGAIN: "w a e s",
}
LETTER = {"w": "writer", "a": "admin", "e": "editor", "s": "superuser"}
EVERYONE = ("writer", "admin", "editor", "superuser", "outsider", "nobody", "visitor", "switched_off")


def person(cast, who):
    if who == "visitor":
        return AnonymousUser()
    if who == "switched_off":
        return UserFactory(is_active=False, is_superuser=True)
    return getattr(cast, who)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", EVERYONE)
def test_role_by_action(cast, who, action):
    article = put(cast, State.DRAFT, Live.NONE)
    allowed = who in {LETTER[letter] for letter in WHO[action].split()}
    assert policy.may(person(cast, who), action, article) is allowed


@pytest.mark.parametrize("who", EVERYONE)
def test_while_in_review_only_editors_save_the_text(cast, who):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    for action in (Action.EDIT, Action.RESTORE):
        assert policy.may(person(cast, who), action, article) is (who in {"editor", "superuser"})


@pytest.mark.parametrize("who", [*EVERYONE, "editor2"])
def test_only_who_holds_an_article_lets_it_go(cast, who):
    article = services.take(put(cast, State.IN_REVIEW, Live.NONE), by=cast.editor)
    assert policy.may(person(cast, who), Action.LET_GO, article) is (who in {"editor", "superuser"})
    assert (Action.LET_GO in policy.open_actions(person(cast, who), article)) is (who in {"editor", "superuser"})
    assert Action.TAKE not in policy.open_actions(person(cast, who), article)


def test_what_was_taken_lapses_by_itself(cast):
    article = services.take(put(cast, State.IN_REVIEW, Live.NONE), by=cast.editor)
    Article.objects.update(taken_until=timezone.now())
    article.refresh_from_db()
    assert Action.TAKE in policy.open_actions(cast.editor2, article)
    assert Action.LET_GO not in policy.open_actions(cast.editor, article)
    assert services.take(article, by=cast.editor2).taken_by == cast.editor2


def test_an_unknown_action_raises_and_is_never_allowed(cast):
    with pytest.raises(KeyError):
        policy.may(cast.superuser, "burn", put(cast, State.DRAFT, Live.NONE))


@pytest.mark.parametrize(("state", "live"), POSSIBLE)
def test_offered_if_and_only_if_accepted(cast, state, live):
    """Every role × action at one place of the way; the services are called for real and rolled back."""
    article = put(cast, state, live)
    accepted_by_anyone = 0
    for who in EVERYONE:
        user = person(cast, who)
        offered = policy.open_actions(user, article)
        for action in MOVES:
            accepted = _accepts(action, article, user, cast)
            assert (action in offered) is accepted, f"{who} {action} {state} {live}"
            accepted_by_anyone += accepted
    assert accepted_by_anyone  # a test in which nobody may do anything would say nothing


def _accepts(action, article, user, cast) -> bool:
    try:
        with transaction.atomic():
            do(action, Article.objects.get(pk=article.pk), user, cast)
            transaction.set_rollback(True)
    except (PermissionDenied, Refused):
        return False
    return True


def test_what_is_not_whole_is_not_handed_on(cast):
    article = ArticleFactory(opd=cast.dinkes, created_by=cast.writer, summary="", rubric=None)
    assert Action.SUBMIT not in policy.open_actions(cast.admin, article)
    assert {Action.EDIT, Action.DELETE} <= set(policy.open_actions(cast.admin, article))


# --- The second person ---------------------------------------------------------------------------------------------
def both(cast):
    """Somebody who is admin and editor at once: what the rule is for."""
    user = UserFactory(username="dua.topi", is_superuser=True)
    return user


def begin(cast, by):
    return services.write(
        cast.dinkes,
        by=by,
        title="Imunisasi di Sekolah",
        summary="Mulai pekan depan.",
        body="<p>Mulai.</p>",
        rubric=cast.rubric,
    )


HANDS = {
    "who wrote it": [("both", "write"), ("admin", Action.SUBMIT)],
    "who saved it before review": [("writer", "write"), ("both", Action.EDIT), ("admin", Action.SUBMIT)],
    "who submitted it": [("writer", "write"), ("both", Action.SUBMIT)],
    "who submitted it the time before": [
        ("writer", "write"), ("both", Action.SUBMIT), ("editor", Action.SEND_BACK), ("admin", Action.SUBMIT),
    ],
    "whose publication was called off before its hour": [
        ("both", "write"), ("admin", Action.SUBMIT), ("editor", Action.SCHEDULE), ("admin", Action.UNSCHEDULE),
    ],
    "whose scheduled text was revised": [
        ("both", "write"), ("admin", Action.SUBMIT), ("editor", Action.SCHEDULE), ("writer", Action.REVISE), ("admin", Action.SUBMIT),
    ],
    "who corrects it as an editor": [
        ("writer", "write"), ("admin", Action.SUBMIT), ("editor", Action.PUBLISH), ("both", Action.CORRECT), ("both", Action.EDIT),
    ],
    "whose urgent text was only sent back": [
        ("both", "write"), ("admin", Action.PUBLISH_URGENT), ("editor", Action.SEND_BACK), ("admin", Action.SUBMIT),
    ],
    "who saved after the urgent publication, confirmed meanwhile": [
        ("writer", "write"), ("admin", Action.PUBLISH_URGENT), ("writer", Action.REVISE), ("both", Action.EDIT),
        ("editor", Action.CONFIRM_URGENT), ("admin", Action.SUBMIT),
    ],
}  # fmt: skip
NO_HANDS = {
    "who saved it in review": [("writer", "write"), ("admin", Action.SUBMIT), ("both", Action.EDIT)],
    "who wrote what was published since": [
        ("both", "write"), ("admin", Action.SUBMIT), ("editor", Action.PUBLISH), ("writer", Action.REVISE), ("admin", Action.SUBMIT),
    ],
    "who wrote what was urgent and is confirmed": [
        ("both", "write"), ("admin", Action.PUBLISH_URGENT), ("editor", Action.CONFIRM_URGENT), ("writer", Action.REVISE), ("admin", Action.SUBMIT),
    ],
    "who recalled it": [("writer", "write"), ("admin", Action.SUBMIT), ("both", Action.RECALL), ("admin", Action.SUBMIT)],
}  # fmt: skip


def play(cast, story):
    people = vars(cast) | {"both": both(cast)}
    article = None
    for who, action in story:
        by = people[who]
        article = begin(cast, by) if action == "write" else do(action, article, by, cast)
    assert article.state == State.IN_REVIEW
    return article, people["both"]


@pytest.mark.parametrize("story", HANDS.values(), ids=HANDS)
def test_who_had_a_hand_does_not_decide(cast, story):
    article, user = play(cast, story)
    for action in policy.SECOND_PERSON:
        assert not policy.may(user, action, article)
    assert policy.may(cast.editor2, Action.PUBLISH, article)


@pytest.mark.parametrize("story", NO_HANDS.values(), ids=NO_HANDS)
def test_who_had_no_hand_decides(cast, story):
    article, user = play(cast, story)
    assert policy.may(user, Action.PUBLISH, article)


def test_who_published_in_a_hurry_does_not_confirm(cast):
    user = both(cast)
    article = services.publish_urgent(begin(cast, cast.writer), by=user, seen=1, note="Banjir di Cepu.")
    assert not policy.may(user, Action.CONFIRM_URGENT, article)
    assert policy.may(cast.editor, Action.CONFIRM_URGENT, article)


# --- All together ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("state", "live"), POSSIBLE)
@pytest.mark.parametrize("summary", ["Ringkas.", ""])
def test_what_is_open_is_what_is_possible_and_allowed_and_costs_one_look_each(cast, monkeypatch, state, live, summary):
    put(cast, state, live)
    Article.objects.update(summary=summary)
    article, asked = Article.objects.get(), []

    def counted(where, name):
        really = getattr(where, name)
        monkeypatch.setattr(where, name, lambda given: asked.append(name) or really(given))

    counted(Article, "missing")
    counted(policy, "_hands")
    for who in EVERYONE:
        user = person(cast, who)
        asked.clear()
        found = policy.open_actions(user, article)
        assert len(asked) == len(set(asked)), who
        assert found == [each for each in MOVES if policy.possible(each, article) and policy.may(user, each, article)]
        assert found == [each for each in MOVES if policy.open_to(user, each, article)]


# --- Closed OPDs ---------------------------------------------------------------------------------------------------
def test_nothing_new_is_written_for_a_closed_opd_even_by_the_portal_administrator(cast):
    roles.appoint(UserFactory(), cast.dpupr, Role.WRITER)
    services.switch_off(cast.dpupr, by=cast.superuser, successor=cast.dinkes)
    cast.dpupr.refresh_from_db()
    for who in ("admin", "superuser", "outsider"):
        fresh = type(cast.admin).objects.get(pk=getattr(cast, who).pk)
        assert not policy.may_begin(fresh, cast.dpupr)
