"""Two portal administrators run the same file at the same moment, on a database that really locks."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.models import AuditEntry, User
from opd import people_import
from opd.people_import import Changed
from tests.factories import UserFactory
from tests.news.test_races import at_once

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


def test_two_files_that_name_the_same_opds_in_another_order_do_not_wait_for_each_other(cast, monkeypatch):
    real = people_import._do

    def slowly(step, by):
        real(step, by)
        time.sleep(0.3)  # long enough for the other one to hold its first OPD, if nothing keeps it out

    monkeypatch.setattr(people_import, "_do", slowly)
    files = [
        "nama,nama_pengguna,opd,peran\n" + "".join(f"X,{who}.{opd},{opd},penulis\n" for opd in opds)
        for who, opds in (("satu", ("dinkes", "dpupr")), ("dua", ("dpupr", "dinkes")))
    ]
    plans = [people_import.plan(text).digest for text in files]
    run = partial(people_import.carry_out, by=cast.superuser)
    at_once([partial(run, text, shown=shown) for text, shown in zip(files, plans, strict=True)])
    assert User.objects.filter(name="X", memberships__role="writer").count() == 4
