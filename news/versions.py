"""Which versions of an article there are, who made them, and with which one the text is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django.core.files.storage import default_storage
from django.db.models import Max, Min, Q

from news import inserts, showing
from news.compare import Text
from news.media_change import Shown
from news.models import Article, MediaAsset
from news.models.article import TEXT_FIELDS
from news.workflow import Action, Live
from opd.models import Unit

Version = Article.versions.model
# Somebody has decided about the version beside these, or readers had it. Not CONFIRM_URGENT: by then the text may have
# gone on, and what was confirmed is the version that PUBLISH_URGENT put out.
JUDGED = frozenset({Action.SEND_BACK, Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH_URGENT})
MOST_LISTED = 200
# What a version is remembered for, the weightiest first.
REMEMBERED = (
    Action.PUBLISH, Action.PUBLISH_URGENT, Action.SCHEDULE, Action.SEND_BACK, Action.SUBMIT, Action.HAND_IN,
    Action.RESTORE, Action.CREATE, Action.EDIT,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A version in a list: who saved it, when, and what happened with it."""

    number: int
    who: str
    at: datetime
    happened: Action


def of(article: Article):
    """All versions that were written under its present OPD, the newest first: what another one wrote stays there."""
    return (
        Version.objects.filter(id=article.pk, opd=article.opd_id)
        .select_related("history_user", "rubric", "unit", "lead")  # joined: what is gone since is None, and no error
        .order_by("-version", "-history_id")
    )


def numbered(article: Article, number: int):
    """That version, or None."""
    return of(article).filter(version=number).first()


def saved_by(article: Article):
    """Who saved the text that stands there; None when nobody knows."""
    newest = of(article).select_related(None).select_related("history_user").defer("body").first()
    return newest.history_user if newest else None


def bounds(article: Article) -> tuple[int | None, int | None]:
    """The oldest and the newest that is kept; two times None when there is none."""
    found = of(article).order_by().aggregate(oldest=Min("version"), newest=Max("version"))
    return found["oldest"], found["newest"]


def beside(article: Article, low: int, high: int) -> tuple[int | None, int | None]:
    """The version before `low` and the one after `high`: numbers have gaps where versions were forgotten."""
    rows = of(article).order_by()
    found = rows.aggregate(
        before=Max("version", filter=Q(version__lt=low)), after=Min("version", filter=Q(version__gt=high))
    )
    return found["before"], found["after"]


def listed(article: Article, *asked) -> list[Line]:
    """The newest versions as lines, the newest first, and those that are `asked` for, however old. Two queries."""
    columns = ("version", "history_user__name", "history_user__username", "history_date")
    rows = {number: (name or login or "", at) for number, name, login, at in _newest_rows(article, columns)}
    for version in asked:
        rows[version.version] = (str(version.history_user or ""), version.history_date)
    happened = _remembered(article, rows)
    return [Line(number, *rows[number], happened.get(number, Action.EDIT)) for number in sorted(rows, reverse=True)]


def _newest_rows(article: Article, columns: tuple[str, ...]) -> list[tuple]:
    rows = list(of(article).values_list(*columns)[:MOST_LISTED])
    return rows[::-1]  # of two rows of one number the newest is the last to be read, and stays


def _remembered(article: Article, numbers) -> dict[int, Action]:
    events = article.events.order_by().filter(version__in=numbers, action__in=REMEMBERED)
    done: dict[int, set[str]] = {}
    for number, action in events.values_list("version", "action").distinct():
        done.setdefault(number, set()).add(action)
    return {number: next(action for action in REMEMBERED if action in actions) for number, actions in done.items()}


def last_judged(article: Article) -> int | None:
    """The newest version about which an editor has decided, or which readers have had; None when there is none.

    It may be the text as it is. One that was published in a hurry counts only when it is confirmed: until then the
    second person compares with what was there before it. What the editors change in review counts from the version
    they were given.
    """
    unread = article.publication.version if article.live is Live.UNREVIEWED else None
    return _newest(article, JUDGED, but_not=Q(action=Action.PUBLISH_URGENT, version=unread))


def last_submitted(article: Article) -> int | None:
    """The version that was last handed to the editors."""
    return _newest(article, frozenset({Action.SUBMIT}))


def _newest(article: Article, actions: frozenset[Action], but_not: Q | None = None) -> int | None:
    there = of(article).order_by().values("version")
    events = article.events.filter(action__in=actions, version__in=there)
    return events.exclude(but_not or Q(pk=None)).aggregate(newest=Max("version"))["newest"]


def text_fields(version) -> dict:
    """The TEXT_FIELDS of a version for a save today, without what is gone or belongs to another OPD.

    A unit or a picture that is gone leaves an empty place; for a rubric the article keeps the one it has, and the
    byline where the version has none.
    """
    text = {name: getattr(version, name) for name in TEXT_FIELDS if name not in ("rubric", "unit", "lead")}
    if not version.byline:
        del text["byline"]
    if version.rubric or not version.rubric_id:
        text["rubric"] = version.rubric
    text["unit"] = Unit.objects.filter(pk=version.unit_id, opd=version.opd_id).first()
    text["lead"] = MediaAsset.objects.usable_in(version.opd).filter(pk=version.lead_id).first()
    text["body"] = inserts.without(text["body"], showing.not_usable(version.opd, text["body"]))
    if text["lead"] is None:
        text["lead_alt"] = text["lead_credit"] = ""
    return text


def left_out(version, text: dict) -> list[str]:
    """What of the version cannot come back, as sentences; `text` is its `text_fields`."""
    sentences = {
        "Fotonya sudah tidak ada, jadi naskah menjadi tanpa foto.": version.lead_id and not text["lead"],
        "Sebagian foto atau video di dalam teks sudah tidak ada, jadi tidak ikut kembali.": inserts.ids(version.body)
        != inserts.ids(text["body"]),
        "Bidang atau unitnya sudah tidak ada, jadi dikosongkan.": version.unit_id and not text["unit"],
        "Rubriknya sudah tidak ada, jadi rubrik yang sekarang tetap dipakai.": "rubric" not in text,
    }
    return [sentence for sentence, so in sentences.items() if so]


def with_text(article: Article, text: dict):
    """What the article would say with these fields, for `text_of`; the article itself stays as it is."""
    return SimpleNamespace(**{"opd": article.opd} | {name: getattr(article, name) for name in TEXT_FIELDS} | text)


def text_of(version) -> Text:
    """What an article or one of its versions says, for comparing."""
    return Text(
        title=version.title,
        summary=version.summary,
        body=version.body,
        byline=version.byline,
        rubric=str(version.rubric or ""),
        unit=str(version.unit or ""),
        parties=version.parties,
        summary_jv=version.summary_jv,
        lead_alt=version.lead_alt,
        lead_credit=version.lead_credit,
        lead=version.lead.thumb if version.lead else None,
        media=media_of(version, version.body),
    )


def media_of(article, body: str) -> dict[int, Shown]:
    """What stands in `body` of the library, for comparing. No query where nothing does."""
    return {pk: _shown(asset) for pk, asset in showing.in_text(article, body).items()}


def _shown(asset: MediaAsset) -> Shown:
    file = asset.thumb
    if file is None:
        return Shown(asset.get_kind_display(), str(asset))
    return Shown(asset.get_kind_display(), str(asset), default_storage.url(file["name"]), file["width"], file["height"])
