"""Every change of the media library: the only writer of MediaAsset, but for the renditions (`news/renditions.py`).

Whoever calls (a page, a command, the seed) gets the asset back, or PermissionDenied, or Refused with nothing changed.
"""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from news import html, policy, renditions
from news.models import Article, MediaAsset, MediaKind
from news.policy import MediaAction
from news.refusals import Refused
from opd import pictures
from opd.models import OPD
from opd.pictures import Accepted

log = logging.getLogger("portal.pictures")

NO_ROOM = "Foto belum bisa disimpan karena tempat penyimpanan portal bermasalah. Simpan dulu tanpa foto, dan beri tahu pengelola portal."
LINES = frozenset({"title", "alt", "caption", "credit", "source", "place"})
BLOCKS = frozenset({"consent", "transcript", "text_equivalent"})
PLAIN = frozenset(
    {"decorative", "licence", "vulnerable", "taken_on", "focus_x", "focus_y", "youtube", "still", "captioned", "table"}
)
FIELDS = LINES | BLOCKS | PLAIN


@transaction.atomic
def add(opd: OPD, *, by, kind: str = MediaKind.PHOTO, picture: Accepted | None = None, key: str | None = None, **words):
    """A new asset of `opd`; `picture` is what it shows (a video has none). The same `key` again gives the same asset."""
    if not policy.may_add_media(by, opd):
        raise PermissionDenied
    return take_in(opd, by=by, kind=kind, picture=picture, key=key, **words)


@transaction.atomic
def take_in(
    opd: OPD, *, by, kind: str = MediaKind.PHOTO, picture: Accepted | None = None, key: str | None = None, **words
):
    """As `add`, for whoever has asked already whether this person may (an editor changes the picture of a text in review)."""
    if key and (there := MediaAsset.objects.filter(created_by=by, upload_key=key).first()):
        return there
    if (picture is None) != (kind == MediaKind.VIDEO):
        raise Refused("Pilih fotonya dulu." if picture is None else "Video tidak diunggah: tempel tautan YouTube-nya.")
    asset = MediaAsset(opd=opd, kind=kind, created_by=by, upload_key=key or None)
    _set(asset, words)
    return _kept(asset, picture) if picture else _saved(asset)


@transaction.atomic
def describe(asset: MediaAsset, *, by, **words) -> MediaAsset:
    """Change what is said of it (`FIELDS`). What readers have stays as it was approved; a new focus is cut anew."""
    asset = _locked(asset)
    if not policy.may_with_media(by, MediaAction.DESCRIBE, asset):
        raise PermissionDenied
    focus = asset.focus_x, asset.focus_y
    _set(asset, words)
    if asset.shared and asset.vulnerable:
        raise Refused("Media ini ada di pustaka bersama. Ambil kembali dulu, baru tandai orang yang perlu dilindungi.")
    if (asset.focus_x, asset.focus_y) != focus and asset.original:
        asset.rendered_at, asset.render_tries = None, 0
    asset.save()
    if asset.rendered_at is None and asset.original:
        renditions.ask_for(asset)
    return asset


@transaction.atomic
def share(asset: MediaAsset, *, by) -> MediaAsset:
    """Give it into the shared pool: every OPD may use it, nobody else may change it."""
    asset = _locked(asset)
    if not policy.may_with_media(by, MediaAction.SHARE, asset):
        raise PermissionDenied
    if asset.vulnerable:
        raise Refused("Di foto ini ada orang yang perlu dilindungi, jadi tidak bisa masuk pustaka bersama.")
    if asset.still and not asset.still.shared:
        raise Refused("Bagikan dulu gambar sampulnya, agar OPD lain bisa menampilkan video ini.")
    if missing := asset.missing():
        raise Refused("Lengkapi dulu: " + " ".join(missing))
    return _shared(asset, True)


@transaction.atomic
def unshare(asset: MediaAsset, *, by) -> MediaAsset:
    """Take it back out of the pool; not while another OPD's text shows it."""
    asset = _locked(asset)
    if not policy.may_with_media(by, MediaAction.SHARE, asset):
        raise PermissionDenied
    using = OPD.objects.filter(Q(articles__media__asset=asset) | Q(media__still=asset)).exclude(pk=asset.opd_id)
    if names := sorted({str(opd) for opd in using}):
        raise Refused(f"Masih dipakai oleh {', '.join(names)}. Minta mereka melepasnya dari berita atau videonya dulu.")
    return _shared(asset, False)


@transaction.atomic
def remove(asset: MediaAsset, *, by) -> None:
    """Take it out of the library, with its files; not while a text, a publication or a video shows it."""
    asset = _locked(asset)
    if not policy.may_with_media(by, MediaAction.REMOVE, asset):
        raise PermissionDenied
    if reason := in_the_way(asset, by):
        raise Refused(reason)
    _gone(asset)


def discard(asset: MediaAsset | None) -> None:
    """Remove what was uploaded for one text that is gone, when nothing else was ever done with it."""
    if asset is not None and not asset.title and not asset.uses.exists() and not asset.videos.exists():
        _gone(asset)


def opds_of(user) -> list[OPD]:
    """The OPDs into whose libraries this person may put something."""
    return [opd for opd in OPD.objects.active() if policy.may_add_media(user, opd)]


def in_the_way(asset: MediaAsset, user) -> str:
    """Why it cannot be removed now, with the titles that `user` may see; empty when it can."""
    used = Article.objects.filter(media__asset=asset).distinct()  # one in the bin may come back, so it counts
    if used.exists():
        titles = [f"“{title}”" for title in used.seen_by(user).order_by("-pk").values_list("title", flat=True)[:3]]
        where = ", ".join(titles) or "naskah yang tidak Anda lihat"
        return f"Masih dipakai di {where}. Lepaskan dari naskah dan terbitannya dulu."
    if asset.videos.exists():
        video = asset.videos.seen_by(user).first()
        name = f"video “{video}”" if video else "video OPD lain"
        return f"Masih menjadi gambar sampul {name}. Ganti sampulnya dulu."
    return ""


def _locked(asset: MediaAsset) -> MediaAsset:
    return MediaAsset.objects.select_for_update(of=("self",)).select_related("opd", "still").get(pk=asset.pk)


def _set(asset: MediaAsset, words: dict) -> None:
    """Put tidied words into the asset."""
    if unknown := words.keys() - FIELDS:
        raise TypeError(f"Not a field of an asset: {sorted(unknown)}")
    for name, value in words.items():
        tidied = html.line(value) if name in LINES else html.seen(value).strip() if name in BLOCKS else value
        setattr(asset, name, tidied)
    still = asset.still
    if still is not None and (still.kind == MediaKind.VIDEO or not still.usable_in(asset.opd)):
        raise Refused("Gambar sampul harus foto dari pustaka OPD ini atau pustaka bersama.")
    if asset.decorative:
        asset.alt = ""


def _kept(asset: MediaAsset, picture: Accepted) -> MediaAsset:
    """Write the files, then the row that names them; nothing stays of either when the other fails."""
    try:
        saved = pictures.save(picture)
    except OSError as error:
        log.exception("a picture could not be stored")
        raise Refused(NO_ROOM) from error
    asset.original, asset.base, asset.sizes = saved.original, saved.base, saved.sizes
    try:
        with transaction.atomic():
            asset.save()
    except BaseException as error:
        pictures.remove([saved.original, *saved.sizes])
        if isinstance(error, IntegrityError) and asset.upload_key:  # the same upload a moment ago
            return MediaAsset.objects.get(created_by=asset.created_by, upload_key=asset.upload_key)
        raise
    renditions.ask_for(asset)
    return asset


def _saved(asset: MediaAsset) -> MediaAsset:
    asset.save()
    return asset


def _shared(asset: MediaAsset, shared: bool) -> MediaAsset:
    asset.shared = shared
    asset.save(update_fields=["shared", "changed_at"])
    return asset


def _gone(asset: MediaAsset) -> None:
    files = [file for file in (asset.original, *asset.sizes, *asset.crops) if file]
    asset.delete()
    transaction.on_commit(lambda: pictures.remove(files))
