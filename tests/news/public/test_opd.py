"""/opd/, /opd/<slug>/ and /opd/<slug>/berita/"""

from itertools import pairwise

import pytest

from opd.models import OPD
from tests.factories import OPDFactory, PublicationFactory, UnitFactory


@pytest.fixture
def dinkes(db):
    return OPDFactory(
        name="Dinas Kesehatan Daerah Kabupaten Blora",
        short_name="Dinkes",
        slug="dinkes",
        accent=10,
        description="Menjaga kesehatan warga.",
        address="Jl. Dr. Soetomo, Blora",
        phone="0296 531000",
        email="dinkes@contoh.test",
        website="https://dinkes.contoh.test",
    )


def test_the_directory_names_every_active_opd_by_kind(visitor, dinkes, django_assert_num_queries):
    OPDFactory(name="Kecamatan Jepon", slug="kecamatan-jepon", kind="kecamatan")
    OPDFactory(name="Badan Lama", slug="badan-lama", kind="badan", active=False)
    with django_assert_num_queries(1):
        content = visitor.get("/opd/").content.decode()
    assert content.index("Dinas Kesehatan Daerah Kabupaten Blora") < content.index("Kecamatan Jepon")
    assert "Menjaga kesehatan warga." in content
    assert "Badan Lama" not in content


def test_the_home_of_an_opd(visitor, dinkes):
    UnitFactory(opd=dinkes, name="Bidang Kesehatan Masyarakat")
    UnitFactory(name="Bidang OPD Lain")
    PublicationFactory(title="Kabar Dinkes", article__opd=dinkes)
    PublicationFactory(title="Kabar OPD Lain")
    PublicationFactory(title="Masih Dijadwalkan", article__opd=dinkes, ahead=True)
    content = visitor.get("/opd/dinkes/").content.decode()
    for words in (
        "<h1>Dinas Kesehatan Daerah Kabupaten Blora</h1>",
        'class="site accent-10"',
        "Menjaga kesehatan warga.",
        "Jl. Dr. Soetomo, Blora",
        'href="tel:0296531000"',
        'href="mailto:dinkes@contoh.test"',
        'href="https://dinkes.contoh.test"',
        "Bidang Kesehatan Masyarakat",
        "Kabar Dinkes",
        'href="/opd/dinkes/berita/"',
        'href="/opd/dinkes/feed/"',
    ):
        assert words in content
    for words in ("Bidang OPD Lain", "Kabar OPD Lain", "Masih Dijadwalkan"):
        assert words not in content


def test_the_logo_stands_on_its_home_and_beside_its_news(visitor, dinkes):
    dinkes.logo = [{"name": "0123456789abcdef-480.webp", "width": 480, "height": 512, "type": "image/webp"}]
    dinkes.save()
    item = PublicationFactory(article__opd=dinkes)
    logo = '<img class="logo" src="/media/0123456789abcdef-480.webp" width="480" height="512" alt="">'
    for address in ("/opd/dinkes/", f"/berita/{item.pk}/{item.slug}/"):
        assert logo in visitor.get(address).content.decode()


def test_a_new_opd_says_what_is_missing(visitor):
    OPDFactory(slug="baru", short_name="Dinas Baru")
    content = visitor.get("/opd/baru/").content.decode()
    assert "Belum ada berita dari Dinas Baru." in content
    assert "Alamat dan telepon OPD ini belum tercatat di portal." in content


def test_the_number_of_queries_is_fixed(visitor, dinkes, django_assert_num_queries):
    PublicationFactory.create_batch(25, article__opd=dinkes)
    with django_assert_num_queries(7):
        assert visitor.get("/opd/dinkes/").content.decode().count('class="card"') == 8
    with django_assert_num_queries(4):
        assert visitor.get("/opd/dinkes/berita/").content.decode().count('class="card"') == 20


def test_all_news_of_an_opd_and_of_no_other(visitor, dinkes):
    PublicationFactory(title="Kabar Dinkes", article__opd=dinkes)
    PublicationFactory(title="Kabar OPD Lain")
    content = visitor.get("/opd/dinkes/berita/").content.decode()
    assert "Kabar Dinkes" in content
    assert "Kabar OPD Lain" not in content


@pytest.mark.parametrize("address", ["/opd/tidak-ada/", "/opd/tidak-ada/berita/", "/opd/tidak-ada/feed/"])
def test_an_unknown_opd_is_not_found(visitor, address):
    assert visitor.get(address).status_code == 404


def chain(*slugs: str) -> list[OPD]:
    """Closed OPDs, each succeeded by the next; the last one is open."""
    made = [OPDFactory(slug=slug, name=f"Dinas {slug}") for slug in slugs]
    for old, new in pairwise(made):
        OPD.objects.filter(pk=old.pk).update(active=False, successor=new)
    return made


def test_a_closed_opd_leads_to_its_last_successor(visitor, django_assert_max_num_queries):
    chain("bappeda", "baperida", "bapperida")
    for slug in ("bappeda", "baperida"):
        with django_assert_max_num_queries(3):
            response = visitor.get(f"/opd/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/opd/bapperida/")


def test_a_circle_of_successors_ends_in_a_plain_page(visitor):
    first, _, last = chain("satu", "dua", "tiga")
    OPD.objects.filter(pk=last.pk).update(active=False, successor=first)
    OPDFactory(slug="nol", name="Dinas nol", active=False, successor=first)
    for slug in ("satu", "dua", "tiga", "nol"):
        response = visitor.get(f"/opd/{slug}/")
        assert response.status_code == 200
        assert f"Dinas {slug} sudah tidak aktif" in response.content.decode()


def test_a_closed_opd_without_successor_says_so(visitor):
    OPDFactory(slug="lama", name="Dinas Lama", active=False)
    content = visitor.get("/opd/lama/").content.decode()
    assert "Dinas Lama sudah tidak aktif. Beritanya tetap dapat dibaca." in content


def test_the_news_of_a_closed_opd_keeps_its_addresses(visitor):
    old, new = chain("bappeda", "bapperida")
    item = PublicationFactory(title="Kabar Lama", article__opd=old)
    content = visitor.get("/opd/bappeda/berita/").content.decode()
    assert "Kabar Lama" in content
    assert f'<a href="/opd/{new.slug}/">Dinas bapperida</a>' in content
    assert visitor.get(f"/berita/{item.pk}/{item.slug}/").status_code == 200
    assert "Kabar Lama" in visitor.get("/opd/bappeda/feed/").content.decode()


def test_an_open_opd_has_no_such_line(visitor, dinkes):
    for address in ("/opd/dinkes/", "/opd/dinkes/berita/"):
        assert "sudah tidak aktif" not in visitor.get(address).content.decode()
