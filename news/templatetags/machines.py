"""What a page says of itself in its head and at its foot, for whoever passes it on or searches: see `templates/base.html`."""

from __future__ import annotations

import html
import json

from django import template
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from news.public import sharing, structured

register = template.Library()

# In a script element the only way out is `</script` or `<!--`; the others keep old parsers of HTML and of scripts out of trouble.
ESCAPED = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def meta_tags(context) -> str:
    """Canonical address, feeds, Open Graph and X's card, from the page's own blocks `title` and `description`."""
    request = context.get("request")
    if request is None or context.get("preview"):
        return ""
    shown = sharing.list_on(request, context)
    said = {
        "title": _block(context, "title"),
        "description": _block(context, "description"),
        "address": sharing.canonical(request, context),
        "is_empty": shown is not None and not shown.items,
        "picture": sharing.picture(request, context),
        "feeds": sharing.feeds(request, context),
        "publication": context.get("publication") if sharing.view_of(request) == "article" else None,
    }
    return render_to_string("components/meta_tags.html", said)


@register.simple_tag(takes_context=True)
def structured_data(context) -> str:
    """One block of JSON-LD: data, which no browser runs."""
    request = context.get("request")
    if request is None or context.get("preview"):
        return ""
    said = structured.page(request, context, html.unescape(_block(context, "title")))
    return mark_safe(f'<script type="application/ld+json">{_written(said)}</script>') if said else ""  # noqa: S308


def _written(said: dict) -> str:
    return json.dumps(said, separators=(",", ":")).translate(ESCAPED)


def _block(context, name: str) -> SafeString:
    """What the page has put into that block of base.html, escaped as it stands there."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(" ".join(block.render(context).split()))  # noqa: S308
