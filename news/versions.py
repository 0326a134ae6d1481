"""Which versions of an article there are, who made them, and with which one the text is compared."""

from __future__ import annotations

from django.db.models import Max

from news.compare import Text
from news.models import Article, MediaAsset
from news.models.article import TEXT_FIELDS
from news.workflow import Action
from opd.models import Unit

Version = Article.versions.model
# A second person has read the version that stands beside these; readers had what these put out.
JUDGED = frozenset({Action.SEND_BACK, Action.PUBLISH, Action.SCHEDULE, Action.CONFIRM_URGENT, Action.PUBLISH_URGENT})


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


def last_judged(article: Article) -> int | None:
    """The newest version, older than the text as it is, that was reviewed or published; None when there is none.

    What the editors change in review counts from the version they were given.
    """
    return _newest(article, JUDGED)


def last_submitted(article: Article) -> int | None:
    """The version that was last handed to the editors."""
    return _newest(article, frozenset({Action.SUBMIT}))


def _newest(article: Article, actions: frozenset[Action]) -> int | None:
    there = of(article).values("version")
    found = article.events.filter(action__in=actions, version__in=there).aggregate(newest=Max("version"))
    return found["newest"]


def text_fields(version) -> dict:
    """The TEXT_FIELDS of a version for a save today: without a unit or a picture that is not the OPD's own any more."""
    text = {name: getattr(version, name) for name in TEXT_FIELDS if name not in ("rubric", "unit", "lead")}
    own = {"opd": version.opd_id}
    text["rubric"] = version.rubric
    text["unit"] = Unit.objects.filter(pk=version.unit_id, **own).first()
    text["lead"] = MediaAsset.objects.filter(pk=version.lead_id, **own).first()
    if text["lead"] is None:
        text["lead_alt"] = text["lead_credit"] = ""
    return text


def text_of(version) -> Text:
    """What an article or one of its versions says, for comparing."""
    return Text(
        title=version.title,
        summary=version.summary,
        body=version.body,
        byline=version.byline,
        rubric=str(version.rubric or ""),
        unit=str(version.unit or ""),
        lead_alt=version.lead_alt,
        lead_credit=version.lead_credit,
        lead=version.lead.sizes[0] if version.lead and version.lead.sizes else None,
    )
