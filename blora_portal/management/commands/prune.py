"""`manage.py prune`: apply what docs/privacy.md says of how long things are kept. Safe to run daily, twice, and at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import pruning as people
from blora_portal.models import BrowserReport
from news import pruning as newsroom
from opd import pruning as agencies

BATCH = 500  # rows in one transaction: short enough that nobody at the desk waits for it
LOCK = 0x626C6F7261  # "blora"; any number that no other command of this database uses
REPORTS_KEPT = timedelta(days=90)
TASKS_KEPT = timedelta(days=14)


def forget_reports(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove kinds of browser reports that were last seen 90 days ago, at most that many at once; how many."""
    old = BrowserReport.objects.filter(last_at__lt=now - REPORTS_KEPT)
    if dry_run:
        return old.count()
    return BrowserReport.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()[0]


def forget_tasks(now: datetime, *, most: int, dry_run: bool = False) -> int:
    """Remove background tasks that came to their end 14 days ago, well or badly, at most that many at once; how many."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_KEPT)
    if dry_run:
        return old.count()
    return DBTaskResult.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()[0]


Job = Callable[..., int]
JOBS: list[tuple[str, Job]] = [
    ("Draf di keranjang lebih dari 30 hari", newsroom.empty_bin),
    ("Versi naskah yang tidak pernah terbit, di luar 50 terbaru tiap berita", newsroom.forget_versions),
    ("Siapa membuka naskah lebih dari sehari yang lalu", newsroom.forget_presence),
    ("Kata yang dicari tanpa hasil lebih dari 13 bulan yang lalu", newsroom.forget_misses),
    ("Riwayat masuk lebih dari 12 bulan", people.forget_sign_ins),
    ("Jejak audit lebih dari 5 tahun", people.forget_audit),
    ("Sesi yang sudah berakhir", people.forget_sessions),
    ("Nama dan e-mail di undangan yang berakhir lebih dari 12 bulan lalu", agencies.forget_invited),
    ("Laporan peramban yang tidak muncul lagi selama 90 hari", forget_reports),
    ("Tugas latar belakang yang berakhir lebih dari 14 hari lalu", forget_tasks),
]


class Command(BaseCommand):
    help = "Removes what is past its time (docs/privacy.md). --dry-run removes nothing and says how much there is."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="remove nothing, say how much would go")

    def handle(self, *args, dry_run: bool, **options) -> None:
        with only_one() as alone:
            if not alone:
                self.stdout.write("Pembersihan lain sedang berjalan. Tidak ada yang dilakukan di sini.")
                return
            failed = [what for what, job in JOBS if not self._done(what, job, dry_run)]
        if failed:
            raise CommandError(f"Belum selesai: {'; '.join(failed)}. Yang lain sudah. Jalankan lagi nanti.")

    def _done(self, what: str, job: Job, dry_run: bool) -> bool:
        """Whether this job came to its end: one that fails does not keep the others from being done."""
        now = timezone.now()
        try:
            gone = job(now, most=BATCH, dry_run=True) if dry_run else _all_batches(job, now)
        except Exception as error:
            self.stderr.write(f"{what}: gagal ({type(error).__name__}: {error})")
            return False
        self.stdout.write(f"{what}: {gone} {'akan dihapus' if dry_run else 'dihapus'}.")
        return True


def _all_batches(job: Job, now: datetime) -> int:
    total = 0
    while True:
        with transaction.atomic():
            gone = job(now, most=BATCH)
        total += gone
        if not gone:
            return total


@contextmanager
def only_one() -> Iterator[bool]:
    """Whether we are the only one at work. On SQLite every batch is alone anyway: its transactions are IMMEDIATE."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone()
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
