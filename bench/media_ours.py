"""One photo to all its sizes as the worker makes them, row and storage included. Prints seconds, processor seconds and peak MB."""

import resource
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from accounts.models import User  # noqa: E402
from news import renditions  # noqa: E402
from news.models import MediaAsset  # noqa: E402
from opd.models import OPD  # noqa: E402

ORIGINAL = {"name": "original.jpg", "width": 4000, "height": 3000, "type": "image/jpeg"}


def prepare() -> None:
    """A database with one asset."""
    call_command("migrate", verbosity=0)
    by = User.objects.create(username="bench", name="Bench", email="bench@contoh.test")
    opd = OPD.objects.create(name="Bench", short_name="Bench", slug="bench")
    MediaAsset.objects.create(
        opd=opd, created_by=by, original=ORIGINAL, base="ab" * 16, sizes=[], focus_x=30, focus_y=60
    )


if "prepare" in sys.argv:
    prepare()
else:
    MediaAsset.objects.update(sizes=[], crops=[], tint=[], rendered_at=None)
asset = MediaAsset.objects.get()
started, processor = time.perf_counter(), time.process_time()
assert renditions.make_missing(asset.pk, lambda row: None)
print(
    time.perf_counter() - started,
    time.process_time() - processor,
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
)
