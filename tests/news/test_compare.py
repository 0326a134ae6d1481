"""What an editor is shown of two texts: every word of both, what is gone and what is new, and nothing a browser could run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from unicodedata import normalize

import nh3
import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from news import html
from news.compare import LABELS, Text, compare
from news.marking import Reading
from tests.content.corpus import corpus
from tests.content.test_honest import PASTED, WRITTEN
from tests.news.test_html import DIRTY, HONEST, TEXTS

CORPUS = [*(payload.text for payload in corpus()), *WRITTEN, *HONEST, *(row[0] for row in [*DIRTY, *PASTED])]
CLASS = re.compile(r"compare__[a-z]+( compare__quote)?")
OURS = re.compile(r'<(span|ins|del) class="compare__(?:sign|kind|cell|address|break)">.*?</\1>(?!</(?:span|ins|del)>)')
ALLOWED = {"a": {"href", "title", "hreflang", "rel"}, "abbr": {"title"}}
_BROWSER = nh3.Cleaner(  # reads as a browser does, and writes down what it understood
    tags=html.TAGS | {"ins", "del"}, link_rel=None,
    attributes={**{tag: {"lang", "class"} for tag in html.TAGS | {"ins", "del"}},
                **{tag: {"lang", "class", *names} for tag, names in ALLOWED.items()}},
)  # fmt: skip


def bodies(old: str, new: str):
    return compare(Text(body=old), Text(body=new))


def only(old: str, new: str):
    """The one block that both have."""
    (change,) = bodies(old, new).blocks
    return change


def kinds(comparison) -> list[str]:
    return [block.kind for block in comparison.blocks]


class _Read(HTMLParser):
    """Elements and words in order; words outside `without`, and not those that the page itself adds."""

    def __init__(self, source: str, without: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[tuple] = []
        self.words: list[str] = []
        self._open: list[bool] = []
        self._without = without
        self.feed(source)
        self.close()
        self.words = "".join(self.words).split()

    def handle_starttag(self, tag, attrs):
        self.events.append((tag, tuple(sorted(attrs))))
        if tag in {"br", "hr"}:
            return
        ours = re.search("compare__(sign|kind|cell|address)", dict(attrs).get("class") or "")
        self._open.append(bool(ours) or tag == self._without)

    def handle_endtag(self, tag):
        self.events.append((f"/{tag}",))
        self._open.pop()

    def handle_data(self, data):
        if self.events and self.events[-1][0] == "words":
            self.events[-1] = ("words", self.events[-1][1] + data)
        else:
            self.events.append(("words", data))
        if not any(self._open):
            self.words.append(data)


def words_in(source: str, without: str = "") -> list[str]:
    return _Read(source, without).words


def words_of(body: str) -> list[str]:
    return normalize("NFC", Reading(html.clean(body)).words).split()


class TestWords:
    @pytest.mark.parametrize(
        ("old", "new", "before", "after"),
        [
            ("Buka pukul 08.00 WIB", "Buka pukul 09.00 WIB", "Buka pukul <del>08.00</del> WIB", "Buka pukul <ins>09.00</ins> WIB"),
            ("untuk anak-anak desa", "untuk anak desa", "untuk <del>anak-anak</del> desa", "untuk <ins>anak</ins> desa"),
            ("Rp1.500.000 per warga", "Rp15.000.000 per warga", "<del>Rp1.500.000</del> per warga", "<ins>Rp15.000.000</ins> per warga"),
            ("warga Blora, Cepu", "warga Blora dan Cepu", "warga <del>Blora,</del> Cepu", "warga <ins>Blora dan</ins> Cepu"),
            ("a & b hadir", "a & c hadir", "a &amp; <del>b</del> hadir", "a &amp; <ins>c</ins> hadir"),
            ("ada | garis di sini", "ada | garis di sana", "ada | garis di <del>sini</del>", "ada | garis di <ins>sana</ins>"),
        ],
    )  # fmt: skip
    def test_the_ones_that_differ_are_marked(self, old, new, before, after):
        change = only(f"<p>{old}</p>", f"<p>{new}</p>")
        assert change.kind == "changed"
        assert change.before == f'<p class="compare__text">{before}</p>'
        assert change.after == f'<p class="compare__text">{after}</p>'

    def test_a_common_word_alone_in_much_that_changed_is_marked_with_it(self):
        change = only(
            "<p>Bupati membuka rapat kerja hari ini bersama dinas kesehatan setempat dan lalu pulang segera.</p>",
            "<p>Bupati membuka rapat kerja hari ini bersama seluruh camat desa dan kemudian makan siang.</p>",
        )
        assert "<del>dinas kesehatan setempat dan lalu pulang segera.</del>" in change.before

    @pytest.mark.parametrize(("old", "new"), [("kafe\u0301 baru", "kaf\u00e9 baru"), ("satu  dua", "satu\u00a0dua")])
    def test_what_a_reader_cannot_tell_apart_is_no_change(self, old, new):
        assert not bodies(f"<p>{old}</p>", f"<p>{new}</p>").changed

    def test_letters_that_only_look_alike_are_a_change(self):
        assert "<ins>Blоra</ins>" in only("<p>Warga Blora hadir</p>", "<p>Warga Blоra hadir</p>").after


class TestFormatting:
    def test_is_kept(self):
        change = only(
            "<p><strong>Penting sekali</strong> hari ini</p>", "<p><strong>Penting sekali</strong> hari itu</p>"
        )
        assert change.after == '<p class="compare__text"><strong>Penting sekali</strong> hari <ins>itu</ins></p>'

    def test_alone_is_shown(self):
        change = only("<p>Sangat penting sekali</p>", "<p>Sangat <em>penting</em> sekali</p>")
        assert "Sangat <del>penting</del> sekali" in change.before
        assert "Sangat <em><ins>penting</ins></em> sekali" in change.after

    def test_the_address_of_a_link_is_shown_when_it_alone_changed(self):
        change = only(
            '<p>Daftar <a href="https://a.id/">di sini</a> ya</p>',
            '<p>Daftar <a href="https://b.id/">di sini</a> ya</p>',
        )
        assert '<del class="compare__address"> (https://a.id/)</del>' in change.before
        assert '<ins class="compare__address"> (https://b.id/)</ins>' in change.after

    @pytest.mark.parametrize(
        "stuffed",
        [
            '<p>Dinas <a href="https://judi.id/">Kesehatan</a> Blora</p>',
            '<p>Dinas Kese<a href="https://judi.id/">hatan</a> Blora</p>',
            '<p>Dinas <strong>Kesehatan <a href="https://judi.id/">Blora</a></strong></p>',
            '<p>Dinas Kesehatan Blora <a href="https://judi.id/">resmi</a></p>',
        ],
    )
    def test_a_link_stuffed_into_a_word_is_shown(self, stuffed):
        comparison = bodies("<p>Dinas Kesehatan Blora</p>", stuffed)
        assert comparison.changed
        assert "(https://judi.id/)</ins>" in comparison.blocks[-1].after

    def test_a_link_in_a_new_block_shows_where_it_leads(self):
        change = only("", '<p>Klik <a href="mailto:a@b.id">surat</a></p>')
        assert change.kind == "added"
        assert "(mailto:a@b.id)</ins>" in change.after

    def test_an_address_that_stands_on_both_sides_is_neither_gone_nor_new(self):
        change = only('<p>Baca <a href="/x/">rapat lama</a> ini</p>', '<p>Baca <a href="/x/">rapat baru</a> ini</p>')
        assert '<span class="compare__address"> (/x/)</span>' in change.after

    def test_what_an_abbreviation_means_is_shown(self):
        change = only('<p>Warga <abbr title="satu">OPD</abbr></p>', '<p>Warga <abbr title="dua">OPD</abbr></p>')
        assert ("“satu”" in change.before, "“dua”" in change.after) == (True, True)


class TestBlocks:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("<p>Satu</p><p>Dua</p>", "<p>Satu</p><p>Dua</p>", ["same", "same"]),
            ("<p>Satu</p><p>Tiga</p>", "<p>Satu</p><p>Dua</p><p>Tiga</p>", ["same", "added", "same"]),
            ("<p>Satu</p><p>Dua</p><p>Tiga</p>", "<p>Satu</p><p>Tiga</p>", ["same", "removed", "same"]),
            ("<p>Rapat di Blora besok</p>", "<p>Rapat di Cepu besok</p>", ["changed"]),
            ("<p>Rapat di Blora</p>", "<p>Panen raya tebu</p>", ["removed", "added"]),
            ("<p>a b c</p><p>x y z</p>", "<p>x y z</p><p>a b c</p>", None),
            ("<p>Bab satu</p>", "<h2>Bab satu</h2>", ["changed"]),
            ("<ul><li>Bab</li></ul>", "<ol><li>Bab</li></ol>", ["changed"]),
            ("<p>Bab</p>", "<blockquote><p>Bab</p></blockquote>", ["changed"]),
            ("<p>a</p><hr><p>b</p>", "<p>a</p><p>b</p>", ["same", "removed", "same"]),
            ("<ol><li>a</li><li>b</li></ol>", "<ol><li>nol</li><li>a</li><li>b</li></ol>", ["added", "same", "same"]),
            ('<ol start="2"><li>a</li><li>b</li></ol>', "<ol><li>a</li><li>b</li></ol>", ["changed", "same"]),
            ("<p>baris satu<br>baris dua</p>", "<p>baris satu baris dua</p>", ["changed"]),
            ("tanpa tanda", "<p>tanpa tanda</p>", ["same"]),
        ],
    )
    def test_are_aligned(self, old, new, expected):
        found = kinds(bodies(old, new))
        assert sorted(found) == ["added", "removed", "same"] if expected is None else found == expected

    @pytest.mark.parametrize(
        ("old", "new", "before", "after"),
        [
            ("<p>Bab</p>", "<h2>Bab</h2>", "Alinea", "Subjudul"),
            ("<ul><li>Bab</li></ul>", "<ol><li>Bab</li></ol>", "Daftar, butir", "Daftar bernomor, butir"),
            ("<p>Bab</p>", "<blockquote><p>Bab</p></blockquote>", "Alinea", "Kutipan"),
        ],
    )
    def test_another_kind_of_block_is_named(self, old, new, before, after):
        change = only(old, new)
        assert f'<span class="compare__kind"><del>{before}</del></span>' in change.before
        assert f'<span class="compare__kind"><ins>{after}</ins></span>' in change.after

    def test_a_row_of_a_table_is_one_line_of_cells(self):
        old = "<table><tr><th>Nama</th><td>08.00</td></tr><tr><td>a</td><td><p>b</p></td></tr></table>"
        first, second = bodies(old, old.replace("08.00", "09.00")).blocks
        assert words_in(first.after) == ["Nama", "09.00"]
        assert "<ins>09.00</ins>" in first.after
        assert second.before == '<p class="compare__row">a <span class="compare__cell">|</span> b</p>'

    def test_a_cell_that_becomes_a_heading_of_its_column_is_shown(self):
        change = only("<table><tr><td>Nama</td></tr></table>", '<table><tr><th scope="col">Nama</th></tr></table>')
        assert "<ins><span class=\"compare__cell\">| kepala (scope=col)</span></ins>" in change.after  # fmt: skip

    def test_a_numbered_item_has_its_number(self):
        change = bodies("", '<ol start="4"><li>a</li><li><p>b</p><p>c</p></li></ol>').blocks
        assert [re.findall(r">(\d\.|•)<", block.after) for block in change] == [["4."], ["5."], []]

    def test_a_long_text_with_a_change_in_each_block_is_aligned_by_place(self):
        old = "".join(f"<p>Warga desa nomor {at} hadir di sana pada hari itu juga</p>" for at in range(600))
        assert kinds(bodies(old, old.replace("hadir", "datang"))) == ["changed"] * 600


class TestFields:
    def test_only_those_that_differ_in_the_order_one_writes(self):
        old = Text(title="Rapat pukul 08.00", byline="Tim", unit="Bidang A", lead_credit="  Sama  ")
        new = Text(title="Rapat pukul 09.00", summary="Baru & segar", byline="Tim", lead_credit="Sama")
        found = compare(old, new).fields
        assert [(field.name, field.label, field.kind) for field in found] == [
            ("title", "Judul", "changed"), ("summary", "Ringkasan", "added"), ("unit", "Bidang atau unit", "removed"),
        ]  # fmt: skip
        assert found[0].before == "Rapat pukul <del>08.00</del>"
        assert (found[1].before, found[1].after) == ("", "<ins>Baru &amp; segar</ins>")

    def test_each_one_is_compared(self):
        for name in set(LABELS) - {"body", "lead"}:
            assert [field.name for field in compare(Text(), Text(**{name: "x"})).fields] == [name]

    def test_what_is_typed_into_one_is_words(self):
        (field,) = compare(Text(title="x"), Text(title="<script>alert(1)</script> x")).fields
        assert field.after == "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins> x"

    def test_another_picture_brings_its_words(self):
        size = {"name": "a.webp", "width": 320, "height": 200}
        assert compare(Text(lead=size), Text(lead=dict(size))).picture is None
        found = compare(Text(), Text(lead=size, lead_alt="Rapat", lead_credit="Humas")).picture
        assert found == (None, {**size, "alt": "Rapat", "credit": "Humas"})


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (Text(), Text(), "Tidak ada yang berubah."),
        (Text(), Text(title="a", summary="b"), "Judul dan ringkasan berubah."),
        (Text(), Text(title="a", summary="b", rubric="c"), "Judul, ringkasan dan rubrik berubah."),
        (Text(lead={"name": "a"}), Text(), "Foto utama berubah."),
        (Text(body="<p>satu dua</p><p>x</p>"), Text(body="<p>satu tiga</p>", title="a"), "1 alinea berubah, 1 alinea dihapus, judul berubah."),
        (Text(), Text(body="<p>a</p><p>b</p>"), "2 alinea baru."),
    ],
)  # fmt: skip
def test_the_sentence(old, new, sentence):
    found = compare(old, new)
    assert found.sentence == sentence
    assert found.changed is (sentence != "Tidak ada yang berubah.")


class TestFolding:
    @pytest.mark.parametrize(
        ("body", "parts"),
        [
            ("ssss", ["(4)"]),
            ("nsssn", ["1", "3", "1"]),
            ("nssssssn", ["1", "1", "(4)", "1", "1"]),
            ("ssssn", ["(3)", "1", "1"]),
            ("nssss", ["1", "1", "(3)"]),
            ("", []),
        ],
    )
    def test_more_than_three_that_are_the_same(self, body, parts):
        new = "".join(f"<p>{kind}{at}</p>" for at, kind in enumerate(body))
        found = bodies("".join(re.findall(r"<p>s\d+</p>", new)), new)
        assert [f"({len(part.blocks)})" if part.folded else str(len(part.blocks)) for part in found.parts] == parts
        assert tuple(block for part in found.parts for block in part.blocks) == found.blocks


def unsafe(printed: str) -> list[tuple]:
    """Elements and attributes that neither the cleaner lets through nor we put in."""
    found = []
    for tag, *rest in _Read(printed).events:
        name = tag.lstrip("/")
        attributes = dict(rest[0]) if rest and tag != "words" else {}
        known = {"lang", *ALLOWED.get(name, ())}
        wrong = [
            each
            for each in attributes
            if each not in known and not (each == "class" and CLASS.fullmatch(attributes[each]))
        ]
        href = attributes.get("href")
        if tag != "words" and (
            name not in html.TAGS | {"ins", "del"} or wrong or (href and not html.is_safe_link(href))
        ):
            found.append((tag, attributes))
    return found


class TestSafety:
    @pytest.mark.parametrize("at", range(20))
    def test_nothing_comes_out_that_the_cleaner_does_not_let_through(self, at):
        for text in CORPUS[at::20]:
            for old, new in [(text, ""), ("", text), (text, f"<p>kata</p>{text}"), (f"<p>x <b>{text}</b></p>", text)]:
                printed = "".join(block.before + block.after for block in bodies(old, new).blocks)
                assert unsafe(printed) == []

    def test_a_browser_reads_it_as_it_was_written(self):
        for text in CORPUS:
            for block in bodies(text, f"{text}<p>lagi</p>").blocks:
                for printed in (block.before, block.after):
                    assert _Read(_BROWSER.clean(printed)).events == _Read(printed).events

    @pytest.mark.parametrize(
        "body",
        [
            "<p>a<b>&lt;img src=x&gt;</b></p>",
            '<p><a href="/&lt;img src=x&gt;">a</a></p>',
            '<p><abbr title="&lt;img src=x&gt;">a</abbr></p>',
            '<table><tr><td colspan="&lt;img src=x&gt;">a</td></tr></table>',
            '<ol start="&lt;img src=x&gt;"><li>Bab</li></ol>',
        ],
    )
    def test_words_that_look_like_elements_stay_words(self, body):
        for comparison in (bodies("<p>a</p>", body), bodies("<ol><li>Bab</li></ol>", body)):
            for block in comparison.blocks:
                assert unsafe(block.before + block.after) == []

    def test_the_check_itself_sees_what_is_unsafe(self):
        for wrong in ("<script>", '<p onclick="x">', '<p class="hidden">', '<a href="javascript:x">'):
            assert unsafe(wrong)


PIECES = st.lists(st.one_of(TEXTS, st.sampled_from([*WRITTEN, *HONEST])), max_size=4).map("".join)
WORDS = st.lists(st.sampled_from(["satu", "dua", "tiga", "dan", "08.00", "anak-anak"]), max_size=12).map(" ".join)
SIMPLE = st.lists(st.tuples(st.sampled_from(["p", "h2", "li", "blockquote"]), WORDS), max_size=8).map(
    lambda rows: "".join(f"<{tag}>{words}</{tag}>" for tag, words in rows)
)


class TestAlways:
    @given(st.one_of(PIECES, SIMPLE), st.one_of(PIECES, SIMPLE))
    @settings(max_examples=200, deadline=None)
    def test_nothing_is_lost_and_nothing_invented(self, old, new):
        blocks = bodies(old, new).blocks
        assert [word for block in blocks for word in words_in(block.before)] == words_of(old)
        assert [word for block in blocks for word in words_in(block.after)] == words_of(new)

    @given(SIMPLE, SIMPLE)
    @settings(max_examples=200, deadline=None)
    def test_what_is_not_marked_stands_in_both(self, old, new):
        for block in bodies(old, new).blocks:
            if block.kind in {"same", "changed"}:
                assert words_in(block.before, "del") == words_in(block.after, "ins")

    @given(st.one_of(PIECES, SIMPLE))
    @settings(max_examples=100, deadline=None)
    def test_a_text_is_the_same_as_itself(self, text):
        found = bodies(text, text)
        assert not found.changed
        assert set(kinds(found)) <= {"same"}

    @given(st.one_of(PIECES, SIMPLE), st.one_of(PIECES, SIMPLE))
    @settings(max_examples=200, deadline=None)
    def test_the_other_way_round_new_is_gone_and_gone_is_new(self, old, new):
        turned = {"added": "removed", "removed": "added"}
        there, back = kinds(bodies(old, new)), kinds(bodies(new, old))
        assert sorted(there) == sorted(turned.get(kind, kind) for kind in back)


class TestTemplate:
    def shown(self, old: Text, new: Text) -> str:
        context = {"comparison": compare(old, new), "before_title": "Versi 3", "after_title": "Versi 4"}
        return render_to_string("news/admin/compare_body.html", context)

    def test_shows_fields_picture_and_body(self):
        same = "".join(f"<p>tetap {at}</p>" for at in range(7))
        size = {"name": "a.webp", "width": 320, "height": 200}
        page = self.shown(
            Text(title="Lama", body=f"{same}<p>hilang</p>"),
            Text(title="Baru", body=same, lead=size, lead_alt='"Rapat"'),
        )
        for expected in (
            "Versi 3", "Versi 4", "<del>Lama</del>", "<ins>Baru</ins>", "… 6 alinea tidak berubah", "Tanpa foto.",
            'alt="&quot;Rapat&quot;"', "a.webp", "<del>hilang</del>", "Sudah tidak ada.",
        ):  # fmt: skip
            assert expected in page

    def test_says_that_nothing_changed(self):
        page = self.shown(Text(body="<p>a</p>"), Text(body="<p>a</p>"))
        assert ("Tidak ada yang berubah." in page, "compare__row-of-two" in page) == (True, False)
