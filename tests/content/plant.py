"""Puts the corpus into a portal's database as no service would: uncleaned. Run with that portal's environment; prints what it made."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blora_portal.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.words import line, seen  # noqa: E402
from news.models import (  # noqa: E402
    Article,
    ArticleEvent,
    MediaAsset,
    MediaKind,
    Note,
    NoteAnswer,
    NoteTag,
    Presence,
    Publication,
    Rubric,
)
from news.snapshot import snapshot  # noqa: E402
from news.workflow import Action, Live, State  # noqa: E402
from opd.models import OPD, Page, PageKind, Unit  # noqa: E402
from tests.content.corpus import Payload, pages  # noqa: E402

MARK = "jebol"
SITE = "bpbd"  # the OPD whose own pages hold it: the sample data has written none for it


@transaction.atomic
def plant() -> list[int]:
    """The numbers of the articles, one for each page of the corpus."""
    dinkes = OPD.objects.get(slug="dinkes")
    _site(OPD.objects.get(slug=SITE))
    return [_article(dinkes, number, payloads).pk for number, payloads in enumerate(pages())]


def _article(opd: OPD, number: int, payloads: list[Payload]) -> Article:
    text = [payload.text.replace("\x00", "") for payload in payloads]  # PostgreSQL keeps no NUL
    person = User.objects.create(username=f"{MARK}{number}", name=text[0][:150], email=f"{MARK}{number}@contoh.test")
    rubric = Rubric.objects.create(name=text[-1][:55] + str(number), slug=f"{MARK}-{number}", position=900)
    unit = Unit.objects.create(opd=opd, name=f"{text[-1][:130]} {MARK} {number}")
    now = timezone.now()
    article = Article(opd=opd, rubric=rubric, unit=unit, created_by=person, keeper=person, submitted_by=person, lead=MediaAsset.objects.filter(opd=opd).first())  # fmt: skip
    article.title, article.summary = text[len(text) // 2][:200], text[len(text) // 3][:300]
    article.body = "\n".join(f"<p>{payload.number}</p>{one}" for payload, one in zip(payloads, text, strict=True))
    asset = _asset(opd, person, text)
    # Before them: some of them would swallow what follows.
    shown = (f"{asset.pk}", f"{asset.pk} {article.lead_id}")
    article.body = "".join(f'<figure data-media="{ids}"></figure>' for ids in shown) + article.body
    article.byline, article.lead_alt, article.lead_credit = text[0][:100], text[-1][:200], text[len(text) // 2][:100]
    article.hidden_links = [{"href": one, "words": one, "why": one} for one in text]
    article.submitted_at = article.first_submitted_at = article.saved_at = now
    _save_versions(article, text)
    _note(article, text)
    event = {"article": article, "by": person, "end": State.DRAFT, "live": Live.UNREVIEWED, "version": 1}
    for one in text:
        ArticleEvent.objects.create(action=Action.SEND_BACK, note=one, **event)
    page = snapshot(article)  # readers only ever get what went through it
    page.title = line(page.title)
    page.pictures["media"] = {pk: _as_kept(shown) for pk, shown in page.pictures["media"].items()}
    page.unreviewed, page.published_at = True, now
    page.corrections = [{"at": now.isoformat(), "words": line(one)} for one in text]
    page.save()
    return article


def _site(opd: OPD) -> None:
    """The whole corpus, uncleaned, on the eight pages of an OPD's site and in the versions of them."""
    texts = [payload.text.replace("\x00", "") for payloads in pages() for payload in payloads]
    for number, kind in enumerate(PageKind):
        body = "\n".join(f"<p>{MARK}</p>{text}" for text in texts[number :: len(PageKind)])
        Page.objects.create(opd=opd, kind=kind, body=body, version=1, position=number)


def _asset(opd: OPD, person: User, text: list[str]) -> MediaAsset:
    """An infographic in whose words, and in the table behind it, all of them stand."""
    files = MediaAsset.objects.filter(opd=opd).exclude(sizes=[]).values("sizes", "crops", "tint")[0]
    whole = " ".join(text)
    lines = {"title": text[0][:150] + MARK, "alt": text[-1][:300], "caption": text[len(text) // 2][:500]}
    lines |= {"credit": text[len(text) // 3][:100], "source": text[0][:200], "place": text[-1][:120]}
    return MediaAsset.objects.create(
        opd=opd, kind=MediaKind.INFOGRAPHIC, created_by=person, rendered_at=timezone.now(), shared=True,
        text_equivalent=whole, consent=whole, table=[["Satu", "Dua"], *([one, one] for one in text)], **files, **lines,
    )  # fmt: skip


def _as_kept(shown: dict) -> dict:
    """As the library tidies what is typed: `line` for lines, `seen` for paragraphs."""
    lines = {name: line(shown[name]) for name in ("title", "alt", "caption", "credit")}
    table = {"table": [[line(cell) for cell in row] for row in shown["table"]]} if "table" in shown else {}
    paragraphs = {name: seen(shown[name]) for name in ("text_equivalent", "transcript") if name in shown}
    return shown | lines | paragraphs | table


def _save_versions(article: Article, text: list[str]) -> None:
    """Two of them, uncleaned, so that a comparison has something to show in every block."""
    body = article.body
    article.version, article.body = 1, "\n".join(f"<p>lama {one} lama</p>" for one in text)
    article.save()
    article.version, article.body = 2, body
    article.save()


def _note(article: Article, text: list[str]) -> None:
    """One note for each payload: at the title, in its words, its kind and its answer."""
    by = article.created_by
    tag = NoteTag.objects.create(name=f"{text[0][:30]}{by.username}")
    for one in text:
        note = Note.objects.create(article=article, version=1, field="title", quote=one[:500], before=one[:40], after=one[:40], tag=tag, words=one, by=by)  # fmt: skip
        NoteAnswer.objects.create(note=note, by=by, words=one)


@transaction.atomic
def remove() -> None:
    """All of it away again; the portal itself never deletes an event."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL session_replication_role = replica")  # past the triggers: a superuser's
    people = User.objects.filter(username__startswith=MARK)
    articles = Article.objects.filter(created_by__in=people)
    ArticleEvent.objects.filter(by__in=people)._raw_delete("default")
    Publication.objects.filter(article__in=articles)._raw_delete("default")
    NoteAnswer.objects.filter(note__article__in=articles)._raw_delete("default")
    Note.objects.filter(article__in=articles)._raw_delete("default")
    NoteTag.objects.filter(name__contains=MARK)._raw_delete("default")
    Presence.objects.filter(article__in=articles)._raw_delete("default")
    Article.versions.filter(id__in=articles.values("pk"))._raw_delete("default")
    articles._raw_delete("default")
    for rows in (Page.versions.filter(opd__slug=SITE), Page.objects.filter(opd__slug=SITE)):
        rows._raw_delete("default")
    MediaAsset.objects.filter(created_by__in=people)._raw_delete("default")
    Unit.objects.filter(name__contains=MARK)._raw_delete("default")
    Rubric.objects.filter(slug__startswith=MARK)._raw_delete("default")
    people._raw_delete("default")


if __name__ == "__main__":
    print(json.dumps(plant() if sys.argv[1:] != ["remove"] else remove()))
