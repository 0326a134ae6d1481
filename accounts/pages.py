"""What every sign-in page has in common, and what those that are closed answer."""

from functools import wraps

from django.http import Http404
from django.views.decorators.cache import never_cache


def page(view):
    """Never kept by a browser, and under the sign-in pages' own Content-Security-Policy."""

    @never_cache
    @wraps(view)
    def named(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.content_policy = "account"
        return response

    return named


def closed(request, *args, **kwargs):
    raise Http404
