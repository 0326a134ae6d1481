"""The library's own addresses: many uploads at once, choosing while one writes, the small picture, the shared pool."""

from __future__ import annotations

import re

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.desk_page import AN_ID, MOST_CHARACTERS, MOST_WORDS
from news import library
from news.models import Article, MediaAsset, MediaKind, MediaUse
from news.models.media import MediaAssetQuerySet
from news.refusals import Refused
from opd import access, pictures
from opd.models import OPD
from opd.rights import Right

KEY = re.compile(r"[0-9a-f-]{8,36}")
AT_ONCE = 24
MOST_IDS = 200
NO_FILE = "Tidak ada foto yang sampai. Pilih lagi fotonya."


def upload(request):
    """`/admin/news/mediaasset/upload/`: GET the page for many at once, POST one file (`opd`, `upload`, `key`)."""
    opds = library.opds_of(request.user)
    if not opds:
        raise PermissionDenied
    asked = request.POST.get("opd") or request.GET.get("opd") or str(opds[0].pk)
    opd = next((one for one in opds if str(one.pk) == asked), None)
    if opd is None:
        raise Http404
    if request.method == "POST":
        return _take(request, opd)
    context = admin.site.each_context(request) | {"title": "Unggah foto", "opd": opd, "opds": opds}
    return render(request, "news/admin/media/upload.html", context)


def _take(request, opd: OPD) -> JsonResponse:
    file, key = request.FILES.get("upload"), request.POST.get("key", "")
    kind = MediaKind.INFOGRAPHIC if request.POST.get("kind") == MediaKind.INFOGRAPHIC else MediaKind.PHOTO
    try:
        if file is None:
            raise Refused(NO_FILE)
        picture, key = pictures.accept(file), key if KEY.fullmatch(key) else ""
        asset = library.add(opd, by=request.user, kind=kind, picture=picture, key=key, title=_title(file.name))
    except ValidationError as error:
        return _refused(" ".join(error.messages))
    except Refused as refusal:
        return _refused(str(refusal), status=507 if str(refusal) == library.NO_ROOM else 422)
    return JsonResponse({"uploaded": 1, "fileName": str(asset)} | _told(asset), status=201)


def _refused(message: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"uploaded": 0, "error": {"message": message}}, status=status)


def _told(asset: MediaAsset) -> dict:
    file = asset.light or {}
    address = default_storage.url(file["name"]) if file else ""
    return {
        "id": asset.pk, "url": address, "thumb": address, "title": asset.title, "alt": asset.alt,
        "width": file.get("width"), "height": file.get("height"),
        "change": reverse("admin:news_mediaasset_change", args=[asset.pk]),
    }  # fmt: skip


def _title(name: str) -> str:
    """The name the file had on the person's device, for finding it again: without folders and ending."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[_\s]+", " ", last.rpartition(".")[0] or last).strip()[:120]


@require_safe
def choose(request):
    """`/admin/news/mediaasset/choose/?opd=&kind=&q=&page=&pool=`: a piece of the chooser; `ids` asks for these alone."""
    opd = _opd(request)
    pool, q = bool(request.GET.get("pool")), request.GET.get("q", "").replace("\0", "")[:MOST_CHARACTERS].strip()
    if "ids" in request.GET:
        rows = _readable(request.user).filter(pk__in=_ids(request.GET["ids"]))
    else:
        rows = MediaAsset.objects.seen_by(request.user).filter(Q(shared=True) if pool else Q(opd=opd))
    rows = rows.usable_in(opd).select_related("opd", "still").order_by("-pk")
    if (kind := request.GET.get("kind")) in MediaKind.values:
        rows = rows.filter(kind=kind)
    for word in q.split()[:MOST_WORDS]:
        rows = rows.filter(Q(title__icontains=word) | Q(alt__icontains=word) | Q(caption__icontains=word))
    page = Paginator(rows, MOST_IDS if "ids" in request.GET else AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "news/admin/media/choose.html", {"page": page, "opd": opd, "pool": pool, "q": q})


def _opd(request) -> OPD:
    """The OPD for whose texts one chooses: where this person writes, manages media or reviews; 404 elsewhere."""
    asked = request.GET.get("opd", "")
    rights = (Right.WRITE_NEWS, Right.MANAGE_MEDIA, Right.REVIEW_NEWS)
    opd = OPD.objects.filter(pk=asked).first() if AN_ID.fullmatch(asked) else None
    if opd is None or not access.holds_any(request.user, rights, opd):
        raise Http404
    return opd


def _ids(given: str) -> list[int]:
    return [int(one) for one in given.split(",")[:MOST_IDS] if AN_ID.fullmatch(one)]


@require_safe
def thumb(request, asset_id: int):
    """`<pk>/thumb/`: where a small picture of it is; editors see with it what stands in a text they may read."""
    asset = _asset(_readable(request.user), asset_id)
    if asset.light is None:
        raise Http404
    return HttpResponseRedirect(default_storage.url(asset.light["name"]))


@require_POST
def share(request, asset_id: int):
    return _do(request, asset_id, library.share, "Sekarang ada di pustaka bersama: OPD lain boleh memakainya.")


@require_POST
def unshare(request, asset_id: int):
    return _do(request, asset_id, library.unshare, "Tidak lagi di pustaka bersama.")


def _do(request, asset_id: int, service, told: str):
    asset = _asset(MediaAsset.objects.seen_by(request.user), asset_id)
    try:
        service(asset, by=request.user)
        messages.success(request, told)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:news_mediaasset_change", args=[asset.pk]))


def _readable(user) -> MediaAssetQuerySet:
    """What this person sees of the libraries, and what stands in a text they may read: an editor keeps it in there."""
    in_texts = MediaUse.objects.filter(article__in=Article.objects.seen_by(user)).values("asset")
    return MediaAsset.objects.filter(Q(pk__in=MediaAsset.objects.seen_by(user).values("pk")) | Q(pk__in=in_texts))


def _asset(rows: MediaAssetQuerySet, asset_id: int) -> MediaAsset:
    asset = None
    if AN_ID.fullmatch(str(asset_id)):
        asset = rows.select_related("still", "opd").filter(pk=asset_id).first()
    if asset is None:
        raise Http404
    return asset


HOME = "news/mediaasset/"
admin.site.add_page(f"{HOME}upload/", upload, "news_mediaasset_upload")  # type: ignore[attr-defined]
admin.site.add_page(f"{HOME}choose/", choose, "news_mediaasset_choose")  # type: ignore[attr-defined]
admin.site.add_page(f"{HOME}<int:asset_id>/thumb/", thumb, "news_mediaasset_thumb")  # type: ignore[attr-defined]
admin.site.add_page(f"{HOME}<int:asset_id>/share/", share, "news_mediaasset_share")  # type: ignore[attr-defined]
admin.site.add_page(f"{HOME}<int:asset_id>/unshare/", unshare, "news_mediaasset_unshare")  # type: ignore[attr-defined]
