"""`manage.py count_views LOG…`: count readers from the access log of a proxy that keeps pages. Twice counts once."""

from __future__ import annotations

import sys
import zlib
from contextlib import contextmanager
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError

from news import access_log, counting

PART = 100_000  # lines counted in one transaction
LONGEST_NAME = 40


class Command(BaseCommand):
    help = (
        "Counts readers from an access log in the format 'combined', plain or packed with gzip; - is standard input. "
        "How far a log has been counted is remembered by its first line, so a log that grew, was renamed or packed is "
        "counted from there on. With COUNT_VIEWS=log the portal does not count by itself."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("logs", nargs="+", metavar="LOG", help="the oldest first; - is standard input")
        parser.add_argument("--server", default="", help="tells apart logs of several servers that begin alike")

    def handle(self, *args, logs: list[str], server: str, **options) -> None:
        if len(server) > LONGEST_NAME:
            raise CommandError(f"--server paling panjang {LONGEST_NAME} karakter.")
        for path in logs:
            try:
                with _file(path) as file:
                    self._count(path, access_log.opened(file), server)
            except (OSError, EOFError, zlib.error) as error:
                raise CommandError(
                    f"{path}: tidak dapat dibaca sampai akhir ({error}). Yang sudah terbaca sudah dihitung; "
                    "periksa berkasnya, lalu jalankan lagi."
                ) from error
            except counting.Overtaken:
                raise CommandError(
                    f"{path}: sedang dihitung oleh perintah lain. Tunggu sampai selesai, lalu jalankan lagi."
                ) from None

    def _count(self, path: str, log: BinaryIO, server: str) -> None:
        first, head = access_log.head(log)
        name = f"{server}:{first}"
        start = counting.counted_upto(name) if first else 0
        if start:
            access_log.skip(log, start - head.upto)
            head = access_log.Found(upto=start)
        lines = strange = views = 0
        for part in access_log.parts(log, head, PART):
            views += counting.add_from_log(name, start, part.upto, part.views) if first else 0
            start, lines, strange = part.upto, lines + part.lines, strange + part.strange
        self.stdout.write(f"{path}: {lines} baris baru, {views} kali dibaca, {strange} baris tidak dikenali.")


@contextmanager
def _file(path: str):
    if path == "-":
        yield sys.stdin.buffer
    else:
        with open(path, "rb") as file:
            yield file
