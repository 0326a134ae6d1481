"""The library at the desk: its list, the form of one asset, and what can be done with it. Wiring only."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from news import library, policy
from news.admin.media_form import MediaForm
from news.models import Article, MediaAsset, MediaKind
from news.policy import MediaAction
from news.refusals import Refused
from opd.admin.scoped import OPDScopedAdmin
from opd.models import OPD
from opd.rights import Right

ABOUT = ("title", "alt", "decorative", "caption", "credit")
READ = ("face", "kind", "title", "alt", "caption", "credit", "source", "licence", "place", "taken_on")


class KindFilter(SimpleListFilter):
    title = "jenis"
    parameter_name = "jenis"

    def lookups(self, request, model_admin):
        return MediaKind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() in MediaKind.values else queryset


class ShelfFilter(SimpleListFilter):
    title = "pustaka"
    parameter_name = "pustaka"

    def lookups(self, request, model_admin):
        return [("bersama", "Pustaka bersama"), ("saya", "Unggahan saya")]

    def queryset(self, request, queryset):
        if self.value() == "bersama":
            return queryset.filter(shared=True)
        return queryset.filter(created_by=request.user) if self.value() == "saya" else queryset


class OPDFilter(SimpleListFilter):
    title = "OPD"
    parameter_name = "opd"

    def lookups(self, request, model_admin):
        shown = OPD.objects.filter(media__in=MediaAsset.objects.seen_by(request.user)).distinct().order_by("short_name")
        return [(str(opd.pk), str(opd)) for opd in shown]

    def queryset(self, request, queryset):
        chosen = self.value() in {value for value, _ in self.lookup_choices}
        return queryset.filter(opd=self.value()) if chosen else queryset


@admin.register(MediaAsset)
class MediaAdmin(OPDScopedAdmin):
    reads = (Right.WRITE_NEWS, Right.MANAGE_MEDIA, Right.REVIEW_NEWS)
    changes = (Right.WRITE_NEWS, Right.MANAGE_MEDIA)
    form = MediaForm
    list_display = ("__str__", "opd", "kind")
    list_filter = (KindFilter, ShelfFilter, OPDFilter)
    search_fields = ("title", "alt", "caption", "credit", "place")
    ordering = ("-pk",)
    list_per_page = 48
    list_before_template = "news/admin/media/above.html"
    change_list_template = "news/admin/media/list.html"
    change_form_before_template = "news/admin/media/focus_of.html"
    change_form_outer_after_template = "news/admin/media/below.html"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("opd", "still", "created_by")

    def has_view_permission(self, request, obj=None) -> bool:
        if obj is not None and obj.shared:
            return self.has_module_permission(request)
        return super().has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        if obj is None:
            return self.has_view_permission(request)
        return policy.may_with_media(request.user, MediaAction.DESCRIBE, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        if obj is None:
            return self.has_view_permission(request)
        return policy.may_with_media(request.user, MediaAction.REMOVE, obj)

    # --- The form ------------------------------------------------------------------------------------------------
    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        given = {"user": request.user, "kind": request.GET.get("jenis", "") if obj is None else ""}
        given["refusal"] = getattr(request, "refusal", "")

        class FormOfThisPerson(form):  # type: ignore[misc,valid-type]
            def __init__(self, *args, **kw) -> None:
                super().__init__(*args, **given, **kw)

        return FormOfThisPerson

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            return ((None, {"fields": READ}),)
        kind = request.POST.get("kind") or request.GET.get("jenis", "")
        offered = MediaForm(user=request.user, kind=kind, instance=obj).fields

        def there(*names: str) -> dict:
            return {"fields": [name for name in names if name in offered]}

        told = ("link", "picture", *ABOUT, "text_equivalent", "table_file", "remove_table")
        groups = (
            (None, there("kind", "opd", *told)),
            ("Sampul", there("still", "make_cover")),
            ("Bagi yang tidak bisa mendengar", there("captioned", "transcript")),
            ("Orang di dalamnya", there("vulnerable", "consent")),
            ("Asal dan tempat", there("source", "licence", "taken_on", "place") | {"classes": ["collapse"]}),
            ("Titik utama (persen dari kiri dan dari atas)", there("focus_x", "focus_y")),
        )
        return tuple(group for group in groups if group[1]["fields"])

    def get_readonly_fields(self, request, obj=None):
        return READ if obj is not None and not self.has_change_permission(request, obj) else ()

    @admin.display(description="Gambar")
    def face(self, asset: MediaAsset) -> str:
        return render_to_string("news/admin/media/face.html", {"asset": asset})

    def save_model(self, request, obj, form, change) -> None:
        words = form.words(obj.opd)
        if change:
            saved = library.describe(obj, by=request.user, **words)
        else:
            picture = form.cleaned_data.get("picture")
            saved = library.add(obj.opd, by=request.user, kind=form.of_kind, picture=picture, **words)
        obj.__dict__.update(saved.__dict__)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's; what the library refuses is said at the top of the form, with the typed words in it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.refusal = str(refusal)  # the form says it, beside everything that was typed
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {
                "asset": obj,
                "file": obj.light if obj.kind != MediaKind.VIDEO else None,
                "uses": self._uses(request, obj),
                "todo": obj.missing(),
                "may_share": policy.may_with_media(request.user, MediaAction.SHARE, obj),
                "changes": self.has_change_permission(request, obj),
                "show_delete": not library.in_the_way(obj, request.user),  # below it says where it is used
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _uses(self, request, asset: MediaAsset) -> dict:
        """Where it stands: the articles and videos this person may see by name, the others by number."""
        used = Article.objects.filter(media__asset=asset).distinct()
        seen = used.seen_by(request.user).select_related("opd").order_by("-saved_at")
        shown = list(seen[:20])
        videos = asset.videos.seen_by(request.user)
        return {
            "shown": shown,
            "others": used.count() - seen.count(),
            "videos": list(videos[:20]),
            "other_videos": asset.videos.count() - videos.count(),
        }

    def response_change(self, request, obj):
        messages.success(request, "Tersimpan.")
        return HttpResponseRedirect(reverse("admin:news_mediaasset_change", args=[obj.pk]))

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    # --- Away with it --------------------------------------------------------------------------------------------
    def get_deleted_objects(self, objs, request):
        return [str(asset) for asset in objs], {}, set(), []

    def delete_view(self, request, object_id, extra_context=None):
        """As Django's question; what a text or a publication shows is not deleted, and the person is told where it is."""
        asset = self.get_object(request, object_id)
        if asset is not None and (reason := library.in_the_way(asset, request.user)):
            if not self.has_delete_permission(request, asset):
                raise PermissionDenied
            messages.error(request, reason)
            return HttpResponseRedirect(reverse("admin:news_mediaasset_change", args=[asset.pk]))
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request, obj) -> None:
        library.remove(obj, by=request.user)
