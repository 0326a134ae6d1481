"""A text that was saved while somebody wrote at it: what stands in their form now, and what they are shown beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from news import compare, html, merging, moments, versions
from news.compare import LABELS
from news.models import Article
from news.models.article import TEXT_FIELDS
from news.text import LINES

CHOICE = "pilih-"  # `pilih-title=terbaru` in the form: that part is to be the other one's
THEIRS = "terbaru"


@dataclass(frozen=True)
class Part:
    """One part of the text, as it was and as it is, for comparing; `choice` is the name of its two buttons."""

    name: str
    label: str
    comparison: Any

    @property
    def choice(self) -> str:
        return CHOICE + self.name


@dataclass(frozen=True)
class Conflict:
    """`taken` only the other one had changed, `kept` only this person, `both` are to be chosen between."""

    who: str
    when: str
    version: int
    taken: list[Part]
    kept: list[str]
    both: list[Part]
    new_picture: bool

    @property
    def sentence(self) -> str:
        return sentence(self.who, self.version, self.when)

    @property
    def saved(self) -> str:
        return f"Disimpan {self.who} {self.when}"


def sentence(who: str, version: int, when: str) -> str:
    return f"Belum tersimpan: {who} menyimpan versi {version} {when} selagi Anda menulis."


def between(form, seen) -> tuple[Conflict, dict[str, Any]] | None:
    """What differs between the saved text and the typed one, and the other's words for the form; None: nothing does."""
    current = Article.objects.select_related("rubric", "unit", "lead", "opd").get(pk=form.instance.pk)
    base = versions.numbered(current, seen) if isinstance(seen, int) and seen < current.version else None
    theirs, mine = _values(current), _typed(form, current, base)
    found = merging.merge(_values(base) if base else None, theirs, mine)
    if not (found.theirs or found.mine or found.both):
        return None
    saved, typed, read = versions.text_of(current), _text(form, current), versions.text_of(base or current)
    who, when = _saved_by(current, form.user)
    conflict = Conflict(
        who, when, current.version,
        taken=[_part(name, read, saved) for name in found.theirs],
        kept=[LABELS[name] for name in found.mine],
        both=[_part(name, saved, typed) for name in found.both],
        new_picture=bool(form.files.get("picture")),
    )  # fmt: skip
    return conflict, {name: theirs[name] for name in found.theirs}


def told(form) -> dict[str, Any]:
    """What the form's page is told of it; where nothing else is wrong, nothing is called a mistake."""
    found = getattr(form, "conflict", None)
    return {"conflict": found} | ({"errors": None} if found and set(form.errors) == {"__all__"} else {})


def chosen(data, article: Article) -> dict[str, Any]:
    """The other's words for each part that was to be theirs: those of the version that stood beside the choice."""
    names = [name for name in TEXT_FIELDS if data.get(CHOICE + name) == THEIRS]
    seen = str(data.get("seen", ""))
    shown = versions.numbered(article, int(seen)) if names and seen.isdecimal() and len(seen) < 10 else None
    return {name: _values(shown)[name] for name in names} if shown else {}


def _values(text) -> dict[str, Any]:
    """What is compared, of an article or one of its versions: words as they are kept, and ids."""
    values = {name: getattr(text, name) for name in TEXT_FIELDS}
    for name in ("rubric", "unit", "lead"):
        values[name] = values[name].pk if values[name] else None
    return values | {"body": html.clean(text.body)}


def _typed(form, current: Article, base) -> dict[str, Any]:
    """The same of what this person typed, as it would be kept; a part that the form did not offer is not there."""
    got = {name: form.cleaned_data.get(name, form.data.get(name, "")) for name in _offered(form)}
    mine = {name: html.line(value) if name in LINES else value for name, value in got.items()}
    mine["body"] = html.clean(got["body"])
    mine["byline"] = mine["byline"] or current.opd.byline
    for name in mine.keys() & {"rubric", "unit"}:
        mine[name] = getattr(mine[name], "pk", None)
    untouched = _values(base or current)["lead"]
    mine["lead"] = _picture(form, untouched)
    return {name: mine[name] for name in LABELS if name in mine}


def _picture(form, untouched: int | None) -> Any:
    if form.files.get("picture"):
        return "new"
    if form.cleaned_data.get("remove_picture"):
        return None
    return getattr(form.cleaned_data.get("lead"), "pk", None) if "lead" in form.data else untouched


def _offered(form) -> Iterable[str]:
    """The words of the form; which picture it has is asked apart."""
    return [name for name in TEXT_FIELDS if name in form.fields and name != "lead"]


def _text(form, current: Article) -> compare.Text:
    """The typed text as words; its picture is the browser's still, so there is none to show."""
    got = {name: form.cleaned_data.get(name, form.data.get(name, "")) for name in _offered(form)}
    words: dict[str, Any] = {name: str(value or "") for name, value in got.items()}
    return compare.Text(**words, media=versions.media_of(current, words.get("body", "")))


def _part(name: str, before: compare.Text, after: compare.Text) -> Part:
    pair = (compare.Text(**{name: getattr(text, name)}, media=text.media) for text in (before, after))
    return Part(name, LABELS[name], compare.compare(*pair))


def _saved_by(current: Article, user) -> tuple[str, str]:
    return who_and_when(versions.saved_by(current), current.saved_at, user)


def who_and_when(by, at: datetime, user) -> tuple[str, str]:
    """By whom and when something was saved, as `user` is told: `Admin Dinkes`, `pukul 14.05`."""
    local = timezone.localtime(at)
    day = "" if local.date() == timezone.localdate() else f"{moments.day(local)} "
    return "Anda sendiri (di jendela lain)" if by == user else str(by or "orang lain"), f"{day}pukul {local:%H.%M}"
