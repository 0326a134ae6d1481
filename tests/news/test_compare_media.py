"""What an editor is shown of photos, videos and galleries that differ: which ones, in which order, and the words about them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import html
from news.blocks import cut
from news.compare import Text, compare
from news.media_change import Shown
from tests.news.test_compare import words_in, words_of

LIBRARY = {pk: Shown("Foto", f"Judul {pk}", f"/media/{pk}.jpg", 320, 213) for pk in range(1, 60)}
LIBRARY[50] = Shown("Video", "Rapat koordinasi", "/media/50.jpg", 320, 180)
LIBRARY[51] = Shown("Video", "Tanpa sampul")


def fig(ids, caption: str = "", **given) -> str:
    more = "".join(f' data-{name}="{value}"' for name, value in given.items())
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-media="{ids}"{more}>{below}</figure>'


def bodies(old: str, new: str):
    return compare(Text(body=old, media=LIBRARY), Text(body=new, media=LIBRARY))


def only(old: str, new: str):
    (change,) = bodies(old, new).blocks
    return change


def drawn(side: str) -> list[tuple[str, str]]:
    """The pictures of one side: how each is marked, and its address."""
    return re.findall(r'(?:<(del|ins)>)?<img src="/media/(\d+)\.jpg"', side)


class TestOnePicture:
    def test_that_stays_is_shown_on_both_sides(self):
        change = only(fig(1, "Warga antre"), fig(1, "Warga antre"))
        assert (change.kind, change.what) == ("same", "foto")
        assert drawn(change.before) == drawn(change.after) == [("", "1")]
        assert "<ins>" not in change.after

    def test_another_one_in_its_place(self):
        change = only(fig(1), fig(2))
        assert (change.kind, change.how) == ("changed", "diganti")
        assert (drawn(change.before), drawn(change.after)) == ([("del", "1")], [("ins", "2")])
        assert "Foto: <ins>diganti</ins>" in change.after

    def test_the_words_below_it_and_for_who_cannot_see_it_are_compared_word_by_word(self):
        change = only(
            fig(1, "Warga antre pagi", alt="Antrean di Ngawen"), fig(1, "Warga antre sore", alt="Antrean di Cepu")
        )
        assert (change.kind, change.how) == ("changed", "")
        assert "Warga antre <del>pagi</del>" in change.before
        assert "Warga antre <ins>sore</ins>" in change.after
        assert "Teks alternatif: Antrean di <del>Ngawen</del>" in change.before
        assert "Teks alternatif: Antrean di <ins>Cepu</ins>" in change.after
        assert drawn(change.after) == [("", "1")]

    def test_that_becomes_smaller(self):
        change = only(fig(1), fig(1, size="half"))
        assert "Foto, <del>lebar penuh</del>" in change.before
        assert "Foto, <ins>setengah lebar</ins>" in change.after

    @pytest.mark.parametrize(
        ("old", "new", "kind", "tag"), [("", fig(3, "k"), "added", "ins"), (fig(3, "k"), "", "removed", "del")]
    )
    def test_that_is_new_or_gone(self, old, new, kind, tag):
        change = only(old, new)
        assert (change.kind, change.what) == (kind, "foto")
        assert drawn(change.before or change.after) == [(tag, "3")]
        assert f"<{tag}>k</{tag}>" in (change.before or change.after)

    def test_is_known_again_whatever_is_written_below_it(self):
        old = f"<p>Satu.</p>{fig(1, 'Warga antre sejak pagi di Ngawen')}{fig(2, 'Bupati membuka rapat')}<p>Dua.</p>"
        new = f"<p>Satu.</p>{fig(1, 'Sama sekali lain')}{fig(3)}{fig(2, 'Kata baru')}<p>Dua.</p>"
        assert [(block.kind, block.how) for block in bodies(old, new).blocks] == [
            ("same", ""), ("changed", ""), ("added", ""), ("changed", ""), ("same", ""),
        ]  # fmt: skip

    def test_a_caption_is_never_taken_for_a_paragraph(self):
        found = bodies(f"{fig(1, 'Warga antre sejak pagi')}", "<p>Warga antre sejak pagi</p>").blocks
        assert [(block.kind, block.what) for block in found] == [("removed", "foto"), ("added", "alinea")]

    def test_a_video_is_called_one(self):
        change = only("", fig(50))
        assert (change.what, drawn(change.after)) == ("video", [("ins", "50")])
        assert "Tanpa sampul" in only("", fig(51)).after

    def test_one_that_is_gone_from_the_library_says_so(self):
        assert "tidak ada lagi" in only("", fig(77)).after


class TestGallery:
    def test_says_what_is_new_gone_and_in_another_order(self):
        change = only(fig("1 2 3 4"), fig("2 1 3 5 6"))
        assert drawn(change.before) == [("", "1"), ("", "2"), ("", "3"), ("del", "4")]
        assert drawn(change.after) == [("", "2"), ("", "1"), ("", "3"), ("ins", "5"), ("ins", "6")]
        assert "<ins>2 foto baru, 1 foto dihapus, urutan berubah</ins>" in change.after

    @pytest.mark.parametrize(
        ("new", "told"),
        [("1 2 3", ""), ("1 3 2", "urutan berubah"), ("1 2 3 4", "1 foto baru"), ("1 2", "1 foto dihapus")],
    )
    def test_each_alone(self, new, told):
        change = only(fig("1 2 3"), fig(new))
        assert (f"<ins>{told}</ins>" in change.after) is bool(told)
        assert change.kind == ("changed" if told else "same")

    def test_is_known_again_beside_another_one(self):
        found = bodies(f"{fig('1 2 3')}{fig('11 12 13')}", f"{fig('11 12 13 14')}").blocks
        assert [(block.kind, block.what) for block in found] == [("removed", "galeri"), ("changed", "galeri")]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (fig(1), fig(1), "Tidak ada yang berubah."),
        (fig(1), fig(2), "1 foto diganti."),
        ("", f"{fig(1)}<p>a</p>{fig(2)}", "1 alinea baru, 2 foto baru."),
        (f"<p>satu dua</p>{fig('1 2')}", f"<p>satu tiga</p>{fig('2 1')}", "1 alinea berubah, 1 galeri berubah."),
        (f"{fig(50)}{fig(1, 'a')}", fig(1, "b"), "1 foto berubah, 1 video dihapus."),
    ],
)
def test_the_sentence(old, new, sentence):
    assert bodies(old, new).sentence == sentence


class TestWhereItStands:
    @pytest.mark.parametrize(
        "around",
        ["<ul><li>a {} b</li></ul>", "<blockquote><p>a</p>{}</blockquote>", "<table><tr><td>a {}</td><td>b</td></tr></table>",
         "<figure>{}<figcaption>luar</figcaption></figure>", "<h2>a {}</h2>", "<p>a <b>{} b</b></p>"],
    )  # fmt: skip
    def test_it_is_one_block_and_no_word_is_lost(self, around):
        body = around.replace("{}", fig(1, "keterangan foto"))
        media = [block.media.ids for block in cut(html.clean(body)) if block.media]
        assert media == [(1,)]
        found = bodies(body, around.replace("{}", fig(2, "keterangan foto"))).blocks
        assert sorted(word for block in found for word in words_in(block.before)) == sorted(words_of(body))

    def test_a_figure_in_a_figure_is_two_blocks(self):
        body = html.clean(f'<figure data-media="1">{fig(2, "dalam")}<figcaption>luar</figcaption></figure>')
        assert [(block.media.ids, len(block.words)) for block in cut(body) if block.media] == [((1,), 1), ((2,), 1)]


TITLES = ["x", '"><img src=x onerror=alert(1)>', "<script>alert(1)</script>", "' onload='alert(1)"]


@pytest.mark.parametrize("title", TITLES)
def test_what_is_written_about_a_picture_stays_words(title):
    shown = {1: Shown("Foto", title, f"/media/{title}.jpg", 3, 2)}
    body = fig(1, title.replace("<", "&lt;"), alt=title.replace('"', "&quot;"))
    for change in compare(Text(), Text(body=body, media=shown)).blocks:
        assert re.findall(r"<(\w+)", change.after).count("img") == 1
        assert not re.search(r"<script|<img[^>]* on\w+=", re.sub(r'"[^"]*"', '""', change.after))


PIECES = st.lists(
    st.one_of(
        st.sampled_from(["<p>satu dua</p>", "<p>tiga</p>", "<ul><li>empat</li></ul>"]),
        st.builds(
            lambda ids, caption: fig(" ".join(map(str, ids)), caption),
            st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True),
            st.sampled_from(["", "satu", "warga antre pagi"]),
        ),
    ),
    max_size=6,
).map("".join)


class TestAlways:
    @given(PIECES, PIECES)
    @settings(max_examples=200, deadline=None)
    def test_every_picture_of_both_sides_is_shown_in_order(self, old, new):
        blocks = bodies(old, new).blocks
        for body, side in ((old, "before"), (new, "after")):
            shown = [pk for block in blocks for _, pk in drawn(getattr(block, side))]
            assert shown == [str(pk) for block in cut(html.clean(body)) if block.media for pk in block.media.ids]
            assert [word for block in blocks for word in words_in(getattr(block, side))] == words_of(body)

    @given(PIECES, PIECES)
    @settings(max_examples=100, deadline=None)
    def test_the_other_way_round_new_is_gone_and_gone_is_new(self, old, new):
        turned = {"added": "removed", "removed": "added"}
        there, back = ([block.kind for block in bodies(*pair).blocks] for pair in ((old, new), (new, old)))
        assert sorted(there) == sorted(turned.get(kind, kind) for kind in back)

    @given(PIECES)
    @settings(max_examples=50, deadline=None)
    def test_a_text_is_the_same_as_itself(self, text):
        assert not bodies(text, text).changed
