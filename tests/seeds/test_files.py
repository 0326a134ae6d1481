"""The seeds' files: what one names, another has."""

from __future__ import annotations

from collections import Counter

from accounts.pages import DEMO_PEOPLE
from news import html
from seeds import agencies
from tests.seeds.loading import DATA, NEWS, rows


def test_the_files_name_what_there_is():
    opds = {row["slug"] for row in rows("opd.csv")}
    rubrics = {row["slug"] for row in rows("rubrics.csv")}
    units = {(row["opd"], row["name"]) for row in rows("units.csv")}
    people = {row["username"] for row in rows("people.csv")}
    assert len(opds) == 44
    assert {row["opd"] for row in rows("units.csv")} <= opds
    assert {row["opd"] for row in rows("people.csv")} <= opds | {""}
    assert {(row["opd"], row["unit"]) for row in rows("people.csv") if row["unit"]} <= units
    assert {username for username, _ in DEMO_PEOPLE} <= people
    for item in NEWS:
        assert item["opd"] in opds
        assert item["rubric"] in rubrics
        assert not item.get("unit") or (item["opd"], item["unit"]) in units, item["key"]
        assert f"admin.{item['opd']}" in people
    assert len({item["key"] for item in NEWS}) == len(NEWS)
    assert len({(item["opd"], html.line(item["title"])) for item in NEWS}) == len(NEWS)


def test_every_rubric_is_used_and_has_a_sentence():
    assert {row["slug"] for row in rows("rubrics.csv")} == {item["rubric"] for item in NEWS}
    assert all(row["description"].endswith(".") for row in rows("rubrics.csv"))


def test_agencies_are_loaded_from_the_folder_beside_them():
    assert agencies.DATA == DATA


def test_the_holidays_are_as_many_as_the_joint_decrees_name():
    """SKB 1017/2024 with the day that was added in August 2025, and SKB 1497/2025."""
    assert Counter((row["date"][:4], row["kind"]) for row in rows("holidays.csv")) == {
        ("2025", "national"): 17,
        ("2025", "collective"): 11,
        ("2026", "national"): 17,
        ("2026", "collective"): 8,
    }
