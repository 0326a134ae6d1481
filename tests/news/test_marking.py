"""What `passages.mark` puts around the words of a note: marks, nothing else, and nested as the text is."""

from __future__ import annotations

import re
import time
from html import escape, unescape
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import html, inserts, passages
from news.passages import FIELDS, Passage, mark, take
from tests.content.corpus import corpus
from tests.content.test_honest import PASTED, WRITTEN
from tests.news.test_html import DIRTY, HONEST, TEXTS

MARK = re.compile(r'<mark class="passage" data-note="[0-9]+(?: [0-9]+)*"(?: id="passage-[0-9]+")?>|</mark>')
CORPUS = [*(payload.text for payload in corpus()), *WRITTEN, *HONEST, *(row[0] for row in [*DIRTY, *PASTED])]
WHERE_A_BROWSER_KEEPS_NO_MARK = {"table", "thead", "tbody", "tfoot", "tr", "ul", "ol"}
_BROWSER = nh3.Cleaner(  # reads as a browser does, and writes down what it understood
    tags=html.TAGS | {"mark"}, attributes={**html.ATTRIBUTES, "mark": {"data-note"}, "a": {"href", "title", "hreflang", "rel"}}, link_rel=None
)  # fmt: skip


def hung(value, *quotes, field="body"):
    """Notes 12, 13, … on the quotations, and what `mark` makes of them."""
    texts = {**dict.fromkeys(FIELDS, ""), field: value}
    taken = {key: passage for key, quote in enumerate(quotes, start=12) if (passage := take(texts, quote, field=field))}
    return mark(field, value, taken)


def m(words, notes="12", *, first=True):
    """One mark; `first` is whether the passage begins there, or the key of the one that does."""
    key = notes.split()[0] if first is True else first
    return f'<mark class="passage" data-note="{notes}"' + f' id="passage-{key}"' * bool(first) + f">{words}</mark>"


# The body, the quotations of notes 12 and 13, and the HTML with their marks.
MARKED = [
    ("<p>Satu dua tiga</p>", ["dua"], f"<p>Satu {m('dua')} tiga</p>"),
    ("<p>Satu</p>", ["dua"], "<p>Satu</p>"),
    ("<p>posyandu</p>", ["yan"], f"<p>pos{m('yan')}du</p>"),
    ("<p>Satu <b>dua</b> tiga</p>", ["dua tiga"], f"<p>Satu <b>{m('dua')}</b>{m(' tiga', first=False)}</p>"),
    ("<p>Satu <b>dua tiga</b></p>", ["Satu dua"], f"<p>{m('Satu ')}<b>{m('dua', first=False)} tiga</b></p>"),
    ("<p>Satu</p>\n<p>dua</p>", ["Satu dua"], f"<p>{m('Satu')}</p>\n<p>{m('dua', first=False)}</p>"),
    ("<p>a<br>b</p>", ["a b"], f"<p>{m('a')}<br>{m('b', first=False)}</p>"),
    (
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", ["a b"],
        f"<ul>\n<li>{m('a')}</li>\n<li>{m('b', first=False)}</li>\n</ul>",
    ),
    (
        "<table><tbody>\n<tr><th>a</th> <td>b</td></tr></tbody></table>", ["a b"],
        f"<table><tbody>\n<tr><th>{m('a')}</th> <td>{m('b', first=False)}</td></tr></tbody></table>",
    ),
    ("<p>1 &lt; 2 &amp; 3</p>", ["< 2 &"], f"<p>1 {m('&lt; 2 &amp;')} 3</p>"),
    ("<p>a &amp;amp; b</p>", ["&amp;"], f"<p>a {m('&amp;amp;')} b</p>"),
    ("<p>a&nbsp; b c</p>", ["a b"], f"<p>{m('a&nbsp; b')} c</p>"),
    ("<p>Kafe cafe\u0301s</p>", ["caf\u00e9"], "<p>Kafe " + m("cafe\u0301") + "s</p>"),
    ("<p>👩‍👩‍👧‍👦 Blora</p>", ["👩👩👧👦"], f"<p>{m('👩‍👩‍👧‍👦')} Blora</p>"),
    ("<p>👩‍👩‍👧‍👦 Blora</p>", ["👧"], f"<p>{m('👩‍👩‍👧‍👦')} Blora</p>"),  # a part of a picture is the picture
    ('<p lang="jv">ꦲꦏ꧀ꦱꦫ ꦗꦮ</p>', ["ꦗꦮ"], f'<p lang="jv">ꦲꦏ꧀ꦱꦫ {m("ꦗꦮ")}</p>'),
    ("<p>kata السلام عليكم lalu</p>", ["السلام"], f"<p>kata {m('السلام')} عليكم lalu</p>"),
    ("<p>a b c d</p>", ["a b c", "b c d"], f"<p>{m('a ')}{m('b c', '12 13', first=13)}{m(' d', '13', first=False)}</p>"),
    ("<p>a b c</p>", ["b", "a b c"], f"<p>{m('a ', '13')}{m('b', '12 13')}{m(' c', '13', first=False)}</p>"),
    ("<p>a b c</p>", ["b", "b"], f"<p>a {m(m('b', '13'), '12 13')} c</p>"),
    ("<p>a b c</p>", ["a", "c"], f"<p>{m('a')} b {m('c', '13')}</p>"),
    ("<p>ab</p>", ["a", "b"], f"<p>{m('a')}{m('b', '13')}</p>"),
    ('<script>alert(1)</script><p onclick="x">a</p>', ["a"], f"<p>{m('a')}</p>"),
    # A picture has no words of its own: its place shifts nothing, and its tag stays as it is. Its caption has.
    (
        '<p>a</p><figure data-media="12" data-alt="b &gt; a"></figure><p>b</p>', ["b", "a b"],
        f'<p>{m("a", "13")}</p><figure data-media="12" data-alt="b &gt; a"></figure>'
        f"<p>{m('b', '12 13')}</p>",
    ),
    ('a<figure data-media="1"></figure>b', ["a b"], f'{m("a")}<figure data-media="1"></figure>{m("b", first=False)}'),
    (
        '<figure data-media="1 2"><figcaption>Panen <em>raya</em></figcaption></figure><p>a</p>', ["raya a"],
        f'<figure data-media="1 2"><figcaption>Panen <em>{m("raya")}</em></figcaption></figure><p>{m("a", first=False)}</p>',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("value", "quotes", "marks"), MARKED)
def test_marks_in_a_body(value, quotes, marks):
    assert hung(value, *quotes).html == marks


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "body"])
def test_marks_in_a_line(field):
    marked = hung("Harga <b> & 'murah' Melati", "<b> & 'murah'", field=field)
    assert marked.html == f"Harga {m('&lt;b&gt; &amp; &#x27;murah&#x27;')} Melati"
    assert marked.found == {12}


def test_a_note_without_its_place_is_not_among_the_found_and_another_field_is_not_marked():
    here, gone = Passage("body", "dua", "Satu ", ""), Passage("body", "tidak ada lagi", "Entah di mana ", " dulu")
    marked = mark("body", "<p>Satu dua</p>", {3: here, 4: gone, 5: Passage("title", "Satu", "", " dua")})
    assert marked.found == {3}
    assert marked.html == f"<p>Satu {m('dua', '3')}</p>"
    assert mark("body", "", {3: here}) == passages.Marked("", frozenset())


class Nested(HTMLParser):
    """Reads marked HTML: which elements stand around each mark, and whether all end in the order they began."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.noted: set[str] = set()
        self.words: dict[str, str] = {}
        self._here: list[list[str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        if tag in {"br", "hr"}:
            return
        if tag == "mark":
            assert not self.open or self.open[-1] not in WHERE_A_BROWSER_KEEPS_NO_MARK or self.open[-1] in {"ul", "ol"}
            self.ids += [value for name, value in attrs if name == "id"]
            self._here.append(dict(attrs)["data-note"].split())
        self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag
        if tag == "mark":
            self._here.pop()

    def handle_data(self, data) -> None:
        for key in {key for keys in self._here for key in keys}:
            self.words[key] = self.words.get(key, "") + data


def quoted(words: str, cuts: list[tuple[int, int]]) -> list[str]:
    return [words[start % (len(words) + 1) :][:length] for start, length in cuts]


def nothing_but_marks(value: str, quotes: list[str], field: str = "body") -> None:
    safe = html.clean(value) if field == "body" else escape(value)
    marked = hung(value, *quotes, field=field)
    assert MARK.sub("", marked.html) == safe
    assert marked.html.count("<mark ") == marked.html.count("</mark>") == len(MARK.findall(marked.html)) / 2
    nested = Nested(marked.html)
    assert sorted(nested.ids) == sorted(f"passage-{key}" for key in marked.found)
    assert set(nested.words) == {str(key) for key in marked.found}
    no_half_letters = passages.words_of(field, value).isascii()
    for key, quote in enumerate(quotes, start=12):
        assert key in marked.found or not no_half_letters or not quote.strip()
        if key in marked.found:
            assert without(quote) in without(nested.words[str(key)])


def without(text: str) -> str:
    return re.sub(r"[\s\u200c\u200d\ufe0e\ufe0f]", "", html.seen(text))


CUTS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=4)


@pytest.mark.parametrize("value", CORPUS)
def test_whatever_was_posted_the_marks_add_nothing_to_it(value):
    words = passages.words_of("body", value)
    nothing_but_marks(value, [words[:500], words[3:30], words[len(words) // 2 :][:40], words[-9:]])
    assert hung(value, words[:500]).found == ({12} if words else set())


@settings(max_examples=300, deadline=None)
@given(TEXTS, CUTS)
def test_any_body_is_the_same_without_its_marks(value, cuts):
    nothing_but_marks(value, quoted(passages.words_of("body", value), cuts))


PIECES = [
    '<figure data-media="1" data-alt="a b &lt;c&gt; &quot;">', '<figure data-media="2 3">', "<figcaption>",
    "</figcaption>", "</figure>", "<p>", "</p>", "<b>", "</b>", "<ul><li>", "</li></ul>", "<table><tr><td>",
    "</td><td>", "</td></tr></table>", "<br>", "a ", "b", " c", "&amp;", "&nbsp;", "e\u0301", "👩‍👧", "ꦗꦮꦶ",
    "&lt;script&gt;", "\n", "السلام",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), CUTS)
def test_a_browser_reads_the_marked_text_as_it_stands(value, cuts):
    quotes = quoted(passages.words_of("body", value), cuts)
    nothing_but_marks(value, quotes)
    read = _BROWSER.clean(hung(value, *quotes).html)
    assert re.sub(r"</?mark[^>]*>", "", read) == html.clean(value)
    assert re.sub(r' id="[^"]*"| class="passage"', "", hung(value, *quotes).html) == read


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), CUTS)
def test_pictures_are_shown_in_a_marked_text_as_in_the_text(value, cuts):
    def show(insert):
        return f'<img alt="{insert.ids}">'

    marked_ = hung(value, *quoted(passages.words_of("body", value), cuts)).html
    assert inserts.ids(marked_) == inserts.ids(html.clean(value))
    assert MARK.sub("", inserts.expanded(marked_, show)) == inserts.expanded(html.clean(value), show)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), CUTS)
def test_any_line_is_the_same_without_its_marks(value, cuts):
    words = passages.words_of("title", value)
    marked = hung(value, *quoted(words, cuts), field="title").html
    assert unescape(MARK.sub("", marked)) == value
    assert "<" not in MARK.sub("", marked)


def test_no_quotation_comes_into_the_page():
    evil = Passage("body", '"><img src=x onerror=alert(1)>', '" onclick="x', "<script>")
    assert "<img" not in mark("body", "<p>a</p>", {1: evil}).html
    assert mark("body", "<p>a</p>", {1: Passage("body", "a", "<script>", "<script>")}).html == f"<p>{m('a', '1')}</p>"


def quotations(quote: str, before: str, after: str) -> dict[int, Passage]:
    """Two hundred notes, no two alike: what was found out for one says nothing about the next."""
    return {
        n: Passage("body", quote[n % 20 : len(quote) - n // 20], before[n % 15 :], after[: 40 - n % 13])
        for n in range(200)
    }


A = "a" * 1_000_000
HOSTILE = {
    "one letter": (A, "a" * 500, "a" * 40, "a" * 40),
    "one letter and an end that is not there": (A, "a" * 479 + "b" * 21, "a" * 40, "a" * 40),
    "one letter and a middle that is not there": (A, "a" * 250 + "b" + "a" * 249, "a" * 39 + "b", "b" + "a" * 39),
    "half of it not there": (A, "a" * 250 + "b" * 250, "a" * 20 + "b" * 20, "a" * 20 + "b" * 20),
    "surroundings that are not there": (A, "a" * 40, "ab" * 20, "ba" * 20),
    "a period": (("a" * 60 + "b") * 16_000, ("a" * 40 + "b") * 12, "a" * 38 + "bb", "bb" + "a" * 38),
    "words": ("a " * 500_000, "a " * 240 + "b", "a " * 20, " a" * 20),
    "tags": ("a<b>b</b>" * 3_000, "ab" * 240 + "c", "ab" * 20, "ab" * 20),
    "entities": ("&amp;" * 200_000, "&" * 470 + "b" * 30, "&" * 40, "&" * 40),
    "accents": ("a" + "\u0301\u0323" * 250_000, "a" + "\u0301" * 400, "", "x" * 40),
    "emoji": ("👩‍👩‍👧‍👦 " * 40_000, "👩‍👩‍👧‍👦 " * 40, "👩‍👩‍👧‍👦" * 3, "x" * 40),
}


@pytest.mark.parametrize(("body", "quote", "before", "after"), HOSTILE.values(), ids=HOSTILE)
def test_a_text_that_repeats_itself_is_searched_in_time(body, quote, before, after):
    """Up to 1.5 s where it was measured; a search that looks at everything for each note takes minutes."""
    begun = time.process_time()
    marked = mark("body", body, quotations(quote, before, after))
    assert time.process_time() - begun < 20
    assert MARK.sub("", marked.html) == html.clean(body)
