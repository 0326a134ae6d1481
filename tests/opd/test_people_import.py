"""What a line of a file of people comes to: who is meant, what is refused, and that nothing but the shown plan is done."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry, User
from opd import access, people_import, roles
from opd.models import Desk, Membership
from opd.people_import import Changed
from opd.rights import Right, Role
from tests.factories import DeskFactory, OPDFactory, UnitFactory, UserFactory

HEADER = "nama,nama_pengguna,email,nip,jabatan,telepon,opd,peran,bidang,sejak,sampai"
NIP, OTHER_NIP = "198501012010012001", "199001012015011002"


def file(*rows: str) -> str:
    return "\r\n".join([HEADER, *rows]) + "\r\n"


def said(*rows: str) -> list[tuple]:
    return [(step.line, step.outcome, step.text) for step in people_import.plan(file(*rows)).steps]


def first(row: str) -> tuple:
    ((_, outcome, text),) = said(row)
    return outcome, text


def refused(row: str) -> str:
    outcome, text = first(row)
    assert outcome == "refused", text
    return text


def database() -> list:
    """Every row of every table."""
    return [
        list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models(include_auto_created=True)
    ]


@pytest.fixture
def siti(cast):
    person = UserFactory(username="siti.aminah", name="Siti Aminah", email="siti@contoh.test", nip=NIP, phone="")
    roles.appoint(person, cast.dinkes, Role.WRITER)
    return person


def carry_out(cast, text: str):
    return people_import.carry_out(text, shown=people_import.plan(text).digest, by=cast.superuser)


class TestWhoIsMeant:
    def test_a_new_person_with_and_without_a_role(self, cast):
        assert said(
            f"Rina Wati,rina.wati,rina@contoh.test,{NIP},Analis,0812 3456,dinkes,penulis,,,",
            "Joko,joko,,,,,,,,,",
            "Tono,tono,,,,,DPUPR,Admin OPD,,2027-01-01,31-12-2027",
        ) == [
            (2, "new", "akun baru rina.wati; menjadi Penulis Dinkes"),
            (3, "new", "akun baru joko, tanpa peran"),
            (4, "new", "akun baru tono; menjadi Admin OPD DPUPR, mulai 1 Jan 2027 – 31 Des 2027"),
        ]

    @pytest.mark.parametrize(
        "row",
        [
            f"Siti,lain,lain@contoh.test,{NIP},,,dpupr,admin,,,",
            f"Siti,lain,,'{NIP[:8]} {NIP[8:14]} {NIP[14]} {NIP[15:]},,,dpupr,admin,,,",
            "Siti,lain,SITI@CONTOH.TEST,,,,dpupr,admin,,,",
            "siti aminah,SITI.AMINAH,,,,,dpupr,admin,,,",
        ],
        ids=["by NIP", "by NIP with spaces", "by e-mail", "by username and name"],
    )
    def test_somebody_who_is_there_gets_the_role(self, siti, row):
        assert first(row) == ("role", "sudah ada (Siti Aminah); akan menjadi Admin OPD DPUPR")

    def test_somebody_who_has_it_already_stays_as_they_are(self, siti):
        assert first(f"Siti Aminah,siti.aminah,,{NIP},,,dinkes,penulis,,,") == (
            "same",
            "sudah ada (Siti Aminah), tidak berubah",
        )
        assert first(f"Siti Aminah,siti.aminah,,{NIP},,,,,,,") == ("same", "sudah ada (Siti Aminah), tidak berubah")

    def test_data_that_differ_are_hints_and_never_written(self, cast, siti):
        row = f"Siti A.,siti,baru@contoh.test,{NIP},Kepala,0812 3456 7890,dpupr,admin,,,"
        (step,) = people_import.plan(file(row)).steps
        assert step.hints == (
            "nama di portal tetap “Siti Aminah”", "nama_pengguna di portal tetap “siti.aminah”",
            "email di portal tetap “siti@contoh.test”", "jabatan di portal tetap “kosong”", "telepon di portal tetap “kosong”",
        )  # fmt: skip
        before = User.objects.values().get(pk=siti.pk)
        carry_out(cast, file(row))
        assert User.objects.values().get(pk=siti.pk) == before
        assert access.holds(User.objects.get(pk=siti.pk), Right.MANAGE_TEAM, cast.dpupr)

    def test_other_dates_of_a_role_that_is_held_are_a_hint(self, cast, siti):
        unit = UnitFactory(opd=cast.dinkes, name="Bidang Yankes")
        (step,) = people_import.plan(file(f"Siti Aminah,siti.aminah,,{NIP},,,dinkes,penulis,{unit},,31-12-2099")).steps
        assert step.outcome == "same"
        assert step.hints == ("peran ini sudah ada; bidang, sampai tidak diubah (ubah di halaman tim)",)

    def test_a_role_that_has_ended_is_given_again(self, cast, siti):
        Membership.objects.filter(user=siti).update(since="2020-01-01", until="2020-12-31")
        row = f"Siti Aminah,siti.aminah,,{NIP},,,dinkes,penulis,,,"
        assert first(row) == ("role", "sudah ada (Siti Aminah); akan menjadi Penulis Dinkes")
        carry_out(cast, file(row))
        assert Membership.objects.values_list("since", "until").get(user=siti) == (timezone.localdate(), None)

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (f"Siti,siti.aminah,budi@contoh.test,{NIP},,,,,,,", "cocok dengan lebih dari satu orang: NIP milik Siti Aminah; e-mail milik Budi"),
            (f"Siti,budi,,{NIP},,,,,,,", "cocok dengan lebih dari satu orang"),
            (f"Siti Aminah,siti.aminah,,{OTHER_NIP},,,dinkes,admin,,,", "nama pengguna milik Siti Aminah, yang NIP-nya lain"),
            (f"Siti,lain,siti@contoh.test,{OTHER_NIP},,,dinkes,admin,,,", "e-mail milik Siti Aminah, yang NIP-nya lain"),
            ("Siti Rahma,siti.aminah,,,,,dinkes,admin,,,", "nama pengguna milik Siti Aminah, yang nama atau e-mailnya lain"),
            ("Siti Aminah,siti.aminah,lain@contoh.test,,,,dinkes,admin,,,", "yang nama atau e-mailnya lain"),
            ("Budi,budi,,,,,,,,,", "Akun Budi dinonaktifkan"),
        ],
    )  # fmt: skip
    def test_a_doubt_about_who_is_meant_is_refused(self, siti, row, why):
        UserFactory(username="budi", name="Budi", email="budi@contoh.test", is_active=False)
        assert why in refused(row)

    def test_duplicates_in_the_file_are_found_whichever_way(self, siti):
        plan = said(
            f"Budi,budi,budi@contoh.test,{OTHER_NIP},,,,,,,",
            f"Rudi,rudi,,{OTHER_NIP},,,,,,,",
            "Rudi,rudi2,BUDI@contoh.test,,,,,,,,",
            "Rudi,BUDI,,,,,,,,,",
            f"Siti,x1,,{NIP},,,dpupr,admin,,,",
            "Siti,x2,siti@contoh.test,,,,dpupr,penulis,,,",
            "Rudi,rudi,,,,,,,,,",
        )
        assert [outcome for _, outcome, _ in plan] == [
            "new",
            "refused",
            "refused",
            "refused",
            "role",
            "refused",
            "refused",
        ]
        texts = [text for *_, text in plan]
        assert texts[1] == "NIP dipakai Budi (baris 2). Satu orang, satu baris."
        assert texts[2] == "e-mail dipakai Budi (baris 2). Satu orang, satu baris."
        assert texts[3] == "nama pengguna dipakai Budi (baris 2). Satu orang, satu baris."
        assert texts[5] == "Siti Aminah sudah ada di baris 6. Satu orang, satu baris."
        assert texts[6] == "nama pengguna dipakai Rudi (baris 3). Satu orang, satu baris."  # of a refused line too


BAD_LINES = {
    ",budi,,,,,,,,,": "nama masih kosong.",
    "Budi,,,,,,,,,,": "nama_pengguna",
    "Budi,budi santoso,,,,,,,,,": "nama_pengguna",
    "Budi,budi@contoh.test,,,,,,,,,": "tidak boleh memuat tanda @",
    "Budi,198501012010012999,,,,,,,,,": "tidak boleh angka saja",
    "Budi,budi,bukan-surel,,,,,,,,": "email",
    "Budi,budi,,12345,,,,,,,": "NIP terdiri atas 18 angka",
    "Budi,budi,,1.98501E+17,,,,,,,": "NIP terdiri atas 18 angka",
    "Budi,budi,,198501012010012000,,,,,,,": "NIP berakhir 000: Excel membulatkannya",
    "Budi,budi,,,,telepon,,,,,": "telepon",
    "Budi,budi,,,,,dinkes,,,,": "Kolom opd terisi, tetapi peran kosong",
    "Budi,budi,,,,,,,,,2099-01-01": "Kolom sampai terisi, tetapi peran kosong",
    "Budi,budi,,,,,,penulis,,,": "Kolom opd kosong",
    "Budi,budi,,,,,antah,penulis,,,": "OPD “antah” tidak ada",
    "Budi,budi,,,,,tutup,penulis,,,": "Tutup sudah tidak aktif",
    "Budi,budi,,,,,dinkes,bupati,,,": "Peran “bupati” tidak dikenal",
    "Budi,budi,,,,,dinkes,penulis,Bidang Jalan,,": "Bidang “Bidang Jalan” tidak ada di Dinkes",
    "Budi,budi,,,,,dinkes,penulis,,besok,": "Tanggal sejak “besok” tidak terbaca",
    "Budi,budi,,,,,dinkes,penulis,,,31-02-2027": "Tanggal sampai “31-02-2027” tidak terbaca",
    "Budi,budi,,,,,dinkes,penulis,,0001-01-01,": "Tanggal sejak “0001-01-01” tidak terbaca",
    "Budi,budi,,,,,dinkes,penulis,,,2020-01-01": "Tanggal terakhirnya sudah lewat",
    "Budi,budi,,,,,dinkes,penulis,,2099-02-01,2099-01-01": "mendahului tanggal mulainya",
    "Budi,budi,,,,,dinkes,redaktur,,,": "Kosongkan kolom opd",
    "Budi,budi,,,,,,redaktur,Meja Lain,,": "Meja redaksinya tidak ditemukan",
    '"=HYPERLINK(""http://x"")",budi,,,,,,,,,': "Isian nama diawali tanda = seperti rumus",
    "+Budi,budi,,,,,,,,,": "diawali tanda +",
    "@Budi,budi,,,,,,,,,": "diawali tanda @",
    "\u200b =Budi,budi,,,,,,,,,": "diawali tanda =",
    "Budi,budi,,,-2+3,,,,,,": "Isian jabatan diawali tanda -",
    "Budi,@budi,,,,,,,,,": "Isian nama_pengguna diawali tanda @",
    "Budi,budi,,,,=1,,,,,": "Isian telepon diawali tanda =",
    "Budi,budi,,,,,,,,,,lebih": "lebih banyak daripada judul kolom",
    "B" * 10_000 + ",budi,,,,,,,,,": "Isian nama terlalu panjang (10000 huruf",
    "B" * 151 + ",budi,,,,,,,,,": "nama",
    "Budi," + "b" * 151 + ",,,,,,,,,": "nama_pengguna",
}


@pytest.mark.parametrize(("row", "why"), BAD_LINES.items(), ids=[row[:40] for row in BAD_LINES])
def test_a_bad_line_is_refused_with_a_reason_and_stops_no_other(cast, row, why):
    roles.close(OPDFactory(short_name="Tutup", slug="tutup"))
    good = "Sri,sri,,,,,dpupr,penulis,,,"
    text = file(row, good)
    bad, other = people_import.plan(text).steps
    assert (bad.outcome, other.outcome) == ("refused", "new")
    assert why in bad.text
    people = User.objects.count()
    carry_out(cast, text)
    assert User.objects.count() == people + 1
    assert User.objects.get(username="sri").memberships.get().opd == cast.dpupr


GOOD_LINES = {
    "Budi,budi,,,,+62 812 3456,,,,,": "akun baru budi, tanpa peran",
    "Budi,budi,-,-,-,-,-,-,-,-,-": "akun baru budi, tanpa peran",  # how offices write "none"
    "Budi,budi": "akun baru budi, tanpa peran",
    '"Budi ""Bud"" Santoso, S.Kom",budi,,,,,,,,,': "akun baru budi, tanpa peran",
    "Budi,budi,,,,,DINKES,Penulis,BIDANG YANKES,,": "akun baru budi; menjadi Penulis Dinkes (Bidang Yankes)",
    "Budi,budi,,,,,,redaktur,,,": "akun baru budi; menjadi Redaktur di Redaksi Dinkominfo",
    "Budi,budi,,,,,,redaktur,redaksi dinkominfo,,": "akun baru budi; menjadi Redaktur di Redaksi Dinkominfo",
}


@pytest.mark.parametrize(("row", "text"), GOOD_LINES.items())
def test_a_good_line(cast, row, text):
    UnitFactory(opd=cast.dinkes, name="Bidang Yankes")
    assert first(row) == ("new", text)


def test_of_several_desks_one_is_named(cast):
    DeskFactory(name="Redaksi Dua", all_opds=False)
    assert "Meja redaksinya tidak ditemukan" in refused("Budi,budi,,,,,,redaktur,,,")
    assert first("Budi,budi,,,,,,redaktur,Redaksi Dua,,") == ("new", "akun baru budi; menjadi Redaktur di Redaksi Dua")


class TestCarryingOut:
    TEXT = file(
        f"Rina Wati,rina.wati,Rina@Contoh.Test,{OTHER_NIP},Analis,0812 3456,dinkes,penulis,,,",
        f"Siti,siti.aminah,,{NIP},,,dpupr,admin,,,31-12-2099",
        "Joko,joko,,,,,,redaktur,,,",
        "Budi,budi,,12345,,,,,,,",
        "Siti Dua,siti.aminah,,,,,,,,,",
    )

    def test_a_plan_changes_nothing_at_all(self, cast, siti):
        before = database()
        people_import.plan(self.TEXT)
        assert database() == before

    def test_does_what_was_shown(self, cast, siti):
        done = carry_out(cast, self.TEXT)
        assert [step.outcome for step in done.steps] == ["new", "role", "new", "refused", "refused"]
        rina = User.objects.get(username="rina.wati")
        assert (rina.name, rina.email, rina.nip, rina.position, rina.phone) == (
            "Rina Wati", "rina@contoh.test", OTHER_NIP, "Analis", "0812 3456",
        )  # fmt: skip
        assert not rina.has_usable_password()
        assert (rina.is_active, rina.is_superuser, rina.is_demo) == (True, False, False)
        assert access.holds(rina, Right.WRITE_NEWS, cast.dinkes)
        assert not access.holds(rina, Right.SUBMIT_NEWS, cast.dinkes)
        assert str(Membership.objects.get(user=siti, opd=cast.dpupr).until) == "2099-12-31"
        joko = User.objects.get(username="joko")
        assert joko in Desk.objects.get().members.all()
        assert access.holds(joko, Right.REVIEW_NEWS, cast.dinkes)
        assert not User.objects.filter(username="budi").exists()

    def test_is_recorded_for_each_person_and_as_a_whole(self, cast, siti):
        given = AuditEntry.objects.filter(action="role.given").count()
        carry_out(cast, self.TEXT)
        made = AuditEntry.objects.filter(action="person.imported").order_by("pk")
        assert [entry.after["username"] for entry in made] == ["rina.wati", "joko"]
        assert AuditEntry.objects.filter(action="role.given").count() == given + 2
        whole = AuditEntry.objects.get(action="people.imported").after
        assert [whole[name] for name in ("new", "new_roles", "same", "refused")] == [2, 1, 0, 2]
        assert len(whole["people"]) == 3

    def test_the_editors_of_a_desk_are_seated_together(self, cast, siti, monkeypatch):
        """Every OPD is seated anew: for ten editors as often as for one."""
        seated = []
        real = roles.seat_editors
        monkeypatch.setattr(roles, "seat_editors", lambda *opds: (seated.append(opds), real(*opds)))
        names = [f"redaktur.{number}" for number in range(10)]
        carry_out(cast, file(*(f"{name},{name},,,,,,redaktur,,," for name in names)))
        assert len(seated) == 1
        editors = User.objects.filter(username__in=names)
        assert all(access.holds(each, Right.REVIEW_NEWS, cast.dpupr) for each in editors)
        assert set(names) <= set(AuditEntry.objects.filter(action="desk.changed").latest("pk").after["members"])

    def test_again_it_finds_everything_done(self, cast, siti):
        carry_out(cast, self.TEXT)
        before = User.objects.count(), Membership.objects.count()
        again = people_import.plan(self.TEXT)
        assert not again.to_do
        assert [step.outcome for step in again.steps] == ["same", "same", "same", "refused", "refused"]
        assert (User.objects.count(), Membership.objects.count()) == before

    MEANWHILE = {
        "somebody took the username": lambda cast: UserFactory(username="rina.wati"),
        "the OPD was closed": lambda cast: roles.close(cast.dinkes),
        "somebody was switched off": lambda cast: User.objects.filter(username="siti.aminah").update(is_active=False),
        "somebody has the role now": lambda cast: roles.appoint(
            User.objects.get(username="siti.aminah"), cast.dpupr, Role.ADMIN
        ),
        "a name changed": lambda cast: User.objects.filter(username="siti.aminah").update(name="Siti Rahma"),
    }

    @pytest.mark.parametrize("what", MEANWHILE)
    def test_what_has_changed_meanwhile_is_shown_and_nothing_is_done(self, cast, siti, what):
        shown = people_import.plan(self.TEXT)
        self.MEANWHILE[what](cast)
        before = database()
        with pytest.raises(Changed) as changed:
            people_import.carry_out(self.TEXT, shown=shown.digest, by=cast.superuser)
        assert database() == before
        assert changed.value.plan.digest == people_import.plan(self.TEXT).digest != shown.digest

    def test_another_text_than_the_shown_one_is_not_done(self, cast, siti):
        shown = people_import.plan(self.TEXT).digest
        before = database()
        for text in (
            self.TEXT.replace("dinkes", "dpupr"),
            self.TEXT.replace("penulis", "admin"),
            self.TEXT + "X,x\r\n",
        ):
            with pytest.raises(Changed):
                people_import.carry_out(text, shown=shown, by=cast.superuser)
        assert database() == before

    def test_line_ends_that_a_browser_changes_are_the_same_file(self, cast, siti):
        shown = people_import.plan(self.TEXT).digest
        people_import.carry_out(self.TEXT.replace("\r\n", "\n"), shown=shown, by=cast.superuser)
        assert User.objects.filter(username="rina.wati").exists()

    def test_when_one_line_fails_none_is_done(self, cast, siti, monkeypatch):
        """Somebody takes the username after our look: the database says so."""
        shown = people_import.plan(self.TEXT)
        real = people_import._do

        def late(step, by):
            real(step, by)
            if step.line == 3:
                User.objects.create(username="JOKO", name="Lain")

        monkeypatch.setattr(people_import, "_do", late)
        before = database()
        with pytest.raises(Changed):
            people_import.carry_out(self.TEXT, shown=shown.digest, by=cast.superuser)
        assert database() == before

    @pytest.mark.parametrize("who", ["writer", "admin", "editor", "outsider", "nobody"])
    def test_only_for_the_portal_administrator(self, cast, siti, who):
        before = database()
        with pytest.raises(PermissionDenied):
            people_import.carry_out(self.TEXT, shown=people_import.plan(self.TEXT).digest, by=getattr(cast, who))
        assert database() == before

    def test_a_plan_asks_the_same_few_questions_however_long_the_file_is(self, cast, siti, django_assert_num_queries):
        rows = [f"Orang {n},orang.{n},o{n}@contoh.test,,,,dinkes,penulis,,," for n in range(200)]
        with django_assert_num_queries(6):
            people_import.plan(file(*rows))
