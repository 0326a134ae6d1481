"""An OPD gets another address: the one it had leads to the new one for ever, and no other OPD takes it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from opd import freshness, hosts
from opd.models import OPD, FormerSlug

TAKEN = "Alamat “{slug}” pernah dipakai {opd} dan masih mengantar pembaca ke sana. Pilih alamat lain."


def check(slug: str, opd: OPD) -> None:
    """ValidationError for an address that another OPD had; one's own of before may be taken again."""
    former = FormerSlug.objects.filter(slug=slug).exclude(opd=opd.pk).select_related("opd").first()
    if former:
        raise ValidationError(TAKEN.format(slug=slug, opd=former.opd.short_name))


@transaction.atomic
def settle(opd: OPD, before: str | None) -> None:
    """After it was saved: `before` is the address it had until now, None for a new OPD."""
    if before and before != opd.slug:
        FormerSlug.objects.filter(slug=opd.slug).delete()
        FormerSlug.objects.update_or_create(slug=before, defaults={"opd": opd})
        freshness.touch(opd)
    hosts.forget()
