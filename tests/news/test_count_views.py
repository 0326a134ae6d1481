"""`manage.py count_views LOG`: readers from a proxy's log, each line once, whatever the log holds and is called."""

from __future__ import annotations

import gzip
import io
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from news import access_log, counting
from news.management.commands import count_views
from news.models import Counted, ReaderCount
from tests.factories import PublicationFactory

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)
DAY = date(2026, 11, 24)


def line(
    address="/", *, moment="24/Nov/2026:10:00:00 +0700", status=200, agent=PHONE, method="GET", who="203.0.113.9"
) -> str:
    return f'{who} - - [{moment}] "{method} {address} HTTP/1.1" {status} 5123 "https://www.google.com/" "{agent}"\n'


@pytest.fixture
def news(db) -> SimpleNamespace:
    first, second = PublicationFactory(), PublicationFactory()
    return SimpleNamespace(
        first=first.pk, second=second.pk, url=f"/berita/{first.pk}/posyandu/", other=f"/berita/{second.pk}/x/"
    )


@pytest.fixture
def log(tmp_path):
    return tmp_path / "access.log"


def count(*paths, **options) -> list[str]:
    said = io.StringIO()
    call_command("count_views", *map(str, paths), stdout=said, **options)
    return said.getvalue().splitlines()


def read() -> dict:
    return {(row.publication_id, row.day): row.views for row in ReaderCount.objects.all()}


def test_the_same_rule_as_in_the_portal(news, log):
    log.write_text(
        line(news.url)
        + line(news.url, status=304)
        + line(f"{news.url}?utm_source=wa")
        + line(news.other)
        + line(news.url, agent="Googlebot/2.1")
        + line(news.url, agent="-")
        + line(news.url, method="HEAD")
        + line(news.url, status=301)
        + line("/")
        + line("/berita/999999/x/")
    )
    assert count(log) == [f"{log}: 10 baris baru, 4 kali dibaca, 0 baris tidak dikenali."]
    assert read() == {(news.first, DAY): 3, (news.second, DAY): 1}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("24/Nov/2026:23:59:59 +0700", date(2026, 11, 24)),
        ("25/Nov/2026:00:00:00 +0700", date(2026, 11, 25)),
        ("24/Nov/2026:16:59:59 +0000", date(2026, 11, 24)),
        ("24/Nov/2026:17:00:00 +0000", date(2026, 11, 25)),
        ("25/Nov/2026:01:30:00 +0900", date(2026, 11, 24)),
        ("31/Dec/2026:12:00:00 -0500", date(2027, 1, 1)),
        ("01/May/2026:08:00:00 +0700", date(2026, 5, 1)),
    ],
)
def test_the_day_is_the_day_in_blora(moment, day, news, log):
    log.write_text(line(news.url, moment=moment))
    count(log)
    assert read() == {(news.first, day): 1}


def test_twice_counts_once(news, log):
    log.write_text(line(news.url) * 3)
    count(log)
    assert count(log) == [f"{log}: 0 baris baru, 0 kali dibaca, 0 baris tidak dikenali."]
    assert read() == {(news.first, DAY): 3}


def test_what_was_written_since_is_counted_and_a_line_without_its_end_waits_for_it(news, log):
    log.write_text(line(news.url) + line(news.url)[:-40])
    count(log)
    assert read() == {(news.first, DAY): 1}
    log.write_text(line(news.url) * 2 + line(news.other))
    count(log)
    assert read() == {(news.first, DAY): 2, (news.second, DAY): 1}


def test_a_log_that_was_renamed_and_packed_is_the_same_log(news, log, tmp_path):
    log.write_text(line(news.url) * 2)
    count(log)
    whole = line(news.url) * 2 + line(news.other)
    (tmp_path / "access.log.1").write_text(whole)
    count(tmp_path / "access.log.1")
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(whole.encode()))
    (tmp_path / "packed-under-another-name").write_bytes(gzip.compress(whole.encode()))
    count(tmp_path / "access.log.2.gz", tmp_path / "packed-under-another-name")
    assert read() == {(news.first, DAY): 2, (news.second, DAY): 1}


def test_the_next_log_under_the_same_name_is_another_one(news, log):
    for second in range(3):
        log.write_text(line(news.url, moment=f"24/Nov/2026:10:00:0{second} +0700"))
        count(log)
    assert read() == {(news.first, DAY): 3}


def test_logs_of_two_servers_that_begin_alike_are_told_apart_by_name(news, log):
    log.write_text(line(news.url))
    count(log, server="web1")
    count(log, server="web2")
    count(log, server="web2")
    assert read() == {(news.first, DAY): 2}


def test_standard_input(news, monkeypatch):
    whole = (line(news.url) * 2).encode()
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(whole))))
        count("-")
    assert read() == {(news.first, DAY): 2}


def test_a_long_log_is_counted_in_parts(news, log, monkeypatch):
    monkeypatch.setattr(count_views, "PART", 4)
    log.write_text("".join(line(news.url if n % 2 else news.other) for n in range(11)))
    assert count(log) == [f"{log}: 11 baris baru, 11 kali dibaca, 0 baris tidak dikenali."]
    assert read() == {(news.first, DAY): 5, (news.second, DAY): 6}


def test_killed_between_two_parts_it_goes_on_where_it_was(news, log, monkeypatch):
    monkeypatch.setattr(count_views, "PART", 4)
    log.write_text(line(news.url) * 10)
    add, times = counting.add_from_log, []

    def dies(*part):
        times.append(part)
        if len(times) == 2:
            raise KeyboardInterrupt
        return add(*part)

    with monkeypatch.context() as dying:
        dying.setattr(counting, "add_from_log", dies)
        with pytest.raises(KeyboardInterrupt):
            count(log)
    assert read() == {(news.first, DAY): 4}
    count(log)
    assert read() == {(news.first, DAY): 10}


def test_somebody_who_counts_the_same_log_meanwhile_does_not_make_it_double(news, log, monkeypatch):
    log.write_text(line(news.url) * 3)
    parts = access_log.parts

    def late(*given):
        monkeypatch.setattr(access_log, "parts", parts)
        count(log)
        return parts(*given)

    monkeypatch.setattr(access_log, "parts", late)
    with pytest.raises(CommandError, match="sedang dihitung oleh perintah lain"):
        count(log)
    assert read() == {(news.first, DAY): 3}


STRANGE = [
    "",
    "x",
    "\x00\x01\x02",
    '203.0.113.9 - - [24/Nov/2026:10:00:00 +0700] "GET /berita/1/x/ HTTP/1.1" 200 5 "-" "Mozilla',
    '203.0.113.9 - - [24/Nov/2026:10:00:00 +0700] "GET /berita/1/x/" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.9 - - [24/Nov/2026:10:00:00 +0700] "\\x16\\x03\\x01" 400 5 "-" "-"',
    '203.0.113.9 - - [31/Feb/2026:10:00:00 +0700] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.9 - - [24/Foo/2026:10:00:00 +0700] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.9 - - [31/Dec/9999:23:00:00 -2300] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.9 - - [24/Nov/2026:10:00:00 +9999] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.9 - - [24/Nov/2026:10:00:00 +0700] "GET / HTTP/1.1" ２００ 5 "-" "Mozilla/5.0"',
    "x" * 1_000_000,
    '"' * 10_000,
    "\\" * 10_000 + '"',
    '203.0.113.9 - - [24/Nov/2026:10:00:00 +0700] "GET ' + "/berita/1" * 3000 + ' HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
]


def test_hostile_lines_are_said_to_be_unknown_and_the_others_are_counted(news, log):
    huge = line(f"/berita/{'9' * 30}/x/") + line(f"/berita/{news.first}/{'a' * 5000}/")
    log.write_bytes(
        b"".join(f"{strange}\n".encode() + line(news.url).encode() for strange in STRANGE)
        + b"\xff\xfe\xc3\x28\n"
        + huge.encode()
        + line(news.url, agent='Mozilla/5.0 \\x22kutip\\x22 \\"lagi\\" Safari').encode()
    )
    total = 2 * len(STRANGE) + 4
    assert count(log) == [
        f"{log}: {total} baris baru, {len(STRANGE) + 2} kali dibaca, {len(STRANGE) + 1} baris tidak dikenali."
    ]
    assert read() == {(news.first, DAY): len(STRANGE) + 2}


def test_a_log_without_a_good_line_is_remembered_nowhere(db, log):
    log.write_text("bukan log\n" * 3)
    assert count(log) == [f"{log}: 3 baris baru, 0 kali dibaca, 3 baris tidak dikenali."]
    assert not Counted.objects.exists()
    log.write_text("")
    assert count(log) == [f"{log}: 0 baris baru, 0 kali dibaca, 0 baris tidak dikenali."]


def test_strange_lines_at_the_beginning_do_not_hide_which_log_it_is(news, log):
    log.write_text("rusak\n" + line(news.url) * 2)
    count(log)
    count(log)
    assert read() == {(news.first, DAY): 2}


def test_no_visitors_address_is_kept(news, log):
    log.write_text(line(news.url, who="203.0.113.9"))
    count(log)
    log.write_text(line(news.url, who="198.51.100.7"))
    count(log)  # the same but for the address: for the portal it is the same line
    assert Counted.objects.count() == 1
    assert read() == {(news.first, DAY): 1}


def test_a_cut_off_packed_log_and_a_missing_one_are_said_in_words(news, log, tmp_path):
    log.write_bytes(gzip.compress((line(news.url) * 500).encode())[:-20])
    with pytest.raises(CommandError, match="tidak dapat dibaca sampai akhir"):
        count(log)
    with pytest.raises(CommandError, match="tidak dapat dibaca sampai akhir"):
        count(tmp_path / "tidak-ada.log")
    with pytest.raises(CommandError, match="paling panjang 40"):
        count(log, server="x" * 41)
