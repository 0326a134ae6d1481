"""`manage.py prune`: every room's old things go, nothing younger; a dry run removes nothing; twice, and twice at once."""

from __future__ import annotations

import io
from datetime import timedelta
from importlib import import_module

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts.models import AuditEntry, SignInAttempt
from blora_portal.management.commands import prune
from blora_portal.models import BrowserReport
from news.models import Article, Presence, SearchMiss
from opd.models import Invitation
from opd.rights import Role
from tests.factories import ArticleFactory, OPDFactory, UserFactory
from tests.news.test_pruning import written
from tests.news.test_races import at_once

LINES = [
    "Draf di keranjang lebih dari 30 hari: {}",
    "Versi naskah yang tidak pernah terbit, di luar 50 terbaru tiap berita: {}",
    "Siapa membuka naskah lebih dari sehari yang lalu: {}",
    "Kata yang dicari tanpa hasil lebih dari 13 bulan yang lalu: {}",
    "Riwayat masuk lebih dari 12 bulan: {}",
    "Jejak audit lebih dari 5 tahun: {}",
    "Sesi yang sudah berakhir: {}",
    "Nama dan e-mail di undangan yang berakhir lebih dari 12 bulan lalu: {}",
    "Laporan peramban yang tidak muncul lagi selama 90 hari: {}",
    "Tugas latar belakang yang berakhir lebih dari 14 hari lalu: {}",
]
MODELS = (
    Article,
    Article.versions.model,
    Presence,
    SearchMiss,
    SignInAttempt,
    AuditEntry,
    Session,
    UserSession,
    Invitation,
    BrowserReport,
    DBTaskResult,
)


def run(*arguments: str) -> list[str]:
    said = io.StringIO()
    call_command("prune", *arguments, stdout=said)
    return said.getvalue().splitlines()


def born(model, name: str, ago: timedelta, **fields):
    """A row whose moment is written by the database layer itself, at a time of our own."""
    field = model._meta.get_field(name)
    kept = field.auto_now, field.auto_now_add
    field.auto_now = field.auto_now_add = False
    try:
        return model.objects.create(**{name: timezone.now() - ago}, **fields)
    finally:
        field.auto_now, field.auto_now_add = kept


def invitation(opd, number: int, **fields):
    person = UserFactory()
    return Invitation.objects.create(
        email=f"undangan{number}@contoh.test",
        name="Calon Penulis",
        role=Role.WRITER,
        opd=opd,
        token_hash=f"{number:064}",
        invited_by=person,
        **fields,
    )


def session(person, *, expires: timedelta, listed: bool = True):
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["x"] = 1
    store.save()
    Session.objects.filter(session_key=store.session_key).update(expire_date=timezone.now() + expires)
    if listed:
        request = RequestFactory().get("/")
        request.user, request.session = person, store
        UserSession.objects.create(
            user=person, session_key=store.session_key, ip="192.0.2.1", user_agent="", last_seen_at=timezone.now()
        )
    return store.session_key


def task(status: str, ended: timedelta | None):
    return DBTaskResult.objects.create(
        status=status,
        finished_at=None if ended is None else timezone.now() - ended,
        task_path="news.tasks.render",
        args_kwargs={"args": [1], "kwargs": {}},
        run_after=get_date_max(),
        backend_name="default",
    )


@pytest.fixture
def full(db):
    """Of everything: one that is past its time by a little, and one that is not, by a little."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    now, person, opd = timezone.now(), UserFactory(), OPDFactory()
    stays = {}
    for model, name, limit, fields in [
        (SignInAttempt, "at", 366 * day, {"kind": "password", "account": "a", "network": "n"}),
        (AuditEntry, "at", 1830 * day, {"by_name": "Siti", "action": "role.given"}),
        (BrowserReport, "last_at", 90 * day, {"blocked": "inline", "page": "/"}),
    ]:
        for number, ago in enumerate((limit + hour, limit - hour)):
            more = {"directive": f"script-src {number}"} if model is BrowserReport else {}
            row = born(model, name, ago, **fields | more)
        stays[model] = {row.pk}
    for ago in (30 * day + hour, 30 * day - hour):
        draft = ArticleFactory(opd=opd, created_by=person, deleted_at=now - ago)
    text = written(ArticleFactory(opd=opd, created_by=person), 53)
    stays[Article] = {draft.pk, text.pk}
    for reader, ago in ((person, day + hour), (UserFactory(), day - hour)):
        there = Presence.objects.create(article=text, user=reader, seen_at=now - ago)
    stays[Presence] = {there.pk}
    this = timezone.localdate()
    for back in (14, 13):  # months
        number = this.year * 12 + this.month - 1 - back
        month = this.replace(year=number // 12, month=number % 12 + 1, day=1)
        missed = SearchMiss.objects.create(words="kapal selam", month=month, times=2)
    stays[SearchMiss] = {missed.pk}
    past, later = now - 366 * day - hour, now + day
    gone = [
        invitation(opd, 1, expires_at=past),
        invitation(opd, 2, expires_at=later, revoked_at=past),
        invitation(opd, 3, expires_at=later, accepted_at=past, accepted_by=person),
    ]
    known = [invitation(opd, 4, expires_at=past + 2 * hour), invitation(opd, 5, expires_at=later)]
    session(person, expires=-hour)
    session(person, expires=-hour, listed=False)
    stays[Session] = {session(person, expires=hour)}
    for status in ("SUCCESSFUL", "FAILED"):
        task(status, 14 * day + hour)
    stays[DBTaskResult] = {
        task("SUCCESSFUL", 14 * day - hour).pk,
        task("FAILED", 14 * day - hour).pk,
        task("READY", None).pk,
        task("RUNNING", None).pk,
    }
    return {"stays": stays, "gone": gone, "known": known, "text": text}


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


COUNTS = (1, 2, 1, 1, 1, 1, 2, 3, 1, 2)


def test_what_is_past_its_time_goes_and_nothing_else(full):
    trail = set(AuditEntry.objects.values_list("pk", flat=True))
    assert run() == [line.format(f"{n} dihapus.") for line, n in zip(LINES, COUNTS, strict=True)]
    for model, stays in full["stays"].items():
        left = set(model.objects.values_list("pk", flat=True))
        assert (left & stays == stays and len(trail - left) == 1) if model is AuditEntry else left == stays, model
    assert sorted(full["text"].versions.values_list("version", flat=True)) == list(range(3, 54))
    assert {(row.email, row.name) for row in Invitation.objects.filter(pk__in=[each.pk for each in full["gone"]])} == {
        ("", "")
    }
    assert {row.email for row in Invitation.objects.filter(pk__in=[each.pk for each in full["known"]])} == {
        "undangan4@contoh.test",
        "undangan5@contoh.test",
    }


def test_that_the_trail_was_shortened_stands_in_the_trail(full):
    run()
    last = AuditEntry.objects.newest_first().first()
    assert (last.action, last.by_name, last.after) == ("trail.forgotten", "Perintah di server", {"jumlah": 1})


def test_the_second_time_there_is_nothing_to_do(full):
    run()
    after = everything()
    assert run() == [line.format("0 dihapus.") for line in LINES]
    assert everything() == after


def test_a_dry_run_removes_nothing_and_says_the_same_numbers(full):
    before = everything()
    assert run("--dry-run") == [line.format(f"{n} akan dihapus.") for line, n in zip(LINES, COUNTS, strict=True)]
    assert everything() == before


def test_small_batches_until_nothing_is_left(full, monkeypatch):
    monkeypatch.setattr(prune, "BATCH", 1)
    assert run() == [line.format(f"{n} dihapus.") for line, n in zip(LINES, COUNTS, strict=True)]


def test_one_job_that_fails_does_not_keep_the_others_from_being_done(full, monkeypatch):
    def fails(now, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr(prune, "JOBS", [("Yang gagal", fails), *prune.JOBS[3:5]])
    error, said = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="Belum selesai: Yang gagal"):
        call_command("prune", stdout=said, stderr=error)
    assert said.getvalue().splitlines() == [LINES[3].format("1 dihapus."), LINES[4].format("1 dihapus.")]
    assert "Yang gagal: gagal (OSError: no room)" in error.getvalue()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_while_one_is_at_work_does_nothing(db):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite every batch is one IMMEDIATE transaction")
    born(SignInAttempt, "at", timedelta(days=400), kind="password", account="a", network="n")

    def while_another_runs():
        with prune.only_one() as alone:
            assert alone
            (second,) = at_once([run])
            return second

    assert while_another_runs() == ["Pembersihan lain sedang berjalan. Tidak ada yang dilakukan di sini."]
    assert SignInAttempt.objects.count() == 1
    assert LINES[4].format("1 dihapus.") in run()  # and the lock is free again


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_five_at_once_remove_everything_once(db):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite every batch is one IMMEDIATE transaction")
    for _ in range(40):
        born(SignInAttempt, "at", timedelta(days=400), kind="password", account="a", network="n")
    said = at_once([run] * 5)
    removed = [int(line.split(": ")[1].split()[0]) for lines in said for line in lines if line.startswith("Riwayat")]
    assert sum(removed) == 40
    assert not SignInAttempt.objects.exists()
