"""`check --deploy` as the README's production runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def deploy_check(tmp_path, **variables) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PORTAL_VAR": str(tmp_path)} | variables
    command = [sys.executable, "tests/deploy_check.py"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return deploy_check(tmp_path_factory.mktemp("periksa"))


def test_has_no_warning(clean):
    assert clean.returncode == 0, clean.stderr
    assert "System check identified no issues" in clean.stdout
    assert "WARNING" not in clean.stderr


def test_silences_two_findings_and_no_more(clean):
    """Each has its reason in the settings."""
    from django.conf import settings

    assert settings.SILENCED_SYSTEM_CHECKS == ["ckeditor.W001", "security.W002"]
