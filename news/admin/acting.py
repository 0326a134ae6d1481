"""What happens when a verb's button is pressed: fetch through the scope, call the service, tell, go back."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict

from news import policy
from news.admin import scope
from news.admin.verbs import VERBS
from news.models import Article
from news.refusals import Refused
from news.workflow import Action


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
        verb.call(article, request.user, form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _again(request, article, {action: form})
    messages.success(request, verb.done)
    return HttpResponseRedirect(scope.address(article))


def _again(request, article: Article, typed: dict):
    """The article's page as it is now, with the typed reason, as the answer 422."""
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
