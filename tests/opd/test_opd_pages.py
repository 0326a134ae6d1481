"""/admin/opd/opd/: what an OPD's admin may change about it, and how the portal administrator makes one."""

from __future__ import annotations

import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import AuditEntry, User
from news.models import Article
from opd import access, roles
from opd.models import OPD
from opd.rights import Right, Role

PROFILE = {
    "description": "Melayani kesehatan warga Blora.",
    "address": "Jalan Dr. Sutomo 42, Blora",
    "phone": "(0296) 531127",
    "email": "dinkes@blorakab.go.id",
    "website": "https://dinkes.blorakab.go.id",
    "accent": "7",
}
NEW = PROFILE | {
    "name": "Badan Riset dan Inovasi Daerah Kabupaten Blora",
    "short_name": "Brida",
    "slug": "brida",
    "kind": "badan",
    "aliases": "BRIDA,  Badan   Riset , ",
}
ODD_IDS = ["0", "9" * 18, "9" * 19, "satu", "1_2", "%00"]


def address(opd, page="change") -> str:
    return f"/admin/opd/opd/{opd.pk}/{page}/"


def picture(kind="PNG", size=(600, 400)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "#14532D").save(out, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", out.getvalue(), f"image/{kind.lower()}")


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.admin)


@pytest.fixture
def portal(cast, sign_in):
    return sign_in(cast.superuser)


class TestProfile:
    def test_the_opds_admin_edits_what_the_public_reads(self, cast, desk):
        answer = desk.post(address(cast.dinkes), PROFILE)
        assert answer.status_code == 302
        kept = OPD.objects.get(pk=cast.dinkes.pk)
        for name, value in PROFILE.items():
            assert str(getattr(kept, name)) == value
        assert LogEntry.objects.get().user == cast.admin

    def test_names_addresses_and_state_are_not_taken_from_the_form(self, cast, desk):
        before = OPD.objects.values("name", "short_name", "slug", "kind", "aliases", "active", "successor", "logo").get(
            pk=cast.dinkes.pk
        )
        smuggled = NEW | {"active": "", "successor": cast.dpupr.pk, "logo": "[1]", "id": cast.dpupr.pk}
        assert desk.post(address(cast.dinkes), smuggled).status_code == 302
        kept = OPD.objects.get(pk=cast.dinkes.pk)
        assert kept.description == PROFILE["description"]
        assert {name: getattr(kept, name) for name in before} == before
        assert OPD.objects.get(pk=cast.dpupr.pk).description == ""

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("accent", "17", "Warna"),
            ("email", "bukan e-mail", "email"),
            ("website", "dinkes.blorakab.go.id", "Tulis alamat lengkap, contoh: https://dinkes.blorakab.go.id"),
            ("website", "javascript:alert(1)", "Tulis alamat lengkap"),
            ("description", "x" * 601, "600"),
        ],
    )
    def test_a_refused_value_keeps_what_was_typed(self, cast, desk, field, value, words):
        answer = desk.post(address(cast.dinkes), PROFILE | {field: value})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert words in page
        assert "Jalan Dr. Sutomo 42, Blora" in page
        assert OPD.objects.get(pk=cast.dinkes.pk).address == ""

    def test_other_names_are_read_as_words(self, cast, desk):
        OPD.objects.filter(pk=cast.dinkes.pk).update(aliases=["DKK", "Dinkesda"])
        assert "DKK, Dinkesda" in desk.get(address(cast.dinkes)).content.decode()

    def test_nobody_else_gets_there(self, cast, sign_in):
        for who, statuses in (("outsider", {404}), ("writer", {403, 404}), ("editor", {403, 404}), ("nobody", {302})):
            browser = sign_in(getattr(cast, who))
            for answer in (browser.get(address(cast.dinkes)), browser.post(address(cast.dinkes), PROFILE)):
                assert answer.status_code in statuses, who
        assert sign_in().get(address(cast.dinkes)).url.startswith("/admin/login/?next=")
        assert OPD.objects.get(pk=cast.dinkes.pk).description == ""

    def test_a_closed_opds_profile_is_kept_by_its_successors_admin(self, cast, sign_in):
        roles.close(cast.dinkes, cast.dpupr)
        assert sign_in(cast.outsider).post(address(cast.dinkes), PROFILE).status_code == 302
        assert OPD.objects.get(pk=cast.dinkes.pk).phone == "(0296) 531127"
        assert sign_in(cast.admin).get(address(cast.dinkes)).status_code == 302

    @pytest.mark.parametrize("odd", ODD_IDS)
    @pytest.mark.parametrize("page", ["change", "history", "delete"])
    def test_odd_ids_are_404(self, cast, portal, odd, page):
        assert portal.get(f"/admin/opd/opd/{odd}/{page}/").status_code in ({403} if page == "delete" else {404})

    def test_nobody_deletes_an_opd(self, cast, portal):
        assert portal.post(address(cast.dinkes, "delete"), {"post": "yes"}).status_code == 403
        assert (
            portal.post(
                "/admin/opd/opd/", {"action": "delete_selected", "_selected_action": cast.dinkes.pk, "post": "yes"}
            ).status_code
            < 500
        )
        assert OPD.objects.filter(pk=cast.dinkes.pk).exists()


class TestLogo:
    @pytest.fixture(autouse=True)
    def _own_folder(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def files(self) -> set[str]:
        return set(default_storage.listdir("")[1])

    def test_is_kept_in_its_sizes_under_a_name_of_ours(self, cast, desk):
        assert desk.post(address(cast.dinkes), PROFILE | {"picture": picture()}).status_code == 302
        logo = OPD.objects.get(pk=cast.dinkes.pk).logo
        assert [(size["width"], size["height"], size["type"]) for size in logo] == [(600, 400, "image/jpeg")]
        assert {size["name"] for size in logo} == self.files()
        assert not any("logo" in size["name"] for size in logo)

    def test_a_save_without_one_keeps_the_old(self, cast, desk):
        desk.post(address(cast.dinkes), PROFILE | {"picture": picture()})
        before = OPD.objects.get(pk=cast.dinkes.pk).logo
        assert desk.post(address(cast.dinkes), PROFILE).status_code == 302
        assert OPD.objects.get(pk=cast.dinkes.pk).logo == before

    def test_a_new_one_removes_the_old_files(self, cast, desk, django_capture_on_commit_callbacks):
        desk.post(address(cast.dinkes), PROFILE | {"picture": picture()})
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(address(cast.dinkes), PROFILE | {"picture": picture("JPEG")})
        assert {size["name"] for size in OPD.objects.get(pk=cast.dinkes.pk).logo} == self.files()

    @pytest.mark.parametrize(
        ("name", "content", "kind"),
        [
            ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"),
            ("logo.png", b"%PDF-1.4 bukan foto", "image/png"),
            ("logo.png", b"", "image/png"),
        ],
    )
    def test_what_is_not_a_picture_is_refused_and_the_words_are_kept(self, cast, desk, name, content, kind):
        answer = desk.post(address(cast.dinkes), PROFILE | {"picture": SimpleUploadedFile(name, content, kind)})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "Berkas ini bukan foto JPEG, PNG, atau WebP." in page or "kosong" in page
        assert "Melayani kesehatan warga Blora." in page
        kept = OPD.objects.get(pk=cast.dinkes.pk)
        assert (kept.logo, kept.description) == ([], "")
        assert self.files() == set()


class TestNewOPD:
    def add(self, browser, **changes):
        return browser.post("/admin/opd/opd/add/", NEW | changes)

    def test_works_from_its_first_minute(self, cast, portal, sign_in):
        answer = self.add(portal)
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        made = OPD.objects.get(slug="brida")
        assert (made.short_name, made.kind, made.accent, made.aliases) == (
            "Brida",
            "badan",
            7,
            ["BRIDA", "Badan Riset"],
        )
        assert portal.get(answer.url).status_code == 200
        team = f"/admin/opd/opd/{made.pk}/team/appoint/"
        assert portal.post(team, {"person": "tanpa.peran", "role": "admin"}).status_code == 302
        text = {
            "title": "Riset Jati Dimulai",
            "body": "<p>Isi.</p>",
            "summary": "Ringkas.",
            "opd": made.pk,
            "seen": "1",
        }
        assert sign_in(cast.nobody).post("/admin/news/article/add/", text).status_code == 302
        assert Article.objects.get().opd == made
        assert access.holds(User.objects.get(pk=cast.editor.pk), Right.REVIEW_NEWS, made)
        assert not access.holds(User.objects.get(pk=cast.admin.pk), Right.WRITE_NEWS, made)

    def test_stays_at_its_page_when_asked_to(self, cast, portal):
        answer = self.add(portal, _continue="1")
        made = OPD.objects.get(slug="brida")
        assert (answer.status_code, answer.url) == (302, address(made))
        assert portal.get(answer.url).status_code == 200

    @pytest.mark.parametrize(
        "slug", ["berita", "galeri", "feed", "kontak", "arsip", "www", "admin", "akun", "media", "static"]
    )
    def test_addresses_the_portal_needs_are_refused(self, cast, portal, slug):
        answer = self.add(portal, slug=slug)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert f"Alamat “{slug}” dipakai oleh portal sendiri. Pilih yang lain." in page
        assert "Badan Riset dan Inovasi Daerah Kabupaten Blora" in page
        assert not OPD.objects.filter(slug=slug).exists()

    @pytest.mark.parametrize(
        "slug", ["Brida", "-brida", "brida-", "b rida", "brida.id", "brída", "b_rida", "../brida", "b" * 51, ""]
    )
    def test_an_address_is_a_host_label(self, cast, portal, slug):
        assert self.add(portal, slug=slug).status_code == 200
        assert OPD.objects.count() == 2

    def test_names_and_addresses_are_used_once(self, cast, portal):
        answer = self.add(portal, name=cast.dinkes.name, short_name="Dinkes", slug="dinkes")
        assert answer.status_code == 200
        assert set(answer.context["adminform"].form.errors) == {"name", "short_name", "slug"}

    def test_is_the_portal_administrators_alone(self, cast, sign_in):
        for who in ("admin", "writer", "editor", "outsider"):
            browser = sign_in(getattr(cast, who))
            assert browser.get("/admin/opd/opd/add/").status_code == 403
            assert self.add(browser).status_code == 403
        assert self.add(sign_in(cast.nobody)).status_code == 302
        assert self.add(sign_in()).status_code == 302
        assert OPD.objects.count() == 2

    def test_the_portal_administrator_renames_one(self, cast, portal):
        assert portal.post(address(cast.dinkes), NEW | {"slug": "dinkesda"}).status_code == 302
        kept = OPD.objects.get(pk=cast.dinkes.pk)
        assert (kept.slug, kept.short_name) == ("dinkesda", "Brida")
        assert access.holds(User.objects.get(pk=cast.writer.pk), Right.WRITE_NEWS, kept)


class TestList:
    def test_shows_each_the_own(self, cast, sign_in):
        roles.appoint(cast.admin, cast.dpupr, Role.WRITER)  # writing alone does not show an OPD's page
        page = sign_in(cast.admin).get("/admin/opd/opd/").content.decode()
        assert "Dinas Kesehatan" in page
        assert "Dinas Pekerjaan Umum" not in page
        page = sign_in(cast.superuser).get("/admin/opd/opd/").content.decode()
        assert "Dinas Kesehatan" in page
        assert "Dinas Pekerjaan Umum" in page

    @pytest.mark.parametrize("who", ["writer", "editor"])
    def test_is_refused_without_a_right_in_any(self, cast, sign_in, who):
        assert sign_in(getattr(cast, who)).get("/admin/opd/opd/").status_code == 403

    @pytest.mark.parametrize(
        "query", ["q=" + "jalan+" * 300, "q=%00", "q=%25", "o=99", "p=9999999999999999999", "all="]
    )
    def test_odd_questions_are_no_failure(self, cast, portal, query):
        assert portal.get(f"/admin/opd/opd/?{query}").status_code in {200, 302}


def test_a_new_official_name_is_on_the_record(cast, sign_in):
    """What everybody knows the agency by; its telephone number is not."""
    url = f"/admin/opd/opd/{cast.dinkes.pk}/change/"
    fields = {"name": cast.dinkes.name, "short_name": "Dinkesda", "slug": "dinkes", "kind": "dinas", "accent": "1"}
    for _ in range(2):  # the second changes nothing more
        assert sign_in(cast.superuser).post(url, fields | {"phone": "0296 531001"}).status_code == 302
    entry = AuditEntry.objects.get(action="opd.changed")
    assert (entry.before["short_name"], entry.after["short_name"], entry.by) == ("Dinkes", "Dinkesda", cast.superuser)
