"""What a proxy's access log says of readers: its lines, in the format that Apache and nginx call `combined`."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, NamedTuple

from news.moments import JAKARTA
from news.reading import article_read

LONGEST_LINE = 16 * 1024  # bytes; nginx takes requests of 8 KB
GZIP = b"\x1f\x8b"
CHUNK = 1024 * 1024
LINE = re.compile(
    r'\S{1,100} [^\[\]"]{1,300} \[(?P<moment>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\]'
    r' "(?P<method>[A-Z]{1,10}) (?P<address>\S{1,9000}) HTTP/\d(?:\.\d)?" (?P<status>\d{3}) (?:\d{1,18}|-)'
    r' "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)"(?: .*)?'
)
MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]  # as servers write them in every language


class Entry(NamedTuple):
    """One request: on which day in Blora, and which article a person read with it, if one did."""

    day: date
    article: int | None


@dataclass
class Found:
    """What a part of a log holds, up to and without byte `upto`."""

    upto: int = 0
    lines: int = 0
    strange: int = 0  # lines that are none of this format
    views: Counter[tuple[int, date]] = field(default_factory=Counter)

    def take(self, length: int, line: str | None) -> bool:
        """Whether it was a good line."""
        self.upto, self.lines = self.upto + length, self.lines + 1
        read = entry(line) if line is not None else None
        if read is None:
            self.strange += 1
        elif read.article is not None:
            self.views[read.article, read.day] += 1
        return read is not None


def opened(file: io.BufferedReader) -> BinaryIO:
    """The log, unpacked where it is packed: what it is called says nothing."""
    return gzip.GzipFile(fileobj=file) if file.peek(2).startswith(GZIP) else file  # type: ignore[return-value]


def entry(line: str) -> Entry | None:
    """None when it is no line of such a log."""
    found = LINE.fullmatch(line)
    if found is None:
        return None
    try:
        day = _moment(found["moment"]).astimezone(JAKARTA).date()
    except (ValueError, OverflowError):  # the 31st of February
        return None
    return Entry(day, article_read(found["method"], found["address"], int(found["status"]), found["agent"]))


def _moment(written: str) -> datetime:
    """`24/Nov/2026:17:00:00 +0000`; not by strptime, which reads the months of the server's language."""
    day, month, rest = written.split("/")
    number = MONTHS.index(month) + 1
    return datetime.strptime(f"{day}/{number:02}/{rest}", "%d/%m/%Y:%H:%M:%S %z")


def lines(log: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """The length of each line in bytes, and the line; None when it is too long. One that has no end yet is left out."""
    while piece := log.readline(LONGEST_LINE):
        length, whole = len(piece), piece.endswith(b"\n")
        if not whole:
            length += (rest := _to_the_end(log))
            if not rest:
                return
        yield length, piece.decode("latin-1").rstrip("\r\n") if whole else None


def _to_the_end(log: BinaryIO) -> int:
    """How many bytes were left of a line; 0 when its end has not been written yet."""
    length = 0
    while piece := log.readline(LONGEST_LINE):
        length += len(piece)
        if piece.endswith(b"\n"):
            return length
    return 0


def head(log: BinaryIO) -> tuple[str, Found]:
    """What tells this log from others, whatever it is called now: its first good line; and all up to the end of that line.

    The name is a digest of the line without the visitor's address, of which nothing is kept; empty without a good line.
    """
    found = Found()
    for length, line in lines(log):
        if found.take(length, line):
            return hashlib.sha256((line or "").partition(" ")[2].encode()).hexdigest(), found
    return "", found


def skip(log: BinaryIO, length: int) -> None:
    while length > 0 and (piece := log.read(min(length, CHUNK))):
        length -= len(piece)


def parts(log: BinaryIO, found: Found, size: int) -> Iterator[Found]:
    """What was found already and what comes next in `log`, in parts of that many lines."""
    for length, line in lines(log):
        found.take(length, line)
        if found.lines >= size:
            yield found
            found = Found(upto=found.upto)
    if found.lines:
        yield found
