"""An older version comes back: in which state, by whom, with which words, and never with its old OPD or state."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import AuditEntry
from news import policy, services, versions
from news.models import Article, ArticleEvent, Publication
from news.refusals import NotNow, Outdated, Refused
from news.workflow import Action, Live, State
from tests.factories import MediaAssetFactory, UnitFactory
from tests.news.stage import POSSIBLE, put
from tests.news.test_races import at_once

D, R, I, P, W = State.DRAFT, State.RETURNED, State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN  # noqa: E741  (the letters of the table)
EVERYBODY = ("writer", "admin", "editor", "outsider", "nobody", "superuser")
# In which state who brings a version back; whatever readers have of it changes nothing about that.
ACCEPTED = {
    D: {"writer", "admin", "superuser"},
    R: {"writer", "admin", "superuser"},
    I: {"editor", "superuser"},
    P: set(),
    W: set(),
}


def older(article, title="Judul Kedua") -> Article:
    """The same article, with a newer version of which the title and the text are different; nobody has a hand in it."""
    Article.objects.filter(pk=article.pk).update(title=title, body="<p>Isi kedua.</p>", version=2)
    article = Article.objects.get(pk=article.pk)
    row = article.versions.get()
    row.pk, row.title, row.body, row.version = None, article.title, article.body, 2
    row.save(force_insert=True)
    return article


def rewritten(article, number: int, **fields) -> None:
    """Another row in the place of a version: the database lets nobody change one."""
    row = article.versions.get(version=number)
    article.versions.filter(pk=row.pk).delete()
    for name, value in fields.items():
        setattr(row, name, value)
    row.pk = None
    row.save(force_insert=True)


def beside(article) -> tuple:
    """All that is no text."""
    row = Article.objects.get(pk=article.pk)
    return (
        *(row.opd_id, row.state, row.submitted_by_id, row.submitted_at, row.first_submitted_at, row.handed_in_at),
        *(row.keeper_id, row.created_by_id, row.created_at, row.deleted_at, row.urgent, row.taken_by_id),
        list(Publication.objects.values_list()),
    )


@pytest.mark.parametrize(("place", "who"), list(itertools.product(POSSIBLE, EVERYBODY)))
def test_state_and_live_and_who(cast, place, who):
    state, live = place
    article, person = older(put(cast, state, live)), getattr(cast, who)
    before, first = beside(article), article.versions.get(version=1)
    accepted = who in ACCEPTED[state]
    assert (Action.RESTORE in policy.open_actions(person, article)) == accepted
    if not accepted:
        with pytest.raises((PermissionDenied, NotNow)):
            services.restore(article, by=person, seen=2, version=1)
        assert Article.objects.get(pk=article.pk).title == "Judul Kedua"
    else:
        services.restore(article, by=person, seen=2, version=1)
        now = Article.objects.get(pk=article.pk)
        assert (now.title, now.body, now.version) == (first.title, first.body, 3)
        assert versions.of(now).first().history_user == person
    assert beside(article) == before


def test_it_is_recorded_with_the_version_it_came_from(cast):
    article = older(put(cast, R, Live.NONE))
    services.restore(article, by=cast.writer, seen=2, version=1)
    event = ArticleEvent.objects.newest_first().first()
    assert (event.action, event.by, event.start, event.end, event.version, event.note) == (
        Action.RESTORE,
        cast.writer,
        R,
        R,
        3,
        "Versi 1",
    )


# --- The second person ------------------------------------------------------------------------------------------------
def test_outside_review_it_leaves_a_hand(cast):
    """An editor who also writes for the OPD is no second person for what they brought back."""
    article = older(put(cast, R, Live.NONE))
    assert not policy.had_a_hand(cast.superuser, article)
    article = services.restore(article, by=cast.superuser, seen=2, version=1)
    article = services.submit(article, by=cast.admin, seen=3)
    assert policy.had_a_hand(cast.superuser, article)
    with pytest.raises(PermissionDenied):
        services.publish(article, by=cast.superuser, seen=3)


def test_in_review_it_is_the_editors_change_and_leaves_none(cast):
    article = older(put(cast, I, Live.NONE))
    article = services.restore(article, by=cast.editor, seen=2, version=1)
    assert not policy.had_a_hand(cast.editor, article)
    services.publish(article, by=cast.editor, seen=3)
    assert Publication.objects.get().title == article.versions.get(version=1).title


# --- Refused ----------------------------------------------------------------------------------------------------------
def test_a_text_that_somebody_saved_meanwhile_is_not_overwritten(cast):
    article = older(put(cast, R, Live.NONE))
    services.save_text(article, by=cast.admin, seen=2, title="Judul Ketiga")
    with pytest.raises(Outdated):
        services.restore(article, by=cast.writer, seen=2, version=1)
    assert Article.objects.get().title == "Judul Ketiga"


@pytest.mark.parametrize("number", [0, 3, 99, 2**31 - 1, 2**70])
def test_a_version_that_is_not_there(cast, number):
    article = older(put(cast, D, Live.NONE))
    with pytest.raises(Refused, match="tidak ada lagi"):
        services.restore(article, by=cast.writer, seen=2, version=number)
    assert Article.objects.get().version == 2


def test_another_articles_version_is_none_of_this_one(cast):
    other = older(put(cast, D, Live.NONE))
    services.save_text(other, by=cast.writer, seen=2, title="Versi Tiga")
    article = older(put(cast, D, Live.NONE))
    with pytest.raises(Refused, match="tidak ada lagi"):
        services.restore(article, by=cast.writer, seen=2, version=3)


def test_what_is_there_already_is_said_to_be_there(cast):
    article = services.save_text(put(cast, D, Live.NONE), by=cast.writer, seen=1, title="Judul Kedua")
    events = ArticleEvent.objects.count()
    with pytest.raises(Refused, match="Isi versi 2 sama dengan naskah yang sekarang"):
        services.restore(article, by=cast.writer, seen=2, version=2)
    assert Article.objects.get().version == 2
    assert ArticleEvent.objects.count() == events


# --- Another OPD ------------------------------------------------------------------------------------------------------
@pytest.fixture
def moved(cast):
    """Written by dinkes (versions 1 and 2), moved to dpupr (version 3), saved there (4)."""
    article = services.save_text(put(cast, D, Live.NONE), by=cast.writer, seen=1, title="Rahasia Dinkes")
    article = services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)
    return services.save_text(article, by=cast.outsider, seen=3, title="Judul DPUPR")


@pytest.mark.parametrize("number", [1, 2])
def test_a_former_opds_version_does_not_come_back(cast, moved, number):
    with pytest.raises(Refused, match="tidak ada lagi"):
        services.restore(moved, by=cast.outsider, seen=4, version=number)
    with pytest.raises(PermissionDenied):
        services.restore(moved, by=cast.writer, seen=4, version=number)
    assert Article.objects.get().title == "Judul DPUPR"


def test_not_even_for_one_who_read_the_page_before_it_moved(cast, moved):
    """The row as it is counts, not the article that the caller happens to hold."""
    stale = Article.objects.get()
    stale.opd = cast.dinkes
    with pytest.raises(Refused, match="tidak ada lagi"):
        services.restore(stale, by=cast.superuser, seen=4, version=2)


def test_what_it_was_after_the_move_comes_back(cast, moved):
    restored = services.restore(moved, by=cast.outsider, seen=4, version=3)
    assert (restored.title, restored.opd) == ("Rahasia Dinkes", cast.dpupr)  # the words that dpupr was given


def test_a_withdrawn_one_stays_withdrawn(cast):
    article = older(put(cast, W, Live.WITHDRAWN))
    with pytest.raises(NotNow):
        services.restore(article, by=cast.admin, seen=2, version=1)
    assert Article.objects.get().state == W
    assert Publication.objects.get().withdrawn_at


# --- What comes along -------------------------------------------------------------------------------------------------
def test_unit_and_picture_come_back_while_they_are_there(cast):
    unit, lead = UnitFactory(opd=cast.dinkes), MediaAssetFactory(opd=cast.dinkes)
    with_both = {"unit": unit, "lead": lead, "lead_alt": "Balita ditimbang", "lead_credit": "Foto: Dinkes"}
    article = services.save_text(put(cast, D, Live.NONE), by=cast.writer, seen=1, **with_both)
    article = services.save_text(article, by=cast.writer, seen=2, unit=None, lead=None)
    assert article.lead_alt == ""
    article = services.restore(article, by=cast.writer, seen=3, version=2)
    assert {name: getattr(article, name) for name in with_both} == with_both


def test_a_picture_that_is_gone_takes_its_words_along(cast):
    lead = MediaAssetFactory(opd=cast.dinkes)
    words = {"lead": lead, "lead_alt": "Balita ditimbang", "lead_credit": "Foto: Dinkes"}
    article = services.save_text(put(cast, D, Live.NONE), by=cast.writer, seen=1, title="Dengan Foto", **words)
    article = services.save_text(article, by=cast.writer, seen=2, title="Tanpa Foto", lead=None)
    lead.delete()
    article = services.restore(article, by=cast.writer, seen=3, version=2)
    assert (article.title, article.lead, article.lead_alt, article.lead_credit) == ("Dengan Foto", None, "", "")


STUFFED = (
    '<p>Posyandu <span style="display:none"><a href="https://judi.example/slot">slot gacor</a></span>buka.</p>'
    '<script>alert(1)</script><img src=x onerror="alert(1)">'
)


def test_old_words_pass_the_cleaner_of_today(cast):
    """What was stored before the cleaner knew better is cleaned now, and its hidden link is reported."""
    article = older(put(cast, R, Live.NONE))
    rewritten(article, 1, body=STUFFED, title="Judul​ Lama")
    article = services.restore(article, by=cast.writer, seen=2, version=1)
    for bad in ("script", "onerror", "img", "judi.example", "slot gacor", "display"):
        assert bad not in article.body
    assert article.title == "Judul Lama"
    assert [found["href"] for found in article.hidden_links] == ["https://judi.example/slot"]
    trail = AuditEntry.objects.get(action="content.hidden_links")
    assert (trail.by, trail.after["hosts"]) == (cast.writer, ["judi.example"])


def test_an_old_text_beyond_todays_limit_is_refused(cast, settings):
    article = older(put(cast, R, Live.NONE))
    rewritten(article, 1, body="<p>" + "kata " * 600_000 + "</p>")
    with pytest.raises(Refused):
        services.restore(article, by=cast.writer, seen=2, version=1)
    assert Article.objects.get().version == 2


# --- At the same moment -----------------------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_restore_and_a_save_of_the_same_version_do_not_both_happen(cast):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")
    for _ in range(5):
        article = older(put(cast, D, Live.NONE))
        answers = at_once(
            [
                lambda article=article: services.restore(article, by=cast.writer, seen=2, version=1),
                lambda article=article: services.save_text(article, by=cast.admin, seen=2, title="Judul Ketiga"),
            ]
        )
        assert sum(isinstance(answer, Article) for answer in answers) == 1
        assert sum(isinstance(answer, Outdated) for answer in answers) == 1
        now = Article.objects.get(pk=article.pk)
        assert now.version == 3
        assert (now.title == "Judul Ketiga") == isinstance(answers[1], Article)
