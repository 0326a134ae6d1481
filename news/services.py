"""Every change of an article's text and state: the only writer of Article, and of the words of a Publication.

Each service keeps the rhythm of `news/rhythm.py`. Whoever calls it (a button, a command, the seed) gets the changed
article back, or PermissionDenied, or one of `news.refusals` with nothing changed.
`seen` is the version of the text the person has read.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.people import is_portal_admin
from news import (
    cards,
    findings,
    html,
    inserts,
    keepers,
    keywords,
    library,
    moments,
    notices,
    policy,
    rhythm,
    saving,
    showing,
    uses,
    versions,
)
from news.models import Article, ArticleEvent, Publication
from news.models.article import ArticleQuerySet
from news.models.event import RALAT
from news.refusals import Refused
from news.snapshot import snapshot
from news.workflow import Action, Live, State
from opd import freshness, roles
from opd.models import OPD
from opd.pictures import Accepted

FURTHEST = timedelta(days=366)
FURTHEST_LOOK = timedelta(days=5 * 366)


# --- Text ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def write(opd, *, by, picture: Accepted | None = None, **text) -> Article:
    """Begin a new article of `opd` with the TEXT_FIELDS given in `text`."""
    if not policy.may_begin(by, opd):
        raise PermissionDenied
    article = Article(opd=opd, created_by=by, keeper=by, byline=opd.byline)
    _, hidden = saving.set_text(article, by, text, picture)
    saving.save_version(article, by)
    findings.report(article, by, hidden)
    rhythm.record(Action.CREATE, article, by, start="", live=Live.NONE)
    return article


def save_text(article: Article, *, by, seen: int, why: str = "", picture: Accepted | None = None, **text) -> Article:
    """Save the TEXT_FIELDS given in `text` as the next version; saving what is there already changes nothing.

    `why` is what an editor who changes a text in review tells its writer; it may be empty.
    """
    return saving.next_version(Action.EDIT, article, by=by, seen=seen, note=why, picture=picture, text=text)


@transaction.atomic
def restore(article: Article, *, by, seen: int, version: int) -> Article:
    """Bring the words of an older version back as the next one; OPD and state stay as they are now.

    What is gone or no longer the OPD's own is left out (`versions.left_out` says what); a version of a former OPD is
    none of this one's.
    """
    article = rhythm.locked(article)  # first of all: an article that moves meanwhile has other versions
    rhythm.check(Action.RESTORE, article, by=by, seen=seen)
    old = versions.numbered(article, version)
    if old is None:
        raise Refused(f"Versi {version} tidak ada lagi. Pilih versi lain dari riwayat.")
    text = versions.text_fields(old)
    restored = saving.next_version(Action.RESTORE, article, by=by, seen=seen, note=f"Versi {version}", text=text)
    if restored.version == seen:
        raise Refused(f"Isi versi {version} sama dengan naskah yang sekarang. Tidak ada yang diubah.")
    return restored


# --- The way to review --------------------------------------------------------------------------------------------
def hand_in(article: Article, *, by) -> Article:
    """Tell the OPD's admins that the writer is done."""
    return rhythm.take(Action.HAND_IN, article, by=by, handed_in_at=timezone.now())


def submit(article: Article, *, by, seen: int, urgent: bool = False, note: str = "") -> Article:
    """`urgent` puts it on top of the editors' queue; `note` is a word to them."""
    submitted = _submitted(article, by) | {"urgent": urgent}
    return rhythm.take(Action.SUBMIT, article, by=by, seen=seen, note=note, **submitted)


def recall(article: Article, *, by) -> Article:
    return rhythm.take(Action.RECALL, article, by=by)


def send_back(article: Article, *, by, note: str) -> Article:
    """Return it to its OPD with a reason; one that is public by urgency stays on the portal meanwhile."""
    return rhythm.take(Action.SEND_BACK, article, by=by, note=note, handed_in_at=None)


# --- Publication --------------------------------------------------------------------------------------------------
@transaction.atomic
def publish(article: Article, *, by, seen: int, at=None, note: str = "", correction: str = "") -> Article:
    """Put the reviewed text before the public: now, or, if it was never public, at the time `at`.

    `note` is praise or a word for the writer. `correction` tells readers what was wrong in the text they had before.
    """
    correction = html.line(correction)
    done = {"by": by, "seen": seen, "hidden_links": []}  # the second person has seen them
    if at is None:
        article = rhythm.take(Action.PUBLISH, article, note=_lines(_ralat(correction), note), **done)
    else:
        article = rhythm.take(Action.SCHEDULE, article, note=_lines(_future(at), note), **done)
    _put_out(article, at=at, correction=correction)
    return article


@transaction.atomic
def publish_urgent(article: Article, *, by, seen: int, note: str, correction: str = "") -> Article:
    """Publish before review, for the reason in `note`; an editor looks at it afterwards. `correction` as in `publish`."""
    if not html.line(note):
        raise Refused("Tuliskan alasannya lebih dulu.")
    submitted = {"first_submitted_at": article.first_submitted_at or timezone.now()}
    correction = html.line(correction)
    note = _lines(note, _ralat(correction))
    article = rhythm.take(Action.PUBLISH_URGENT, article, by=by, seen=seen, note=note, **submitted)
    _put_out(article, unreviewed=True, correction=correction)
    return article


@transaction.atomic
def confirm_urgent(article: Article, *, by, seen: int, note: str = "") -> Article:
    """A second person has read what was published in a hurry; `seen` is the version readers have."""
    article = rhythm.take(Action.CONFIRM_URGENT, article, by=by, seen=seen, note=note)
    Publication.objects.filter(pk=article.pk).update(unreviewed=False)
    freshness.touch(article.opd)
    # What was found in a later text is still to be looked at.
    Article.objects.filter(pk=article.pk, version=seen).update(hidden_links=[])
    return article


@transaction.atomic
def reschedule(article: Article, *, by, at) -> Article:
    article = rhythm.take(Action.RESCHEDULE, article, by=by, note=_future(at))
    Publication.objects.filter(pk=article.pk).update(published_at=at)
    cards.ask_for(article.pk)
    freshness.touch(article.opd)
    return article


@transaction.atomic
def unschedule(article: Article, *, by) -> Article:
    # It waits for an editor again from now on, not since it was submitted.
    article = rhythm.take(Action.UNSCHEDULE, article, by=by, submitted_at=timezone.now())
    _take_down(article)
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
    article = rhythm.take(Action.WITHDRAW, article, by=by, note=note)
    Publication.objects.filter(pk=article.pk).update(
        withdrawn_at=timezone.now(), withdrawn_reason=html.seen(note).strip()
    )
    cards.ask_for(article.pk)
    freshness.touch(article.opd)
    return article


def look_again(article: Article, *, by, on: date | None) -> Article:
    """Say on which day somebody should look at it again; None: never."""
    if on is not None and not timezone.localdate() < on <= timezone.localdate() + FURTHEST_LOOK:
        raise Refused("Pilih tanggal mulai besok dan paling lama lima tahun lagi.")
    return rhythm.take(Action.LOOK_AGAIN, article, by=by, look_again_on=on, note=moments.day(on) if on else "Dihapus")


# --- The editors' reading -----------------------------------------------------------------------------------------
def take(article: Article, *, by) -> Article:
    """Tell the other editors that this one is being read by `by`; it lapses by itself and locks nothing."""
    until = timezone.now() + timedelta(minutes=settings.REVIEW_HOLD_MINUTES)
    return rhythm.take(Action.TAKE, article, by=by, taken_by=by, taken_until=until)


def let_go(article: Article, *, by) -> Article:
    return rhythm.take(Action.LET_GO, article, by=by, taken_by=None, taken_until=None)


# --- Out of the way -----------------------------------------------------------------------------------------------
def delete(article: Article, *, by) -> Article:
    """Put a draft that never left its office into the bin, where it is kept 30 days."""
    return rhythm.take(Action.DELETE, article, by=by, deleted_at=timezone.now())


@transaction.atomic
def empty_bin(*, before, most: int | None = None) -> int:
    """Remove for good what went into the bin before that moment (`most`: at most so many); how many articles that were."""
    gone = list(Article.objects.select_for_update().filter(deleted_at__lt=before).order_by("pk")[:most])
    for article in gone:
        ArticleEvent.objects.go_with(article)
        article.delete()
        library.discard(article.lead)
    return len(gone)


@transaction.atomic
def transfer(article: Article, *, by, seen: int, opd) -> Article:
    """Give a draft to another OPD; its unit and its media belong to the old one and stay there."""
    article = rhythm.locked(article)  # first of all: what is left behind is taken out of the text as it is now
    rhythm.check(Action.TRANSFER, article, by=by, seen=seen)
    if opd == article.opd:
        raise Refused(f"Naskah ini sudah milik {opd}. Pilih OPD lain.")
    if not opd.active:
        raise Refused(f"{opd} sudah tidak aktif, jadi tidak ada naskah baru untuknya.")
    left_behind: dict = {"unit": None, "lead": None, "lead_alt": "", "lead_credit": ""}
    left_behind["body"] = inserts.without(article.body, showing.not_usable(opd, article.body))
    left_behind |= {"submitted_by": None, "submitted_at": None}  # whoever did is told of nothing that happens there
    note = f"{article.opd} → {opd}"
    article = rhythm.step(Action.TRANSFER, article, by=by, seen=seen, note=note, opd=opd, **left_behind)
    article.notes.open().update(settled_by=by, settled_at=timezone.now())
    article.version += 1
    saving.save_version(article, by)
    return article


@transaction.atomic
def pass_on(articles: ArticleQuerySet, *, by, to) -> list[Article]:
    """Give `articles` into the keeping of a colleague, who is told in one letter; those they keep already stay as they are.

    It is no version, and neither the new keeper nor `by` gets a hand in the text.
    """
    held = articles.kept().exclude(keeper=to).select_related("opd", "keeper").select_for_update(of=("self",))
    passed = list(held.order_by("pk"))
    prefetch_related_objects(passed, "publication")  # after the lock, as in rhythm.locked
    for article in passed:
        rhythm.check(Action.PASS_ON, article, by=by, seen=None)
        rhythm.record(
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
    if not is_portal_admin(by):
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
    freshness.touch(opd)
    return roles.close(opd, successor)


# --- What several of them do --------------------------------------------------------------------------------------
@transaction.atomic
def _reopen(action: Action, article: Article, *, by, **changes) -> Article:
    article = rhythm.locked(article)
    ahead = article.live is Live.AHEAD
    article = rhythm.step(action, article, by=by, **changes)
    if ahead:
        _take_down(article)
    return article


def _submitted(article: Article, by) -> dict:
    now = timezone.now()
    return {
        "submitted_by": by,
        "submitted_at": now,
        "first_submitted_at": article.first_submitted_at or now,
        "handed_in_at": None,
        "urgent": False,
    }


def _future(at) -> str:
    """The note that says for when; a time that has passed is refused."""
    if at <= timezone.now():
        raise Refused("Waktu terbit sudah lewat. Pilih waktu yang akan datang, atau terbitkan sekarang.")
    if at > timezone.now() + FURTHEST:
        raise Refused("Waktu terbit paling lama setahun dari sekarang. Periksa tahunnya.")
    return moments.minute(at)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _ralat(correction: str) -> str:
    return f"{RALAT}{correction}" if correction else ""


def _take_down(article: Article) -> None:
    """Readers never had it: nothing is left of what was to be published."""
    Publication.objects.filter(pk=article.pk).delete()
    uses.forget_public(article)
    freshness.touch(article.opd)


def _put_out(article: Article, *, at=None, unreviewed: bool = False, correction: str = "") -> None:
    """Replace what the public has by the text as it is."""
    page = snapshot(article)
    if correction and page.revised_at is None:
        raise Refused("Ralat hanya untuk berita yang sudah pernah dibaca orang. Kosongkan ralatnya.")
    if correction:
        page.corrections = [*page.corrections, {"at": timezone.now().isoformat(), "words": correction}]
    page.unreviewed = unreviewed
    page.published_at = at or page.published_at
    page.save()
    uses.keep_public(page)
    keywords.keep(page)
    cards.ask_for(article.pk)
    freshness.touch(article.opd)
