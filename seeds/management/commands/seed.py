"""`manage.py seed`: the OPDs, rubrics, units, holidays and office hours; in a demo also people and news. Safe to run twice."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from news import cards, refreshing, renditions
from opd import freshness
from seeds import agencies, calendar, demo, sites


class Command(BaseCommand):
    help = "Loads what a new portal starts with. Without DEMO: OPDs, rubrics, units, holidays and office hours only."

    def handle(self, *args, **options) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # sample news is told to nobody
        made = agencies.load() + calendar.load() + sites.platforms()
        if settings.DEMO:
            made += demo.load(tell=self._progress) + sites.demo()
            # Here and now: the portal opens with light pictures, not a minute after it.
            renditions.make_all(refreshing.refresh_pictures, self._sizes)
            cards.make_all(refreshing.refresh_card, self._cards)
        freshness.touch_portal()
        self.stdout.write(f"Data awal: {made} hal baru dimuat." if made else "Data awal sudah lengkap.")

    def _progress(self, done: int, of: int) -> None:
        self._told("berita contoh", done, of)

    def _sizes(self, done: int, of: int) -> None:
        self._told("ukuran gambar", done, of)

    def _cards(self, done: int, of: int) -> None:
        self._told("gambar untuk dibagikan", done, of)

    def _told(self, what: str, done: int, of: int) -> None:
        if done % 10 == 0 or done == of:
            self.stdout.write(f"  {what} {done} dari {of}")
            self.stdout.flush()
