"""Readers of the running portal, two processes, with Redis and without: each is counted once, whoever is killed meanwhile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.drills.conftest import CACHE, NO_CACHE
from tests.serving import ROOT

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)


def newest(portal) -> tuple[int, str]:
    """An article's number and address, as the list names it."""
    page = portal.visitor().ask("GET", "/berita/").body
    address, number = re.search(r'href="(/berita/(\d+)/[^"/]+/)"', page).groups()
    return int(number), address


def read(portal, address: str, times: int, agent: str = PHONE) -> None:
    with ThreadPoolExecutor(20) as crowd:
        asked = crowd.map(lambda _: portal.visitor(User_Agent=agent).ask("GET", address).status, range(times))
        assert set(asked) == {200}


def collect(portal, cache: str, moment: str = "") -> int:
    environment = {
        "PATH": os.environ["PATH"],
        "DEMO": "1",
        "SECRET_KEY": "only-for-browser-tests-" + "0123456789" * 4,
        "DATABASE_URL": portal.database,
        "PORTAL_VAR": str(portal.log.parent),
        "CACHE_URL": cache,
    }
    command = [sys.executable, "-m", "tests.drills.collecting", moment]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=120, check=False).returncode


def counted(portal, pk: int) -> int:
    return portal.sql(f"SELECT coalesce(sum(views), 0) FROM news_readercount WHERE publication_id = {pk}")[0][0]


@pytest.mark.parametrize(("which", "cache"), [("open_portal", CACHE), ("portal_without_cache", NO_CACHE)])
def test_two_hundred_readers_are_two_hundred_whenever_the_collector_is_killed(which, cache, request):
    portal = request.getfixturevalue(which)
    pk, address = newest(portal)
    collect(portal, cache)
    before = counted(portal, pk)
    for moment in ("taken", "halfway", "counted", "halfway"):
        read(portal, address, 50)
        # 0 when the portal's own worker was faster, and there was nothing left to die of
        assert collect(portal, cache, moment) in {-9, 0}
    read(portal, address, 10, agent="Googlebot/2.1")
    assert collect(portal, cache) == 0
    assert counted(portal, pk) - before == 200
    assert collect(portal, cache) == 0
    assert counted(portal, pk) - before == 200
