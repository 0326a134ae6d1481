"""What officials write and paste: nothing of meaning is lost, nothing is taken for hidden, and cleaning again changes nothing."""

from __future__ import annotations

import re

import pytest

from news import html, links

REL = 'rel="noopener noreferrer nofollow"'

# Text, what is kept of its marks. The words stay all of them.
WRITTEN = [
    "<h2>Jadwal</h2><p>Senin <strong>08.00</strong> sampai <em>11.00</em> WIB.<br>Gratis.</p><hr><h3>Pekan kedua</h3><h4>Rabu</h4><p>x</p>",
    '<table><caption>Stok vaksin per <abbr title="Pusat Kesehatan Masyarakat">PKM</abbr></caption><thead><tr><th scope="col" rowspan="2">PKM</th>'
    '<th scope="colgroup" colspan="2">Dosis</th></tr></thead><tbody><tr><th scope="row">Ngawen</th><td>10</td><td>20</td></tr></tbody>'
    '<tfoot><tr><th scope="row">Jumlah</th><td colspan="2">30</td></tr></tfoot></table>',
    "<figure><table><tbody><tr><td>a</td></tr></tbody></table><figcaption>Sumber: <cite>BPS</cite></figcaption></figure>",
    "<blockquote><p>“Kami siap,” kata Camat. <q>Siap, <q>pasti</q></q></p><blockquote><p>Dalam kutipan</p></blockquote><p><cite>Camat</cite></p></blockquote>",
    '<ol start="3" reversed="" type="a"><li>Tiga<ul><li>satu<ol><li>dalam</li></ol></li></ul></li><li>Dua</li></ol>',
    f'<p><a href="https://ppid.blorakab.go.id/a/b?c=d&amp;e=%20#f" title="PPID" hreflang="id" {REL}>PPID</a>, '
    f'<a href="http://contoh.example:8080/" {REL}>lama</a>, <a href="/berita/1/x/" {REL}>dalam</a>, <a href="#tabel" {REL}>di bawah</a>, '
    f'<a href="mailto:dinkes@blorakab.go.id?subject=Tanya" {REL}>surat</a>, <a href="tel:+62296531" {REL}>telepon</a></p>',
    f'<p>Sumber <a href="https://a.example/" {REL}>1</a> <a href="https://b.example/" {REL}>[2]</a> <a href="https://c.example/" {REL}>→</a> '
    f'<a href="https://d.example/" {REL}>📄</a> <a href="#c" {REL}>*</a></p>',
    '<p lang="jv">ꦲꦏ꧀ꦱꦫ ꦗꦮ <span lang="en">stunting</span> <em lang="ar">السلام عليكم</em></p>',
    "<p>👩‍👩‍👧‍👦 ❤️ 🇮🇩 1️⃣ ✅ − “tanda” … Rp10.000,00 – ¾ 5 m² H<sub>2</sub>O 10<sup>3</sup></p>",
    "<p><b>b</b> <i>i</i> <u>u</u> <s>s</s></p>",
    "<p>" + "Warga Blora datang sejak pagi. " * 2000 + "</p>",
    "<p>1 &lt; 2 &amp; 3 &gt; 2; a &amp;amp; b; &lt;script&gt; hanya contoh</p>",
]
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->
<style>p.MsoNormal {mso-style-parent:"";margin:0cm} a:link {color:#0563C1}</style></head><body lang=IN style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal style='margin-bottom:8.0pt;text-align:justify;text-indent:36.0pt;line-height:150%'><b style='mso-bidi-font-weight:normal'><span lang=IN
style='font-size:12.0pt;line-height:150%;font-family:"Times New Roman",serif;color:black;mso-themecolor:text1'>Blora</span></b><span style='mso-spacerun:yes'>  </span>
<span style='font-size:12.0pt;color:windowtext'>Bupati membuka <a href="https://blorakab.go.id/"><span style='color:#0563C1;background:white'>pekan imunisasi</span></a>.<o:p></o:p></span></p>
<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Siapkan KIA</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='height:15.0pt'><td width=1 valign=top style='width:120.5pt;background:#14532D;padding:0cm 5.4pt'><p class=MsoNormal><span style='color:white;mso-themecolor:background1'>Hari</span></p></td>
<td style='background:#14532D'><span style='color:white'>Jam</span></td></tr></table><a name="_Toc98765"></a><!--EndFragment--></body></html>"""
DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;">
<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:700;vertical-align:baseline;white-space:pre-wrap;">Posyandu</span>
<a href="https://dinkes.blorakab.go.id/" style="text-decoration:none;"><span style="color:#1155cc;background-color:transparent;text-decoration:underline;-webkit-text-decoration-skip:none;">buka Selasa</span></a></p>
<div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col width="300"/></colgroup><tbody><tr style="height:0pt"><td style="border-left:solid #000000 1pt;overflow:hidden;overflow-wrap:break-word;padding:5pt"><p><span style="color:#ffffff;background-color:#0b5394;">Kader</span></p></td></tr></tbody></table></div><br class="Apple-interchange-newline"></b>"""
WHATSAPP = """<meta charset='utf-8'><div class="_akbu" style="box-sizing:border-box;opacity:1;color:rgb(233, 237, 239);background-color:rgb(32, 44, 51);white-space:pre-wrap"><span dir="ltr" class="selectable-text copyable-text" style="visibility:visible;min-height:0px;">
<strong class="x" data-app-text-template="*${appText}*">Info</strong> kerja bakti <a dir="auto" href="https://maps.example/abc" target="_blank" style="color:rgb(83, 189, 235);cursor:pointer">lokasi</a> <img alt="🙏" src="data:image/gif;base64,R0lG" style="opacity:1" class="emoji"></span></div>"""
EXCEL = """<table border=0 cellpadding=0 style='width:0pt'><!--StartFragment--><col width=64><tr height=20 style='height:15.0pt'><td height=20 class=xl65 style='height:15.0pt;background:#203764;color:white;font-weight:700'>Desa</td><td class=xl66 align=right style='color:black'>1.250</td></tr></table>"""
SITE = """<article class="post"><header hidden=""><h1>x</h1></header><p style="color:rgb(51, 51, 51);font-size:1rem;text-indent:0px;letter-spacing:normal;orphans:2;widows:2;-webkit-text-stroke-width:0px">Siaran pers <a class="link" style="color:var(--wp--preset--color--primary);position:relative;z-index:1" href="https://kemkes.go.id/">Kemenkes</a><span class="sr-only"> (tab baru)</span></p><details><summary>Syarat</summary><p>KTP</p></details></article>"""
PASTED = [  # what came from where, its words, its links, what was hidden in it
    (WORD, "Blora Bupati membuka pekan imunisasi. 1. Siapkan KIA Hari Jam", ["https://blorakab.go.id/"], []),
    (DOCS, "Posyandu buka Selasa Kader", ["https://dinkes.blorakab.go.id/"], []),
    (WHATSAPP, "Info kerja bakti lokasi", ["https://maps.example/abc"], []),
    (EXCEL, "Desa 1.250", [], []),
    (SITE, "Siaran pers Kemenkes (tab baru) SyaratKTP", ["https://kemkes.go.id/"], ["x"]),
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_written_stays_as_it_is(text):
    examined = html.examine(text)
    assert (examined.text, examined.hidden) == (text, ())


@pytest.mark.parametrize(("text", "words", "addresses", "hidden"), PASTED)
def test_what_is_pasted_keeps_its_words_and_links_and_drops_its_styles(text, words, addresses, hidden):
    examined = html.examine(text)
    assert html.plain(examined.text) == words
    assert [link.href for link in links.outside(examined.text)] == addresses
    assert [one.words for one in examined.hidden] == hidden
    assert not re.search(r"style|class|<(?:div|font|o:p|col|meta|article)", examined.text)
    assert html.examine(examined.text) == html.Examined(examined.text, ())


def test_structure_that_is_pasted_stays():
    assert html.clean(EXCEL) == "<table><tbody><tr><td>Desa</td><td>1.250</td></tr></tbody></table>"
    assert html.clean(DOCS).count("<td>") == 1
    assert html.clean(WORD).count("<table>") == 1
