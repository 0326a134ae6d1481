"""news/strays.py: files that nothing lists go, all others stay."""

from __future__ import annotations

import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from news import strays
from news.renditions import make_missing
from news.strays import sweep
from tests.factories import OPDFactory, PublicationFactory
from tests.news.library_files import asset, listed, on_storage, storage_in, stored

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    return storage_in(settings, tmp_path)


def age(folder, hours: float) -> None:
    then = time.time() - hours * HOUR
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


def stray(number: int = 0) -> str:
    return default_storage.save(f"{number:032x}-320.webp", ContentFile(b"of nobody"))


def test_what_nothing_lists_goes_and_what_an_asset_lists_stays(folder):
    row = asset()
    make_missing(row.pk, lambda one: None)
    stray()
    age(folder, 25)
    assert sweep() == 1
    assert on_storage(folder) == listed(row)
    assert sweep() == 0


def test_what_a_killed_process_has_half_written_goes(folder):
    (folder / f"{8:032x}-320.webp.0badcafe.part").write_bytes(b"the beginning of")
    age(folder, 25)
    assert sweep() == 1
    assert on_storage(folder) == set()


def test_a_young_file_may_be_about_to_get_its_row(folder):
    stray()
    age(folder, 23)
    assert sweep() == 0
    assert len(on_storage(folder)) == 1


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_a_publication_lists_stays_when_the_asset_lists_it_no_more(folder, withdrawn):
    names = [f"{number:032x}-c5x5-480.webp" for number in range(1, 6)]
    files = [stored(name, 4, 4) for name in names]
    pictures = {
        "lead": {"sizes": files[:1], "crops": files[1:2]},
        "media": {"12": {"sizes": files[2:3], "crops": files[3:4]}, "13": {"kind": "video", "sizes": files[4:]}},
    }
    fields = {"withdrawn_at": "2026-01-01T00:00:00+07:00", "withdrawn_reason": "Keliru"} if withdrawn else {}
    page = PublicationFactory(pictures=pictures, **fields)
    stray()
    age(folder, 99)
    assert sweep() == 1
    assert on_storage(folder) == set(names)
    page.pictures = {"lead": {"alt": "", "credit": "", "sizes": files[:1]}}  # as rows from before the library
    page.save()
    assert sweep() == 4
    assert on_storage(folder) == {names[0]}


def test_the_card_of_a_publication_stays(folder):
    page = PublicationFactory(card=stored(f"{9:032x}-1200.jpg", 4, 4), pictures={})
    stray()
    age(folder, 99)
    assert sweep() == 1
    assert on_storage(folder) == {page.card["name"]}


def test_a_logo_stays(folder):
    OPDFactory(logo=[stored(f"{7:032x}-480.webp", 4, 4)])
    age(folder, 99)
    assert sweep() == 0


def test_what_the_portal_has_not_named_is_not_touched(folder):
    for name in ("panduan.pdf", ".keep", "abc-320.jpg", "g" * 32 + ".jpg"):
        (folder / name).write_bytes(b"of somebody else")
    (folder / "sub").mkdir()
    (folder / "sub" / ("0" * 32 + ".jpg")).write_bytes(b"of somebody else")
    before = on_storage(folder)
    age(folder, 999)
    assert sweep() == 0
    assert on_storage(folder) == before


def test_a_run_is_bounded_and_the_next_goes_on(folder, monkeypatch):
    monkeypatch.setattr(strays, "MOST", 3)
    for number in range(8):
        stray(number)
    age(folder, 48)
    assert [sweep() for _ in range(4)] == [3, 3, 2, 0]


def test_it_costs_three_queries(folder, django_assert_num_queries):
    for _ in range(3):
        asset()
    stray()
    age(folder, 48)
    with django_assert_num_queries(3):
        sweep()
