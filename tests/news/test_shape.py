"""news/shape.py: no text stops the portal, and none puts words where readers cannot see them."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from news import html, looks, services, shape, styles
from news.models import Article
from news.refusals import Refused

SLOT = "https://slot.example/"
LARGE = 200_000
SLOW = [
    "<!--<a href=" + " " * LARGE + "-->",
    "<!--<a href=//" + "x" * LARGE + "-->",
    "<!--<a " + "href=//x " * (LARGE // 9) + "-->",
    "<!--<a href" + " " * LARGE + "-->",
    *(f'<p style="{name}:{"1" * LARGE}!">a</p>' for name in ("margin", "left", "font-size", "z-index", "color:rgb(")),
    f'<p style="transform:scale({"0" * LARGE}">a</p>',
    f'<p style="transform:scale({" " * LARGE}">a</p>',
    f'<p style="filter:opacity({" " * LARGE}">a</p>',
    f'<p style="filter:opacity({"0" * LARGE}">a</p>',
]


def test_long_repetitions_are_read_once():
    started = time.process_time()
    for text in SLOW:
        html.examine(text)
    for value in ("1" * LARGE + "!", "1." * (LARGE // 2), "1e" * (LARGE // 2)):
        styles.length(value), styles.lengths(value), styles.colour(f"rgb({value})")
        looks.FLAT.search(f"scale({value}")
    assert time.process_time() - started < 5  # far below a second where it was measured; it was minutes


def test_a_style_too_long_to_read_hides_no_link():
    text = f'<p style="{"a:b;" * 1000}display:none">kata <a href="{SLOT}">slot gacor</a></p>'
    examined = html.examine(text)
    assert ("<a" in examined.text, html.plain(examined.text)) == (False, "kata")
    assert [(one.href, one.why) for one in examined.hidden] == [(SLOT, "gayanya terlalu panjang untuk diperiksa")]


def opened_again(count: int) -> str:
    return "<p>" + "".join(f"<b lang=a{n}>" for n in range(count)) + "<p>x" * count


REFUSED = [
    (opened_again(51), shape.TOO_NESTED),
    (opened_again(800), shape.TOO_NESTED),
    ("<FONT>" * 51, shape.TOO_NESTED),
    (f"<b lang={'x' * 20_000}>" * 20 + "<p>x" * 2_000, shape.TOO_NESTED),
    ("<p>a</p>" * 6_000, shape.TOO_DEEP),
    ("a" * 1_100_000, shape.TOO_LONG),
    ("<table><tr>" + "<td>a</td>" * 300 + "</tr></table>", shape.TOO_WIDE),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_costs_too_much_is_refused_and_what_is_kept_already_becomes_words(text, reason):
    started = time.process_time()
    with pytest.raises(Refused) as refusal:
        html.examine(text)
    assert str(refusal.value) == reason
    words = html.clean(text)
    assert "<" not in words
    assert len(words) <= 2 * len(text) + 10_000
    assert html.clean(words) == words
    assert time.process_time() - started < 3


def test_a_text_that_is_refused_begins_no_article(cast):
    with pytest.raises(Refused):
        services.write(cast.dinkes, by=cast.writer, title="Posyandu", body=opened_again(800))
    assert not Article.objects.exists()


def test_paragraphs_within_one_mark_are_taken():
    """As Google Docs wraps a whole text."""
    text = '<b style="font-weight:normal;" id="docs-internal-guid-1">' + "<p><span>kata</span></p>" * 2_000 + "</b>"
    assert html.plain(html.examine(text).text).count("kata") == 2_000


NESTED = [
    ("<sub>", "</sub>", "<sub>", 1),
    ("<sup>", "</sup>", "<sup>", 1),
    ("<sub><sup>", "</sup></sub>", "<sub>", 1),
    ("<ul><li>", "</li></ul>", "<ul>", 4),
    ("<ol><li>", "</li></ol>", "<ol>", 4),
    ("<blockquote>", "</blockquote>", "<blockquote>", 2),
]


@pytest.mark.parametrize(("start", "end", "mark", "most"), NESTED)
def test_what_is_nested_deeper_loses_its_marks_and_keeps_words_and_links(start, end, mark, most):
    for depth in (most, 20):
        text = f'{start * depth}kata <a href="{SLOT}" title="<ul>">jadwal</a>{end * depth}'
        kept = html.clean(text)
        assert (kept.count(mark), html.plain(kept), kept.count(f'href="{SLOT}"')) == (most, "kata jadwal", 1)
        assert kept.count("<sup>") == (1 if mark == "<sup>" else 0)
        assert html.clean(kept) == kept


BLANK = ["\ufe00", "\ufe0f", "\ufffc", "\u0301", "\U0001d159", "&#xFFFC;", "&#x3164;", "\u0301\u2800"]


@pytest.mark.parametrize("words", BLANK)
def test_a_link_whose_words_have_no_shape_goes(words):
    examined = html.examine(f'<p>Posyandu <a href="{SLOT}">{words}</a>buka</p>')
    assert [one.href for one in examined.hidden] == [SLOT]
    assert "<a" not in examined.text


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e999%"])
def test_a_colour_without_end_is_no_colour(number):
    for colour in (f"hsl({number},1%,1%)", f"rgb(0,0,0,{number})", f"oklch(0 {number} 0)"):
        assert styles.colour(colour) is None
    assert html.clean(f'<p style="color:hsl({number},1%,1%)">a</p>') == "<p>a</p>"


def test_a_cleaner_that_multiplies_is_stopped(monkeypatch):
    """Whatever way of growing nobody has thought of: what comes out is weighed as well."""
    monkeypatch.setattr(html, "_CLEANER", SimpleNamespace(clean=lambda text: f"<p>{'x' * 50_000}</p>"))
    with pytest.raises(Refused):
        html.examine("<p>pendek</p>")
