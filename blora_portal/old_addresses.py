"""Addresses of older sites: where the portal itself has nothing, the table may know where the page is now.

An old address is kept and looked up unquoted (`/Visi dan Misi.html`), with the query where the old site needed it
(`/index.php?id=5`). On an OPD's own host it is asked for by its address on the portal: what the OPD's own older site had at
`/profil.html` is kept as `/opd/dinkes/profil.html`. It is found there too when the OPD has been renamed since.
"""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve

from blora_portal.models import OldAddress
from news.models.publication import Publication
from news.models.rubric import Rubric
from news.public import site, views
from opd.models import OPD, FormerSlug

LONGEST = 400  # characters
NOT_FOR_READERS = ("/admin/", "/akun/")
OF_AN_OPD = re.compile(r"/opd/[-a-zA-Z0-9_]+/")
NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
TRACKING = re.compile(r"(?:fbclid|gclid|utm_[a-z]+)=[^&]*(?:&|\Z)")  # what networks add to the links people share


# --- Leading readers on ------------------------------------------------------------------------------------------------
def not_found(request, exception=None):
    """301 to where the page is now, or 404."""
    return _led_on(request) or views.not_found(request, exception)


def _led_on(request: HttpRequest) -> HttpResponse | None:
    if request.method not in ("GET", "HEAD") or _for_nobody(request.path):
        return None
    try:
        target = _target(request.path, request.META.get("QUERY_STRING", ""))
    except DatabaseError:
        return None  # the page that says so does without, too
    if not target or _problem(target):  # whatever wrote it: nobody is led out of the portal
        return None
    response = HttpResponsePermanentRedirect(site.at(request, target))
    response.headers["Cache-Control"] = views.FRESH
    return response


def _target(path: str, query: str) -> str:
    """What the table says of this address, under the OPD's own name or one that it had before; "" for nothing."""
    beginnings = _beginnings(path)
    now, rest = beginnings[0], path.removeprefix(beginnings[0])
    keys = [key for beginning in beginnings for key in _keys(beginning + rest, query)]
    found = dict(OldAddress.objects.filter(path__in=keys).values_list("path", "target")) if keys else {}
    target = next((found[key] for key in keys if key in found), "")
    former = next((beginning for beginning in beginnings if beginning and target.startswith(beginning)), "")
    return now + target.removeprefix(former) if former else target


def _beginnings(path: str) -> list[str]:
    """`/opd/dinkesda/`, as the address has it, then the same for every name from before the OPD was renamed."""
    own = OF_AN_OPD.match(path)
    if own is None:
        return [""]
    former = FormerSlug.objects.filter(opd__slug=own[0].split("/")[2]).order_by("-pk").values_list("slug", flat=True)
    return [own[0], *(f"/opd/{slug}/" for slug in former)]


def _keys(path: str, query: str) -> list[str]:
    """What the table may call this address, the surest first."""
    queries = [unquote(query), unquote(TRACKING.sub("", query).removesuffix("&"))] if query else []
    keys = [f"{path}?{each}" for each in queries if each] + [path, _other(path)]
    return [key for key in dict.fromkeys(keys) if len(key) <= LONGEST and not NOT_TEXT.search(key)]


# --- What may stand in the table ---------------------------------------------------------------------------------------
class Pages:
    """Which addresses the portal answers itself, looked up once for a whole file of them."""

    @cached_property
    def _news(self) -> set[int]:
        return set(Publication.objects.appeared().values_list("pk", flat=True))

    @cached_property
    def _opds(self) -> set[str]:
        return {*OPD.objects.values_list("slug", flat=True), *FormerSlug.objects.values_list("slug", flat=True)}

    @cached_property
    def _rubrics(self) -> set[str]:
        return set(Rubric.objects.values_list("slug", flat=True))

    def has(self, address: str) -> bool:
        path = re.split(r"[?#]", unquote(address), maxsplit=1)[0]
        return self._answers(path) or self._answers(f"{path}/")

    def _answers(self, path: str) -> bool:
        try:
            found = resolve(path)
        except Resolver404:
            return False
        named = found.kwargs
        if "pk" in named and named["pk"] not in self._news:
            return False
        slugs = {"opd": self._opds, "rubrik": self._rubrics}.get(found.route.partition("/")[0])
        return slugs is None or "slug" not in named or named["slug"] in slugs


def old(typed: str, pages: Pages) -> str:
    """An old address as it is kept. ValidationError says what is wrong with it."""
    address = unquote(typed.strip())
    if problem := _problem(address):
        raise ValidationError(problem)
    if "#" in address:
        raise ValidationError("Hapus tanda # dan yang sesudahnya: peramban tidak mengirim bagian itu.")
    if pages.has(address):
        raise ValidationError(
            "Alamat ini sudah punya halaman di portal, jadi pengalihannya tidak akan pernah dipakai. Periksa alamat lamanya."
        )
    return address


def new(typed: str, pages: Pages) -> str:
    """The address it leads to. ValidationError says what is wrong with it."""
    address = typed.strip().removeprefix(settings.PORTAL_URL)
    if problem := _problem(unquote(address)) or _problem(address):
        raise ValidationError(problem)
    if not pages.has(address):
        raise ValidationError("Halaman ini tidak ada di portal. Buka dulu halamannya, lalu salin alamatnya ke sini.")
    return address


@transaction.atomic
def settle(addresses: dict[str, str]) -> None:
    """After these (old: new) were saved: what led to one of the old ones leads on at once to where it is now.

    That happens when a page is gone that an older address led to. What would lead to itself in the end is taken out.
    """
    now = {with_or_without: target for path, target in addresses.items() for with_or_without in (path, _other(path))}
    behind = list(OldAddress.objects.filter(target__in=now))
    for row in behind:
        row.target = now[row.target]
    OldAddress.objects.bulk_update(behind, ["target"], batch_size=500)
    in_a_circle = [row.pk for row in behind if row.target in (row.path, _other(row.path))]
    OldAddress.objects.filter(pk__in=in_a_circle).delete()


def _other(path: str) -> str:
    """The same with its last slash, or without."""
    return path.removesuffix("/") if path.endswith("/") else f"{path}/"


def _problem(address: str) -> str:
    """Why this is no address of the portal; "" for one that is."""
    if not address.startswith("/") or address.startswith("//"):
        return "Mulai dengan satu garis miring, tanpa https:// dan tanpa nama situs. Contoh: /berita/detail/4199"
    if NOT_TEXT.search(address):
        return "Alamat ini memuat garis miring terbalik atau karakter yang bukan tulisan. Ketik ulang alamatnya."
    if len(address) > LONGEST:
        return f"Alamat ini {len(address)} huruf; paling banyak {LONGEST}."
    return "Alamat meja redaksi dan akun tidak dapat dipakai di sini." if _for_nobody(address) else ""


def _for_nobody(address: str) -> bool:
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    return f"{path}/".startswith(NOT_FOR_READERS)
