"""What each service changes, keeps and records; who is told; and what happens when two come at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from news import services
from news.models import Article, ArticleEvent, MediaAsset, Publication
from news.refusals import Incomplete, NotNow, Outdated, Refused
from news.workflow import MOVES, Action, Live, State
from opd.models import OPD
from tests.factories import ArticleFactory, MediaAssetFactory, UnitFactory
from tests.news.stage import POSSIBLE, do, put
from tests.news.test_workflow import rows

WHOLE = {"summary": "Ringkas.", "body": "<p>Isi.</p>"}


@pytest.fixture
def draft(cast) -> Article:
    return services.write(cast.dinkes, by=cast.writer, title="Posyandu Ngawen", rubric=cast.rubric, **WHOLE)


def published(draft, cast) -> Article:
    return services.publish(
        services.submit(draft, by=cast.admin, seen=draft.version), by=cast.editor, seen=draft.version
    )


def actions(article) -> list[str]:
    return list(article.events.values_list("action", flat=True))


# --- The table, through the services -----------------------------------------------------------------------------
DOER = {  # somebody who may, and whose hand was not in it
    Action.EDIT: "superuser", Action.HAND_IN: "writer", Action.SUBMIT: "admin", Action.RECALL: "admin", Action.SEND_BACK: "editor",
    Action.PUBLISH: "editor", Action.SCHEDULE: "editor", Action.RESCHEDULE: "editor", Action.UNSCHEDULE: "admin",
    Action.PUBLISH_URGENT: "admin", Action.CONFIRM_URGENT: "editor", Action.REVISE: "writer", Action.CORRECT: "editor",
    Action.WITHDRAW: "admin", Action.DELETE: "writer", Action.TRANSFER: "superuser", Action.PASS_ON: "admin",
    Action.RESTORE: "superuser", Action.TAKE: "editor", Action.LET_GO: "superuser", Action.NOTE: "editor",
    Action.ANSWER: "writer", Action.SETTLE: "writer", Action.REOPEN: "editor", Action.LOOK_AGAIN: "writer",
}  # fmt: skip
LIVE_AFTER = {  # what readers have afterwards, where an action changes that
    Action.PUBLISH: Live.SHOWN, Action.SCHEDULE: Live.AHEAD, Action.RESCHEDULE: Live.AHEAD, Action.UNSCHEDULE: Live.NONE,
    Action.PUBLISH_URGENT: Live.UNREVIEWED, Action.CONFIRM_URGENT: Live.SHOWN, Action.WITHDRAW: Live.WITHDRAWN,
}  # fmt: skip


LEAVES_ALONE = {Action.PASS_ON, Action.ANSWER, Action.SETTLE, Action.REOPEN, Action.LOOK_AGAIN}


@pytest.mark.parametrize(("state", "live", "action", "end"), list(rows()))
def test_each_row_of_the_table_through_its_service(cast, state, live, action, end):
    article = put(cast, state, live)
    by = getattr(cast, DOER[action])
    if end is None:
        with pytest.raises(NotNow):
            do(action, article, by, cast)
        return
    if action is Action.LET_GO:
        services.take(article, by=by)
    events = len(actions(article))
    do(action, article, by, cast)
    after = Article.objects.get(pk=article.pk)
    ahead_ends = live == Live.AHEAD and action not in LEAVES_ALONE
    readers_have = LIVE_AFTER.get(action, Live.NONE if ahead_ends else live)
    assert (after.state, after.live) == (end, readers_have)
    assert (after.state, after.live) in POSSIBLE
    last = ArticleEvent.objects.filter(article=article).latest("pk")
    assert len(actions(article)) == events + 1
    assert (last.action, last.by, last.start, last.end, last.live) == (action, by, state, end, live)


def test_the_table_has_somebody_for_every_action():
    assert set(DOER) == set(MOVES)


# --- Text and versions -------------------------------------------------------------------------------------------
class TestWriting:
    def test_begins_as_a_draft_with_the_teams_byline(self, cast, draft):
        assert (draft.state, draft.version, draft.byline) == (State.DRAFT, 1, "(Tim Dinkes. Blora)")
        assert actions(draft) == [Action.CREATE]

    def test_is_refused_for_another_opd(self, cast):
        with pytest.raises(PermissionDenied):
            services.write(cast.dinkes, by=cast.outsider, title="x")
        assert not Article.objects.exists()

    def test_needs_a_title(self, cast):
        with pytest.raises(Refused, match="Judul"):
            services.write(cast.dinkes, by=cast.writer, title=" \u202e ")

    def test_takes_text_fields_only(self, cast, draft):
        with pytest.raises(TypeError, match="state"):
            services.save_text(draft, by=cast.writer, seen=1, state=State.PUBLISHED)

    def test_cleans_what_comes_in_whoever_calls(self, cast):
        article = services.write(
            cast.dinkes, by=cast.writer, title="a\x00b\n c", body="<p onclick=x()>a<script>b</script></p>"
        )
        assert (article.title, article.body) == ("ab c", "<p>a</p>")

    def test_another_opds_unit_or_picture_is_refused(self, cast, draft):
        for field in ({"unit": UnitFactory(opd=cast.dpupr)}, {"lead": MediaAssetFactory(opd=cast.dpupr)}):
            with pytest.raises(Refused):
                services.save_text(draft, by=cast.writer, seen=1, **field)


class TestSaving:
    def test_every_saved_text_is_a_version_and_stays(self, cast, draft):
        services.save_text(draft, by=cast.writer, seen=1, title="Kedua")
        services.save_text(draft, by=cast.admin, seen=2, title="Ketiga")
        kept = draft.versions.order_by("version").values_list("version", "title", "history_user__name")
        assert list(kept) == [
            (1, "Posyandu Ngawen", "Penulis Dinkes"),
            (2, "Kedua", "Penulis Dinkes"),
            (3, "Ketiga", "Admin Dinkes"),
        ]

    def test_saving_what_is_there_already_is_no_version_and_leaves_no_hand(self, cast, draft):
        services.save_text(draft, by=cast.superuser, seen=1, title="Posyandu Ngawen", body="<p>Isi.</p>")
        assert Article.objects.get(pk=draft.pk).version == 1
        assert actions(draft) == [Action.CREATE]

    def test_moves_of_the_state_are_no_versions(self, cast, draft):
        published(draft, cast)
        assert draft.versions.count() == 1

    def test_a_stale_save_is_refused_and_names_the_newer_text(self, cast, draft):
        services.save_text(draft, by=cast.admin, seen=1, title="Lebih dulu")
        with pytest.raises(Outdated) as refusal:
            services.save_text(draft, by=cast.writer, seen=1, title="Terlambat")
        assert refusal.value.article.title == "Lebih dulu"
        assert Article.objects.get(pk=draft.pk).title == "Lebih dulu"

    def test_without_a_picture_there_is_no_alternative_text(self, cast, draft):
        article = services.save_text(draft, by=cast.writer, seen=1, lead_alt="Foto", lead_credit="Dinkes")
        assert (article.lead_alt, article.lead_credit) == ("", "")


PASSES_ON = [Action.SUBMIT, Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH_URGENT, Action.TRANSFER]


@pytest.mark.parametrize("action", PASSES_ON)
def test_nobody_passes_on_a_text_they_have_not_read(cast, action):
    article = put(cast, State.IN_REVIEW if action in {Action.PUBLISH, Action.SCHEDULE} else State.DRAFT, Live.NONE)
    Article.objects.filter(pk=article.pk).update(version=2)
    with pytest.raises(Outdated):
        do(action, article, getattr(cast, DOER[action]), cast)


def test_nobody_confirms_a_publication_they_have_not_read(cast):
    article = put(cast, State.PUBLISHED, Live.UNREVIEWED)
    Publication.objects.update(version=3)
    with pytest.raises(Outdated):
        services.confirm_urgent(article, by=cast.editor, seen=1)


@pytest.mark.parametrize(
    "missing", [{"summary": ""}, {"body": ""}, {"rubric": None}, {"lead_alt": ""}, {"lead_credit": ""}]
)
@pytest.mark.parametrize("action", [Action.HAND_IN, Action.SUBMIT, Action.PUBLISH_URGENT])
def test_what_is_not_whole_is_not_passed_on(cast, action, missing):
    whole = {
        "lead": MediaAssetFactory(opd=cast.dinkes),
        "lead_alt": "Kader menimbang balita",
        "lead_credit": "Foto: Dinkes",
    }
    article = ArticleFactory(
        opd=cast.dinkes,
        created_by=cast.writer,
        rubric=cast.rubric,
        **whole | {k: v for k, v in missing.items() if k != "rubric"},
    )
    if "rubric" in missing:
        Article.objects.filter(pk=article.pk).update(rubric=None)
    with pytest.raises(Incomplete):
        do(action, Article.objects.get(pk=article.pk), cast.admin, cast)


# --- Publication -------------------------------------------------------------------------------------------------
class TestPublication:
    def test_holds_the_approved_text_and_nothing_newer(self, cast, draft):
        article = services.revise(published(draft, cast), by=cast.writer)
        services.save_text(article, by=cast.writer, seen=1, title="Judul Baru", body="<p>Baru.</p>")
        page = Publication.objects.get()
        assert (page.title, page.body, page.version, page.revised_at) == ("Posyandu Ngawen", "<p>Isi.</p>", 1, None)

    def test_a_revision_replaces_it_whole_and_keeps_its_hour(self, cast, draft):
        article = published(draft, cast)
        first = Publication.objects.get().published_at
        article = services.revise(article, by=cast.writer)
        article = services.save_text(
            article, by=cast.writer, seen=1, title="Posyandu Ngawen Pindah", summary="Baru.", body="<p>Baru.</p>"
        )
        article = services.submit(article, by=cast.admin, seen=2)
        services.publish(article, by=cast.editor, seen=2)
        page = Publication.objects.get()
        assert (page.title, page.slug, page.summary, page.version) == (
            "Posyandu Ngawen Pindah",
            "posyandu-ngawen-pindah",
            "Baru.",
            2,
        )
        assert page.published_at == first
        assert page.revised_at > first
        assert "Baru." in page.search_text

    def test_a_scheduled_one_is_public_when_its_hour_comes_without_anybody_doing_anything(self, cast, draft):
        at = timezone.now() + timedelta(hours=2)
        services.publish(services.submit(draft, by=cast.admin, seen=1), by=cast.editor, seen=1, at=at)
        assert not Publication.objects.visible().exists()
        assert Publication.objects.visible(at=at).exists()
        assert Publication.objects.get().live is Live.AHEAD

    @pytest.mark.parametrize("minutes", [0, -5])
    def test_a_time_that_has_passed_is_refused(self, cast, draft, minutes):
        article = services.submit(draft, by=cast.admin, seen=1)
        with pytest.raises(Refused, match="lewat"):
            services.publish(article, by=cast.editor, seen=1, at=timezone.now() + timedelta(minutes=minutes))
        assert not Publication.objects.exists()
        assert Article.objects.get().state == State.IN_REVIEW

    def test_a_time_more_than_a_year_away_is_taken_for_a_slip(self, cast, draft):
        article = services.submit(draft, by=cast.admin, seen=1)
        with pytest.raises(Refused, match="setahun"):
            services.publish(article, by=cast.editor, seen=1, at=timezone.now() + timedelta(days=400))

    def test_a_withdrawn_one_says_why_and_comes_back_by_review_only(self, cast, draft):
        article = services.withdraw(published(draft, cast), by=cast.admin, note="  Tanggalnya keliru. ")
        page = Publication.objects.get()
        assert page.withdrawn_reason == "Tanggalnya keliru."
        assert not Publication.objects.visible().exists()
        article = services.submit(services.revise(article, by=cast.writer), by=cast.admin, seen=1)
        services.publish(article, by=cast.editor, seen=1)
        page.refresh_from_db()
        assert (page.withdrawn_at, page.withdrawn_reason) == (None, "")

    def test_an_urgent_one_is_marked_until_a_second_person_has_read_it(self, cast, draft):
        article = services.publish_urgent(draft, by=cast.admin, seen=1, note="Banjir.")
        assert Publication.objects.visible().get().unreviewed
        services.confirm_urgent(article, by=cast.editor, seen=1)
        assert not Publication.objects.visible().get().unreviewed

    def test_an_urgent_one_sent_back_stays_on_the_portal(self, cast, draft):
        article = services.publish_urgent(draft, by=cast.admin, seen=1, note="Banjir.")
        assert services.send_back(article, by=cast.editor, note="Sebut jalannya.").state == State.RETURNED
        assert Publication.objects.visible().get().unreviewed

    def test_revising_a_scheduled_one_takes_it_off_the_schedule(self, cast, draft):
        at = timezone.now() + timedelta(hours=2)
        article = services.publish(services.submit(draft, by=cast.admin, seen=1), by=cast.editor, seen=1, at=at)
        services.revise(article, by=cast.writer)
        assert not Publication.objects.exists()


@pytest.mark.parametrize("action", [Action.SEND_BACK, Action.PUBLISH_URGENT, Action.WITHDRAW])
@pytest.mark.parametrize("note", ["", "   \n", "\u200b\u202e"])
def test_a_reason_is_a_reason(cast, action, note):
    live = Live.SHOWN if action is Action.WITHDRAW else Live.NONE
    article = put(cast, State.DRAFT if action is Action.PUBLISH_URGENT else State.IN_REVIEW, live)
    call = {"send-back": services.send_back, "publish-urgent": services.publish_urgent, "withdraw": services.withdraw}[
        action
    ]
    more = {"seen": 1} if action is Action.PUBLISH_URGENT else {}
    with pytest.raises(Refused, match="alasan"):
        call(article, by=getattr(cast, DOER[action]), note=note, **more)
    assert Article.objects.get().state == article.state


# --- The bin, the move, the closing ------------------------------------------------------------------------------
class TestBin:
    def test_is_out_of_everybodys_sight(self, cast, draft):
        services.delete(draft, by=cast.writer)
        for user in (cast.writer, cast.admin, cast.superuser):
            assert not Article.objects.seen_by(user).exists()
        with pytest.raises(Article.DoesNotExist):
            services.submit(draft, by=cast.admin, seen=1)

    def test_is_emptied_after_its_time_with_all_that_belongs_to_it(self, cast, draft):
        asset = MediaAssetFactory(opd=cast.dinkes)
        draft = services.save_text(draft, by=cast.writer, seen=1, lead=asset)
        kept = services.write(cast.dinkes, by=cast.writer, title="Tetap")
        services.delete(draft, by=cast.writer)
        assert services.empty_bin(before=timezone.now() - timedelta(days=30)) == 0
        assert services.empty_bin(before=timezone.now()) == 1
        assert list(Article.objects.all()) == [kept]
        assert set(ArticleEvent.objects.values_list("article", flat=True)) == {kept.pk}
        assert set(Article.versions.values_list("id", flat=True)) == {kept.pk}
        assert not MediaAsset.objects.exists()

    def test_what_was_submitted_once_is_never_deleted(self, cast, draft):
        article = services.recall(services.submit(draft, by=cast.admin, seen=1), by=cast.admin)
        with pytest.raises(NotNow):
            services.delete(article, by=cast.writer)


def test_a_move_to_another_opd_leaves_unit_and_picture_behind(cast, draft):
    unit, lead = UnitFactory(opd=cast.dinkes), MediaAssetFactory(opd=cast.dinkes)
    draft = services.save_text(draft, by=cast.writer, seen=1, unit=unit, lead=lead, lead_alt="Foto")
    article = services.transfer(draft, by=cast.superuser, seen=draft.version, opd=cast.dpupr)
    assert (article.opd, article.unit, article.lead, article.lead_alt, article.version) == (
        cast.dpupr,
        None,
        None,
        "",
        3,
    )
    assert article.events.latest("pk").note == "Dinkes → DPUPR"


def test_a_move_takes_along_what_was_saved_while_the_button_stood_there(cast, draft):
    """The article is fetched before the lock: what is moved is the text of the version that was read."""
    services.save_text(draft, by=cast.writer, seen=1, body="<p>Disimpan pada saat terakhir.</p>")
    article = services.transfer(draft, by=cast.superuser, seen=2, opd=cast.dpupr)
    assert (article.body, article.version) == ("<p>Disimpan pada saat terakhir.</p>", 3)


def test_a_move_to_where_it_is_already_is_refused_and_nothing_is_left_behind(cast, draft):
    unit, lead = UnitFactory(opd=cast.dinkes), MediaAssetFactory(opd=cast.dinkes)
    draft = services.save_text(draft, by=cast.writer, seen=1, unit=unit, lead=lead)
    before = list(Article.objects.values_list()), draft.events.count()
    with pytest.raises(Refused, match="Naskah ini sudah milik Dinkes"):
        services.transfer(draft, by=cast.superuser, seen=2, opd=cast.dinkes)
    assert (list(Article.objects.values_list()), draft.events.count()) == before


def test_whether_somebody_may_move_it_is_asked_before_where_to(cast, draft):
    cast.dpupr.active = False
    with pytest.raises(PermissionDenied):
        services.transfer(draft, by=cast.admin, seen=1, opd=cast.dpupr)


class TestSwitchingOff:
    def test_is_refused_while_something_is_on_its_way(self, cast):
        put(cast, State.IN_REVIEW, Live.NONE)
        put(cast, State.PUBLISHED, Live.AHEAD)
        with pytest.raises(Refused, match="2 naskah"):
            services.switch_off(cast.dinkes, by=cast.superuser)
        assert OPD.objects.get(pk=cast.dinkes.pk).active

    def test_calls_back_when_told_so(self, cast):
        waiting, ahead = put(cast, State.IN_REVIEW, Live.NONE), put(cast, State.PUBLISHED, Live.AHEAD)
        services.switch_off(cast.dinkes, by=cast.superuser, call_back=True)
        assert set(Article.objects.values_list("state", flat=True)) == {State.DRAFT}
        assert not Publication.objects.exists()
        assert {actions(waiting)[-1], actions(ahead)[-1]} == {Action.RECALL}
        assert not OPD.objects.get(pk=cast.dinkes.pk).active

    def test_ends_members_rights_and_hands_them_to_the_successor(self, cast):
        shown = put(cast, State.PUBLISHED, Live.SHOWN)
        services.switch_off(cast.dinkes, by=cast.superuser, successor=cast.dpupr)
        admin, outsider = (User.objects.get(pk=person.pk) for person in (cast.admin, cast.outsider))
        with pytest.raises(PermissionDenied):
            services.withdraw(shown, by=admin, note="Keliru.")
        assert services.withdraw(shown, by=outsider, note="Keliru.").state == State.WITHDRAWN

    @pytest.mark.parametrize("who", ["admin", "editor", "outsider", "nobody"])
    def test_is_the_portal_administrators(self, cast, who):
        with pytest.raises(PermissionDenied):
            services.switch_off(cast.dinkes, by=getattr(cast, who))


# --- Who is told -------------------------------------------------------------------------------------------------
TOLD = {  # action: by whom: to whom
    Action.HAND_IN: ("writer", ["admin@contoh.test"]),
    Action.SEND_BACK: ("editor", ["admin@contoh.test", "penulis@contoh.test"]),
    Action.PUBLISH: ("editor", ["admin@contoh.test", "penulis@contoh.test"]),
    Action.SUBMIT: ("admin", []),
}


@pytest.mark.parametrize("action", TOLD)
def test_who_gets_a_letter(cast, action, mailoutbox, django_capture_on_commit_callbacks):
    by, to = TOLD[action]
    article = put(cast, State.DRAFT if action in {Action.HAND_IN, Action.SUBMIT} else State.IN_REVIEW, Live.NONE)
    with django_capture_on_commit_callbacks(execute=True):
        do(action, article, getattr(cast, by), cast)
    assert sorted(address for letter in mailoutbox for address in letter.to) == to
    if action is Action.SEND_BACK:
        assert "Lengkapi jadwalnya." in mailoutbox[0].body


def test_a_dead_mail_server_stops_nothing(cast, settings, django_capture_on_commit_callbacks, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nothing listens there
    article = put(cast, State.IN_REVIEW, Live.NONE)
    with django_capture_on_commit_callbacks(execute=True):
        services.publish(article, by=cast.editor, seen=1)
    assert Article.objects.get().state == State.PUBLISHED
    assert "was not sent" in caplog.text


# --- The log -----------------------------------------------------------------------------------------------------
def test_an_event_is_written_once(cast, draft):
    event = ArticleEvent.objects.get()
    for change in (
        event.save,
        event.delete,
        ArticleEvent.objects.all().delete,
        lambda: ArticleEvent.objects.update(note="x"),
    ):
        with pytest.raises(TypeError):
            change()
