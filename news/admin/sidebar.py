"""The side bar: only what this person may use, with counts of their own OPDs."""

from __future__ import annotations

from django.urls import reverse

from news.admin.queue import unreviewed, waiting
from news.models import Article
from opd import access
from opd.models import OPD
from opd.rights import Right

MOST = 99


def navigation(request) -> list[dict]:
    """unfold's groups of links for this request's person."""
    user = request.user
    groups = [
        ("Berita", [*_writing(user), *_reviewing(user)]),
        ("OPD saya", _agency(user)),
        ("Situs OPD", _site(user)),
        ("Portal", _portal(user)),
        ("Keamanan", _safety(user)),
    ]
    here = request.get_full_path()
    for _, items in groups:
        for item in items:
            item["active"] = item["link"] == here
    return [{"title": title, "items": items} for title, items in groups if items]


def _writing(user) -> list[dict]:
    articles = "admin:news_article_changelist"
    items = [_item("Mulai", "home", reverse("admin:index"))]
    if access.may_begin(user):
        items.append(_item("Tulis berita", "edit_square", reverse("admin:news_article_add")))
        items.append(_item("Tulisan saya", "draft", reverse(articles) + "?milik=saya", mine(user)))
    if access.opds_where(user, Right.SUBMIT_NEWS):
        items.append(
            _item("Diserahkan kepada saya", "inbox", reverse(articles) + "?keadaan=handed_in", handed_in(user))
        )
    items.append(_item("Semua berita", "newspaper", reverse(articles)))
    items.append(_item("Pembaca", "bar_chart", reverse("admin:news_readers")))
    items.append(_item("Pustaka media", "photo_library", reverse("admin:news_mediaasset_changelist")))
    return items


def _reviewing(user) -> list[dict]:
    if not access.opds_where(user, Right.REVIEW_NEWS):
        return []
    return [
        _item("Antrean tinjauan", "rate_review", reverse("admin:news_queue"), waiting(user)),
        _item(
            "Tinjauan susulan",
            "priority_high",
            reverse("admin:news_article_changelist") + "?keadaan=unreviewed",
            unreviewed(user),
        ),
        _item("Puncak beranda", "push_pin", reverse("admin:news_pins")),
        _item("Dicari, tidak ditemukan", "search_off", reverse("admin:news_searchmiss_changelist")),
    ]


def _agency(user) -> list[dict]:
    if user.is_superuser:
        return []
    opds = list(OPD.objects.seen_by(user)[:2])
    if not opds:
        return []
    if len(opds) > 1:
        return [
            _item("OPD", "domain", reverse("admin:opd_opd_changelist")),
            _item("Bidang dan unit", "account_tree", reverse("admin:opd_unit_changelist")),
        ]
    return [
        _item(f"Profil {opds[0].short_name}", "domain", reverse("admin:opd_opd_change", args=[opds[0].pk])),
        _item("Tim", "group", reverse("admin:opd_team", args=[opds[0].pk])),
        _item("Bidang dan unit", "account_tree", reverse("admin:opd_unit_changelist")),
    ]


def _site(user) -> list[dict]:
    """Who keeps one OPD's site is led to its pages; who keeps several finds them at each OPD."""
    opds = access.opds_where(user, Right.MANAGE_SITE)
    if user.is_superuser or not opds:
        return []
    own = [_item("Halaman", "web", reverse("admin:news_opd_site", args=list(opds)))] if len(opds) == 1 else []
    return [*own, _item("Akun resmi", "alternate_email", reverse("admin:opd_officialaccount_changelist"))]


def _portal(user) -> list[dict]:
    if not user.is_superuser:
        return []
    return [
        _item("OPD", "domain", reverse("admin:opd_opd_changelist")),
        _item("Bidang dan unit", "account_tree", reverse("admin:opd_unit_changelist")),
        _item("Akun resmi", "alternate_email", reverse("admin:opd_officialaccount_changelist")),
        _item("Media sosial", "share", reverse("admin:opd_platform_changelist")),
        _item("Orang", "group", reverse("admin:accounts_user_changelist")),
        _item("Meja redaksi", "desk", reverse("admin:opd_desk_changelist")),
        _item("Rubrik", "label", reverse("admin:news_rubric_changelist")),
        _item("Jenis catatan", "sell", reverse("admin:news_notetag_changelist")),
        _item("Hari libur", "event_busy", reverse("admin:opd_holiday_changelist")),
        _item("Jam kerja", "schedule", reverse("admin:opd_workinghours_changelist")),
        _item("Alamat lama", "alt_route", reverse("admin:blora_portal_oldaddress_changelist")),
    ]


def _safety(user) -> list[dict]:
    if not user.is_superuser:
        return []
    return [
        _item("Riwayat masuk", "login", reverse("admin:accounts_signinattempt_changelist")),
        _item("Jejak audit", "fact_check", reverse("admin:accounts_auditentry_changelist")),
        _item("Laporan peramban", "policy", reverse("admin:blora_portal_browserreport_changelist")),
    ]


def _item(title: str, icon: str, link: str, rows=None) -> dict:
    item = {"title": title, "icon": icon, "link": link}
    if rows is not None and (count := rows.order_by()[: MOST + 1].count()):
        item["badge"] = str(count) if count <= MOST else f"{MOST}+"
    return item


def mine(user):
    """What this person keeps and has still to bring to an end."""
    return Article.objects.seen_by(user).filter(keeper=user).before_review()


def handed_in(user):
    """What writers have handed to this person as an admin."""
    return Article.objects.seen_by(user).where(user, Right.SUBMIT_NEWS).handed_in()
