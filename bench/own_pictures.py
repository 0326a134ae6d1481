"""Draws what the portal ships of itself: `python bench/own_pictures.py` writes static/img/kartu.jpg and the icons beside it."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402

from news import share_card  # noqa: E402

HERE = ROOT / "static" / "img"
SIZES = {"jati-180.png": 180, "jati-512.png": 512}


def main() -> None:
    HERE.mkdir(exist_ok=True)
    (HERE / "kartu.jpg").write_bytes(share_card.of_portal())
    for name, size in SIZES.items():
        share_card.mark(size).quantize(64).save(HERE / name, optimize=True)
    share_card.mark(48).save(ROOT / "static" / "icons" / "jati.ico", sizes=[(16, 16), (32, 32), (48, 48)])
    for path in (*sorted(HERE.iterdir()), ROOT / "static" / "icons" / "jati.ico"):
        with Image.open(path) as image:
            print(path.relative_to(ROOT), image.size, path.stat().st_size)


if __name__ == "__main__":
    main()
