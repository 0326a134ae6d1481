"""news/passages.py: where a note hangs, before and after the text was edited."""

from __future__ import annotations

import pytest

from news import passages
from news.passages import CONTEXT, FIELDS, LONGEST, Passage

JADWAL = (
    "<h2>Jadwal imunisasi</h2><p>Puskesmas Ngawen membuka layanan imunisasi bagi balita di wilayahnya. "
    "Layanan buka pukul 08.00 sampai 11.00 WIB setiap Senin.</p>"
    "<p>Warga diminta membawa buku KIA. Layanan ini gratis untuk semua warga Kabupaten Blora.</p>"
)
OPENS = "Layanan buka pukul 08.00 sampai 11.00 WIB setiap Senin."
TWICE = "<p>Pos Melati di Ngawen. Buka setiap Senin pagi.</p><p>Pos Mawar di Todanan. Buka setiap Senin pagi.</p>"
TABLE = (
    "<table><tbody><tr><th>Ngawen</th><td>Senin</td><td>08.00</td></tr><tr><th>Todanan</th><td>Kamis</td><td>08.00</td></tr>"
    "<tr><th>Japah</th><td>Jumat</td><td>08.00</td></tr></tbody></table>"
)


def taken(value, quote, *, field="body", before="", after=""):
    passage = passages.take({**dict.fromkeys(FIELDS, ""), field: value}, quote, field=field, before=before, after=after)
    assert passage is not None
    return passage


def now(value, passage):
    """The words the note hangs on in the text as it is now."""
    place = passages.find(value, passage)
    return place and passages.words_of(passage.field, value)[slice(*place)]


WORDS = [
    ("body", "", ""),
    ("body", "<p>Satu</p><p>Dua</p>", "Satu Dua"),
    ("body", "<p>Satu<br>Dua</p>\n\n<ul>\n<li>Tiga</li><li>Empat</li></ul>", "Satu Dua Tiga Empat"),
    ("body", "<table><tbody><tr><th>Hari</th><td>Jam</td></tr></tbody></table>", "Hari Jam"),
    ("body", "<p>pos<b>yandu</b> <i> Melati</i></p>", "posyandu Melati"),
    ("body", "<p>3 &lt; 4 &amp; 5&nbsp; m&sup2;</p>", "3 < 4 & 5 m²"),
    ("body", "<p>a &amp;amp; b</p>", "a &amp; b"),
    ("body", "<p>Kata</p><script>alert(1)</script>", "Kata"),
    ("title", "  Harga < 10 &amp; <b>murah</b>\u00a0 'ya' ", "Harga < 10 &amp; <b>murah</b> 'ya'"),
]


@pytest.mark.parametrize(("field", "value", "words"), WORDS)
def test_words_of(field, value, words):
    assert passages.words_of(field, value) == words


# What the browser sends, and the words of the text it means.
SELECTED = [
    ("<p>Satu dua</p><p>tiga empat</p>", "dua\n\ntiga", "dua tiga"),
    ("<table><tbody><tr><td>Hari</td><td>Jam</td></tr></tbody></table>", "Hari\tJam", "Hari Jam"),
    ("<p>Satu&nbsp;dua tiga</p>", " dua\u00a0tiga\r\n", "dua tiga"),
    ("<p>posyandu Melati</p>", "pos\u00adyan\u200bdu", "posyandu"),
    ("<p>Kafe cafe\u0301 buka</p>", "caf\u00e9", "cafe\u0301"),
    ("<p>Kafe caf\u00e9 buka</p>", "cafe\u0301", "caf\u00e9"),
    ("<p>Vie\u0323\u0302t</p>", "Vie\u0302\u0323t", "Vie\u0323\u0302t"),
    ("<p>Keluarga 👩‍👩‍👧‍👦 Blora</p>", "👩👩👧👦 Blora", "👩‍👩‍👧‍👦 Blora"),
    ("<p>Suka ❤️ Blora</p>", "❤", "❤️"),
    ("<p>Suka ❤️ Blora</p>", "Suka ❤ Blora", "Suka ❤️ Blora"),
    ("<p>Satu \u200c dua</p>", "Satu dua", "Satu \u200c dua"),
    ("<p>Satu\u200d dua</p>", "Satu", "Satu\u200d"),
    ("<p>ꦲꦏ꧀ꦱꦫ ꦗꦮ</p>", "ꦱꦫ ꦗꦮ", "ꦱꦫ ꦗꦮ"),
    ("<p>kata السلام عليكم lalu</p>", "السلام عليكم", "السلام عليكم"),
    ("<p>1 &lt; 2 &amp; 3</p>", "< 2 &", "< 2 &"),
    ("<p>pos<b>yan</b>du</p>", "osyand", "osyand"),
    ("<p>Senin senin</p>", "senin", "senin"),
]


@pytest.mark.parametrize(("value", "quote", "words"), SELECTED)
def test_what_was_selected_is_taken_in_the_words_of_the_text(value, quote, words):
    passage = taken(value, quote)
    assert passage.quote == words
    assert now(value, passage) == words


NOWHERE = [
    "",
    " ",
    "\n\t\u00a0",
    "\u200b\u00ad",
    "\u200d",
    "tidak ada",
    "SATU",
    "satu dua",
    "Satu  .",
    "caf",
    "Sat\u0301u",
]


@pytest.mark.parametrize("quote", NOWHERE)
def test_words_that_are_nowhere_have_no_passage(quote):
    texts = {**dict.fromkeys(FIELDS, "Satu"), "body": "<p>Satu</p><p>dua</p><p>tiga.</p><p>e\u0301</p>"}
    assert passages.take(texts, quote) is None
    assert passages.take(texts, "e") is None  # half a letter
    assert passages.take({**texts, "title": "각"}, "가") is None


def test_the_surroundings_come_from_the_text_and_never_from_the_browser():
    passage = taken(JADWAL, "08.00", before="<script>bukan ini", after="x" * 10_000)
    assert passage == Passage(
        "body", "08.00", "alita di wilayahnya. Layanan buka pukul ", " sampai 11.00 WIB setiap Senin. Warga di"
    )
    assert len(passage.before) == len(passage.after) == CONTEXT


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_named_is_the_only_one_tried(field):
    texts = dict.fromkeys(FIELDS, "Posyandu Melati")
    assert passages.take(texts, "Melati", field=field) == Passage(field, "Melati", "Posyandu ", "")
    assert passages.take({**texts, field: ""}, "Melati", field=field) is None
    assert passages.take(texts, "Melati", field="byline") is None


def test_without_a_field_the_first_that_has_the_words():
    texts = {
        "title": "Jadwal",
        "summary": "Posyandu buka",
        "lead_alt": "",
        "lead_credit": "",
        "body": "<p>Posyandu</p>",
    }
    assert passages.take(texts, "Posyandu").field == "summary"
    assert passages.take(texts, "Posyandu", before="", after=" buka").field == "summary"
    assert passages.take({**texts, "body": "<p>Lalu Posyandu tutup</p>"}, "Posyandu", before="Lalu ").field == "body"


# Of the same words in several places: what stood beside the selection, and how many stand before the one that is meant.
WHICH = [
    (TWICE, "Buka setiap Senin pagi.", "Pos Melati di Ngawen. ", "\n\nPos Mawar", 0),
    (TWICE, "Buka setiap Senin pagi.", "Pos Mawar di Todanan. ", "", 1),
    (TWICE, "Buka setiap Senin pagi.", "", "", 0),
    (TABLE, "08.00", "Kamis\t", "\nJapah", 1),
    (TABLE, "08.00", "Jumat\t", "", 2),
    ("<p>" + "Melati buka. " * 3000 + "Mawar buka. Melati buka.</p>", "buka", "Mawar ", ". Melati buka.", 3000),
    ("<p>banana</p>", "ana", "ban", "", 1),
]


@pytest.mark.parametrize(("value", "quote", "before", "after", "nth"), WHICH)
def test_of_several_places_the_one_with_these_surroundings(value, quote, before, after, nth):
    passage = taken(value, quote, before=before, after=after)
    start, end = passages.find(value, passage)
    words = passages.words_of("body", value)
    assert sum(words.startswith(quote, at) for at in range(start)) == nth
    assert words[start:end] == passage.quote == quote


def test_a_long_quotation_is_cut_at_a_word_and_keeps_its_place():
    value = "<p>" + "Warga datang sejak pagi. " * 40 + "Akhirnya. " + "Warga datang sejak pagi. " * 40 + "</p>"
    words = passages.words_of("body", value)
    quote = words[words.index("Akhir") - 25 :][:900]
    passage = taken(value, quote)
    assert LONGEST - 10 <= len(passage.quote) <= LONGEST
    assert quote.startswith(passage.quote + " ")
    assert passages.find(value, passage)[0] == words.index("Akhir") - 25
    assert len(taken("x" * 900, "x" * 800, field="title").quote) == LONGEST


def swapped(old, new, value=JADWAL):
    assert old in value
    return value.replace(old, new)


# What is quoted of JADWAL, the text after an edit, and the words the note hangs on then.
EDITED = {
    "nothing": (OPENS, JADWAL, OPENS),
    "moved to another paragraph": (OPENS, swapped(OPENS, "") + f"<p>Catatan. {OPENS}</p>", OPENS),
    "moved, its neighbours gone": (OPENS, f"<p>Hal lain sama sekali. {OPENS}</p><p>Begitu.</p>", OPENS),
    "the words before it deleted": (OPENS, f"<p>{OPENS}</p><p>Warga diminta membawa buku KIA.</p>", OPENS),
    "the words after it deleted": (OPENS, JADWAL.partition(OPENS)[0] + OPENS + "</p>", OPENS),
    "everything around it edited": ("08.00", "<p>Kini dibuka mulai jam 08.00, begitu kata dokter.</p>", "08.00"),
    "a word right before it": (OPENS, swapped("wilayahnya", "Kecamatan Ngawen"), OPENS),
    "a letter corrected in it": (
        "membuka layanan imunisasi", swapped("membuka layanan", "membuka layenan"), "membuka layenan imunisasi"
    ),
    "a number in it": (OPENS, swapped("08.00", "09.00"), OPENS.replace("08.00", "09.00")),
    "the number itself": ("08.00", swapped("08.00", "09.00"), "09.00"),
    "the number itself, altogether": ("08.00", swapped("08.00", "13.30"), "13.30"),
    "the day itself": ("Senin", swapped("Senin", "Kamis"), "Kamis"),
    "a letter in it and a word on both sides": (
        OPENS, swapped(OPENS, OPENS.replace("08", "09")).replace("wilayahnya", "sana").replace("Warga diminta", "Kami minta"),
        OPENS.replace("08.00", "09.00"),
    ),
    "the number itself and the words after it": ("08.00", swapped("08.00 sampai 11.00 WIB", "09.00 hingga siang"), "09.00"),
    "everything around it and a letter in it": (
        OPENS, f"<p>Kabar baik. {OPENS.replace('08', '09')} Sampai jumpa.</p>", OPENS.replace("08", "09")
    ),
    "a clause written into it": (
        "Layanan buka pukul 08.00", swapped("Layanan buka", "Layanan yang baru itu buka"), "Layanan yang baru itu buka pukul 08.00"
    ),
    "a word taken out of it": (OPENS, swapped(" setiap", ""), OPENS.replace(" setiap", "")),
    "its first word": (OPENS, swapped("Layanan buka", "Imunisasi buka"), OPENS.replace("Layanan", "Imunisasi")),
    "its last word": (OPENS, swapped("Senin.", "Selasa."), OPENS.replace("Senin", "Selasa")),
    "a space that was missing": ("diminta membawa", swapped("diminta membawa", "dimin ta membawa"), "dimin ta membawa"),
    "deleted": (OPENS, swapped(OPENS, ""), None),
    "another sentence in its place": (OPENS, swapped(OPENS, "Dokter hadir sampai sore, kecuali hari libur nasional."), None),
    "a few words deleted": ("11.00 WIB", swapped(" sampai 11.00 WIB", ""), None),
    "a few words deleted, the same elsewhere": (
        "pukul 08.00", swapped(" pukul 08.00", "") + "<p>Kantor desa dijaga mulai pukul 08.00 oleh warga.</p>", None
    ),
    "the number itself, the old one elsewhere": ("08.00", swapped("08.00", "09.00") + "<p>Kantor: 08.00.</p>", "09.00"),
    "the paragraph split inside it": (OPENS, swapped("11.00 WIB ", "11.00 WIB</p><p>"), OPENS),
    "bold inside it": (OPENS, swapped("08.00", "<strong>08.00</strong>"), OPENS),
    "bold for half a word": (OPENS, swapped("Layanan buka", "Laya<b>nan bu</b>ka"), OPENS),
    "made a list": (OPENS, "<ul><li>Layanan buka pukul 08.00</li><li>sampai 11.00 WIB setiap Senin.</li></ul>", OPENS),
    "text emptied": (OPENS, "", None),
    "another text": (OPENS, "<p>Jalan Cepu–Randublatung diperbaiki mulai pekan depan.</p>", None),
}  # fmt: skip


@pytest.mark.parametrize(("quote", "edited", "place"), EDITED.values(), ids=EDITED)
def test_after_an_edit(quote, edited, place):
    assert now(edited, taken(JADWAL, quote)) == place


# Of two places with the same words the second has the note.
SECOND = {
    "nothing": (TWICE, "Buka setiap Senin pagi.", "Pos Mawar di Todanan. "),
    "something before both": (f"<p>Kabar Dinas.</p>{TWICE}", "Buka setiap Senin pagi.", "Pos Mawar di Todanan. "),
    "a letter in the second": (TWICE[::-1].replace("nineS", "simaK", 1)[::-1], "Buka setiap Kamis pagi.", "Mawar di Todanan. "),
    "a letter in the first": (TWICE.replace("Senin", "Kamis", 1), "Buka setiap Senin pagi.", "Pos Mawar di Todanan. "),
    "the first deleted": ("<p>Pos Mawar di Todanan. Buka setiap Senin pagi.</p>", "Buka setiap Senin pagi.", "Mawar di Todanan. "),
    "their order turned": ("</p>".join([*TWICE.split("</p>")[1::-1], ""]), "Buka setiap Senin pagi.", "Pos Mawar di Todanan. "),
}  # fmt: skip


@pytest.mark.parametrize(("edited", "place", "before"), SECOND.values(), ids=SECOND)
def test_the_same_sentence_twice(edited, place, before):
    passage = taken(TWICE, "Buka setiap Senin pagi.", before="Pos Mawar di Todanan. ")
    start, end = passages.find(edited, passage)
    words = passages.words_of("body", edited)
    assert words[start:end] == place
    assert words[:start].endswith(before)


TITLES = [
    ("Posyandu Melati buka", "Melati", "Posyandu Melati buka Senin", "Melati"),
    ("Posyandu Melati buka", "Melati", "Posyandu Mawar buka", "Mawar"),
    ("Posyandu Melati buka", "Posyandu Melati buka", "Posyandu Melati dibuka", "Posyandu Melati dibuka"),
    ("Posyandu Melati buka", "Posyandu Melati buka", "Jalan Cepu diperbaiki", None),
    ("Posyandu Melati buka", "Melati", "", None),
    ("a. b. c. d. e. Buka Senin.", "Senin", "a. b. c. d. e. Buka Kamis.", "Kamis"),
    ("a Senin buka, a b, a c, a d", "Senin", "a Kamis buka, a b, a c, a d", "Kamis"),
    ("Harga < 10 & 'murah'", "< 10 & 'murah'", "Kini harga < 10 & 'murah'", "< 10 & 'murah'"),
]


@pytest.mark.parametrize(("title", "quote", "edited", "place"), TITLES)
def test_in_a_title(title, quote, edited, place):
    assert now(edited, taken(title, quote, field="title")) == place


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_cell_that_is_corrected_keeps_its_note_among_cells_alike(row):
    before = ["Senin\t", "Kamis\t", "Jumat\t"][row]
    passage = taken(TABLE, "08.00", before=before, after=["\nTodanan", "\nJapah", ""][row])
    parts = TABLE.split("08.00")
    edited = "08.00".join(parts[: row + 1]) + "09.30" + "08.00".join(parts[row + 1 :])
    assert now(edited, passage) == "09.30"


@pytest.mark.parametrize("quote", ["", " ", "x" * 5000])
def test_a_passage_that_no_text_could_have_given_is_simply_gone(quote):
    assert passages.find(JADWAL, Passage("body", quote, "y" * 5000, "z" * 5000)) is None
