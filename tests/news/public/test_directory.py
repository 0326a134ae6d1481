"""/opd/ with ?cari=: who finds which OPD, and what stands there when nobody is called that."""

import re

import pytest

from tests.factories import OPDFactory

OPDS = [
    ("Dinkes", "Dinas Kesehatan Daerah Kabupaten Blora", "dinas", ["DKK", "Dinkesda"], "Menjaga kesehatan warga."),
    ("DLH", "Dinas Lingkungan Hidup Kabupaten Blora", "dinas", [], "Mengelola sampah dan taman."),
    ("Dindukcapil", "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Blora", "dinas", [], "Menerbitkan KTP."),
    ("RSUD Cepu", "RSUD dr. R. Soeprapto Cepu", "rsud", [], "Rawat inap dan gawat darurat."),
    ("Kec. Jati", "Kecamatan Jati", "kecamatan", [], "Melayani warga desa."),
    ("Kec. Blora", "Kecamatan Blora", "kecamatan", [], "Melayani warga kota."),
]
NAME = re.compile(r'class="office__name"><a href="/opd/([^/]+)/"')


@pytest.fixture
def opds(db):
    for place, (short_name, name, kind, aliases, description) in enumerate(OPDS):
        more = {"kind": kind, "aliases": aliases, "description": description}
        OPDFactory(short_name=short_name, name=name, slug=f"opd-{place}", **more)
    OPDFactory(short_name="Lama", name="Dinas Kesehatan Lama", slug="lama", active=False)


def found(visitor, **query) -> tuple[list[str], str]:
    """The short names of those that are shown, and the page."""
    response = visitor.get("/opd/", query)
    assert response.status_code == 200
    content = response.content.decode()
    return [OPDS[int(slug.removeprefix("opd-"))][0] for slug in NAME.findall(content)], content


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("kesehatan", ["Dinkes"]),
        ("DINKES", ["Dinkes"]),
        ("dkk", ["Dinkes"]),
        ("dinas kesehatan kabupaten blora", ["Dinkes"]),
        ("  sampah ", ["DLH"]),
        ("ktp", ["Dindukcapil"]),
        ("rumah sakit", ["RSUD Cepu"]),
        ("késehatan", ["Dinkes"]),
        ("kecamatan jati, kabupaten blora", ["Kec. Jati"]),
        ("kecamatan blora", ["Kec. Blora"]),
        ("warga desa", ["Kec. Jati"]),
    ],
)
def test_who_is_found(visitor, opds, asked, names):
    shown, content = found(visitor, cari=asked)
    assert shown == names
    assert f"{len(names)} OPD cocok dengan “{' '.join(asked.split())}”." in content


@pytest.mark.parametrize("asked", ["kesehtan", "kesehatn", "dinksda"])
def test_a_typing_mistake_is_forgiven_and_said(visitor, opds, asked):
    shown, content = found(visitor, cari=asked)
    assert shown == ["Dinkes"]
    assert f"Tidak ada yang persis “{asked}”. 1 OPD ini mendekati." in content


def test_without_a_question_all_are_there_by_kind_with_their_number(visitor, opds, django_assert_num_queries):
    with django_assert_num_queries(1):
        shown, content = found(visitor)
    assert sorted(shown) == sorted(opd[0] for opd in OPDS)
    assert re.search(r'<a class="chip" href="#dinas">Dinas&nbsp;<span class="chip__count">3</span>', content)
    assert 'href="#kecamatan"' in content
    assert 'href="#badan"' not in content
    assert 'content="noindex"' not in content


@pytest.mark.parametrize("asked", ["qwxzzz", "lama", "...", "<b>x</b>", "😀", "ꦧ꧀ꦭꦺꦴꦫ", "%", "_", "'\"", "\\"])
def test_nobody_is_called_that_and_there_is_a_way_on(visitor, opds, asked, django_assert_num_queries):
    with django_assert_num_queries(1):
        shown, content = found(visitor, cari=asked)
    assert shown == []
    assert "Tidak ada OPD yang cocok dengan" in content
    assert "Coba kata lain" in content
    assert '<a href="/opd/">Tampilkan semua OPD</a>' in content
    assert "<b>x" not in content


@pytest.mark.parametrize("asked", ["", " ", "\x00", "\n\t", "\u200b"])
def test_nothing_asked_is_no_question(visitor, opds, asked):
    assert len(found(visitor, cari=asked)[0]) == len(OPDS)


def test_odd_questions_are_cut(visitor, opds):
    assert found(visitor, cari="a" * 10_000)[0] == []
    assert found(visitor, cari="kesehatan " * 1_500)[0] == ["Dinkes"]
    assert found(visitor, cari=["jati", "sampah"])[0] == ["DLH"]  # the last one counts
    assert len(found(visitor, lain="x")[0]) == len(OPDS)


def test_pages_of_results_are_the_directory_to_search_engines(visitor, opds):
    _, content = found(visitor, cari="dinkes")
    assert '<link rel="canonical" href="http://localhost/opd/">' in content
    assert '<meta name="robots" content="noindex">' in content


def test_what_was_typed_stays_in_the_box(visitor, opds):
    assert 'value="dinkes &quot;x&quot;"' in found(visitor, cari='dinkes "x"')[1]


class TestAbout:
    def test_it_says_whom_to_ask(self, visitor, django_assert_num_queries):
        OPDFactory(slug="dinkominfo", name="Dinas Kominfo Contoh", phone="0296 531111")
        with django_assert_num_queries(1):
            content = visitor.get("/tentang/").content.decode()
        assert "Dinas Kominfo Contoh" in content
        assert 'href="tel:0296531111"' in content

    def test_every_way_on_the_page_leads_somewhere(self, visitor):
        content = visitor.get("/tentang/").content.decode()
        ways = re.findall(r'<li><a href="#([a-z-]+)"', content)
        assert len(ways) == 7
        assert all(f'id="{way}"' in content for way in ways)


def test_404_offers_to_search(visitor):
    content = visitor.get("/tidak-ada/").content.decode()
    form = content.partition('<form class="finder" method="get" action="/cari/"')[2].partition("</form>")[0]
    assert 'name="q"' in form
