"""The article's page exactly as the public would see it, from the text as it is now."""

from __future__ import annotations

from django.contrib import admin
from django.shortcuts import render

from news.admin import scope
from news.public import pages
from news.snapshot import snapshot


def preview(request, article_id: int):
    """GET `/admin/news/article/<pk>/preview/`, under the public's own policy."""
    article = scope.fetch(request, article_id)
    response = render(request, "public/article.html", pages.article_page(snapshot(article)) | {"preview": True})
    response.content_policy = "preview"  # type: ignore[attr-defined]
    return response


admin.site.add_page("news/article/<int:article_id>/preview/", preview, "news_article_preview")  # type: ignore[attr-defined]
