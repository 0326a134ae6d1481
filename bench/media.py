"""`make bench-media`: one photo of 12 megapixels to all its sizes, by our code and by plain Pillow doing the same work.

Ours (`media_ours.py`) is what the worker does for one asset: the row read and its try counted, the original read from
the storage, every file written there and listed in the row, the row marked. Plain Pillow (`media_plain.py`) is what an
able person would write for the same files. They run in turns, each time in a process of its own, on files of the same
folder; of each the median time and the highest peak memory count. RUNS=21 for another number of runs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNS = int(os.environ.get("RUNS", "11"))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-media-") as folder:
        place = Path(folder)
        (place / "media").mkdir()
        child("media_photo.py", place)
        child("media_ours.py", place, "prepare")
        runs = [(child("media_plain.py", place), child("media_ours.py", place)) for _ in range(RUNS)]
        told = [report(name, [run[at] for run in runs]) for at, name in enumerate(("plain Pillow", "the portal"))]
    (plain, _), (ours, peak) = told
    print(f"bench-media: {ours / plain:.2f} x plain Pillow, peak {peak:.0f} MB")


def child(script: str, place: Path, *arguments: str) -> tuple[float, ...]:
    """Its seconds, wall and processor, and its peak memory in MB. A child inherits its parent's peak, so this one stays small."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HERE.parent),
        "DJANGO_SETTINGS_MODULE": "blora_portal.settings",
        "SECRET_KEY": "only-for-this-measurement-" + "0123456789" * 4,
        "DEMO": "1",
        "PORTAL_VAR": str(place),
        "DATABASE_URL": f"sqlite:///{place / 'bench.sqlite3'}",
    }
    command = [sys.executable, str(HERE / script), *arguments]
    said = subprocess.run(command, env=environment, cwd=place / "media", check=True, stdout=subprocess.PIPE, text=True)
    return tuple(float(number) for number in said.stdout.split())


def report(name: str, runs: list[tuple[float, ...]]) -> tuple[float, float]:
    seconds, processor, peaks = zip(*runs, strict=True)
    median, peak = statistics.median(seconds), max(peaks)
    spread = f"{min(seconds):.3f} to {max(seconds):.3f}, of processors {statistics.median(processor):.3f}"
    print(f"{name:13} median {median:.3f} s of {len(runs)} runs ({spread}), peak {peak:.0f} MB")
    return median, peak


if __name__ == "__main__":
    main()
