"""Fifty pictures for a worker: `python -m tests.worker.fifty ask|left|check`, in the environment of that worker."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from news import renditions, strays  # noqa: E402
from news.models import MediaAsset  # noqa: E402
from tests.factories import OPDFactory, UserFactory  # noqa: E402
from tests.news.library_files import asset, is_whole, listed, on_storage  # noqa: E402

MANY = 50


def ask() -> None:
    """An empty database and storage, then fifty uploads."""
    call_command("migrate", verbosity=0)
    opd, by = OPDFactory(), UserFactory()
    for number in range(MANY):
        with transaction.atomic():
            renditions.ask_for(asset(330 + number, 250, opd=opd, created_by=by))


def left() -> None:
    print(MediaAsset.objects.unfinished().count())


def check() -> None:
    """Every picture has every size once; what a kill has half written is swept, and nothing else is there."""
    folder, rows = Path(settings.MEDIA_ROOT), list(MediaAsset.objects.all())
    assert len(rows) == MANY
    for row in rows:
        is_whole(row, folder)
    known = set().union(*(listed(row) for row in rows))
    more = on_storage(folder) - known
    assert all(name.endswith(".part") for name in more), more
    for name in more:
        os.utime(folder / name, (0, 0))
    assert strays.sweep() == len(more)
    assert on_storage(folder) == known
    print(len(more))


if __name__ == "__main__":
    {"ask": ask, "left": left, "check": check}[sys.argv[1]]()
