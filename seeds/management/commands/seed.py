"""`manage.py seed`: the OPDs, rubrics, units, holidays and office hours; in a demo also people and news. Safe to run twice."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from seeds import agencies, calendar, demo


class Command(BaseCommand):
    help = "Loads what a new portal starts with. Without DEMO: OPDs, rubrics, units, holidays and office hours only."

    def handle(self, *args, **options) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # sample news is told to nobody
        made = agencies.load() + calendar.load()
        if settings.DEMO:
            made += demo.load(tell=self._progress)
        self.stdout.write(f"Data awal: {made} hal baru dimuat." if made else "Data awal sudah lengkap.")

    def _progress(self, done: int, of: int) -> None:
        if done % 10 == 0 or done == of:
            self.stdout.write(f"  berita contoh {done} dari {of}")
            self.stdout.flush()
