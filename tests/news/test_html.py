"""news/html.py: what comes out of the one cleaner, whatever went in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import html

REL = 'rel="noopener noreferrer nofollow"'
TEXT_ONLY = f"<a {REL}>x</a>"  # a link whose address was refused: its words stay

# What a browser could run, load, send or be led away by. Each row: what somebody posts, what is kept.
DIRTY = [
    ("<script>alert(1)</script>", ""),
    ("<p>a</p><script src=//evil.example/x.js></script>", "<p>a</p>"),
    ("<SCRIPT>alert(1)</SCRIPT >b", "b"),
    ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
    ("<script/x>alert(1)</script/x>", ""),
    ("<script>alert(1)", ""),
    ("<<script>alert(1)//<</script>", "&lt;"),
    ("<style>body{background:url(//evil.example)}</style>a", "a"),
    ("<style><img src=x onerror=alert(1)></style>", ""),
    ('<iframe src="https://evil.example"></iframe>', ""),
    ('<iframe srcdoc="<script>alert(1)</script>"></iframe>b', "b"),
    ("<svg onload=alert(1)>", ""),
    ("<svg><script>alert(1)</script></svg>b", "b"),
    ('<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>', ""),
    ('<svg><use href="data:image/svg+xml,x"></use></svg>', ""),
    ('<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>', ""),
    ('<p onclick="alert(1)">a</p>', "<p>a</p>"),
    ("<p ONMOUSEOVER=alert(1)>a</p>", "<p>a</p>"),
    ("<p/onclick=alert(1)>a</p>", "<p>a</p>"),
    ("<p\nonclick\n=\nalert(1)>a</p>", "<p>a</p>"),
    ('<a href="/x" onfocus="alert(1)" autofocus>x</a>', f'<a href="/x" {REL}>x</a>'),
    ("<body onload=alert(1)>a", "a"),
    ("<details ontoggle=alert(1) open>a</details>", "a"),
    ("<video onerror=alert(1)><source></video>", ""),
    ("<marquee onstart=alert(1)>a</marquee>", "a"),
    ("<img src=x onerror=alert(1)>", ""),
    ('<img src="https://evil.example/pixel.png">', ""),
    ('<img src="/media/rahasia.jpg">', ""),
    ('<img src="data:image/png;base64,AAAA">', ""),
    ('<picture><source srcset="//evil.example/x"></picture>a', "a"),
    ('<a href="javascript:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="JaVaScRiPt:alert(1)">x</a>', TEXT_ONLY),
    ('<a href=" javascript:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="\x01javascript:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="java\tscript:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="java&#10;script:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="java\x00script:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="&#106;&#97;vascript:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="&#x6A&#x61vascript:alert(1)">x</a>', TEXT_ONLY),
    ('<a href="javascript&colon;alert(1)">x</a>', TEXT_ONLY),
    ('<a href="jav&#x200b;ascript:alert(1)">x</a>', TEXT_ONLY),
    ("<a href='javascript:alert(1)'>x</a>", TEXT_ONLY),
    ("<a href=javascript:alert(1)>x</a>", TEXT_ONLY),
    ('<a href="javascript://example.com/%0aalert(1)">x</a>', TEXT_ONLY),
    ('<a href="data:text/html,<script>alert(1)</script>">x</a>', TEXT_ONLY),
    ('<a href="vbscript:msgbox(1)">x</a>', TEXT_ONLY),
    ('<a href="file:///etc/passwd">x</a>', TEXT_ONLY),
    ('<a href="ftp://evil.example">x</a>', TEXT_ONLY),
    ('<a href="//evil.example">x</a>', TEXT_ONLY),
    ('<a href="/\\evil.example">x</a>', TEXT_ONLY),
    ('<a href="\\\\evil.example">x</a>', TEXT_ONLY),
    ('<a href="\\/evil.example">x</a>', TEXT_ONLY),
    ('<a href="/\t/evil.example">x</a>', TEXT_ONLY),
    ('<a href="/&#9;/evil.example">x</a>', TEXT_ONLY),
    ('<a href="/&#10;\\evil.example">x</a>', TEXT_ONLY),
    ('<a href="&#9;//evil.example">x</a>', TEXT_ONLY),
    ('<a href="/&#x202e;/evil.example">x</a>', TEXT_ONLY),
    ('<a href="https:evil.example">x</a>', TEXT_ONLY),
    ('<a href="https:/evil.example">x</a>', TEXT_ONLY),
    ('<a href="http://[evil">x</a>', TEXT_ONLY),
    ('<a href="evil.example">x</a>', TEXT_ONLY),
    ('<a href="">x</a>', TEXT_ONLY),
    ('<a href="/x" target="_blank" ping="//evil.example" download>x</a>', f'<a href="/x" {REL}>x</a>'),
    ('<a href="/x" rel="opener" id="top" class="button" name="n" style="x:y">x</a>', f'<a href="/x" {REL}>x</a>'),
    ('<p style="position:fixed;inset:0">a</p>', "<p>a</p>"),
    ('<p class="MsoNormal" id="csrf" align="center">a</p>', "<p>a</p>"),
    ('<p title="x" data-x="1" aria-label="x" contenteditable>a</p>', "<p>a</p>"),
    ('<font color="red" face="Arial">a</font>', "a"),
    ('<div><center>a</center></div>', "a"),
    ('<base href="//evil.example">a', "a"),
    ('<meta http-equiv="refresh" content="0;url=//evil.example">a', "a"),
    ('<link rel="stylesheet" href="//evil.example/x.css">a', "a"),
    ('<form action="//evil.example"><input name="sandi"><button>kirim</button></form>', "kirim"),
    ("<select><option>a</option></select>", "a"),
    ("<textarea><script>alert(1)</script></textarea>b", "b"),
    ("<title><img src=x onerror=alert(1)></title>b", "b"),
    ('<object data="x.swf"></object><embed src="x.swf">', ""),
    ("<applet code=x></applet>", ""),
    ("<template><script>alert(1)</script></template>b", "b"),
    ('<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>b', '"&gt;b'),
    ("<!-- rahasia -->a", "a"),
    ("<!--><script>alert(1)</script>-->a", "--&gt;a"),
    ("a<!--[if IE]><script>alert(1)</script><![endif]-->b", "ab"),
    ("<![CDATA[<script>alert(1)</script>]]>", "alert(1)]]&gt;"),
    ("<?php system('id') ?>a", "a"),
    ("<!DOCTYPE html><html><head></head><body><p>a</p></body></html>", "<p>a</p>"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("&#60;script&#62;", "&lt;script&gt;"),
    ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
    ('<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">', ""),
    ("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", '"&gt;'),
    ('<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>', ""),
    ("<p>a<p><b>b</p></b>", "<p>a</p><p><b>b</b></p>"),
    ("<p><button><p>x</p></button></p>", "<p>x</p>"),
    ("<b><i>a</b></i>", "<b><i>a</i></b>"),
    ("<p>a</p", "<p>a</p>"),
    ('<p title="', ""),
    ("<p>a</p><p></p><p>&nbsp;</p><p> <br></p><p>b</p>", "<p>a</p><p>b</p>"),
    ("a\u202eb\u2066c\u200fd\u200be\u00adf\ufeffg\x00h\x07i", "abcdefghi"),
    ("a&#x202e;b&#8203;c&#xad;d", "abcd"),
    ("a&#xd800;b", "a\ufffdb"),
    # A figure of the library says which, how large and what it shows, and nothing else.
    ('<figure data-media="12" onclick="alert(1)" style="x:y" class="a" id="b"></figure>', '<figure data-media="12"></figure>'),
    ('<figure data-media="12 onclick=alert(1)"></figure>', "<figure></figure>"),
    ('<figure data-media="12,13"></figure><figure data-media="012"></figure>', "<figure></figure><figure></figure>"),
    ('<figure data-media="12" data-size="half x" data-alt="a\u202eb"></figure>', '<figure data-media="12" data-alt="ab"></figure>'),
    ('<figure data-media="12" data-alt="&#x202e; &#8203;"></figure>', '<figure data-media="12"></figure>'),
    ('<figure data-media=12 data-alt=\'"><img src=x onerror=alert(1)>\'></figure>',
     '<figure data-media="12" data-alt="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"></figure>'),
    ('<figure data-size="half" data-alt="a"><p>a</p></figure>', "<figure><p>a</p></figure>"),
    ('<figure data-media="1 2" data-size="half" data-alt="a"></figure>', '<figure data-media="1 2"></figure>'),
    ('<figure data-media="12" data-media="13" data-id="x" data-media-x="y"></figure>', '<figure data-media="12"></figure>'),
    ('<p data-media="12" data-alt="x">a</p><img data-media="12">', "<p>a</p>"),
    ('<figure data-media="12"><img src="/media/x.jpg"><script>alert(1)</script></figure>', '<figure data-media="12"></figure>'),
    ('<a href="/x"><figure data-media="12"></figure></a>', '<figure data-media="12"></figure>'),
    ('<a href="https://judi.example"><figure data-media="12"><figcaption>a</figcaption></figure></a>',
     '<figure data-media="12"><figcaption>a</figcaption></figure>'),
    ('<a href="/x"><table><tr><td><a href="/y"><figure data-media="12"></figure></a></td></tr></table></a>',
     '<table><tbody><tr><td><figure data-media="12"></figure></td></tr></tbody></table>'),
]  # fmt: skip

# What officials write. Nothing of it may be lost.
HONEST = [
    "<p>Warga dapat menimbang balita. <strong>Gratis</strong>, <em>tanpa syarat</em>.</p>",
    "<h2>Jadwal</h2><h3>Pekan pertama</h3><h4>Senin</h4><p>a<br>b</p><hr>",
    "<p>H<sub>2</sub>O dan 10 m<sup>2</sup>, <b>b</b> <i>i</i> <u>u</u> <s>s</s></p>",
    '<ol type="a" start="3"><li>Satu</li><li>Dua<ul><li>Anak</li></ul></li></ol>',
    "<blockquote><p>“Kami siap,” kata Camat.</p><p><cite>Camat Ngawen</cite></p></blockquote><p><q>ya</q></p>",
    '<table><caption>Jadwal</caption><thead><tr><th scope="col">Hari</th><th scope="col" colspan="2">Jam</th></tr></thead>'
    '<tbody><tr><th scope="row" rowspan="2">Senin</th><td>08.00</td><td colspan="1">09.00</td></tr></tbody>'
    "<tfoot><tr><td>Jumlah</td></tr></tfoot></table>",
    "<figure><blockquote><p>Kutipan</p></blockquote><figcaption>Sumber</figcaption></figure>",
    '<p>Satu</p><figure data-media="12"></figure><figure data-media="3 1 2" lang="jv"><figcaption>Galeri <em>panen</em></figcaption></figure>',
    '<ul><li>a<figure data-media="12"></figure></li></ul><blockquote><figure data-media="9"></figure></blockquote>',
    '<figure data-media="999999999999999999" data-size="half" data-alt="Suhu &lt; 30 &amp; “cerah” 👩‍👩‍👧"></figure>',
    '<table><tbody><tr><td><figure data-media="12" data-size="full"></figure></td></tr></tbody></table>',
    f'<p><a href="https://blorakab.go.id/a?b=1&amp;c=%20d#e" {REL}>luar</a></p>',
    f'<p><a href="/berita/1/x/" {REL}>dalam</a> <a href="#jadwal" {REL}>bagian</a></p>',
    f'<p><a href="mailto:dinkes@blorakab.go.id" {REL}>surat</a> <a href="tel:+62296531" {REL}>telepon</a></p>',
    f'<p><a href="https://x.example" title="Ke sana" hreflang="en" {REL}>x</a></p>',
    '<p>Kata <abbr title="Dinas Kesehatan">Dinkes</abbr>, <span lang="jv">matur nuwun</span>, <em lang="en">stunting</em>.</p>',
    '<p lang="jv">ꦲꦏ꧀ꦱꦫ ꦗꦮ</p><p>Selamat 👩‍👩‍👧‍👦 ❤️ − “tanda” … Rp10.000,00 – 3/4</p>',
]

FIGURE = {
    "data-media": re.compile(r"[1-9][0-9]*( [1-9][0-9]*)*"),
    "data-size": re.compile("full|half"),
    "data-alt": re.compile(r"\S.{0,299}"),
}
CARRIED = {"href", "title", "hreflang", "lang", "rel", "start", "reversed", "type", "scope", "colspan", "rowspan"}
BROWSERS = ["http", "https", "mailto", "tel"]


class Danger(HTMLParser):
    """Reads a cleaned text as a browser would and remembers what should not be there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in ALLOWED:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in CARRIED and not (tag == "figure" and name in FIGURE and FIGURE[name].fullmatch(value or "")):
                self.found.append(f"{tag} {name}=")
            if name == "href":
                self._address(value or "")

    def _address(self, value: str) -> None:
        as_read = re.sub(r"[\t\r\n]", "", value).strip("".join(map(chr, range(33)))).replace("\\", "/")
        scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", as_read)
        if as_read.startswith("//") or (scheme and scheme[1].lower() not in BROWSERS):
            self.found.append(f"href={value}")

    def handle_comment(self, data) -> None:
        self.found.append(f"<!--{data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


ALLOWED = {"p", "br", "hr", "h2", "h3", "h4", "strong", "em", "b", "i", "u", "s", "sub", "sup", "ul", "ol", "li", "blockquote", "cite", "q", "a", "abbr", "span", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption"}  # fmt: skip
FRAGMENTS = [
    "<p>", "</p>", "<b>", "</b>", "<a", "</a>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<ul>", "<li>",
    "</li>", "<blockquote>", "<h2>", "</h2>", "<br>", "<figure", "</figure>", "<figcaption>", "</figcaption>",
    'data-media="12', 'data-media="1 2"', "data-size=half", 'data-alt="', "<span", "<div>", "</div>", "<button>",
    "</button>", "<form>", "</form>", "<select>", "<option>", "<script>", "</script>", "<style>", "</style>", "<svg>",
    "</svg>", "<math>", "<mtext>", "<mglyph>", "<template>", "</template>", "<noscript>", "</noscript>", "<textarea>",
    "</textarea>", "<title>", "</title>", "<iframe>", "</iframe>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml", "<",
    ">", "&lt;", "&gt;", "&amp;", "&#x202e;", "&nbsp;", "&#9;", "&#0", "href=", 'href="', "src=", 'title="', 'lang="',
    "onerror=alert(1)", 'onclick="', "javascript:", "java&#9;script:", "data:", "//", "/\\", "https:", "mailto:", "/",
    '"', "'", "=", "x", "a", "<img", "<object>", "<foreignObject>", "<desc>", "<annotation-xml",
    'encoding="text/html">', "<frameset>", "<body>", "<html>", "<head>", "<base", "<meta", "<plaintext>", "<xmp>",
    "</xmp>",
]  # fmt: skip
TEXTS = st.lists(
    st.sampled_from([*FRAGMENTS, " ", "\n", "\t", "\u202e", "\u200b", "\x00", "\u00a0", "\\"]), max_size=30
).map("".join)


@pytest.mark.parametrize(("dirty", "kept"), DIRTY)
def test_what_is_dangerous_is_gone_and_the_words_stay(dirty, kept):
    assert html.clean(dirty) == kept
    assert Danger(html.clean(dirty)).found == []


def test_there_are_at_least_sixty_rows():
    assert len({dirty for dirty, _ in DIRTY}) >= 60


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_text_loses_nothing(text):
    assert html.clean(text) == text


def test_a_link_that_has_no_rel_yet_is_given_one():
    assert html.clean('<a href="https://x.example/">x</a>') == f'<a href="https://x.example/" {REL}>x</a>'


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_whatever_is_posted_cleaning_is_safe_and_final(text):
    once = html.clean(text)
    assert Danger(once).found == []
    assert html.clean(once) == once
    assert html.seen(once) == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_safe_and_final(text):
    once = html.clean(text)
    assert Danger(once).found == []
    assert html.clean(once) == once
    html.plain(once)
    html.line(text)


@pytest.mark.parametrize(
    "text",
    [
        "<b>" * 5000,
        "<div>" * 5000,
        "<ul><li>" * 2000,
        "<table>" * 5000,
        "<a href=" * 5000,
        "&" * 5000,
        "<" * 5000,
        "\x00" * 5000,
        "",
    ],
)
def test_what_is_nested_without_end_comes_back(text):
    """nh3 is Rust: a panic there is no Exception, so none may be raised at all."""
    html.clean(text)
    html.plain(text)


PLAIN = [
    ("", ""),
    ("<p>Satu</p><p>Dua</p>", "Satu Dua"),
    ("<p>Satu<br>Dua</p>", "Satu Dua"),
    ("<ul><li>Satu</li><li>Dua</li></ul>", "Satu Dua"),
    ("<table><tr><th>Hari</th><td>Jam</td></tr></table>", "Hari Jam"),
    ("<h2>Judul</h2>\n\n<p>  Isi  </p>", "Judul Isi"),
    ("<p>pos<b>yandu</b></p>", "posyandu"),
    ("<p>3 &lt; 4 &amp; 5&nbsp;m</p>", "3 < 4 & 5 m"),
    ("<p>&lt;script&gt;</p>", "<script>"),
    ("<script>alert(1)</script><p>a</p>", "a"),
    ('<p>a</p><figure data-media="12" data-alt="b"><figcaption>c</figcaption></figure><p>d</p>', "a c d"),
    ('a<figure data-media="12"><figcaption>b</figcaption></figure>c', "a b c"),
]


@pytest.mark.parametrize(("text", "words"), PLAIN)
def test_plain(text, words):
    assert html.plain(text) == words


LINES = [
    ("  Posyandu \t Ngawen\r\nBuka ", "Posyandu Ngawen Buka"),
    ("Satu\u2028Dua\u0085Tiga\u00a0Empat", "Satu Dua Tiga Empat"),
    ("abc\u202etxt.exe", "abctxt.exe"),
    ("Pos\u200byan\u00addu", "Posyandu"),
    ("\x00\x1b[31mMerah", "[31mMerah"),
    ("\u200d \u200b\u200c\ufeff\u2060", ""),
    ("   ", ""),
    ("Keluarga 👩‍👩‍👧‍👦 ❤️", "Keluarga 👩‍👩‍👧‍👦 ❤️"),
    ("ꦲꦏ꧀ꦱꦫ ꦗꦮ", "ꦲꦏ꧀ꦱꦫ ꦗꦮ"),
    ("<b>tebal</b>", "<b>tebal</b>"),  # a line is text, not HTML: templates escape it
]


@pytest.mark.parametrize(("typed", "kept"), LINES)
def test_line(typed, kept):
    assert html.line(typed) == kept


LIFTED = [  # where a browser lets no figure stand it is put beside, and stays
    ('<p>a <figure data-media="1"></figure> b</p>', '<p>a </p><figure data-media="1"></figure> b'),
    ('<p><b>a<figure data-media="1"></figure></b></p>', '<p><b>a</b></p><figure data-media="1"></figure>'),
    ('<table><figure data-media="1"></figure><tr><td>a</td></tr></table>',
     '<figure data-media="1"></figure><table><tbody><tr><td>a</td></tr></tbody></table>'),
    ('<ul><figure data-media="1"></figure><li>a</li></ul>', '<ul><figure data-media="1"></figure><li>a</li></ul>'),
    ('<p>&nbsp;</p><figure data-media="1"><figcaption> <br></figcaption></figure><p></p>', '<figure data-media="1"></figure>'),
    ('<p style="color:#fff"><font color="red">a</font></p><figure data-media="1" data-alt="b"></figure>',
     '<p>a</p><figure data-media="1" data-alt="b"></figure>'),
    ('<div style="display:none"><figure data-media="1"></figure></div>', '<figure data-media="1"></figure>'),
]  # fmt: skip


@pytest.mark.parametrize(("dirty", "kept"), LIFTED)
def test_a_picture_of_the_library_is_never_lost(dirty, kept):
    assert html.clean(dirty) == kept


def test_seen_keeps_lines_and_tabs():
    assert html.seen("a\tb\nc\x0bd\u2067e") == "a\tb\ncde"
