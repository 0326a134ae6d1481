"""Template words for what a page looks like."""

from django import template
from django.utils.safestring import mark_safe

from blora_portal import styles

register = template.Library()


@register.simple_tag(takes_context=True)
def style(context, kind: str) -> str:
    """The `<style>` of that kind of page (`blora_portal/styles.py`); the headers allow it by its hash."""
    request = context.get("request")
    if request is not None:
        request.style_kind = kind
    return mark_safe(f"<style>{styles.sheet(kind)}</style>")  # noqa: S308  (files of our own)
