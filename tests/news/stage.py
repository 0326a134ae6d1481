"""Puts an article anywhere on its way, and does any action to it: for tests that go through all of them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from news import notes, services
from news.models import Article, ArticleEvent, Publication
from news.workflow import Action, Live, State
from tests.factories import ArticleFactory, NoteFactory, NoteTagFactory, PublicationFactory

BEFORE_OR_IN_REVIEW = (State.DRAFT, State.IN_REVIEW, State.RETURNED)
POSSIBLE = (
    [
        (state, live)
        for state in BEFORE_OR_IN_REVIEW
        for live in (Live.NONE, Live.SHOWN, Live.UNREVIEWED, Live.WITHDRAWN)
    ]
    + [(State.PUBLISHED, live) for live in (Live.AHEAD, Live.SHOWN, Live.UNREVIEWED)]
    + [(State.WITHDRAWN, Live.WITHDRAWN)]
)
IMPOSSIBLE = [(state, Live.AHEAD) for state in (*BEFORE_OR_IN_REVIEW, State.WITHDRAWN)] + [
    (State.PUBLISHED, Live.NONE),
    (State.PUBLISHED, Live.WITHDRAWN),
    (State.WITHDRAWN, Live.NONE),
    (State.WITHDRAWN, Live.SHOWN),
    (State.WITHDRAWN, Live.UNREVIEWED),
]
LONG_AGO = timezone.now() - timedelta(days=3)


def put(cast, state: State, live: Live, *, opd=None) -> Article:
    """A complete article of dinkes, written by its writer and submitted by its admin unless it never left the office."""
    left = not (state == State.DRAFT and live == Live.NONE)
    article = ArticleFactory(
        opd=opd or cast.dinkes,
        rubric=cast.rubric,
        created_by=cast.writer,
        state=state,
        submitted_by=cast.admin if left else None,
        submitted_at=LONG_AGO if left else None,
        first_submitted_at=LONG_AGO if left else None,
    )
    event = {"article": article, "start": State.DRAFT, "end": State.DRAFT, "live": Live.NONE, "version": 1}
    ArticleEvent.objects.create(action=Action.CREATE, by=cast.writer, **event)
    if left:
        ArticleEvent.objects.create(action=Action.SUBMIT, by=cast.admin, **event)
    if live != Live.NONE:
        hours = 24 if live == Live.AHEAD else -24
        PublicationFactory(
            article=article,
            published_at=timezone.now() + timedelta(hours=hours),
            unreviewed=live == Live.UNREVIEWED,
            withdrawn_at=LONG_AGO if live == Live.WITHDRAWN else None,
            withdrawn_reason="Keliru." if live == Live.WITHDRAWN else "",
        )
    return Article.objects.get(pk=article.pk)


def readers_have(article) -> int:
    """The version on the portal, 0 when there is none."""
    return Publication.objects.filter(pk=article.pk).values_list("version", flat=True).first() or 0


def changed(article):
    """With other words than the version that is kept of it."""
    Article.objects.filter(pk=article.pk).update(summary="Sementara.")
    return article


def next_year():
    return timezone.localdate() + timedelta(days=365)


def do(action: Action, article: Article, by, cast) -> Article:
    """Call the service behind an action with everything it asks for."""
    soon = timezone.now() + timedelta(hours=5)
    calls = {
        Action.EDIT: lambda: services.save_text(article, by=by, seen=article.version, title="Judul yang Diperbaiki"),
        Action.HAND_IN: lambda: services.hand_in(article, by=by),
        Action.SUBMIT: lambda: services.submit(article, by=by, seen=article.version),
        Action.RECALL: lambda: services.recall(article, by=by),
        Action.SEND_BACK: lambda: services.send_back(article, by=by, note="Lengkapi jadwalnya."),
        Action.PUBLISH: lambda: services.publish(article, by=by, seen=article.version),
        Action.SCHEDULE: lambda: services.publish(article, by=by, seen=article.version, at=soon),
        Action.RESCHEDULE: lambda: services.reschedule(article, by=by, at=soon),
        Action.UNSCHEDULE: lambda: services.unschedule(article, by=by),
        Action.PUBLISH_URGENT: lambda: services.publish_urgent(article, by=by, seen=article.version, note="Banjir."),
        Action.CONFIRM_URGENT: lambda: services.confirm_urgent(article, by=by, seen=readers_have(article)),
        Action.REVISE: lambda: services.revise(article, by=by),
        Action.CORRECT: lambda: services.correct(article, by=by),
        Action.WITHDRAW: lambda: services.withdraw(article, by=by, note="Tanggalnya keliru."),
        Action.DELETE: lambda: services.delete(article, by=by),
        Action.TRANSFER: lambda: services.transfer(article, by=by, seen=article.version, opd=cast.dpupr),
        Action.RESTORE: lambda: services.restore(changed(article), by=by, seen=article.version, version=1),
        Action.TAKE: lambda: services.take(article, by=by),
        Action.LET_GO: lambda: services.let_go(article, by=by),
        Action.NOTE: lambda: notes.write(article, by=by, tag=NoteTagFactory(), words="Kapan?", quote="setiap Selasa"),
        Action.ANSWER: lambda: notes.answer(NoteFactory(article=article), by=by, words="Setiap pekan."),
        Action.SETTLE: lambda: notes.settle(NoteFactory(article=article), by=by),
        Action.REOPEN: lambda: notes.reopen(NoteFactory(article=article, settled=True), by=by),
        Action.LOOK_AGAIN: lambda: services.look_again(article, by=by, on=next_year()),
        Action.PASS_ON: lambda: services.pass_on(Article.objects.filter(pk=article.pk), by=by, to=cast.admin)[0],
    }
    return calls[action]()
