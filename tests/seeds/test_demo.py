"""`manage.py seed` with DEMO: sample people and news, each item gone the way a real one goes."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from accounts.pages import DEMO_PASSWORD, DEMO_PEOPLE
from news import html
from news.models import Article, ArticleEvent, MediaAsset, Publication
from news.workflow import Live
from opd import access, roles
from opd.models import OPD
from opd.rights import Right
from seeds import demo
from tests.seeds.loading import NEWS, everything, rows, seed


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole demo, drawn covers and all, once for the tests of this module; taken back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = len(mail.outbox)
        seed()
        yield mail.outbox[before:]
        transaction.set_rollback(True)


@pytest.fixture
def full(loaded, db) -> list:
    """The letters that were sent while it was loaded."""
    return loaded


def test_has_people_for_every_role_all_marked(full):
    assert User.objects.count() == len(rows("people.csv"))
    assert not User.objects.filter(is_demo=False).exists()
    for username, _ in DEMO_PEOPLE:  # those the sign-in page names
        person = User.objects.get(username=username)
        assert person.check_password(DEMO_PASSWORD)
        assert access.may_enter(person)
    assert {opd.slug for opd in OPD.objects.where(User.objects.get(username="admin.dpupr"), Right.MANAGE_TEAM)} == {
        "dpupr"
    }
    assert [person.username for person in User.objects.filter(is_superuser=True)] == ["pengelola"]
    assert sorted(roles.editors(OPD.objects.get(slug="setda")).values_list("username", flat=True)) == [
        "redaktur",
        "redaktur2",
    ]


def test_has_news_in_every_state_of_many_opds(full):
    assert Article.objects.count() == len(NEWS) >= 36
    assert Article.objects.values("opd").distinct().count() >= 12
    assert Article.objects.filter(opd__slug="dinkes").count() >= 10
    assert Article.objects.filter(opd__slug="dpupr").count() >= 6
    assert set(Article.objects.values_list("state", flat=True)) == {
        "draft",
        "in_review",
        "returned",
        "published",
        "withdrawn",
    }
    assert {article.live for article in Article.objects.with_live()} == {
        Live.NONE,
        Live.AHEAD,
        Live.SHOWN,
        Live.UNREVIEWED,
        Live.WITHDRAWN,
    }
    assert Article.objects.filter(handed_in_at__isnull=False, state="draft").exists()
    assert Publication.objects.visible().count() >= 30


@pytest.mark.parametrize(
    ("state", "expected", "live"),
    [
        ("draft", "draft", {Live.NONE}),
        ("handed_in", "draft", {Live.NONE}),
        ("in_review", "in_review", {Live.NONE}),
        ("returned", "returned", {Live.NONE}),
        ("published", "published", {Live.SHOWN}),
        ("scheduled", "published", {Live.AHEAD}),
        ("withdrawn", "withdrawn", {Live.WITHDRAWN}),
        ("urgent", "published", {Live.UNREVIEWED}),
        ("revising", "draft", {Live.SHOWN}),
        ("corrected", "published", {Live.SHOWN}),
    ],
)
def test_each_item_is_where_its_file_says(full, state, expected, live):
    items = [item for item in NEWS if item["state"] == state]
    assert items
    for item in items:
        article = Article.objects.with_live().get(opd__slug=item["opd"], title=item["title"])
        assert (article.state, {article.live}) == (expected, live), item["key"]


def test_a_correction_and_a_praise_are_there_to_be_seen(full):
    page = Publication.objects.exclude(corrections=[]).get()
    (at, words), *_ = page.dated_corrections
    assert page.published_at < at == page.revised_at <= timezone.now()
    assert "sepuluh menit" in words
    assert "sepuluh menit" in page.body
    assert any(event.message for event in ArticleEvent.objects.filter(action="publish"))


def test_every_state_of_the_files_is_tried_above():
    tried = "draft handed_in in_review returned published scheduled withdrawn urgent revising corrected"
    assert {item["state"] for item in NEWS} == set(tried.split())


def test_every_article_has_its_events_and_versions(full):
    assert not Article.objects.annotate(number=Count("events")).filter(number=0).exists()
    for article in Article.objects.prefetch_related("events"):
        actions = [event.action for event in article.events.all()]
        assert actions[0] == "create"
        assert article.versions.count() == article.version
        times = [event.at for event in article.events.all()]
        assert times == sorted(times)


def test_what_is_published_was_read_by_a_second_person(full):
    for event in ArticleEvent.objects.filter(action="publish").select_related("article"):
        assert event.by.username == "redaktur"
        assert event.by != event.article.submitted_by


def test_the_text_came_through_the_cleaner_whole(full):
    """Apart from `rel`, which the cleaner adds to links, nothing of the written text is lost or changed."""
    for item in NEWS:
        article = Article.objects.get(opd__slug=item["opd"], title=item["title"])
        written = item["body"] + item.get("revised_body_extra", "")
        if "edited" in item:  # by the editor, in review
            assert item["edited"]["old"] in written
            written = written.replace(item["edited"]["old"], item["edited"]["new"])
        written = re.sub(r'data-media="[^"]*"', "data-media", written)  # keys in the file, numbers in the text
        kept = article.body.replace(' rel="noopener noreferrer nofollow"', "")
        kept = re.sub(r'data-media="[0-9 ]*"', "data-media", kept)
        assert "".join(kept.split()) == "".join(written.split()), item["key"]
        assert (article.title, article.summary) == (html.line(item["title"]), html.line(item["summary"]))
        assert (article.rubric.slug, article.unit.name if article.unit else "") == (
            item["rubric"],
            item.get("unit", ""),
        )
        assert article.missing() == [] or article.state == "draft"


def test_every_cover_is_there_in_its_sizes(full):
    for asset in MediaAsset.objects.exclude(kind="video"):
        assert {size["type"] for size in asset.sizes} == {"image/avif", "image/webp", "image/jpeg"}
        assert len(asset.crops) == 3
        assert asset.rendered_at
        assert all(default_storage.exists(size["name"]) for size in [asset.original, *asset.sizes, *asset.crops])
    for article in Article.objects.exclude(lead=None):
        assert article.lead.opd == article.opd
        assert article.lead_alt
        assert article.lead_credit


def test_has_a_gallery_a_video_and_an_infographic(full):
    assert Publication.objects.filter(album_size=5).exists()
    assert {asset.kind for asset in MediaAsset.objects.all()} == {"photo", "video", "infographic"}
    for asset in MediaAsset.objects.exclude(kind="photo"):
        assert asset.missing() == []
        [use] = asset.uses.filter(where="public")
        shown = use.article.publication.pictures["media"][str(asset.pk)]
        assert {file["type"] for file in shown["sizes"]} == {"image/avif", "image/webp", "image/jpeg"}


def test_readers_have_all_sizes_of_every_picture(full):
    for page in Publication.objects.exclude(pictures={}):
        assert len(page.pictures["lead"]["crops"]) == 3, page.title


def test_sends_no_letter(full):
    assert full == []


def test_a_second_time_nothing_changes(full):
    before = everything()
    assert seed() == "Data awal sudah lengkap.\n"
    assert everything() == before


def test_a_changed_title_a_moved_and_a_renamed_opd_bring_nothing_back(full):
    Article.objects.filter(title=NEWS[0]["title"]).update(title="Judul yang diubah orang")
    OPD.objects.filter(slug="dinkes").update(slug="dinkesda")
    number = Article.objects.count()
    assert seed() == "Data awal sudah lengkap.\n"
    assert Article.objects.count() == number


def test_an_item_that_is_missing_is_made_again_without_the_others(full):
    item = next(item for item in NEWS if item["state"] == "draft")
    article = Article.objects.get(title=item["title"])
    # In the bin: only there do events go with their article.
    Article.objects.filter(pk=article.pk).update(deleted_at=timezone.now())
    article.events.all()._raw_delete("default")
    article.delete()
    assert "berita contoh 1 dari 1" in seed()
    assert Article.objects.filter(title=item["title"]).count() == 1


@pytest.mark.parametrize("hour", [0, 3, 6, 7, 12, 19, 20, 23])
@pytest.mark.parametrize("days", [-6.2, -3.05, -1.1, 0, 0.11, 1.5, 30])
def test_news_is_born_in_office_hours_on_its_side_of_now(monkeypatch, hour, days):
    now = timezone.localtime().replace(hour=hour, minute=17)
    monkeypatch.setattr(demo.timezone, "localtime", lambda *args: now)
    moment = demo._daytime(days)
    assert (moment > now) is (days < 0)
    assert 7 <= moment.hour < 20 or moment == now
