"""news/share_card.py and news/cards.py: the picture for those who are sent an article says what is true of it now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult
from PIL import Image, ImageChops

from news import cards, refreshing, services, share_card
from news.models import Publication
from news.snapshot import snapshot
from news.workflow import Live, State
from opd import freshness
from opd.accents import ACCENTS
from opd.models import OPD
from tests import tasks
from tests.factories import PublicationFactory
from tests.news.library_files import on_storage, storage_in
from tests.news.stage import put

OPD_NAME = "Dinas Kesehatan Daerah Kabupaten Blora"
AT = datetime(2024, 5, 16, 6, 44, tzinfo=UTC)
TITLES = ["Posyandu", "Panjang sekali judul berita ini " * 7, "W" * 200, "صلاة العيد", "", "Ꮃ", "<b>&amp;</b>"]


def drawn(title: str = "Posyandu buka", name: str = OPD_NAME, accent: int = 1, at: datetime = AT) -> bytes:
    return share_card.draw(title, name, ACCENTS[accent], at)


class TestTheDrawing:
    @pytest.mark.parametrize("title", TITLES)
    def test_is_a_light_jpeg_of_the_size_that_is_shared(self, title):
        content = drawn(title)
        with Image.open(BytesIO(content)) as image:
            assert (image.format, image.size) == ("JPEG", (1200, 630))
        assert len(content) < 200_000

    def test_says_the_title_the_opd_and_the_date_in_its_colour(self):
        alike = [
            drawn(),
            drawn("Posyandu tutup"),
            drawn(name="Dinas Lain"),
            drawn(accent=2),
            drawn(at=AT.replace(day=17)),
        ]
        assert len(set(alike)) == 5
        assert drawn() == alike[0]

    def test_a_word_stays_inside_the_edge(self):
        bare, full = (Image.open(BytesIO(drawn(title))).convert("L") for title in ("", "W" * 200))
        box = ImageChops.difference(full, bare).point(lambda value: 255 * (value > 60)).getbbox()
        assert box[0] >= share_card.EDGE - 4
        assert box[2] <= 1200 - share_card.EDGE + 4
        assert box[1] >= share_card.EDGE + share_card.MARK - 24

    def test_one_that_weighs_too_much_is_made_lighter(self, monkeypatch):
        whole = len(drawn())
        monkeypatch.setattr(share_card, "HEAVIEST", whole)
        assert len(drawn()) < whole

    def test_its_key_changes_with_all_that_it_says_and_with_nothing_else(self):
        said = ("Posyandu", OPD_NAME, ACCENTS[1], AT)
        others = [
            ("Lain", *said[1:]),
            (said[0], "Lain", *said[2:]),
            (*said[:2], ACCENTS[2], AT),
            (*said[:3], timezone.now()),
        ]
        assert len({share_card.key(*one) for one in [said, *others]}) == 5
        assert share_card.key(*said) == share_card.key(*said[:3], AT.replace(second=59))


def test_the_card_of_the_portal_that_is_shipped_is_what_the_script_draws():
    """Decoded: another Pillow may write other bytes."""
    with Image.open("static/img/kartu.jpg") as shipped, Image.open(BytesIO(share_card.of_portal())) as now:
        assert shipped.size == now.size == (1200, 630)
        difference = ImageChops.difference(shipped.convert("L"), now.convert("L"))
        assert difference.resize((60, 31)).getextrema()[1] < 12


def work() -> None:
    """Do what was asked for, as the worker does it; the worker itself would close the connection of this test."""
    for path, args in tasks.waiting(cards.TASK):
        import_string(path).call(*args)
    DBTaskResult.objects.all().delete()


@pytest.fixture
def folder(settings, tmp_path):
    return storage_in(settings, tmp_path)


@pytest.fixture
def out(cast, folder):
    """Published through the services, its card made."""
    article = services.publish_urgent(put(cast, State.DRAFT, Live.NONE), by=cast.admin, seen=1, note="Banjir.")
    work()
    return Publication.objects.get(pk=article.pk)


def names(page: Publication) -> set[str]:
    page.refresh_from_db()
    return {page.card["name"]} if page.card else set()


class TestInTheBackground:
    def test_what_is_put_out_gets_one_under_a_name_that_nobody_guesses(self, out, folder):
        assert out.card == {
            "name": out.card["name"], "width": 1200, "height": 630, "type": "image/jpeg", "key": cards.key_of(out),
        }  # fmt: skip
        assert len(out.card["name"].partition("-")[0]) == 32
        assert on_storage(folder) == {out.card["name"]}
        with default_storage.open(out.card["name"]) as file:
            assert file.read() == share_card.draw(out.title, out.opd.name, ACCENTS[out.opd.accent], out.published_at)

    def test_nothing_to_do_draws_and_touches_nothing(self, out, monkeypatch, folder):
        monkeypatch.setattr(share_card, "draw", None)
        stamps = freshness.stamps(freshness.PORTAL, out.opd_id)
        assert refreshing.refresh_card(out.pk) is False
        assert refreshing.refresh_card(999_999) is False
        assert freshness.stamps(freshness.PORTAL, out.opd_id) == stamps

    def test_a_new_title_gets_a_new_one_and_the_old_file_goes(
        self, cast, out, folder, django_capture_on_commit_callbacks
    ):
        before, stamps = names(out), freshness.stamps(freshness.PORTAL, out.opd_id)
        article = services.revise(out.article, by=cast.writer)
        article = services.save_text(article, by=cast.writer, seen=1, title="Posyandu Tutup Dulu")
        services.publish_urgent(article, by=cast.admin, seen=2, note="Banjir.")
        assert names(out) == before  # kept until there is a better one
        with django_capture_on_commit_callbacks(execute=True):
            work()
        assert names(out) not in (before, set())
        assert on_storage(folder) == names(out)
        assert freshness.stamps(freshness.PORTAL, out.opd_id) != stamps

    def test_what_is_withdrawn_has_none(self, cast, out, folder, django_capture_on_commit_callbacks):
        services.withdraw(out.article, by=cast.editor, note="Keliru.")
        with django_capture_on_commit_callbacks(execute=True):
            work()
        assert names(out) == on_storage(folder) == set()

    def test_another_hour_gets_another_one(self, cast, folder):
        article = put(cast, State.PUBLISHED, Live.AHEAD)
        refreshing.refresh_card(article.pk)
        before = names(article.publication)
        services.reschedule(article, by=cast.editor, at=timezone.now() + timedelta(days=3))
        work()
        assert names(article.publication) not in (before, set())

    def test_one_that_was_drawn_too_late_is_thrown_away(self, out, folder, monkeypatch):
        Publication.objects.filter(pk=out.pk).update(title="Yang kedua")
        draw = share_card.draw

        def meanwhile(*said):
            Publication.objects.filter(pk=out.pk).update(title="Yang ketiga")
            return draw(*said)

        monkeypatch.setattr(share_card, "draw", meanwhile)
        before = names(out)
        assert refreshing.refresh_card(out.pk) is False
        assert names(out) == before == on_storage(folder)

    def test_a_preview_has_the_card_of_what_is_public(self, out):
        assert snapshot(out.article).card == out.card


class TestWhatIsStale:
    def test_the_clock_asks_for_what_is_missing_and_what_an_opd_has_changed(self, out, folder):
        old = PublicationFactory()
        PublicationFactory(withdrawn=True)
        assert cards.ask_for_stale() == 1
        work()
        assert names(old)
        assert cards.ask_for_stale() == 0
        OPD.objects.filter(pk=out.opd_id).update(accent=9)
        assert cards.ask_for_stale() == 1
        OPD.objects.filter(pk=old.opd_id).update(name="Dinas Baru")
        assert cards.ask_for_stale() == 2

    def test_a_night_is_bounded(self, folder, db, monkeypatch):
        PublicationFactory.create_batch(3)
        monkeypatch.setattr(cards, "MOST_ASKED", 2)
        assert cards.ask_for_stale() == 2

    def test_the_command_makes_all(self, folder, db, capsys):
        pages = PublicationFactory.create_batch(2)
        call_command("cards")
        assert on_storage(folder) == names(pages[0]) | names(pages[1])
        assert capsys.readouterr().out.splitlines()[-1] == "Selesai: 2 gambar untuk dibagikan diperbarui."
