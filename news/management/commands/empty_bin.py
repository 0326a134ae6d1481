"""`manage.py empty_bin`: remove for good the drafts that have been in the bin for 30 days. Safe to run daily."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from news import services

KEPT = timedelta(days=30)


class Command(BaseCommand):
    help = "Removes for good the drafts that have been in the bin for 30 days."

    def handle(self, *args, **options) -> None:
        gone = services.empty_bin(before=timezone.now() - KEPT)
        self.stdout.write(f"{gone} draf dihapus dari keranjang.")
