"""Every field in which somebody writes, on every model: what is kept of what cannot be seen, and that pages show it as words."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from accounts.words import UNSEEN, LineField, line, seen
from news import services
from news.models import Article, ArticleEvent, Publication, Rubric
from opd.models import OPD, Desk, Invitation, Unit
from tests.content.reading import Skeleton
from tests.factories import ArticleFactory

# Written out: every text field of the portal's own models, and what keeps it clean. A new field fails until it has a line.
LINE, SERVICE, PATTERN, CHOICE, OURS = "LineField", "services", "a pattern", "choices", "never typed"
FIELDS = {
    "opd.OPD": {"name": LINE, "short_name": LINE, "address": LINE, "phone": LINE, "slug": PATTERN, "email": PATTERN, "website": PATTERN, "host": PATTERN, "map_link": PATTERN, "hours_note": LINE, "cover_alt": LINE, "description": "WordsField", "kind": CHOICE},
    "opd.Unit": {"name": LINE, "kind": CHOICE},
    "opd.Desk": {"name": LINE},
    "news.Rubric": {"name": LINE, "description": LINE, "slug": PATTERN},
    "news.Article": {"title": SERVICE, "summary": SERVICE, "summary_jv": SERVICE, "parties": SERVICE, "body": SERVICE, "byline": SERVICE, "lead_alt": SERVICE, "lead_credit": SERVICE, "state": CHOICE},
    "news.ArticleEvent": {"note": SERVICE, "action": CHOICE, "start": CHOICE, "end": CHOICE, "live": CHOICE},
    "news.Publication": dict.fromkeys(("title", "slug", "summary", "summary_jv", "body", "byline", "search_text", "withdrawn_reason"), OURS),
}  # fmt: skip
EVIL = "a\x00b\x07c\u202ed\u200be\u2066f\ufeffg\u00adh\u3164i\U000e0041j <script>window.__jebol(1)</script> \"'>{{ 1 }}"
SEEN = "abcdefghij <script>window.__jebol(1)</script> \"'>{{ 1 }}"


def test_every_text_field_has_its_keeper():
    for label, kept in FIELDS.items():
        fields = [f for f in apps.get_model(label)._meta.fields if isinstance(f, models.CharField | models.TextField)]
        assert {f.name for f in fields} == set(kept), label
        for field in fields:
            assert isinstance(field, LineField) is (kept[field.name] == LINE), (label, field.name)


def is_whole(text: str) -> bool:
    return not UNSEEN.search(text) and "\n" not in text


LINES = [
    (label, name) for label, kept in FIELDS.items() for name, keeper in kept.items() if keeper == LINE
] + [("accounts.User", "name"), ("accounts.User", "position"), ("opd.Invitation", "name")]  # fmt: skip


@pytest.mark.parametrize(("label", "name"), LINES)
def test_a_name_is_one_line_that_can_be_seen(label, name):
    field = apps.get_model(label)._meta.get_field(name)
    thing = apps.get_model(label)(**{name: EVIL + "\n\t baris dua"})
    assert field.pre_save(thing, True) == SEEN + " baris dua"
    with pytest.raises(ValidationError):
        field.clean("x" * 3000, thing)


def test_everything_is_kept_clean_in_the_database(cast):
    """Past every form: as a command or an import would do it."""
    short = EVIL[:40]
    opd = cast.dinkes
    opd.name, opd.short_name, opd.address, opd.phone, opd.description = EVIL, short, EVIL, short, f"{EVIL}\n\nbaris dua"
    opd.save()
    rubric = Rubric.objects.create(name=short, description=EVIL, slug="uji")
    unit, desk = Unit.objects.create(opd=opd, name=EVIL), Desk.objects.create(name=short)
    person = User.objects.create(username="jebol", name=EVIL, position=EVIL)
    invitation = Invitation.objects.create(
        email="a@contoh.test", name=EVIL, role="writer", opd=opd, invited_by=cast.admin, token_hash="x", expires_at=timezone.now()
    )  # fmt: skip
    for thing, names in (
        (opd, ("name", "short_name", "address", "phone")), (rubric, ("name", "description")), (unit, ("name",)),
        (desk, ("name",)), (person, ("name", "position")), (invitation, ("name",)),
    ):  # fmt: skip
        thing.refresh_from_db()
        for name in names:
            assert is_whole(getattr(thing, name)), (thing, name)
    assert opd.description == f"{SEEN}\n\nbaris dua"


def test_articles_and_notes_are_kept_clean(cast):
    lines = dict.fromkeys(("title", "summary", "summary_jv", "parties", "byline", "lead_alt", "lead_credit"), EVIL)
    article = services.write(cast.dinkes, by=cast.writer, rubric=cast.rubric, body=f"<p>{EVIL}</p>", **lines)
    article.refresh_from_db()
    assert (article.title, article.summary, article.byline) == (SEEN, SEEN, SEEN)
    assert (article.summary_jv, article.parties) == (SEEN, SEEN)
    assert not UNSEEN.search(article.body)
    article = services.submit(article, by=cast.admin, seen=1)
    article = services.send_back(article, by=cast.editor, note=EVIL + "\nbaris dua")
    article = services.publish_urgent(article, by=cast.admin, seen=1, note=EVIL)
    services.withdraw(article, by=cast.admin, note=EVIL)
    notes = list(ArticleEvent.objects.exclude(note="").values_list("note", flat=True))
    assert notes == [SEEN + "\nbaris dua", SEEN, SEEN]
    assert Publication.objects.get(pk=article.pk).withdrawn_reason == SEEN


@pytest.mark.parametrize("note", ["\u200b", "\u2800", " \u202e\n", "\u3164\u200d"])
def test_a_reason_nobody_can_see_is_no_reason(cast, note):
    article = ArticleFactory(
        opd=cast.dinkes, rubric=cast.rubric, created_by=cast.writer, in_review=True, submitted_by=cast.admin
    )
    with pytest.raises(services.Refused):
        services.send_back(article, by=cast.editor, note=note)
    assert Article.objects.get(pk=article.pk).state == "in_review"


WEBSITES = ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a.example", "vbscript:x", "java\tscript:alert(1)", "http://", "x" * 300]  # fmt: skip
EMAILS = [
    "a@b",
    "javascript:alert(1)",
    "<a@b.example>",
    "a@b.example\nBcc: x@y.example",
    "a\u202e@b.example",
]


@pytest.mark.parametrize(("field", "typed"), [("website", w) for w in WEBSITES] + [("email", e) for e in EMAILS])
def test_an_address_that_is_none_is_refused_and_nothing_is_kept(cast, sign_in, field, typed):
    browser = sign_in(cast.admin)
    form = {"description": "x", "accent": "1", field: typed}
    answer = browser.post(f"/admin/opd/opd/{cast.dinkes.pk}/change/", form)
    assert answer.status_code in {200, 422}
    assert getattr(OPD.objects.get(pk=cast.dinkes.pk), field) == ""


@pytest.mark.parametrize("length", [200, 3000])
def test_what_is_typed_at_the_desk_is_words_in_public(cast, sign_in, length):
    """The OPD's own form: kept where it fits, refused where it is too long, and never more than words."""
    typed = (EVIL.replace("\x00", "") + "x" * length)[: length - 10]
    form = {"description": typed, "address": typed, "phone": "0296", "accent": "1"}
    before = Skeleton(sign_in().get("/opd/dinkes/").content.decode()).bones
    answer = sign_in(cast.admin).post(f"/admin/opd/opd/{cast.dinkes.pk}/change/", form)
    kept = OPD.objects.get(pk=cast.dinkes.pk)
    page = sign_in().get("/opd/dinkes/").content.decode()
    if length == 3000:
        assert answer.status_code in {200, 422}
        assert (kept.description, kept.address) == ("", "")
        assert Skeleton(page).bones == before
    else:
        assert answer.status_code == 302
        assert (kept.description, kept.address) == (seen(typed), line(typed))
        assert escape(kept.address) in page
        assert Skeleton(page).acting == []
        assert "<script>window" not in page


def test_aliases_are_lines_too(cast, sign_in):
    page = sign_in(cast.superuser)
    form = {"name": "Dinas Kesehatan", "short_name": "Dinkes", "slug": "dinkes", "kind": "dinas", "accent": "1"}
    page.post(
        f"/admin/opd/opd/{cast.dinkes.pk}/change/",
        form | {"aliases": "Dinkes\u202eda,\u200b, \u3164 ,<b>DKK</b>\u2066"},
    )
    assert OPD.objects.get(pk=cast.dinkes.pk).aliases == ["Dinkesda", "<b>DKK</b>"]


def test_the_unseen_are_the_same_everywhere():
    assert re.sub(r"[ -~]", "", line(EVIL)) == ""
    assert line("\u2800") == line("\u200d\u200c") == ""
    assert line("Siti\u2800Aminah") == "Siti\u2800Aminah"
