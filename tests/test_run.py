"""`make test` on a machine where nothing else runs: it says what is missing and goes on."""

from __future__ import annotations

from tests import run


def test_without_a_postgresql_the_suite_goes_on(monkeypatch):
    assert all(address.endswith("/") for address in run.LOCAL_SERVERS)
    closed = [address.replace("5432", "1") for address in run.LOCAL_SERVERS]
    monkeypatch.setattr(run, "LOCAL_SERVERS", closed)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PGHOST", "/nonexistent")
    assert run.postgres()[0] is None
    assert run.postgres()[1].startswith("PostgreSQL: skipped (")
