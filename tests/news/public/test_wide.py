"""Tables in a text: each in a region that takes the keyboard and says its name."""

import pytest

from news.public.wide import with_wide_tables
from tests.factories import PublicationFactory

TABLE = "<table><tbody><tr><td>1</td></tr></tbody></table>"


def region(name: str, table: str) -> str:
    return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">{table}</div>'


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Jadwal posyandu", "Tabel 1: Jadwal posyandu"),
        ("Jadwal <strong>posyandu</strong>\n Ngawen", "Tabel 1: Jadwal posyandu Ngawen"),
        ('Kata "baru" &lt;b&gt; &amp; lama', "Tabel 1: Kata &quot;baru&quot; &lt;b&gt; &amp; lama"),
        ("  ", "Tabel 1"),
        ("a" * 300, f"Tabel 1: {'a' * 100}"),
    ],
)
def test_it_is_called_by_its_caption(caption, name):
    table = f"<table><caption>{caption}</caption><tbody></tbody></table>"
    assert with_wide_tables(table) == region(name, table)


def test_each_by_its_number_and_the_text_between_stays():
    text = f"<p>Satu.</p>{TABLE}<p>Dua.</p>{TABLE}<p>Tiga.</p>"
    assert with_wide_tables(text) == (
        f"<p>Satu.</p>{region('Tabel 1', TABLE)}<p>Dua.</p>{region('Tabel 2', TABLE)}<p>Tiga.</p>"
    )


def test_one_inside_another_moves_with_it():
    outer = f'<table lang="jv"><tbody><tr><td>{TABLE}</td></tr></tbody></table>'
    assert with_wide_tables(outer) == region("Tabel 1", outer)


@pytest.mark.parametrize(
    "text",
    ["", "<p>Tidak ada tabel.</p>", "<p>&lt;table&gt;</p>", "</table>", "<table><tbody>", "<p>a</p></table><table>"],
)
def test_what_is_no_whole_table_stays_as_it_is(text):
    assert with_wide_tables(text) == text


def test_on_the_page_of_an_article(visitor):
    item = PublicationFactory(body=f"<p>Awal.</p>{TABLE}")
    assert region("Tabel 1", TABLE) in visitor.get(item.get_absolute_url()).content.decode()
