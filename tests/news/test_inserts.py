"""news/inserts.py: placeholders are found where they stand and nowhere else, and a page that shows them stays whole."""

from __future__ import annotations

import re
from collections import Counter

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import html, inserts
from news.refusals import Refused
from tests.news.test_html import HONEST, TEXTS

# A cleaned text; of each placeholder its ids, size, alt and language.
FOUND = [
    ("", []),
    ("<p>Tanpa foto</p>", []),
    ('<figure data-media="12"></figure>', [((12,), "full", "", "")]),
    ('<figure data-media="12" data-size="half"></figure>', [((12,), "half", "", "")]),
    ('<figure data-size="full" data-media="12"></figure>', [((12,), "full", "", "")]),
    ('<figure lang="jv" data-media="12"></figure>', [((12,), "full", "", "jv")]),
    ('<figure data-media="12" data-alt="1 &lt; 2 &amp; &quot;x&quot;"></figure>', [((12,), "full", '1 < 2 & "x"', "")]),
    ('<figure data-media="3 1 2"></figure>', [((3, 1, 2), "full", "", "")]),
    ('<figure data-media="999999999999999999"></figure>', [((999999999999999999,), "full", "", "")]),
    ('<p>a</p><figure data-media="1"></figure><figure data-media="1"></figure>', [((1,), "full", "", "")] * 2),
    (
        '<figure data-media="1"><figure data-media="2"></figure></figure>',
        [((1,), "full", "", ""), ((2,), "full", "", "")],
    ),
    ('<table><tbody><tr><td><figure data-media="7"></figure></td></tr></tbody></table>', [((7,), "full", "", "")]),
    ('<figure data-alt="a > <b>" data-media="5"></figure>', [((5,), "full", "a > <b>", "")]),
    ("<figure><figcaption>Tabel</figcaption></figure>", []),
    ('<figure data-media=""></figure>', []),
    ('<figure data-media="012"></figure>', []),
    ('<figure data-media="0"></figure>', []),
    ('<figure data-media="-1"></figure>', []),
    ('<figure data-media="1  2"></figure>', []),
    ('<figure data-media=" 1"></figure>', []),
    ('<figure data-media="1,2"></figure>', []),
    ('<figure data-media="1 2 1"></figure>', []),
    ('<figure data-media="1234567890123456789"></figure>', []),
    ('<figure data-media="١٢"></figure>', []),
    ('<figure data-media="²"></figure>', []),
    ('<p data-media="12"></p>', []),
    ('<figures data-media="12"></figures>', []),
    ("<p>&lt;figure data-media=\"12\"&gt;</p>", []),
    ('<p lang="&lt;figure data-media=&quot;12&quot;&gt;">x</p>', []),
    ('<p lang="<figure data-media=" title="12">x</p>', []),
    ('<abbr title="x > y"><figure data-media="5"></figure></abbr>', [((5,), "full", "", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FOUND)
def test_found(body, expected):
    found = inserts.found(body)
    assert [(each.ids, each.size, each.alt, each.lang) for each in found] == expected
    assert all(re.fullmatch(r'<figure( [a-z-]+="[^"]*")+>', body[each.start : each.end]) for each in found)


def test_ids_in_order_each_once():
    assert inserts.ids('<figure data-media="5"></figure><figure data-media="2 5 9"></figure>') == (5, 2, 9)
    assert inserts.ids("<p>x</p>") == ()


VALUES = [
    ("data-media", "12", "12"),
    ("data-media", "12 7", "12 7"),
    ("data-media", "12 12", None),
    ("data-media", "12\n7", None),
    ("data-media", "12;alert(1)", None),
    ("data-size", "half", "half"),
    ("data-size", "full", "full"),
    ("data-size", "HALF", None),
    ("data-size", "half figure--x", None),
    ("data-size", "", None),
    ("data-alt", "Bupati  membuka\nacara", "Bupati membuka acara"),
    ("data-alt", "abc\u202etxt.exe\u200b", "abctxt.exe"),
    ("data-alt", " \u200d ", None),
    ("data-alt", "", None),
    ("data-alt", "a" * 400, "a" * 300),
    ("data-alt", "a" * 299 + " b", "a" * 299),
    ("lang", "jv", "jv"),
]


@pytest.mark.parametrize(("name", "value", "stays"), VALUES)
def test_what_stays_of_an_attribute(name, value, stays):
    assert inserts.valid(name, value) == stays


@given(st.text(max_size=400))
def test_an_alt_is_settled_at_once(value):
    once = inserts.valid("data-alt", value)
    assert once is None or inserts.valid("data-alt", once) == once


PHOTO, ALBUM = '<figure data-media="1">', '<figure data-media="1 2 3">'
REST = "<figcaption>Kata</figcaption></figure>"
WITHOUT = [
    (f"<p>a</p>{PHOTO}{REST}<p>b</p>", {1}, "<p>a</p><p>b</p>"),
    (f"{PHOTO}</figure>", {1}, ""),
    (f"{PHOTO}\n<figcaption lang=\"jv\">x &gt; <em>y</em></figcaption>\n</figure>", {1}, ""),
    (f"{PHOTO}{REST}", {2}, f"{PHOTO}{REST}"),
    (f"{PHOTO}{REST}", set(), f"{PHOTO}{REST}"),
    (f"{ALBUM}{REST}", {2}, f'<figure data-media="1 3">{REST}'),
    (f"{ALBUM}{REST}", {3, 1}, f'<figure data-media="2">{REST}'),
    (f"{ALBUM}{REST}<p>b</p>", {1, 2, 3}, "<p>b</p>"),
    (f"{PHOTO}{REST}{ALBUM}{REST}{PHOTO}{REST}", {1}, f'<figure data-media="2 3">{REST}'),
    ('<figure lang="jv" data-media="1 2">x</figure>', {1}, '<figure data-media="2" lang="jv">x</figure>'),
    (f"{PHOTO}<p>Bukan keterangan</p>{REST}", {1}, f"<figure><p>Bukan keterangan</p>{REST}"),
    ('<figure data-media="1" lang="jv"><p>x</p></figure>', {1}, '<figure lang="jv"><p>x</p></figure>'),
    (f'{PHOTO}<figure data-media="2">{REST}</figure>', {1}, f'<figure><figure data-media="2">{REST}</figure>'),
    (f'{PHOTO}<figure data-media="2">{REST}</figure>', {1, 2}, ""),
    (f"{PHOTO}<figcaption>a{ALBUM}{REST}</figcaption></figure>", {1}, f'<figure><figcaption>a<figure data-media="2 3">{REST}</figcaption></figure>'),
]  # fmt: skip


@pytest.mark.parametrize(("body", "ids", "left"), WITHOUT)
def test_without(body, ids, left):
    assert inserts.without(body, ids) == left
    assert html.clean(left) == left


def test_expanded_puts_what_is_shown_after_the_opening_tag_and_changes_nothing_else():
    body = (
        '<p>a &amp; <em>b</em></p><figure data-media="1" data-size="half" data-alt="x"><figcaption>k</figcaption></figure>'
        '<figure data-media="2 3" lang="jv"></figure><figure><figcaption>t</figcaption></figure>'
    )
    assert inserts.expanded(body, lambda insert: f"[{insert.ids} {insert.alt}]") == (
        '<p>a &amp; <em>b</em></p><figure class="figure figure--half">[(1,) x]<figcaption>k</figcaption></figure>'
        '<figure class="figure figure--album" lang="jv">[(2, 3) ]</figure><figure><figcaption>t</figcaption></figure>'
    )
    assert inserts.expanded("<p>a</p>", lambda insert: "[]") == "<p>a</p>"
    assert inserts.expanded('<figure data-media="1"></figure>', lambda insert: "") == (
        '<figure class="figure figure--full"></figure>'
    )


def placeholders(count: int, pictures: int = 1) -> str:
    return f'<figure data-media="{" ".join(map(str, range(1, pictures + 1)))}"></figure>' * count


@pytest.mark.parametrize("body", ["", placeholders(60), placeholders(60, 40)])
def test_as_much_as_may_be(body):
    inserts.check(body)


@pytest.mark.parametrize(
    ("body", "sentence"), [(placeholders(61), "lebih dari 60 foto"), (placeholders(1, 41), "lebih dari 40 foto")]
)
def test_more_than_that_is_refused(body, sentence):
    with pytest.raises(Refused, match=sentence):
        inserts.check(html.clean(body))


SETTLED = [
    ("<p>data-media</p>", "<p>data-media</p>"),
    ('<figure data-size="half" data-alt="x" lang="jv"><p>a</p></figure>', '<figure lang="jv"><p>a</p></figure>'),
    ('<figure data-media="1 2" data-alt="x" data-size="half"></figure>', '<figure data-media="1 2"></figure>'),
    ('<figure data-media="1" data-alt="x"></figure>', '<figure data-media="1" data-alt="x"></figure>'),
    (f'<a href="/x">a {PHOTO}{REST} b</a>', f"a {PHOTO}{REST} b"),
    (f'<a href="/x">a</a>{PHOTO}{REST}<a href="/y">b</a>', f'<a href="/x">a</a>{PHOTO}{REST}<a href="/y">b</a>'),
    (f'{PHOTO}<figcaption><a href="/x">a</a></figcaption></figure>', f'{PHOTO}<figcaption><a href="/x">a</a></figcaption></figure>'),
    (f'<a href="/x"><table><tbody><tr><td><a href="/y">{PHOTO}{REST}</a></td></tr></tbody></table></a>', f"<table><tbody><tr><td>{PHOTO}{REST}</td></tr></tbody></table>"),
    ('<a href="/x"><figure><p>data-media</p></figure></a>', '<a href="/x"><figure><p>data-media</p></figure></a>'),
]  # fmt: skip


@pytest.mark.parametrize(("body", "left"), SETTLED)
def test_settled(body, left):
    assert inserts.settled(body) == left


# --- On a page ---------------------------------------------------------------------------------------------------------
# All that a shown thing may hold: a gallery of links, a fold, a table in a region, several paragraphs.
SHOWN = (
    '<div><ol><li><a href="/x"><picture><img src="/media/a.jpg" alt="b"></picture></a></li><li>2</li></ol>'
    "<details><summary>Transkrip</summary><p>a</p><p>b</p></details><h3>Tabel</h3>"
    '<div><table><caption>c</caption><tbody><tr><th scope="row">d</th><td>e</td></tr></tbody></table></div><a href="/y">f</a></div>'
)
_BROWSER = nh3.Cleaner(  # reads as a browser does, and writes down what it understood
    tags=html.TAGS | {"div", "picture", "img", "details", "summary"}, link_rel=None, generic_attribute_prefixes={"data-"},
    attributes={**html.ATTRIBUTES, "*": {"lang", "class"}, "img": {"src", "alt"}, "a": {"href", "title", "hreflang", "rel"}},
)  # fmt: skip
TAGS_HERE = [
    *(f"<{tag}>" for tag in sorted(html.TAGS)), *(f"</{tag}>" for tag in sorted(html.TAGS)), '<a href="/x">', "<button>", "<div>",
    '<figure data-media="1">', '<figure data-media="2 3">', '<figure data-media="4" data-size="half" data-alt="a &lt;b&gt;">',
    '<figure data-media="5"><figcaption>k</figcaption></figure>', "</figure>", "<figure data-alt='", "'", '"', "kata ", "\n", "&lt;", "<img src=x>",
]  # fmt: skip
MIXED = st.one_of(
    TEXTS,
    st.lists(st.sampled_from(TAGS_HERE), max_size=25).map("".join),
    st.tuples(st.sampled_from(HONEST), st.sampled_from(TAGS_HERE), TEXTS).map("".join),
)
OPENING = re.compile(r'<figure class="figure figure--\w+"(?: lang="[^"]*")?>')


@settings(max_examples=600, deadline=None)
@given(MIXED)
def test_whatever_stands_there_the_page_stays_whole(text):
    cleaned = html.clean(text)
    page = inserts.expanded(cleaned, lambda insert: SHOWN)
    count = len(inserts.found(cleaned))
    assert _BROWSER.clean(page) == page
    assert page.count(SHOWN) == count
    bare = iter(OPENING.split(page.replace(SHOWN, "")))
    expected = re.split(r'<figure (?:[a-z-]+="[^"]*" )*data-media="[^>]*>', cleaned)
    assert list(bare) == expected
    assert len(expected) == count + 1


@settings(max_examples=300, deadline=None)
@given(MIXED, st.sets(st.integers(1, 5)))
def test_taking_some_out_leaves_the_others_and_every_letter_outside(text, gone):
    cleaned = html.clean(text)
    left = inserts.without(cleaned, gone)
    assert inserts.ids(left) == tuple(one for one in inserts.ids(cleaned) if one not in gone)
    assert _BROWSER.clean(left) == left
    outside = re.sub(r"<figcaption\b.*?</figcaption>", "", cleaned, flags=re.DOTALL)
    assert Counter(html.plain(left)) >= Counter(html.plain(outside).replace(" ", ""))


@pytest.mark.parametrize(
    "text", ["<figure" * 20_000, '<figure data-media="' * 20_000, '<a "' * 20_000, "data-media" * 20_000]
)
def test_what_nobody_cleaned_is_read_in_time(text):
    assert inserts.found(text) == []
    assert inserts.settled(text) == text
