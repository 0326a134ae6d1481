"""news/keywords.py: which stems are kept of what is put out."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from news import keywords, services
from news.models import Keyword, Publication
from news.workflow import Live, State
from tests.factories import PublicationFactory
from tests.news.stage import put


def kept(pk: int) -> set[str]:
    return set(Keyword.objects.filter(publication=pk).values_list("word", flat=True))


@pytest.mark.parametrize(
    ("title", "stems"),
    [
        ("Pembangunan Jembatan di Kedungtuban", ["bangun", "jembatan", "kedungtuban"]),
        ("PMI dan APTRI", ["pmi", "aptri"]),
        ("Ibu-ibu PKK, ibu PKK", ["ibu", "pkk"]),
        ("Pada hari Selasa, 16 Mei 2024 pukul 08.00 WIB", []),
        ("Jum’at Berkah 2 OPD", ["jum", "berkah", "opd"]),
        ("Café مدرسة", ["café", "مدرسة"]),
        ("Kabupaten Blora", []),
        ("x" * 60, ["x" * 40]),
        ("", []),
    ],
)
def test_the_stems_of_a_title(title, stems):
    found = keywords.of(Publication(title=title, summary="", body=""))
    assert found == stems


def test_a_form_of_a_word_is_that_word():
    one, other = (Publication(title=title, summary="", body="") for title in ("Membangun embung", "Embung dibangun"))
    assert set(keywords.of(one)) == set(keywords.of(other)) == {"bangun", "embung"}


def test_the_title_comes_first_and_there_are_no_more_than_forty():
    words = " ".join(f"kata{chr(97 + n // 26)}{chr(97 + n % 26)}x" for n in range(90))
    found = keywords.of(
        Publication(title="Embung", summary="Waduk Tempuran", body=f"<p>{words} {words} sumur sumur sumur once</p>")
    )
    assert found[:4] == ["embung", "waduk", "tempur", "sumur"]
    assert len(found) == keywords.MOST
    assert "once" not in keywords.of(Publication(title="", summary="", body="<p>once</p>"))  # said once, in passing


def test_marks_of_the_body_are_no_words():
    page = Publication(
        title="", summary="", body='<p class="x"><strong>Embung</strong> embung</p><figure data-media="7"></figure>'
    )
    assert keywords.of(page) == ["embung"]


# --- Put out ----------------------------------------------------------------------------------------------------------
def test_what_is_published_has_its_stems_and_a_revision_only_its_own(cast):
    article = put(cast, State.IN_REVIEW, Live.NONE)
    article = services.save_text(article, by=cast.editor2, seen=1, title="Embung Tempuran Dikeruk")
    services.publish(article, by=cast.editor, seen=article.version)
    assert {"embung", "tempur", "keruk"} <= kept(article.pk)
    article = services.correct(article, by=cast.editor2)
    article = services.save_text(article, by=cast.editor2, seen=article.version, title="Embung Tempuran Diisi")
    assert "keruk" in kept(article.pk)  # readers have the old text still
    services.publish(article, by=cast.editor, seen=article.version)
    assert "isi" in kept(article.pk)
    assert "keruk" not in kept(article.pk)


def test_what_is_unscheduled_leaves_none(cast):
    article = put(cast, State.PUBLISHED, Live.AHEAD)
    keywords.keep(Publication.objects.get(pk=article.pk))
    assert kept(article.pk)
    services.unschedule(article, by=cast.editor)
    assert not kept(article.pk)


# --- Older ones -------------------------------------------------------------------------------------------------------
def command(how: str) -> str:
    said = StringIO()
    call_command("keywords", how, stdout=said)
    return said.getvalue()


def test_the_command_does_what_is_missing_and_says_how_many(db):
    first, second = (PublicationFactory(title=title) for title in ("Embung", "Waduk"))
    Keyword.objects.create(publication=first, word="lama")
    assert "kata kunci 1 terbitan" in command("--missing")
    assert kept(first.pk) == {"lama"}
    assert "waduk" in kept(second.pk)
    assert "kata kunci 0 terbitan" in command("--missing")


def test_the_command_does_all_again(db):
    first = PublicationFactory(title="Embung")
    Keyword.objects.create(publication=first, word="lama")
    assert "kata kunci 1 terbitan" in command("--all")
    assert "embung" in kept(first.pk)
    assert "lama" not in kept(first.pk)
