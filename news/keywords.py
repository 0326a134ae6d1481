"""Which words tell what a publication is about: the stems of it that are kept, for finding what shares them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from django.db import transaction

from news import html, roots
from news.models.keyword import Keyword
from news.models.publication import Publication

MOST = 40  # stems that are kept of one publication
LONGEST = 40  # letters of one: what the column takes
WORD = re.compile(r"[^\W\d_][^\W_]{2,}")
# What stands in every text and tells nothing of it. Rarity finds out as well; but each would take one of the forty places.
EMPTY_WORDS = """
    ada adalah agar akan akhir antara apa apabila atas atau awal bagi bagian bahkan bahwa baik banyak baru bawah beberapa
    begitu belum beri beserta biasa bila bisa boleh bukan bulan cara cukup dalam dan dapat dari daripada demikian dengan
    depan dini diri dua guna hal hanya hari harus hendak hingga ialah ikut ini itu jadi jam jangan jelas jika juga kali kalau
    kami kapan karena kata ketika kini kita lagi lain lalu laku lama lebih lewat luar mana masih masing mau melalui mereka
    merupakan minggu mulai namun nanti oleh orang pada pagi paling para per perlu pernah pihak pukul pun saat saja salah sama
    sambil sampai sana sangat satu saya sebab sebagai sebelum sebuah secara sedang sehingga sejak sekali sekitar selain
    selalu selama semua sendiri seperti serta sesuai setelah setiap siang sini suatu sudah supaya tahun tanpa tapi telah
    tempat tentang tersebut tetap tetapi tiap tidak tiga tuju tutur ujar ungkap untuk waktu wib yaitu yakni yang blora
    kabupaten senin selasa rabu kamis jumat sabtu januari februari maret april mei juni juli agustus september oktober
    november desember
"""
EMPTY = frozenset(EMPTY_WORDS.split())


def of(publication: Publication) -> list[str]:
    """At most MOST stems, the most telling first: the title's, the summary's, then those that the text says more than once."""
    body = Counter(_stems(html.plain(publication.body)))
    often = [word for word, number in body.most_common() if number > 1]
    return list(dict.fromkeys([*_stems(publication.title), *_stems(publication.summary), *often]))[:MOST]


@transaction.atomic
def keep(publication: Publication) -> None:
    """After it was put out: its stems, and none of an older text."""
    words, rows = of(publication), Keyword.objects.filter(publication=publication.pk)
    rows.exclude(word__in=words).delete()
    made = [Keyword(publication_id=publication.pk, word=word) for word in words]
    Keyword.objects.bulk_create(made, ignore_conflicts=True)


def keep_all(tell: Callable[[int, int], None], *, again: bool = False) -> int:
    """The stems of every publication that has none yet (`again`: of every one); how many publications those were."""
    rows = Publication.objects.order_by("pk")
    if not again:
        rows = rows.exclude(pk__in=Keyword.objects.values("publication"))
    ids = list(rows.values_list("pk", flat=True))
    for done, pk in enumerate(ids, start=1):
        _keep_one(pk)
        tell(done, len(ids))
    return len(ids)


@transaction.atomic
def _keep_one(pk: int) -> None:
    """Held meanwhile, so that a text that goes out now has its own stems in the end."""
    for publication in Publication.objects.select_for_update().filter(pk=pk):
        keep(publication)


def _stems(text: str) -> list[str]:
    words = (word.casefold() for word in WORD.findall(unicodedata.normalize("NFKC", text)))
    stems = (roots.root(word)[:LONGEST] for word in words if word not in EMPTY)
    return [word for word in stems if len(word) > 2 and word not in EMPTY]
