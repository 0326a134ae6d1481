"""What happens when a verb's button is pressed: fetch through the scope, call the service, tell, go back."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html

from news import policy
from news.admin import review, scope
from news.admin.beside import AT_A_NOTE
from news.admin.verbs import VERBS
from news.models import Article, NoteAnswer
from news.refusals import Refused
from news.workflow import Action

# After these an editor who reads thirty items a day goes on with the next one.
DECIDES = frozenset({Action.PUBLISH, Action.SCHEDULE, Action.SEND_BACK, Action.CONFIRM_URGENT})
OPENS_THE_TEXT = frozenset({Action.REVISE, Action.CORRECT, Action.RECALL, Action.RESTORE})


def act(request, article_id: int, action: str):
    """POST one verb. 404 out of sight, 403 without the right, 422 when it cannot be done now; GET answers 405."""
    article = scope.fetch(request, article_id)
    if request.method != "POST":
        response = scope.page(request, article, "not_by_link.html", {"action": Action(action)}, status=405)
        response.headers["Allow"] = "POST"
        return response
    return _done(request, article, Action(action))


def _done(request, article: Article, action: Action):
    verb = VERBS[action]
    form = verb.form(request.POST, article=article, auto_id=f"{action.value}_%s")
    if not policy.may(request.user, action, article):
        raise PermissionDenied(_why_not(request.user, action, article))
    try:
        if not form.is_valid():
            raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        made = verb.call(article, request.user, form.cleaned_data)
    except Article.DoesNotExist as gone:  # put into the bin between the fetch and the lock
        raise Http404 from gone
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _again(request, article, {action: form})
    response = _back(request, article, action, made, verb.said(form.cleaned_data))
    for sentence in verb.warn(made, form.cleaned_data):
        messages.warning(request, sentence)
    return response


def _back(request, article: Article, action: Action, made, done: str):
    """To the page the button stood on; from the review page to where this person's work goes on."""
    page = request.POST.get("page")
    if page == review.REVIEW and action in DECIDES:
        done = format_html(
            '“{}”: {} <a class="message-link" href="{}">Lihat lagi</a>', article.title, done, review.address(article)
        )
    messages.success(request, done)
    return HttpResponseRedirect(_place(article, action, page) + _anchor(action, made))


def _place(article: Article, action: Action, page: str | None) -> str:
    if page == "queue" or (page == review.REVIEW and action in DECIDES):
        return reverse("admin:news_queue")
    if page == review.REVIEW and action not in OPENS_THE_TEXT:
        return review.address(article)
    return scope.address(article)


def _anchor(action: Action, made) -> str:
    """The note it was about; a settled one leads to the list, where the next one stands."""
    if action not in AT_A_NOTE:
        return ""
    if action is Action.SETTLE:
        return "#catatan"
    return f"#catatan-{made.note_id if isinstance(made, NoteAnswer) else made.pk}"


def _again(request, article: Article, typed: dict):
    """The page it was pressed on as it is now, with everything that was typed, as the answer 422."""
    if request.POST.get("page") in (review.REVIEW, "queue"):
        return review.shown(request, scope.fetch(request, article.pk), typed, status=422)
    request.method, request.POST = "GET", QueryDict()
    response = admin.site.get_model_admin(Article).change_view(
        request,
        str(article.pk),
        form_url=scope.address(article),
        extra_context={"typed": typed, "moved_to": scope.address(article)},
    )
    response.status_code = 422
    return response


def _why_not(user, action: Action, article: Article) -> str:
    if action in policy.SECOND_PERSON and policy.had_a_hand(user, article):
        return "Anda ikut menulis atau mengajukan naskah ini, jadi orang lain yang harus memeriksanya."
    return f"Peran Anda tidak mencakup “{action.label}” untuk naskah {article.opd}."


for _action in VERBS:
    admin.site.add_page(  # type: ignore[attr-defined]
        f"news/article/<int:article_id>/{_action.value}/", act, f"news_article_{_action.value}", action=_action.value
    )
