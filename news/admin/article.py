"""The article's pages at the desk: list, form, verbs, preview, history. Fetch through the scope, call, tell, redirect."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from news import html, keepers, policy, presence, readers, services
from news.admin import conflict, links, restoring, review, scope, timeline
from news.admin.beside import AT_A_NOTE, notes_of
from news.admin.filters import MineFilter, OPDFilter, RubricFilter, StateFilter
from news.admin.form import ArticleForm
from news.admin.pictured import pictured
from news.admin.verbs import buttons, left_over, shelved
from news.compare import LABELS
from news.models import Article
from news.refusals import Refused
from news.workflow import HAD_READERS, Action, State
from opd import access
from opd.admin.scoped import OPDScopedAdmin
from opd.rights import Right

KEPT = {name: LABELS[name] for name in ("title", "body", "summary", "lead_alt", "lead_credit", "parties", "summary_jv")}


@admin.register(Article)
class ArticleAdmin(OPDScopedAdmin):
    reads = (Right.WRITE_NEWS, Right.REVIEW_NEWS)
    changes = (Right.WRITE_NEWS,)
    form = ArticleForm
    list_display = ("headline", "pill", "opd", "rubric", "saved")
    list_display_links = ("headline",)
    list_filter = (StateFilter, MineFilter, OPDFilter, RubricFilter)
    search_fields = ("title",)
    ordering = ("-saved_at", "-pk")
    change_form_outer_before_template = "news/admin/article_above.html"
    change_form_outer_after_template = "news/admin/article_below.html"

    # --- What may be seen and changed --------------------------------------------------------------------------
    def get_queryset(self, request):
        return super().get_queryset(request).for_desk()

    def get_object(self, request, object_id, from_field=None):
        """While a form is posted the row is held, so that the version it was written on cannot change before the save."""
        article = super().get_object(request, object_id)
        if article is not None and request.method == "POST" and transaction.get_connection().in_atomic_block:
            article.version, article.state = _held(article)
        return article

    def has_add_permission(self, request) -> bool:
        return access.may_begin(request.user)

    def has_change_permission(self, request, obj=None) -> bool:
        if obj is None:
            return self.has_view_permission(request)
        return policy.open_to(request.user, Action.EDIT, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        if obj is None:  # asked of an object that is not there: 404 comes next
            return self.has_view_permission(request)
        return policy.open_to(request.user, Action.DELETE, obj)

    def get_list_display(self, request):
        """A column that says the same in every row says nothing."""
        one_opd = (
            len(access.opds_where(request.user, Right.WRITE_NEWS) | access.opds_where(request.user, Right.REVIEW_NEWS))
            == 1
        )
        return tuple(name for name in self.list_display if not (one_opd and name == "opd"))

    # --- The list ------------------------------------------------------------------------------------------------
    @admin.display(description="Judul", ordering="title")
    def headline(self, article: Article) -> str:
        return article.title

    @admin.display(description="Keadaan", ordering="state")
    def pill(self, article: Article) -> str:
        return render_to_string("news/admin/pill.html", {"article": article, "alone": True})

    @admin.display(description="Disimpan", ordering="saved_at")
    def saved(self, article: Article) -> str:
        return render_to_string("news/admin/moment.html", {"moment": article.saved_at})

    # --- The form ------------------------------------------------------------------------------------------------
    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        user = request.user

        class FormOfThisPerson(form):  # type: ignore[misc,valid-type]
            def __init__(self, *args, **kw) -> None:
                super().__init__(*args, user=user, **kw)

        return FormOfThisPerson

    def get_fieldsets(self, request, obj=None):
        """All that can stand there; `_offered` leaves out what the form of this person and this article has not."""
        if obj is not None and not self.has_change_permission(request, obj):
            return (
                (
                    None,
                    {
                        "fields": (
                            "title",
                            "body_as_read",
                            "summary",
                            "lead_alt",
                            "lead_credit",
                            "rubric_name",
                            "unit_name",
                            "parties",
                            "summary_jv",
                            "byline",
                        )
                    },
                ),
            )
        return (
            (None, {"fields": ["seen", "opd", "title", "body", "summary"]}),
            ("Foto", {"fields": ["lead", "picture", "remove_picture", "lead_alt", "lead_credit"]}),
            (None, {"fields": ["rubric"]}),
            ("Lainnya", {"fields": ["unit", "parties", "summary_jv", "byline"], "classes": ["collapse"]}),
            (None, {"fields": ["why"]}),
        )

    def get_readonly_fields(self, request, obj=None):
        only_read = obj is not None and not self.has_change_permission(request, obj)
        return ("body_as_read", "rubric_name", "unit_name") if only_read else ()

    @admin.display(description="Isi")
    def body_as_read(self, article: Article) -> str:
        known = vars(article)
        if "_as_read" not in known:  # the template of the field asks five times
            body = pictured(article, html.clean(article.body))
            known["_as_read"] = render_to_string("news/admin/body.html", {"body": body})
        return known["_as_read"]

    # As words: Django would link a foreign key to a page that these people may not open.
    @admin.display(description="Rubrik")
    def rubric_name(self, article: Article) -> str:
        return str(article.rubric or "Belum dipilih")

    @admin.display(description="Bidang atau unit")
    def unit_name(self, article: Article) -> str:
        return str(article.unit or "Tidak ada")

    def save_model(self, request, obj, form, change) -> None:
        text, picture = form.text(), form.cleaned_data.get("picture")
        if change:
            seen, why = form.cleaned_data["seen"], form.cleaned_data.get("why", "")
            saved = services.save_text(obj, by=request.user, seen=seen, why=why, picture=picture, **text)
        else:
            saved = services.write(obj.opd, by=request.user, picture=picture, **text)
        obj.__dict__.update(saved.__dict__)
        if warning := links.told(text.get("body", "")):
            messages.warning(request, warning)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's; but whoever cannot save (it was submitted meanwhile, a full storage) gets the typed text back."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (PermissionDenied, Refused) as refusal:
            if answer := self._kept_text(request, object_id, refusal):
                return answer
            raise

    def _kept_text(self, request, object_id, refusal):
        """The typed text, to be copied; None where nothing was typed, or by somebody who may not be here at all."""
        kept = [(label, request.POST[name]) for name, label in KEPT.items() if request.POST.get(name)]
        article = self.get_object(request, object_id) if object_id else None
        may_be_here = article is not None if object_id else isinstance(refusal, Refused)
        if not (kept and may_be_here):
            return None
        more = {"kept": kept, "refusal": str(refusal), "picture": bool(request.FILES.get("picture"))}
        return scope.page(request, article, "kept_text.html", more, status=409)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context["adminform"].fieldsets = _offered(context["adminform"])
        context |= {
            **conflict.told(form),
            "present": presence.sentence(presence.others(obj, request.user)) if obj else "",
            "article": obj,
            "opd": form.instance.opd if form.instance.opd_id else None,
        }
        if obj is not None:
            context |= self._beside_the_form(request, obj, context.get("typed"))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _beside_the_form(self, request, article: Article, typed: dict | None) -> dict:
        """What stands around the text of an article that is there: what can be done, what is missing, what happened."""
        of_the_panel = {action: form for action, form in (typed or {}).items() if action not in AT_A_NOTE}
        shown = buttons(request.user, article, of_the_panel)
        notes = notes_of(request.user, article, typed)
        events = article.events.under_present_opd().newest_first().select_related("by")
        return {
            "title": article.title,
            "buttons": shown,
            **shelved(shown, of_the_panel),
            "notes": notes,
            "review_address": review.address(article),
            "left_over": left_over(of_the_panel, shown) + notes.left_over,
            "missing": article.missing(),
            "read": readers.of_article(article.pk, timezone.localdate()) if article.live in HAD_READERS else None,
            "nobodys": access.holds(request.user, Right.MANAGE_TEAM, article.opd)
            and keepers.without_keeper(request.user).filter(pk=article.pk).exists(),
            **links.about(article),
            "events": events[:50],
            "last_word": article.events.under_present_opd().last_word(),
        }

    def response_change(self, request, obj):
        """Back to where the next step is: in review that is the page on which it is read."""
        messages.success(request, "Tersimpan.")
        in_review = obj.state == State.IN_REVIEW
        return HttpResponseRedirect(review.address(obj) if in_review else scope.address(obj))

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    # --- Beside the text -------------------------------------------------------------------------------------------
    def history_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        told = {
            "may_restore": restoring.may(request.user, article),
            "do_first": restoring.do_first(request.user, article),
        }
        return scope.page(request, article, "history.html", {"entries": timeline.entries(article)} | told)

    def get_deleted_objects(self, objs, request):
        """The bin keeps everything that belongs to a draft, so there is nothing to list and nothing in the way."""
        return [str(article) for article in objs], {}, set(), []

    def delete_view(self, request, object_id, extra_context=None):
        """As Django's; what was submitted while its question stood open is not deleted."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[object_id]))

    def delete_model(self, request, obj) -> None:
        services.delete(obj, by=request.user)


def _offered(adminform) -> list[tuple]:
    there = {*adminform.form.fields, *adminform.readonly_fields}
    kept = [
        (name, options, [field for field in options["fields"] if field in there])
        for name, options in adminform.fieldsets
    ]
    return [(name, options | {"fields": fields}) for name, options, fields in kept if fields]


def _held(article: Article) -> tuple[int, str]:
    return Article.objects.select_for_update().values_list("version", "state").get(pk=article.pk)
