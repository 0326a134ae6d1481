"""`manage.py keywords`: keep the stems of what was put out before they were kept, or after the rules for them changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from news import keywords


class Command(BaseCommand):
    help = "Mencatat kata-kata kunci terbitan, untuk menemukan berita terkait."

    def add_arguments(self, parser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--missing", action="store_true", help="hanya terbitan yang belum punya")
        which.add_argument("--all", action="store_true", help="semuanya lagi, misalnya setelah aturannya berubah")

    def handle(self, *args: Any, **options: Any) -> None:
        made = keywords.keep_all(self._tell, again=options["all"])
        self.stdout.write(f"Selesai: kata kunci {made} terbitan sudah dicatat.")

    def _tell(self, done: int, of: int) -> None:
        if done % 500 == 0 or done == of:
            self.stdout.write(f"Terbitan {done} dari {of}")
            self.stdout.flush()
