"""The cast: always there, with an outsider."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts import letters
from opd import hosts, roles
from opd.rights import Role
from tests.factories import DeskFactory, OPDFactory, RubricFactory, UserFactory
from tests.serving import empty_database

ASKS_A_DATABASE = frozenset({"db", "transactional_db", "django_db_setup", "place"})
# What a page says to whom, and what a browser makes of it. Rules, services, queries, the public's pages, the isolation of
# every address, whole stories in Chromium, drills and workers run on every database.
SAYS_THE_SAME_ON_EVERY_DATABASE = (
    "browser/test_axe.py",
    "browser/test_everyone.py",
    "browser/test_hemat.py",
    "browser/test_injection.py",
    "browser/test_injection_faults.py",
    "browser/test_media_desk.py",
    "browser/test_media_public.py",
    "browser/test_opd_site.py",
    "browser/test_own_host.py",
    "browser/test_second_factor.py",
    "browser/test_trust.py",
    "browser/test_versions.py",
    "content/",
    "news/admin/",
    "test_audit_deps.py",
    "test_matrix.py",
    "test_side_doors.py",
)
HERE = Path(__file__).parent


def pytest_collection_modifyitems(config, items):
    """On a second database (tests/run.py) only what may find another answer there."""
    if "PORTAL_TEST_SECOND_DATABASE" not in os.environ:
        return
    kept = [item for item in items if _asks_a_database(item) and not _says_the_same(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _asks_a_database(item) -> bool:
    return bool(ASKS_A_DATABASE & set(item.fixturenames)) or item.get_closest_marker("django_db") is not None


def _says_the_same(item) -> bool:
    return item.path.relative_to(HERE).as_posix().startswith(SAYS_THE_SAME_ON_EVERY_DATABASE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A transactional test empties every table: who is no superuser needs back what the migrations take away."""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO CURRENT_USER")


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """A folder and a database of the kind this run is about, for the portals of tests/browser and tests/drills: seeded once."""
    folder = tmp_path_factory.mktemp("portal")
    with empty_database(folder, "served") as database:
        yield folder, database


@pytest.fixture(autouse=True)
def letters_at_once(monkeypatch):
    """Letters go out before the answer, so that a test can read them."""
    monkeypatch.setattr(letters, "post", letters.deliver)


@pytest.fixture(autouse=True)
def no_host_is_remembered():
    """What one test's OPDs were called is nothing to the next."""
    cache.delete(hosts.KEY)


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """Two OPDs with their people, the editors of both, the portal administrator, and somebody with no role at all."""
    dinkes = OPDFactory(short_name="Dinkes", name="Dinas Kesehatan Daerah Kabupaten Blora", slug="dinkes")
    dpupr = OPDFactory(short_name="DPUPR", name="Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Blora", slug="dpupr")
    people = SimpleNamespace(
        dinkes=dinkes,
        dpupr=dpupr,
        rubric=RubricFactory(name="Kesehatan", slug="kesehatan"),
        writer=UserFactory(username="penulis", name="Penulis Dinkes"),
        admin=UserFactory(username="admin", name="Admin Dinkes"),
        editor=UserFactory(username="redaktur", name="Redaktur Satu"),
        editor2=UserFactory(username="redaktur2", name="Redaktur Dua"),
        outsider=UserFactory(username="admin.dpupr", name="Admin DPUPR"),
        nobody=UserFactory(username="tanpa.peran", name="Tanpa Peran"),
        superuser=UserFactory(username="pengelola", name="Pengelola Portal", is_superuser=True),
    )
    roles.appoint(people.writer, dinkes, Role.WRITER)
    roles.appoint(people.admin, dinkes, Role.ADMIN)
    roles.appoint(people.outsider, dpupr, Role.ADMIN)
    desk = DeskFactory(name="Redaksi Dinkominfo")
    desk.members.set([people.editor, people.editor2])
    roles.seat_editors()
    return people


@pytest.fixture
def sign_in():
    """A browser of its own for each person: `sign_in(cast.writer).get("/admin/")`."""

    def browser(user=None) -> Client:
        client = Client(HTTP_HOST="localhost")
        if user is not None:
            client.force_login(user, backend="accounts.backends.SignInBackend")
        return client

    return browser
