"""`manage.py serve`: bring everything up to date and serve the portal, with its worker; what `make run` calls."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.pages import DEMO_PASSWORD, DEMO_PEOPLE
from blora_portal.environment import ROOT


class Command(BaseCommand):
    help = "Migrates, loads the seeds once, collects the static files when they changed, and serves with gunicorn and one worker."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        os.chdir(ROOT)
        call_command("migrate", verbosity=0, skip_checks=True)
        call_command("seed")
        self._collect_static()
        self._greet()
        sys.stdout.flush()
        self._start_worker()
        gunicorn = Path(sys.executable).with_name("gunicorn")
        os.execv(gunicorn, [str(gunicorn), "--config", "deploy/gunicorn.conf.py"])  # noqa: S606

    def _collect_static(self) -> None:
        stamp, now = Path(settings.STATIC_ROOT) / ".stamp", _static_stamp()
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("Menyiapkan tampilan …")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(now)

    def _start_worker(self) -> None:
        """A child of ours, and so of gunicorn, which takes our place: it ends when that does."""
        command = [sys.executable, "manage.py", "worker", "--parent", str(os.getpid())]
        subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603

    def _greet(self) -> None:
        address = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
        lines = ["", f"Portal         {address}/", f"Meja Redaksi   {address}/admin/"]
        if settings.DEMO:
            lines += ["", f"Akun demo (kata sandi: {DEMO_PASSWORD})"]
            lines += [f"  {username:<16} {what}" for username, what in DEMO_PEOPLE]
        self.stdout.write("\n".join([*lines, "", "Ctrl+C menghentikan portal.", ""]))


def _static_stamp() -> str:
    """Changes when a file under static/ or the locked set of libraries does."""
    parts = [(ROOT / "requirements" / "run.txt").read_text()]
    for path in sorted((ROOT / "static").rglob("*")):
        parts.append(f"{path.relative_to(ROOT)} {path.stat().st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
