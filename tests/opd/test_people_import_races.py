"""Two portal administrators run the same file at the same moment, on a database that really locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.models import AuditEntry, User
from opd import people_import
from opd.people_import import Changed
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
TEXT = "nama,nama_pengguna,opd,peran\n" + "".join(f"Orang {n},orang.impor.{n},dinkes,penulis\n" for n in range(20))


@pytest.fixture(autouse=True)
def _needs_row_locks(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; row locks are PostgreSQL's")


def test_everybody_is_made_once_and_one_of_the_two_sees_the_new_plan(cast):
    shown = people_import.plan(TEXT).digest
    gate = Barrier(2)
    people = [cast.superuser, UserFactory(username="pengelola2", is_superuser=True)]

    def run(by):
        try:
            gate.wait()
            return people_import.carry_out(TEXT, shown=shown, by=by)
        except Changed as changed:
            return changed
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, people))
    (late,) = [answer for answer in answers if isinstance(answer, Changed)]
    assert {step.outcome for step in late.plan.steps} == {"same"}
    assert User.objects.filter(username__startswith="orang.impor.").count() == 20
    assert AuditEntry.objects.filter(action="person.imported").count() == 20
    assert AuditEntry.objects.filter(action="people.imported").count() == 1
