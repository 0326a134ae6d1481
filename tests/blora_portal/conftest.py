"""The log as the server writes it."""

from __future__ import annotations

import io
import json
import logging

import pytest
from pythonjsonlogger.json import JsonFormatter


@pytest.fixture
def log(monkeypatch):
    """`log()`: the lines written so far, as the configured handler writes them; raw text in `log.text()`."""
    root = logging.getLogger()
    handler = next(each for each in root.handlers if isinstance(each.formatter, JsonFormatter))
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    monkeypatch.setattr(root, "level", logging.INFO)  # as in production; a demo writes warnings only
    root.manager._clear_cache()

    def lines(logger: str = "") -> list[dict]:
        return [line for line in map(json.loads, stream.getvalue().splitlines()) if line["logger"].startswith(logger)]

    lines.text = stream.getvalue
    yield lines
    root.manager._clear_cache()
