"""One article for one person at the desk: fetched through the scope, shown on a page of its own, found again."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.desk_page import AN_ID
from news.models import Article


def fetch(request, article_id: int) -> Article:
    """The article with what its pages show of it; 404 out of this person's sight."""
    if not AN_ID.fullmatch(str(article_id)):
        raise Http404
    article = Article.objects.seen_by(request.user).for_desk().filter(pk=article_id).first()
    if article is None:
        raise Http404
    return article


def page(request, article: Article | None, template: str, more: dict, status: int = 200):
    """A page of the desk beside the form; `template` is a name in templates/news/admin/."""
    context = (
        admin.site.each_context(request)
        | {"title": str(article or "Tulis berita"), "article": article, "opts": Article._meta}
        | more
    )
    return render(request, f"news/admin/{template}", context, status=status)


def address(article: Article) -> str:
    """Where it is written."""
    return reverse("admin:news_article_change", args=[article.pk])
