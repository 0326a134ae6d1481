"""The style's colours can be read in both schemes; it is small, and nothing comes from elsewhere."""

import gzip
import re
from pathlib import Path

import pytest

from blora_portal import styles
from seeds.covers import ACCENTS

ROOT = Path(__file__).resolve().parents[3]
CSS = (ROOT / "static/css/public/base.css").read_text(encoding="utf-8")
DARK_BLOCK = CSS.partition("@media (prefers-color-scheme: dark) {")[2].partition("\n}\n")[0]
TOKEN = re.compile(r"--([a-z-]+): (#[0-9A-F]{6})")
LIGHT = dict(TOKEN.findall(CSS.partition(".accent-1 {")[0]))
DARK = LIGHT | dict(TOKEN.findall(DARK_BLOCK))
TINTS = {
    int(number): (deep, tint)
    for number, deep, tint in re.findall(r"\.accent-(\d+) \{ --deep: (#\w{6}); --tint: (#\w{6}); \}", CSS)
}

# colour, what it stands on, the least contrast (WCAG 2.2: 4.5 for text, 3 for controls and focus)
PAIRS = [
    *(
        (text, ground, 4.5)
        for text in ("ink", "muted", "primary", "link", "alert")
        for ground in ("ground", "surface", "tinted")
    ),
    *((mark, ground, 3.0) for mark in ("control", "focus") for ground in ("ground", "surface", "tinted")),
    ("on-primary", "primary", 4.5),
    ("on-alert", "alert", 4.5),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_right():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "ground", "least"), PAIRS)
def test_tokens(scheme, colour, ground, least):
    assert contrast(scheme[colour], scheme[ground]) >= least


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_white_words_and_the_bright_focus_ring_on_the_green_band(scheme):
    assert contrast("#FFFFFF", scheme["band"]) >= 7
    assert contrast("#FBBF24", scheme["band"]) >= 3


def test_the_accents_are_those_of_the_covers():
    assert {number: deep for number, (deep, _) in TINTS.items()} == ACCENTS
    assert sorted(TINTS) == list(range(1, 17))


@pytest.mark.parametrize("number", range(1, 17))
def test_every_accent_can_be_read_in_both_schemes(number):
    deep, tint = TINTS[number]
    for ground in ("ground", "surface", "tinted"):
        assert contrast(deep, LIGHT[ground]) >= 4.5
        assert contrast(tint, DARK[ground]) >= 4.5
    assert contrast("#FFFFFF", deep) >= 4.5  # the cover band, in both schemes
    assert contrast("#FBBF24", deep) >= 3


@pytest.mark.parametrize("kind", styles.KINDS)
def test_a_style_is_small_and_asks_nobody_else(kind):
    """It comes again with every page: at most 5 of the first 14 KB may be spent on it, 6 on a page with media."""
    style = styles.sheet(kind)
    media = "media" in styles.KINDS[kind]
    assert len(gzip.compress(style.encode(), 6)) <= (6_000 if media else 5_000)
    assert len(style.encode()) <= (24_000 if media else 20_000)
    assert style.count("{") == style.count("}")
    for words in ("@import", "http", "@font-face", "/*", "</", "\n"):
        assert words not in style


def test_every_part_belongs_to_a_kind_of_page():
    parts = {part for parts in styles.KINDS.values() for part in parts}
    assert {path.stem for path in styles.FOLDER.glob("*.css")} == parts


def test_an_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        styles.sheet("tidak-ada")


def test_a_developer_sees_what_is_in_the_files(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(styles, "FOLDER", tmp_path)
    monkeypatch.setattr(styles, "KINDS", {"trial": ("one", "two")})
    settings.DEBUG = True
    (tmp_path / "one.css").write_text("/* why */\n.a { color: red; }\n")
    (tmp_path / "two.css").write_text(".b > .c { margin: 0 1px; }\n")
    assert styles.sheet("trial") == ".a{color:red}.b>.c{margin:0 1px}"
    (tmp_path / "one.css").write_text(".a:is(:focus) { color: blue; }\n")
    assert styles.sheet("trial") == ".a:is(:focus){color:blue}.b>.c{margin:0 1px}"


def test_the_icons_are_small_and_whole():
    motif = (ROOT / "static/icons/motif.svg").read_bytes()
    leaf = (ROOT / "static/icons/jati.svg").read_bytes()
    assert len(motif) < 1024
    assert len(leaf) < 1024
    for picture in (motif, leaf):
        assert b"<script" not in picture
        assert b'href="http' not in picture
