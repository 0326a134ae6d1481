"""Every address of the desk × every person × own and other objects × reading and writing, with the state read again.

`tests/matrix.py` is the table, written out by hand; `tests/test_isolation.py` makes sure that no address is forgotten.
Each POST carries what a successful one needs, so that a missing right is the only thing that stops it.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from accounts import audit
from accounts.models import SignInAttempt
from blora_portal import old_import
from blora_portal.models import OldAddress
from news import site_pages
from news.models import Article, MediaAsset, Pin
from news.workflow import Live, State
from opd import people_import, roles
from opd.models import Desk, Holiday, Membership, Page, WorkingHours
from opd.rights import Role
from tests.factories import (
    InvitationFactory,
    MediaAssetFactory,
    NoteFactory,
    NoteTagFactory,
    OfficialAccountFactory,
    PlatformFactory,
    UnitFactory,
    UserFactory,
)
from tests.matrix import MATRIX, PEOPLE
from tests.news.stage import put
from tests.pictures import jpeg
from tests.test_isolation import everything, walk

SHEET = "nama,nama_pengguna,email,opd,peran\nOrang Impor,orang.impor,impor@contoh.test,dinkes,penulis\n"
OLD_ADDRESSES = "alamat_lama;alamat_baru\n/kontak.html;/tentang/\n"
SHEETS = {
    "people-import": ("orang.csv", SHEET, people_import),
    "oldaddress": ("alamat.csv", OLD_ADDRESSES, old_import),
}
# The article on which a verb works, where that is not one in review.
STANDS = {
    "submit": (State.DRAFT, Live.NONE),
    "hand-in": (State.DRAFT, Live.NONE),
    "delete": (State.DRAFT, Live.NONE),
    "transfer": (State.DRAFT, Live.NONE),
    "restore": (State.DRAFT, Live.NONE),
    "publish-urgent": (State.DRAFT, Live.NONE),
    "pass-on": (State.DRAFT, Live.NONE),
    "change": (State.DRAFT, Live.NONE),
    "confirm-urgent": (State.PUBLISHED, Live.UNREVIEWED),
    "reschedule": (State.PUBLISHED, Live.AHEAD),
    "unschedule": (State.PUBLISHED, Live.AHEAD),
    "revise": (State.PUBLISHED, Live.SHOWN),
    "correct": (State.PUBLISHED, Live.SHOWN),
    "withdraw": (State.PUBLISHED, Live.SHOWN),
    **dict.fromkeys(("pin", "unpin", "pin-up", "pin-down"), (State.PUBLISHED, Live.SHOWN)),
}


@pytest.fixture
def stage(cast, sign_in) -> SimpleNamespace:
    """Two OPDs with the same things in each; the editor's desk covers dinkes only."""
    desk = Desk.objects.get()
    desk.all_opds = False
    desk.save()
    desk.opds.set([cast.dinkes])
    roles.seat_editors()
    writer_b = UserFactory(username="penulis.dpupr")
    roles.appoint(writer_b, cast.dpupr, Role.WRITER)
    for writer in (cast.writer, writer_b):
        Authenticator.objects.create(user=writer, type="webauthn", data={"name": "HP", "credential": {}})
    second = UserFactory(username="penulis.kedua", email="kedua@contoh.test")
    for opd in (cast.dinkes, cast.dpupr):
        roles.appoint(second, opd, Role.WRITER)
    return SimpleNamespace(
        cast=cast,
        desk=desk,
        second=second,
        writers={cast.dinkes.pk: cast.writer, cast.dpupr.pk: writer_b},
        units={opd.pk: UnitFactory(opd=opd, name=f"Bidang {opd}") for opd in (cast.dinkes, cast.dpupr)},
        browsers={name: sign_in(getattr(cast, name) if name != "visitor" else None) for name in PEOPLE},
    )


def article_for(route: str, stage, opd) -> Article:
    last = route.rstrip("/").rpartition("/")[2]
    article = put(stage.cast, *STANDS.get(last, (State.IN_REVIEW, Live.NONE)), opd=opd)
    writer = stage.writers[opd.pk]
    held = {"taken_by": stage.cast.editor, "taken_until": tomorrow()} if last == "let-go" else {}
    Article.objects.filter(pk=article.pk).update(title=f"Naskah {opd}", keeper=writer, created_by=writer, **held)
    if last in ("unpin", "pin-up", "pin-down"):
        for pk, position in ((put(stage.cast, State.PUBLISHED, Live.SHOWN).pk, 1), (article.pk, 2)):
            Pin.objects.create(
                publication_id=pk, position=position if last == "pin-up" else 3 - position, until=tomorrow().date()
            )
    if last in ("answer", "settle", "reopen"):
        stage.note = NoteFactory(article=article, by=stage.cast.editor, settled=last == "reopen")
    return article


def page_for(route: str, stage, opd) -> Page:
    """A page of that OPD's site with two versions, hidden where it is to be shown."""
    page = Page(opd=opd, kind="layanan")
    for seen, body in enumerate(("<p>Dulu.</p>", "<p>Sekarang.</p>")):
        page = site_pages.save(page, by=stage.cast.superuser, seen=seen, body=body)
    Page.objects.filter(pk=page.pk).update(shown=not route.endswith("/show/"))
    return page


def asset_for(route: str, stage, opd) -> MediaAsset:
    """The upload of that OPD's writer."""
    writer, shared = stage.writers[opd.pk], "unshare" in route
    return MediaAssetFactory(opd=opd, created_by=writer, told=True, title=f"Foto {opd}", shared=shared)


def tomorrow():
    return timezone.now() + timezone.timedelta(days=1)


def objects_of(route: str, stage, opd) -> dict:
    """The object's id for each name that a route may hold, all of one OPD."""
    ids = {
        "opd_id": opd.pk,
        "membership_id": Membership.objects.get(opd=opd, user=stage.writers[opd.pk]).pk,
        "desk_id": stage.desk.pk,
        "person_id": stage.writers[opd.pk].pk,
        "user_id": stage.writers[opd.pk].pk,
    }
    if "article" in route:
        ids["article_id"] = article_for(route, stage, opd).pk
    if "mediaasset/<" in route:
        ids["asset_id"] = asset_for(route, stage, opd).pk
    if "/site/" in route:
        ids["kind"] = page_for(route, stage, opd).kind
    if "invitation_id" in route:
        ids["invitation_id"] = invited(route, stage, opd).pk
    writer = stage.writers[opd.pk]
    models = {
        "auditentry": audit.record("role.given", writer, by=stage.cast.superuser).pk if "auditentry" in route else None,
        "signinattempt": SignInAttempt.objects.create(kind="password", person=writer, account="a", network="?").pk,
        "holiday": Holiday.objects.create(date="2026-05-01", name="Hari Buruh").pk,
        "workinghours": WorkingHours.objects.create(weekday=0, opens="07:30", closes="12:00").pk,
        "officialaccount": OfficialAccountFactory(opd=opd).pk if "officialaccount" in route else None,
        "platform": PlatformFactory().pk if "platform" in route or "officialaccount" in route else None,
        "oldaddress": OldAddress.objects.create(path="/profil.html", target="/tentang/").pk,
        "article": ids.get("article_id"),
        "mediaasset": ids.get("asset_id"),
        "opd": opd.pk,
        "unit": stage.units[opd.pk].pk,
        "desk": stage.desk.pk,
        "rubric": stage.cast.rubric.pk,
        "notetag": NoteTagFactory().pk if "notetag" in route else None,
        "user": stage.writers[opd.pk].pk,
    }
    ids["object_id"] = models.get(route.split("/")[2] if route.count("/") > 2 else "")
    return ids


def invited(route: str, stage, opd):
    place = {"role": Role.EDITOR, "desk": stage.desk} if "desk" in route else {"role": Role.WRITER, "opd": opd}
    return InvitationFactory(invited_by=stage.cast.superuser, **place)


def address(route: str, ids: dict) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(ids[found[1]]), route)


def posted(stage, opd) -> dict:
    """One set of fields with which each form of the desk can be saved."""
    return {
        "title": "Judul Lain", "body": "<p>Isi lain.</p>", "summary": "Ringkas.", "byline": "(Tim. Blora)", "seen": "1",
        "rubric": stage.cast.rubric.pk, "unit": "", "lead_alt": "", "lead_credit": "",
        "note": "Ada alasannya.", "at": f"{timezone.localtime() + timezone.timedelta(days=2):%Y-%m-%dT%H:%M}",
        "opd": opd.pk, "post": "yes", "name": "Nama Lain", "short_name": "Lain", "slug": "lain", "kind": "bidang",
        "accent": "3", "address": "Jl. Pemuda 1", "phone": "0296 531001", "email": "lain@contoh.test", "website": "",
        "description": "Melayani warga.", "aliases": "Lain", "all_opds": "on", "opds": [opd.pk],
        "members": [stage.cast.editor.pk], "position": "1", "username": "nama.lain", "nip": "",
        "person": stage.cast.nobody.username, "role": "writer", "until": "", "since": "", "successor": "", "call_back": "on",
        "to": stage.second.pk, "keeper": stage.second.pk, "_save": "1",
        "date": "2026-12-25", "lines": "2026-12-24; Natal; cuti bersama", "weekday": "1", "opens": "07:30", "closes": "12:00",
        "path": "/lama.html", "target": "/berita/",
    }  # fmt: skip


def sheet_for(route: str) -> dict:
    """The file and the plan of it, for the addresses that bring one in."""
    for part, (name, text, importing) in SHEETS.items():
        if part in route:
            file = SimpleUploadedFile(name, text.encode(), "text/csv")
            return {"text": text, "plan": importing.plan(text).digest, "file": file}
    return {}


def fields_of_a_site(route: str) -> dict:
    if "/site/" in route:
        return {"seen": "2", "version": "1", "shown": "on"}
    if "opd/officialaccount" in route:
        where = PlatformFactory()
        return {"platform": where.pk, "address": f"{where.begins}lain", "label": "@lain", "active": "on"}
    return {"begins": "https://mastodon.example/@", "position": "9"} if "opd/platform" in route else {}


def fields_for(route: str, stage, opd) -> dict:
    """What is different for a form whose fields have the same names and other meanings."""
    data = posted(stage, opd) | sheet_for(route) | fields_of_a_site(route)
    data["kind"] = {"opd": "dinas", "holiday": "national"}.get((route.split("/") + [""] * 2)[2], "bidang")
    if "hand-over" in route:
        data["role"] = "tidak"
    if "mediaasset" in route:
        picture = SimpleUploadedFile("foto.jpg", jpeg(60, 40), "image/jpeg")
        data |= {"kind": "photo", "alt": "Kader di posyandu.", "licence": "own", "focus_x": "50", "focus_y": "50"}
        data["upload" if "upload" in route else "picture"] = picture
    if route.endswith("/note/"):
        data |= {"quote": "setiap Selasa", "tag": NoteTagFactory().pk, "words": "Pekan ke berapa?"}
    if route.endswith(("/answer/", "/settle/", "/reopen/")):
        data |= {"about": stage.note.pk, "words": "Setiap pekan."}
    if route.endswith(("/restore/", "/look-again/")):
        data |= {"version": "1", "on": f"{timezone.localdate() + timezone.timedelta(days=30)}"}
    if route.endswith("/transfer/"):
        data["opd"] = next(pk for pk in stage.units if pk != opd.pk)  # to another one than its own
    if "desk/<int:desk_id>/invitations/" in route:
        data |= {"email": "baru@contoh.test", "name": "Orang Baru"}
    return data


class _Undo(Exception):
    pass


def ask(stage, who: str, route: str, opd, method: str) -> str:
    """The status, with a `+` when something is now different; whatever was done is undone."""
    result = ""
    try:
        with transaction.atomic():
            url = address(route, objects_of(route, stage, opd)) + (
                f"?opd={opd.pk}" if route.endswith(("/choose/", "/upload/")) else ""
            )
            data = fields_for(route, stage, opd)
            before = everything()
            browser = stage.browsers[who]
            answer = browser.get(url) if method == "GET" else browser.post(url, data)
            if answer.streaming:
                b"".join(answer.streaming_content)
            result = f"{answer.status_code}{'+' if everything() != before else ''}"
            raise _Undo
    except _Undo:
        return result


@pytest.mark.parametrize("route", MATRIX)
def test_address(route, stage):
    found = {}
    for who in PEOPLE:
        found[who] = " ".join(
            ask(stage, who, route, opd, method)
            for opd in (stage.cast.dinkes, stage.cast.dpupr)
            for method in ("GET", "POST")
        )
    assert found == {who: MATRIX[route][who] for who in PEOPLE}


def test_every_address_of_the_desk_is_in_the_table():
    desk = {route for route in walk(get_resolver()) if route.startswith("admin/")}
    assert desk == set(MATRIX)
