"""Every address of the project, libraries' included, is given a named check here, and each check is run.

The resolver is walked: an address without a check fails, and so does a check whose address is gone. "No check" needs a
reason, and there are at most ten of those. The objects belong to dinkes; the outsider is the admin of dpupr, who holds
every right there. Reading is a queryset (404), acting is a policy (403).
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from guardian.models import GroupObjectPermission

from accounts import audit
from accounts.models import AuditEntry, SignInAttempt, User
from blora_portal.models import OldAddress
from news import site_pages
from news.models import (
    Article,
    ArticleEvent,
    MediaAsset,
    MediaUse,
    Note,
    NoteAnswer,
    NoteTag,
    Pin,
    Presence,
    Publication,
    ReaderCount,
    Rubric,
    SearchMiss,
)
from news.workflow import Live, State
from opd.models import OPD, Desk, Holiday, Invitation, Membership, OfficialAccount, Page, Platform, Unit, WorkingHours
from opd.rights import Role
from tests.factories import InvitationFactory, MediaAssetFactory, NoteTagFactory, OfficialAccountFactory, UnitFactory
from tests.news.stage import put
from tests.pictures import jpeg

SECRET = "Naskah Rahasia Dinkes"
VERBS = [
    "submit",
    "publish",
    "hand-in",
    "confirm-urgent",
    "schedule",
    "reschedule",
    "send-back",
    "revise",
    "correct",
    "recall",
    "unschedule",
    "publish-urgent",
    "transfer",
    "withdraw",
    "pass-on",
    "restore",
    "take",
    "let-go",
    "note",
    "answer",
    "settle",
    "reopen",
    "look-again",
    "pin",
    "unpin",
    "pin-up",
    "pin-down",
]

CHECKS = {
    "healthz": "no_check",
    "admin/": "own_list",
    "admin/news/article/": "own_list",
    "admin/news/article/add/": "writers_page",
    "admin/news/article/<path:object_id>/change/": "article_page",
    "admin/news/article/<path:object_id>/history/": "article_page",
    "admin/news/article/<path:object_id>/delete/": "article_page",
    "admin/news/article/<int:article_id>/preview/": "article_page",
    "admin/news/article/<int:article_id>/compare/": "article_page",
    "admin/news/article/<int:article_id>/here/": "article_page",
    "admin/news/article/<int:article_id>/review/": "article_page",
    **{f"admin/news/article/<int:article_id>/{verb}/": "article_page" for verb in VERBS},
    "admin/news/mediaasset/": "library_list",
    "admin/news/mediaasset/add/": "library_add",
    "admin/news/mediaasset/upload/": "library_upload",
    "admin/news/mediaasset/choose/": "library_choose",
    "admin/news/mediaasset/<int:asset_id>/thumb/": "asset_picture",
    **{
        f"admin/news/mediaasset/{page}/": "asset_page"
        for page in ("<path:object_id>/change", "<path:object_id>/history", "<path:object_id>/delete")
    },
    **{f"admin/news/mediaasset/<int:asset_id>/{verb}/": "asset_page" for verb in ("share", "unshare")},
    "admin/news/queue/": "editors_list",
    "admin/news/searchmiss/": "missed_words",
    "admin/news/readers/": "readers_page",
    "admin/news/readers/export/": "readers_page",
    "admin/news/pins/": "pins_page",
    "admin/news/opd/<int:opd_id>/switch-off/": "portal_page",
    "admin/news/opd/<int:opd_id>/switch-on/": "portal_page",
    **{
        f"admin/news/opd/<int:opd_id>/site/{page}": "agency_page"
        for page in (
            "",
            "<str:kind>/",
            *(f"<str:kind>/{verb}/" for verb in ("history", "restore", "show", "hide", "up", "down")),
        )
    },
    "admin/opd/officialaccount/": "own_list",
    "admin/opd/officialaccount/add/": "agency_admins_page",
    **{
        f"admin/opd/officialaccount/<path:object_id>/{page}/": "agency_page" for page in ("change", "history", "delete")
    },
    **{
        f"admin/opd/platform/{page}": "portal_page"
        for page in ("", "add/", "<path:object_id>/change/", "<path:object_id>/history/")
    },
    "admin/opd/platform/<path:object_id>/delete/": "never",
    "admin/opd/opd/": "own_list",
    "admin/opd/opd/add/": "portal_page",
    "admin/opd/opd/<path:object_id>/change/": "agency_page",
    "admin/opd/opd/<path:object_id>/history/": "agency_page",
    "admin/opd/opd/<path:object_id>/delete/": "never",
    "admin/opd/opd/<int:opd_id>/team/": "agency_page",
    "admin/opd/opd/<int:opd_id>/team/appoint/": "agency_page",
    "admin/opd/opd/<int:opd_id>/team/<int:membership_id>/dismiss/": "agency_page",
    "admin/opd/unit/": "own_list",
    "admin/opd/unit/add/": "agency_admins_page",
    "admin/opd/unit/<path:object_id>/change/": "agency_page",
    "admin/opd/unit/<path:object_id>/history/": "agency_page",
    "admin/opd/unit/<path:object_id>/delete/": "never",
    **{f"admin/{model}/": "portal_page" for model in ("opd/desk", "news/rubric", "news/notetag", "accounts/user")},
    **{f"admin/{model}/add/": "portal_page" for model in ("opd/desk", "news/rubric", "news/notetag", "accounts/user")},
    **{
        f"admin/{model}/<path:object_id>/{page}/": "portal_page"
        for model in ("opd/desk", "news/rubric", "news/notetag", "accounts/user")
        for page in ("change", "history")
    },
    **{
        f"admin/{model}/<path:object_id>/delete/": "never"
        for model in ("opd/desk", "news/rubric", "news/notetag", "accounts/user")
    },
    "admin/accounts/user/<path:object_id>/switch-off/": "portal_page",
    "admin/accounts/user/<path:object_id>/switch-on/": "portal_page",
    **{
        f"admin/accounts/user/<path:object_id>/{verb}/": "portal_page"
        for verb in ("password-link", "end-sessions", "reset-second-factor")
    },
    "admin/accounts/auditentry/": "portal_page",
    "admin/accounts/auditentry/<path:object_id>/change/": "portal_page",
    "admin/accounts/auditentry/export/": "portal_page",
    "admin/accounts/signinattempt/": "portal_page",
    "admin/accounts/signinattempt/<path:object_id>/change/": "portal_page",
    **{f"admin/accounts/signinattempt/{page}/": "never" for page in ("add", "<path:object_id>/delete")},
    "admin/accounts/signinattempt/<path:object_id>/history/": "portal_page",
    "admin/blora_portal/browserreport/": "portal_page",
    **{
        f"admin/blora_portal/oldaddress/{page}": "portal_page"
        for page in ("", "add/", "import/", "import/run/", "export/")
    },
    **{
        f"admin/blora_portal/oldaddress/<path:object_id>/{page}/": "portal_page"
        for page in ("change", "history", "delete")
    },
    "admin/news/opd/<int:opd_id>/hand-over/<int:user_id>/": "agency_page",
    "admin/opd/desk/<int:desk_id>/invitations/": "portal_page",
    **{
        f"admin/opd/desk/<int:desk_id>/invitations/<int:invitation_id>/{verb}/": "portal_page"
        for verb in ("resend", "revoke")
    },
    **{
        f"admin/opd/opd/<int:opd_id>/team/invitations/<int:invitation_id>/{verb}/": "agency_page"
        for verb in ("resend", "revoke")
    },
    **{f"admin/opd/{model}/{page}": "portal_page" for model in ("holiday", "workinghours") for page in ("", "add/")},
    **{
        f"admin/opd/{model}/<path:object_id>/{page}/": "portal_page"
        for model in ("holiday", "workinghours")
        for page in ("change", "history", "delete")
    },
    "admin/opd/holiday/import/": "portal_page",
    "admin/opd/people-import/": "portal_page",
    "admin/opd/people-import/run/": "portal_page",
    "admin/autocomplete/": "never",
    "admin/search/": "never",
    "admin/login/": "no_check",
    "admin/logout/": "no_check",
    "admin/password_change/": "no_check",
    "admin/password_change/done/": "no_check",
    "admin/jsi18n/": "no_check",
    "admin/^(?P<app_label>accounts|opd|news|blora_portal)/$": "no_check",
    "akun/": "sign_in",
    "akun/login/": "sign_in",
    "akun/logout/": "sign_in",
    "akun/inactive/": "sign_in",
    "akun/reauthenticate/": "sign_in",
    "akun/password/change/": "sign_in",
    "akun/password/change/done/": "sign_in",
    "akun/password/reset/": "sign_in",
    "akun/password/reset/done/": "sign_in",
    "akun/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "sign_in",
    "akun/password/reset/key/done/": "sign_in",
    "akun/signup/": "sign_in",
    "akun/password/set/": "sign_in",
    **dict.fromkeys(
        [
            "akun/2fa/",
            "akun/2fa/authenticate/",
            "akun/2fa/reauthenticate/",
            "akun/2fa/recovery-codes/",
            "akun/2fa/recovery-codes/generate/",
            "akun/2fa/totp/activate/",
            "akun/2fa/totp/deactivate/",
            "akun/2fa/webauthn/add/",
            "akun/2fa/webauthn/login/",
            "akun/2fa/webauthn/reauthenticate/",
            "akun/2fa/^webauthn/keys/(?P<pk>[0-9]{1,18})/edit/$",
            "akun/2fa/^webauthn/keys/(?P<pk>[0-9]{1,18})/remove/$",
            "akun/keamanan/",
            "akun/keamanan/keluarkan-yang-lain/",
            "akun/^keamanan/keluarkan/(?P<pk>[1-9][0-9]{0,17})/$",
        ],
        "own_account",
    ),
    "akun/undangan/<str:token>/": "sign_in",
    "akun/undangan/selesai/": "sign_in",
    "laporan-peramban/": "no_check",
    "media/<str:name>": "no_check",
    **dict.fromkeys(
        """
        |berita/|berita/arsip/|berita/arsip/<year:year>/<month:number>/|berita/<id:pk>/|berita/<id:pk>/<str:slug>/
        berita/<id:pk>/tabel/<id:asset>.csv|opd/<slug:slug>/galeri/|opd/<slug:slug>/galeri/<id:pk>/
        opd/<slug:slug>/galeri/<id:pk>/<id:number>/|opd/<slug:slug>/<standing:kind>/
        rubrik/<slug:slug>/|opd/|opd/<slug:slug>/|opd/<slug:slug>/berita/|opd/<slug:slug>/feed/|feed/|tentang/|cari/
        sitemap.xml|sitemap-halaman.xml|sitemap-<year:year>-<month:number>.xml|robots.txt
        sitemap-berita.xml|.well-known/security.txt|favicon.ico|feed.json|opd/<slug:slug>/feed.json
        rubrik/<slug:slug>/feed/|rubrik/<slug:slug>/feed.json
        """.replace("\n", "|")
        .replace(" ", "")
        .strip("|")
        .split("|"),
        "public",
    ),
    "": "public",
}
NO_CHECK = {
    "healthz": "says ok or which part is down, nothing of anybody",
    "admin/login/": "redirects to sign-in; its pages have tests of their own (tests/accounts)",
    "admin/logout/": "redirects to /akun/logout/",
    "admin/password_change/": "redirects to /akun/password/change/",
    "admin/password_change/done/": "redirects to /akun/password/change/",
    "admin/jsi18n/": "Django's words in Indonesian for its scripts",
    "admin/^(?P<app_label>accounts|opd|news|blora_portal)/$": "redirects to the starting page",
    "laporan-peramban/": "takes what browsers report of the policy, answers 204 or 400 and shows nothing",
    "media/<str:name>": "pictures are protected by their unguessable names (ARCHITECTURE.md, section 5)",
}


# --- The walk --------------------------------------------------------------------------------------------------------
def walk(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        else:
            yield route


def test_every_address_has_a_check_and_every_check_an_address():
    assert sorted(set(walk(get_resolver()))) == sorted(CHECKS)


def test_no_check_needs_a_reason_and_stays_rare():
    assert {route for route, check in CHECKS.items() if check == "no_check"} == set(NO_CHECK)
    assert len(NO_CHECK) <= 10


# --- The stage -------------------------------------------------------------------------------------------------------
@pytest.fixture
def stage(cast, sign_in):
    """A secret draft, one in review and a published item of dinkes, and a browser for everybody."""
    draft = put(cast, State.DRAFT, Live.NONE)
    waiting = put(cast, State.IN_REVIEW, Live.NONE)
    for article in (draft, waiting):
        Article.objects.filter(pk=article.pk).update(title=f"{SECRET} {article.pk}")
    who = ("writer", "admin", "editor", "outsider", "nobody", "superuser")
    return SimpleNamespace(
        cast=cast,
        draft=draft,
        waiting=waiting,
        published=put(cast, State.PUBLISHED, Live.SHOWN),
        asset=MediaAssetFactory(opd=cast.dinkes, created_by=cast.admin, told=True, title=f"{SECRET} berupa foto"),
        shared=MediaAssetFactory(opd=cast.dinkes, created_by=cast.admin, told=True, title="Foto bersama", shared=True),
        unit=UnitFactory(opd=cast.dinkes, name="Bidang Rahasia"),
        desk=Desk.objects.get(),
        tag=NoteTagFactory(),
        membership=Membership.objects.get(user=cast.writer),
        attempt=SignInAttempt.objects.create(kind="password", person=cast.writer, account="a", network="127.0.0.1"),
        entry=audit.record("role.given", cast.writer, by=cast.admin),
        invitation=InvitationFactory(opd=cast.dinkes, invited_by=cast.admin),
        editors_invitation=InvitationFactory(desk=Desk.objects.get(), role=Role.EDITOR, invited_by=cast.superuser),
        account=OfficialAccountFactory(opd=cast.dinkes, label="Akun Rahasia"),
        page=site_pages.save(Page(opd=cast.dinkes, kind="layanan"), by=cast.admin, seen=0, body="<p>Surat gratis.</p>"),
        holiday=Holiday.objects.create(date="2026-05-01", name="Hari Buruh Internasional"),
        old_address=OldAddress.objects.create(path="/profil.html", target="/tentang/"),
        hours=WorkingHours.objects.create(weekday=0, opens="07:30", closes="12:00"),
        passkey=Authenticator.objects.create(
            user=cast.writer, type="webauthn", data={"name": "HP penulis", "credential": {}}
        ),
        browsers={name: sign_in(getattr(cast, name)) for name in who} | {"visitor": sign_in()},
    )


def address(route: str, stage, *, article=None, asset=None) -> str:
    """The route with the ids of dinkes' objects in it."""
    objects = {
        "mediaasset": asset or stage.asset,
        "article": article or stage.waiting,
        "opd": stage.cast.dinkes,
        "unit": stage.unit,
        "desk": stage.desk,
        "rubric": stage.cast.rubric,
        "notetag": stage.tag,
        "user": stage.cast.writer,
        "signinattempt": stage.attempt,
        "auditentry": stage.entry,
        "oldaddress": stage.old_address,
        "holiday": stage.holiday,
        "workinghours": stage.hours,
        "officialaccount": stage.account,
        "platform": stage.account.platform,
    }
    route = route.replace("<str:kind>", stage.page.kind)
    model = route.split("/")[2] if route.count("/") > 2 else ""
    if "<path:object_id>" in route:
        route = route.replace("<path:object_id>", str(objects[model].pk))
    ids = {
        "article_id": objects["article"].pk,
        "asset_id": objects["mediaasset"].pk,
        "opd_id": stage.cast.dinkes.pk,
        "membership_id": stage.membership.pk,
        "user_id": stage.cast.writer.pk,
        "desk_id": stage.desk.pk,
        "invitation_id": (stage.editors_invitation if "/desk/" in route else stage.invitation).pk,
    }
    return "/" + re.sub(r"<int:(\w+)>", lambda found: str(ids[found[1]]), route)


MODELS = (
    Article, ArticleEvent, Publication, MediaAsset, MediaUse, Rubric, Note, NoteAnswer, NoteTag, Presence, OPD, Unit, Membership, Desk, Desk.members.through,
    Desk.opds.through, Holiday, WorkingHours, Invitation, Page, Page.versions.model, OfficialAccount, Platform, User, User.groups.through, GroupObjectPermission, AuditEntry, LogEntry, Authenticator,
    OldAddress, Pin,
)  # fmt: skip


def everything() -> list:
    """All rows as they are now, to be read again after a request."""
    return [list(model._base_manager.order_by("pk").values_list()) for model in MODELS]


POSTED = {
    "title": "Diambil alih", "body": "<p>Diambil alih</p>", "summary": "x", "note": "alasan", "seen": "1", "at": "2099-01-01T07:00",
    "quote": "setiap Selasa", "words": "Pekan ke berapa?", "about": "1", "tag": "1", "version": "1", "on": "2099-01-01",
    "post": "yes", "person": "admin.dpupr", "role": "admin", "name": "Diambil alih", "kind": "bidang", "_save": "1",
}  # fmt: skip


def refused(stage, url: str, people: str, statuses: set[int]) -> None:
    """Each of these people gets one of the statuses for GET and for POST, and nothing has changed afterwards."""
    before = everything()
    for name in people.split():
        browser = stage.browsers[name]
        for answer in (browser.get(url), browser.post(url, POSTED | {"opd": stage.cast.dpupr.pk})):
            assert answer.status_code in statuses, (
                f"{name} {answer.request['REQUEST_METHOD']} {url}: {answer.status_code}"
            )
            assert SECRET not in answer.content.decode()
    assert everything() == before


def sent_to_sign_in(stage, url: str) -> None:
    before = everything()
    for answer in (stage.browsers["visitor"].get(url), stage.browsers["visitor"].post(url, POSTED)):
        assert answer.status_code == 302
        assert answer.url.startswith(("/akun/login/?next=", "/admin/login/?next="))
    assert everything() == before


# --- The checks ------------------------------------------------------------------------------------------------------
def check_article_page(route, stage):
    """An article: out of sight for the outsider, the person without a role, and for editors before it was submitted."""
    for article in (stage.draft, stage.waiting, stage.published):
        url = address(route, stage, article=article)
        refused(stage, url, "outsider", {404})
        refused(stage, url, "nobody", {302, 403})
        sent_to_sign_in(stage, url)
    refused(stage, address(route, stage, article=stage.draft), "editor", {404})
    verb = route.rstrip("/").rpartition("/")[2] in [*VERBS, "here"]
    expected = {405} if verb else {200, 403}
    assert stage.browsers["writer"].get(address(route, stage)).status_code in expected


def check_agency_page(route, stage):
    """An OPD's own page: its admin's; its writer and the editors hold no right that opens it."""
    url = address(route, stage)
    refused(stage, url, "outsider writer editor", {403, 404})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    assert stage.browsers["admin"].get(url).status_code in {200, 405}


def check_agency_admins_page(route, stage):
    url = address(route, stage)
    refused(stage, url, "writer editor", {403})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    page = stage.browsers["outsider"].get(url).content.decode()
    assert "DPUPR" in page
    assert "Dinkes" not in page
    before = everything()
    answer = stage.browsers["outsider"].post(url, POSTED | {"opd": stage.cast.dinkes.pk})
    assert answer.status_code == 200  # the form again: dinkes was not among its choices
    assert everything() == before


def check_writers_page(route, stage):
    """The form for a new article: a foreign OPD that is posted is not taken."""
    url = address(route, stage)
    refused(stage, url, "editor", {403})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    posted = {
        "title": "Jalan Diperbaiki",
        "body": "",
        "opd": stage.cast.dinkes.pk,
        "state": "published",
        "submitted_by": "1",
    }
    typed = f'<p>Ketikan saya</p><figure data-media="{stage.shared.pk} {stage.asset.pk}"></figure>'
    before = everything()
    for foreign in ({"lead": stage.asset.pk}, {"body": typed}):
        answer = stage.browsers["outsider"].post(url, posted | foreign)
        assert answer.status_code in {200, 409}
        assert SECRET not in answer.content.decode()
        assert stage.asset.base not in answer.content.decode()
    assert "Ketikan saya" in answer.content.decode()
    assert "pustaka bersama" in answer.content.decode()
    assert everything() == before
    answer = stage.browsers["outsider"].post(url, posted)
    assert answer.status_code == 302
    made = Article.objects.get(title="Jalan Diperbaiki")
    assert (made.opd, made.state, made.submitted_by, made.lead) == (stage.cast.dpupr, State.DRAFT, None, None)


def check_portal_page(route, stage):
    """The portal administrator's alone, whatever else somebody holds."""
    url = address(route, stage)
    refused(stage, url, "writer admin editor outsider", {403, 404})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    expected = {200, 405, 404} if "switch-on" in route else {200, 405}
    assert stage.browsers["superuser"].get(url).status_code in expected


def check_own_list(route, stage):
    """A list or starting page: nothing of dinkes for the outsider, however it is asked."""
    url = address(route, stage)
    for query in (
        "",
        "?q=Rahasia",
        "?q=Dinkes",
        f"?opd={stage.cast.dinkes.pk}",
        "?keadaan=draft",
        "?milik=saya",
        "?o=1.-2",
    ):
        answer = stage.browsers["outsider"].get(url + query)
        assert answer.status_code in {200, 302, 400}
        page = answer.content.decode().replace("Portal Dinkes", "")
        assert SECRET not in page
        assert "Bidang Rahasia" not in page
        assert "Akun Rahasia" not in page
        assert "Dinas Kesehatan" not in page
    for query in (
        "?opd__name__startswith=Dinas",
        "?created_by__password__startswith=md5",
        "?opd__id__exact=1",
        "?state__exact=draft",
    ):
        if url != "/admin/":
            assert stage.browsers["outsider"].get(url + query).status_code in {302, 400}, query
    assert stage.browsers["nobody"].get(url).status_code in {302, 403}
    sent_to_sign_in(stage, url)
    words = {"article": SECRET, "opd": "Dinas Kesehatan", "unit": "Bidang Rahasia", "officialaccount": "Akun Rahasia"}
    own = words.get(url.rstrip("/").rpartition("/")[2], SECRET)
    assert own in stage.browsers["admin"].get(url).content.decode()


def check_editors_list(route, stage):
    url = address(route, stage)
    refused(stage, url, "writer admin outsider", {403})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    page = stage.browsers["editor"].get(url).content.decode()
    assert f"{SECRET} {stage.waiting.pk}" in page
    assert f"{SECRET} {stage.draft.pk}" not in page
    stage.desk.all_opds = False  # an editor of another OPD's news sees none of it
    stage.desk.save()
    stage.desk.opds.set([stage.cast.dpupr])
    assert SECRET not in stage.browsers["editor"].get(url).content.decode()


def check_missed_words(route, stage):
    """What readers looked for in vain is no OPD's own: every editor reads all of it, nobody else any."""
    url = address(route, stage)
    SearchMiss.objects.create(words="kapal selam", month=timezone.localdate().replace(day=1), times=3)
    refused(stage, url, "writer admin outsider", {403})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    for who in ("editor", "superuser"):
        assert "kapal selam" in stage.browsers[who].get(url).content.decode()


def check_readers_page(route, stage):
    """Whoever sees an article at the desk sees how often it was read; the outsider neither its name nor any number of it."""
    url, title = address(route, stage), "Berita yang Banyak Dibaca"
    Publication.objects.filter(pk=stage.published.pk).update(title=title)
    ReaderCount.objects.create(publication_id=stage.published.pk, day=timezone.localdate(), views=7654)
    of_dinkes = f"{url}?opd={stage.cast.dinkes.pk}"
    for who in ("writer", "admin", "editor", "superuser"):
        for page in (url, of_dinkes):
            answer = stage.browsers[who].get(page)
            assert answer.status_code == 200
            assert title in answer.content.decode()
    answer = stage.browsers["outsider"].get(url)
    assert answer.status_code == 200
    assert not re.search(rf"{title}|7\.?654|Dinas Kesehatan", answer.content.decode())
    refused(stage, of_dinkes, "outsider", {404, 405})
    for browser in stage.browsers.values():
        assert browser.post(url, POSTED).status_code in {302, 405}
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    stage.desk.all_opds = False  # an editor of another OPD's news
    stage.desk.save()
    stage.desk.opds.set([stage.cast.dpupr])
    assert title not in stage.browsers["editor"].get(url).content.decode()
    assert stage.browsers["editor"].get(of_dinkes).status_code == 404


def check_pins_page(route, stage):
    """The top of the home page: for editors, who are offered what is public in the OPDs they review."""
    url = address(route, stage)
    refused(stage, url, "writer admin outsider", {403})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    offered = f"/admin/news/article/{stage.published.pk}/pin/"
    page = stage.browsers["editor"].get(url).content.decode()
    assert offered in page
    assert SECRET not in page
    stage.desk.all_opds = False
    stage.desk.save()
    stage.desk.opds.set([stage.cast.dpupr])
    assert offered not in stage.browsers["editor"].get(url).content.decode()


def check_asset_page(route, stage):
    """One asset: out of sight for the outsider and the editor; in the pool it is read by both and changed by neither."""
    url = address(route, stage)
    verb = route.rstrip("/").rpartition("/")[2]
    refused(stage, url, "outsider editor", {404} if verb in ("change", "history", "delete") else {404, 405})
    assert stage.browsers["outsider"].post(url, POSTED).status_code == 404
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    in_pool = address(route, stage, asset=stage.shared)
    reads = {"change": {200}, "history": {200}, "delete": {403}}.get(verb, {405})
    before = everything()
    for who in ("outsider", "editor", "writer"):  # another's upload is not the writer's to change either
        assert stage.browsers[who].get(in_pool).status_code in reads
        assert stage.browsers[who].post(in_pool, POSTED | {"link": "x"}).status_code == (
            200 if verb == "history" else 403
        )
    assert everything() == before
    assert stage.browsers["admin"].get(url).status_code in {200, 405}


def check_asset_picture(route, stage):
    """The small picture: of what one may see, or of what stands in a text that one may read."""
    url = address(route, stage)
    refused(stage, url, "outsider", {404, 405})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    assert stage.browsers["editor"].get(url).status_code == 404
    MediaUse.objects.create(asset=stage.asset, article=stage.draft, where="text")
    assert stage.browsers["editor"].get(url).status_code == 404  # a draft is not the editors' to read
    MediaUse.objects.create(asset=stage.asset, article=stage.waiting, where="text")
    for who, status in {"editor": 302, "writer": 302, "admin": 302, "outsider": 404}.items():
        assert stage.browsers[who].get(url).status_code == status, who
    for who in ("editor", "outsider"):
        assert stage.browsers[who].get(address(route, stage, asset=stage.shared)).status_code == 302


def check_library_list(route, stage):
    """The outsider and the editor find the pool, and nothing of dinkes' own, however it is asked."""
    url = address(route, stage)
    queries = [
        "",
        "?q=Rahasia",
        f"?opd={stage.cast.dinkes.pk}",
        "?pustaka=bersama",
        "?jenis=photo",
        "?pustaka=saya",
        "?o=1",
    ]
    for who in ("outsider", "editor"):
        for query in queries:
            answer = stage.browsers[who].get(url + query)
            assert answer.status_code == 200, query
            assert SECRET not in answer.content.decode(), query
            assert stage.asset.base not in answer.content.decode()
        assert "Foto bersama" in stage.browsers[who].get(url).content.decode()
    for query in (
        "?opd__name__startswith=D",
        "?created_by__password__startswith=md5",
        "?original__name=x",
        "?shared__exact=1",
    ):
        assert stage.browsers["outsider"].get(url + query).status_code in {302, 400}, query
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    assert SECRET in stage.browsers["writer"].get(url).content.decode()
    before = everything()
    for action in ("delete_selected", "hapus"):
        posted = {"action": action, "_selected_action": [stage.asset.pk, stage.shared.pk], "post": "yes"}
        stage.browsers["outsider"].post(url, posted)
    assert everything() == before


def check_library_add(route, stage):
    """The form for one: nobody adds to the library of an OPD that is not theirs, whatever is posted."""
    url = address(route, stage)
    refused(stage, url, "editor", {403})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    for kind in ("photo", "video", "infographic"):
        page = stage.browsers["outsider"].get(f"{url}?jenis={kind}").content.decode()
        assert SECRET not in page
        assert "Dinkes" not in page.replace("Foto: Dinkes", "")
    video = {
        "link": "https://youtu.be/dQw4w9WgXcQ",
        "title": "Video",
        "opd": stage.cast.dinkes.pk,
        "licence": "own",
    } | {"kind": "video"}
    for still, taken in ((stage.asset, False), (stage.shared, True)):
        answer = stage.browsers["outsider"].post(f"{url}?jenis=video", video | {"still": still.pk})
        assert answer.status_code == (302 if taken else 200)
        assert MediaAsset.objects.filter(opd=stage.cast.dpupr).count() == taken
    assert MediaAsset.objects.filter(opd=stage.cast.dinkes).count() == 2


def check_library_upload(route, stage):
    url = address(route, stage)
    refused(stage, url, "editor", {403})
    refused(stage, url, "nobody", {302, 403})
    sent_to_sign_in(stage, url)
    assert "Dinkes" not in stage.browsers["outsider"].get(url).content.decode()
    before = everything()
    assert stage.browsers["outsider"].get(f"{url}?opd={stage.cast.dinkes.pk}").status_code == 404
    posted = {"opd": stage.cast.dinkes.pk, "upload": SimpleUploadedFile("a.jpg", jpeg(40, 30), "image/jpeg")}
    assert stage.browsers["outsider"].post(url, posted).status_code == 404
    assert everything() == before


def check_library_choose(route, stage):
    """The chooser: for a foreign OPD there is none, and for one's own nothing but that OPD's and the pool."""
    url, cast = address(route, stage), stage.cast
    own = MediaAssetFactory(opd=cast.dpupr, title="Jalan Cepu")
    for query in ("", f"?opd={cast.dinkes.pk}", "?opd=", "?opd=0"):
        refused(stage, url + query, "outsider", {404, 405})
    both = f"{stage.asset.pk},{stage.shared.pk},{own.pk}"
    for query in ("", "&pool=1", "&q=Rahasia", f"&ids={both}", "&kind=photo", f"&ids={stage.asset.pk}&q=Rahasia"):
        page = stage.browsers["outsider"].get(f"{url}?opd={cast.dpupr.pk}{query}").content.decode()
        assert SECRET not in page, query
        assert stage.asset.base not in page
    found = stage.browsers["outsider"].get(f"{url}?opd={cast.dpupr.pk}&ids={both}").content.decode()
    assert "Foto bersama" in found
    assert "Jalan Cepu" in found
    # The editor: the pool, and what stands in a text that is read; not the rest of the OPD's library.
    for query in ("", "&pool=1", "&q=Rahasia", f"&ids={both}"):
        assert SECRET not in stage.browsers["editor"].get(f"{url}?opd={cast.dinkes.pk}{query}").content.decode()
    MediaUse.objects.create(asset=stage.asset, article=stage.waiting, where="text")
    assert SECRET in stage.browsers["editor"].get(f"{url}?opd={cast.dinkes.pk}&ids={both}").content.decode()
    assert SECRET not in stage.browsers["editor"].get(f"{url}?opd={cast.dinkes.pk}&q=Rahasia").content.decode()
    refused(stage, f"{url}?opd={cast.dinkes.pk}", "nobody", {302, 403, 405})
    sent_to_sign_in(stage, url)


def check_never(route, stage):
    """Nobody: nothing is deleted here, and neither unfold's search nor Django's autocomplete is used."""
    url = address(route, stage)
    asked = "?app_label=news&model_name=article&field_name=opd&term=" if "autocomplete" in route else ""
    refused(stage, url + asked, "writer admin editor outsider superuser", {403, 404})


def check_sign_in(route, stage):
    """Sign-in pages know no OPD: none of them shows a word of one, to anybody."""
    url = "/" + route.replace("^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", "password/reset/key/1-abc/")
    for name in ("visitor", "outsider"):
        answer = stage.browsers[name].get(url)
        assert answer.status_code in {200, 302, 404, 410}
        assert SECRET not in answer.content.decode()
        assert "Bidang Rahasia" not in answer.content.decode()


def check_own_account(route, stage):
    """What belongs to one account: a visitor signs in first, and the number of another's thing is a 404."""
    session = UserSession.objects.filter(user=stage.cast.writer).latest("pk").pk
    pk = str(session if "keluarkan" in route else stage.passkey.pk)
    url = "/" + re.sub(r"\(\?P<pk>.*?\)", pk, route).replace("^", "").replace("$", "").replace("[0-9]{0,17})", "")
    before, sessions = everything(), UserSession.objects.count()
    for answer in (stage.browsers["visitor"].get(url), stage.browsers["visitor"].post(url, POSTED)):
        assert answer.status_code in {302, 405, 422}, url  # 422: a passkey that fits nobody
        assert "HP penulis" not in answer.content.decode()
    for answer in (stage.browsers["outsider"].get(url), stage.browsers["outsider"].post(url, POSTED)):
        assert answer.status_code in {200, 302, 404, 405, 422}, url
        assert "HP penulis" not in answer.content.decode()
        assert SECRET not in answer.content.decode()
    if pk in url:
        assert stage.browsers["outsider"].post(url, POSTED).status_code in {302, 404}  # 302: proves who they are first
    assert everything() == before
    assert UserSession.objects.count() == sessions


def check_public(route, stage):
    """What every visitor reads: nothing of an unpublished article, for nobody, and no cookie."""
    known = {
        "<id:asset>": str(stage.asset.pk),
        "<id:number>": "1",
        "<year:year>": "2026",
        "<month:number>": "11",
        "<str:slug>": "x",
        "<id:pk>": str(stage.draft.pk),
        "<standing:kind>": stage.page.kind,
    }
    slug = stage.cast.rubric.slug if route.startswith("rubrik") else "dinkes"
    url = "/" + route.replace("<slug:slug>", slug)
    for part, value in known.items():
        url = url.replace(part, value)
    for name in ("visitor", "admin"):
        answer = stage.browsers[name].get(url)
        assert answer.status_code in {200, 301, 404}, url
        assert SECRET not in answer.content.decode(errors="replace")
        assert not answer.cookies


@pytest.mark.parametrize("route", [route for route, check in CHECKS.items() if check != "no_check"])
def test_address(route, stage):
    globals()[f"check_{CHECKS[route]}"](route, stage)


# --- What a walk of addresses does not show --------------------------------------------------------------------------
def test_a_posted_opd_state_or_person_that_was_not_offered_changes_nothing(stage):
    before = Article.objects.values("opd", "state", "submitted_by", "created_by", "lead").get(pk=stage.draft.pk)
    answer = stage.browsers["writer"].post(
        f"/admin/news/article/{stage.draft.pk}/change/",
        {
            "title": "Judul Baru", "body": "<p>Isi.</p>", "summary": "Ringkas.", "seen": "1", "opd": stage.cast.dpupr.pk,
            "state": "published", "submitted_by": stage.cast.outsider.pk, "created_by": stage.cast.outsider.pk, "version": "99",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    article = Article.objects.get(pk=stage.draft.pk)
    assert article.title == "Judul Baru"
    assert article.version == 2
    assert Article.objects.values(*before).get(pk=stage.draft.pk) == before


def test_another_opds_unit_is_not_a_choice(stage):
    foreign = UnitFactory(opd=stage.cast.dpupr, name="Bidang Bina Marga")
    answer = stage.browsers["writer"].post(
        f"/admin/news/article/{stage.draft.pk}/change/",
        {"title": "Judul", "body": "", "summary": "", "seen": "1", "unit": foreign.pk},
    )
    assert answer.status_code == 200  # the form again
    assert Article.objects.get(pk=stage.draft.pk).unit is None


def test_a_moved_article_is_out_of_the_old_opds_sight(stage):
    """Its history was written while it was dinkes'; what counts is whose it is now."""
    from news import services

    services.transfer(stage.draft, by=stage.cast.superuser, seen=stage.draft.version, opd=stage.cast.dpupr)
    for page in ("change", "history", "preview", "delete", "compare", "review"):
        url = f"/admin/news/article/{stage.draft.pk}/{page}/"
        assert stage.browsers["admin"].get(url).status_code == 404
        assert stage.browsers["admin"].post(url, POSTED).status_code in {404, 405}
        assert stage.browsers["outsider"].get(url).status_code == 200


def test_what_it_said_before_the_move_stays_with_those_who_wrote_it(stage):
    """Neither shown by its number nor brought back by the OPD that has the article now."""
    from news import services

    article = services.save_text(
        stage.draft, by=stage.cast.writer, seen=stage.draft.version, body="<p>Hanya Dinkes</p>"
    )
    article = services.save_text(article, by=stage.cast.writer, seen=article.version, body="<p>Untuk umum</p>")
    article = services.transfer(article, by=stage.cast.superuser, seen=article.version, opd=stage.cast.dpupr)
    url = f"/admin/news/article/{article.pk}"
    for old in range(1, article.version):
        for query in (f"dari={old}&ke={old}", f"dari={old}&ke={article.version}", f"dari={article.version}&ke={old}"):
            answer = stage.browsers["outsider"].get(f"{url}/compare/?{query}")
            assert answer.status_code == 404
            assert "Hanya Dinkes" not in answer.content.decode()
        answer = stage.browsers["outsider"].post(f"{url}/restore/", {"seen": article.version, "version": old})
        assert answer.status_code == 422
    assert Article.objects.get(pk=article.pk).body == "<p>Untuk umum</p>"


@pytest.mark.parametrize("who", ["writer", "admin", "editor", "superuser"])
def test_no_version_reopens_a_withdrawn_article(stage, who):
    article = put(stage.cast, State.WITHDRAWN, Live.WITHDRAWN)
    Article.objects.filter(pk=article.pk).update(title="Judul Lain")
    before = everything()
    answer = stage.browsers[who].post(f"/admin/news/article/{article.pk}/restore/", {"seen": 1, "version": 1})
    assert answer.status_code in {403, 422}
    assert everything() == before


def test_a_dismissed_person_is_out_at_the_next_request(stage):
    from opd import roles

    url = f"/admin/news/article/{stage.draft.pk}/change/"
    assert stage.browsers["writer"].get(url).status_code == 200
    roles.dismiss(stage.membership)
    assert stage.browsers["writer"].get(url).status_code in {302, 403}


def test_the_outsider_sees_only_the_own_team_roles(stage):
    page = stage.browsers["outsider"].get(f"/admin/opd/opd/{stage.cast.dpupr.pk}/team/").content.decode()
    assert "Admin DPUPR" in page
    assert "Penulis Dinkes" not in page
    url = f"/admin/opd/opd/{stage.cast.dpupr.pk}/team/{stage.membership.pk}/dismiss/"
    assert stage.browsers["outsider"].post(url).status_code == 404
    assert Membership.objects.filter(pk=stage.membership.pk, role=Role.WRITER).exists()
