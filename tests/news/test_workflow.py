"""The table state × Live × action → state, written out a second time (ARCHITECTURE.md, section 4)."""

import pytest

from news.workflow import MOVES, Action, Live, State, move
from tests.news.stage import IMPOSSIBLE, POSSIBLE

# One row per pair that exists. D draft, I in_review, R returned, P published, W withdrawn; "." refused.
# Columns: edit, hand_in, submit, recall, send_back, publish, schedule, reschedule, unschedule, urgent, confirm,
#          revise, correct, withdraw, delete, transfer, pass_on;
#          restore, take, let_go, note, answer, settle, reopen, look_again
TABLE = """
draft     none       | D D I . . . . . . P . . . . D D D | D . . . D D D D
draft     shown      | D D I . . . . . . P . . . W . D D | D . . . D D D D
draft     unreviewed | D D I . . . . . . P D . . W . D D | D D D . D D D D
draft     withdrawn  | D D I . . . . . . P . . . . . D D | D . . . D D D D
in_review none       | I . . D R P P . . . . . . . . . I | I I I I I I I I
in_review shown      | I . . D R P . . . . . . . W . . I | I I I I I I I I
in_review unreviewed | I . . D R P . . . . I . . W . . I | I I I I I I I I
in_review withdrawn  | I . . D R P . . . . . . . . . . I | I I I I I I I I
returned  none       | R R I . . . . . . P . . . . . . R | R . . . R R R R
returned  shown      | R R I . . . . . . P . . . W . . R | R . . . R R R R
returned  unreviewed | R R I . . . . . . P R . . W . . R | R R R . R R R R
returned  withdrawn  | R R I . . . . . . P . . . . . . R | R . . . R R R R
published ahead      | . . . . . . . P I . . D I . . . P | . . . . P P P P
published shown      | . . . . . . . . . . . D I W . . P | . . . . P P P P
published unreviewed | . . . . R . . . . . P D I W . . P | . P P P P P P P
withdrawn withdrawn  | . . . . . . . . . . . D I . . . W | . . . . W W W W
"""
COLUMNS = [
    Action.EDIT, Action.HAND_IN, Action.SUBMIT, Action.RECALL, Action.SEND_BACK, Action.PUBLISH, Action.SCHEDULE,
    Action.RESCHEDULE, Action.UNSCHEDULE, Action.PUBLISH_URGENT, Action.CONFIRM_URGENT, Action.REVISE, Action.CORRECT,
    Action.WITHDRAW, Action.DELETE, Action.TRANSFER, Action.PASS_ON,
    Action.RESTORE, Action.TAKE, Action.LET_GO, Action.NOTE, Action.ANSWER, Action.SETTLE, Action.REOPEN,
    Action.LOOK_AGAIN,
]  # fmt: skip
LETTERS = {
    "D": State.DRAFT,
    "I": State.IN_REVIEW,
    "R": State.RETURNED,
    "P": State.PUBLISHED,
    "W": State.WITHDRAWN,
    ".": None,
}


def rows():
    for line in TABLE.strip().splitlines():
        names, *letters = line.split("|")
        state, live = names.split()
        for action, letter in zip(COLUMNS, " ".join(letters).split(), strict=True):
            yield State(state), Live(live), action, LETTERS[letter]


@pytest.mark.parametrize(("state", "live", "action", "end"), list(rows()))
def test_each_row_of_the_table(state, live, action, end):
    step = move(action, state, live)
    assert (step and (step.end or state)) == end


def test_the_table_names_every_pair_that_exists_and_every_action():
    assert [(state, live) for state, live, action, _ in rows() if action is Action.EDIT] == POSSIBLE
    assert set(COLUMNS) == set(MOVES) == set(Action) - {Action.CREATE}


def test_every_pair_is_either_possible_or_named_impossible():
    assert len(POSSIBLE) + len(IMPOSSIBLE) == len(State) * len(Live)
    assert not set(POSSIBLE) & set(IMPOSSIBLE)


def test_an_action_without_a_row_raises():
    with pytest.raises(KeyError):
        move(Action.CREATE, State.DRAFT, Live.NONE)
