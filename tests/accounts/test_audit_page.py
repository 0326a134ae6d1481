"""The audit trail at the desk: for portal administrators, only to be read, the same cost with ten rows and ten thousand."""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audit, audit_words
from accounts.models import AuditEntry
from opd.rights import Right, Role
from tests.accounts.test_audit import APPS, ROOT
from tests.blora_portal.test_prune import born

LIST = "/admin/accounts/auditentry/"


@pytest.fixture
def entry(cast):
    return audit.record(
        "role.changed",
        cast.writer,
        by=cast.superuser,
        before={"role": "writer", "opd": "dinkes", "until": None, "acting": False},
        after={"role": "admin", "opd": "dinkes", "until": "2026-12-31", "acting": True, "unit": ""},
    )


@pytest.fixture
def reader(cast, sign_in):
    return sign_in(cast.superuser)


def everything():
    return list(AuditEntry.objects.order_by("pk").values())


# --- Who -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["writer", "admin", "editor", "outsider"])
@pytest.mark.parametrize("part", ["", "export/", "{pk}/change/"])
def test_nobody_else_reads_it(entry, cast, sign_in, who, part):
    before = everything()
    url = LIST + part.format(pk=entry.pk)
    for answer in (sign_in(getattr(cast, who)).get(url), sign_in(getattr(cast, who)).post(url, {"by_name": "x"})):
        assert answer.status_code == 403
        assert "Pengelola Portal" not in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("part", ["", "export/", "{pk}/change/"])
def test_visitors_sign_in_first(entry, sign_in, part):
    answer = sign_in().get(LIST + part.format(pk=entry.pk))
    assert answer.status_code == 302
    assert answer.url.startswith(("/akun/login/", "/admin/login/"))


# --- Only to be read -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["", "export/", "{pk}/change/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_administrator_changes_nothing_either(entry, reader, part, method):
    before = everything()
    form = {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes", "by_name": "x", "_save": "1"}
    answer = getattr(reader, method)(LIST + part.format(pk=entry.pk), form if method == "post" else None)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert everything() == before


@pytest.mark.parametrize("part", ["add/", "{pk}/delete/", "{pk}/history/", "{pk}/"])
def test_there_is_no_address_that_adds_or_deletes(entry, reader, part):
    url = LIST + part.format(pk=entry.pk)
    assert reader.get(url).status_code == 404
    assert reader.post(url, {"post": "yes"}).status_code == 404
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_no_button_offers_it(entry, reader):
    for url in (LIST, f"{LIST}{entry.pk}/change/"):
        page = reader.get(url).content.decode()
        for never in ("auditentry/add/", "/delete/", 'name="_save"', 'name="action"', "_selected_action"):
            assert never not in page, never


# --- The list ----------------------------------------------------------------------------------------------------------------
def test_the_newest_first_with_who_what_which_where_and_when(entry, reader):
    page = reader.get(LIST).content.decode()
    at = timezone.localtime(entry.at)
    for words in ("Peran diubah", "Pengelola Portal", "Penulis Dinkes", at.strftime("%H.%M.%S WIB")):
        assert words in page
    later = audit.record("session.ended", by=entry.by)
    page = reader.get(LIST).content.decode()
    assert page.index(f"/{later.pk}/change/") < page.index(f"/{entry.pk}/change/")


def shown(reader, query: str) -> set[int]:
    return {row.pk for row in reader.get(LIST + query).context["cl"].result_list}


def test_filters_and_search(cast, reader):
    role = audit.record("role.given", cast.writer, by=cast.admin)
    factor = audit.record("factor.reset", cast.editor, by=cast.superuser)
    old = born(AuditEntry, "at", timedelta(days=40), by_name="Dulu Kala", action="factor.added", object_name="Lama")
    known = {role.pk, factor.pk, old.pk}
    asked = {
        "?perihal=factor": {factor.pk, old.pk},
        "?perihal=role": {role.pk},
        "?waktu=30": {role.pk, factor.pk},
        "?waktu=365": known,
        "?perihal=factor&waktu=30": {factor.pk},
        "?perihal=tidak-ada&waktu=99": known,
        "?q=Dulu": {old.pk},
        "?q=Penulis+Dinkes": {role.pk},
        "?q=dulu+lama": {old.pk},
        "?q=tidak+ada": set(),
    }
    for query, expected in asked.items():
        assert shown(reader, query) & known == expected, query


@pytest.mark.parametrize("query", ["?by__password__startswith=md5", "?action=role.given", "?by=1", "?at__year=2026"])
def test_nothing_else_is_looked_up(entry, reader, query):
    assert reader.get(LIST + query).status_code == 400
    assert reader.get(f"{LIST}export/{query}").status_code == 400


@pytest.mark.parametrize("query", ["?p=abc", "?p=99999", "?q=%00", "?perihal=%00", "?waktu=%27", "?o=1.-2", "?all=1"])
def test_odd_queries_are_no_failure(entry, reader, query):
    assert reader.get(LIST + query).status_code in {200, 302}
    assert reader.get(f"{LIST}export/{query}").status_code in {200, 404}


@pytest.mark.parametrize("pk", ["0", "99999999", "9999999999999999999", "x", "1'", "%00"])
def test_an_entry_that_is_not_there(entry, reader, pk):
    assert reader.get(f"{LIST}{pk}/change/").status_code == 404


def queries(reader, url) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(url).status_code == 200
    return len(seen)


def test_ten_thousand_entries_cost_as_many_queries_as_ten(cast, reader):
    made = [
        AuditEntry(by=cast.admin, by_name="Admin Dinkes", action="role.given", object_name="X") for _ in range(10_050)
    ]
    AuditEntry.objects.bulk_create(made[:10])
    urls = (LIST, f"{LIST}?q=admin&perihal=role&waktu=7", f"{LIST}export/")
    few = [queries(reader, url) for url in urls]
    AuditEntry.objects.bulk_create(made[10:], batch_size=1000)
    assert [queries(reader, url) for url in urls] == few
    assert reader.get(LIST).context["cl"].result_count == 10_000
    assert len(list(csv.reader(io.StringIO(reader.get(f"{LIST}export/").content.decode("utf-8-sig"))))) == 10_001


# --- One entry -------------------------------------------------------------------------------------------------------------
def test_before_and_after_in_plain_words(entry, reader):
    answer = reader.get(f"{LIST}{entry.pk}/change/")
    assert [(row["field"], row["before"], row["after"], row["changed"]) for row in answer.context["rows"]] == [
        ("Peran", "Penulis", "Admin OPD", True),
        ("OPD", "dinkes", "dinkes", False),
        ("Sampai", "", "31 Desember 2026", True),
        ("Pelaksana tugas", "Tidak", "Ya", True),
    ]
    page = answer.content.decode()
    for words in ("Peran diubah", "Peran dan tim", "Pengelola Portal", f"orang nomor {entry.object_id}", "Admin OPD"):
        assert words in page


def test_the_fields_stand_in_the_order_of_our_list_whatever_the_database_keeps(reader, cast):
    papers = {"zzz": "x", "acting": True, "until": "2026-12-31", "opd": "dinkes", "role": "writer"}
    made = audit.record("role.given", cast.writer, after=papers)
    rows = reader.get(f"{LIST}{made.pk}/change/").context["rows"]
    assert [row["field"] for row in rows] == ["Peran", "OPD", "Sampai", "Pelaksana tugas", "Zzz"]
    cell = list(csv.reader(io.StringIO(reader.get(f"{LIST}export/").content.decode("utf-8-sig"))))[1][-1]
    assert cell == "Peran: Penulis; OPD: dinkes; Sampai: 31 Desember 2026; Pelaksana tugas: Ya; Zzz: x"


def written_keys():
    """Every key that is written out where something is recorded, or where the papers for it are made."""
    for path in (path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))):
        for part in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(part, ast.FunctionDef) and ("papers" in part.name or "audit.record(" in ast.unparse(part)):
                dicts = [each for each in ast.walk(part) if isinstance(each, ast.Dict)]
                keys = [key.value for each in dicts for key in each.keys if isinstance(key, ast.Constant)]
                yield f"{path.relative_to(ROOT)}:{part.name}", keys


def test_every_recorded_key_has_a_label():
    missing = {(where, key) for where, keys in written_keys() for key in keys if key not in audit_words.FIELDS}
    assert missing == set()


def test_what_somebody_wrote_into_a_name_is_only_text(cast, reader):
    cast.writer.name = "<script>alert(1)</script>"
    entry = audit.record("role.given", cast.writer, by=cast.writer, after={"<b>kunci</b>": ["<i>nilai</i>"]})
    for url in (LIST, f"{LIST}{entry.pk}/change/"):
        page = reader.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<b>kunci" not in page
        assert "<i>nilai" not in page


def test_an_entry_of_a_model_that_is_gone_opens(reader, cast):
    entry = audit.record("content.hidden_links", after={"count": 3})
    field = {"object_type": "dulu.sekali", "object_id": "7", "object_name": "Sesuatu"}
    made = born(AuditEntry, "at", timedelta(0), by_name="Siti", action="dulu.kala", **field)
    assert reader.get(f"{LIST}{entry.pk}/change/").status_code == 200
    page = reader.get(f"{LIST}{made.pk}/change/").content.decode()
    assert "dulu.sekali nomor 7" in page
    assert "Tindakan ini tidak mengubah data yang dicatat." in page


def test_the_words_for_roles_and_rights_are_those_of_opd_rights():
    said = {each.value: str(each.label) for each in (*Role, *Right)}
    assert said == audit_words.VALUES


# --- Whose it was ------------------------------------------------------------------------------------------------------------
def test_a_namesake_is_told_from_the_administrator(cast, reader):
    cast.nobody.name = cast.superuser.name
    cast.nobody.save()
    theirs = audit.record("session.ended", by=cast.nobody)
    page = reader.get(LIST).content.decode()
    assert f"Pengelola Portal ({cast.nobody.username})" in page
    assert f"Pengelola Portal ({cast.nobody.username})" in reader.get(f"{LIST}{theirs.pk}/change/").content.decode()
    own = audit.record("session.ended", by=cast.superuser)
    assert "Pengelola Portal (pengelola)" in reader.get(f"{LIST}{own.pk}/change/").content.decode()
    rows = list(csv.reader(io.StringIO(reader.get(f"{LIST}export/").content.decode("utf-8-sig"))))[1:]
    assert [row[2] for row in rows[:2]] == ["pengelola", cast.nobody.username]


def test_who_has_no_account_has_no_username(reader, cast):
    made = audit.record("session.ended")
    assert "<dt>Pelaku</dt><dd>Perintah di server</dd>" in reader.get(f"{LIST}{made.pk}/change/").content.decode()


# --- A file ------------------------------------------------------------------------------------------------------------------
def test_the_file_holds_the_list_as_it_is_narrowed(entry, cast, reader):
    audit.record("factor.reset", cast.editor, by=cast.superuser, before={"pengaman": ["aplikasi", "kunci sandi"]})
    answer = reader.get(f"{LIST}export/?perihal=factor")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="jejak-audit-')
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head == [
        "Waktu",
        "Pelaku",
        "Nama pengguna",
        "Tindakan",
        "Jenis objek",
        "Objek",
        "Alamat IP",
        "Sebelum",
        "Sesudah",
    ]
    assert row[1:] == [
        "Pengelola Portal",
        "pengelola",
        "Pengaman kedua dihapus oleh pengelola",
        "orang",
        "Redaktur Satu",
        "",
        "Pengaman: aplikasi, kunci sandi",
        "",
    ]


@pytest.mark.parametrize(
    "name", ["=1+1", "＝1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)", "\xa0=1"]
)
def test_a_spreadsheet_calculates_nothing(reader, cast, name):
    born(AuditEntry, "at", timedelta(0), by_name=name, action="session.ended", object_name=name)
    rows = list(csv.reader(io.StringIO(reader.get(f"{LIST}export/?perihal=session").content.decode("utf-8-sig"))))
    for cell in (rows[1][1], rows[1][5]):
        assert re.match(r"\s*'", cell)
        assert cell.replace("'", "") == name


def test_a_number_stays_one(reader, cast):
    born(AuditEntry, "at", timedelta(0), by_name="-3,5 %", action="session.ended", object_name="Sisa anggaran; -3,5 %")
    sheet = reader.get(f"{LIST}export/?perihal=session").content.decode("utf-8-sig")
    assert "'" not in sheet


@pytest.mark.parametrize("between", [";", "; ", ",", "\t", "\n"])
def test_nor_does_one_that_splits_at_other_signs(reader, cast, between):
    """Excel in Indonesia starts a new cell at every semicolon."""
    born(AuditEntry, "at", timedelta(0), by_name="Siti", action="session.ended", object_name=f"Budi{between}=cmd|x!A0")
    sheet = reader.get(f"{LIST}export/?perihal=session").content.decode("utf-8-sig")
    assert not re.search(r"[;,\t\n]\s*[=+@-]", sheet)


def test_seconds_in_jakarta(reader, cast):
    moment = timezone.now() - datetime(2026, 5, 16, 6, 44, 7, tzinfo=UTC)
    made = born(AuditEntry, "at", moment, by_name="Siti", action="session.ended")
    assert made.at.second == 7
    assert "16 Mei 2026 13.44.07 WIB" in reader.get(f"{LIST}{made.pk}/change/").content.decode()
