"""The seeds' files as they are written, the command, and all rows it makes."""

from __future__ import annotations

import csv
import tomllib
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import TestCase

from accounts.models import User
from news.models import Article, ArticleEvent, MediaAsset, Publication, Rubric
from opd.models import OPD, Desk, Holiday, Membership, OfficialAccount, Page, Platform, Unit, WorkingHours

DATA = Path(__file__).parents[2] / "seeds" / "data"
NEWS = [
    item | {"opd": path.stem}
    for path in sorted((DATA / "news").glob("*.toml"))
    for item in tomllib.loads(path.read_text("utf-8"))["news"]
]
MODELS = (
    OPD,
    Unit,
    Rubric,
    Desk,
    Holiday,
    WorkingHours,
    User,
    Membership,
    Article,
    ArticleEvent,
    Article.versions.model,
    Publication,
    MediaAsset,
    Page,
    Page.versions.model,
    OfficialAccount,
    Platform,
)


def seed() -> str:
    """What it says. The command turns letters off for its own process; the tests' process goes on after it."""
    said, letters = StringIO(), settings.EMAIL_BACKEND
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):  # letters leave when a transaction ends
            call_command("seed", stdout=said)
    finally:
        settings.EMAIL_BACKEND = letters
    return said.getvalue()


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def everything() -> dict:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}
