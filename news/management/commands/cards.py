"""`manage.py cards`: draw the pictures for sharing that are missing or stale here and now, without the background worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from news import cards, refreshing


class Command(BaseCommand):
    help = "Membuat gambar untuk dibagikan (judul, OPD, tanggal) yang belum ada atau yang sudah tidak cocok lagi."

    def handle(self, *args: Any, **options: Any) -> None:
        made = cards.make_all(refreshing.refresh_card, self._tell)
        self.stdout.write(f"Selesai: {made} gambar untuk dibagikan diperbarui.")

    def _tell(self, done: int, of: int) -> None:
        if done % 50 == 0 or done == of:
            self.stdout.write(f"Gambar {done} dari {of}")
            self.stdout.flush()
