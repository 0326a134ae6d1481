"""`manage.py renditions`: make the sizes of the library's pictures here and now, without the background worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from news import refreshing, renditions
from news.models import MediaAsset


class Command(BaseCommand):
    help = "Membuat ukuran foto pustaka media di sini dan sekarang."

    def add_arguments(self, parser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--missing", action="store_true", help="hanya yang belum ada")
        which.add_argument("--all", action="store_true", help="semuanya lagi, misalnya setelah resepnya berubah")

    def handle(self, *args: Any, **options: Any) -> None:
        made = renditions.make_all(refreshing.refresh_pictures, self._tell, again=options["all"])
        self.stdout.write(f"Selesai: ukuran {made} foto sudah siap.")
        if left := MediaAsset.objects.unfinished().count():
            raise CommandError(
                f"{left} foto belum selesai. Lihat sebabnya di log, lalu jalankan lagi: manage.py renditions --missing"
            )

    def _tell(self, done: int, of: int) -> None:
        if done % 10 == 0 or done == of:
            self.stdout.write(f"Foto {done} dari {of}")
            self.stdout.flush()
