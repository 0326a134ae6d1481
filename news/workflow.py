"""Which state can follow which: pure data, knows no user."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from django.db.models import TextChoices


class State(TextChoices):
    """Where the working copy of an article is on its way."""

    DRAFT = "draft", "Draf"
    IN_REVIEW = "in_review", "Menunggu tinjauan"
    RETURNED = "returned", "Dikembalikan"
    PUBLISHED = "published", "Terbit"
    WITHDRAWN = "withdrawn", "Ditarik"


class Live(TextChoices):
    """What readers have of it, whatever the working copy does."""

    NONE = "none", "Belum terbit"
    AHEAD = "ahead", "Dijadwalkan"
    SHOWN = "shown", "Terbit"
    UNREVIEWED = "unreviewed", "Terbit, perlu tinjauan susulan"
    WITHDRAWN = "withdrawn", "Ditarik"


class Action(TextChoices):
    """What somebody does to an article. The value is also its address at the desk."""

    CREATE = "create", "Tulis"
    EDIT = "edit", "Simpan"
    HAND_IN = "hand-in", "Serahkan"
    SUBMIT = "submit", "Ajukan"
    RECALL = "recall", "Tarik kembali"
    SEND_BACK = "send-back", "Kembalikan"
    PUBLISH = "publish", "Terbitkan"
    SCHEDULE = "schedule", "Jadwalkan"
    RESCHEDULE = "reschedule", "Ubah jadwal"
    UNSCHEDULE = "unschedule", "Batalkan jadwal"
    PUBLISH_URGENT = "publish-urgent", "Terbitkan segera"
    CONFIRM_URGENT = "confirm-urgent", "Sahkan"
    REVISE = "revise", "Revisi"
    CORRECT = "correct", "Perbaiki"
    WITHDRAW = "withdraw", "Tarik dari portal"
    DELETE = "delete", "Hapus"
    TRANSFER = "transfer", "Pindahkan ke OPD lain"
    PASS_ON = "pass-on", "Alihkan kepada rekan"
    RESTORE = "restore", "Pakai lagi versi ini"
    TAKE = "take", "Ambil untuk ditinjau"
    LET_GO = "let-go", "Lepaskan"
    NOTE = "note", "Catat"
    ANSWER = "answer", "Jawab"
    SETTLE = "settle", "Tandai selesai"
    REOPEN = "reopen", "Buka lagi"
    LOOK_AGAIN = "look-again", "Atur tanggal tinjau ulang"


SAVES_TEXT = frozenset({Action.CREATE, Action.EDIT, Action.RESTORE})  # each makes a version


@dataclass(frozen=True)
class Move:
    """From any of `start` while readers have any of `live`, to `end` (None: the state stays)."""

    start: Set[State]
    end: State | None
    live: Set[Live]


ANY_STATE = frozenset(State)
ANY_LIVE = frozenset(Live)
BEFORE_REVIEW = frozenset({State.DRAFT, State.RETURNED})
IN_REVIEW = frozenset({State.IN_REVIEW})
PUBLISHED = frozenset({State.PUBLISHED})
READABLE = frozenset({Live.SHOWN, Live.UNREVIEWED})
HAD_READERS = READABLE | {Live.WITHDRAWN}
NOT_AHEAD = ANY_LIVE - {Live.AHEAD}
UNREVIEWED = frozenset({Live.UNREVIEWED})

MOVES: dict[Action, tuple[Move, ...]] = {
    Action.EDIT: (Move(BEFORE_REVIEW | IN_REVIEW, None, ANY_LIVE),),
    Action.HAND_IN: (Move(BEFORE_REVIEW, None, ANY_LIVE),),
    Action.SUBMIT: (Move(BEFORE_REVIEW, State.IN_REVIEW, ANY_LIVE),),
    Action.RECALL: (Move(IN_REVIEW, State.DRAFT, ANY_LIVE),),
    Action.SEND_BACK: (
        Move(IN_REVIEW, State.RETURNED, ANY_LIVE),
        Move(PUBLISHED, State.RETURNED, UNREVIEWED),  # the page stays
    ),
    Action.PUBLISH: (Move(IN_REVIEW, State.PUBLISHED, NOT_AHEAD),),
    Action.SCHEDULE: (Move(IN_REVIEW, State.PUBLISHED, frozenset({Live.NONE})),),
    Action.RESCHEDULE: (Move(PUBLISHED, None, frozenset({Live.AHEAD})),),
    Action.UNSCHEDULE: (Move(PUBLISHED, State.IN_REVIEW, frozenset({Live.AHEAD})),),
    Action.PUBLISH_URGENT: (Move(BEFORE_REVIEW, State.PUBLISHED, NOT_AHEAD),),
    Action.CONFIRM_URGENT: (Move(ANY_STATE, None, UNREVIEWED),),
    Action.REVISE: (Move(PUBLISHED | {State.WITHDRAWN}, State.DRAFT, ANY_LIVE),),
    Action.CORRECT: (Move(PUBLISHED | {State.WITHDRAWN}, State.IN_REVIEW, ANY_LIVE),),
    Action.WITHDRAW: (Move(ANY_STATE, State.WITHDRAWN, READABLE),),
    Action.DELETE: (Move(frozenset({State.DRAFT}), None, frozenset({Live.NONE})),),
    Action.TRANSFER: (Move(frozenset({State.DRAFT}), None, ANY_LIVE),),
    Action.PASS_ON: (Move(ANY_STATE, None, ANY_LIVE),),
    Action.RESTORE: (Move(BEFORE_REVIEW | IN_REVIEW, None, ANY_LIVE),),
    Action.TAKE: (Move(IN_REVIEW, None, ANY_LIVE), Move(ANY_STATE, None, UNREVIEWED)),
    Action.LET_GO: (Move(IN_REVIEW, None, ANY_LIVE), Move(ANY_STATE, None, UNREVIEWED)),
    Action.NOTE: (Move(IN_REVIEW, None, ANY_LIVE), Move(PUBLISHED, None, UNREVIEWED)),
    Action.ANSWER: (Move(ANY_STATE, None, ANY_LIVE),),
    Action.SETTLE: (Move(ANY_STATE, None, ANY_LIVE),),
    Action.REOPEN: (Move(ANY_STATE, None, ANY_LIVE),),
    Action.LOOK_AGAIN: (Move(ANY_STATE, None, ANY_LIVE),),
}


def move(action: Action, state: State, live: Live) -> Move | None:
    """The move that `action` makes from here, or None. An action without a row raises KeyError."""
    for row in MOVES[action]:
        if state in row.start and live in row.live:
            return row
    return None
