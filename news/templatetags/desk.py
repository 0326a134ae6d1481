"""Short dates and picture addresses for the desk's own pages."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def jam_singkat(value: datetime) -> str:
    """`16 Mei 13.44`, with the year when it is not this one."""
    local = timezone.localtime(value)
    year = "" if local.year == timezone.localtime().year else " Y"
    return date_format(local, f"j M{year} H.i", use_l10n=False)


@register.simple_tag
def media_url(name: str) -> str:
    """Where the storage serves the file of that name."""
    return default_storage.url(name)


@register.filter
def ribuan(number: int) -> str:
    """`12.345`."""
    return f"{number:,}".replace(",", ".")
