"""Which versions there are, what each is remembered for, and with which one the text is compared."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from news import services, versions
from news.models import Article, Publication
from news.workflow import Action, Live, State
from tests.factories import MediaAssetFactory, RubricFactory, UnitFactory
from tests.news.stage import put
from tests.news.test_pruning import happened, written
from tests.news.test_restore import older, rewritten


def numbers(article) -> list[int]:
    return [version.version for version in versions.of(article)]


def save(article, by, **text) -> Article:
    return services.save_text(article, by=by, seen=article.version, **text)


# --- Which there are --------------------------------------------------------------------------------------------------
def test_the_newest_comes_first_and_a_move_of_the_state_makes_none(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    article = save(article, cast.writer, title="Judul Kedua")
    services.submit(article, by=cast.admin, seen=2)
    assert numbers(article) == [2, 1]
    assert (versions.numbered(article, 1).title, versions.numbered(article, 3)) == (
        article.versions.earliest().title,
        None,
    )


def test_what_was_written_under_another_opd_stays_there(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    article = save(article, cast.writer, title="Rahasia Dinkes")
    moved = services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)
    assert numbers(moved) == [3]
    assert versions.bounds(moved) == (3, 3)
    assert versions.beside(moved, 3, 3) == (None, None)
    assert [line.number for line in versions.listed(moved)] == [3]
    back = services.transfer(moved, by=cast.superuser, seen=moved.version, opd=cast.dinkes)
    assert numbers(back) == [4, 2, 1]  # and they are there again for those who wrote them


def test_the_neighbours_step_over_what_was_forgotten(cast):
    article = written(put(cast, State.DRAFT, Live.NONE), 6)
    article.versions.filter(version__in=[3, 4]).delete()
    assert versions.bounds(article) == (1, 6)
    assert versions.beside(article, 5, 5) == (2, 6)
    assert versions.beside(article, 2, 5) == (1, 6)
    assert versions.beside(article, 1, 6) == (None, None)


def test_an_article_without_versions(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    article.versions.all().delete()
    assert (versions.bounds(article), versions.listed(article), versions.last_judged(article)) == (
        (None, None),
        [],
        None,
    )


def test_of_two_rows_of_one_number_the_newer_counts(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    row = article.versions.get()
    row.pk, row.title, row.history_user = None, "Yang Terakhir", cast.admin
    row.save(force_insert=True)
    assert versions.numbered(article, 1).title == "Yang Terakhir"
    assert [line.who for line in versions.listed(article)] == ["Admin Dinkes"]


# --- The list ---------------------------------------------------------------------------------------------------------
REMEMBERED = [
    # what happened to the version, what it is remembered for
    ([], Action.EDIT),
    ([Action.CREATE], Action.CREATE),
    ([Action.EDIT, Action.HAND_IN], Action.HAND_IN),
    ([Action.EDIT, Action.SUBMIT, Action.RECALL], Action.SUBMIT),
    ([Action.RESTORE], Action.RESTORE),
    ([Action.RESTORE, Action.SUBMIT, Action.SEND_BACK, Action.SUBMIT], Action.SEND_BACK),
    ([Action.EDIT, Action.SUBMIT, Action.PUBLISH, Action.REVISE], Action.PUBLISH),
    ([Action.SUBMIT, Action.SCHEDULE, Action.UNSCHEDULE], Action.SCHEDULE),
    ([Action.PUBLISH_URGENT, Action.SEND_BACK], Action.PUBLISH_URGENT),
    ([Action.EDIT, Action.TAKE, Action.NOTE, Action.ANSWER, Action.LOOK_AGAIN], Action.EDIT),
]


@pytest.mark.parametrize(("events", "remembered"), REMEMBERED)
def test_a_version_is_remembered_for_the_weightiest(cast, events, remembered):
    article = older(put(cast, State.DRAFT, Live.NONE))
    for action in events:
        happened(article, action, 2)
    assert [line.happened for line in versions.listed(article)] == [remembered, Action.CREATE]


def test_a_line_says_who_saved_it_and_when(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    article = save(article, cast.writer, title="Judul Kedua")
    when = datetime(2024, 5, 16, 6, 44, tzinfo=UTC)
    rewritten(article, 2, history_date=when)
    line = versions.listed(article)[0]
    assert (line.number, line.who, line.at, line.happened) == (2, "Penulis Dinkes", when, Action.EDIT)
    rewritten(article, 2, history_user=None)
    assert versions.listed(article)[0].who == ""


def test_the_newest_200_and_the_older_one_that_was_asked_for(cast, django_assert_num_queries):
    article = written(put(cast, State.DRAFT, Live.NONE), 230)
    old = versions.numbered(article, 7)
    with django_assert_num_queries(2):
        lines = versions.listed(article, old)
    assert [line.number for line in lines] == [*range(230, 30, -1), 7]


# --- Compared with what -----------------------------------------------------------------------------------------------
LAST_JUDGED = [
    # what happened, at which version, in this order; which one the fifth is compared with
    ("never left", [(Action.EDIT, 2), (Action.HAND_IN, 3)], None),
    ("waits for the first time", [(Action.SUBMIT, 4)], None),
    ("was returned", [(Action.SUBMIT, 2), (Action.SEND_BACK, 2), (Action.SUBMIT, 5)], 2),
    ("was returned twice", [(Action.SEND_BACK, 2), (Action.SEND_BACK, 4), (Action.SUBMIT, 5)], 4),
    ("was returned as it is", [(Action.SEND_BACK, 5), (Action.SUBMIT, 5)], 5),
    ("was published", [(Action.PUBLISH, 3), (Action.REVISE, 3), (Action.SUBMIT, 5)], 3),
    ("was scheduled and taken back", [(Action.SCHEDULE, 3), (Action.UNSCHEDULE, 3)], 3),
    ("published, then returned", [(Action.PUBLISH, 1), (Action.SEND_BACK, 4)], 4),
    ("published at once, confirmed at a later text", [(Action.PUBLISH_URGENT, 3), (Action.CONFIRM_URGENT, 5)], 3),
    ("the older one was judged last", [(Action.SEND_BACK, 4), (Action.PUBLISH, 4), (Action.WITHDRAW, 5)], 4),
]


@pytest.mark.parametrize(("events", "judged"), [row[1:] for row in LAST_JUDGED], ids=[row[0] for row in LAST_JUDGED])
def test_last_judged(cast, events, judged):
    article = written(put(cast, State.DRAFT, Live.NONE), 5)
    for action, number in events:
        happened(article, action, number)
    assert versions.last_judged(article) == judged


def test_what_was_published_at_once_counts_when_it_is_confirmed(cast):
    """Until then its second person has to see all that is new in it."""
    article = put(cast, State.DRAFT, Live.NONE)
    article = written(article, 5)
    happened(article, Action.SEND_BACK, 2)
    article = services.publish_urgent(article, by=cast.admin, seen=5, note="Banjir.")
    article = Article.objects.get(pk=article.pk)
    assert versions.last_judged(article) == 2
    services.confirm_urgent(article, by=cast.editor, seen=5)
    assert versions.last_judged(Article.objects.get(pk=article.pk)) == 5


def test_what_an_editor_returned_while_it_was_public_was_judged(cast):
    article = services.publish_urgent(put(cast, State.DRAFT, Live.NONE), by=cast.admin, seen=1, note="Banjir.")
    services.send_back(article, by=cast.editor, note="Lengkapi.")
    article = Article.objects.get(pk=article.pk)
    assert article.live == Live.UNREVIEWED
    assert versions.last_judged(article) == 1


def test_a_withdrawn_urgent_one_was_read_by_readers(cast):
    article = services.publish_urgent(put(cast, State.DRAFT, Live.NONE), by=cast.admin, seen=1, note="Banjir.")
    Publication.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="Keliru.")
    assert versions.last_judged(Article.objects.get(pk=article.pk)) == 1


def test_a_forgotten_or_a_foreign_version_is_not_compared_with(cast):
    article = written(put(cast, State.DRAFT, Live.NONE), 5)
    happened(article, Action.SEND_BACK, 2, 4)
    article.versions.filter(version=4).delete()
    assert versions.last_judged(article) == 2
    moved = services.transfer(article, by=cast.superuser, seen=article.version, opd=cast.dpupr)
    assert versions.last_judged(moved) is None
    assert versions.last_submitted(moved) is None


def test_last_submitted(cast):
    article = written(put(cast, State.DRAFT, Live.NONE), 5)
    assert versions.last_submitted(article) is None
    happened(article, Action.SUBMIT, 2, 4)
    happened(article, Action.SEND_BACK, 5)
    assert versions.last_submitted(article) == 4


# --- The words of a version -------------------------------------------------------------------------------------------
@pytest.fixture
def whole(cast):
    """A version in which every field says something, and an article that says something else now."""
    article = put(cast, State.DRAFT, Live.NONE)
    unit, lead = UnitFactory(opd=cast.dinkes, name="Bidang P2P"), MediaAssetFactory(opd=cast.dinkes)
    article = save(
        article,
        cast.writer,
        title="Judul Lama",
        summary="Ringkas lama.",
        body="<p>Isi lama.</p>",
        byline="(Tim Lama)",
        rubric=RubricFactory(name="Rubrik Lama"),
        unit=unit,
        lead=lead,
        lead_alt="Alt lama",
        lead_credit="Foto lama",
    )
    nothing = {"unit": None, "lead": None, "lead_alt": "", "lead_credit": ""}
    return save(article, cast.writer, title="Judul Baru", rubric=cast.rubric, **nothing)


def test_a_version_says_what_was_saved(cast, whole):
    old = versions.numbered(whole, 2)
    text = versions.text_of(old)
    assert (text.title, text.summary, text.body, text.byline) == (
        "Judul Lama",
        "Ringkas lama.",
        "<p>Isi lama.</p>",
        "(Tim Lama)",
    )
    assert (text.rubric, text.unit, text.lead_alt, text.lead_credit) == (
        "Rubrik Lama",
        "Bidang P2P",
        "Alt lama",
        "Foto lama",
    )
    assert text.lead == old.lead.thumb
    back = versions.text_fields(old)
    assert versions.text_of(versions.with_text(whole, back)) == text
    assert versions.left_out(old, back) == []
    assert whole.title == "Judul Baru"


GONE = {
    "unit": "Bidang atau unitnya sudah tidak ada, jadi dikosongkan.",
    "lead": "Fotonya sudah tidak ada, jadi naskah menjadi tanpa foto.",
    "rubric": "Rubriknya sudah tidak ada, jadi rubrik yang sekarang tetap dipakai.",
}


@pytest.mark.parametrize("name", GONE)
def test_what_is_gone_is_left_out_and_said(cast, whole, name):
    getattr(versions.numbered(whole, 2), name).delete()
    old = versions.numbered(whole, 2)
    text = versions.text_fields(old)
    assert versions.left_out(old, text) == [GONE[name]]
    after = versions.text_of(versions.with_text(whole, text))
    assert (after.rubric, after.unit, after.lead_alt, after.lead_credit) == {
        "unit": ("Rubrik Lama", "", "Alt lama", "Foto lama"),
        "lead": ("Rubrik Lama", "Bidang P2P", "", ""),
        "rubric": ("Kesehatan", "Bidang P2P", "Alt lama", "Foto lama"),
    }[name]
    assert (after.lead is None) == (name == "lead")


@pytest.mark.parametrize("name", ["unit", "lead"])
def test_what_is_another_opds_by_now_is_left_out(cast, whole, name):
    thing = getattr(versions.numbered(whole, 2), name)
    type(thing).objects.filter(pk=thing.pk).update(opd=cast.dpupr)
    old = versions.numbered(whole, 2)
    text = versions.text_fields(old)
    assert text[name] is None
    assert versions.left_out(old, text) == [GONE[name]]


def test_a_version_that_never_had_a_rubric_takes_it_away(cast):
    article = put(cast, State.DRAFT, Live.NONE)
    article = save(save(article, cast.writer, rubric=None), cast.writer, rubric=cast.rubric)
    text = versions.text_fields(versions.numbered(article, 2))
    assert text["rubric"] is None
