"""Assets with real files, for the tests of what happens to those files."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from news import renditions
from news.models import MediaAsset
from tests import pictures as made
from tests.factories import MediaAssetFactory

JPEG = "image/jpeg"


def storage_in(settings, folder: Path, **options) -> Path:
    """Files of this test alone, kept as the portal keeps them."""
    backend = {"BACKEND": "blora_portal.storage.WholeFiles", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    settings.MEDIA_ROOT = folder
    return folder


def stored(name: str, width: int, height: int, content: bytes | None = None, kind: str = JPEG) -> dict:
    default_storage.save(name, ContentFile(made.jpeg(width, height) if content is None else content))
    return {"name": name, "width": width, "height": height, "type": kind}


def asset(width: int = 400, height: int = 300, content: bytes | None = None, **fields) -> MediaAsset:
    """As an upload leaves it: the original, and one light picture."""
    base, first = secrets.token_hex(16), min(width, 960)
    files = {
        "original": stored(f"{secrets.token_hex(16)}.jpg", width, height, content),
        "base": base,
        "sizes": [stored(f"{base}-{first}.jpg", first, round(height * first / width))],
    }
    return MediaAssetFactory(**files | fields)


def listed(row: MediaAsset) -> set[str]:
    row.refresh_from_db()
    return {file["name"] for file in (row.original, *row.sizes, *row.crops)}


def on_storage(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def is_whole(row: MediaAsset, folder: Path) -> None:
    """Everything planned is listed once, in order, and each file is the picture that its entry says."""
    row.refresh_from_db()
    specs = renditions._plan(row)
    for files, crops in ((row.sizes, False), (row.crops, True)):
        planned = [spec.file(row.base) for spec in specs if bool(spec.focus) == crops]
        assert files == sorted(planned, key=lambda file: (file["width"], renditions.sizing.TYPES.index(file["type"])))
        for file in files:
            with Image.open(folder / file["name"]) as image:
                image.load()
                assert (image.size, Image.MIME[image.format]) == ((file["width"], file["height"]), file["type"])
    assert len(row.tint) == 6
    assert row.rendered_at is not None
    assert row.render_tries == 0


class Told:
    """Whoever wants to know that an asset is finished."""

    def __init__(self) -> None:
        self.rows: list[MediaAsset] = []

    def __call__(self, row: MediaAsset) -> None:
        assert row.rendered_at is None, "marked before anybody was told"
        self.rows.append(row)


def at_write(monkeypatch, do: Callable[[int, dict], object]) -> list[str]:
    """`do(number, file)` just before each file is written; the names written."""
    real, names = renditions._write, []

    def write(file: dict, content: bytes) -> None:
        do(len(names), file)
        real(file, content)
        names.append(file["name"])

    monkeypatch.setattr(renditions, "_write", write)
    return names
