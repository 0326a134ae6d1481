"""Ways in beside the pages: query strings, fields that were not offered, other methods, pictures, search, feeds.

In the history of the best known Django CMS, most published holes were a side door that forgot the permission check.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from news import services
from news.models import Article, MediaAsset, Publication
from news.workflow import Live, State
from opd.models import Desk, Membership, Unit
from opd.pictures import accept
from opd.rights import Role
from tests.factories import UnitFactory
from tests.news.stage import put
from tests.pictures import jpeg
from tests.test_isolation import everything, walk

SECRET = "Naskah Rahasia Dinkes"
LISTS = sorted(
    f"/{route}"
    for route in walk(get_resolver())
    if re.fullmatch(
        r"admin/(accounts|blora_portal|news|opd)/(?!queue|pins|readers)[a-z]+/", route
    )  # see test_queue.py, test_pins.py, test_readers.py
)
LOOKUPS = [
    "password__startswith", "user__password__startswith", "created_by__password__startswith", "keeper__email__contains",
    "submitted_by__is_superuser__exact", "opd__id__exact", "opd__memberships__user__name", "opd__name__startswith",
    "memberships__user__username", "members__password__regex", "desks__members__email", "units__name__contains",
    "articles__title__contains", "articles__body__contains", "publication__title__contains", "events__note__contains",
    "versions__title__contains", "state__exact", "title__contains", "is_superuser__exact", "groups__name",
    "user_permissions__codename", "logentry__object_repr__contains", "authenticator__data__contains",
    "usersession__session_key__startswith", "sign_in_attempts__address", "invitations__token_hash__startswith",
    "token_hash__startswith", "id__in", "pk__gt", "_to_field", "e__isnull",
]  # fmt: skip


@pytest.fixture
def stage(cast, sign_in) -> SimpleNamespace:
    """A secret draft and one in review of dinkes, and everybody's browser."""
    draft, waiting = (put(cast, state, Live.NONE) for state in (State.DRAFT, State.IN_REVIEW))
    for article in (draft, waiting):
        Article.objects.filter(pk=article.pk).update(title=f"{SECRET} {article.pk}")
    who = ("writer", "admin", "editor", "outsider", "nobody", "superuser")
    browsers = {name: sign_in(getattr(cast, name)) for name in who} | {"visitor": sign_in()}
    return SimpleNamespace(cast=cast, draft=draft, waiting=waiting, browsers=browsers)


# --- Query strings ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("url", LISTS)
def test_no_list_takes_a_lookup_that_it_did_not_offer(url, stage):
    """Each would answer, letter by letter, a question about rows or columns that this person may not read."""
    for who in ("outsider", "writer", "superuser"):
        for lookup in LOOKUPS:
            answer = stage.browsers[who].get(f"{url}?{lookup}=1")
            if answer.status_code == 200:  # Django ignores its own markers
                assert lookup == "_to_field", (who, url, lookup)
                continue
            assert answer.status_code in {302, 400, 403}, (who, url, lookup)
            assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("url", LISTS)
def test_the_choices_of_a_filter_name_no_other_opd(url, stage):
    UnitFactory(opd=stage.cast.dinkes, name="Bidang Rahasia")
    answer = stage.browsers["outsider"].get(url)
    if answer.status_code == 200:
        page = answer.content.decode()
        for word in ("Dinkes", "Dinas Kesehatan", "Bidang Rahasia", "Penulis Dinkes", "Admin Dinkes"):
            assert word not in page, (url, word)


def test_a_search_at_the_desk_finds_nothing_of_another_opd(stage):
    for word in ("Rahasia", "Dinkes", "Penulis", str(stage.draft.pk)):
        for url in LISTS:
            assert SECRET not in stage.browsers["outsider"].get(url, {"q": word}).content.decode()


def test_a_new_form_takes_nothing_from_the_address(stage):
    query = f"?opd={stage.cast.dinkes.pk}&title=Diambil&created_by={stage.cast.admin.pk}&_changelist_filters=opd%3D1"
    for url in ("/admin/news/article/add/", "/admin/opd/unit/add/"):
        page = stage.browsers["outsider"].get(url + query).content.decode().replace("Contoh: Foto: Dinkes", "")
        assert "Diambil" not in page
        assert "Dinkes" not in page


# --- Methods ---------------------------------------------------------------------------------------------------------
METHODS = ["head", "put", "patch", "delete", "options", "trace"]


def pages_of(stage) -> list[str]:
    opd, article = stage.cast.dinkes.pk, stage.draft.pk
    membership = Membership.objects.get(user=stage.cast.writer).pk
    article_pages = ("change", "history", "delete", "preview", "here", "submit", "publish", "withdraw", "transfer")
    return [
        *(f"/admin/news/article/{article}/{page}/" for page in article_pages),
        *(f"/admin/opd/opd/{opd}/{page}/" for page in ("change", "history", "team", "team/appoint")),
        f"/admin/opd/opd/{opd}/team/{membership}/dismiss/",
    ]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", ["visitor", "nobody", "outsider"])
def test_another_method_is_no_way_round(who, method, stage):
    before = everything()
    for url in pages_of(stage):
        answer = getattr(stage.browsers[who], method)(url)
        assert answer.status_code in {302, 403, 404, 405}, (method, url)
        assert SECRET.encode() not in answer.content
    assert everything() == before


@pytest.mark.parametrize("header", ["HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE"])
def test_a_header_does_not_turn_reading_into_writing(header, stage):
    before = everything()
    answer = stage.browsers["admin"].get(f"/admin/news/article/{stage.draft.pk}/submit/", **{header: "POST"})
    assert answer.status_code == 405
    assert everything() == before


@pytest.mark.parametrize("header", ["HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL", "HTTP_X_FORWARDED_PREFIX"])
def test_a_header_does_not_lead_to_another_page(header, stage):
    answer = stage.browsers["visitor"].get("/", **{header: f"/admin/news/article/{stage.draft.pk}/change/"})
    assert SECRET not in answer.content.decode()


def test_a_form_without_its_token_is_refused(stage):
    from django.test import Client

    browser = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    browser.force_login(stage.cast.admin, backend="accounts.backends.SignInBackend")
    before = everything()
    for url in pages_of(stage):
        assert browser.post(url, {"seen": "1", "note": "x", "post": "yes"}).status_code == 403, url
    assert everything() == before


# --- Fields that were not offered ------------------------------------------------------------------------------------
def text(**more) -> dict:
    return {"title": "Judul Baru", "body": "<p>Isi.</p>", "summary": "Ringkas.", "seen": "1"} | more


def test_no_posted_field_moves_what_a_form_does_not_show(stage):
    """Every column of the article that the form does not write, posted at once."""
    written = {"title", "body", "summary", "summary_jv", "parties", "version", "saved_at"}
    columns = [field.attname for field in Article._meta.concrete_fields if field.attname not in written]
    before = Article.objects.values(*columns).get(pk=stage.draft.pk)
    smuggled = {name: "99" for column in columns for name in {column, column.removesuffix("_id")}}
    smuggled |= {"opd": stage.cast.dpupr.pk, "state": "published", "keeper": stage.cast.outsider.pk, "byline": ""}
    for name in ("rubric", "unit", "lead", "lead_alt", "lead_credit"):
        smuggled.pop(name, None)
    answer = stage.browsers["writer"].post(f"/admin/news/article/{stage.draft.pk}/change/", text(**smuggled))
    assert answer.status_code == 302
    after = Article.objects.values(*columns).get(pk=stage.draft.pk)
    changed = {name for name in columns if before[name] != after[name]}
    assert changed <= {"rubric_id", "byline"}  # the form offers these, and they were left out
    assert Publication.objects.count() == 0


def test_an_opds_admin_does_not_write_what_belongs_to_the_portal(stage):
    """Its official name, address and kind, and whether it is closed."""
    url = f"/admin/opd/opd/{stage.cast.dinkes.pk}/change/"
    kept = stage.cast.dinkes.__class__.objects.values(
        "name", "short_name", "slug", "host", "kind", "active", "successor"
    )
    before = kept.get(pk=stage.cast.dinkes.pk)
    smuggled = {
        "name": "X",
        "short_name": "X",
        "slug": "x",
        "host": "x.example",
        "kind": "rsud",
        "active": "",
        "successor": "1",
    }
    answer = stage.browsers["admin"].post(url, {"accent": "3", "phone": "0296 1", **smuggled})
    assert answer.status_code == 302
    assert kept.get(pk=stage.cast.dinkes.pk) == before


def test_a_unit_stays_in_its_opd(stage):
    unit = UnitFactory(opd=stage.cast.dpupr, name="Bina Marga")
    answer = stage.browsers["outsider"].post(
        f"/admin/opd/unit/{unit.pk}/change/", {"name": "Cipta Karya", "kind": "bidang", "opd": stage.cast.dinkes.pk}
    )
    assert answer.status_code == 302
    assert list(Unit.objects.values_list("name", "opd")) == [("Cipta Karya", stage.cast.dpupr.pk)]


def test_a_team_takes_no_unit_of_another_opd_and_no_editor(stage):
    foreign = UnitFactory(opd=stage.cast.dinkes)
    before = everything()
    url = f"/admin/opd/opd/{stage.cast.dpupr.pk}/team/appoint/"
    for smuggled in (
        {"unit": foreign.pk},
        {"role": "editor"},
        {"role": "superuser"},
        {"role": ""},
        {"opd": "1", "role": "x"},
    ):
        data = {"person": "tanpa.peran", "role": "writer"} | smuggled
        assert stage.browsers["outsider"].post(url, data).status_code in {403, 422}, smuggled
    assert everything() == before


def test_a_membership_is_reached_through_its_own_opd_only(stage):
    """The ids of another OPD's membership, under an address of one's own OPD."""
    membership = Membership.objects.get(user=stage.cast.writer)
    url = f"/admin/opd/opd/{stage.cast.dpupr.pk}/team/{membership.pk}/dismiss/"
    assert stage.browsers["outsider"].post(url).status_code == 404
    assert Membership.objects.filter(pk=membership.pk, role=Role.WRITER).exists()


def test_a_desk_is_no_way_to_become_an_editor(stage):
    desk = Desk.objects.get()
    for who in ("writer", "admin", "editor", "outsider"):
        person = getattr(stage.cast, who)
        answer = stage.browsers[who].post(
            f"/admin/opd/desk/{desk.pk}/change/", {"name": "X", "all_opds": "on", "members": [person.pk]}
        )
        assert answer.status_code == 403
    assert set(desk.members.all()) == {stage.cast.editor, stage.cast.editor2}


# --- What libraries bring along --------------------------------------------------------------------------------------
def test_an_older_version_has_no_address_of_its_own(stage):
    """django-simple-history's own pages ask the historical row for permission: they are not mounted."""
    version = stage.draft.versions.first() or stage.draft.versions.create(
        history_type="~", history_date="2026-11-01T00:00Z", **{
            name: getattr(stage.draft, name)
            for name in ("id", "title", "body", "opd", "created_by", "saved_at", "created_at", "version")
        },
    )  # fmt: skip
    for who in ("admin", "outsider", "superuser"):
        for url in (
            f"/admin/news/article/{stage.draft.pk}/history/{version.history_id}/",
            f"/admin/news/historicalarticle/{version.history_id}/change/",
            "/admin/news/historicalarticle/",
        ):
            assert stage.browsers[who].get(url).status_code == 404
            assert stage.browsers[who].post(url, text()).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "ckeditor/upload/", "ckeditor/browse/", "admin/auth/group/", "admin/auth/user/", "admin/account/emailaddress/",
        "admin/mfa/authenticator/", "admin/usersessions/usersession/", "admin/sessions/session/", "admin/guardian/groupobjectpermission/",
        "admin/news/mediause/", "admin/news/publication/", "admin/news/articleevent/", "admin/opd/membership/",
        "admin/opd/invitation/", "admin/contenttypes/contenttype/", "admin/admin/logentry/", "admin/r/1/1/", "accounts/login/",
        "accounts/signup/", "akun/social/connections/", "akun/email/", "akun/confirm-email/", "__debug__/", "static/../manage.py", "media/",
        "media/../portal.sqlite3", ".env", ".git/config", "manage.py", "var/portal.sqlite3",
    ],
)  # fmt: skip
def test_what_is_not_mounted_is_not_there(path, stage):
    for who in ("visitor", "superuser"):
        assert stage.browsers[who].get(f"/{path}").status_code in {404, 410}, (who, path)


# --- Pictures and machines -------------------------------------------------------------------------------------------
@pytest.fixture
def picture_of_a_draft(stage):
    article = services.save_text(
        stage.draft,
        by=stage.cast.writer,
        seen=1,
        picture=accept(SimpleUploadedFile("foto.jpg", jpeg())),
        lead_alt="Foto",
        lead_credit="Dinkes",
    )
    return article.lead


def test_a_drafts_picture_has_a_name_that_nobody_guesses(picture_of_a_draft):
    """At least 128 random bits, and nothing of the article, its OPD or its number."""
    bases = {size["name"].rsplit("-", 1)[0] for size in picture_of_a_draft.sizes}
    assert len(bases) == 1
    base = bases.pop()
    assert re.fullmatch(r"[0-9a-f]{32,}|[A-Za-z0-9_-]{22,}", base)
    assert base not in {str(picture_of_a_draft.pk), "dinkes"}


def test_names_of_two_pictures_have_nothing_in_common(stage, picture_of_a_draft):
    other = services.write(
        stage.cast.dinkes, by=stage.cast.writer, title="Lain", picture=accept(SimpleUploadedFile("foto.jpg", jpeg()))
    ).lead
    first, second = (asset.sizes[0]["name"] for asset in (picture_of_a_draft, other))
    assert sum(a == b for a, b in zip(first[:22], second[:22], strict=True)) < 11


def test_a_drafts_picture_is_named_on_no_public_page(stage, picture_of_a_draft):
    name = picture_of_a_draft.sizes[0]["name"]
    for url in (
        "/",
        "/berita/",
        "/opd/",
        "/opd/dinkes/",
        "/feed/",
        "/opd/dinkes/feed/",
        "/sitemap.xml",
        "/media/",
        "/robots.txt",
    ):
        assert name not in stage.browsers["visitor"].get(url).content.decode()


def test_no_number_leads_to_a_picture(stage, picture_of_a_draft):
    for name in (
        str(picture_of_a_draft.pk),
        f"{picture_of_a_draft.pk}.jpg",
        "lead.jpg",
        "%2e%2e",
        "..%2f..%2fmanage.py",
    ):
        assert stage.browsers["visitor"].get(f"/media/{name}").status_code == 404


def test_another_opds_picture_is_not_taken_by_its_number(stage, picture_of_a_draft):
    name = picture_of_a_draft.sizes[0]["name"]
    answer = stage.browsers["outsider"].post("/admin/news/article/add/", text(lead=picture_of_a_draft.pk, picture=name))
    assert answer.status_code == 200  # the form again: it was not among the choices
    assert name not in answer.content.decode()
    assert not Article.objects.filter(title="Judul Baru").exists()
    assert MediaAsset.objects.count() == 1


def test_a_picture_that_is_gone_is_gone_for_everybody(stage, picture_of_a_draft):
    name = picture_of_a_draft.sizes[0]["name"]
    answer = stage.browsers["visitor"].get(f"/media/{name}")
    assert answer.status_code == 200
    answer.close()
    default_storage.delete(name)
    assert stage.browsers["visitor"].get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("url", ["/feed/", "/opd/dinkes/feed/", "/sitemap.xml", "/", "/berita/", "/opd/dinkes/berita/"])
def test_machines_and_lists_know_nothing_of_what_is_not_public(url, stage):
    put(stage.cast, State.PUBLISHED, Live.AHEAD)
    Publication.objects.update(title=f"{SECRET} terjadwal")
    for who in ("visitor", "admin", "superuser"):
        assert SECRET not in stage.browsers[who].get(url).content.decode()


def test_no_public_page_shows_an_unpublished_article_by_its_number(stage):
    ahead = put(stage.cast, State.PUBLISHED, Live.AHEAD)
    for article in (stage.draft, stage.waiting, ahead):
        for url in (f"/berita/{article.pk}/", f"/berita/{article.pk}/apa-saja/"):
            for who in ("visitor", "admin", "superuser"):
                assert stage.browsers[who].get(url).status_code == 404
