"""/admin/opd/opd/<pk>/change/: what an OPD's admin sets of its site: week, colour, logo, cover."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from news import strays
from opd import freshness
from opd.accents import ACCENTS, NAMES
from opd.models import OPD
from tests.news.admin.page import Page

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


class TestTwoAtOnce:
    """Two people, or two tabs, have the same page open: what each of them changed is kept."""

    @pytest.fixture
    def tab(self, cast, sign_in):
        """Open the page as one more of its people: `tab()(phone="0296 1")` saves what stands there with a change."""

        def opened(who=cast.admin):
            browser = sign_in(who)
            form = Page(browser.get(address(cast.dinkes))).forms[""]
            return lambda **typed: browser.post(address(cast.dinkes), form | typed)

        return opened

    def test_what_each_of_them_changed_is_kept(self, cast, tab):
        one, two = tab(), tab(cast.superuser)
        assert one(phone="0296 531001").status_code == 302
        assert (
            two(hours_note="Loket tutup pukul 11.00.", week_opens_1="07:30", week_closes_1="15:00").status_code == 302
        )
        assert kept(cast).phone == "0296 531001"
        assert kept(cast).hours_note == "Loket tutup pukul 11.00."
        assert len(kept(cast).hours) == 1

    def test_the_history_names_what_this_person_changed(self, cast, tab):
        one, two = tab(), tab()
        one(phone="0296 531001")
        two(hours_note="Loket tutup pukul 11.00.")
        words = LogEntry.objects.latest("pk").get_change_message()
        assert "atatan jam pelayanan" in words
        assert "elepon" not in words

    def test_an_older_tab_takes_back_no_new_name(self, cast, tab):
        one, two = tab(cast.superuser), tab(cast.superuser)
        assert one(slug="dinkesda", host="sehat.example.go.id").status_code == 302
        assert two(phone="0296 531001", aliases="DKK").status_code == 302
        now = kept(cast)
        assert (now.slug, now.host, now.phone, now.aliases) == (
            "dinkesda",
            "sehat.example.go.id",
            "0296 531001",
            ["DKK"],
        )

    def test_the_same_field_twice_is_shown_and_then_ones_own(self, cast, tab, desk):
        one, two = tab(), tab()
        one(phone="0296 531001", email="satu@blorakab.go.id")
        answer = two(phone="0296 532002", description="Melayani.")
        page = Page(answer)
        assert answer.status_code == 409
        assert (
            "Belum tersimpan: Telepon sudah diubah, oleh orang lain atau oleh Anda di jendela lain, sejak" in page.text
        )
        assert "Yang tersimpan sekarang: “0296 531001”." in page.text
        assert (kept(cast).phone, kept(cast).description) == ("0296 531001", "")
        typed = page.forms[""]
        assert (typed["phone"], typed["description"]) == ("0296 532002", "Melayani.")
        assert typed["email"] == "satu@blorakab.go.id"  # not this person's: as it stands now
        assert desk.post(address(cast.dinkes), typed).status_code == 302
        now = kept(cast)
        assert (now.phone, now.email, now.description) == ("0296 532002", "satu@blorakab.go.id", "Melayani.")

    def test_and_once_more_when_it_changed_again(self, cast, tab, desk):
        one, two = tab(), tab()
        one(phone="0296 1")
        typed = Page(two(phone="0296 2")).forms[""]
        one(phone="0296 3", email="satu@blorakab.go.id")
        OPD.objects.filter(pk=cast.dinkes.pk).update(phone="0296 4")
        answer = desk.post(address(cast.dinkes), typed)
        assert (answer.status_code, kept(cast).phone) == (409, "0296 4")
        assert "“0296 4”" in Page(answer).text

    def test_the_same_change_twice_is_no_quarrel(self, cast, tab):
        one, two = tab(), tab()
        assert one(phone="0296 531001").status_code == two(phone="0296 531001").status_code == 302

    @pytest.mark.parametrize(
        ("first", "second", "words"),
        [
            ({"accent": "3"}, {"accent": "4"}, f"Warna OPD sudah diubah, oleh orang lain|“{NAMES[3]}”"),
            (
                {"week_opens_1": "07:30", "week_closes_1": "15:00"},
                {"week_opens_1": "08:00", "week_closes_1": "15:00"},
                "Jam pelayanan sudah|Senin 07.30–15.00 WIB",
            ),
            ({"address": ""}, {"address": "Jalan Baru 2"}, "Alamat kantor sudah|Sekarang tidak ada isinya."),
            (
                {"address": "Jalan <b>", "phone": "1"},
                {"address": "Jalan 2", "phone": "2"},
                "Alamat kantor dan Telepon sudah|“Jalan <b>”",
            ),
        ],
    )
    def test_every_kind_of_field_says_what_stands_there(self, cast, tab, first, second, words):
        OPD.objects.filter(pk=cast.dinkes.pk).update(address="Jalan Lama 1")
        one, two = tab(), tab()
        assert one(**first).status_code == 302
        answer = two(**second)
        assert answer.status_code == 409
        assert all(word in Page(answer).text for word in words.split("|"))

    def test_lines_come_back_from_a_browser_unchanged(self, cast, tab):
        """A form sends line ends as \\r\\n, whatever stood there."""
        OPD.objects.filter(pk=cast.dinkes.pk).update(description="Satu.\nDua.")
        one, two = tab(), tab()
        one(description="Tiga.")
        assert two(description="Satu.\r\nDua.", phone="0296 1").status_code == 302
        assert kept(cast).description == "Tiga."

    def test_another_mistake_does_not_hide_it(self, cast, tab, desk):
        one, two = tab(), tab()
        one(phone="0296 1")
        answer = two(phone="0296 2", email="bukan e-mail")
        assert answer.status_code == 409
        assert "“0296 1”" in Page(answer).text
        assert desk.post(address(cast.dinkes), Page(answer).forms[""] | {"email": ""}).status_code == 302
        assert kept(cast).phone == "0296 2"

    def test_a_cover_with_words_of_another_tab_is_no_mistake_of_this_one(self, cast, tab):
        one, two = tab(), tab()
        assert one(cover_photo=photo(600, 400), cover_alt="Kantor dinas.").status_code == 302
        assert two(phone="0296 1").status_code == 302
        assert (kept(cast).cover_alt, kept(cast).phone, len(kept(cast).cover)) == ("Kantor dinas.", "0296 1", 4)

    @pytest.mark.parametrize("seen", ["", "x", ":::", "phone phone: :phone", "phone:1", "\0", "seen:1 opd:2"])
    def test_whatever_the_hidden_field_holds_is_no_failure(self, cast, tab, seen):
        assert tab()(seen=seen, phone="0296 1").status_code in {200, 302, 409}
