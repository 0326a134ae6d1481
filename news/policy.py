"""Who may do what to an article, and to what stands in the library: the rule, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from accounts.people import is_portal_admin
from news.workflow import MOVES, SAVES_TEXT, Action, Live, Move, State, move
from opd import access
from opd.rights import Right

WRITER = frozenset({Right.WRITE_NEWS})
SUBMITTER = frozenset({Right.SUBMIT_NEWS})
REVIEWER = frozenset({Right.REVIEW_NEWS})

REQUIRES: dict[Action, frozenset[Right]] = {  # any one of these, on the article's OPD
    Action.CREATE: WRITER,
    Action.EDIT: WRITER,
    Action.HAND_IN: WRITER,
    Action.SUBMIT: SUBMITTER,
    Action.RECALL: SUBMITTER,
    Action.SEND_BACK: REVIEWER,
    Action.PUBLISH: REVIEWER,
    Action.SCHEDULE: REVIEWER,
    Action.RESCHEDULE: REVIEWER,
    Action.UNSCHEDULE: REVIEWER | SUBMITTER,
    Action.PUBLISH_URGENT: frozenset({Right.PUBLISH_URGENT}),
    Action.CONFIRM_URGENT: REVIEWER,
    Action.REVISE: WRITER,
    Action.CORRECT: REVIEWER,
    Action.WITHDRAW: REVIEWER | SUBMITTER,
    Action.DELETE: WRITER,
    Action.TRANSFER: frozenset(),  # nobody's right in an OPD: the portal administrator's alone
    Action.PASS_ON: frozenset({Right.MANAGE_TEAM}),  # who keeps a draft is a matter of the team; it leaves no hand
    Action.RESTORE: WRITER,
    Action.TAKE: REVIEWER,
    Action.LET_GO: REVIEWER,
    Action.NOTE: REVIEWER,
    Action.ANSWER: WRITER | REVIEWER,
    Action.SETTLE: WRITER | REVIEWER,
    Action.REOPEN: WRITER | REVIEWER,
    Action.LOOK_AGAIN: WRITER | REVIEWER,
}
IN_REVIEW_REQUIRES = {Action.EDIT: REVIEWER, Action.RESTORE: REVIEWER}
# Closed to whoever had a hand in the text, superusers included.
SECOND_PERSON = frozenset({Action.SEND_BACK, Action.PUBLISH, Action.SCHEDULE, Action.CONFIRM_URGENT})
HOLDS = {Action.TAKE: False, Action.LET_GO: True}  # is it held by somebody when this begins?
NEEDS_WHOLE_TEXT = frozenset({Action.HAND_IN, Action.SUBMIT, Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH_URGENT})


def may(user, action: Action, article) -> bool:
    """Does this person's place allow the action on this article, whatever state it is in?"""
    return _holds_the_right(user, action, article) and not (action in SECOND_PERSON and had_a_hand(user, article))


def _holds_the_right(user, action: Action, article) -> bool:
    if action is Action.TRANSFER:
        return is_portal_admin(user)
    required = REQUIRES[action]
    if article.state == State.IN_REVIEW:
        required = IN_REVIEW_REQUIRES.get(action, required)
    if not access.holds_any(user, required, article.opd):
        return False
    if action is Action.LET_GO and user.pk != article.taken_by_id:
        return user.is_superuser
    return True


def may_begin(user, opd) -> bool:
    """May this person write something new for this OPD? For a closed one nobody does."""
    return opd.active and access.holds_any(user, REQUIRES[Action.CREATE], opd)


class MediaAction(StrEnum):
    DESCRIBE = "describe"
    SHARE = "share"  # and take back
    REMOVE = "remove"


ALSO_ONES_OWN = {MediaAction.DESCRIBE: True, MediaAction.SHARE: False, MediaAction.REMOVE: True}  # for whoever writes


def may_add_media(user, opd) -> bool:
    """May this person put something into the library of this OPD? Into a closed one's nobody does."""
    return opd.active and access.holds_any(user, (Right.WRITE_NEWS, Right.MANAGE_MEDIA), opd)


def may_with_media(user, action: MediaAction, asset) -> bool:
    """Whoever manages the OPD's media; of one's own uploads also whoever writes there, where ALSO_ONES_OWN says so."""
    own = ALSO_ONES_OWN[action] and asset.created_by_id == user.pk
    return access.holds(user, Right.MANAGE_MEDIA, asset.opd) or (
        own and access.holds(user, Right.WRITE_NEWS, asset.opd)
    )


def possible(action: Action, article) -> Move | None:
    """The move this action makes from where the article is now, or None; knows no user."""
    found = _begins_here(action, article)
    return None if found and action in NEEDS_WHOLE_TEXT and article.missing() else found


def _begins_here(action: Action, article) -> Move | None:
    if action is Action.DELETE and article.first_submitted_at:
        return None
    if action in HOLDS and article.held is not HOLDS[action]:
        return None
    return move(action, State(article.state), article.live)


def open_to(user, action: Action, article) -> bool:
    """May this person do it to this article now? Offered is exactly this, and exactly this is accepted."""
    return bool(_open_of([action], user, article))


def open_actions(user, article) -> list[Action]:
    """All that is open to this person on this article now: exactly these buttons are offered."""
    return _open_of(MOVES, user, article)


def _open_of(actions: Iterable[Action], user, article) -> list[Action]:
    """Those that are `possible` and that this person `may`; what costs a query is asked last, and once for all of them."""
    found = [action for action in actions if _begins_here(action, article) and _holds_the_right(user, action, article)]
    if not NEEDS_WHOLE_TEXT.isdisjoint(found) and article.missing():
        found = [action for action in found if action not in NEEDS_WHOLE_TEXT]
    if not SECOND_PERSON.isdisjoint(found) and had_a_hand(user, article):
        found = [action for action in found if action not in SECOND_PERSON]
    return found


def had_a_hand(user, article) -> bool:
    """Did this person submit the text, or save it outside review, since it last went out with a second person's consent?"""
    return user.pk in _hands(article)


def _hands(article) -> set[int]:
    """Walk back through the events to the last publication that stands on a second person's reading.

    One that was called off before its hour does not count, and an urgent one only when it was confirmed later; what was
    saved after the urgent one stays somebody's text, even when the urgent one was confirmed meanwhile.
    """
    people: set[int] = set()
    called_off = confirmed = False
    for action, start, live, by in article.events.newest_first().values_list("action", "start", "live", "by"):
        if action in (Action.PUBLISH, Action.SCHEDULE):
            if not called_off:
                break
            called_off = False
        elif action == Action.PUBLISH_URGENT and confirmed:
            break
        elif _leaves_a_hand(action, start):
            people.add(by)
        called_off = called_off or action == Action.UNSCHEDULE or (live == Live.AHEAD and action in LEAVES_SCHEDULE)
        confirmed = confirmed or action == Action.CONFIRM_URGENT
    return people


LEAVES_SCHEDULE = frozenset({Action.REVISE, Action.CORRECT})
HANDS_ON = frozenset({Action.SUBMIT, Action.PUBLISH_URGENT, Action.CORRECT})


def _leaves_a_hand(action: str, start: str) -> bool:
    return action in HANDS_ON or (action in SAVES_TEXT and start != State.IN_REVIEW)
