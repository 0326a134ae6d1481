"""Every change of an article's text and state: the only writer of Article and Publication.

Each service has one rhythm: lock, may they, can it, change, record. Whoever calls it (a button, a command, the seed)
gets the changed article back, or PermissionDenied, or one of `news.refusals` with nothing changed.
`seen` is the version of the text the person has read.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from news import findings, html, keepers, notices, pictures, policy
from news.models import Article, ArticleEvent, Publication
from news.models.article import TEXT_FIELDS, ArticleQuerySet
from news.refusals import Incomplete, NotNow, Outdated, Refused
from news.snapshot import snapshot
from news.text import tidy
from news.workflow import Action, Live, State
from opd import roles
from opd.models import OPD
from opd.pictures import Accepted

FURTHEST = timedelta(days=366)
READS_TEXT = frozenset({Action.EDIT, Action.SUBMIT, Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH_URGENT})
NEEDS_REASON = frozenset({Action.SEND_BACK, Action.PUBLISH_URGENT, Action.WITHDRAW})


# --- Text ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def write(opd, *, by, picture: Accepted | None = None, **text) -> Article:
    """Begin a new article of `opd` with the TEXT_FIELDS given in `text`."""
    if not policy.may_begin(by, opd):
        raise PermissionDenied
    article = Article(opd=opd, created_by=by, keeper=by, byline=opd.byline)
    _, hidden = _set_text(article, by, text, picture)
    _save_version(article, by)
    findings.report(article, by, hidden)
    _record(Action.CREATE, article, by, start="", live=Live.NONE)
    return article


@transaction.atomic
def save_text(article: Article, *, by, seen: int, picture: Accepted | None = None, **text) -> Article:
    """Save the TEXT_FIELDS given in `text` as the next version; saving what is there already changes nothing."""
    article = _locked(article)
    _check(Action.EDIT, article, by=by, seen=seen)
    changed, hidden = _set_text(article, by, text, picture)
    if changed:
        article.version += 1
        _save_version(article, by)
        _record(Action.EDIT, article, by, start=article.state, live=article.live)
    elif hidden:
        _save_beside(article, "hidden_links")
    findings.report(article, by, hidden)
    return article


# --- The way to review --------------------------------------------------------------------------------------------
def hand_in(article: Article, *, by) -> Article:
    """Tell the OPD's admins that the writer is done."""
    return _take(Action.HAND_IN, article, by=by, handed_in_at=timezone.now())


def submit(article: Article, *, by, seen: int) -> Article:
    return _take(Action.SUBMIT, article, by=by, seen=seen, **_submitted(article, by))


def recall(article: Article, *, by) -> Article:
    return _take(Action.RECALL, article, by=by)


def send_back(article: Article, *, by, note: str) -> Article:
    """Return it to its OPD with a reason; one that is public by urgency stays on the portal meanwhile."""
    return _take(Action.SEND_BACK, article, by=by, note=note, handed_in_at=None)


# --- Publication --------------------------------------------------------------------------------------------------
@transaction.atomic
def publish(article: Article, *, by, seen: int, at=None) -> Article:
    """Put the reviewed text before the public: now, or, if it was never public, at the time `at`."""
    if at is None:
        article = _take(Action.PUBLISH, article, by=by, seen=seen, hidden_links=[])  # the second person has seen them
    else:
        article = _take(Action.SCHEDULE, article, by=by, seen=seen, note=_future(at), hidden_links=[])
    _put_out(article, at=at)
    return article


@transaction.atomic
def publish_urgent(article: Article, *, by, seen: int, note: str) -> Article:
    """Publish before review, for the reason in `note`; an editor looks at it afterwards."""
    submitted = {"first_submitted_at": article.first_submitted_at or timezone.now()}
    article = _take(Action.PUBLISH_URGENT, article, by=by, seen=seen, note=note, **submitted)
    _put_out(article, unreviewed=True)
    return article


@transaction.atomic
def confirm_urgent(article: Article, *, by, seen: int) -> Article:
    """A second person has read what was published in a hurry; `seen` is the version readers have."""
    article = _take(Action.CONFIRM_URGENT, article, by=by, seen=seen)
    Publication.objects.filter(pk=article.pk).update(unreviewed=False)
    # What was found in a later text is still to be looked at.
    Article.objects.filter(pk=article.pk, version=seen).update(hidden_links=[])
    return article


@transaction.atomic
def reschedule(article: Article, *, by, at) -> Article:
    article = _take(Action.RESCHEDULE, article, by=by, note=_future(at))
    Publication.objects.filter(pk=article.pk).update(published_at=at)
    return article


@transaction.atomic
def unschedule(article: Article, *, by) -> Article:
    article = _take(Action.UNSCHEDULE, article, by=by)
    Publication.objects.filter(pk=article.pk).delete()
    return article


def revise(article: Article, *, by) -> Article:
    """Open the working copy again; readers keep what they have until the next approval."""
    return _reopen(Action.REVISE, article, by=by, handed_in_at=None)


def correct(article: Article, *, by) -> Article:
    """As `revise`, by an editor: it goes straight into review, where a second editor publishes it."""
    return _reopen(Action.CORRECT, article, by=by, **_submitted(article, by))


@transaction.atomic
def withdraw(article: Article, *, by, note: str) -> Article:
    """Take it off the portal; readers are told the reason in `note`."""
    article = _take(Action.WITHDRAW, article, by=by, note=note)
    Publication.objects.filter(pk=article.pk).update(
        withdrawn_at=timezone.now(), withdrawn_reason=html.seen(note).strip()
    )
    return article


# --- Out of the way -----------------------------------------------------------------------------------------------
def delete(article: Article, *, by) -> Article:
    """Put a draft that never left its office into the bin, where it is kept 30 days."""
    return _take(Action.DELETE, article, by=by, deleted_at=timezone.now())


@transaction.atomic
def empty_bin(*, before, most: int | None = None) -> int:
    """Remove for good what went into the bin before that moment (`most`: at most so many); how many articles that were."""
    gone = list(Article.objects.select_for_update().filter(deleted_at__lt=before).order_by("pk")[:most])
    for article in gone:
        ArticleEvent.objects.go_with(article)
        article.delete()
        pictures.discard(article.lead)
    return len(gone)


@transaction.atomic
def transfer(article: Article, *, by, opd) -> Article:
    """Give a draft to another OPD; its unit and picture belong to the old one and stay there."""
    if not opd.active:
        raise Refused(f"{opd} sudah tidak aktif, jadi tidak ada naskah baru untuknya.")
    left_behind: dict = {"unit": None, "lead": None, "lead_alt": "", "lead_credit": ""}
    article = _take(Action.TRANSFER, article, by=by, note=f"{article.opd} → {opd}", opd=opd, **left_behind)
    article.version += 1
    _save_version(article, by)
    return article


@transaction.atomic
def pass_on(articles: ArticleQuerySet, *, by, to) -> list[Article]:
    """Give `articles` into the keeping of a colleague, who is told in one letter; those they keep already stay as they are.

    It is no version, and neither the new keeper nor `by` gets a hand in the text.
    """
    held = articles.kept().exclude(keeper=to).select_related("opd", "keeper").select_for_update(of=("self",))
    passed = list(held.order_by("pk"))
    prefetch_related_objects(passed, "publication")  # after the lock, as in _locked
    for article in passed:
        _check(Action.PASS_ON, article, by=by, seen=None)
        _record(
            Action.PASS_ON,
            article,
            by,
            start=article.state,
            live=article.live,
            note=f"Dari {article.keeper} kepada {to}.",
        )
    for opd in {article.opd for article in passed}:
        if to not in keepers.colleagues(opd):
            raise Refused(f"{to} bukan anggota tim {opd} hari ini. Pilih rekan yang lain.")
    Article.objects.filter(pk__in=[article.pk for article in passed]).update(keeper=to)
    transaction.on_commit(lambda: notices.tell_keeper(to, passed, by))
    return passed


@transaction.atomic
def switch_off(opd: OPD, *, by, successor: OPD | None = None, call_back: bool = False) -> OPD:
    """Close an OPD: its members' rights end, its news stays public. What is in review or scheduled is called back
    to a draft when the same form says so; otherwise it stands in the way."""
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied
    on_its_way = list(Article.objects.filter(opd=opd).on_its_way())
    if on_its_way and not call_back:
        titles = ", ".join(f"“{article.title}”" for article in on_its_way[:5])
        raise Refused(
            f"{opd} masih punya {len(on_its_way)} naskah yang ditinjau atau dijadwalkan: {titles}. Kembalikan dulu."
        )
    for article in on_its_way:
        if article.state == State.PUBLISHED:
            article = unschedule(article, by=by)
        recall(article, by=by)
    return roles.close(opd, successor)


# --- The rhythm ---------------------------------------------------------------------------------------------------
@transaction.atomic
def _take(action: Action, article: Article, *, by, seen: int | None = None, note: str = "", **changes) -> Article:
    return _step(action, _locked(article), by=by, seen=seen, note=note, **changes)


@transaction.atomic
def _reopen(action: Action, article: Article, *, by, **changes) -> Article:
    article = _locked(article)
    ahead = article.live is Live.AHEAD
    article = _step(action, article, by=by, **changes)
    if ahead:
        Publication.objects.filter(pk=article.pk).delete()
    return article


def _locked(article: Article) -> Article:
    """The row as it is now, held until the transaction ends; one in the bin is gone for everyone (DoesNotExist).

    The publication is read by a statement of its own, after the lock: joined to this one it could be an older copy.
    """
    rows = Article.objects.kept().select_for_update(of=("self",)).select_related("opd", "rubric", "lead")
    return rows.get(pk=article.pk)


def _check(action: Action, article: Article, *, by, seen: int | None) -> State:
    """Raise unless this person may do it and it can be done now; the state it leads to."""
    if not policy.may(by, action, article):
        raise PermissionDenied
    if action in READS_TEXT and seen != article.version:
        raise Outdated(article)
    if action is Action.CONFIRM_URGENT and article.live is Live.UNREVIEWED and seen != article.publication.version:
        raise Outdated(article)
    step = policy.possible(action, article)
    if step is None and action in policy.NEEDS_WHOLE_TEXT and article.missing():
        raise Incomplete(article.missing())
    if step is None:
        raise NotNow(action, article)
    return step.end or State(article.state)


def _step(action: Action, article: Article, *, by, seen: int | None = None, note: str = "", **changes) -> Article:
    """Check, then change the locked article and record it."""
    start, live = article.state, article.live
    end = _check(action, article, by=by, seen=seen)
    note = html.seen(note).strip()
    if action in NEEDS_REASON and not html.line(note):
        raise Refused("Tuliskan alasannya lebih dulu.")
    for name, value in ({"state": end} | changes).items():
        setattr(article, name, value)
    _save_beside(article, "state", *changes)
    _record(action, article, by, start=start, live=live, note=note)
    return article


def _record(action: Action, article: Article, by, *, start: str, live: Live, note: str = "") -> None:
    event = ArticleEvent.objects.create(
        article=article,
        action=action,
        by=by,
        start=start,
        end=article.state,
        live=live,
        version=article.version,
        note=note,
    )
    transaction.on_commit(lambda: notices.tell(event))


def _submitted(article: Article, by) -> dict:
    now = timezone.now()
    return {
        "submitted_by": by,
        "submitted_at": now,
        "first_submitted_at": article.first_submitted_at or now,
        "handed_in_at": None,
    }


def _future(at) -> str:
    """The note that says for when; a time that has passed is refused."""
    if at <= timezone.now():
        raise Refused("Waktu terbit sudah lewat. Pilih waktu yang akan datang, atau terbitkan sekarang.")
    if at > timezone.now() + FURTHEST:
        raise Refused("Waktu terbit paling lama setahun dari sekarang. Periksa tahunnya.")
    return f"{timezone.localtime(at):%d-%m-%Y %H.%M} WIB"


def _set_text(article: Article, by, text: dict, picture: Accepted | None) -> tuple[bool, tuple]:
    """Put tidied words into the article; whether anything is now different, and what was hidden in them."""
    if unknown := text.keys() - set(TEXT_FIELDS):
        raise TypeError(f"Not a text field: {sorted(unknown)}")
    before = {name: getattr(article, name) for name in TEXT_FIELDS}
    tidied = tidy(article, text)
    for name, value in tidied.fields.items():
        setattr(article, name, value)
    findings.keep(article, tidied.hidden)
    if picture is not None:
        article.lead = pictures.store(picture, opd=article.opd, by=by)
    if article.lead is None:
        article.lead_alt = article.lead_credit = ""
    changed = article._state.adding or before != {name: getattr(article, name) for name in TEXT_FIELDS}
    return changed, tidied.hidden


def _save_beside(article: Article, *fields: str) -> None:
    """Save what is no text: a move of the state is no version."""
    article.skip_history_when_saving = True  # type: ignore[attr-defined]
    article.save(update_fields=fields)
    del article.skip_history_when_saving  # type: ignore[attr-defined]


def _save_version(article: Article, by) -> None:
    article.saved_at = timezone.now()
    article._history_user = by  # type: ignore[attr-defined]
    article.save()


def _put_out(article: Article, *, at=None, unreviewed: bool = False) -> None:
    """Replace what the public has by the text as it is."""
    page = snapshot(article)
    page.unreviewed = unreviewed
    page.published_at = at or page.published_at
    page.save()
