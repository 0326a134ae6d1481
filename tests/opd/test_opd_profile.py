"""/admin/opd/opd/<pk>/change/: what an OPD's admin sets of its site: week, colour, logo, cover."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from news import strays
from opd import freshness
from opd.accents import ACCENTS, NAMES
from opd.models import OPD

PROFILE = {"description": "Melayani kesehatan.", "accent": "7", "cover_alt": "Kantor dinas dari jalan raya."}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.admin)


def address(opd) -> str:
    return f"/admin/opd/opd/{opd.pk}/change/"


def photo(width: int = 2000, height: int = 1200) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise((width // 10, height // 10), 60).resize((width, height)).save(out, "JPEG")
    return SimpleUploadedFile("kantor.jpg", out.getvalue(), "image/jpeg")


def week(**clocks: str) -> dict[str, str]:
    """All fourteen fields, as a browser sends them; `opens_1` is Monday's."""
    fields = {f"week_{edge}_{day}": "" for day in range(1, 8) for edge in ("opens", "closes")}
    return fields | {f"week_{name}": clock for name, clock in clocks.items()}


def kept(cast) -> OPD:
    return OPD.objects.get(pk=cast.dinkes.pk)


def files() -> set[str]:
    return set(default_storage.listdir("")[1])


class TestWeek:
    def test_is_kept_and_shown_again(self, cast, desk):
        assert desk.post(address(cast.dinkes), PROFILE | week(opens_1="07:30", closes_1="15:30")).status_code == 302
        assert kept(cast).hours == [{"day": 1, "opens": "07:30", "closes": "15:30"}]
        page = desk.get(address(cast.dinkes)).content.decode()
        assert 'name="week_opens_1" value="07:30"' in page
        assert 'name="week_opens_2" value=""' in page

    def test_a_form_without_it_changes_nothing_and_an_empty_one_clears_it(self, cast, desk):
        desk.post(address(cast.dinkes), PROFILE | week(opens_1="07:30", closes_1="15:30"))
        desk.post(address(cast.dinkes), PROFILE)
        assert len(kept(cast).hours) == 1
        desk.post(address(cast.dinkes), PROFILE | week())
        assert kept(cast).hours == []

    def test_a_wrong_day_is_named_and_the_typed_hours_stay(self, cast, desk):
        typed = week(opens_1="07:30", closes_1="15:30", opens_3="15:00", closes_3="07:00")
        answer = desk.post(address(cast.dinkes), PROFILE | typed)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Rabu: jam tutup harus sesudah jam buka" in page
        assert 'name="week_opens_3" value="15:00"' in page
        assert kept(cast).hours == []

    def test_what_is_typed_is_escaped(self, cast, desk):
        page = desk.post(address(cast.dinkes), PROFILE | week(opens_1='"><b>x</b>')).content.decode()
        assert "<b>x</b>" not in page


class TestColour:
    def test_every_colour_has_a_name_and_can_be_chosen(self, cast, desk):
        assert NAMES.keys() == ACCENTS.keys()
        assert len(set(NAMES.values())) == 16
        page = desk.get(address(cast.dinkes)).content.decode()
        for number, colour in ACCENTS.items():
            assert f'name="accent" value="{number}"' in page
            assert f'fill="{colour}"' in page
            assert NAMES[number] in page
        assert page.count(" checked>") == 1


class TestCover:
    def test_comes_in_three_widths_for_every_browser(self, cast, desk, sign_in):
        assert desk.post(address(cast.dinkes), PROFILE | {"cover_photo": photo()}).status_code == 302
        made = kept(cast).cover
        assert [(file["width"], file["type"]) for file in made] == [
            (width, kind) for width in (480, 960, 1600) for kind in ("image/webp", "image/jpeg")
        ]
        assert {file["name"] for file in made} == files()
        page = sign_in().get("/opd/dinkes/").content.decode()
        assert 'alt="Kantor dinas dari jalan raya."' in page
        assert made[0]["name"] in page

    def test_a_small_one_is_not_blown_up(self, cast, desk):
        desk.post(address(cast.dinkes), PROFILE | {"cover_photo": photo(600, 400)})
        assert [file["width"] for file in kept(cast).cover] == [480, 480, 600, 600]

    def test_needs_words_and_says_which_file_to_choose_again(self, cast, desk):
        answer = desk.post(address(cast.dinkes), PROFILE | {"cover_photo": photo(600, 400), "cover_alt": " "})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Ceritakan isi foto sampul" in page
        assert "Pilih lagi berkasnya" in page
        assert (kept(cast).cover, files()) == ([], set())

    def test_a_new_one_takes_the_old_files_away_and_removing_takes_all(
        self, cast, desk, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(address(cast.dinkes), PROFILE | {"cover_photo": photo(600, 400)})
            first = files()
            desk.post(address(cast.dinkes), PROFILE | {"cover_photo": photo(500, 300)})
        assert {file["name"] for file in kept(cast).cover} == files()
        assert not first & files()
        assert "remove_cover" in desk.get(address(cast.dinkes)).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(address(cast.dinkes), PROFILE | {"remove_cover": "on", "cover_alt": ""})
        assert (kept(cast).cover, files()) == ([], set())

    def test_removing_the_logo_leaves_the_cover(self, cast, desk, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(address(cast.dinkes), PROFILE | {"cover_photo": photo(600, 400), "picture": photo(300, 300)})
            desk.post(address(cast.dinkes), PROFILE | {"remove_logo": "on"})
        assert kept(cast).logo == []
        assert {file["name"] for file in kept(cast).cover} == files()

    def test_the_nightly_sweep_leaves_it(self, cast, desk, monkeypatch):
        desk.post(address(cast.dinkes), PROFILE | {"cover_photo": photo(600, 400), "picture": photo(300, 300)})
        monkeypatch.setattr(strays, "OLD_ENOUGH", timedelta(days=-1))
        before = files()
        assert (strays.sweep(), files()) == (0, before)
        OPD.objects.filter(pk=cast.dinkes.pk).update(cover=[])
        assert strays.sweep() == 4

    def test_readers_caches_hear_of_a_new_profile(self, cast, desk, django_capture_on_commit_callbacks):
        before = freshness.stamps(cast.dinkes.pk)
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(address(cast.dinkes), PROFILE)
        assert freshness.stamps(cast.dinkes.pk) != before
