"""/rubrik/<slug>/"""

from tests.factories import PublicationFactory, RubricFactory


def test_only_this_rubrics_news(visitor):
    health = RubricFactory(name="Kesehatan", slug="kesehatan", description="Kabar puskesmas.")
    PublicationFactory(title="Imunisasi Susulan", article__rubric=health)
    PublicationFactory(title="Pupuk Datang")
    PublicationFactory(title="Masih Dijadwalkan", article__rubric=health, ahead=True)
    PublicationFactory(title="Sudah Ditarik", article__rubric=health, withdrawn=True)
    content = visitor.get("/rubrik/kesehatan/").content.decode()
    assert "<h1>Kesehatan</h1>" in content
    assert "Kabar puskesmas." in content
    assert "Imunisasi Susulan" in content
    for other in ("Pupuk Datang", "Masih Dijadwalkan", "Sudah Ditarik"):
        assert other not in content


def test_an_empty_rubric_says_so(visitor):
    RubricFactory(slug="pertanian")
    assert "Belum ada berita di rubrik ini." in visitor.get("/rubrik/pertanian/").content.decode()


def test_an_unknown_rubric_is_not_found(visitor):
    assert visitor.get("/rubrik/tidak-ada/").status_code == 404


def test_pages_and_queries(visitor, django_assert_num_queries):
    rubric = RubricFactory(slug="kesehatan")
    items = PublicationFactory.create_batch(25, article__rubric=rubric)
    with django_assert_num_queries(2):
        content = visitor.get("/rubrik/kesehatan/").content.decode()
    assert content.count('class="card"') == 20
    with django_assert_num_queries(3):
        content = visitor.get(f"/rubrik/kesehatan/?sebelum={items[10].pk}").content.decode()
    assert 'rel="prev"' in content
