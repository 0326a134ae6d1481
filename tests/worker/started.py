"""`python -m tests.worker.started`: `manage.py worker` as it is, with other jobs for its clock (JOBS="strike …")."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "blora_portal.settings"
django.setup()

from django.core.management import execute_from_command_line  # noqa: E402

from blora_portal import clock  # noqa: E402
from tests.worker import chores  # noqa: E402

clock.JOBS = tuple(clock.Job(getattr(chores, name)) for name in os.environ.get("JOBS", "").split())
execute_from_command_line(["manage.py", "worker", *sys.argv[1:]])
